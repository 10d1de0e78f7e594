"""The instances of a host, made once and kept for as long as nothing happens to it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from tui.practice.cim import MSCLUSTER, ClassDecl, Instance
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.objects import sources
from tui.practice.hyperv.objects.source import Moving, Values
from tui.practice.hyperv.values import FOREVER, NEVER


@dataclass(slots=True)
class _Row:
    """An instance, and what of it goes with time."""

    instance: Instance
    still: Values
    moving: Callable[[datetime], tuple[Values, datetime]] | None = None
    until: datetime = FOREVER

    def at(self, now: datetime) -> Instance:
        """The same instance as before for as long as its values hold."""
        if now >= self.until and self.moving is not None:
            moved, self.until = self.moving(now)
            self.instance = Instance(self.instance.decl, {**self.still, **moved})
        return self.instance


class KeptInstances:
    """Of one host. Called under its lock."""

    def __init__(self, state: Hypervisor) -> None:
        self._state = state
        self._rows: dict[str, tuple[int, list[_Row]]] = {}

    def of(self, decl: ClassDecl, now: datetime) -> list[Instance]:
        """A class's own instances, without those of its subclasses."""
        version, rows = self._rows.get(decl.name, (-1, []))
        if version != self._state.lock.version or decl.namespace == MSCLUSTER:  # a cluster's change under other locks
            version, rows = self._state.lock.version, list(self._made(decl))
            self._rows[decl.name] = version, rows
        return [row.at(now) for row in rows]

    def _made(self, decl: ClassDecl) -> Iterator[_Row]:
        source = sources.source(decl.namespace, decl.name)
        for values in source(self._state) if source is not None else ():
            if isinstance(values, Moving):
                yield _Row(Instance(decl), values.still, values.moving, NEVER)
            else:
                yield _Row(Instance(decl, values), values)
