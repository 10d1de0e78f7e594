"""Random keys, clicks, pastes and sizes on a console whose hosts misbehave.

After every so many keys the screen is drawn anew, by another size and back, and has to show what stood there: what is
painted piece by piece is what is there. A host may have carried out a call that changes it only where a review had been
on the terminal since the last such call, or, in the same console, a screen that begins a run of many calls.
"""

import os
import random
import re
import signal
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import click
import yaml

from tests.soak.ground import Restless
from tests.terminal.recorded import RecordedTerminal
from tui.practice.scenario.builtin import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions

_OFTEN = {"quick_interval": 2, "full_interval": 5, "operation_timeout": 3}
_REVIEWS = ("nothing has been sent", "Apply to", "Applying", "Undo", "undo")
"""Words of the screens behind which settings are changed."""
_RUNS = re.compile(r"^ (Drill|Clean|Left)|^ [^\n]*ailover\b[^\n]*·|\bDrill \d+ VM")
"""Screens that begin a run of many calls, which goes on while other screens are looked at."""
_NAMED = (
    "\r", "\x1b", "\t", "\x1b[Z", "\x7f", " ", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x1b[H",
    "\x1b[F", "\x1b[3~", "\x1bOP", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~", "\x1b[24~",
    "\x01", "\x05", "\x0b", "\x10", "\x13", "\x15", "\x17",
)  # fmt: skip
_LEAVING = ("q", "\x11", "\x03")
_PASTED = ("10.9.20.41/24", "sql", "state:replica !", "[/red]\x07", "2001:db8::1/64\n10.1.1.1", "ünïcode ✗ 漢字")
_SIZES = ((80, 24), (100, 30), (132, 43), (200, 60), (300, 100), (60, 20), (30, 8))
_ENDS = (0, 130, -signal.SIGINT)
"""Exit statuses: the last is Ctrl+C that arrives when the terminal is no longer the console's."""
_CHECK_EVERY = 100
_PATIENCE = 40


class Monkey:
    """One run of random keys."""

    def __init__(
        self,
        server: PracticeServer,
        chaos: Restless,
        hosts_file: Path,
        environment: Mapping[str, str],
        seed: int,
    ) -> None:
        self._server = server
        self._chaos = chaos
        self._command = [sys.executable, "-m", "tui", "--hosts", str(hosts_file)]
        self._environment = environment
        self._chance = random.Random(seed)
        self._size = _SIZES[0]
        self._reviewed = self._begun = False
        self._changed = 0
        self.did: Counter[str] = Counter()

    def run(self, keys: int) -> None:
        """Raises AssertionError where the console crashes, writes unasked, or shows something else than it holds."""
        while self.did["keys"] < keys:
            self.did["consoles"] += 1
            self._reviewed = self._begun = False
            self._size = _SIZES[0]
            with RecordedTerminal(self._command, environment=self._environment) as terminal:
                terminal.wait_for("3 hosts")
                self._use(terminal, keys)
                self._leave(terminal)

    def _use(self, terminal: RecordedTerminal, keys: int) -> None:
        while self.did["keys"] < keys and terminal.running:
            self._act(terminal)
            self.did["keys"] += 1
            terminal.pump(0.002)
            self._look(terminal)
            if self.did["keys"] % _CHECK_EVERY == 0 and terminal.running:
                self._chaos.calm.set()
                self._draw_anew(terminal)
                self._chaos.calm.clear()

    def _act(self, terminal: RecordedTerminal) -> None:
        dice = self._chance.random()
        columns, lines = self._size
        if dice < 0.02:
            self._size = self._chance.choice(_SIZES)
            terminal.resize(*self._size)
        elif dice < 0.04:
            x, y = self._chance.randint(1, columns), self._chance.randint(1, lines)
            terminal.send(f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m")
        elif dice < 0.05:
            terminal.send(f"\x1b[200~{self._chance.choice(_PASTED)}\x1b[201~")
        elif dice < 0.055:
            terminal.send(self._chance.choice(_LEAVING))
        elif dice < 0.5:
            terminal.send(self._chance.choice(_NAMED))
        else:
            terminal.send(chr(self._chance.choice([code for code in range(33, 127) if chr(code) != "q"])))

    def _look(self, terminal: RecordedTerminal) -> None:
        text = terminal.text()
        assert "Traceback" not in text, text
        self._reviewed = self._reviewed or any(word in text for word in _REVIEWS)
        self._begun = self._begun or _RUNS.search(text) is not None
        calls = [call for call in self._server.administration.executed() if not call["method"].startswith("Get")]
        if len(calls) > self._changed:
            assert self._reviewed or self._begun, f"nothing had asked for {calls[self._changed :]}:\n{text}"
            self.did["changes"] += len(calls) - self._changed
            self._changed, self._reviewed = len(calls), any(word in text for word in _REVIEWS)

    def _draw_anew(self, terminal: RecordedTerminal) -> None:
        """What hosts answer meanwhile may change it, so that some tries are allowed."""
        columns, lines = self._size
        before = ""
        for _ in range(_PATIENCE):
            if not _comes_to_rest(terminal):
                self.did["screens that never rested"] += 1
                return
            before = terminal.text()
            terminal.resize(columns + 1, lines + 1)
            _comes_to_rest(terminal)
            terminal.resize(columns, lines)
            _comes_to_rest(terminal)
            if not terminal.running or terminal.text() == before:
                self.did["screens compared"] += 1
                return
        raise AssertionError(f"painted:\n{before}\n\ndrawn anew:\n{terminal.text()}")

    def _leave(self, terminal: RecordedTerminal) -> None:
        for _ in range(_PATIENCE):
            if not terminal.running:
                break
            terminal.send("\x11")
            terminal.pump(0.3)
        status = terminal.exit_status()
        assert status in _ENDS, f"exit status {status}:\n{terminal.text()}"
        assert b"Traceback" not in terminal.bytes


def _comes_to_rest(terminal: RecordedTerminal) -> bool:
    try:
        terminal.settle(0.1, timeout=10)
    except AssertionError:
        return False
    return True


def run(keys: int, seed: int) -> Counter[str]:
    """What was done; raises AssertionError where a promise breaks."""
    with tempfile.TemporaryDirectory(prefix="hvr-keys-") as name:
        folder = Path(name)
        with PracticeServer(ServeOptions(default_scenario(), folder / "hosts.yaml")) as server:
            own = folder / "own.yaml"
            own.write_text(yaml.safe_dump(yaml.safe_load((folder / "hosts.yaml").read_text()) | {"settings": _OFTEN}))
            environment = {
                "PATH": os.environ["PATH"], "HOME": name, "LANG": "C.UTF-8", "TERM": "xterm-256color",
                "PYTHONPATH": os.pathsep.join(sys.path),
            }  # fmt: skip
            chaos = Restless(server)
            threading.Thread(target=chaos.run, args=(86400.0, seed), daemon=True).start()
            monkey = Monkey(server, chaos, own, environment, seed)
            try:
                monkey.run(keys)
            finally:
                click.echo(f"seed {seed}: {dict(monkey.did)}")
            return monkey.did
