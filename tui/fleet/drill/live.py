"""The newest view of a drill, and those who want to hear of it."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tui.model.drill.values import DrillView, MachineDrill


class Live:
    """A DrillView that is replaced whole. Thread-safe."""

    def __init__(self, view: DrillView) -> None:
        self._view = view
        self._lock = threading.Lock()
        self._listeners: list[Callable[[], None]] = []

    @property
    def view(self) -> DrillView:
        return self._view

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` from whichever thread brought a newer view."""
        self._listeners.append(listener)

    def set(self, index: int, machine: MachineDrill) -> None:
        """Replace one VM's."""
        with self._lock:
            machines = (*self._view.machines[:index], machine, *self._view.machines[index + 1 :])
            self._view = replace(self._view, version=self._view.version + 1, machines=machines)
        self._tell()

    def change(self, index: int, **changed: Any) -> None:
        """Change fields of one VM's."""
        self.set(index, replace(self._view.machines[index], **changed))

    def note(self, index: int, sentence: str) -> None:
        self.change(index, notes=(*self._view.machines[index].notes, sentence))

    def update(self, **changed: Any) -> None:
        """Change fields of the view itself."""
        with self._lock:
            self._view = replace(self._view, version=self._view.version + 1, **changed)
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
