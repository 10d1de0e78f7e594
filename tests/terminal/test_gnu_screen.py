"""Inside GNU screen: colours, another size, the clipboard through it, and the terminal as it was at the end."""

import csv
import re
import shlex
import shutil
import uuid
from base64 import b64decode
from pathlib import Path

import pytest

from tests.terminal.conftest import HVR
from tests.terminal.recorded import RecordedTerminal
from tests.terminal.test_colours import OF_16, OF_256, kinds

_COPIED = re.compile(rb"\x1b\]52;c;([A-Za-z0-9+/=]+)\x07")


def test_gnu_screen_shows_resizes_copies_and_is_left_as_it_was(
    hosts_file: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    if shutil.which("screen") is None:
        pytest.skip("screen is not installed")
    sockets = tmp_path / "sockets"
    sockets.mkdir(mode=0o700)
    console = shlex.join([*HVR, "--hosts", str(hosts_file)])
    before, after = tmp_path / "before", tmp_path / "after"
    modes = [f"stty -a > {shlex.quote(str(file))}" for file in (before, after)]
    script = f"{modes[0]}; {console}; echo status $?; {modes[1]}; echo over; read line"
    command = ["screen", "-c", "/dev/null", "-S", f"hvr-{uuid.uuid4().hex[:12]}", "sh", "-c", script]
    own = environment | {"TERM": "xterm-256color", "SCREENDIR": str(sockets)}
    with RecordedTerminal(command, environment=own) as terminal:
        terminal.wait_for("3 up", "Adapters of")
        terminal.resize(132, 43)
        terminal.wait_for("1 Hosts", "4 Events")
        assert terminal.text().splitlines()[-1].lstrip().startswith("e edit")
        terminal.send("y")
        terminal.wait_for("table, CSV")
        terminal.send("\x1b[B\x1b[B\r")
        terminal.wait_for("Sent to the terminal")
        terminal.settle()
        (copied,) = _COPIED.findall(terminal.bytes)
        title, *rows = csv.reader(b64decode(copied).decode().splitlines())
        assert len(rows) == 21
        assert all(len(row) == len(title) for row in rows)
        assert rows[0][1] == "app07"
        assert kinds(terminal.bytes) - {OF_16} == {OF_256}
        terminal.send("\x11")
        terminal.wait_for("status 0", "over")
        # Its lines are as long as the terminal was wide.
        first, last = (re.sub(r"rows \d+; columns \d+", "", file.read_text()).split() for file in (before, after))
        assert first == last
        terminal.send("\r")
        assert terminal.exit_status() == 0
