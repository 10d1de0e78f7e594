"""The header and the status line of the main screen."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from tui.fleet.searching import kind_text, replication_text, state_text
from tui.fleet.view import FleetView, MachineRow
from tui.model import states
from tui.model.readiness import Verdict
from tui.screens.rows_of import hosts, machines
from tui.screens.rows_of.badges import badges
from tui.screens.rows_of.findings import verdict_counts
from tui.widgets.status import Groups, Part


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of a fleet's VMs."""

    copies: int = 0
    tests: int = 0
    judged: bool = False
    verdicts: Counter[Verdict] = field(default_factory=Counter)
    """Of the copies."""


def header(view: FleetView, now: datetime, *, read_only: bool, counts: Counts) -> tuple[list[Groups], list[Part]]:
    """Groups from the left, told ever shorter, and what stands at the right: badges and READ-ONLY."""
    groups = {host.group for host in view.hosts}
    title = f"hvr · {next(iter(groups))}" if len(groups) == 1 and None not in groups else "hvr"
    name: list[Part] = [(f" {title}", "strong")]
    standing = hosts.host_counts(view, now)
    shown: list[Groups] = [[name, standing]]
    if any(host.inventory is not None for host in view.hosts):
        shown = [[name, standing, copies] for copies in _replica_counts(counts)]
        *_, blocked = _replica_counts(counts)
        shown.append([[(" ", ""), *blocked], standing])
    right = badges(view, now)
    if read_only:
        right.append((" READ-ONLY ", "strong"))
    return shown, right


def _replica_counts(counts: Counts) -> list[list[Part]]:
    """Ever shorter: ready goes first, then warn, then the test VMs; what is blocked is told to the end."""
    copies, tests = counts.copies, counts.tests
    who: Part = (f"{copies} replica{'' if copies == 1 else 's'}", "")
    tested: list[Part] = [(f", {tests} test VM{'' if tests == 1 else 's'}", "strong")] if tests else []
    if not counts.judged:
        return [[who, *tested], [who]]
    said = [verdict_counts(counts.verdicts, above) for above in Verdict]
    judged: list[list[Part]] = [[who, (": ", ""), *parts] if parts else [who] for parts in said]
    return [*([*parts, *tested] for parts in judged), judged[-1], said[-1] or [who]]


def status(row: MachineRow | None, now: datetime) -> list[list[Part]]:
    """The selected VM in one sentence, for those who cannot see where the cursor stands, and ever shorter ones.

    What is normal goes first: that it starts only by failover, then how it replicates; its name and host stay.
    """
    if row is None:
        return [[]]
    machine = row.machine
    what, warned, replicates = [f"{machine.name}: {state_text(machine)}"], [], []
    if machine.replication is not None:
        behind = machines.behind(row)
        health = states.health_name(machine.replication.health)
        replicates.append(f"{replication_text(machine)}, {health}{f', {behind} behind' if behind else ''}")
    if machine.kvp_offered is False and machine.is_recovery_copy:
        warned.append("! data exchange is not offered: nothing will be injected")
    if row.host.stale:
        warned.append(hosts.as_read(row.host, now))
    kind = [f"{machine.name}: {kind_text(machine)}"]
    host = [row.host.name]
    tellings = (
        [*what, *replicates, *warned, *host],
        [*kind, *replicates, *warned, *host],
        [*kind, *warned, *host],
        [machine.name, *warned, *host],
        [machine.name, *host],
    )
    return [[("; ".join(texts), "dim")] for texts in tellings]
