"""The arguments of a method call, typed and by name in any letter case."""

from collections.abc import Callable, Mapping

from tui.practice.cim import Argument, ClassDecl, EmbeddedText, Instance, Reference
from tui.practice.cimxml import EmbeddedInstanceError, read_instance
from tui.practice.hyperv import codes
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Machine


class Refused(Exception):
    """A method ends at once with this return value."""

    def __init__(self, return_value: int) -> None:
        super().__init__(f"return value {return_value}")
        self.return_value = return_value


class Arguments:
    """What a caller gave. Every getter raises Refused(INVALID_PARAMETER) for an argument of the wrong kind."""

    def __init__(self, given: Mapping[str, Argument], declare: Callable[[str], ClassDecl]) -> None:
        self._given = {name.casefold(): value for name, value in given.items()}
        self._declare = declare

    def number(self, name: str) -> int:
        value = self._value(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Refused(codes.INVALID_PARAMETER)
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        values = _as_tuple(self._value(name))
        if not all(isinstance(value, int) for value in values):
            raise Refused(codes.INVALID_PARAMETER)
        return tuple(value for value in values if isinstance(value, int))

    def reference(self, name: str) -> Reference:
        value = self._value(name)
        if not isinstance(value, Reference):
            raise Refused(codes.INVALID_PARAMETER)
        return value

    def optional_reference(self, name: str) -> Reference | None:
        return None if self._value(name) in (None, "", ()) else self.reference(name)

    def references(self, name: str) -> tuple[Reference, ...]:
        return tuple(value for value in _as_tuple(self._value(name)) if isinstance(value, Reference))

    def embedded(self, name: str) -> tuple[Instance, ...]:
        """The embedded instances of an array argument, at least one."""
        texts = [value for value in _as_tuple(self._value(name)) if isinstance(value, EmbeddedText)]
        if not texts:
            raise Refused(codes.INVALID_PARAMETER)
        return tuple(self._read(text) for text in texts)

    def optional_embedded(self, name: str) -> Instance | None:
        """An embedded instance, None when it is left out or empty."""
        value = self._value(name)
        if isinstance(value, EmbeddedText) and value.text.strip():
            return self._read(value)
        return None

    def _read(self, text: EmbeddedText) -> Instance:
        try:
            return read_instance(text, self._declare)
        except EmbeddedInstanceError as error:
            raise Refused(error.return_value) from error

    def machine(self, host: Hypervisor, name: str) -> Machine:
        """The machine that a reference names by its GUID; more keys than Name are not needed, real-host.md 1."""
        machine = host.machine(key(self.reference(name), "Name") or "")
        if machine is None:
            raise Refused(codes.INVALID_PARAMETER)
        return machine

    def _value(self, name: str) -> Argument:
        return self._given.get(name.casefold())


def key(reference: Reference, name: str) -> str | None:
    """A key of a reference by its name in any letter case."""
    return next((value for each, value in reference.keys if each.casefold() == name.casefold()), None)


def _as_tuple(value: Argument) -> tuple[Argument, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
