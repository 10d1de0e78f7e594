"""Practice hosts in a process of their own, and a home that has nothing of this machine's."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from tui.drill_ground import practice_hosts

HOSTS = 20
VMS = 500
"""On each host."""
SELDOM = {"quick_interval": 3600, "full_interval": 86400, "operation_timeout": 60}
"""Settings under which nothing is read that was not asked for."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a run needs to reach its practice hosts."""

    hosts_file: Path
    pid: int
    """Of the practice hosts."""
    environment: Mapping[str, str]
    password: str


@contextmanager
def practice_ground(hosts: int = HOSTS, vms: int = VMS) -> Iterator[Ground]:
    """Practice hosts that are read only when asked."""
    before = _children()
    arguments = ["--hosts", str(hosts), "--vms", str(vms), "--seed", "1"]
    with practice_hosts(arguments) as served, TemporaryDirectory(prefix="hvr-bench-") as home:
        (pid,) = _children() - before
        own = served.with_name("seldom.yaml")
        own.write_text(yaml.safe_dump(yaml.safe_load(served.read_text("utf-8")) | {"settings": SELDOM}), "utf-8")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": home,
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        password = served.with_name(f"{served.name}.practice-password").read_text("ascii").strip()
        yield Ground(own, pid, environment, password)


def _children() -> set[int]:
    return {
        int(child)
        for task in Path("/proc/self/task").iterdir()
        for child in (task / "children").read_text("ascii").split()
    }
