"""The verbs of `hvr`, their options and exit codes. What a verb needs is imported when it runs."""

import os
import sys
from pathlib import Path
from typing import Any

import click

from tui.cli.changing import apply_plan, undo_changes
from tui.cli.checking import check_readiness
from tui.cli.completion import completion
from tui.cli.console import open_console
from tui.cli.doctor import doctor
from tui.cli.drilling import drill_machines
from tui.cli.events import tell_events
from tui.cli.failing_over import failover
from tui.cli.files import config, locate
from tui.cli.journal import journal_entries
from tui.cli.keys import keys
from tui.cli.planning import diff_plan, export_plan
from tui.cli.practice import practice
from tui.cli.reading import list_machines
from tui.cli.shared import READ_ONLY, hosts_option
from tui.cli.themes import themes

_READER_LEFT = 141
"""What a shell says of a program that SIGPIPE ended."""


class _Verbs(click.Group):
    """A reader that leaves a pipe early is met with silence."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError:
            # What is flushed at the end must not meet the closed pipe again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(_READER_LEFT)


@click.group(cls=_Verbs, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="hvr-tui", prog_name="hvr")
@hosts_option
@click.option("--read-only", is_flag=True, help="Build nothing that can write to a host.")
@click.option("--theme", "theme_name", help="Name of a colour theme.")
@click.option("--keys", "keys_file", type=click.Path(path_type=Path), help="A key map in YAML.")
@click.option("--no-mouse", is_flag=True, help="Leave the mouse to the terminal.")
@click.option("--show-cursor", is_flag=True, help="Show the terminal's cursor on the selected row, for screen readers.")
@click.pass_context
def hvr(
    context: click.Context,
    hosts_file: Path | None,
    read_only: bool,
    theme_name: str | None,
    keys_file: Path | None,
    no_mouse: bool,
    show_cursor: bool,
) -> None:
    """Show, stage and verify the failover networks of Hyper-V Replica.

    Without a verb: the console on the hosts of the hosts file.
    """
    context.obj = hosts_file
    context.meta[READ_ONLY] = read_only
    if context.invoked_subcommand is None:
        open_console(
            hosts_file,
            read_only=read_only,
            theme_name=theme_name,
            keys_file=keys_file,
            mouse=not no_mouse,
            show_cursor=show_cursor,
            remembers=True,
        )


_VERBS = (
    list_machines, check_readiness, tell_events, export_plan, diff_plan, apply_plan, undo_changes, journal_entries,
    drill_machines, failover, doctor, config, locate, keys, themes, completion, practice,
)  # fmt: skip

for verb in _VERBS:
    hvr.add_command(verb)
