"""Telling a running guest its addresses from the console, on practice hosts."""

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import FakeFleet, small_view
from tests.screens.onground import OpenFleet, hosts_are_up, run
from tui.practice.serve import PracticeServer


def test_a_running_guest_is_told_an_address_after_the_same_review_and_reports_it(
    open_fleet: OpenFleet, ground: PracticeServer
) -> None:
    async def procedure(console: Console) -> None:
        await console.lists("sql01")
        await hosts_are_up(console)
        await console.press("slash")
        await console.type("host:prod\n")
        await console.press("a")
        await console.lists("sql01")
        await console.select("sql01")
        await console.press("i")
        await console.sees("what its running guest is told", "10.1.20.11/24", "10.1.20.12/24")
        await console.press("down", "end", "enter")
        await console.type("10.1.20.13/24")
        await console.press("f10")
        await console.says("drafted for its guest, not sent; d reviews")
        assert _told(ground) == []
        await console.press("d")
        await console.sees("guest addresses ", "10.1.20.13/24", "Apply to 1 adapter")
        await console.sees_no("the host holds something else now")
        await console.press("enter")
        await console.sees("verified")

    run(open_fleet(), procedure, SIZES[1])
    assert len(_told(ground)) == 1
    (adapter,) = ground.administration.truth("prod-hv-01", "sql01")["prod-hv-01"]["sql01"]["adapters"].values()
    assert "10.1.20.13" in adapter["guest"]["ip_addresses"]


def test_a_vm_that_is_off_says_that_only_a_running_guest_is_told_anything() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        await console.press("i")
        await console.says("web01 is not running, so its guest cannot be told; e stages")

    drive(FakeFleet(small_view()), procedure)


def _told(ground: PracticeServer) -> list[dict[str, object]]:
    executed = ground.administration.executed()
    return [call for call in executed if call["method"] == "SetGuestNetworkAdapterConfiguration"]
