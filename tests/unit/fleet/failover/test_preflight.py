"""What stands in the way of a failover before anything is sent."""

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

from tui.fleet.failover.planning import plan_of, standing_of, target_of
from tui.fleet.failover.preflight import obstacles
from tui.fleet.judging.judgement import Judgement, Standing
from tui.fleet.view import FleetView, HostState, HostView, MachineRow
from tui.model import states
from tui.model.failover.deed import Deed
from tui.model.failover.offers import offer
from tui.model.failover.values import FailoverPlan, Whereabouts
from tui.model.machine import Inventory, Machine, Relationship
from tui.model.readiness import RULES_BY_ID, Finding, MachineKey

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
NOBODY = Judgement(MappingProxyType({}))


def machine(mode: int, enabled: int = states.OFF, state: int = 3, legs: int = 1) -> Machine:
    relationships = tuple(Relationship(n, state, 1, NOW, primary_host="PROD-HV-01.corp") for n in range(legs))
    return Machine("VM-1", "sql01", mode, enabled, relationships)


def host(name: str, *machines: Machine, cluster: str | None = None, up: bool = True) -> HostView:
    inventory = Inventory(name.upper(), "10.0.17763", machines, ())
    return HostView(name, None, HostState.UP if up else HostState.STALE, inventory, NOW, cluster=cluster)


COPY = host("dr-hv-01", machine(states.REPLICA))
PRIMARY = host("prod-hv-01", machine(states.PRIMARY, states.RUNNING))
VIEW = FleetView(1, (COPY, PRIMARY))


def row(view: FleetView, name: str = "dr-hv-01") -> MachineRow:
    return next(each for each in view.rows() if each.host.name == name)


def plan(deed: Deed, view: FleetView = VIEW) -> FailoverPlan:
    return plan_of(deed, [target_of(view, row(view), deed, reverse=True)])


def judged(rule_id: str) -> Judgement:
    rule = RULES_BY_ID[rule_id]
    key = MachineKey("dr-hv-01", "VM-1")
    finding = Finding(rule_id, rule.title, rule.severities, "its sentence", rule.mends, key)
    return Judgement(MappingProxyType({key: Standing((finding,), True)}))


def sentences(deed: Deed, view: FleetView = VIEW, judgement: Judgement = NOBODY, **changes: object) -> list[str]:
    changed = replace(plan(deed, view), **changes)  # type: ignore[arg-type]
    return [each.sentence for each in obstacles(changed, view, judgement, lambda host: True) if each.stops]


def test_a_ready_copy_meets_nothing() -> None:
    assert sentences(Deed.PLANNED) == []


def test_a_drills_own_addresses_that_are_still_staged_stop_a_failover_unless_that_is_waived_with_a_reason() -> None:
    for deed in (Deed.PLANNED, Deed.UNPLANNED):
        lone = FleetView(1, (COPY,))
        assert sentences(deed, lone, judged("drill-values-staged")) == ["its sentence"]
        waived = {"drill-values-staged": "they are right"}
        assert sentences(deed, lone, judged("drill-values-staged"), waived=waived) == []


def test_a_test_vm_that_is_still_there_stops_a_failover_unless_that_is_waived_with_a_reason() -> None:
    lone = FleetView(1, (COPY,))
    for deed in (Deed.PLANNED, Deed.UNPLANNED):
        assert sentences(deed, lone, judged("test-vm-left")) == ["its sentence"]
        assert sentences(deed, lone, judged("test-vm-left"), waived={"test-vm-left": "it may stay"}) == []


def drilled(deed: Deed, view: FleetView, key: MachineKey, waived: str = "") -> list[str]:
    changed = replace(plan(deed, view), waived={"test-vm-left": waived} if waived else {})
    return [each.sentence for each in obstacles(changed, view, NOBODY, lambda host: True, {key}) if each.stops]


def test_a_drill_that_has_the_copy_in_hand_stops_its_failover_as_a_test_vm_does() -> None:
    key = MachineKey("dr-hv-01", "VM-1")
    stop = ["a drill has it in hand, here or in another console: stop it, and its test VM is destroyed"]
    lone = FleetView(1, (COPY,))
    assert drilled(Deed.PLANNED, VIEW, key) == stop
    assert drilled(Deed.UNPLANNED, lone, key) == stop
    assert drilled(Deed.UNPLANNED, lone, key, waived="the site burns") == []
    assert drilled(Deed.SUSPEND, lone, key) == []
    assert drilled(Deed.UNPLANNED, lone, MachineKey("far-hv-01", "VM-1")) == []


def test_a_drill_is_seen_from_another_node_of_the_copys_cluster() -> None:
    nodes = (
        host("dr-node-01", machine(states.REPLICA), cluster="dr-cluster"),
        host("dr-node-02", cluster="dr-cluster"),
    )
    view = FleetView(1, nodes)
    target = target_of(view, row(view, "dr-node-01"), Deed.UNPLANNED)
    key = MachineKey("dr-node-02", "VM-1")
    found = obstacles(plan_of(Deed.UNPLANNED, [target]), view, NOBODY, lambda host: True, {key})
    assert [each.stops for each in found] == [True]


def test_what_only_warns_stops_nothing() -> None:
    lone = FleetView(1, (COPY,))
    found = obstacles(plan(Deed.PLANNED, lone), lone, judged("never-drilled"), lambda host: True)
    assert [(each.sentence, each.blocks) for each in found] == [("its sentence", False)]


def test_a_host_that_is_read_only_stops_what_would_write_to_it() -> None:
    found = obstacles(plan(Deed.PLANNED), VIEW, NOBODY, lambda host: host != "prod-hv-01")
    assert [each.sentence for each in found] == ["prod-hv-01 is read-only here"]
    lone = FleetView(1, (COPY, replace(PRIMARY, state=HostState.STALE)))
    assert obstacles(plan(Deed.UNPLANNED, lone), lone, NOBODY, lambda host: host != "prod-hv-01") == ()


def test_a_copys_host_that_does_not_answer_stops_it() -> None:
    view = FleetView(1, (replace(COPY, state=HostState.STALE), PRIMARY))
    assert sentences(Deed.PLANNED, view) == ["dr-hv-01 does not answer: what it holds now is not known"]


def test_a_copy_that_is_gone_stops_it() -> None:
    assert [
        each.sentence for each in obstacles(plan(Deed.PLANNED), FleetView(2, (PRIMARY,)), NOBODY, lambda host: True)
    ] == ["dr-hv-01 no longer has it"]


def test_a_primary_on_a_host_that_never_answered_is_looked_for_there() -> None:
    silent = HostView("prod-hv-01", None, HostState.FAILED)
    view = FleetView(1, (COPY, silent))
    target = target_of(view, row(view), Deed.UNPLANNED)
    assert target.primary == Whereabouts("prod-hv-01")
    assert target.family == (Whereabouts("prod-hv-01"),)
    why = offer(Deed.PLANNED, standing_of(view, row(view))).why_not
    assert why.startswith("the primary's host prod-hv-01 does not answer")


def test_a_primary_of_a_host_outside_the_fleet_is_nowhere_to_be_asked() -> None:
    view = FleetView(1, (COPY,))
    target = target_of(view, row(view), Deed.UNPLANNED)
    assert (target.primary, target.family, target.primary_name) == (None, (), "PROD-HV-01.corp")


def test_a_copy_seen_on_two_nodes_of_its_own_cluster_is_not_its_own_relative() -> None:
    one = host("dr-node-01", machine(states.REPLICA), cluster="dr-cluster")
    other = host("dr-node-02", machine(states.REPLICA), cluster="dr-cluster")
    view = FleetView(1, (one, other, PRIMARY))
    standing = standing_of(view, row(view, "dr-node-01"))
    assert [member.host for member in standing.members] == ["prod-hv-01"]


def test_only_a_planned_failover_of_what_is_not_extended_is_reversed() -> None:
    extended = FleetView(1, (host("dr-hv-01", machine(states.REPLICA, legs=2)), PRIMARY))
    assert target_of(VIEW, row(VIEW), Deed.PLANNED, reverse=True).reverse
    assert not target_of(extended, row(extended), Deed.PLANNED, reverse=True).reverse
    assert not target_of(VIEW, row(VIEW), Deed.UNPLANNED, reverse=True).reverse
