"""A credential that ceases to work: asked about once, answered by the operator, never by the console itself."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.screens.driver import SIZES, Console, drive
from tests.screens.fakes import (
    NOW,
    OPERATOR,
    RESCUE,
    TICKET,
    FakeCredentials,
    FakeFleet,
    FleetShape,
    failed,
    refused,
    refused_view,
    small_view,
    stale,
)
from tui.config import CredentialSource
from tui.fleet.journal import JournalError
from tui.fleet.view import FleetView, HostView
from tui.model.secret import Secret
from tui.screens.dialogs.credential import CredentialDialog
from tui.screens.edit import EditScreen
from tui.screens.main.screen import MainScreen
from tui.widgets.field import LinesArea
from tui.widgets.password import PasswordInput

at_both_sizes = pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])


def parked() -> FakeFleet:
    return FakeFleet(refused_view())


def opened(console: Console) -> Callable[[], bool]:
    return lambda: isinstance(console.app.screen, CredentialDialog)


def in_panes(console: Console) -> Callable[[], bool]:
    return lambda: isinstance(console.app.screen, MainScreen)


async def refuse(console: Console, fleet: FakeFleet) -> None:
    """Every host of the fleet ceases to accept its credential."""
    fleet.view = replace(fleet.view, hosts=tuple(refused(host) for host in fleet.view.hosts))
    await console.sees("not authenticated: l")


def test_the_fake_fleet_logs_on_in_the_shape_that_the_console_asks_for() -> None:
    fleet: FleetShape = FakeFleet(small_view())
    assert fleet.credentials.of("dr-hv-01") == OPERATOR


@at_both_sizes
def test_a_refused_credential_is_asked_about_by_itself_and_another_password_goes_to_all_hosts(
    size: tuple[int, int],
) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("Log on · site\\operator", "not authenticated · dr-hv-01", "HTTP 401", "2 hosts share it")
        await console.press("tab")
        await console.type("Marker7")
        await console.sees("•••••••")
        assert "Marker7" not in console.text
        await console.press("enter")
        await console.until(in_panes(console), "the panes")
        await console.says("logging on to 2 hosts as site\\operator")
        ((replaced, offered, secret),) = fleet.credentials.offered
        assert (replaced, offered) == (OPERATOR, OPERATOR)
        assert isinstance(secret, Secret)
        assert secret.reveal() == "Marker7"
        await console.press("1")
        await console.sees("reading…")
        await console.sees_no("not authenticated: l")

    fleet = parked()
    drive(fleet, procedure, size=size)


def test_keys_meant_for_the_panes_do_not_end_up_in_a_dialog_that_opens_by_itself() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        await refuse(console, fleet)
        await console.until(opened(console), "the dialog")
        await console.press("j", "j", "enter")
        assert console.app.screen.query_one(PasswordInput).value == ""
        assert not fleet.credentials.offered
        assert not fleet.credentials.tried_again
        assert opened(console)()

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_a_dialog_left_for_later_stays_away_until_it_is_asked_for() -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.press("escape")
        await console.until(in_panes(console), "the panes")
        fleet.view = replace(fleet.view, hosts=tuple(replace(host, next_try=NOW) for host in fleet.view.hosts))
        await console.sees("not authenticated: l")
        assert in_panes(console)()
        await console.press("l")
        await console.until(opened(console), "the dialog again")
        assert isinstance(console.app.focused, PasswordInput)
        assert fleet.credentials.offered == []

    fleet = parked()
    drive(fleet, procedure)


def test_another_password_that_is_refused_too_is_asked_about_again() -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.press("tab", "x", "enter")
        await console.until(in_panes(console), "the panes")
        await refuse(console, fleet)
        await console.until(opened(console), "the dialog again")
        assert len(fleet.credentials.offered) == 1

    fleet = parked()
    drive(fleet, procedure)


def test_nothing_is_tried_without_a_password() -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.press("tab", "enter")
        await console.sees("type the password of site\\operator")
        assert fleet.credentials.offered == []

    fleet = parked()
    drive(fleet, procedure)


def test_the_editor_keeps_the_focus_and_every_letter() -> None:
    async def procedure(console: Console) -> None:
        await console.select("web01")
        await console.press("e")
        await console.until(lambda: isinstance(console.app.screen, EditScreen), "the editor")
        await console.type("99")
        fleet.view = replace(fleet.view, hosts=tuple(refused(host) for host in fleet.view.hosts))
        await console.says("site\\operator: not authenticated; nothing typed is lost")
        await console.type("8")
        assert isinstance(console.app.screen, EditScreen)
        assert console.app.screen.query_one("#addresses", LinesArea).text.startswith("99810.9.20.11/24")
        await console.press("f9", "f10")
        await console.sees("not authenticated: l", "review (1)")
        assert in_panes(console)()

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_the_filter_keeps_the_focus() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("sql01")
        await console.press("slash")
        await console.type("we")
        await refuse(console, fleet)
        await console.type("b")
        await console.sees("filter: web")
        assert in_panes(console)()

    fleet = FakeFleet(small_view())
    drive(fleet, procedure)


def test_the_same_password_is_tried_once_more_only_when_the_operator_says_so() -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.pilot.click("#again")
        await console.says("trying 2 hosts once more")
        assert (fleet.credentials.tried_again, fleet.credentials.offered) == ([OPERATOR], [])

    fleet = parked()
    drive(fleet, procedure)


def test_reading_a_refused_host_again_asks_for_a_password_first() -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.press("escape")
        await console.until(in_panes(console), "the panes")
        await console.press("r")
        await console.until(opened(console), "the dialog again")
        assert fleet.refreshed == []

    fleet = parked()
    drive(fleet, procedure)


@at_both_sizes
def test_break_glass_is_confirmed_and_its_password_comes_from_its_own_source(
    size: tuple[int, int], tmp_path: Path
) -> None:
    async def procedure(console: Console) -> None:
        await console.sees("Break-glass: site\\rescue, for 2 hosts")
        await console.pilot.click("#break_glass")
        await console.sees("Log on to 2 hosts as site\\rescue? It goes into the journal.")
        await console.press("n")
        await console.until(opened(console), "the dialog again")
        assert fleet.credentials.offered == []
        await console.pilot.click("#break_glass")
        await console.sees("It goes into the journal.")
        await console.press("y")
        await console.says("logging on to 2 hosts as site\\rescue")
        ((replaced, offered, secret),) = fleet.credentials.offered
        assert (replaced, offered) == (OPERATOR, fleet.credentials.second)
        assert secret is not None
        assert secret.reveal() == "of the file"

    file = tmp_path / "rescue"
    file.write_text("of the file\n")
    file.chmod(0o600)
    fleet = parked()
    fleet.credentials.second = replace(RESCUE, password_file=file)
    drive(fleet, procedure, size=size)


def test_a_break_glass_password_without_a_source_is_typed() -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.press("tab")
        await console.type("half")
        await console.pilot.click("#break_glass")
        await console.sees("It goes into the journal.")
        await console.press("y")
        await console.sees("type the password of site\\rescue")
        await console.type("glass")
        await console.press("enter")
        await console.says("logging on to 2 hosts as site\\rescue")
        ((_, offered, secret),) = fleet.credentials.offered
        assert offered == RESCUE
        assert secret is not None
        assert secret.reveal() == "glass"

    fleet = parked()
    fleet.credentials.second = RESCUE
    drive(fleet, procedure)


def test_a_break_glass_password_that_cannot_be_had_is_said_with_the_remedy(tmp_path: Path) -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.pilot.click("#break_glass")
        await console.sees("It goes into the journal.")
        await console.press("y")
        await console.sees("BREAK_GLASS_PASSWORD", "set it to the password")
        assert fleet.credentials.offered == []

    fleet = parked()
    fleet.credentials.second = replace(RESCUE, password_env="BREAK_GLASS_PASSWORD")
    drive(fleet, procedure)


def test_a_journal_that_cannot_be_written_stops_the_logon() -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.press("tab", "x", "enter")
        await console.sees("not used: the disk is full")
        assert opened(console)()

    class Full(FakeCredentials):
        def offer(
            self, replaced: CredentialSource, offered: CredentialSource, secret: Secret | None
        ) -> tuple[str, ...]:
            raise JournalError("the disk is full")

    fleet = FakeFleet(refused_view())
    fleet.credentials = Full(fleet.credentials.used, print)
    drive(fleet, procedure)


def test_without_a_ticket_no_password_is_asked_for() -> None:
    async def procedure(console: Console) -> None:
        await console.sees("Log on · the Kerberos ticket", "no ticket · dr-hv-01", "kinit", "Same again")
        await console.sees_no("Password")
        await console.press("escape")
        await console.sees("no ticket: l")

    view = small_view()
    fleet = FakeFleet(replace(view, hosts=tuple(refused(host, "no ticket") for host in view.hosts)))
    fleet.credentials.used = dict.fromkeys(fleet.credentials.used, TICKET)
    drive(fleet, procedure)


def test_what_stands_behind_the_dialog_goes_on_being_true() -> None:
    async def procedure(console: Console) -> None:
        await console.until(opened(console), "the dialog")
        await console.sees("2 hosts: 2 stale")
        fleet.view = small_view()
        await console.sees("2 hosts: 2 up")
        assert opened(console)()

    fleet = parked()
    drive(fleet, procedure)


@pytest.mark.parametrize("host", [failed("dr-hv-01"), stale(small_view().hosts[0])], ids=["failed", "stale"])
def test_a_host_that_does_not_answer_is_tried_again_at_once(host: HostView) -> None:
    async def procedure(console: Console) -> None:
        await console.press("1")
        await console.sees(host.name)
        await console.press("r")
        await console.says("reading dr-hv-01 again")
        assert fleet.refreshed == ["dr-hv-01"]
        fleet.view = replace(fleet.view, hosts=(replace(host, reading=True),))
        await console.sees("reading…")
        await console.sees_no("next try at")

    fleet = FakeFleet(FleetView(1, (host,)))
    drive(fleet, procedure)


async def _copied(console: Console) -> str:
    await console.until(opened(console), "the dialog")
    await console.press("tab")
    await console.type("Marker7")
    await console.press("ctrl+a", "shift+home", "ctrl+c", "ctrl+x")
    return console.app.clipboard


def test_a_password_goes_to_no_clipboard() -> None:
    async def procedure(console: Console) -> None:
        assert await _copied(console) == ""

    drive(parked(), procedure)
