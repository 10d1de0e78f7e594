"""The user's own keys, from a YAML file: strictly, with file and line of whatever cannot be."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path

import platformdirs
import yaml
from textual.keys import Keys, _character_to_key

from tui.commands import COMMANDS, PLACES, TYPED_IN, Command
from tui.keys import KeyMap, key_from_name, key_name
from tui.yamlfile import FileError, Section, load

_EVERY_PLACE = ("rows", "everywhere")
"""Commands whose keys count in every other place, too."""


def user_file() -> Path:
    """Where the user's own key map lies."""
    return platformdirs.user_config_path("hvr") / "keys.yaml"


def read_keymap(path: Path) -> KeyMap:
    """``keys:`` with a key, or a list of keys, for each command that is to have others: ``review: [d, f8]``.

    Raises FileError for the first command that is not there, key that is none, or key that would mean two things in
    one place.
    """
    file = load(path)
    section = file.section("keys")
    file.finish()
    if section is None:
        raise FileError(path, "keys: is missing; beneath it stand commands with their keys", file.line)
    own: dict[str, tuple[str, ...]] = {}
    lines: dict[str, int] = {}
    known = {command.id: command for command in COMMANDS}
    for name, (key_node, value) in section.pairs().items():
        if name not in known:
            close = get_close_matches(name, known, 1)
            hint = f"did you mean {close[0]}?" if close else "hvr keys lists them"
            section.refuse(name, f"there is no such command; {hint}")
        lines[name] = key_node.start_mark.line + 1
        own[name] = tuple(_key(section, name, text) for text in _texts(section, name, value))
    keymap = KeyMap(own)
    _refuse_collisions(path, keymap, lines)
    return keymap


def _texts(section: Section, name: str, value: yaml.Node) -> Iterable[str]:
    nodes = value.value if isinstance(value, yaml.SequenceNode) else [value]
    if not nodes or not all(isinstance(node, yaml.ScalarNode) and node.value for node in nodes):
        section.refuse(name, "must be a key or a list of keys")
    return [str(node.value) for node in nodes]


def _key(section: Section, name: str, text: str) -> str:
    key = key_from_name(text)
    if len(key) == 1:
        if not key.isprintable() or key.isspace():
            section.refuse(name, f"{text!r} is no key")
        return _character_to_key(key)
    *modifiers, last = key.split("+")
    plain = last if len(last) == 1 or last in _NAMED else None
    if plain is None or not set(modifiers) <= {"ctrl", "alt", "shift"} or (modifiers and not last):
        close = get_close_matches(key, _NAMED, 1)
        hint = f"; did you mean {key_name(close[0])}?" if close else "; as d, R, /, f8, ctrl+r, esc, page up"
        section.refuse(name, f"{text!r} is no key{hint}")
    return key


_NAMED = frozenset(
    str(key.value)
    for key in Keys
    if "+" not in str(key.value) and not str(key.value).startswith("<") and len(str(key.value)) > 1
) | frozenset(_character_to_key(chr(code)) for code in range(0x20, 0x7F))


def _refuse_collisions(path: Path, keymap: KeyMap, lines: Mapping[str, int]) -> None:
    for where, place in PLACES:
        taken: dict[str, Command] = {}
        places = {where} if where in TYPED_IN else {where, *_EVERY_PLACE}
        beside = [command for command in COMMANDS if command.where in places]
        for command in sorted(beside, key=lambda each: each.id in lines):
            for key in keymap.keys_of(command):
                other = taken.setdefault(key, command)
                if other.id != command.id and {other.id, command.id} & lines.keys():
                    blamed = command if command.id in lines else other
                    against = other if blamed is command else command
                    sentence = f"keys.{blamed.id}: {key_name(key)} is {against.id} in “{place}” already"
                    raise FileError(path, sentence, lines[blamed.id])
