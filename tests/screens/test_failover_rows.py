"""Failovers as rows, without a console around them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tests.screens.fakes import replica, small_view, up
from tui.fleet.view import FleetView
from tui.model import states
from tui.model.event import HostEvent
from tui.model.failover.deed import Deed
from tui.model.failover.stages import Stage
from tui.model.failover.values import (
    FailoverPlan,
    FailoverTarget,
    FailoverView,
    MachineFailover,
    StageView,
    Standing,
    Tier,
    Whereabouts,
)
from tui.screens.rows_of.failover import menu_rows, offered, plan_rows
from tui.screens.rows_of.failover_run import elapsed, events_of, full_text, run_rows, summary
from tui.widgets.cells import Row

BEGAN = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
LATER = BEGAN + timedelta(hours=1)
HOSTILE = "sql01\x1b[2J\u202egnp"


def text(row: Row) -> str:
    return " ".join([*(cell.text for cell in row.cells), *(" ".join(detail.pieces) for detail in row.details)])


def machine(number: int, standing: Standing = Standing.UNDER_WAY, **changes: object) -> MachineFailover:
    target = FailoverTarget(f"VM-{number}", f"vm{number}", Whereabouts("dr-hv-01"))
    stages = (
        StageView(Stage.FAIL_OVER, BEGAN, BEGAN + timedelta(seconds=12), "changes of the last 2 min are lost"),
        StageView(Stage.START, BEGAN + timedelta(seconds=12)),
        StageView(Stage.VERIFY),
    )
    return replace(MachineFailover(target, stages, standing, began=BEGAN), **changes)  # type: ignore[arg-type]


def view(*machines: MachineFailover, rto: float | None = 900.0) -> FailoverView:
    plan = FailoverPlan(
        "the site is lost", Deed.UNPLANNED, tuple(each.target for each in machines), (Tier("all", ()),), rto=rto
    )
    return FailoverView("id", 1, plan, BEGAN, machines)


def test_up_to_three_vms_show_all_of_their_stages_and_more_show_the_one_in_hand() -> None:
    few = run_rows(view(machine(1)), BEGAN + timedelta(minutes=1))
    assert "✓ fail over · 12 s · changes of the last 2 min are lost" in text(few[0])
    assert "· verify the addresses" in text(few[0])
    many = run_rows(view(*(machine(number) for number in range(4))), BEGAN + timedelta(minutes=1))
    assert "verify the addresses" not in text(many[0])
    assert "start" in text(many[0])


def test_time_counts_against_the_rto_until_the_vm_was_up() -> None:
    now = BEGAN + timedelta(minutes=20)
    late, up_before = machine(1), machine(2, up=BEGAN + timedelta(minutes=4))
    assert elapsed(late, view(late), now) == "20:00 of 15 min"
    assert elapsed(up_before, view(up_before), now) == "4:00 of 15 min"
    assert elapsed(late, view(late, rto=None), now) == "20:00"
    (row,) = run_rows(view(late), now)
    assert row.cells[-1].tone == "bad"


def test_the_header_counts_how_the_vms_stand() -> None:
    parts = summary(replace(view(machine(1, Standing.DONE), machine(2, Standing.FAILED)), ended=BEGAN), LATER)
    said = "".join(part for part, _ in parts)
    assert said == " Ended · the site is lost · unplanned failover · 0:00 · 1 of 2 done  1 failed"


def test_a_short_header_keeps_the_counts_and_gives_up_what_was_decided() -> None:
    several = view(machine(1, Standing.DONE), machine(2, Standing.FAILED))
    tiers = (Tier("databases", ("VM-1",)), Tier("everything else that there is", ("VM-2",)))
    parts = summary(replace(several, plan=replace(several.plan, tiers=tiers), tier=1), BEGAN, brief=True)
    said = "".join(part for part, _ in parts)
    assert said == " Under way · the site is lost · tier 2 of 2 · 0:00 · 1 of 2 done  1 failed"


def test_only_events_of_these_vms_since_the_beginning_are_shown_newest_first() -> None:
    def event(number: int, vm: str, seconds: int) -> HostEvent:
        time = BEGAN + timedelta(seconds=seconds)
        return HostEvent("dr-hv-01", "VMMS-Admin", number, time, 4, 1, "VMMS", vm, "vm", f"event {number}")

    events = [event(1, "vm-1", -5), event(2, "vm-1", 5), event(3, "vm-9", 6), event(4, "VM-1", 7)]
    assert [each.record_id for each in events_of(view(machine(1)), events, 9)] == [4, 2]
    assert [each.record_id for each in events_of(view(machine(1)), events, 1)] == [4]


def test_the_whole_text_tells_every_stage_and_the_hosts_own_words() -> None:
    failed = machine(1, Standing.FAILED, sentence="dr-hv-01: fail over: refused", words=HOSTILE, lost=120.0)
    told = full_text(failed, view(failed), BEGAN)
    assert "✓ fail over · 12 s" in told
    assert "changes of the last 2 min are lost" in told
    assert told.endswith(HOSTILE)


def test_one_reason_for_several_vms_stands_once() -> None:
    fleet = small_view()
    rows = [row for row in fleet.rows() if row.machine.name in ("web01", "app07")]
    drawn = {row.key: text(row) for row in menu_rows(offered(fleet, rows), (), (), fleet, BEGAN)}
    assert drawn[Deed.CANCEL] == "– cancel failover no failover has begun"
    assert drawn[Deed.PLANNED].startswith("▸ planned failover, 2 of 2 VMs")
    mixed = [row for row in fleet.rows() if row.machine.name in ("web01", "sql01")]
    drawn = {row.key: text(row) for row in menu_rows(offered(fleet, mixed), (), (), fleet, BEGAN)}
    assert "planned failover, 1 of 2 VMs" in drawn[Deed.PLANNED]
    assert "not sql01 on dr-hv-01: the copies differ: resynchronize first" in drawn[Deed.PLANNED]


def test_what_is_not_offered_comes_after_what_is() -> None:
    fleet = FleetView(1, (up("dr-hv-01", (replica(1, "sql01", state=5, enabled=states.RUNNING),)),))
    keys = [row.key for row in menu_rows(offered(fleet, tuple(fleet.rows())), (), (), fleet, BEGAN)]
    assert keys[:4] == [Deed.CANCEL, Deed.COMPLETE, Deed.REVERSE, "run book"]
    assert set(keys[4:]) == {Deed.PLANNED, Deed.UNPLANNED, Deed.SUSPEND, Deed.RESUME, Deed.RESYNCHRONIZE}


def plan(deed: Deed, left_out: tuple[str, ...] = ()) -> FailoverPlan:
    target = FailoverTarget("VM-1", "sql01", Whereabouts("dr-hv-01"), Whereabouts("prod-hv-01"))
    return FailoverPlan("sql01", deed, (target,), (Tier("all", ("VM-1",)),), left_out=left_out)


def test_a_plan_says_from_which_host_to_which_and_what_is_left_out() -> None:
    left_out, vm = plan_rows(plan(Deed.PLANNED, left_out=("app07 is already on dr-hv-01, running",)), ())
    assert text(left_out) == "– left out  app07 is already on dr-hv-01, running"
    assert " ".join(vm.details[0].pieces) == "from prod-hv-01 to dr-hv-01"


def test_the_plan_of_what_cannot_be_taken_back_says_so_in_red() -> None:
    (row,) = plan_rows(plan(Deed.COMPLETE), ())
    (warning,) = (detail for detail in row.details if detail.tone == "bad")
    assert " ".join(warning.pieces) == "! cannot be taken back: the other recovery points are merged"
    for deed in Deed:
        if deed is not Deed.COMPLETE:
            (row,) = plan_rows(plan(deed), ())
            assert all(detail.tone != "bad" for detail in row.details)
