"""Entries find their adapter by GUID, never cross a mode or a cluster, and bring in nothing that makes no sense."""

from dataclasses import replace

import pytest

from tests.unit.model.plan.site import LAN, NIC, OTHER_NIC, OTHER_VM, TEST, VM, adapter, host, machine
from tui.model.machine import Switch
from tui.model.plan.building import plan_of_entries
from tui.model.plan.values import PlanEntry, PlanReading, Site, Wish
from tui.model.staged import BOTH, CLEARED, IPV4, StagedRaw
from tui.model.states import PRIMARY, REPLICA

WISH = Wish(addresses=("10.9.20.11",), subnets=("255.255.255.0",))
ENTRY = PlanEntry("dr-hv-01", "sql01", VM, REPLICA, "Network Adapter", NIC, WISH)


def _read(site: Site, *entries: PlanEntry) -> PlanReading:
    return plan_of_entries(entries or (ENTRY,), site)


def _refused(site: Site, entry: PlanEntry = ENTRY) -> str:
    reading = _read(site, entry)
    assert reading.plan == ()
    (problem,) = reading.problems
    return problem.sentence


def test_addresses_bring_the_protocol_that_they_ask_for_and_leave_the_rest() -> None:
    held = StagedRaw(BOTH, False, ("10.0.0.1", "2001:db8::1"), ("255.0.0.0", "64"), ("10.0.0.2",), ("10.0.0.3",))
    (change,) = _read((host(machine(adapter(held))),)).plan
    assert change.before.staged == held
    assert change.after.staged == StagedRaw(
        IPV4, False, ("10.9.20.11",), ("255.255.255.0",), ("10.0.0.2",), ("10.0.0.3",)
    )
    assert not change.rewires


def test_the_primary_that_shares_its_guids_is_never_reached_however_the_entry_is_written() -> None:
    primary = host(machine(mode=PRIMARY), name="prod-hv-01")
    down = host(machine(), answers=False)
    assert "does not answer" in _refused((down, primary))
    assert "there is no VM" in _refused((primary,), replace(ENTRY, host=None))
    assert "is Primary, and this is for a VM that is Replica" in _refused((primary,), replace(ENTRY, host="prod-hv-01"))


def test_a_vm_is_followed_to_another_node_of_its_cluster_and_nowhere_else() -> None:
    gone = host(name="node-1", cluster="dr")
    here = host(machine(), name="node-2", cluster="dr")
    elsewhere = host(machine(), name="other")
    entry = replace(ENTRY, host="node-1")
    reading = _read((gone, here, elsewhere), entry)
    assert [change.key.host for change in reading.plan] == ["node-2"]
    assert "a node of the same cluster" in reading.notes[0].sentence
    assert "there is no VM" in _refused((gone, elsewhere), entry)


def test_a_node_that_is_down_with_an_old_reading_gives_way_to_the_node_that_has_the_vm_now() -> None:
    old = host(machine(), name="node-1", answers=False, cluster="dr")
    new = host(machine(), name="node-2", cluster="dr")
    assert [change.key.host for change in _read((old, new), replace(ENTRY, host="node-1")).plan] == ["node-2"]


def test_the_switch_of_another_node_is_known_by_its_name() -> None:
    theirs = Switch("D0000000-0000-4000-8000-000000000009", "DR-BACKUP")
    here = host(machine(), name="node-2", cluster="dr", switches=(LAN, TEST, theirs))
    wish = Wish(switch="DR-BACKUP", switch_id="E0000000-0000-4000-8000-000000000001")
    entry = replace(ENTRY, host="node-1", wish=wish)
    (change,) = _read((host(name="node-1", cluster="dr"), here), entry).plan
    assert change.after.switch_id == theirs.id


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (replace(ENTRY, vm="sql02"), "is called sql01 on the host and sql02 here"),
        (replace(ENTRY, adapter="Backup"), "is called Network Adapter on the host and Backup here"),
        (replace(ENTRY, host="dr-hv-09"), "no host of the hosts file is called dr-hv-09"),
        (replace(ENTRY, vm=None, vm_id=None), "names no VM"),
        (replace(ENTRY, vm_id=OTHER_VM), "there is no VM 22222222"),
        (replace(ENTRY, adapter_id=OTHER_NIC), "has no adapter BBBBBBBB"),
        (replace(ENTRY, wish=replace(WISH, subnets=("255.0.255.0",))), "not a mask, its ones are not in one run"),
        (replace(ENTRY, wish=replace(WISH, subnets=())), "10.9.20.11 has no mask"),
        (replace(ENTRY, wish=Wish(gateways=("10.9.20",))), "10.9.20: not an IPv4 or IPv6 address"),
        (replace(ENTRY, wish=Wish(gateways=("10.9.20.1",) * 6)), "at most 5"),
        (replace(ENTRY, wish=Wish(switch="DR-WAN")), "no switch called DR-WAN"),
        (replace(ENTRY, wish=Wish(switch="DR-WAN", switch_id=TEST.id)), "is called Private Test Network on the host"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_plans_nothing(entry: PlanEntry, said: str) -> None:
    assert said in _refused((host(machine()),), entry)


def test_a_name_that_fits_several_vms_lists_them_and_a_guid_settles_it() -> None:
    site = (host(machine()), host(machine(vm=OTHER_VM), name="dr-hv-02"))
    by_name = replace(ENTRY, host=None, vm_id=None)
    said = _refused(site, by_name)
    assert "fits several VMs" in said
    assert f"dr-hv-02/sql01 ({OTHER_VM})" in said
    assert [change.key.host for change in _read(site, replace(by_name, vm_id=VM)).plan] == ["dr-hv-01"]


def test_two_adapters_of_one_name_need_a_guid() -> None:
    site = (host(machine(adapter(), adapter(nic=OTHER_NIC))),)
    assert "several adapters that fit" in _refused(site, replace(ENTRY, adapter_id=None))
    assert "several adapters that fit" in _refused(site, replace(ENTRY, adapter_id=None, adapter=None))


def test_one_adapter_twice_in_a_file_is_a_problem_and_not_a_race() -> None:
    site = (host(machine()),)
    reading = _read(site, ENTRY, replace(ENTRY, wish=Wish(dns=("10.0.0.1",))))
    assert reading.plan == ()
    assert "more than once" in reading.problems[0].sentence


def test_junk_that_the_host_holds_may_stay_and_new_junk_may_not_come() -> None:
    junk = StagedRaw(IPV4, None, ("junk", "10.0.0.1"), ("x",), ("nobody",), ())
    site = (host(machine(adapter(junk))),)
    kept = replace(ENTRY, wish=Wish(addresses=junk.addresses, subnets=junk.subnets, gateways=("nobody", "10.0.0.9")))
    (change,) = _read(site, kept).plan
    assert change.after.staged == replace(junk, gateways=("nobody", "10.0.0.9"))
    assert "more: not an" in _refused(site, replace(ENTRY, wish=Wish(gateways=("nobody", "more"))))


def test_an_adapter_without_a_failover_object_cannot_be_staged() -> None:
    assert "nothing can be staged" in _refused((host(machine(adapter(None))),))


def test_clearing_the_addresses_derives_the_form_that_clears() -> None:
    held = StagedRaw(IPV4, False, ("10.0.0.1",), ("255.0.0.0",), ("10.0.0.2",), ("10.0.0.3",))
    wish = Wish(addresses=(), subnets=(), gateways=(), dns=())
    (change,) = _read((host(machine(adapter(held))),), replace(ENTRY, wish=wish)).plan
    assert change.after.staged == CLEARED
