"""The header and the status line of the main screen."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tui.fleet.searching import replication_text, state_text
from tui.fleet.view import FleetView, MachineRow
from tui.model import states
from tui.model.readiness import Verdict
from tui.screens.rows_of import hosts, machines
from tui.screens.rows_of.badges import badges
from tui.screens.rows_of.findings import verdict_counts
from tui.widgets.status import Part


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of a fleet's VMs."""

    copies: int = 0
    tests: int = 0
    judged: bool = False
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    """Of the copies."""


def header(
    view: FleetView, now: datetime, *, read_only: bool, counts: Counts
) -> tuple[list[Sequence[Part]], list[Part]]:
    """Groups from the left, and what stands at the right: badges and READ-ONLY."""
    groups = {host.group for host in view.hosts}
    title = f"hvr · {next(iter(groups))}" if len(groups) == 1 and None not in groups else "hvr"
    shown: list[Sequence[Part]] = [[(f" {title}", "strong")], hosts.host_counts(view, now)]
    if any(host.inventory is not None for host in view.hosts):
        shown.append(_replica_counts(counts))
    right = badges(view, now)
    if read_only:
        right.append((" READ-ONLY ", "strong"))
    return shown, right


def _replica_counts(counts: Counts) -> list[Part]:
    copies, tests = counts.copies, counts.tests
    parts: list[Part] = [(f"{copies} replica{'' if copies == 1 else 's'}", "")]
    if counts.judged:
        parts += [(": ", ""), *verdict_counts(counts.verdicts)]
    if tests:
        parts.append((f", {tests} test VM{'' if tests == 1 else 's'}", "strong"))
    return parts


def status(row: MachineRow | None, now: datetime) -> list[Part]:
    """The selected VM in one sentence, for those who cannot see where the cursor stands."""
    if row is None:
        return []
    machine = row.machine
    texts = [f"{machine.name}: {state_text(machine)}"]
    if machine.replication is not None:
        behind = machines.behind(row)
        health = states.health_name(machine.replication.health)
        texts.append(f"{replication_text(machine)}, {health}{f', {behind} behind' if behind else ''}")
    if machine.kvp_offered is False and machine.is_recovery_copy:
        texts.append("! data exchange is not offered: nothing will be injected")
    if row.host.stale:
        texts.append(f"as read {hosts.host_age(row.host, now)} ago")
    texts.append(row.host.name)
    return [("; ".join(texts), "dim")]
