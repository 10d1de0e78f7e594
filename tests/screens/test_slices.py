"""A newer view of many hosts is taken in by slices: keys come in between, and what is shown is true meanwhile."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.screens.driver import Console, drive
from tests.screens.fakes import NOW, STAGED, FakeFleet, adapter, failed, replica, small_view, stale, up
from tui.fleet.judging.judge import Judge
from tui.fleet.judging.judgement import NOBODY_JUDGED, Judgement
from tui.fleet.view import FleetView, HostView
from tui.model import states
from tui.model.machine import Machine
from tui.screens.panes.machine_list import MachineList
from tui.screens.panes.machines import MachinesPane
from tui.screens.panes.narrowing import Narrowing
from tui.screens.rows_of.machine_order import Order

HOSTS = 5
VMS = 120


def read(host: int, state: int = 3, vms: int = VMS) -> HostView:
    """A host as some read brought it: its VMs are others whenever their replication state is."""
    machines = (replica(host * 1000 + number, f"vm{number:03}-{host}", state=state) for number in range(vms))
    return up(f"dr-hv-0{host}", tuple(machines))


def fleet(state: int = 3) -> FleetView:
    return FleetView(1, tuple(read(host, state) for host in range(HOSTS)))


EVERY_REPLICA = Narrowing()


def taken_in(
    view: FleetView, narrowing: Narrowing = EVERY_REPLICA, judgement: Judgement = NOBODY_JUDGED
) -> MachineList:
    machines = MachineList()
    machines.bring(view, judgement, narrowing)
    return machines


def names(machines: MachineList) -> list[str]:
    return [each.row.machine.name for each in machines.shown]


def states_by_host(machines: MachineList) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for each in machines.shown:
        found.setdefault(each.key.host, set()).add(each.row.machine.relationships[0].state)
    return found


def holds_together(machines: MachineList) -> bool:
    """The counts are those of the list, and every row is found where it stands."""
    kept = list(machines.everything())
    copies = sum(each.row.machine.is_recovery_copy for each in kept)
    keys = [each.key for each in machines.shown]
    return (machines.counts.copies, machines.keys) == (copies, keys) and all(
        machines.find(each.key) is each for each in machines.shown
    )


def test_a_slice_takes_in_whole_hosts_and_the_rest_is_left_to_the_next() -> None:
    machines = taken_in(fleet())
    machines.aim(fleet(9), NOBODY_JUDGED, Narrowing())
    slices = 0
    while machines.behind:
        machines.take_in()
        slices += 1
        assert all(len(seen) == 1 for seen in states_by_host(machines).values())
        assert Counter(seen == {9} for seen in states_by_host(machines).values())[True] == slices
        assert holds_together(machines)
    assert slices == HOSTS


def test_small_news_of_many_hosts_is_one_slice() -> None:
    view, machines = fleet(), taken_in(fleet())
    machines.bring(view, NOBODY_JUDGED, Narrowing())
    machines.aim(replace(view, hosts=tuple(map(_one_changed, view.hosts))), NOBODY_JUDGED, Narrowing())
    machines.take_in()
    assert not machines.behind
    assert all(seen == {3, 9} for seen in states_by_host(machines).values())


def _one_changed(host: HostView) -> HostView:
    if host.inventory is None or not host.inventory.machines:
        return host
    first, *others = host.inventory.machines
    moved = replace(first, relationships=(replace(first.relationships[0], state=9),))
    return replace(host, inventory=replace(host.inventory, machines=(moved, *others)))


def test_the_newest_view_wins_over_one_that_is_taken_in_halfway() -> None:
    machines = taken_in(fleet())
    machines.aim(fleet(9), NOBODY_JUDGED, Narrowing())
    machines.take_in()
    machines.bring(fleet(15), NOBODY_JUDGED, Narrowing())
    assert set().union(*states_by_host(machines).values()) == {15}


def test_a_host_that_goes_midway_is_gone_at_once_and_one_that_is_replaced_shows_its_newest_vms() -> None:
    machines = taken_in(fleet())
    newer = fleet(9)
    machines.aim(newer, NOBODY_JUDGED, Narrowing())
    machines.take_in()
    left = replace(newer, hosts=(*newer.hosts[1:4], read(4, vms=7)))
    machines.aim(left, NOBODY_JUDGED, Narrowing())
    assert "dr-hv-00" not in states_by_host(machines)
    assert holds_together(machines)
    while machines.behind:
        machines.take_in()
    assert names(machines) == names(taken_in(left))
    assert machines.counts.copies == 3 * VMS + 7


def test_a_filter_that_is_typed_midway_narrows_at_once_what_is_there_and_then_what_comes() -> None:
    machines = taken_in(fleet())
    newer = fleet(9)
    machines.aim(newer, NOBODY_JUDGED, Narrowing())
    machines.take_in()
    narrowing = Narrowing(needle="state:resync", order=Order("VM", turned=True))
    machines.aim(newer, NOBODY_JUDGED, narrowing)
    assert len(machines.shown) == VMS
    while machines.behind:
        machines.take_in()
        assert holds_together(machines)
    assert names(machines) == names(taken_in(newer, narrowing))
    assert len(machines.shown) == HOSTS * VMS


def test_what_becomes_blocked_is_told_of_all_hosts_once_everything_is_taken_in() -> None:
    own = (
        adapter(host, staged=replace(STAGED, addresses=(f"10.9.20.2{host}",), subnets=("255.255.255.0",)))
        for host in range(1, 4)
    )
    hosts = tuple(up(f"dr-hv-0{host}", (replica(host, f"web0{host}", each),)) for host, each in enumerate(own, 1))
    view, judge, machines = FleetView(1, hosts), Judge(), MachineList()
    machines.bring(view, judge.judge(view, now=NOW), Narrowing())
    off = replace(view, hosts=tuple(map(_disconnected, view.hosts)))
    judgement = judge.judge(off, now=NOW)
    told = []
    machines.aim(off, judgement, Narrowing())
    while machines.behind:
        machines.aim(off, judgement, Narrowing())
        machines.take_in(1)
        told.append([each.row.machine.name for each in machines.newly_blocked])
    assert told == [["web01"], ["web01", "web02"], ["web01", "web02", "web03"]]
    machines.aim(off, judgement, Narrowing())
    assert machines.newly_blocked == []


def _disconnected(host: HostView) -> HostView:
    if host.inventory is None:
        return host
    machines = tuple(
        replace(machine, adapters=tuple(replace(each, connection=None) for each in machine.adapters))
        for machine in host.inventory.machines
    )
    return replace(host, inventory=replace(host.inventory, machines=machines))


def _reversed(host: HostView) -> HostView:
    if host.inventory is None:
        return host
    return replace(host, inventory=replace(host.inventory, machines=host.inventory.machines[::-1]))


def _fewer(host: HostView) -> HostView:
    if host.inventory is None:
        return host
    return replace(host, inventory=replace(host.inventory, machines=host.inventory.machines[1:]))


def _primary(host: HostView) -> HostView:
    if host.inventory is None or not host.inventory.machines:
        return host
    *others, last = host.inventory.machines
    turned = replace(last, mode=states.PRIMARY, name=f"{last.name}-p")
    return replace(host, inventory=replace(host.inventory, machines=(*others, turned)))


def _renumbered(host: HostView) -> HostView:
    machines: tuple[Machine, ...] = (replica(7, "new07"), replica(8, "new08", state=9))
    return up(host.name, machines)


STEPS: tuple[Callable[[HostView], HostView], ...] = (
    _one_changed, _reversed, _fewer, _primary, _renumbered, stale, lambda host: failed(host.name), _disconnected,
)  # fmt: skip
step = st.tuples(st.integers(0, 2), st.sampled_from(range(len(STEPS))), st.booleans(), st.integers(0, 3))


@given(
    st.lists(step, max_size=8),
    st.sampled_from(["VM", "Behind", "Verdict"]),
    st.sampled_from(["", "state:resync", "vm0", "verdict:blocked"]),
    st.booleans(),
)
def test_view_after_view_by_slices_ends_where_the_last_view_alone_does(
    steps: list[tuple[int, int, bool, int]], column: str, needle: str, everything: bool
) -> None:
    narrowing = Narrowing(everything=everything, needle=needle, order=Order(column))
    judge, machines = Judge(), MachineList()
    view = FleetView(1, tuple(read(host, vms=4) for host in range(3)))
    judgement = judge.judge(view, now=NOW)
    machines.bring(view, judgement, narrowing)
    for host, number, judged, slices in steps:
        hosts = list(view.hosts)
        hosts[host] = STEPS[number](hosts[host])
        view = FleetView(view.version + 1, tuple(hosts))
        judgement = judge.judge(view, now=NOW) if judged else judgement
        machines.aim(view, judgement, narrowing)
        for _ in range(slices):
            machines.take_in(1)
            assert holds_together(machines)
    judgement = judge.judge(view, now=NOW)
    machines.bring(view, judgement, narrowing)
    alone = taken_in(view, narrowing, judgement)
    assert [each.drawn(NOW) for each in machines.shown] == [each.drawn(NOW) for each in alone.shown]
    assert machines.counts == alone.counts
    assert (machines.of, machines.hidden, machines.name_width) == (alone.of, alone.hidden, alone.name_width)


@pytest.mark.parametrize("key", ["down", "question_mark"])
def test_a_key_that_is_pressed_midway_is_answered_before_the_rest_is_taken_in(key: str) -> None:
    answered: list[int] = []

    async def procedure(console: Console) -> None:
        await console.lists("vm000-0", "vm000-4")
        pane = console.app.screen.query_one(MachinesPane)
        steps = 0
        take_in = pane.list.take_in

        def step_with_a_key(most: int = 100) -> None:
            nonlocal steps
            steps += 1
            take_in(most)
            if steps == 1:
                console.app.simulate_key(key)

        pane.list.take_in = step_with_a_key  # type: ignore[method-assign]
        shown = console.app.screen
        fleet_.view = replace(fleet_.view, hosts=fleet(9).hosts)
        await console.until(
            lambda: pane.position == 2 or console.app.screen is not shown, "what the key does on the screen"
        )
        answered.append(steps)
        await console.until(lambda: not pane.list.behind, "everything taken in")
        answered.append(steps)

    fleet_ = FakeFleet(fleet())
    drive(fleet_, procedure)
    first, all_of_them = answered
    assert first < all_of_them
    assert all_of_them >= HOSTS


def test_a_change_of_one_vm_shows_in_the_list_the_header_and_the_panes_below() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        host = fleet_.view.hosts[0]
        newer = _disconnected(host)
        await console.sees_no("not connected, was")
        fleet_.view = replace(fleet_.view, hosts=(newer, *fleet_.view.hosts[1:]))
        await console.sees("not connected", "blocked")
        await console.until(
            lambda: console.app.screen.query_one(MachinesPane).list.counts.verdicts.total() > 0, "counts of verdicts"
        )

    fleet_ = FakeFleet(small_view())
    drive(fleet_, procedure)
