"""A ticket that ends soon is asked about before a plan is applied that may outlast it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import TICKET, FakeFleet, small_view
from tui.screens.apply import ApplyScreen
from tui.screens.review import ReviewScreen


def fleet_with_ticket(life: timedelta) -> FakeFleet:
    fleet = FakeFleet(replace(small_view(), ticket_ends=datetime.now(UTC) + life))
    fleet.credentials.used["dr-hv-01"] = TICKET
    return fleet


async def confirm(console: Console, vm: str) -> None:
    await console.select(vm)
    await console.press("e")
    await console.sees("Keep for review")
    await console.press("f9", "f10")
    await console.sees("review (1)")
    await console.press("d")
    await console.until(lambda: isinstance(console.app.screen, ReviewScreen), "the review")
    await console.sees("Apply to 1 adapter")
    await console.press("enter")


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
def test_a_plan_waits_for_a_yes_where_the_ticket_ends_soon(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await confirm(console, "web01")
        await console.sees("The Kerberos ticket ends in 7 min", "kinit", "begin anyway")
        await console.press("n")
        await console.until(lambda: isinstance(console.app.screen, ReviewScreen), "the review again")
        await console.sees_no("begin anyway")
        assert fleet.plans == []
        button = console.app.screen.query_one("#apply")
        # A button takes no second press while it shows the first.
        await console.until(lambda: not button.has_class("-active"), "the button to be up again")
        await console.press("enter")
        await console.sees("begin anyway")
        await console.press("y")
        await console.until(lambda: isinstance(console.app.screen, ApplyScreen), "the apply")
        assert len(fleet.plans) == 1

    fleet = fleet_with_ticket(timedelta(minutes=7, seconds=50))
    drive(fleet, procedure, size=size)


@pytest.mark.parametrize(
    ("vm", "life"), [("web01", timedelta(minutes=11)), ("web21", timedelta(minutes=5))], ids=["enough", "no ticket"]
)
def test_nothing_is_asked_where_the_ticket_lives_long_enough_or_is_not_used(vm: str, life: timedelta) -> None:
    async def procedure(console: Console) -> None:
        await confirm(console, vm)
        await console.until(lambda: isinstance(console.app.screen, ApplyScreen), "the apply")

    drive(fleet_with_ticket(life), procedure)


def test_a_ticket_that_has_expired_is_said_to_have() -> None:
    async def procedure(console: Console) -> None:
        await confirm(console, "web01")
        await console.sees("The Kerberos ticket has expired")

    drive(fleet_with_ticket(-timedelta(minutes=1)), procedure)
