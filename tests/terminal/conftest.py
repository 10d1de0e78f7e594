"""Practice hosts in a process of their own, and the installed `hvr` in a real terminal."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import yaml

from tests.terminal.tmux import Tmux

OpenTerminal = Callable[..., Tmux]

HVR = (sys.executable, "-m", "tui")


def _environment(folder: Path) -> dict[str, str]:
    home = folder / "home"
    home.mkdir()
    return {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "tmux-256color", "LANG": "C.UTF-8"}


@contextmanager
def _three_hosts(folder: Path, environment: dict[str, str]) -> Iterator[Path]:
    path = folder / "ground" / "hosts.yaml"
    command = [*HVR, "practice", "--serve", "--write-hosts", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("practice: 3 hosts")
        yield path
        process.terminate()
        assert process.wait(40) == 0
    assert not path.exists()


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of the machine's but where programs are."""
    return _environment(tmp_path)


@pytest.fixture
def hosts_file(tmp_path: Path, environment: dict[str, str]) -> Iterator[Path]:
    """The hosts file of three practice hosts that listen."""
    with _three_hosts(tmp_path, environment) as path:
        yield path


@pytest.fixture(scope="session")
def seen_hosts_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """That of three practice hosts which every test may look at and none sends a change to."""
    folder = tmp_path_factory.mktemp("seen")
    with _three_hosts(folder, _environment(folder)) as path:
        yield path


@pytest.fixture
def silent_hosts_file(tmp_path: Path) -> Iterator[Path]:
    """The hosts file of one host that takes connections and never says a word."""
    path = tmp_path / "silent.yaml"
    with socket.create_server(("127.0.0.1", 0)) as listener:
        host = {"name": "dr-hv-01", "address": "127.0.0.1", "port": listener.getsockname()[1], "username": "nobody"}
        (tmp_path / "password").write_text("x")
        (tmp_path / "password").chmod(0o600)
        host |= {"scheme": "http", "auth": "ntlm", "password_file": "password"}
        path.write_text(yaml.safe_dump({"hosts": [host]}))
        yield path


@pytest.fixture
def terminal(tmp_path: Path, environment: dict[str, str]) -> Iterator[OpenTerminal]:
    """Opens programs in terminals of any size; closed when the test ends."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    with ExitStack() as stack:

        def build(*arguments: str, columns: int = 80, lines: int = 24, **more: str) -> Tmux:
            folder = tmp_path / f"terminal-{columns}x{lines}"
            folder.mkdir()
            opened = Tmux(
                [*HVR, *arguments], columns=columns, lines=lines, environment=environment | more, folder=folder
            )
            return stack.enter_context(opened)

        yield build
