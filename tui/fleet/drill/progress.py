"""How far one VM's drill has come: told to whoever watches, and shared by the parts of its sequence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tui.fleet.drill.bench import Bench
from tui.fleet.drill.ground import Desk
from tui.fleet.drill.nodes import Nodes
from tui.model.drill.values import DrillTarget, DrillVerdict, MachineDrill
from tui.model.result import Outcome
from tui.model.step import Step, StepResult

TRIES = 3
"""Of a step that does not reach its host."""
_NOT_DONE = (Outcome.NOT_SENT, Outcome.FAILED)


class Decided(Exception):
    """The verdict is known, as far as the test VM goes; its cleaning up comes after."""

    def __init__(self, verdict: DrillVerdict, sentence: str, words: str = "", *, conflict: bool = False) -> None:
        """`conflict`: somebody else had changed what it was planned from, and nothing was sent for that."""
        super().__init__(sentence)
        self.verdict = verdict
        self.sentence = sentence
        self.words = words
        self.conflict = conflict


class Progress:
    """One VM of a drill; for its thread."""

    def __init__(self, bench: Bench, target: DrillTarget, tell: Callable[[MachineDrill], object]) -> None:
        """`tell` gets every newer state."""
        self.bench = bench
        self.target = target
        self.nodes = Nodes(bench, target.host)
        self.now = MachineDrill(target, "waiting")
        self.host = target.host
        """Where the replica is."""
        self.host_times: dict[str, datetime] = {}
        """When its drill began by each host's own clock, UTC."""
        self.foreseen: frozenset[tuple[str, str]] = frozenset()
        """What the isolation guard found before there was a test VM: ids with the adapters' GUIDs."""
        self._tell = tell

    @property
    def test_host(self) -> str:
        """Where the test VM is, or will be."""
        return self.now.test_host or self.host

    def set(self, **changed: Any) -> None:
        """Change fields of the MachineDrill."""
        self.now = replace(self.now, **changed)
        self._tell(self.now)

    def note(self, sentence: str) -> None:
        if sentence not in self.now.notes:
            self.set(notes=(*self.now.notes, sentence))

    def report(self, part: str) -> None:
        """What part of the step is on its way: sending, job 40 %, reading back."""
        self.set(step=f"{self.now.step.partition(':')[0]}: {part}")

    def stop_if_asked(self) -> None:
        """Raises Decided."""
        if self.bench.no_more.is_set():
            raise Decided(DrillVerdict.STOPPED, self.bench.why)

    def carry_out(self, desk: Desk, step: Step) -> StepResult:
        """Take a step; one that certainly was not sent is tried again. Raises nothing of host or disk."""
        result = self.carry_out_once(desk, step)
        for _ in range(TRIES - 1):
            if not self.may_try_again(result):
                break
            result = self.carry_out_once(desk, step)
        return result

    def carry_out_once(self, desk: Desk, step: Step) -> StepResult:
        return desk.carry_out(step, self.bench.purpose, self.report)

    def may_try_again(self, result: StepResult) -> bool:
        """Whether nothing was sent and the drill goes on; after a pause."""
        return not (
            result.sent or result.outcome not in _NOT_DONE or self.bench.no_more.wait(self.bench.pace.first_look)
        )


def require(result: StepResult) -> None:
    """Raises Decided where the step did not come to its end."""
    if result.outcome is not Outcome.VERIFIED:
        said = result.sentence or result.outcome.value
        sentence, conflict = f"{result.step.action.value}: {said}", result.outcome is Outcome.CONFLICT
        raise Decided(DrillVerdict.FAILED, sentence, result.words, conflict=conflict)


def now() -> datetime:
    return datetime.now(UTC)
