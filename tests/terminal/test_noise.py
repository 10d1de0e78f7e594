"""Whatever goes wrong on the network, nothing but the console itself writes on its screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.terminal.conftest import HVR
from tests.terminal.recorded import RecordedTerminal
from tui.practice.http.misbehaviour import Misbehaviour
from tui.practice.scenario.builtin import generated_scenario
from tui.practice.serve import PracticeServer, ServeOptions

FAILING = {
    "dr-hv-01": Misbehaviour(drop_after=1),
    "dr-hv-02": Misbehaviour(half_answer=True),
    "dr-hv-03": Misbehaviour(status=503),
    "dr-hv-04": Misbehaviour(plaintext_answer=True),
    "dr-hv-05": Misbehaviour(lose_answer=True),
}
STRANGERS = (b"Traceback", b"urllib3", b"requests.exceptions", b"Connection pool", b"WARNING", b"Retrying", b"winrm")


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    options = ServeOptions(generated_scenario(len(FAILING) + 1, 2, 1), tmp_path / "ground" / "hosts.yaml")
    with PracticeServer(options) as server:
        yield server


def hosts_file(tmp_path: Path) -> Path:
    """The practice hosts and one that nobody listens for, asked often."""
    path = tmp_path / "ground" / "hosts.yaml"
    written = yaml.safe_load(path.read_text())
    written["hosts"].append({"name": "dr-hv-99", "address": "127.0.0.1", "port": 1})
    written["settings"] |= {"quick_interval": 2, "full_interval": 5, "operation_timeout": 5}
    own = path.with_name("own.yaml")
    own.write_text(yaml.safe_dump(written))
    return own


def test_failing_connections_paint_nothing_over_the_screen(
    ground: PracticeServer, tmp_path: Path, environment: dict[str, str]
) -> None:
    command = [*HVR, "--hosts", str(hosts_file(tmp_path))]
    with RecordedTerminal(command, environment=environment, columns=200, lines=60) as terminal:
        terminal.wait_for("6 up", "1 failed")
        for name, misbehaviour in FAILING.items():
            ground.listeners[name].misbehaviour = misbehaviour
        ground.listeners["dr-hv-06"].stop()
        terminal.wait_for("6 stale", "next try at", timeout=90)
        top, bottom = terminal.text().splitlines()[0], terminal.text().splitlines()[-1]
        assert top.startswith(" hvr  ")
        assert bottom.startswith(" e edit  p protocol")
        terminal.send("\x11")
        assert terminal.exit_status() == 0
        assert [word for word in STRANGERS if word in terminal.bytes] == []


def test_a_screen_that_something_else_wrote_over_is_drawn_whole_by_a_key(
    seen_hosts_file: Path, environment: dict[str, str]
) -> None:
    with RecordedTerminal([*HVR, "--hosts", str(seen_hosts_file)], environment=environment) as terminal:
        terminal.wait_for("3 up", "? help")
        terminal.settle()
        terminal.wipe()
        assert "Replica VMs" not in terminal.text()
        terminal.send("\x0c")
        terminal.wait_for("3 up", "Replica VMs", "Verdict", "? help")
