"""A password is nowhere to be found but where it was put: not in output, journal, files or process arguments."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.protocol.running import environment, hvr
from tests.scenarios import default_scenario
from tests.waiting import wait_for
from tui.practice.serve import PracticeServer, ServeOptions

WRONG = "Marker-Falscher-Hase-77"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(default_scenario(), tmp_path / "ground" / "hosts.yaml")) as server:
        yield server


@pytest.fixture
def password(ground: PracticeServer, tmp_path: Path) -> str:
    """The right one: what the practice hosts made up."""
    return (tmp_path / "ground" / "hosts.yaml.practice-password").read_text().strip()


@pytest.fixture
def hosts_file(ground: PracticeServer, tmp_path: Path) -> Path:
    """The practice hosts with passwords from a command, the environment and a file, one way a host."""
    written = yaml.safe_load((tmp_path / "ground" / "hosts.yaml").read_text())
    del written["defaults"]["password_file"]
    program = "import os; print(os.environ['LAB_PASSWORD'])"
    ways = (
        {"password_command": [sys.executable, "-c", program]},
        {"password_env": "LAB_PASSWORD"},
        {"password_file": "hosts.yaml.practice-password"},
    )
    for host, way in zip(written["hosts"], ways, strict=True):
        host.update(way)
    path = tmp_path / "ground" / "own.yaml"
    path.write_text(yaml.safe_dump(written))
    return path


VERBS = (
    ("list",),
    ("list", "--json"),
    ("doctor",),
    ("doctor", "--json"),
    ("doctor", "--assumptions", "--report", "report.json"),
    ("config", "check"),
)


@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_a_verb_tells_no_password(
    verb: tuple[str, ...], right: bool, hosts_file: Path, password: str, tmp_path: Path
) -> None:
    arguments = [str(tmp_path / word) if word == "report.json" else word for word in verb]
    done = hvr(*arguments, "--hosts", str(hosts_file), LAB_PASSWORD=password if right else WRONG)
    assert done.returncode in ((0,) if right else (0, 1, 3)), done.stderr
    assert done.stdout
    assert password not in done.stdout + done.stderr
    assert WRONG not in done.stdout + done.stderr
    folders = (Path(os.environ["HOME"]), tmp_path)
    assert _files_with(password, *folders) == {tmp_path / "ground" / "hosts.yaml.practice-password"}
    assert _files_with(WRONG, *folders) == set()


def test_following_events_tells_no_password_to_whoever_lists_processes(
    ground: PracticeServer, hosts_file: Path, password: str
) -> None:
    command = [sys.executable, "-m", "tui", "events", "--follow", "--json", "--hosts", str(hosts_file)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(LAB_PASSWORD=password)
    ) as process:
        wait_for(lambda: any(listener.sign_ins for listener in ground.listeners.values()), "a logon")
        assert process.pid in _processes()
        assert [pid for pid, words in _processes().items() if password in words] == []
        ground.administration.happen("dr-hv-01", "suspend-replication", vm="app07")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert password not in out + err


def _files_with(secret: str, *folders: Path) -> set[Path]:
    files = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {path for path in files if secret.encode() in path.read_bytes()}


def _processes() -> dict[int, str]:
    """Every process's arguments; one that has ended in the meantime has none."""
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                found[int(folder.name)] = (folder / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
    return found
