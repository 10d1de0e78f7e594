"""The palette: every command by its name, greyed where it cannot be, and VMs and hosts to go to."""

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import FakeFleet, small_view
from tui.commands import COMMANDS
from tui.keys import KeyMap
from tui.screens.edit import EditScreen
from tui.screens.help import HelpScreen
from tui.screens.journal import JournalScreen
from tui.screens.offers import Offer, matching, offers
from tui.screens.palette import Palette
from tui.screens.panes.hosts import HostsPane
from tui.screens.readiness import ReadinessScreen
from tui.screens.review import ReviewScreen
from tui.widgets.rows import Rows

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


async def call(console: Console, query: str) -> None:
    """Open the palette and choose the first that fits."""
    await console.press("colon")
    await console.until(lambda: isinstance(console.app.screen, Palette), "the palette")
    await console.type(query)
    rows = console.app.screen.query_one(Rows)
    await console.until(lambda: rows.position > 0, f"something for {query}")
    await console.press("enter")


@at_both_sizes
def test_where_nothing_fits_it_says_so_and_lists_again_what_fits_after_that(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await console.press("colon")
        await console.sees("Edit the adapter's staged")
        await console.type("zzz")
        await console.sees("no command of this name")
        await console.press("backspace", "backspace", "backspace")
        await console.sees("Edit the adapter's staged")
        await console.sees_no("no command of this name")

    drive(FakeFleet(small_view()), procedure, size=size)


@at_both_sizes
def test_a_command_is_found_by_letters_of_its_name_and_done(size: tuple[int, int]) -> None:
    async def procedure(console: Console) -> None:
        await call(console, "readi")
        await console.until(lambda: isinstance(console.app.screen, ReadinessScreen), "readiness")
        await console.press("ctrl+p")
        await console.sees("Write the findings")
        assert "Show VMs by words" not in console.text
        await console.press("escape", "q")
        await call(console, "journ")
        await console.until(lambda: isinstance(console.app.screen, JournalScreen), "the journal")

    drive(FakeFleet(small_view()), procedure, size=size)


def test_what_cannot_be_done_says_why_in_the_palette_and_when_its_key_is_pressed() -> None:
    async def procedure(console: Console) -> None:
        await console.press("colon")
        await console.type("review")
        await console.sees("not now: nothing is drafted")
        await console.press("enter")
        await console.sees("review: nothing is drafted")
        await console.press("escape", "d")
        await console.says("nothing is drafted")
        await console.select("old01")
        await console.press("e")
        await console.until(lambda: "legacy" in console.status, "the reason on the status line")
        await console.press("colon")
        await console.type("edit")
        await console.sees("not now: ")

    drive(FakeFleet(small_view()), procedure, size=(200, 60))


def test_a_vm_or_a_host_is_gone_to_by_its_name_listed_or_not() -> None:
    async def procedure(console: Console) -> None:
        await call(console, "lin02")
        await console.until(lambda: console.selected == "lin02", "lin02 under the cursor")
        await call(console, "erp0")
        await console.until(lambda: console.selected == "erp01", "erp01, a primary, under the cursor")
        await call(console, "hv-02")
        pane = console.app.screen.query_one(HostsPane)
        await console.until(lambda: console.app.focused is pane and pane.cursor_key == "dr-hv-02", "the host")

    drive(FakeFleet(small_view()), procedure)


def test_a_read_only_console_is_offered_nothing_that_leads_to_a_write() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("2 Replica VMs")
        screen = console.app.screen
        offered = {offer.command.id for offer in offers(screen)}  # type: ignore[arg-type]
        assert not {command.id for command in COMMANDS if command.dangerous} & offered
        assert {"filter", "journal", "row_down", "utc", "quit"} <= offered

    drive(FakeFleet(small_view(), read_only=True), procedure)


def test_every_command_of_the_screen_is_offered() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        offered = {offer.command.id for offer in offers(console.app.screen)}  # type: ignore[arg-type]
        wanted = {command.id for command in COMMANDS if command.where in ("main", "rows", "everywhere")}
        assert wanted - offered == {"palette"}
        await console.press("e")
        await console.until(lambda: isinstance(console.app.screen, EditScreen), "the editor")
        offered = {offer.command.id for offer in offers(console.app.screen)}  # type: ignore[arg-type]
        assert {command.id for command in COMMANDS if command.where == "edit"} <= offered

    drive(FakeFleet(small_view()), procedure)


def test_the_editor_is_served_without_a_key_that_a_browser_or_a_bastion_keeps() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        await console.press("e")
        await console.until(lambda: isinstance(console.app.screen, EditScreen), "the editor")
        await console.press("x")
        button = console.app.screen.query_one("#commands")
        while console.app.focused is not button:
            await console.press("tab")
        await console.press("enter")
        await console.until(lambda: isinstance(console.app.screen, Palette), "the palette")
        await console.type("clear all")
        await console.press("enter")
        await console.until(lambda: isinstance(console.app.screen, EditScreen), "the editor again")
        await console.sees("Protocol  not set")

    drive(FakeFleet(small_view()), procedure)


def test_a_better_match_comes_first() -> None:
    review, readiness = (next(each for each in COMMANDS if each.id == name) for name in ("review", "readiness"))
    offered = (Offer(readiness), Offer(review))
    assert matching(offered, "review")[0].command is review
    assert matching(offered, "zzzz") == []


def test_mapped_keys_work_and_are_shown_everywhere() -> None:
    keys = KeyMap({"readiness": ("V",), "help": ("h",), "journal": ("question_mark",)})

    async def procedure(console: Console) -> None:
        await console.sees("h help")
        await console.press("v")
        await console.press("V")
        await console.until(lambda: isinstance(console.app.screen, ReadinessScreen), "readiness")
        await console.press("q", "colon")
        await console.type("readiness")
        await console.sees("V ")
        await console.press("escape", "h")
        await console.until(lambda: isinstance(console.app.screen, HelpScreen), "help")
        await console.press("q", "question_mark")
        await console.until(lambda: isinstance(console.app.screen, JournalScreen), "the journal")

    drive(FakeFleet(small_view()), procedure, keys=keys)


def test_the_palette_is_of_the_review_in_the_review() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        await console.press("c", "enter")
        await console.says("web01")
        await console.press("c", "down", "enter", "d")
        await console.until(lambda: isinstance(console.app.screen, ReviewScreen), "the review")
        await call(console, "reason")
        await console.sees("Why this is done")

    drive(FakeFleet(small_view()), procedure)
