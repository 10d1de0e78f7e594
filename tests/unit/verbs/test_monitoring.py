"""What monitors are told, whatever a host calls its VMs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from tests.unit.fleet.site import fleet, host, judged, vm
from tests.unit.model.readiness.site import GOOD, NOW
from tui.fleet.view import HostState, HostTrouble, HostView
from tui.model import states
from tui.model.readiness import Operation, Statistics
from tui.verbs.check.nagios import CRITICAL, OK, UNKNOWN, WARNING, nagios, unknown
from tui.verbs.check.prometheus import registry
from tui.verbs.check.run import Check, check_lines, seconds_behind

HOSTILE = "sql|01 | 'x'=9;;\n\"quoted\" \x1b[31m\u202eevil\\"


def _check(*hosts: HostView) -> Check:
    view, judgement = fleet(*hosts), judged(*hosts)
    rows = tuple(row for row in view.rows() if row.machine.is_recovery_copy)
    return Check(NOW, Operation.UNPLANNED, view, view.hosts, rows, judgement)


def _silent(name: str) -> HostView:
    trouble = HostTrouble("unreachable", f"{name}: cannot be reached | at all", "", NOW)
    return replace(host(name), state=HostState.FAILED, inventory=None, trouble=trouble)


def _ill(name: str = "vm09") -> HostView:
    """Both stage one address: a blocker on each."""
    return host("dr1", vm(8, GOOD), vm(9, GOOD, name=name))


def _warned() -> HostView:
    machine = vm(1)
    (relationship,) = machine.relationships
    return host("dr1", replace(machine, relationships=(replace(relationship, health=states.HEALTH_CRITICAL),)))


@pytest.mark.parametrize(
    ("hosts", "state"),
    [
        ((host("dr1", vm(1)),), OK),
        ((_warned(),), WARNING),
        ((_ill(),), CRITICAL),
        ((_ill(), _silent("dr2")), CRITICAL),
        ((_warned(), _silent("dr2")), UNKNOWN),
        ((host("dr1", vm(1)), _silent("dr2")), UNKNOWN),
        ((host("dr1"),), UNKNOWN),
    ],
)
def test_the_gravest_is_told_and_a_silent_host_is_unknown_unless_something_is_critical(
    hosts: tuple[HostView, ...], state: int
) -> None:
    line, code = nagios(_check(*hosts))
    assert code == state
    assert line.startswith(f"HVR {('OK', 'WARNING', 'CRITICAL', 'UNKNOWN')[state]} - ")


def test_a_hostile_name_stays_on_the_line_and_before_the_bar() -> None:
    line, _ = nagios(_check(_ill(HOSTILE), _silent("dr2")))
    assert line.count("|") == 1
    assert line.isprintable()
    labels = [each.partition("=")[0] for each in line.partition(" | ")[2].replace("' '", "'\n'").split(" '")]
    assert [label.strip("'") for label in labels] == ["ready", "warn", "blocked", "silent hosts", "furthest behind"]
    assert unknown("a | b\nc") == "HVR UNKNOWN - a ¦ b␊c"


def test_a_hostile_name_is_one_label_of_a_bounded_number_of_series() -> None:
    text = generate_latest(registry(_check(_ill(HOSTILE)), 1.5)).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    names = {sample.labels["vm"] for sample in families["hvr_vm_verdict"].samples}
    assert names == {"vm08", HOSTILE.replace("\n", "␊").replace("\x1b", "␛").replace("\u202e", "\ufffd")}
    of_vms = [sample for family in families.values() for sample in family.samples if "vm" in sample.labels]
    assert len(of_vms) <= 7 * 2
    assert {tuple(sample.labels) for sample in of_vms} == {("host", "vm", "vm_id")}


def test_a_drill_that_never_was_is_infinitely_long_ago_and_one_that_nobody_asked_about_is_not_told() -> None:
    told = {"VM1": Statistics(None), "VM2": Statistics(NOW - timedelta(days=3))}
    check = _check(replace(host("dr1", vm(1), vm(2), vm(3)), statistics=told))
    family = next(
        each
        for each in text_string_to_metric_families(generate_latest(registry(check, 0)).decode())
        if each.name == "hvr_vm_since_drill_seconds"
    )
    assert {sample.labels["vm"]: sample.value for sample in family.samples} == {
        "vm01": float("inf"), "vm02": 3 * 86400.0,
    }  # fmt: skip


def test_a_copy_is_behind_by_what_its_host_last_told() -> None:
    machine = vm(1)
    (relationship,) = machine.relationships
    held = host("dr1")
    late = replace(machine, relationships=(replace(relationship, last_replication=NOW - timedelta(minutes=7)),))
    assert seconds_behind(held, late) == 420.0
    never = replace(machine, relationships=(replace(relationship, last_replication=None),))
    assert seconds_behind(held, never) is None
    ahead = replace(machine, relationships=(replace(relationship, last_replication=NOW + timedelta(minutes=7)),))
    assert seconds_behind(held, ahead) == 0.0


def test_a_check_without_the_journal_is_no_whole_check() -> None:
    blind = replace(_check(host("dr1", vm(1))), journal_trouble="the journal cannot be read")
    assert (blind.code, nagios(blind)[1]) == (2, UNKNOWN)
    assert "the journal cannot be read" in nagios(blind)[0]
    assert nagios(replace(_check(_ill()), journal_trouble="x"))[1] == CRITICAL


def test_lines_end_with_the_totals() -> None:
    *_, last = check_lines(_check(_ill()))
    assert last == "2 VMs: 0 ready, 0 warn, 2 blocked for unplanned failover"
