"""A password that nothing prints by accident."""

from typing import NoReturn


class Secret:
    """Holds one secret text; only ``reveal()`` gives it out.

    ``str``, ``repr`` and every format show the same dull sign. Copying by pickle or ``copy`` is refused with TypeError.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __str__(self) -> str:
        return "•••"

    __repr__ = __str__

    def __format__(self, _specification: str) -> str:
        return str(self)

    def __reduce_ex__(self, _protocol: object) -> NoReturn:
        raise TypeError("a secret is not copied or pickled")
