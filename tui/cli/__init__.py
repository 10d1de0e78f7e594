"""The verbs of `hvr`, their options and exit codes. What a verb needs is imported when it runs."""

from pathlib import Path

import click

from tui.cli.changing import apply_plan, diff_plan, export_plan, journal_entries, undo_changes
from tui.cli.console import open_console
from tui.cli.doctor import doctor
from tui.cli.files import config, locate
from tui.cli.keys import keys
from tui.cli.practice import practice
from tui.cli.reading import follow_events, list_machines
from tui.cli.shared import hosts_option


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hvr-tui", prog_name="hvr")
@hosts_option
@click.option("--read-only", is_flag=True, help="Build nothing that can write to a host.")
@click.option("--theme", "theme_name", help="Name of a colour theme.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.pass_context
def hvr(
    context: click.Context, hosts_file: Path | None, read_only: bool, theme_name: str | None, no_mouse: bool
) -> None:
    """Show, stage and verify the failover networks of Hyper-V Replica.

    Without a verb: the console on the hosts of the hosts file.
    """
    context.obj = hosts_file
    if context.invoked_subcommand is None:
        open_console(hosts_file, read_only=read_only, theme_name=theme_name, mouse=not no_mouse)


_VERBS = (
    list_machines, follow_events, export_plan, diff_plan, apply_plan, undo_changes, journal_entries,
    doctor, config, locate, keys, practice,
)  # fmt: skip

for verb in _VERBS:
    hvr.add_command(verb)
