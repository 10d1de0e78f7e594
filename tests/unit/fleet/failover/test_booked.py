"""What a run book means in a fleet, also when it is run again after some or all of its VMs have moved."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.fleet.failover.booked import plan_of_book
from tui.fleet.failover.directions import against
from tui.fleet.failover.planning import plan_of, target_of
from tui.fleet.failover.preflight import obstacles
from tui.fleet.failover.record import plan_document
from tui.fleet.journal import Operator, RunEntry
from tui.fleet.judging.judgement import Judgement
from tui.fleet.view import FleetView, HostState, HostView
from tui.model import states
from tui.model.failover.bookform import read_run_book
from tui.model.failover.deed import Deed
from tui.model.failover.values import FailoverPlan
from tui.model.machine import Inventory, Machine, Relationship
from tui.yamlfile import FileError

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
BOOK = "runbook: move\nkind: planned\ntiers:\n- vms: [sql01]\n- {gate: 'sql01 up?', delay: 5 s, vms: [app07]}\n"
TO = BOOK + "to: [dr-hv-01]\n"


def vm(name: str, mode: int) -> Machine:
    enabled = states.RUNNING if mode == states.PRIMARY else states.OFF
    return Machine(f"VM-{name}", name, mode, enabled, (Relationship(0, 3, 1, NOW),))


def host(name: str, *machines: Machine, group: str | None = None, state: HostState = HostState.UP) -> HostView:
    return HostView(name, group, state, Inventory(name.upper(), "10.0.17763", machines, ()), NOW)


def fleet(moved: tuple[str, ...] = (), state: HostState = HostState.UP) -> FleetView:
    """sql01 and app07 with copies on dr-hv-01, of which those that moved run there."""
    here = [vm(name, states.PRIMARY if name in moved else states.REPLICA) for name in ("sql01", "app07")]
    there = [vm(name, states.REPLICA if name in moved else states.PRIMARY) for name in ("sql01", "app07")]
    return FleetView(1, (host("dr-hv-01", *here, group="DR", state=state), host("prod-hv-01", *there, group="PROD")))


def planned(folder: Path, text: str, view: FleetView, *runs: RunEntry) -> FailoverPlan:
    path = folder / "book.yaml"
    path.write_text(text)
    return plan_of_book(read_run_book(path), view, runs=runs)


def in_the_journal(*plans: FailoverPlan) -> list[RunEntry]:
    """Runs that began with these plans, after a run of a later version."""
    operator = Operator("operator", "", "")
    later = RunEntry("r0", "failover", NOW, operator, ({"name": "move"},))
    return [later] + [RunEntry("r", "failover", NOW, operator, (plan_document(plan),)) for plan in plans]


def ways(plan: FailoverPlan) -> list[tuple[str, str]]:
    return [(target.vm_name, target.way) for target in plan.targets]


def blockers(plan: FailoverPlan, view: FleetView) -> list[str]:
    return [each.sentence for each in obstacles(plan, view, Judgement({}), lambda host: True) if each.stops]


def test_a_run_book_run_again_after_one_vm_moved_is_blocked_in_both_directions(tmp_path: Path) -> None:
    view = fleet(moved=("app07",))
    plan = planned(tmp_path, BOOK, view)
    to_dr, to_prod = "from prod-hv-01 to dr-hv-01", "from dr-hv-01 to prod-hv-01"
    assert ways(plan) == [("sql01", to_dr), ("app07", to_prod)]
    advice = "name the hosts in the run book with to:"
    assert blockers(plan, view) == [
        f"moves {to_dr}, against app07 {to_prod}: {advice}",
        f"moves {to_prod}, against sql01 {to_dr}: {advice}",
    ]


def test_with_to_a_vm_that_is_there_already_is_said_and_left_out_with_its_tier(tmp_path: Path) -> None:
    view = fleet(moved=("app07",))
    plan = planned(tmp_path, TO, view)
    assert ways(plan) == [("sql01", "from prod-hv-01 to dr-hv-01")]
    assert plan.left_out == ("app07 is already on dr-hv-01, running",)
    assert [tier.vms for tier in plan.tiers] == [("VM-sql01",)]
    assert plan.to_type == "move 1"
    assert blockers(plan, view) == []


def test_a_vm_named_with_its_host_is_left_out_too_where_it_is_there_already(tmp_path: Path) -> None:
    text = BOOK.replace("[app07]", "[DR-HV-01/app07]")
    plan = planned(tmp_path, text, fleet(moved=("app07",)))
    assert plan.left_out == ("app07 is already on dr-hv-01, running",)
    assert ways(plan) == [("sql01", "from prod-hv-01 to dr-hv-01")]


def test_a_run_book_whose_vms_have_all_moved_plans_no_way_back_with_to(tmp_path: Path) -> None:
    moved = fleet(moved=("sql01", "app07"))
    says = "nothing is left to move: sql01 is already on dr-hv-01, running; app07 is already on dr-hv-01, running"
    with pytest.raises(FileError, match=says):
        planned(tmp_path, TO, moved)
    back = planned(tmp_path, BOOK, moved)
    assert ways(back) == [("sql01", "from dr-hv-01 to prod-hv-01"), ("app07", "from dr-hv-01 to prod-hv-01")]
    assert blockers(back, moved) == []


def test_a_run_book_without_to_that_has_moved_its_vms_is_refused_with_what_to_write(tmp_path: Path) -> None:
    there, moved = fleet(), fleet(moved=("sql01", "app07"))
    runs = in_the_journal(planned(tmp_path, BOOK, there))
    with pytest.raises(FileError) as refused:
        planned(tmp_path, BOOK, moved, *runs)
    assert str(refused.value) == (
        f"{tmp_path / 'book.yaml'}: it moved sql01 and 1 more to dr-hv-01 when it last ran, and would now move off "
        "again to prod-hv-01: write to: [prod-hv-01] if that is meant, else to: [dr-hv-01]"
    )
    meant = planned(tmp_path, BOOK + "to: [prod-hv-01]\n", moved, *runs)
    assert ways(meant) == [("sql01", "from dr-hv-01 to prod-hv-01"), ("app07", "from dr-hv-01 to prod-hv-01")]
    assert planned(tmp_path, BOOK, there, *runs).to_type == "move 2", "somebody has moved them back meanwhile"
    with pytest.raises(FileError, match="it moved app07 to dr-hv-01 when it last ran"):
        planned(tmp_path, BOOK, fleet(moved=("app07",)), *runs)


def test_only_the_last_run_of_the_same_book_counts(tmp_path: Path) -> None:
    there, moved = fleet(), fleet(moved=("sql01", "app07"))
    first, back = planned(tmp_path, BOOK, there), planned(tmp_path, BOOK + "to: [prod-hv-01]\n", moved)
    with pytest.raises(FileError, match="and would now move off again to dr-hv-01"):
        planned(tmp_path, BOOK, there, *in_the_journal(first, back))
    other = planned(tmp_path, BOOK.replace("runbook: move", "runbook: another"), there)
    assert planned(tmp_path, BOOK, moved, *in_the_journal(first, back, other)).to_type == "move 2"


def test_that_a_vm_is_there_is_not_believed_of_a_host_that_does_not_answer(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="line 5: dr-hv-01 does not answer: whether app07 is there is not known"):
        planned(tmp_path, TO, fleet(moved=("app07",), state=HostState.STALE))


@pytest.mark.parametrize("name", ["dr-hv-01", "DR-HV-01", "dr"])
def test_to_names_a_host_or_a_group(name: str, tmp_path: Path) -> None:
    assert len(planned(tmp_path, BOOK + f"to: [{name}]\n", fleet()).targets) == 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BOOK + "to: [dr-hv-1]\n", "line 6: to: there is no host and no group dr-hv-1 in this fleet"),
        (BOOK.replace("[sql01]", "[sql9]") + "to: [dr]\n", "line 4: to dr: no VM of these modes is called sql9"),
        (BOOK.replace("[app07]", "[dr-hv-01/sql01]"), "line 5: dr-hv-01/sql01 is a VM that stands here already: sql01"),
    ],
)
def test_what_to_and_the_vms_name_has_to_be_there(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=says):
        planned(tmp_path, text, fleet())


def test_naming_both_ends_lets_vms_move_in_opposite_directions() -> None:
    plan, view = marked()
    assert len(against(plan, view)) == 2
    assert against(FailoverPlan(plan.name, plan.deed, plan.targets, plan.tiers, to=("dr", "prod")), view) == {}


def marked(*hosts: HostView) -> tuple[FailoverPlan, FleetView]:
    """A planned failover of every copy of a fleet."""
    view = FleetView(1, hosts) if hosts else fleet(moved=("app07",))
    rows = [row for row in view.rows() if row.machine.mode == states.REPLICA]
    return plan_of(Deed.PLANNED, [target_of(view, row, Deed.PLANNED) for row in rows]), view


def test_vms_that_were_marked_in_both_directions_are_to_be_planned_one_direction_at_a_time() -> None:
    sentences = blockers(*marked())
    assert len(sentences) == 2
    assert all(sentence.endswith(": plan one direction at a time") for sentence in sentences)


def test_a_group_is_a_place_too_but_not_for_what_moves_within_it() -> None:
    def two(groups: tuple[str, str, str, str]) -> tuple[HostView, ...]:
        held = (
            vm("sql01", states.PRIMARY), vm("sql01", states.REPLICA), vm("app07", states.PRIMARY),
            vm("app07", states.REPLICA),
        )  # fmt: skip
        return tuple(host(f"hv-{n}", one, group=group) for n, (one, group) in enumerate(zip(held, groups, strict=True)))

    assert len(blockers(*marked(*two(("PROD", "DR", "DR", "PROD"))))) == 2
    assert blockers(*marked(*two(("PROD", "DR", "PROD", "DR")))) == []
    assert blockers(*marked(*two(("SITE", "SITE", "SITE", "SITE")))) == []
