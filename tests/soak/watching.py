"""A fleet on practice hosts of another process, and what this process uses meanwhile."""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from tui.config import Configuration, read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.view import HostState


class Ground:
    """The process with the practice hosts."""

    def __init__(self, process: subprocess.Popen[str], hosts_file: Path) -> None:
        self._process = process
        self.hosts_file = hosts_file

    def say(self, command: str) -> None:
        print(command, file=self._pipe(self._process.stdin), flush=True)

    def hear(self) -> Any:
        return json.loads(self._pipe(self._process.stdout).readline())

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe


@contextmanager
def practice_ground(folder: Path, scenario: str) -> Iterator[Ground]:
    file = folder / "hosts.yaml"
    command = [sys.executable, "-m", "tests.soak.ground", str(file), scenario]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield Ground(process, file)
        assert process.stdin is not None
        process.stdin.close()


def configuration(ground: Ground, *, quick: int, full: int, timeout: int) -> Configuration:
    read = read_configuration(ground.hosts_file)
    settings = replace(read.settings, quick_interval=quick, full_interval=full, operation_timeout=timeout)
    return replace(read, settings=settings)


class Watch:
    """A running fleet: how often each event was told, and what became of every refresh."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.told: Counter[str] = Counter()
        self.troubles: Counter[str] = Counter()
        self.refreshes: Counter[str] = Counter()
        self._seen: dict[str, tuple[object, object]] = {}
        self._lock = threading.Lock()
        fleet.listen(self._look)
        fleet.listen_to_events(lambda events: self.told.update(event.message for event in events))

    def _look(self) -> None:
        with self._lock:
            for host in self.fleet.view.hosts:
                before = self._seen.get(host.name, (None, None))
                self._seen[host.name] = (host.states_as_of, host.trouble)
                if host.states_as_of is not None and host.states_as_of != before[0]:
                    self.refreshes[host.name] += 1
                if host.trouble is not None and host.trouble is not before[1]:
                    self.troubles[host.trouble.kind] += 1

    def all_up(self) -> bool:
        return all(host.state is HostState.UP for host in self.fleet.view.hosts)


@contextmanager
def watching(configured: Configuration, folder: Path) -> Iterator[Watch]:
    secrets = gather(configured, lambda text: text)
    fleet = Fleet(configured, secrets, Journal(folder / "journal"))
    watch = Watch(fleet)
    fleet.start()
    try:
        yield watch
    finally:
        fleet.close()


@dataclass(frozen=True)
class Sample:
    """What this process holds at one moment."""

    second: float
    threads: int
    descriptors: int
    resident_mib: float


class Meter:
    """Samples this process in regular intervals."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self._began = time.monotonic()

    def sample(self) -> Sample:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        taken = Sample(
            time.monotonic() - self._began,
            threading.active_count(),
            len(os.listdir("/proc/self/fd")),
            pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        )
        self.samples.append(taken)
        return taken

    def thirds(self, value: Callable[[Sample], float]) -> tuple[float, float, float]:
        """The median of the first, the second and the last third."""
        size = max(1, len(self.samples) // 3)
        parts = (self.samples[:size], self.samples[size : 2 * size], self.samples[-size:])
        first, second, last = (statistics.median(map(value, part)) for part in parts)
        return first, second, last


def until(condition: Callable[[], bool], limit_s: float, what: str) -> float:
    """Wait for ``condition``; the seconds that it took. Raises AssertionError when it does not come."""
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > limit_s:
            raise AssertionError(f"waited {limit_s:.0f} s for {what}")
        time.sleep(0.2)
    return time.monotonic() - began
