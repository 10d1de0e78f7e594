"""`hvr drill`: show what is to be drilled, have it confirmed, carry it out, and write down what it proved."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

from tui.drill_report.document import drill_document
from tui.drill_report.report import write_report
from tui.fleet.drill.followed import Followed
from tui.fleet.drill.outlook import outlook
from tui.fleet.drill.profile import ProfileRefused, keep_live, read_profile
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal, JournalError, Operator
from tui.fleet.judging.judgement import Judgement
from tui.fleet.session import ReadOnly
from tui.fleet.view import HostState, MachineRow
from tui.hyperv.recoverypoints import recovery_points
from tui.model.drill.isolation import WAIVABLE_RULES
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillPlan, DrillTarget, DrillVerdict, DrillView, MachineDrill
from tui.model.failover.points import LATEST, NoSuchPoint, PointChoice, choose
from tui.model.readiness import UnknownRule, check_rule_id
from tui.model.text import printable
from tui.verbs.drill.lines import Narration, left_lines, result_lines
from tui.verbs.terms import CONFLICT, DIFFERENT, DONE, INTERRUPTED, UNREACHABLE, UNUSABLE, Terminal, gravest
from tui.wsman.fault import WSManError
from tui.yamlfile import FileError


@dataclass(frozen=True, slots=True)
class DrillOptions:
    """What the caller asked for besides the VMs."""

    reason: str
    version: str
    """This program's."""
    at_once: int = 4
    wave: int | None = None
    patience: float = 600.0
    point: PointChoice = LATEST
    profile: Path | None = None
    keep_live: Path | None = None
    waive: tuple[str, ...] = ()
    probe: bool = True
    report: Path | None = None
    yes: bool = False


class _Unusable(Exception):
    """What was asked for cannot be done as it is; the message is a sentence."""


def drill(
    fleet: Fleet, rows: Sequence[MachineRow], judgement: Judgement, options: DrillOptions, terminal: Terminal
) -> int:
    """Drill these replicas. Everything but the results goes to stderr."""
    try:
        waived = read_drill_waivers(options.waive)
        targets = tuple(_target(fleet, row, options.point) for row in rows)
        plan = DrillPlan(
            targets, options.reason, options.at_once, options.wave, options.patience, MappingProxyType(waived),
            options.probe,
        )  # fmt: skip
        profile = _profile(fleet, targets, options)
        _show(fleet, targets, judgement, waived, profile, terminal)
        if not (options.probe and fleet.probes):
            why = "the hosts file says probe: false" if options.probe else "--no-probe"
            terminal.complain(f"no staged address is tried from here: {why}")
        _confirm(len(rows), options.yes, terminal)
        if profile is not None:
            keep_live(profile, fleet.journal, fleet.view, options.keep_live, datetime.now(UTC))
        run = fleet.drill(plan, profile)
    except (_Unusable, FileError, ProfileRefused, ReadOnly, JournalError) as error:
        terminal.complain(str(error))
        return UNUSABLE
    except WSManError as error:
        terminal.complain(f"a recovery point could not be chosen: {printable(error.words)}")
        return UNREACHABLE
    view, interrupted = wait_for_end(run, terminal)
    codes = [*map(_code, view.machines), INTERRUPTED if interrupted else DONE]
    if options.report is not None:
        codes.append(_report(fleet.journal, view, options, profile, terminal))
    terminal.tell(result_lines(view))
    terminal.hand(drill_document(view, Operator.here(), options.version, profile.name if profile else ""))
    silent = {host.name for host in fleet.view.hosts if host.state is not HostState.UP}
    if any(target.host in silent for target in targets):
        codes.append(UNREACHABLE)
    return gravest(codes)


def read_drill_waivers(texts: Iterable[str]) -> dict[str, str]:
    """``RULE=REASON`` each, for a rule of readiness or of isolation: reasons by rule."""
    reasons: dict[str, str] = {}
    for text in texts:
        rule_id, _, reason = (part.strip() for part in text.partition("="))
        if not rule_id or not reason:
            raise _Unusable(f"--waive {text}: give a rule and a reason, as in --waive legacy-adapter='known'")
        try:
            if rule_id not in WAIVABLE_RULES:
                check_rule_id(rule_id)
        except UnknownRule as error:
            raise _Unusable(f"--waive {text}: {error}") from None
        reasons[rule_id] = reason
    return reasons


def wait_for_end(run: Followed, terminal: Terminal) -> tuple[DrillView, bool]:
    """Block until everything is over, telling what is done; whether it was interrupted.

    An interrupt stops and cleans up. A second one raises KeyboardInterrupt at once, with what is left told.
    """
    moved, narration, stopping = threading.Event(), Narration(), False
    run.listen(moved.set)
    while True:
        view = run.view
        for line in narration.news(view):
            terminal.complain(line)
        if view.done:
            return view, stopping
        try:
            moved.wait()
            moved.clear()
        except KeyboardInterrupt:
            if stopping:
                for line in left_lines(run.view):
                    terminal.complain(line)
                terminal.complain("left at once; the journal knows the rest: hvr drill --unfinished, hvr drill --clean")
                raise
            stopping = True
            run.stop()
            terminal.complain("stopping: nothing further is begun, test VMs are turned off and destroyed")


def _target(fleet: Fleet, row: MachineRow, choice: PointChoice) -> DrillTarget:
    target = DrillTarget(row.host.name, row.machine.id, row.machine.name)
    if choice == LATEST:
        return target
    hands = fleet.hands(target.host)
    try:
        held = hands.read(lambda client: recovery_points(client, target.vm))
        point = choose(choice, held)
    except NoSuchPoint as error:
        raise _Unusable(f"{printable(target.vm_name)} · {target.host}: {error}") from None
    finally:
        hands.close()
    return replace(target, recovery_point=point.id if point else None)


def _profile(fleet: Fleet, targets: Sequence[DrillTarget], options: DrillOptions) -> Profile | None:
    if options.profile is None:
        return None
    profile = read_profile(options.profile, fleet.view, targets)
    if profile.problems:
        raise _Unusable("; ".join(profile.problems))
    return profile


def _show(
    fleet: Fleet,
    targets: Sequence[DrillTarget],
    judgement: Judgement,
    waived: dict[str, str],
    profile: Profile | None,
    terminal: Terminal,
) -> None:
    for each in outlook(targets, fleet.view, judgement, waived):
        networks = ", ".join(each.networks) or "none"
        terminal.complain(printable(f"to be drilled: {each.target.vm_name} · {each.target.host}, on {networks}"))
        for objection in each.objections:
            word = (
                "waived" if objection.reason and objection.blocks else "will be refused" if objection.stops else "note"
            )
            because = f", because {objection.reason}" if word == "waived" else ""
            terminal.complain(printable(f"    {word}: {objection.sentence} [{objection.id}]{because}"))
    if profile is not None:
        staged = f"{len(profile.changes)} adapter{'' if len(profile.changes) == 1 else 's'}"
        terminal.complain(printable(f"profile {profile.name}: other values on {staged} while the drill lasts"))
        if profile.without:
            terminal.complain(f"{len(profile.without)} of the VMs are not in it and keep their live values")


def _confirm(count: int, yes: bool, terminal: Terminal) -> None:
    if yes:
        return
    question = f"to drill {count} VM{'' if count == 1 else 's'} type {count}: "
    if terminal.ask(question).strip() != str(count):
        raise _Unusable("not confirmed; nothing was sent. Where nobody can be asked: --yes")


def _report(
    journal: Journal, view: DrillView, options: DrillOptions, profile: Profile | None, terminal: Terminal
) -> int:
    assert options.report is not None
    name = profile.name if profile else ""
    try:
        written = write_report(view, options.report, Operator.here(), options.version, profile=name, journal=journal)
    except FileError as error:
        terminal.complain(f"the report is not written: {error}")
        return UNUSABLE
    terminal.complain(printable(f"evidence: {written.record} and {written.page}, sha256 {written.digest}"))
    if written.not_noted:
        terminal.complain(f"the journal lacks the digest: {written.not_noted}")
    return DONE


def _code(machine: MachineDrill) -> int:
    if machine.conflict:
        return CONFLICT
    return DONE if machine.verdict is DrillVerdict.VERIFIED and machine.cleaned else DIFFERENT
