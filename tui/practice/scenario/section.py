"""Reads a YAML mapping strictly: every fault is one line that names file, line and key."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import yaml

T = TypeVar("T")
_DURATION = re.compile(r"^(\d+(?:\.\d+)?) ?(ms|s|min|h|d)$")
_UNITS = {"ms": 0.001, "s": 1, "min": 60, "h": 3600, "d": 86400}


class ScenarioError(ValueError):
    """A scenario file is wrong; the text is one line for the person who wrote it."""


class Section:
    """A mapping of a scenario file. `close` complains of the keys that nobody asked for."""

    def __init__(self, file: str, node: yaml.Node, title: str) -> None:
        self._file = file
        self._title = title
        self._node = node
        self._entries: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            raise self._fault(node, title, "has to be a mapping")
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode) or key.value in self._entries:
                raise self._fault(key, str(key.value), "is there twice")
            self._entries[key.value] = value
        self._unread = dict.fromkeys(self._entries)
        self._asked: set[str] = set()

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._entries

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default the key is mandatory."""
        node = self._take(key)
        if node is None:
            if default is None:
                raise self._fault(self._node, self._title, f"lacks {key}")
            return default
        return self._text(node, key)

    def optional_text(self, key: str) -> str | None:
        node = self._take(key)
        return None if node is None else self._text(node, key)

    def pattern(self, key: str, form: re.Pattern[str], example: str) -> str | None:
        """A text of a form, in upper case."""
        node = self._take(key)
        if node is None:
            return None
        text = self._text(node, key).upper()
        if form.fullmatch(text) is None:
            raise self._fault(node, key, f"has to look like {example}")
        return text

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(self._text(node, key) for node in self._items(key))

    def integer(self, key: str, default: int, low: int = 0, high: int = 2**31 - 1) -> int:
        node = self._take(key)
        if node is None:
            return default
        number = self._integer(node, key)
        if not low <= number <= high:
            raise self._fault(node, key, f"has to be from {low} to {high}")
        return number

    def integers(self, key: str) -> tuple[int, ...]:
        return tuple(self._integer(node, key) for node in self._items(key))

    def number(self, key: str, default: float) -> float:
        node = self._take(key)
        if node is None:
            return default
        if isinstance(node, yaml.ScalarNode) and node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float"):
            return float(node.value)
        raise self._fault(node, key, "has to be a number")

    def boolean(self, key: str, default: bool) -> bool:
        node = self._take(key)
        if node is None:
            return default
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:bool":
            return node.value.lower() in ("true", "yes", "on")
        raise self._fault(node, key, "has to be true or false")

    def choice(self, key: str, choices: Mapping[str, T], default: T) -> T:
        node = self._take(key)
        if node is None:
            return default
        word = self._text(node, key)
        if word not in choices:
            raise self._fault(node, key, f"has to be one of {', '.join(choices)}")
        return choices[word]

    def duration(self, key: str, default: timedelta) -> timedelta:
        """``45 s``, ``7 min``, ``2 h`` or ``3 d``."""
        node = self._take(key)
        if node is None:
            return default
        found = _DURATION.match(self._text(node, key))
        if found is None:
            raise self._fault(node, key, "has to be a time such as 45 s, 7 min, 2 h or 3 d")
        return timedelta(seconds=float(found[1]) * _UNITS[found[2]])

    def moment(self, key: str) -> datetime | None:
        """``2026-11-20T02:00:00Z``."""
        node = self._take(key)
        if node is None:
            return None
        try:
            return datetime.fromisoformat(str(node.value)).astimezone(UTC)
        except ValueError:
            raise self._fault(node, key, "has to be a time such as 2026-11-20T02:00:00Z") from None

    def section(self, key: str) -> "Section | None":
        node = self._take(key)
        return None if node is None else Section(self._file, node, key)

    def sections(self, key: str) -> Iterator["Section"]:
        return (Section(self._file, node, key) for node in self._items(key))

    def either(self, key: str, from_text: Callable[[str], T], from_section: Callable[["Section"], T]) -> list[T]:
        """The items of a list of which each is a text or a mapping."""
        return [
            from_text(node.value) if isinstance(node, yaml.ScalarNode) else from_section(Section(self._file, node, key))
            for node in self._items(key)
        ]

    def is_mapping(self, key: str) -> bool:
        return isinstance(self._entries.get(key), yaml.MappingNode)

    def is_word(self, key: str) -> bool:
        node = self._entries.get(key)
        return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:str"

    def names(self) -> tuple[str, ...]:
        return tuple(self._entries)

    def fail(self, key: str, message: str) -> ScenarioError:
        """A fault at a key of this section, to raise."""
        return self._fault(self._entries.get(key, self._node), key, message)

    def close(self) -> None:
        for key in self._unread:
            known = ", ".join(sorted(self._asked))
            raise self._fault(self._entries[key], key, f"is no key here; there may be {known}")

    def _take(self, key: str) -> yaml.Node | None:
        self._asked.add(key)
        self._unread.pop(key, None)
        node = self._entries.get(key)
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null":
            return None
        return node

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._take(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self._fault(node, key, "has to be a list")
        return list(node.value)

    def _text(self, node: yaml.Node, key: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise self._fault(node, key, "has to be a text")
        return str(node.value)

    def _integer(self, node: yaml.Node, key: str) -> int:
        if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:int":
            return int(node.value)
        raise self._fault(node, key, "has to be a whole number")

    def _fault(self, node: yaml.Node, key: str, message: str) -> ScenarioError:
        return ScenarioError(f"{self._file} line {node.start_mark.line + 1}: {key} {message}")
