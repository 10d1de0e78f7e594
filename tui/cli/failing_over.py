"""The verb of the real failover."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.selecting import selected, selection_options
from tui.cli.shared import complain, complain_of_hosts, configuration, fail, hosts_option, print_json, read_fleet
from tui.verbs.terms import UNUSABLE

if TYPE_CHECKING:
    from tui.fleet.fleet import Fleet
    from tui.fleet.selecting import Wanted
    from tui.model.failover.deed import Deed
    from tui.model.failover.values import FailoverPlan, FailoverView
    from tui.verbs.failover.run import Conditions
    from tui.verbs.terms import Terminal

_DEEDS = ("planned", "unplanned", "cancel", "complete", "reverse", "suspend", "resume", "resynchronize")
_HELP = {
    "planned": "Planned failover: the primary's guest is shut down first, nothing is lost.",
    "unplanned": "Unplanned failover: the primary is lost.",
    "cancel": "Cancel a failover, or on a primary what it was prepared for.",
    "complete": "Complete a failover: it cannot be taken back any more.",
    "reverse": "Let the former primary be the replica.",
    "suspend": "Suspend replication.",
    "resume": "Resume replication.",
    "resynchronize": "Compare primary and replica and send what differs; done on the primary.",
}


def _deed_options(function: "click.decorators.FC") -> "click.decorators.FC":
    for word in reversed(_DEEDS):
        function = click.option(f"--{word}", "deed", flag_value=word, help=_HELP[word])(function)
    return function


@click.command("failover")
@hosts_option
@click.argument("runbook", required=False, type=click.Path(path_type=Path))
@selection_options
@_deed_options
@click.option("--recovery-point", "point", metavar="POINT", help="latest, application-consistent or “not after TIME”.")
@click.option("--reason", default="", help="Why; kept in the journal.")
@click.option("--waive", multiple=True, metavar="RULE=REASON", help="Go on in spite of a readiness rule.")
@click.option("--confirm", default="", metavar="NAME", help="The VM's name, or the run book's name and the count.")
@click.option("--status", "asks_status", is_flag=True, help="Tell which failovers are unfinished and where they stand.")
@click.option("--continue", "continues", metavar="ID", help="Go on with an unfinished failover; opens its gate.")
@click.option("--take-back", "takes_back", metavar="ID", help="Take an unfinished failover back.")
@click.option("--leave", "leaves", metavar="ID", help="Leave an unfinished failover as it is; nothing is sent.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document at the end, and lines on stderr.")
@click.pass_obj
def failover(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    runbook: Path | None,
    wanted: "Wanted",
    deed: str | None,
    point: str | None,
    reason: str,
    waive: tuple[str, ...],
    confirm: str,
    asks_status: bool,
    continues: str | None,
    takes_back: str | None,
    leaves: str | None,
    as_json: bool,
) -> None:
    """Fail VMs over for real: a run book, or the VMs that are named, with what is to be done to them.

    Nothing begins before the VM's name, or the run book's name and the count, was typed or given with --confirm.
    Without a terminal nobody is asked: a gate ends the run with exit code 5, and --continue opens it. Ctrl+C stops
    after the step on the wire.

    Exit code 0: done, and every guest reports what was staged; 1: not all of that; 2: wrong option, file or name, or a
    blocker; 3: a host did not answer or refused; 4: somebody else had changed a VM; 5: stopped at a gate.
    """
    if sum(map(bool, (runbook, deed, asks_status, continues, takes_back, leaves))) != 1:
        fail("name a run book, or one of --planned, --unplanned … with VMs, --status, --continue, --leave", UNUSABLE)
    from tui.verbs.failover.run import fail_over, go_on, leave

    terminal = _terminal(as_json)
    conditions = _conditions(confirm, waive, as_json)
    read_only = asks_status or leaves is not None
    with read_fleet(configuration(hosts_file or group_hosts_file), read_only=read_only) as fleet:
        complain_of_hosts(host for host in fleet.view.hosts if not host.is_read)
        if asks_status:
            sys.exit(_status(fleet, terminal, as_json))
        if leaves is not None:
            sys.exit(leave(fleet, leaves, terminal))
        if continues is not None or takes_back is not None:
            back = takes_back is not None
            sys.exit(go_on(fleet, takes_back or continues or "", terminal, conditions, back=back))
        plan = _plan(fleet, runbook, wanted, deed, point, reason, attended=conditions.attended)
        sys.exit(fail_over(fleet, plan, terminal, conditions))


def _plan(
    fleet: "Fleet",
    runbook: Path | None,
    wanted: "Wanted",
    word: str | None,
    point: str | None,
    reason: str,
    *,
    attended: bool,
) -> "FailoverPlan":
    from tui.fleet.failover.booked import plan_of_book
    from tui.fleet.failover.planning import plan_of, target_of
    from tui.fleet.journal import JournalError
    from tui.model.failover.bookform import read_point, read_run_book
    from tui.model.failover.deed import Deed
    from tui.model.failover.points import LATEST
    from tui.yamlfile import FileError

    if runbook is not None:
        if not wanted.is_everything or point is not None:
            fail("a run book says itself which VMs and recovery points are meant", UNUSABLE)
        try:
            runs = fleet.journal.read().runs
            return plan_of_book(read_run_book(runbook), fleet.view, reason, reverse=attended, runs=runs)
        except (FileError, JournalError) as error:
            fail(str(error), UNUSABLE)
    deed = Deed[(word or "").upper()]
    if point is not None and deed is not Deed.UNPLANNED:
        fail("--recovery-point is for an unplanned failover", UNUSABLE)
    try:
        choice = LATEST if point is None else read_point(point)
    except ValueError as error:
        fail(f"--recovery-point: {error}", UNUSABLE)
    if not wanted.names_machines:
        fail("name the VMs with --vm or --where", UNUSABLE)
    rows = selected(fleet.view, wanted, modes=_modes(deed))
    if not rows:
        fail("no VM is meant by these options", UNUSABLE)
    return plan_of(deed, [target_of(fleet.view, row, deed, point=choice, reverse=attended) for row in rows], reason)


def _modes(deed: "Deed") -> frozenset[int]:
    from tui.fleet.selecting import REPLICAS
    from tui.model import states
    from tui.model.failover.deed import Deed

    return frozenset({states.PRIMARY}) if deed is Deed.RESYNCHRONIZE else REPLICAS


def _status(fleet: "Fleet", terminal: "Terminal", as_json: bool) -> int:
    from tui.verbs.failover.run import status

    code, found = status(fleet, terminal)
    if as_json:
        from tui.verbs.failover.document import status_document

        print_json(status_document(found, fleet.view), indent=2)
    return code


def _conditions(confirm: str, waive: tuple[str, ...], as_json: bool) -> "Conditions":
    from tui.verbs.failover.document import failover_document
    from tui.verbs.failover.run import Conditions

    def told(view: "FailoverView") -> None:
        if as_json:
            print_json(failover_document(view), indent=2)

    return Conditions(sys.stdin.isatty(), confirm, waive, told)


def _terminal(as_json: bool) -> "Terminal":
    from tui.verbs.terms import Terminal

    def out(line: str) -> None:
        click.echo(line, err=as_json)

    def ask(question: str) -> str:
        if not sys.stdin.isatty():
            return ""
        try:
            return str(click.prompt(question, default="", show_default=False, prompt_suffix="", err=True))
        except click.Abort:
            # Ctrl+C at a question stops the run as it does anywhere else.
            raise KeyboardInterrupt from None

    return Terminal(out=out, complain=lambda sentence: complain(sentence, ""), ask=ask)
