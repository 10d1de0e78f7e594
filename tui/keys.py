"""What keys are called, and which a command has: the table's, or the user's own."""

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from tui.commands import Command, command

_KEY_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "exclamation_mark": "!",
    "asterisk": "*",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "colon": ":",
    "escape": "esc",
    "pageup": "page up",
    "pagedown": "page down",
}


def key_name(key: str) -> str:
    """How a key is written for people."""
    return _KEY_NAMES.get(key, key.upper() if key[:1] == "f" and key[1:].isdigit() else key)


def key_names(keys: Iterable[str]) -> str:
    """All keys of a command, for people."""
    return " or ".join(key_name(key) for key in keys)


def key_from_name(name: str) -> str:
    """Textual's name of a key that people name; a name that is not known comes back as it is."""
    folded = name if len(name) == 1 else name.casefold()
    return next((key for key, shown in _KEY_NAMES.items() if folded in (shown, key)), folded)


@dataclass(frozen=True, slots=True)
class KeyMap:
    """Which keys a command has: the table's, or the user's own in their place."""

    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By a command's id."""

    def keys_of(self, command: Command) -> tuple[str, ...]:
        return self.own.get(command.id, command.keys)


DEFAULT_KEYS = KeyMap()

_IN_USE: ContextVar[KeyMap] = ContextVar("keys in use", default=DEFAULT_KEYS)


def use_keys(keys: KeyMap) -> None:
    """The keys that sentences name from now on, in this context and in the tasks that it begins."""
    _IN_USE.set(keys)


def key_for(command_id: str) -> str:
    """How the first of a command's keys in use is written: what a sentence names. Raises KeyError for another id."""
    return key_name(_IN_USE.get().keys_of(command(command_id))[0])


@runtime_checkable
class _HasKeys(Protocol):
    keys: KeyMap


def keys_in_use(app: object) -> KeyMap:
    """The keys of a running app; the table's for one that has none of its own."""
    return app.keys if isinstance(app, _HasKeys) else DEFAULT_KEYS
