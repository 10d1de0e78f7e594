"""Options and filters pick VMs; what fits several is never guessed."""

from dataclasses import replace

import pytest

from tests.unit.fleet.site import fleet, host, judged, primary, vm
from tests.unit.model.readiness.site import GOOD
from tui.fleet.selecting import EVERY_MODE, Unselectable, Wanted, narrowed_view, select, select_hosts
from tui.fleet.view import FleetView, HostState
from tui.model import states
from tui.model.selection import read_selection

_GUID = "7F4A0000-0000-4000-8000-00000000000A"


def _site() -> FleetView:
    odd = vm(3, name="dr2/odd", id=_GUID)
    return fleet(
        replace(host("dr1", vm(1), odd), group="north"),
        replace(host("dr2", vm(2), vm(1, mode=states.EXTENDED_REPLICA)), group="south"),
        host("hq1", primary(1), primary(2)),
    )


def _names(wanted: Wanted, modes: frozenset[int] | None = None) -> list[str]:
    rows = select(_site(), wanted, modes=modes) if modes else select(_site(), wanted)
    return [f"{row.host.name}/{row.machine.name}" for row in rows]


def test_without_options_every_replica_is_meant_and_nothing_else() -> None:
    assert _names(Wanted()) == ["dr1/dr2/odd", "dr1/vm01", "dr2/vm01", "dr2/vm02"]
    assert _names(Wanted(), EVERY_MODE)[-2:] == ["dr2/vm02", "hq1/vm02"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vm02", "dr2/vm02"),
        ("VM02", "dr2/vm02"),
        ("dr2/vm01", "dr2/vm01"),
        ("DR1/vm01", "dr1/vm01"),
        (_GUID.lower(), "dr1/dr2/odd"),
        (f"dr1/{{{_GUID}}}", "dr1/dr2/odd"),
        ("dr2/odd", "dr1/dr2/odd"),
    ],
)
def test_a_vm_is_named_by_name_host_and_name_or_guid(text: str, found: str) -> None:
    assert _names(Wanted(vms=(text,))) == [found]


def test_a_name_that_fits_several_lists_them() -> None:
    with pytest.raises(Unselectable, match=r"vm01 fits several VMs: dr1/vm01 .*, dr2/vm01 .*ExtendedReplica\)") as told:
        _names(Wanted(vms=("vm01",)))
    assert not told.value.unread


def test_a_mode_or_a_host_settles_what_a_name_leaves_open() -> None:
    assert _names(Wanted(vms=("vm01",), modes=frozenset({states.PRIMARY}))) == ["hq1/vm01"]
    assert _names(Wanted(vms=("vm01",), hosts=("DR2",))) == ["dr2/vm01"]
    assert _names(Wanted(vms=("vm01",), groups=("north",))) == ["dr1/vm01"]


def test_a_name_that_nothing_has_is_told_with_what_is_close() -> None:
    with pytest.raises(Unselectable, match=r"no VM of these modes is called vm03; did you mean"):
        _names(Wanted(vms=("vm03",)))
    with pytest.raises(Unselectable, match=r"there is no host dr3; did you mean dr"):
        _names(Wanted(hosts=("dr3",)))
    with pytest.raises(Unselectable, match=r"there is no group west; there are north, south"):
        _names(Wanted(groups=("west",)))


def test_a_vm_that_may_lie_on_a_silent_host_is_told_apart_from_none() -> None:
    silent = replace(host("dr1"), state=HostState.FAILED, inventory=None)
    with pytest.raises(Unselectable, match="not every host answered") as told:
        select(fleet(silent, host("dr2", vm(2))), Wanted(vms=("vm01",)))
    assert told.value.unread


def test_a_filter_is_the_consoles_and_knows_verdicts() -> None:
    hosts = (host("dr1", vm(1, GOOD)), host("dr2", vm(2, GOOD), vm(3)))
    judgement = judged(*hosts)
    for text, found in (
        ("verdict:ready", ["vm03"]),
        ("rule:twice-in-fleet", ["vm01", "vm02"]),
        ("-host:dr1 02", ["vm02"]),
    ):
        rows = select(fleet(*hosts), Wanted(where=read_selection(text)), judgement)
        assert [row.machine.name for row in rows] == found, text


def test_a_view_is_narrowed_to_what_is_meant() -> None:
    view, wanted = _site(), Wanted(vms=("vm02",))
    narrow = narrowed_view(view, select_hosts(view, wanted), select(view, wanted))
    assert [(row.host.name, row.machine.name) for row in narrow.rows()] == [("dr2", "vm02")]
    assert [each.name for each in narrow.hosts] == ["dr1", "dr2", "hq1"]
