"""The time that a provider takes for its instances, against the time that a client allows."""

import threading
from collections.abc import Iterator

from tui.practice.cim import ClassDecl, Instance
from tui.practice.wsman.options import ServiceOptions


class Pace:
    """What reading instances costs, owed while they are read and paid in waiting before they are answered."""

    def __init__(self, options: ServiceOptions, closing: threading.Event) -> None:
        self._cost = options.instance_cost
        self._clock = options.clock
        self._closing = closing
        self._owed = 0.0

    def read(self, instances: Iterator[Instance]) -> Iterator[Instance]:
        """The same instances, each one put on the account."""
        for instance in instances:
            self.owe(instance.decl)
            yield instance

    def owe(self, decl: ClassDecl) -> None:
        """Put an instance of a class on the account, or a method, which costs as much."""
        self._owed += self._cost(decl)

    def settle(self, deadline: float) -> bool:
        """Wait for what is owed, until `deadline` at most; whether all of it is paid. The rest stays owed."""
        if self._owed <= 0.0:
            return True
        waited = max(0.0, min(self._owed, deadline - self._clock()))
        self._closing.wait(waited)
        self._owed -= waited
        return self._owed <= 0.0
