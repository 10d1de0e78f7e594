"""Strict YAML: every value is taken by name and type, and what is wrong names its file, line and key."""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import yaml


class FileError(Exception):
    """A file that cannot be used: one line with the file, the line where one is to blame, and what to do."""

    def __init__(self, path: Path, sentence: str, line: int | None = None) -> None:
        where = f"{path}" if line is None else f"{path}, line {line}"
        super().__init__(f"{where}: {sentence}")
        self.sentence = sentence
        self.path = path
        self.line = line


class Section:
    """A mapping of a YAML file. Keys are taken once each; `finish` refuses those that nobody took."""

    def __init__(self, path: Path, node: yaml.Node, name: str, spelt: Mapping[str, str] = MappingProxyType({})) -> None:
        """``spelt`` says how the file spells keys that are asked for by another name."""
        self.path = path
        self.name = name
        self._spelt = spelt
        self.line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            self._refuse_node(node, f"{name or 'the file'} must hold keys and values")
        self._nodes: dict[str, yaml.Node] = {}
        self._keys: dict[str, yaml.Node] = {}
        self._known: set[str] = set()
        for key_node, value in node.value:
            key = self._scalar(key_node, "a key")
            if key in self._nodes:
                self._refuse_node(key_node, f"{self._full(key)} stands here a second time; keep one")
            self._nodes[key] = value
            self._keys[key] = key_node

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that stand here."""
        return tuple(self._nodes)

    def pairs(self) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        """Every key as it stands here, with its node and its value's."""
        return {key: (self._keys[key], node) for key, node in self._nodes.items()}

    def refuse(self, key: str, sentence: str) -> NoReturn:
        """Raises FileError for a key, or for the whole section where it has no such key."""
        line = self._keys[key].start_mark.line + 1 if key in self._keys else self.line
        raise FileError(self.path, f"{self._full(key)}: {sentence}", line)

    def text(self, key: str, default: str | None = None) -> str:
        """A non-empty string; without a default the key must be there. Raises FileError."""
        node = self._take(key)
        if node is None:
            return self._missing(key) if default is None else default
        if not isinstance(node, yaml.ScalarNode) or node.tag == "tag:yaml.org,2002:null" or not node.value:
            self.refuse(key, "must be a text")
        return str(node.value)

    def optional_text(self, key: str) -> str | None:
        self._known.add(key)
        return self.text(key) if key in self._nodes else None

    def has(self, key: str) -> bool:
        """Whether the key stands here; either way it is known from now on."""
        self._known.add(key)
        return key in self._nodes

    def is_set(self, key: str) -> bool:
        """Whether the key stands here with a value other than null."""
        return self.has(key) and self._nodes[key].tag != "tag:yaml.org,2002:null"

    def exact_text(self, key: str) -> str | None:
        """A string of any content, also an empty one; None where it is null or missing. Raises FileError."""
        node = self._take(key)
        if node is None or node.tag == "tag:yaml.org,2002:null":
            return None
        return self._scalar(node, self._full(key))

    def optional_path(self, key: str) -> Path | None:
        """Relative to the folder that the file lies in."""
        text = self.optional_text(key)
        return None if text is None else self.path.parent / Path(text).expanduser()

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> str:
        value = self.text(key, default)
        if value not in choices:
            self.refuse(key, f"{value!r} is not one of {', '.join(choices)}")
        return value

    def integer(self, key: str, default: int, lowest: int, highest: int) -> int:
        node = self._take(key)
        if node is None:
            return default
        try:
            if node.tag != "tag:yaml.org,2002:int":
                raise ValueError
            value = int(str(node.value).replace("_", ""), 10)
        except ValueError:
            self.refuse(key, f"must be a whole number from {lowest} to {highest}")
        if not lowest <= value <= highest:
            self.refuse(key, f"{value} is not from {lowest} to {highest}")
        return value

    def optional_integer(self, key: str, lowest: int, highest: int) -> int | None:
        self._known.add(key)
        return self.integer(key, lowest, lowest, highest) if key in self._nodes else None

    def flag(self, key: str, default: bool) -> bool:
        node = self._take(key)
        if node is None:
            return default
        if node.tag != "tag:yaml.org,2002:bool":
            self.refuse(key, "must be true or false")
        return str(node.value).lower() in ("true", "yes", "on")

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        node = self._take(key)
        if node is None:
            return default
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(key, "must be a list of texts")
        return tuple(self._scalar(item, self._full(key)) for item in node.value)

    def section(self, key: str) -> "Section | None":
        node = self._take(key)
        return None if node is None else Section(self.path, node, self._full(key))

    def named_sections(self, key: str) -> dict[str, "Section"]:
        """A mapping of names to sections."""
        outer = self.section(key)
        if outer is None:
            return {}
        return {name: Section(self.path, outer._nodes[name], outer._full(name)) for name in outer._nodes}

    def sections(self, key: str, *, short: str | None = None) -> tuple["Section", ...]:
        """A list of sections, empty where the key is missing; a plain text is a section with ``short`` alone."""
        node = self._take(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(key, "must be a list")
        items = [_lengthened(item, short) if short else item for item in node.value]
        return tuple(Section(self.path, item, f"{self._full(key)}[{n}]") for n, item in enumerate(items))

    def finish(self) -> None:
        """Raises FileError for the first key that is not known here."""
        for key in self._nodes:
            if key not in self._known:
                close = get_close_matches(key, sorted(self._known), 1)
                hint = f"did you mean {close[0]}?" if close else f"known here: {', '.join(sorted(self._known))}"
                self.refuse(key, f"unknown key; {hint}")

    def _take(self, key: str) -> yaml.Node | None:
        self._known.add(key)
        return self._nodes.get(key)

    def _missing(self, key: str) -> NoReturn:
        raise FileError(self.path, f"{self._full(key)} is missing", self.line)

    def _full(self, key: str) -> str:
        key = self._spelt.get(key, key)
        return f"{self.name}.{key}" if self.name else key

    def _scalar(self, node: yaml.Node, what: str) -> str:
        if not isinstance(node, yaml.ScalarNode):
            self._refuse_node(node, f"{what} must be a text")
        return str(node.value)

    def _refuse_node(self, node: yaml.Node, sentence: str) -> NoReturn:
        raise FileError(self.path, sentence, node.start_mark.line + 1)


def _lengthened(item: yaml.Node, key: str) -> yaml.Node:
    if not isinstance(item, yaml.ScalarNode):
        return item
    name = yaml.ScalarNode("tag:yaml.org,2002:str", key, item.start_mark, item.start_mark)
    return yaml.MappingNode("tag:yaml.org,2002:map", [(name, item)], item.start_mark, item.end_mark)


def load(path: Path) -> Section:
    """The file's top mapping. Raises FileError where it cannot be read or is no YAML mapping."""
    return Section(path, load_node(path), "")


def load_node(path: Path) -> yaml.Node:
    """What the file holds, with the line of everything. Raises FileError where it cannot be read or is no YAML."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise FileError(path, "is not UTF-8 text") from None
    return parse_node(path, text)


def parse_node(path: Path, text: str) -> yaml.Node:
    """As `load_node`, of a text that was read already; `path` is what an error names."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise FileError(path, f"is not YAML: {error.problem}", line) from None
    except yaml.YAMLError as error:
        raise FileError(path, f"is not YAML: {' '.join(str(error).split())}") from None
    except RecursionError:
        raise FileError(path, "is nested too deeply") from None
    if node is None:
        raise FileError(path, "is empty")
    _refuse_loops(path, node)
    return node


def _refuse_loops(path: Path, node: yaml.Node) -> None:
    """An alias may stand for what it stands in."""
    waiting: list[tuple[yaml.Node, bool]] = [(node, False)]
    above: set[int] = set()
    done: set[int] = set()
    while waiting:
        each, left = waiting.pop()
        if left:
            above.remove(id(each))
            done.add(id(each))
        elif id(each) in above:
            raise FileError(path, "holds itself by an alias", each.start_mark.line + 1)
        elif isinstance(each, yaml.CollectionNode) and id(each) not in done:
            above.add(id(each))
            waiting.append((each, True))
            within = (
                each.value if isinstance(each, yaml.SequenceNode) else [part for pair in each.value for part in pair]
            )
            waiting += [(part, False) for part in within]
