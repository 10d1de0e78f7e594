"""What keys are called, and which a command has: the table's, or the user's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from tui.commands import Command

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


@runtime_checkable
class _HasKeys(Protocol):
    keys: KeyMap


def keys_in_use(app: object) -> KeyMap:
    """The keys of a running app; the table's for one that has none of its own."""
    return app.keys if isinstance(app, _HasKeys) else DEFAULT_KEYS
