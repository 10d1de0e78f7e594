"""The verb of test failovers."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.selecting import selected, selection_options
from tui.cli.shared import complain, configuration, fail, hosts_option, print_csv, read_fleet
from tui.cli.terminal import terminal
from tui.verbs.terms import UNUSABLE

if TYPE_CHECKING:
    from tui.fleet.fleet import Fleet
    from tui.fleet.selecting import Wanted
    from tui.model.failover.points import PointChoice
    from tui.verbs.drill.run import DrillOptions

_PATH = click.Path(path_type=Path)


@click.command("drill")
@hosts_option
@selection_options
@click.option("--reason", default="", help="Why; kept in the journal and in the evidence.")
@click.option("--at-once", type=click.IntRange(1, 50), default=4, show_default=True, help="VMs at a time on a host.")
@click.option("--wave", type=click.IntRange(1), help="VMs in a wave over all hosts, one wave after the other.")
@click.option(
    "--patience", type=click.FloatRange(1), default=600.0, show_default=True, help="Seconds that a guest may take."
)
@click.option("--recovery-point", "point", metavar="POINT", help="latest, application-consistent or “not after TIME”.")
@click.option("--profile", type=_PATH, help="A plan file: other addresses while the drill lasts.")
@click.option("--keep-live", type=_PATH, help="Where to keep the live values meanwhile, if the journal is not shared.")
@click.option("--waive", multiple=True, metavar="RULE=REASON", help="Go on in spite of a rule; repeatable.")
@click.option("--no-probe", is_flag=True, help="Do not look from here whether test VMs answer.")
@click.option("--report", type=_PATH, metavar="DIR", help="Write the evidence there: a YAML record and an HTML page.")
@click.option("--yes", is_flag=True, help="Ask nobody.")
@click.option("--unfinished", is_flag=True, help="Tell what earlier drills left behind, and where each stands.")
@click.option("--clean", "cleans", is_flag=True, help="Destroy left-over test VMs and put live values back.")
@click.option("--board", is_flag=True, help="Tell for every replica when a drill last proved it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.option("--csv", "as_csv", is_flag=True, help="With --board: print a row a replica.")
@click.pass_obj
def drill_machines(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    wanted: "Wanted",
    reason: str,
    at_once: int,
    wave: int | None,
    patience: float,
    point: str | None,
    profile: Path | None,
    keep_live: Path | None,
    waive: tuple[str, ...],
    no_probe: bool,
    report: Path | None,
    yes: bool,
    unfinished: bool,
    cleans: bool,
    board: bool,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Test-fail replicas over in an isolated network, prove their addresses in the guest, and clean up.

    Each test VM is turned off and destroyed, whatever comes of its drill. Ctrl+C stops and cleans up; a second one
    leaves at once and says what is left.

    Exit code 0: all verified, nothing left; 1: not all of that; 2: wrong option, file or name, or not confirmed; 3: a
    host did not answer; 4: somebody else had changed a VM; 130: interrupted.
    """
    path = hosts_file or group_hosts_file
    if sum((unfinished, cleans, board)) > 1:
        fail("one of --unfinished, --clean and --board at a time", UNUSABLE)
    if as_csv and (as_json or not board):
        fail("--csv goes with --board, and not with --json", UNUSABLE)
    if unfinished or cleans:
        _look_back(path, wanted, cleans=cleans, reason=reason, yes=yes, as_json=as_json)
    if board:
        _tell_board(path, wanted, as_json=as_json, as_csv=as_csv)
    if wanted.is_everything:
        fail("say which VMs: --vm, --host, --group, --where or --mode", UNUSABLE)
    if not reason.strip():
        fail("a drill needs a --reason", UNUSABLE)
    from importlib.metadata import version

    from tui.verbs.drill.run import DrillOptions

    options = DrillOptions(
        reason, version("hvr-tui"), at_once, wave, patience, _point(point), profile, keep_live, waive, not no_probe,
        report, yes,
    )  # fmt: skip
    with read_fleet(configuration(path), read_only=False) as fleet:
        sys.exit(_drill(fleet, wanted, options, as_json=as_json))


def _drill(fleet: "Fleet", wanted: "Wanted", options: "DrillOptions", *, as_json: bool) -> int:
    from tui.fleet.judging.assessing import Assessor
    from tui.verbs.drill.run import drill

    assessment = Assessor(fleet).assess_now()
    rows = selected(fleet.view, wanted, assessment.judgement)
    if not rows:
        fail("no VM is meant by these options", UNUSABLE)
    return drill(fleet, rows, assessment.judgement, options, terminal(as_json=as_json))


def _look_back(path: Path | None, wanted: "Wanted", *, cleans: bool, reason: str, yes: bool, as_json: bool) -> None:
    """The options that select VMs mean test VMs, and replicas for their test VMs."""
    from tui.fleet.selecting import EVERY_MODE
    from tui.verbs.drill.cleaning import clean, show_unfinished

    with read_fleet(configuration(path), read_only=not cleans) as fleet:
        meant = None
        if not wanted.is_everything:
            meant = frozenset(row.machine.id for row in selected(fleet.view, wanted, modes=EVERY_MODE))
        streams = terminal(as_json=as_json)
        if cleans:
            sys.exit(clean(fleet, streams, reason=reason or "left-over test VMs", yes=yes, meant=meant))
        sys.exit(show_unfinished(fleet, streams, meant))


def _tell_board(path: Path | None, wanted: "Wanted", *, as_json: bool, as_csv: bool) -> None:
    from datetime import UTC, datetime

    from tui.fleet.drill.board import board_csv, board_document, board_lines, board_of
    from tui.fleet.journal import JournalError
    from tui.verbs.terms import DIFFERENT, DONE, UNREACHABLE, complain_of_hosts, gravest

    with read_fleet(configuration(path), read_only=True) as fleet:
        for name in fleet.read_statistics():
            complain(f"{name}: not all statistics could be read", "")
        try:
            runs = fleet.journal.read().runs
        except JournalError as error:
            fail(str(error), UNUSABLE)
        meant = {(row.host.name, row.machine.id) for row in selected(fleet.view, wanted)}
        rows = tuple(row for row in board_of(fleet.view, runs) if (row.host, row.vm) in meant)
        now, streams = datetime.now(UTC), terminal(as_json=as_json)
        if as_csv:
            print_csv(board_csv(rows, now))
        else:
            streams.tell(board_lines(rows, now))
            streams.hand(board_document(rows, now))
        overdue = any(row.is_overdue(now) for row in rows)
        silent = complain_of_hosts(fleet.view, streams)
    sys.exit(gravest([DIFFERENT if overdue else DONE, UNREACHABLE if silent else DONE]))


def _point(text: str | None) -> "PointChoice":
    from tui.model.failover.bookform import read_point
    from tui.model.failover.points import LATEST

    if text is None:
        return LATEST
    try:
        return read_point(text)
    except ValueError as error:
        fail(f"--recovery-point: {error}", UNUSABLE)
