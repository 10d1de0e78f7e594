"""The verb that accounts for changes."""

import sys
from pathlib import Path

import click

from tui.cli.shared import (
    configuration,
    configuration_if_any,
    hosts_option,
    interruptible,
    open_journal,
    read_fleet,
)
from tui.cli.terminal import terminal


@click.command("journal")
@hosts_option
@click.argument("text", default="")
@click.option("--json", "form", flag_value="json", help="Print one JSON object a line.")
@click.option("--csv", "form", flag_value="csv", help="Print a row a change.")
@click.option("--settle", "settling", is_flag=True, help="Read the hosts to settle what a crash left unknown.")
@click.pass_obj
def journal_entries(
    group_hosts_file: Path | None, hosts_file: Path | None, text: str, form: str | None, settling: bool
) -> None:
    """Print the journal's entries that hold TEXT: who changed what, when, why, and with what end.

    Exit code 0: every end is known; 1: some are not, and --settle reads the hosts for them.
    """
    from tui.verbs.journal import settle, show_journal

    if settling:
        with read_fleet(configuration(hosts_file or group_hosts_file), read_only=True) as fleet:
            sys.exit(settle(fleet, terminal()))
    journal = open_journal(configuration_if_any(hosts_file or group_hosts_file))
    with interruptible():
        sys.exit(show_journal(journal, terminal(), wanted=text, as_json=form == "json", as_csv=form == "csv"))
