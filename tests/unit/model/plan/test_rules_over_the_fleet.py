"""Mapping rules over a fleet: sources, exceptions, what is in the way, and the rule beside each result."""

from pathlib import Path

import pytest

from tests.unit.model.plan.site import OTHER_VM, VM, adapter, host, machine
from tui.model.machine import GuestReported
from tui.model.plan.mapped import plan_of_rules
from tui.model.plan.ruleset import RuleSet, read_rules
from tui.model.plan.values import Site
from tui.model.staged import BOTH, CLEARED, IPV4, StagedRaw
from tui.model.states import PRIMARY
from tui.yamlfile import FileError, load

RULES = """
source: guest
rules:
  - map: 10.1.20.77 -> 10.9.20.99/24
    gateways: [10.9.20.1]
  - map: 10.1.20.0/24 -> 10.9.20.0/24
    gateways: [10.9.20.1]
    dns: [10.9.0.10, 10.9.0.11]
  - map: 2001:db8:1::/64 -> 2001:db8:9::/64
exceptions:
  - vm: app07
    reason: an appliance that keeps its address
  - address: 10.1.30.5
    reason: the cluster's own
"""


def _rules(tmp_path: Path, text: str = RULES) -> RuleSet:
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    return read_rules(load(path))


def _guest(*addresses: str, subnets: tuple[str, ...] = (), gateways: tuple[str, ...] = ()) -> GuestReported:
    masks = subnets or tuple("64" if ":" in each else "255.255.255.0" for each in addresses)
    return GuestReported(BOTH, False, addresses, masks, gateways, ("10.1.0.10", "2001:db8:1::53"))


def _pair(guest: GuestReported | None, *, name: str = "sql01", vm: str = VM) -> Site:
    replica = host(machine(adapter(CLEARED), vm=vm, name=name))
    return (replica, host(machine(adapter(None, guest=guest), vm=vm, name=name, mode=PRIMARY), name="prod-hv-01"))


def test_what_the_guest_reports_on_the_primary_is_mapped_for_the_replica(tmp_path: Path) -> None:
    guest = _guest("10.1.20.11", "10.1.20.77", "fe80::1", "2001:db8:1::11", gateways=("10.1.20.1", "2001:db8:1::1"))
    reading = plan_of_rules(_rules(tmp_path), _pair(guest))
    (change,) = reading.plan
    assert (change.key.host, change.key.vm) == ("dr-hv-01", VM)
    assert change.after.staged == StagedRaw(
        BOTH,
        False,
        ("10.9.20.11", "10.9.20.99", "2001:db8:9::11"),
        ("255.255.255.0", "255.255.255.0", "64"),
        ("10.9.20.1", "2001:db8:9::1"),
        ("10.9.0.10", "10.9.0.11", "10.1.0.10", "2001:db8:9::53"),
    )
    assert [(each.source, each.result, each.rule_line) for each in reading.mapped[change.key]] == [
        ("10.1.20.11/24", "10.9.20.11/24", 6),
        ("10.1.20.77/24", "10.9.20.99/24", 4),
        ("2001:db8:1::11/64", "2001:db8:9::11/64", 9),
    ]
    assert [note.sentence for note in reading.notes] == [
        "sql01 / Network Adapter on dr-hv-01: DNS server 10.1.0.10 kept as it is: no rule for it"
    ]


def test_an_address_without_a_rule_is_in_the_way_and_never_dropped(tmp_path: Path) -> None:
    reading = plan_of_rules(_rules(tmp_path), _pair(_guest("10.1.20.11", "10.1.40.1")))
    assert reading.plan == ()
    assert "no rule for 10.1.40.1" in reading.problems[0].sentence


def test_exceptions_leave_a_vm_or_an_address_alone_and_say_why(tmp_path: Path) -> None:
    rules = _rules(tmp_path)
    left_alone = plan_of_rules(rules, _pair(_guest("10.1.20.11"), name="app07"))
    assert left_alone.plan == ()
    assert "an appliance that keeps its address" in left_alone.notes[0].sentence
    reading = plan_of_rules(rules, _pair(_guest("10.1.20.11", "10.1.30.5")))
    (change,) = reading.plan
    assert change.after.staged is not None
    assert change.after.staged.addresses == ("10.9.20.11",)
    assert any("the cluster's own" in note.sentence for note in reading.notes)


def test_a_rule_whose_result_would_be_broken_says_so_and_plans_nothing(tmp_path: Path) -> None:
    text = "rules:\n  - map: 10.1.20.0/23 -> 10.9.20.0/24\n"
    reading = plan_of_rules(_rules(tmp_path, text), _pair(_guest("10.1.20.255", subnets=("255.255.254.0",))))
    assert reading.plan == ()
    assert "10.9.20.255 is the broadcast address" in reading.problems[0].sentence


def test_two_vms_that_would_get_one_address_are_both_a_problem(tmp_path: Path) -> None:
    text = "rules: ['10.1.20.0/24 -> 10.9.20.0/24', '10.1.21.0/24 -> 10.9.20.0/24']"
    site = (*_pair(_guest("10.1.20.11")), *_pair(_guest("10.1.21.11"), vm=OTHER_VM, name="web01"))
    renamed = tuple(type(each)(f"{each.name}-{n}", each.inventory) for n, each in enumerate(site))
    reading = plan_of_rules(_rules(tmp_path, text), renamed)
    assert reading.plan == ()
    assert len(reading.problems) == 2
    assert all("would get 10.9.20.11" in problem.sentence for problem in reading.problems)


def test_without_its_primary_in_the_fleet_nothing_is_guessed(tmp_path: Path) -> None:
    reading = plan_of_rules(_rules(tmp_path), _pair(None)[:1])
    assert (reading.plan, reading.problems) == ((), ())
    assert "its primary is not in this fleet" in reading.notes[0].sentence


def test_what_is_staged_can_be_the_source(tmp_path: Path) -> None:
    staged = StagedRaw(IPV4, False, ("10.1.20.11",), ("255.255.255.0",), ("10.1.20.254",), ("10.1.20.53",))
    text = "source: staged\nrules: ['10.1.20.0/24 -> 10.9.20.0/24']"
    reading = plan_of_rules(_rules(tmp_path, text), (host(machine(adapter(staged))),))
    (change,) = reading.plan
    assert change.after.staged == StagedRaw(
        IPV4, False, ("10.9.20.11",), ("255.255.255.0",), ("10.9.20.254",), ("10.9.20.53",)
    )


def test_a_host_that_does_not_answer_gets_no_plan(tmp_path: Path) -> None:
    replica = host(machine(adapter(CLEARED)), answers=False)
    primary = _pair(_guest("10.1.20.11"))[1]
    assert plan_of_rules(_rules(tmp_path), (replica, primary)).plan == ()


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("rules:\n  - map: 10.1.20.5/24 -> 10.9.20.0/24", 2, "write 10.1.20.0/24"),
        ("rules:\n  - map: 10.1.20.0/24 -> 10.9.20.0/24\n    gateway: [x]", 3, "did you mean gateways"),
        ("rules:\n  - 10.1.0.0/16 -> 10.9.0.0/16\n  - 10.1.20.0/24 -> 10.9.20.0/24", 1, "line 3.*never matches"),
        ("rules: ['10.1.0.0/16 -> 10.9.0.0/16']\nexceptions:\n  - reason: why not", 3, "names a VM, an address"),
        ("source: guest", 1, "give at least one"),
    ],
)
def test_a_wrong_rule_file_names_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(FileError, match=said) as caught:
        _rules(tmp_path, text)
    assert caught.value.line == line


def test_only_the_marked_adapters_are_planned(tmp_path: Path) -> None:
    site = _pair(_guest("10.1.20.11"))
    assert plan_of_rules(_rules(tmp_path), site, only=frozenset()).plan == ()
