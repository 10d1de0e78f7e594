"""The verbs of `hvr`, their options and exit codes. What a verb needs is imported when it runs."""

import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import click

from tui.cli.shared import READ_ONLY, hosts_option

_VERBS = {
    "list": "reading.list_machines",
    "check": "checking.check_readiness",
    "events": "events.tell_events",
    "export": "planning.export_plan",
    "diff": "planning.diff_plan",
    "apply": "changing.apply_plan",
    "undo": "changing.undo_changes",
    "journal": "journal.journal_entries",
    "drill": "drilling.drill_machines",
    "failover": "failing_over.failover",
    "doctor": "doctor.doctor",
    "config": "files.config",
    "locate": "files.locate",
    "keys": "keys.keys",
    "themes": "themes.themes",
    "completion": "completion.completion",
    "practice": "practice.practice",
}
"""Module of this package and name of each verb."""

_READER_LEFT = 141
"""What a shell says of a program that SIGPIPE ended."""


class _Verbs(Mapping[str, click.Command]):
    """Every verb, imported when it is asked for: the rest of a program waits for no verb but its own."""

    def __getitem__(self, name: str) -> click.Command:
        module, attribute = _VERBS[name].split(".")
        return cast(click.Command, getattr(import_module(f"tui.cli.{module}"), attribute))

    def __iter__(self) -> Iterator[str]:
        return iter(_VERBS)

    def __len__(self) -> int:
        return len(_VERBS)


class _Hvr(click.Group):
    """A reader that leaves a pipe early is met with silence."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError:
            # What is flushed at the end must not meet the closed pipe again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(_READER_LEFT)


@click.group(
    cls=_Hvr,
    commands=cast(MutableMapping[str, click.Command], _Verbs()),
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
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
        from tui.cli.console import open_console

        open_console(
            hosts_file,
            read_only=read_only,
            theme_name=theme_name,
            keys_file=keys_file,
            mouse=not no_mouse,
            show_cursor=show_cursor,
            remembers=True,
        )
