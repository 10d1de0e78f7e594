"""The first screen: drawn before what it stands for is imported, and as easily left as any other."""

import os
import signal
import sys
from pathlib import Path

import pytest
import yaml

from tests.terminal.conftest import HVR
from tests.terminal.recorded import RecordedTerminal
from tests.terminal.test_endings import SHELL, assert_as_it_was, status_of

PAINTED = """
import os, sys
from pathlib import Path
from tui.terminal.thrift import ThriftyDriver
write = ThriftyDriver.write
def first(self, data):
    write(self, data)
    if "opening" in data:
        ThriftyDriver.write = write
        Path(os.environ["TOLD"]).write_text(" ".join(sys.modules))
ThriftyDriver.write = first
from tui.__main__ import main
main()
"""
HELD = """
import os
import tui.cli.console
opener = tui.cli.console.fleet_opener
def held(*arguments, **options):
    build = opener(*arguments, **options)
    def wait(tell):
        open(os.environ["HOLD"]).close()
        return build(tell)
    return wait
tui.cli.console.fleet_opener = held
from tui.__main__ import main
main()
"""
"""Opens the fleet once somebody has written to the named pipe HOLD."""
FAILING = """
import tui.cli.console
def opener(*arguments, **options):
    def fail(tell):
        raise RuntimeError("planted")
    return fail
tui.cli.console.fleet_opener = opener
from tui.__main__ import main
main()
"""
LEFT_TO_LATER = ("tui.fleet", "tui.hyperv", "tui.opened", "tui.screens.main", "tui.model.readiness", "netaddr", "winrm")


@pytest.fixture
def hold(tmp_path: Path, environment: dict[str, str]) -> Path:
    path = tmp_path / "hold"
    os.mkfifo(path)
    environment["HOLD"] = str(path)
    return path


def held_open(hosts_file: Path, environment: dict[str, str]) -> RecordedTerminal:
    command = [*SHELL, sys.executable, "-c", HELD, "--hosts", str(hosts_file)]
    terminal = RecordedTerminal(command, environment=environment)
    terminal.wait_for("opening the hosts", "ctrl+q quit")
    return terminal


def test_the_first_paint_waits_for_neither_the_fleet_nor_the_panes(
    silent_hosts_file: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    told = tmp_path / "told"
    command = [sys.executable, "-c", PAINTED, "--hosts", str(silent_hosts_file)]
    with RecordedTerminal(command, environment=environment | {"TOLD": str(told)}) as terminal:
        terminal.wait_for("1 connecting")
    imported = told.read_text().split()
    assert "tui.screens.opening" in imported
    assert [name for name in imported if name.startswith(LEFT_TO_LATER)] == []
    assert len([name for name in imported if name.startswith("tui.")]) <= 60


def test_the_first_screen_says_whose_hosts_are_opened(
    silent_hosts_file: Path, environment: dict[str, str], hold: Path
) -> None:
    with held_open(silent_hosts_file, environment) as terminal:
        assert terminal.text().splitlines()[0] == " hvr · silent.yaml"
        hold.write_text("")
        terminal.wait_for("1 connecting", "Replica VMs")
        assert "silent.yaml" not in terminal.text()


def test_what_is_typed_before_the_panes_are_there_is_typed_into_them(
    hosts_file: Path, environment: dict[str, str], hold: Path
) -> None:
    command = [sys.executable, "-c", HELD, "--hosts", str(hosts_file)]
    with RecordedTerminal(command, environment=environment) as terminal:
        terminal.wait_for("opening the hosts")
        terminal.send("/app0")
        terminal.settle()
        hold.write_text("")
        terminal.send("7\r")
        terminal.wait_for("filter: app07", "3 up", "Adapters of app07")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_the_first_screen_ends_it_and_leaves_the_terminal_as_it_was(
    silent_hosts_file: Path, environment: dict[str, str], hold: Path, number: signal.Signals
) -> None:
    with held_open(silent_hosts_file, environment) as terminal:
        terminal.signal_program(number)
        assert status_of(terminal) == 128 + number
        assert_as_it_was(terminal)


@pytest.mark.parametrize(("keys", "status"), [("\x11", 0), ("\x03\x03", 130), ("/q\x11", 0)])
def test_keys_that_leave_are_not_kept_for_later(
    silent_hosts_file: Path, environment: dict[str, str], hold: Path, keys: str, status: int
) -> None:
    with held_open(silent_hosts_file, environment) as terminal:
        terminal.send(keys)
        assert status_of(terminal) == status
        assert_as_it_was(terminal)


def test_the_operators_own_key_leaves_the_first_screen_too(
    silent_hosts_file: Path, tmp_path: Path, environment: dict[str, str], hold: Path
) -> None:
    own = tmp_path / "keys.yaml"
    own.write_text("keys:\n  quit: ctrl+x\n")
    command = [*SHELL, sys.executable, "-c", HELD, "--hosts", str(silent_hosts_file), "--keys", str(own)]
    with RecordedTerminal(command, environment=environment) as terminal:
        terminal.wait_for("opening the hosts", "ctrl+x quit")
        terminal.send("\x18")
        assert status_of(terminal) == 0
        assert_as_it_was(terminal)


def test_one_ctrl_c_says_how_to_leave(silent_hosts_file: Path, environment: dict[str, str], hold: Path) -> None:
    with held_open(silent_hosts_file, environment) as terminal:
        terminal.send("\x03")
        terminal.wait_for("ctrl+q leaves the console; ctrl+c once more leaves at once")


def test_no_other_colour_flashes_while_the_panes_take_its_place(
    silent_hosts_file: Path, environment: dict[str, str], hold: Path
) -> None:
    with held_open(silent_hosts_file, environment | {"COLORTERM": "truecolor"}) as terminal:
        terminal.settle()
        seen = terminal.backgrounds()
        hold.write_text("")
        while "1 connecting" not in terminal.text():
            assert terminal.pump()
            seen |= terminal.backgrounds()
        terminal.settle()
        assert seen <= terminal.backgrounds()


def test_what_goes_wrong_behind_the_first_screen_is_told_once_it_is_left(
    silent_hosts_file: Path, environment: dict[str, str]
) -> None:
    command = [*SHELL, sys.executable, "-c", FAILING, "--hosts", str(silent_hosts_file)]
    with RecordedTerminal(command, environment=environment) as terminal:
        assert status_of(terminal) == 1
        assert_as_it_was(terminal)
        assert b"planted" in terminal.bytes


def test_a_shared_journal_that_cannot_be_used_is_told_of_once_the_console_is_left(
    silent_hosts_file: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    document = yaml.safe_load(silent_hosts_file.read_text())
    (tmp_path / "no-folder").write_text("")
    silent_hosts_file.write_text(yaml.safe_dump(document | {"settings": {"journal": str(tmp_path / "no-folder")}}))
    with RecordedTerminal([*SHELL, *HVR, "--hosts", str(silent_hosts_file)], environment=environment) as terminal:
        terminal.wait_for("1 connecting")
        terminal.send("q")
        assert status_of(terminal) == 0
        *_, after = terminal.bytes.split(b"\x1b[?1049l")
        assert after.count(b"hvr: ") == 1
        assert b"no-folder" in after


@pytest.mark.parametrize("wrong", ["hosts", "theme", "keys", "password"])
def test_a_file_that_cannot_be_used_is_told_of_before_anything_is_drawn(
    silent_hosts_file: Path, tmp_path: Path, environment: dict[str, str], wrong: str
) -> None:
    empty = tmp_path / "empty.yaml"
    empty.write_text("")
    hosts_file = empty if wrong == "hosts" else silent_hosts_file
    more = {"theme": ["--theme", "nice"], "keys": ["--keys", str(empty)]}.get(wrong, [])
    if wrong == "password":
        (tmp_path / "password").write_text("")
    said = {"theme": "no theme 'nice'", "password": "its first line is empty"}.get(wrong, "is empty")
    command = [*SHELL, *HVR, "--hosts", str(hosts_file), *more]
    with RecordedTerminal(command, environment=environment, columns=200) as terminal:
        assert status_of(terminal) == 2
        assert b"\x1b[?1049h" not in terminal.bytes
        (line,) = (line for line in terminal.bytes.decode().splitlines() if line.startswith("hvr: "))
        assert said in line
