"""The draft as rows: before and after, what it breaks and mends, and the totals."""

from collections.abc import Mapping

from tui.fleet.judging.judgement import Impact
from tui.fleet.plans.following import moved_to
from tui.fleet.view import FleetView, HostState, HostView
from tui.keys import key_for
from tui.model.change import AdapterKey, AdapterNetwork, Change, Draft
from tui.model.machine import Adapter
from tui.model.readiness import Finding, Operation, Severity
from tui.screens.desk import Desk
from tui.screens.rows_of.adapters import switches_of
from tui.screens.rows_of.findings import SEVERITY_SIGNS
from tui.widgets.cells import Cell, Column, Detail, Row, prose, widest
from tui.widgets.change_view import change_details
from tui.widgets.status import Part

Found = tuple[HostView, Adapter]
"""An adapter that a change is for, as it is now."""
Impacts = Mapping[AdapterKey, Impact]


def gone_words() -> str:
    return f"the host does not show this adapter now: {key_for('drop_reviewed')} drops the change"


def columns(draft: Draft) -> tuple[Column, ...]:
    names = widest((f"{change.vm_name} / {change.adapter_name}" for change in draft), 20, 80)
    return Column("", 1), Column("", min(40, names), names), Column("", 8, 40)


def review_rows(desk: Desk, view: FleetView, impacts: Impacts, *, problems_only: bool = False) -> list[Row]:
    """A row an adapter with its changes, and what of them needs a decision, beneath."""
    there = {
        AdapterKey(row.host.name, row.machine.id, adapter.id): (row.host, adapter)
        for row in view.rows()
        for adapter in row.machine.adapters
    }
    rows = []
    for change in desk.draft:
        found = there.get(change.key)
        node = moved_to(change, view) if found is None or found[0].state is not HostState.UP else None
        row = _row(desk, found, node, change, impacts.get(change.key), problems_only)
        rows += [row] if row is not None else []
    return rows


def _row(
    desk: Desk,
    found: Found | None,
    node: HostView | None,
    change: Change,
    impact: Impact | None,
    problems_only: bool,
) -> Row | None:
    """`node` is where the VM is now, if it has moved within its cluster."""
    moved: list[Detail] = []
    if node is not None:
        sentence = f"! it is on {node.name} now, in the same cluster: {key_for('rebase')} plans it again there"
        moved.append(prose(sentence, "warn", 4))
    elif found is None:
        moved.append(prose(f"! {gone_words()}", "warn", 4))
    elif AdapterNetwork.of(found[1], with_guest=change.injects) != change.before:
        again = f"{key_for('rebase')} plans it again from now"
        sentence = f"! the host holds something else now than this was planned from: {again}"
        moved.append(prose(sentence, "warn", 4))
    broken = _broken(desk, impact) if impact is not None else []
    if problems_only and not moved and not broken:
        return None
    details = change_details(change, switches=switches_of(found[0]) if found else ())
    details += [*moved, *broken, *(_mended(impact) if impact is not None else [])]
    stopped = impact is not None and bool(desk.blockers([impact]))
    sign = Cell("✗", "bad") if stopped else Cell("!", "warn") if moved or broken else Cell("")
    cells = (sign, Cell(f"{change.vm_name} / {change.adapter_name}", "strong"), Cell(change.key.host))
    return Row(change.key, cells, tuple(details))


def _broken(desk: Desk, impact: Impact) -> list[Detail]:
    lines = []
    told = [finding for finding in impact.broken if _is_told(finding)]
    for finding in sorted(told, key=lambda each: -each.severity(Operation.STAGE)):
        waiver = next((waiver for waiver in desk.waived if waiver.covers(finding)), None)
        if waiver is not None:
            lines.append(prose(f"– waived: {finding.sentence}; because {waiver.reason}", "dim", 4))
        elif finding.severity(Operation.STAGE) is Severity.BLOCK:
            way = f"{key_for('waive')} waives this rule with a reason"
            lines.append(prose(f"✗ breaks: {finding.sentence}; {way}", "bad", 4))
        else:
            sign, _ = SEVERITY_SIGNS[Severity.WARN]
            lines.append(prose(f"{sign} breaks: {finding.sentence}", "warn", 4))
    return lines


def _is_told(finding: Finding) -> bool:
    """What only informs needs no decision."""
    return max(finding.severity(operation) for operation in Operation) > Severity.INFO


def _mended(impact: Impact) -> list[Detail]:
    titles = dict.fromkeys(finding.title for finding in impact.mended)
    return [prose(f"✓ mends: {title}", "ok", 4) for title in titles]


def totals(desk: Desk, impacts: Impacts | None) -> list[Part]:
    """``Review · 3 adapters on 2 hosts · 1 blocker``."""
    hosts = len({change.key.host for change in desk.draft})
    parts: list[Part] = [(f" Review · {counted(len(desk.draft), 'adapter')} on {counted(hosts, 'host')}", "strong")]
    if impacts is None:
        return parts
    stopped = len(desk.blockers(impacts.values()))
    every = [finding for impact in impacts.values() for finding in impact.broken if _is_told(finding)]
    waived = sum(any(waiver.covers(finding) for waiver in desk.waived) for finding in every)
    broken = sum(finding.severity(Operation.STAGE) is not Severity.BLOCK for finding in every)
    mended = sum(len(impact.mended) for impact in impacts.values())
    parts += [(" · ", ""), (counted(stopped, "blocker"), "bad")] if stopped else []
    parts += [(" · ", ""), (counted(broken, "warning"), "warn")] if broken else []
    parts += [(" · ", ""), (f"{waived} waived", "dim")] if waived else []
    parts += [(" · ", ""), (f"{mended} mended", "ok")] if mended else []
    return parts


def counted(count: int, word: str) -> str:
    """``1 adapter``, ``3 adapters``."""
    return f"{count} {word}{'' if count == 1 else 's'}"
