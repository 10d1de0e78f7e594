"""A check as a textfile for Prometheus' node exporter.

Labels are a host's name, a VM's name and GUID, and a rule's id: there are as many series as there are VMs and hosts,
however much their hosts have to say.
"""

from collections import Counter
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, write_to_textfile

from tui.fleet.view import MachineRow
from tui.model import states
from tui.model.text import printable
from tui.verbs.check.run import Check, seconds_behind
from tui.yamlfile import FileError

_LONGEST_NAME = 128
_OF_A_VM = ("host", "vm", "vm_id")


def write_textfile(check: Check, path: Path, seconds: float) -> None:
    """The whole file or none of it; `seconds` is how long reading took. Raises FileError."""
    try:
        write_to_textfile(str(path), registry(check, seconds))
    except OSError as error:
        raise FileError(path, f"cannot be written: {error.strerror or error}") from None


def registry(check: Check, seconds: float) -> CollectorRegistry:
    """What is not known has no sample: a copy that never received, statistics that nobody asked for."""
    made = CollectorRegistry()
    _tell_run(check, made, seconds)
    _tell_hosts(check, made)
    _tell_machines(check, made)
    return made


def _tell_run(check: Check, made: CollectorRegistry, seconds: float) -> None:
    Gauge("hvr_scrape_timestamp_seconds", "When the check was made.", registry=made).set(check.now.timestamp())
    Gauge("hvr_scrape_duration_seconds", "How long reading the hosts took.", registry=made).set(seconds)


def _tell_hosts(check: Check, made: CollectorRegistry) -> None:
    reachable = Gauge("hvr_host_reachable", "Whether the host was read.", ("host",), registry=made)
    rules = Gauge(
        "hvr_rule_findings", "Findings that are not waived, of all VMs of a host.", ("host", "rule"), registry=made
    )
    for host in check.hosts:
        reachable.labels(_name(host.name)).set(host.is_read)
    found = Counter((each.finding.key.host, each.finding.rule_id) for each in check.named())
    for (host_name, rule_id), count in found.items():
        rules.labels(_name(host_name), rule_id).set(count)


def _tell_machines(check: Check, made: CollectorRegistry) -> None:
    def gauge(name: str, told: str) -> Gauge:
        return Gauge(name, told, _OF_A_VM, registry=made)

    verdict = gauge("hvr_vm_verdict", f"0 ready, 1 warn, 2 blocked, for {check.operation.value}.")
    health = gauge("hvr_vm_replication_health", "0 none, 1 normal, 2 warning, 3 critical.")
    state = gauge("hvr_vm_replication_state", "ReplicationState, Microsoft's number.")
    behind = gauge("hvr_vm_behind_seconds", "How far the copy was behind when its host told.")
    adapters = gauge("hvr_vm_adapters", "Network adapters.")
    staged = gauge("hvr_vm_staged_adapters", "Network adapters with staged addresses.")
    drilled = gauge("hvr_vm_since_drill_seconds", "Time since the last test failover; +Inf: never.")
    for row in check.rows:
        labels, machine = _labels(row), row.machine
        verdict.labels(*labels).set(check.verdict(row))
        health.labels(*labels).set(machine.replication.health if machine.replication else states.HEALTH_NONE)
        state.labels(*labels).set(machine.replication.state if machine.replication else 0)
        adapters.labels(*labels).set(len(machine.adapters))
        staged.labels(*labels).set(machine.staged_count)
        lag = seconds_behind(row.host, machine)
        if lag is not None:
            behind.labels(*labels).set(lag)
        statistics = row.host.statistics.get(machine.id)
        if statistics is not None:
            last = statistics.last_test_failover
            drilled.labels(*labels).set(float("inf") if last is None else (check.now - last).total_seconds())


def _labels(row: MachineRow) -> tuple[str, str, str]:
    return _name(row.host.name), _name(row.machine.name), row.machine.id


def _name(text: str) -> str:
    return printable(text)[:_LONGEST_NAME]
