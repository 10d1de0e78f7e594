"""What the filter language of `model.selection` looks into: the words by which people know a VM."""

from tui.fleet.judging.judgement import Judgement, Standing
from tui.fleet.view import MachineRow
from tui.model import states
from tui.model.machine import Machine
from tui.model.readiness import MachineKey, Verdict


def searched(row: MachineRow, judgement: Judgement | None) -> dict[str, list[str]]:
    """A VM's texts under the words of the filter language."""
    key = MachineKey(row.host.name, row.machine.id)
    return searched_with(row, judgement.standings.get(key) if judgement is not None else None)


def searched_with(row: MachineRow, standing: Standing | None) -> dict[str, list[str]]:
    """As `searched`, for a VM whose standing is at hand."""
    machine = row.machine
    cables = [adapter.connection for adapter in machine.adapters if adapter.connection is not None]
    verdict = verdict_of(row, standing)
    findings = standing.findings if standing is not None else ()
    return {
        "vm": [machine.name],
        "host": [row.host.name],
        "group": [row.host.group or ""],
        "state": [state_text(machine), replication_text(machine)],
        "health": [states.health_name(machine.replication.health)] if machine.replication else [],
        "verdict": [verdict.word] if verdict is not None else [],
        "switch": [name for cable in cables for name in (cable.switch_name, cable.test_switch) if name],
        "address": [text for adapter in machine.adapters if adapter.staged for text in adapter.staged.addresses],
        "rule": [finding.rule_id for finding in findings],
    }


def searched_alike(one: Machine, other: Machine) -> bool:
    """Whether a filter finds the same in two readings of a VM; False, too, where that takes a closer look."""
    return one.adapters is other.adapters and _words(one) == _words(other)


def _words(machine: Machine) -> tuple[object, ...]:
    health = machine.replication.health if machine.replication else None
    return machine.name, machine.mode, machine.enabled_state, replication_text(machine), health


def verdict_of(row: MachineRow, standing: Standing | None) -> Verdict | None:
    """None for what is no recovery copy and has nothing wrong, and while nothing was judged."""
    if standing is None:
        return None
    verdict = standing.verdict()
    return verdict if row.machine.is_recovery_copy or verdict is not Verdict.READY else None


def kind_text(machine: Machine) -> str:
    return states.MODE_WORDS.get(machine.mode, f"mode {machine.mode}")


def state_text(machine: Machine) -> str:
    """What kind of copy it is and whether it runs."""
    kind = kind_text(machine)
    if machine.is_recovery_copy and machine.enabled_state == states.OFF:
        return f"{kind}, {states.ONLY_BY_FAILOVER}"
    return f"{kind}, {states.enabled_state_name(machine.enabled_state).lower()}"


def replication_text(machine: Machine) -> str:
    replication = machine.replication
    return "" if replication is None else states.replication_state_name(replication.state)
