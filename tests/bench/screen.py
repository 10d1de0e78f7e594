"""Budgets of the console on a terminal: CPU, bytes, waiting and memory, at 80x24 with 10,000 VMs."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.budget import Row, absolute, compared
from tests.bench.ground import HOSTS, VMS, Ground, practice_ground
from tests.bench.process import main_thread_seconds, resident_kib
from tests.terminal.recorded import RecordedTerminal

RUNS = 3
KEYS = 20
"""In one run."""
_DOWN, _UP = "\x1b[B", "\x1b[A"
_RESTED = 0.4
"""Seconds after which the panes that follow the cursor have been drawn, and what they start is over."""
BARE_APP = Path(__file__).parent / "limits" / "bare_app.py"


def console(ground: Ground) -> RecordedTerminal:
    command = [sys.executable, "-m", "tests.bench.console", str(ground.hosts_file)]
    return RecordedTerminal(command, environment=ground.environment)


def terminal_budgets(ground: Ground) -> Iterator[Row]:
    with console(ground) as terminal:
        terminal.wait_for(f"{HOSTS} up", timeout=120)
        terminal.settle(quiet=3.0, timeout=120)
        loaded = resident_kib(terminal.pid)
        keys = [_press_quickly(terminal) for _ in range(RUNS)]
        yield absolute("key press, CPU", [cpu for cpu, _ in keys], 5.0, "ms")
        yield absolute("key press, bytes", [size for _, size in keys], 1000, "B")
        pane = [_follow(terminal) for _ in range(RUNS)]
        yield absolute("panes that follow the cursor, bytes", pane, 2000, "B")
        rows = [_change_row(terminal) for _ in range(RUNS)]
        yield absolute("one changed row, CPU", [cpu for cpu, _ in rows], 1.5, "ms")
        yield absolute("one changed row, bytes", [size for _, size in rows], 1000, "B")
        yield absolute("bytes in five idle seconds", [_idle(terminal) for _ in range(RUNS)], 0, "B")
        still = [_wait_for_key(terminal) for _ in range(RUNS * KEYS)]
        yield absolute("slowest key, nothing going on", [max(still)], 100, "ms")
        yield absolute("slowest key while every host is read", [_worst_key_in_refresh(terminal)], 100, "ms")
    with practice_ground(vms=0) as empty, console(empty) as terminal:
        terminal.wait_for(f"{HOSTS} up", timeout=60)
        terminal.settle(quiet=1.0)
        bare = resident_kib(terminal.pid)
    yield absolute("memory a VM above an empty console", [(loaded - bare) / (HOSTS * VMS)], 10.0, "KiB")


def _press_quickly(terminal: RecordedTerminal) -> tuple[float, float]:
    """Milliseconds and bytes of a key, the next one pressed before the panes follow."""
    terminal.settle(_RESTED)
    spent, size, waited = main_thread_seconds(terminal.pid), len(terminal.bytes), 0
    for number in range(KEYS):
        terminal.send(_DOWN if number < KEYS // 2 else _UP)
        terminal.first_byte()
        terminal.settle(0.03)
        waited += 1
    spent, size = main_thread_seconds(terminal.pid) - spent, len(terminal.bytes) - size
    return spent * 1000 / waited, size / waited


def _follow(terminal: RecordedTerminal) -> float:
    """Bytes that come once the cursor has rested."""
    terminal.settle(_RESTED)
    terminal.send(_DOWN)
    terminal.first_byte()
    terminal.settle(0.03)
    before = len(terminal.bytes)
    terminal.settle(_RESTED)
    return len(terminal.bytes) - before


def _change_row(terminal: RecordedTerminal) -> tuple[float, float]:
    terminal.settle(_RESTED)
    spent, size = main_thread_seconds(terminal.pid), len(terminal.bytes)
    for _ in range(KEYS):
        terminal.signal(signal.SIGUSR1)
        terminal.first_byte()
        terminal.settle(_RESTED)
    spent, size = main_thread_seconds(terminal.pid) - spent, len(terminal.bytes) - size
    return spent * 1000 / KEYS, size / KEYS


def _idle(terminal: RecordedTerminal) -> float:
    terminal.settle(1.0)
    before, end = len(terminal.bytes), time.monotonic() + 5
    while time.monotonic() < end:
        terminal.pump()
    return len(terminal.bytes) - before


def _wait_for_key(terminal: RecordedTerminal) -> float:
    terminal.send(_DOWN)
    waited = terminal.first_byte(30) * 1000
    terminal.settle(0.03)
    return waited


def _worst_key_in_refresh(terminal: RecordedTerminal) -> float:
    """Keys are pressed until every host has been read again."""
    terminal.settle(_RESTED)
    terminal.signal(signal.SIGUSR2)
    waits, end = [], time.monotonic() + 5
    while time.monotonic() < end:
        waits.append(_wait_for_key(terminal))
    terminal.settle(3.0, timeout=120)
    return max(waits)


def first_paint(ground: Ground) -> Row:
    """From exec until the first text is on the terminal, ours and a bare application's by turns."""
    ours = [sys.executable, "-m", "tui", "--hosts", str(ground.hosts_file)]
    pairs = [
        (_paint(ours, "hvr", ground), _paint([sys.executable, str(BARE_APP)], "painted", ground))
        for _ in range(RUNS + 2)
    ]
    return compared("first paint", pairs, 1.25, "s")


def _paint(command: list[str], text: str, ground: Ground) -> float:
    began = time.monotonic()
    with RecordedTerminal(command, environment=ground.environment) as terminal:
        terminal.wait_for(text)
        return time.monotonic() - began
