"""The verbs that plan, send, take back and account for changes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.shared import complain, configuration, hosts_option, interruptible, open_fleet

if TYPE_CHECKING:
    from tui.fleet.fleet import Fleet
    from tui.verbs.terms import Terminal

_PLAN = click.argument("plan", type=click.Path(path_type=Path))
_REASON = click.option("--reason", default="", help="Why; kept in the journal.")
_HASH = click.option("--plan-hash", help="The hash that `hvr diff` printed: apply that plan and no other, unasked.")
_SKIP = click.option("--skip-problems", is_flag=True, help="Leave out what has a problem instead of refusing it all.")


@click.command("export")
@hosts_option
@click.option("--output", type=click.Path(path_type=Path), help="Where to write; a name in .csv makes CSV.")
@click.option("--csv", "as_csv", is_flag=True, help="CSV instead of YAML.")
@click.option("--snapshot", is_flag=True, help="Write a snapshot, for a later `hvr diff` to tell what changed.")
@click.pass_obj
def export_plan(
    group_hosts_file: Path | None, hosts_file: Path | None, output: Path | None, as_csv: bool, snapshot: bool
) -> None:
    """Write what the hosts hold, as exactly the plan that `hvr apply` reads."""
    from tui.verbs.export import export

    with _read_fleet(hosts_file or group_hosts_file, read_only=True) as fleet:
        sys.exit(export(fleet.view, output, _terminal(), as_csv=as_csv, snapshot=snapshot))


@click.command("diff")
@hosts_option
@_PLAN
@click.pass_obj
def diff_plan(group_hosts_file: Path | None, hosts_file: Path | None, plan: Path) -> None:
    """Print what a plan, mapping rules or a CSV would change, or what changed since a snapshot. Sends nothing."""
    from tui.fleet.journal import JournalError
    from tui.verbs.diff import diff

    with _read_fleet(hosts_file or group_hosts_file, read_only=True) as fleet:
        try:
            entries = fleet.journal.read().entries
        except JournalError as error:
            complain(str(error), "")
            entries = ()
        sys.exit(diff(plan, fleet.view, entries, _terminal()))


@click.command("apply")
@hosts_option
@_PLAN
@_REASON
@_HASH
@_SKIP
@click.pass_obj
def apply_plan(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    plan: Path,
    reason: str,
    plan_hash: str | None,
    skip_problems: bool,
) -> None:
    """Show a plan, have its count typed, send it, and read back what the hosts hold then."""
    from tui.verbs.apply import apply

    with _read_fleet(hosts_file or group_hosts_file, read_only=False) as fleet:
        terminal = _terminal()
        sys.exit(apply(fleet, plan, terminal, reason=reason, plan_hash=plan_hash, skip_problems=skip_problems))


@click.command("undo")
@hosts_option
@click.argument("entry", required=False)
@_REASON
@_HASH
@_SKIP
@click.pass_obj
def undo_changes(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    entry: str | None,
    reason: str,
    plan_hash: str | None,
    skip_problems: bool,
) -> None:
    """Take back the last apply, or the change or apply whose id in the journal begins with ENTRY."""
    from tui.verbs.apply import undo

    with _read_fleet(hosts_file or group_hosts_file, read_only=False) as fleet:
        terminal = _terminal()
        sys.exit(undo(fleet, entry, terminal, reason=reason, plan_hash=plan_hash, skip_problems=skip_problems))


@click.command("journal")
@hosts_option
@click.argument("text", default="")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.option("--settle", "settling", is_flag=True, help="Read the hosts to settle what a crash left unknown.")
@click.pass_obj
def journal_entries(
    group_hosts_file: Path | None, hosts_file: Path | None, text: str, as_json: bool, settling: bool
) -> None:
    """Print the journal's entries that hold TEXT: who changed what, when, why, and with what end."""
    from tui.verbs.journal import settle, show_journal

    if settling:
        with _read_fleet(hosts_file or group_hosts_file, read_only=True) as fleet:
            sys.exit(settle(fleet, _terminal()))
    from tui.fleet.journal import Journal, default_folder

    with interruptible():
        sys.exit(show_journal(Journal(default_folder()), _terminal(), wanted=text, as_json=as_json))


@contextmanager
def _read_fleet(hosts_file: Path | None, *, read_only: bool) -> "Iterator[Fleet]":
    """A fleet of which every host was read once, or failed once."""
    fleet = open_fleet(configuration(hosts_file), read_only=read_only, keep_up=False)
    with interruptible():
        try:
            fleet.start()
            fleet.wait_for_first_answers()
            yield fleet
        finally:
            fleet.close()


def _terminal() -> "Terminal":
    from tui.verbs.terms import Terminal

    def ask(question: str) -> str:
        if not sys.stdin.isatty():
            return ""
        return str(click.prompt(question, default="", show_default=False, prompt_suffix="", err=True))

    return Terminal(out=click.echo, complain=lambda sentence: complain(sentence, ""), ask=ask)
