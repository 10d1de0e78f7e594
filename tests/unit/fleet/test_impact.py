"""What a plan breaks and mends."""

from dataclasses import replace

from tests.unit.fleet.site import SWITCHES, change_of, fleet, host, key, vm
from tests.unit.model.readiness.site import DR_LAN, GOOD, NOW, adapter, staging
from tui.fleet.judging import judge as judging
from tui.fleet.judging.judge import Judge
from tui.model.change import AdapterNetwork
from tui.model.staged import CLEARED


def test_a_plan_tells_what_it_breaks_and_mends() -> None:
    judge, view = Judge(), host("dr1", vm(1, staging("10.9.20.1/24", gateways=("192.168.31.1",))))
    judge.judge(fleet(view), now=NOW)
    (impact,) = judge.impact([change_of(view, 1, staged=staging("10.9.20.1/24", gateways=("10.9.20.254",), dns=()))])
    assert [finding.rule_id for finding in impact.mended] == ["gateway-off-subnets"]
    assert [finding.rule_id for finding in impact.broken] == ["dns-missing"]
    assert impact.blockers == ()


def test_a_change_is_stopped_by_what_it_newly_breaks() -> None:
    judge, view = Judge(), host("dr1", vm(1, staging("10.9.20.0/24", gateways=("192.168.31.1",))))
    judge.judge(fleet(view), now=NOW)
    (impact,) = judge.impact([change_of(view, 1, staged=staging("10.9.20.0/24", gateways=("10.9.20.0",)))])
    assert [finding.title for finding in impact.blockers] == [
        "gateway not an address of a host", "gateway is the adapter itself",
    ]  # fmt: skip


def test_two_vms_that_swap_addresses_do_not_clash() -> None:
    judge, view = Judge(), host("dr1", vm(1), vm(2))
    judge.judge(fleet(view), now=NOW)
    one, two = (each.adapters[0].staged for each in (vm(1), vm(2)))
    for impact in judge.impact([change_of(view, 1, staged=two), change_of(view, 2, staged=one)]):
        assert (impact.broken, impact.mended) == ((), ())
    (alone,) = judge.impact([change_of(view, 1, staged=two)])
    assert [finding.sentence for finding in alone.broken] == ["10.9.20.2 is also staged on vm02 (dr1)"]


def test_two_changes_of_one_plan_clash_with_each_other() -> None:
    judge, view = Judge(), host("dr1", vm(1), vm(2))
    judge.judge(fleet(view), now=NOW)
    impacts = judge.impact([change_of(view, number, staged=GOOD) for number in (1, 2)])
    assert [finding.sentence for impact in impacts for finding in impact.broken] == [
        "10.9.20.11 is also staged on vm02 (dr1)", "10.9.20.11 is also staged on vm01 (dr1)",
    ]  # fmt: skip


def test_judging_a_plan_changes_no_verdict() -> None:
    judge, view = Judge(), host("dr1", vm(1), vm(2))
    before = judge.judge(fleet(view), now=NOW)
    judge.impact([change_of(view, number, staged=GOOD) for number in (1, 2)])
    touched = replace(view, inventory=replace(view.inventory, build="10.0.20348") if view.inventory else None)
    assert judge.judge(fleet(touched), now=NOW).standings == before.standings


def test_a_plan_is_judged_by_the_switches_of_its_host() -> None:
    judge, view = Judge(), host("dr1", vm(1, None, adapter(connection=None)), vm(2))
    judge.judge(fleet(view), now=NOW)
    good, gone = judge.impact(
        [change_of(view, 1, connected=True, switch_id=DR_LAN.id.lower()), change_of(view, 2, switch_id="GONE")]
    )
    assert [finding.rule_id for finding in good.mended] == ["not-connected"]
    assert "switch-missing" in [finding.rule_id for finding in gone.broken]


def test_a_change_that_leaves_the_connection_out_makes_none() -> None:
    bare = adapter(connection=None)
    network = replace(AdapterNetwork.of(bare), staged=CLEARED)
    assert judging.with_network(bare, network, SWITCHES) == replace(bare, staged=CLEARED)
    assert AdapterNetwork.of(judging.with_network(adapter(), AdapterNetwork.of(adapter()), SWITCHES)) == (
        AdapterNetwork.of(adapter())
    )


def test_a_rule_about_the_vm_that_a_change_breaks_is_told() -> None:
    judge, view = Judge(), host("dr1", vm(1, CLEARED, kvp_offered=False))
    judge.judge(fleet(view), now=NOW)
    (impact,) = judge.impact([change_of(view, 1, staged=GOOD)])
    assert "kvp-not-offered" in [finding.rule_id for finding in impact.broken]


def test_a_change_of_an_adapter_that_went_meanwhile_breaks_nothing() -> None:
    judge, view = Judge(), host("dr1", vm(1, None, adapter(), adapter(id="NIC2")))
    judge.judge(fleet(view), now=NOW)
    change = change_of(view, 1, staged=CLEARED)
    judge.judge(fleet(host("dr1", vm(1, None, adapter(id="NIC2")))), now=NOW)
    assert [(impact.broken, impact.mended) for impact in judge.impact([change])] == [((), ())]


def test_a_change_of_an_adapter_that_is_gone_breaks_nothing() -> None:
    judge, view = Judge(), host("dr1", vm(1))
    judge.judge(fleet(view), now=NOW)
    change = change_of(view, 1, staged=CLEARED)
    gone = [replace(change, key=key("dr1", 1, "GONE")), replace(change, key=key("dr1", 7))]
    assert [(impact.broken, impact.mended) for impact in judge.impact(gone)] == [((), ()), ((), ())]
