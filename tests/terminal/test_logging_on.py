"""Passwords at a real terminal: typed unseen, tried once, and never among the bytes that the terminal gets."""

import base64
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.terminal.conftest import HVR, OpenTerminal
from tests.terminal.recorded import RecordedTerminal
from tui.practice.scenario.builtin import generated_scenario
from tui.practice.serve import PracticeServer, ServeOptions

HOSTS = 20
AT_THE_PROMPT = "Marker-Wrong-Hare-41"
IN_THE_DIALOG = "Marker-Other-Hare-42"

CRASHING = """
import tui.fleet.credentials
def offer(self, replaced, offered, secret):
    typed = secret.reveal()
    raise RuntimeError(f"planted, {len(typed)} characters")
tui.fleet.credentials.Credentials.offer = offer
from tui.__main__ import main
main()
"""


@pytest.fixture
def twenty(tmp_path: Path) -> Iterator[PracticeServer]:
    options = ServeOptions(generated_scenario(HOSTS, 2, 1), tmp_path / "ground" / "hosts.yaml")
    with PracticeServer(options) as server:
        yield server


def asking(hosts_file: Path) -> Path:
    """The same hosts without a source of the password: it is asked for."""
    written = yaml.safe_load(hosts_file.read_text())
    del written["defaults"]["password_file"]
    path = hosts_file.with_name("asking.yaml")
    path.write_text(yaml.safe_dump(written))
    return path


def password_of(hosts_file: Path) -> str:
    return hosts_file.with_name(f"{hosts_file.name}.practice-password").read_text().strip()


def refused(ground: PracticeServer) -> int:
    return sum(sign_in.user is None for listener in ground.listeners.values() for sign_in in listener.sign_ins)


@pytest.mark.parametrize(("columns", "lines", "no_color"), [(80, 24, ""), (200, 60, "1")])
def test_a_wrong_password_is_one_logon_at_twenty_hosts_and_the_right_one_lets_all_of_them_in(
    terminal: OpenTerminal, twenty: PracticeServer, tmp_path: Path, columns: int, lines: int, no_color: str
) -> None:
    hosts_file = tmp_path / "ground" / "hosts.yaml"
    screen = terminal("--hosts", str(asking(hosts_file)), columns=columns, lines=lines, NO_COLOR=no_color)
    screen.wait_for("Password of practice\\operator:")
    screen.type(AT_THE_PROMPT)
    assert "Marker" not in screen.screen()
    screen.press("Enter")
    screen.wait_for("Log on · practice\\operator", "not authenticated", "20 failed")
    assert refused(twenty) == 1
    screen.press("Escape")
    screen.wait_until_gone("Log on ·")
    screen.press("1")
    screen.wait_for("1 Hosts", "l gives another password")
    screen.press("l")
    screen.wait_for("Log on · practice\\operator")
    screen.type(password_of(hosts_file)).press("Enter")
    screen.wait_for("20 up", timeout=60)
    assert refused(twenty) == 1
    screen.press("q")
    assert screen.exit_status() == 0


def assert_nowhere(secret: str, terminal: RecordedTerminal, home: Path) -> None:
    for spelling in (secret.encode(), base64.b64encode(secret.encode()), secret.encode("utf-16-le")):
        assert spelling not in terminal.bytes
        assert [path for path in home.rglob("*") if path.is_file() and spelling in path.read_bytes()] == []


def test_no_byte_of_a_password_reaches_the_terminal_or_a_file(hosts_file: Path, environment: dict[str, str]) -> None:
    command = [*HVR, "--hosts", str(asking(hosts_file))]
    with RecordedTerminal(command, environment=environment) as terminal:
        terminal.wait_for("Password of practice\\operator:")
        terminal.send(f"{AT_THE_PROMPT}\r")
        terminal.wait_for("Log on · practice\\operator", "3 failed")
        terminal.send("\t")
        terminal.send(IN_THE_DIALOG)
        terminal.wait_for("•" * len(IN_THE_DIALOG))
        # Select all of it, copy and cut.
        terminal.send("\x1b[1;2H\x03\x18\r")
        terminal.wait_for("logging on to 3 hosts")
        terminal.wait_for("Log on · practice\\operator", "3 failed")
        terminal.send("\x11")
        assert terminal.exit_status() == 0
        for secret in (AT_THE_PROMPT, IN_THE_DIALOG):
            assert_nowhere(secret, terminal, Path(environment["HOME"]))
        assert any((Path(environment["HOME"])).rglob("journal/*")), "the journal has the offer"


def test_a_crash_with_a_password_in_its_hands_tells_where_and_not_what(
    hosts_file: Path, environment: dict[str, str]
) -> None:
    command = [sys.executable, "-c", CRASHING, "--hosts", str(asking(hosts_file))]
    with RecordedTerminal(command, environment=environment, columns=120, lines=50) as terminal:
        terminal.wait_for("Password of practice\\operator:")
        terminal.send(f"{AT_THE_PROMPT}\r")
        terminal.wait_for("Log on · practice\\operator")
        terminal.send("\t")
        terminal.send(f"{IN_THE_DIALOG}\r")
        assert terminal.exit_status() != 0
        assert b"planted" in terminal.bytes
        assert b"offer" in terminal.bytes
        for secret in (AT_THE_PROMPT, IN_THE_DIALOG):
            assert_nowhere(secret, terminal, Path(environment["HOME"]))
