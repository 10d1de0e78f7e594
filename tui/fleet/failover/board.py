"""What is known of a run, for whoever looks; and the gates that it waits at. Thread-safe."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from tui.model.failover.stages import Stage
from tui.model.failover.values import (
    FailoverPlan,
    FailoverView,
    Gate,
    MachineFailover,
    StageView,
    Standing,
)


class Board:
    """The newest view of a run."""

    def __init__(self, view: FailoverView) -> None:
        self._view = view
        self._changed = threading.Condition()
        self._listeners: list[Callable[[], None]] = []
        self._answers: dict[str, str] = {}

    @property
    def view(self) -> FailoverView:
        return self._view

    @property
    def plan(self) -> FailoverPlan:
        return self._view.plan

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener`, from a thread of the run, whenever there is a newer view."""
        self._listeners.append(listener)

    def set(self, **changes: Any) -> None:
        """Replace fields of the view."""
        self._update(lambda view: replace(view, **changes))

    def machine(self, vm: str) -> MachineFailover:
        return next(machine for machine in self._view.machines if machine.target.vm == vm)

    def set_machine(self, vm: str, **changes: Any) -> None:
        """Replace fields of one VM."""
        self._change_machine(vm, lambda machine: replace(machine, **changes))

    def set_stages(self, vm: str, stages: Iterable[Stage], ended: frozenset[Stage]) -> None:
        """What a VM has before it; `ended` were over before this run."""
        now = _now()
        views = tuple(StageView(stage, now, now, "before") if stage in ended else StageView(stage) for stage in stages)
        self.set_machine(vm, stages=views)

    def set_stage(self, vm: str, stage: Stage, **changes: Any) -> None:
        """Replace fields of one stage of one VM."""

        def change(machine: MachineFailover) -> MachineFailover:
            stages = (replace(view, **changes) if view.stage is stage else view for view in machine.stages)
            return replace(machine, stages=tuple(stages))

        self._change_machine(vm, change)

    def ask(self, gate: Gate, gone: Callable[[], bool], look: float) -> str | None:
        """Wait until the gate is answered; None once `gone` holds, which is looked at every `look` seconds."""
        self._update(lambda view: replace(view, gates=(*view.gates, gate)))
        try:
            with self._changed:
                while gate.id not in self._answers and not gone():
                    self._changed.wait(look)
                return self._answers.pop(gate.id, None)
        finally:
            self._close(gate)

    def answer(self, gate_id: str, word: str, typed: str = "") -> str:
        """Answer an open gate; a sentence that says why not, empty where it was taken."""
        gate = next((gate for gate in self._view.gates if gate.id == gate_id), None)
        if gate is None:
            return "nothing is asked any more"
        answer = next((answer for answer in gate.answers if answer.word == word), None)
        if answer is None:
            return f"the answers are {', '.join(answer.word for answer in gate.answers)}"
        if answer.typed and typed != answer.typed:
            return f"type {answer.typed} for that; nothing was done"
        with self._changed:
            self._answers[gate_id] = word
            self._close(gate)
            self._changed.notify_all()
        return ""

    def wake(self) -> None:
        """Let everything that waits at a gate look again whether it should."""
        with self._changed:
            self._changed.notify_all()

    def failed(self) -> int:
        """How many VMs have failed."""
        return sum(machine.standing is Standing.FAILED for machine in self._view.machines)

    def _close(self, gate: Gate) -> None:
        """Nothing is asked any more, as soon as it was answered: nobody answers twice."""
        self._update(lambda view: replace(view, gates=tuple(each for each in view.gates if each is not gate)))

    def _change_machine(self, vm: str, change: Callable[[MachineFailover], MachineFailover]) -> None:
        def update(view: FailoverView) -> FailoverView:
            machines = tuple(change(each) if each.target.vm == vm else each for each in view.machines)
            return replace(view, machines=machines)

        self._update(update)

    def _update(self, change: Callable[[FailoverView], FailoverView]) -> None:
        with self._changed:
            self._view = replace(change(self._view), version=self._view.version + 1)
        for listener in self._listeners:
            listener()


def _now() -> datetime:
    return datetime.now(UTC)
