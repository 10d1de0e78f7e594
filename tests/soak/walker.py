"""Somebody who presses any key on one console after the other, and looks whether each promise is kept."""

import random
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import click

from tests.soak.asking import Question, painted, question
from tests.soak.ground import Restless
from tests.soak.ledger import Ledger
from tests.soak.picture import WAITS_FOR_A_PASSWORD, come_to_rest, go_home, resting_panes, without_clocks
from tests.terminal.recorded import RecordedTerminal
from tui.fleet.journal import Entry, Written

_NAMED = (
    "\r", "\x1b", "\t", "\x1b[Z", "\x7f", " ", "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D", "\x1b[5~", "\x1b[6~", "\x1b[H",
    "\x1b[F", "\x1b[3~", "\x1bOP", "\x1b[15~", "\x1b[17~", "\x1b[18~", "\x1b[19~", "\x1b[20~", "\x1b[21~", "\x1b[24~",
    "\x01", "\x05", "\x0b", "\x10", "\x13", "\x15", "\x17",
)  # fmt: skip
_PRINTED = tuple(chr(code) for code in range(33, 127) if chr(code) != "q")
_LEAVING = ("q", "\x11", "\x03")
_HOME = ("\x1b", "\x1b", "\x1b", "2")
_TOWARDS = (
    ("t", "\x1b[H", "\r", "d"), ("t", "\x1b[B", "\r", "d"), ("p", "\x1b[B", "\r", "d"), ("c", "\x1b[B", "\r", "d"),
    ("e", "\x1b[20~", "\x1b[21~", "d"), (" ", "\x1b[B", " ", "c", "\x1b[H", "\r", "d"), ("D",), ("f", "\r"),
    ("f", "\x1b[B", "\r"), ("b", "l", "a"), ("h", "z"), ("d",),
)  # fmt: skip
"""From the panes to a question whose answer is sent."""
_PASTED = ("10.9.20.41/24", "sql", "state:replica !", "[/red]\x07", "2001:db8::1/64\n10.1.1.1", "ünïcode ✗ 漢字")
_SIZES = (*((80, 24),) * 4, *((100, 30), (132, 43)) * 2, (200, 60), (300, 100), (60, 20), (30, 8))
_ENDS = (0, 130, -signal.SIGINT)
"""Exit statuses: the last is Ctrl+C that arrives when the terminal is no longer the console's."""
_CHECK_EVERY = 100
_COMPARE_EVERY, _TELL_EVERY = 2000, 1000
_PATIENCE, _TRIES = 40, 4
_TYPED_BEFORE_SEEN = 10
"""Keys that may have been taken by a screen that was painted only after they were sent."""


@dataclass(slots=True)
class _Seen:
    """A question as it stood on the terminal."""

    question: Question
    first: int
    last: int
    """Which of the keys were sent meanwhile."""
    answered: int = 0


class Walker:
    """One run of random keys."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        chaos: Restless,
        ledger: Ledger,
        chance: random.Random,
        applying: float,
    ) -> None:
        """`applying`: how likely a question is answered with what it asks for, at each key while it stands."""
        self._command, self._environment = command, environment
        self._chaos, self._ledger = chaos, ledger
        self._chance, self._applying = chance, applying
        self._size = _SIZES[0]
        self._sent: list[str] = []
        self._meant: list[str] = []
        """What is pressed next, whatever comes."""
        self._seen: list[_Seen] = []
        self._standing: _Seen | None = None
        self._decided = self._looked = 0
        self._answered: dict[str, Question] = {}
        self._known: set[str] = set()
        self.did: Counter[str] = Counter()

    def run(self, keys: int) -> None:
        """Raises AssertionError where the console crashes, freezes, writes unasked, or shows what it does not hold."""
        while self.did["keys"] < keys:
            self.did["consoles"] += 1
            self._standing, self._answered, self._decided, self._looked = None, {}, 0, 0
            self._seen.clear()
            self._sent.clear()
            self._size = _SIZES[0]
            with RecordedTerminal(self._command, environment=self._environment) as terminal:
                terminal.wait_for("3 hosts")
                self._use(terminal, keys)
                shown = self._last_picture(terminal)
                self._leave(terminal)
            self._account()
            if shown:
                self._begin_anew(shown)

    def _use(self, terminal: RecordedTerminal, keys: int) -> None:
        end = min(keys, (self.did["keys"] // _COMPARE_EVERY + 1) * _COMPARE_EVERY)
        while self.did["keys"] < end and terminal.running:
            self._act(terminal)
            self.did["keys"] += 1
            seen = len(terminal.received)
            terminal.pump(0.002)
            if len(terminal.received) != seen:
                self._look(terminal)
            if self.did["keys"] % _TELL_EVERY == 0:
                click.echo(f"{self.did['keys']} keys, {self.did['executed']} calls accounted for")
            if self.did["keys"] % _CHECK_EVERY == 0 and terminal.running:
                self._chaos.calm.set()
                self._draw_anew(terminal)
                self._chaos.calm.clear()

    def _act(self, terminal: RecordedTerminal) -> None:
        if self._standing is not None and self._chance.random() < self._applying:
            self._answer(terminal, self._standing)
            return
        if self._meant:
            self._send(terminal, self._meant.pop(0))
            return
        dice = self._chance.random()
        columns, lines = self._size
        if dice < 0.02:
            self._size = self._chance.choice(_SIZES)
            terminal.resize(*self._size)
            self.did["resizes"] += 1
        elif dice < 0.04:
            x, y = self._chance.randint(1, columns), self._chance.randint(1, lines)
            self._send(terminal, f"\x1b[<0;{x};{y}M\x1b[<0;{x};{y}m")
        elif dice < 0.05:
            self._send(terminal, f"\x1b[200~{self._chance.choice(_PASTED)}\x1b[201~")
        elif dice < 0.055:
            self._send(terminal, self._chance.choice(_LEAVING))
        elif self._applying and dice < 0.15:
            down = ("\x1b[B",) * self._chance.randrange(12)
            self._meant = [*_HOME, "\x1b[H", *down, *self._chance.choice(_TOWARDS)]
        else:
            self._send(terminal, self._chance.choice(_NAMED if dice < 0.5 else _PRINTED))

    def _answer(self, terminal: RecordedTerminal, asked: _Seen) -> None:
        """A question that takes no answer, as where a rule stands in the way, is left."""
        asked.answered += 1
        self._send(terminal, self._chance.choice(asked.question.answers) if asked.answered <= _TRIES else "\x1b")
        self.did["questions answered"] += 1

    def _send(self, terminal: RecordedTerminal, keys: str) -> None:
        self._sent.append(keys)
        terminal.send(keys)

    def _look(self, terminal: RecordedTerminal) -> None:
        text = terminal.text()
        assert "Traceback" not in text, text
        asked, now = question(text), len(self._sent)
        passing = asked or question(painted(bytes(terminal.received[self._looked :])))
        self._looked = len(terminal.received)
        if self._standing is not None:
            self._standing.last = now
        if asked is None:
            if passing is not None and self._standing is None:
                # It was painted and gone again between two looks.
                self._seen.append(_Seen(passing, max(self._decided, now - _TYPED_BEFORE_SEEN), now))
            self._standing = None
        elif self._standing is None or asked != self._standing.question:
            self._standing = _Seen(asked, max(self._decided, now - _TYPED_BEFORE_SEEN), now)
            self._seen.append(self._standing)
            self.did["questions seen"] += 1
        self._look_into_the_journal(text)

    def _look_into_the_journal(self, text: str) -> None:
        """Whatever the journal says newly was meant has to belong to something that was asked and answered."""
        for written in self._ledger.written():
            if written.intent.id not in self._known:
                self._known.add(written.intent.id)
                self.did["written"] += 1
                decision = written.intent.run or written.intent.apply
                if decision not in self._answered:
                    self._answered[decision] = self._answer_to(written, text)

    def _answer_to(self, written: Written, text: str) -> Question:
        """The question that led to it, which leads to nothing else."""
        reviewed = isinstance(written, Entry) and not written.intent.run
        for seen in reversed(self._seen):
            typed = "".join(self._sent[seen.first : seen.last])
            if (seen.question.kind == "review") is reviewed and set(seen.question.wanted) <= set(typed):
                self._seen.remove(seen)
                self._decided = len(self._sent)
                if seen is self._standing:
                    self._standing = None
                self.did[f"decisions by {seen.question.kind}"] += 1
                return seen.question
        raise AssertionError(f"nothing had asked for {written.title}; {self._seen}:\n{text}")

    def _account(self) -> None:
        """At a console's end every call has its decision, and no apply is for more adapters than were asked for."""
        self._look_into_the_journal("the console has ended")
        self.did["executed"] = sum(self._ledger.balance().values())
        for decision, asked in self._answered.items():
            if asked.kind == "review":
                meant = [each for each in self._ledger.written() if each.intent.apply == decision]
                assert len(meant) <= asked.count, f"asked for {asked.count}: {meant}"

    def _draw_anew(self, terminal: RecordedTerminal) -> None:
        """What is painted piece by piece is what is drawn whole, on a terminal that was wiped.

        What hosts answer meanwhile may change it, so that some tries are allowed.
        """
        columns, lines = self._size
        before = ""
        for _ in range(_PATIENCE):
            if not come_to_rest(terminal):
                self.did["screens that never rested"] += 1
                return
            before = without_clocks(terminal.text())
            for size in ((columns + 1, lines + 1), (columns, lines)):
                terminal.wipe()
                terminal.resize(*size)
                come_to_rest(terminal)
            if not terminal.running or without_clocks(terminal.text()) == before:
                self.did["screens compared"] += 1
                return
        terminal.signal(signal.SIGABRT)
        terminal.settle(1.0)
        raise AssertionError(f"painted:\n{before}\n\ndrawn anew, and where it stands:\n{terminal.tail()}")

    def _last_picture(self, terminal: RecordedTerminal) -> str:
        """The panes as this console shows them once the hosts are calm; empty where it cannot get there.

        It takes its time, and is looked at where the keys to be pressed before the next look are up.
        """
        if not terminal.running or self.did["keys"] % _COMPARE_EVERY:
            return ""
        self._chaos.calm.set()
        shown = resting_panes(terminal) if go_home(terminal) else ""
        if not shown or WAITS_FOR_A_PASSWORD in shown:
            self._chaos.calm.clear()
            self.did["ends that wait for a password" if shown else "ends away from the panes"] += 1
            return ""
        return shown

    def _begin_anew(self, shown: str) -> None:
        """A fresh console, which remembers filter and order, comes to show what the one before showed."""
        with RecordedTerminal(self._command, environment=self._environment) as terminal:
            terminal.wait_for("3 hosts")
            go_home(terminal)
            fresh = resting_panes(terminal, shown)
            self._leave(terminal)
        self._chaos.calm.clear()
        assert fresh == shown, f"it showed:\n{shown}\n\na fresh one shows:\n{fresh}"
        self.did["ends compared with a fresh console"] += 1

    def _leave(self, terminal: RecordedTerminal) -> None:
        for _ in range(_PATIENCE):
            if not terminal.running:
                break
            terminal.send("\x11")
            terminal.pump(0.3)
        if terminal.running:
            terminal.signal(signal.SIGABRT)
        status = terminal.exit_status()
        assert status in _ENDS, f"exit status {status}:\n{terminal.tail()}"
        assert b"Traceback" not in terminal.received
