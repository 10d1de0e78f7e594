"""The way back, as a plan like any other."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tui.fleet.journal.history import last_changes
from tui.fleet.journal.operator import Operator
from tui.fleet.journal.records import Entry
from tui.model import states
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.injection import as_told
from tui.model.plan.comparing import means_the_same
from tui.model.plan.values import PlanProblem, PlanReading, Site
from tui.model.result import Outcome
from tui.model.text import printable


@dataclass(frozen=True, slots=True)
class Undo:
    """A plan that takes changes back."""

    reading: PlanReading
    others: tuple[str, ...]
    """Other people whose changes it takes back: to be asked about first."""


class _CannotUndo(Exception):
    """The message is a sentence."""


def undo_of(undone: Iterable[Entry], entries: Iterable[Entry], site: Site) -> Undo:
    """The plan that takes `undone` back, in the reverse order; `entries` is the whole journal.

    An adapter changed several times goes back to what it held before the first. One that holds something else now than
    the last of these changes left, was changed again since, or whose end is not known, is a problem and is not planned.
    """
    by_key: dict[AdapterKey, list[Entry]] = {}
    for entry in undone:
        if entry.sent:
            by_key.setdefault(entry.intent.change.key, []).append(entry)
    latest = last_changes(entries)
    plan: list[Change] = []
    problems: list[PlanProblem] = []
    unchanged = 0
    for key, chain in reversed(by_key.items()):
        try:
            change = _inverse(key, chain, latest.get(key), site)
        except _CannotUndo as reason:
            change_of = chain[-1].intent.change
            name = f"{printable(change_of.vm_name)} / {printable(change_of.adapter_name)} on {key.host}"
            problems.append(PlanProblem(f"{name}: {reason}"))
            continue
        if change.is_empty:
            unchanged += 1
        else:
            plan.append(change)
    me = Operator.here().user
    others = {entry.intent.operator.user for chain in by_key.values() for entry in chain} - {me}
    return Undo(PlanReading(tuple(plan), tuple(problems), unchanged=unchanged), tuple(sorted(others)))


def _inverse(key: AdapterKey, chain: list[Entry], latest: Entry | None, site: Site) -> Change:
    first, last = chain[0], chain[-1]
    if any(entry.outcome is Outcome.UNKNOWN for entry in chain):
        raise _CannotUndo("what became of the change is not known yet: settle it first")
    if latest is not None and latest.intent.time > last.intent.time:
        raise _CannotUndo(f"{printable(latest.intent.operator.user)} changed it again since: undo that first")
    told = [entry for entry in chain if entry.intent.change.injects]
    now = _now(key, site, with_guest=bool(told))
    left = _left(last, told)
    if left is None or (told and now.before.guest is None) or not means_the_same(left, now.before):
        raise _CannotUndo("it holds something else now than the change left, and not by hvr")
    if now.mode != last.intent.change.mode:
        was, is_now = states.mode_name(last.intent.change.mode), states.mode_name(now.mode)
        raise _CannotUndo(f"the VM was {was} and is {is_now} now")
    before = first.intent.change.before
    if told:
        reported = told[0].intent.change.before.guest
        if reported is None:
            raise _CannotUndo("what its guest was set to before was not known")
        before = replace(before, guest=as_told(reported))
    return replace(now, after=_as_before(before, now.before))


def _left(last: Entry, told: list[Entry]) -> AdapterNetwork | None:
    """What the chain left: what the guest was told last stands where a later change did not touch it."""
    guest = told[-1].left.guest if told and told[-1].left is not None else None
    return None if last.left is None else replace(last.left, guest=guest)


def _as_before(before: AdapterNetwork, now: AdapterNetwork) -> AdapterNetwork:
    """An adapter that had no connection keeps the one that it got, switched off: none is ever taken away."""
    if before.switch_id is None and not before.connected and not now.connected:
        return replace(before, switch_id=now.switch_id)
    return before


def _now(key: AdapterKey, site: Site, *, with_guest: bool) -> Change:
    for host in site:
        if host.name == key.host and host.inventory is not None:
            if not host.answers:
                raise _CannotUndo("the host does not answer: what it holds now is not known")
            for machine in host.inventory.machines:
                for adapter in machine.adapters:
                    if (machine.id, adapter.id) == (key.vm, key.adapter):
                        return Change.begin(host.name, machine, adapter, with_guest=with_guest)
    raise _CannotUndo("the host does not show this adapter now")
