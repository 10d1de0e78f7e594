"""What all VMs of a run share: what may go on, what is asked of a person, and what the journal is told."""

import threading
from typing import Any

from tui.fleet.failover.board import Board
from tui.fleet.failover.ground import Ground, Pace
from tui.fleet.writing import Purpose
from tui.model.failover.values import FailoverPlan, Fault, Gate, GateKind, Standing


class Ends(Exception):
    """One VM's part in a run comes to its end; the message is the sentence to say."""

    def __init__(self, standing: Standing, sentence: str, words: str = "", fault: Fault | None = None) -> None:
        super().__init__(sentence)
        self.standing = standing
        self.words = words
        self.fault = fault


class Conduct:
    """One run's. Thread-safe."""

    def __init__(
        self,
        run: str,
        ground: Ground,
        pace: Pace,
        board: Board,
        *,
        unattended: bool,
        passed: frozenset[str],
    ) -> None:
        """`unattended`: nobody can answer a gate; `passed` are the gates that a person has said yes to beforehand."""
        self.run = run
        self.ground = ground
        self.pace = pace
        self.board = board
        self._unattended = unattended
        self._passed = set(passed)
        self._stopping = threading.Event()
        self._for_all: dict[GateKind, str] = {}

    @property
    def plan(self) -> FailoverPlan:
        return self.board.plan

    @property
    def purpose(self) -> Purpose:
        return Purpose(self.plan.reason, apply=self.run, run=self.run)

    @property
    def stopped(self) -> bool:
        """Nothing further may be begun."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Nothing further is begun; what is on the wire is finished."""
        self.board.set(stopping=True)
        self._stopping.set()
        self.board.wake()

    def halt(self, sentence: str) -> None:
        """Stop, for a reason that is told."""
        if not self.board.view.halted:
            self.board.set(halted=sentence)
            self.note(halted=sentence)
        self.stop()

    def check(self) -> None:
        """Raises Ends where nothing further may be begun."""
        if self.stopped:
            raise Ends(Standing.STOPPED, self.board.view.halted or "stopped before this stage")

    def wait(self, seconds: float) -> bool:
        """Wait; True as soon as nothing further may be begun."""
        return self._stopping.wait(seconds)

    def ask(self, gate: Gate, *, yes: str) -> str:
        """The word that a gate is answered with. Raises Ends where nobody answers, JournalError.

        `yes` is the answer of a gate that was passed beforehand; it counts once.
        """
        if gate.id in self._passed:
            self._passed.discard(gate.id)
            return yes
        self.note(gate=gate.id, asked=gate.sentence, vm=gate.vm)
        if self._unattended:
            raise Ends(Standing.ASKS, gate.sentence)
        word = self.board.ask(gate, lambda: self.stopped or gate.kind in self._for_all, self.pace.look)
        if word is None and self.stopped:
            raise Ends(Standing.STOPPED, self.board.view.halted or f"stopped while it was asked: {gate.sentence}")
        word = self._taken(gate, word)
        self.note(gate=gate.id, answered=word, vm=gate.vm)
        return word

    def _taken(self, gate: Gate, word: str | None) -> str:
        """What an answer comes to: one that is for all of its kind answers the other questions, too."""
        if word is None:
            return self._for_all[gate.kind]
        answer = next(answer for answer in gate.answers if answer.word == word)
        if not answer.for_all:
            return word
        self._for_all[gate.kind] = answer.for_all
        self.board.wake()
        return answer.for_all

    def note(self, **document: Any) -> None:
        """Tell the journal, on disk before this returns. Raises JournalError."""
        self.ground.journal.run_noted(self.run, document)
