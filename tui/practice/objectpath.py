r"""WMI object paths, such as ``\\HOST\root\virtualization\v2:Class.Key="a\\b"`` (facts/real-host.md 1, 3)."""

import re
from dataclasses import dataclass

from tui.practice.cim import Instance, Reference

_PATH = re.compile(
    r"(?:[\\/]{2}(?P<server>[^\\/:]+)[\\/])?(?:(?P<namespace>[\w\\/]+):)?(?P<name>[A-Za-z_]\w*)"
    r"(?:\.(?P<keys>.+)|=@)?",
    re.DOTALL,
)
_KEY = re.compile(
    r'\s*(?P<name>[A-Za-z_]\w*)\s*=\s*(?:"(?P<double>(?:\\["\'\\]|[^"\\])*)"|\'(?P<single>(?:\\["\'\\]|[^\'\\])*)\''
    r"|(?P<bare>[+-]?\d+|true|false))\s*(?:,|\Z)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r'\\(["\'\\])')


@dataclass(frozen=True, slots=True)
class ObjectPath:
    """An object as a path names it. `namespace` has forward slashes, None where the path does not say."""

    class_name: str
    keys: tuple[tuple[str, str], ...]
    namespace: str | None = None
    server: str | None = None

    def names(self, instance: Instance) -> bool:
        """Whether an instance has exactly these keys; names and values in any letter case."""
        reference = instance.reference()
        return same_keys(reference.keys, self.keys)


def same_keys(left: tuple[tuple[str, str], ...], right: tuple[tuple[str, str], ...]) -> bool:
    return fold_keys(left) == fold_keys(right)


def fold_keys(keys: tuple[tuple[str, str], ...]) -> frozenset[tuple[str, str]]:
    return frozenset((name.casefold(), value.casefold()) for name, value in keys)


def read_object_path(text: str) -> ObjectPath:
    """Read a path; a backslash in a key has to be doubled, a text key quoted.

    Raises ValueError for a path that does not keep these rules.
    """
    found = _PATH.fullmatch(text.strip())
    if found is None:
        raise ValueError("not an object path")
    keys: list[tuple[str, str]] = []
    rest = found["keys"] or ""
    position = 0
    while position < len(rest):
        key = _KEY.match(rest, position)
        if key is None:
            raise ValueError('a key of the object path is not written as name="value"')
        raw = next(value for value in (key["double"], key["single"], key["bare"]) if value is not None)
        keys.append((key["name"], raw if key["bare"] else _ESCAPE.sub(r"\1", raw)))
        position = key.end()
    namespace = found["namespace"]
    return ObjectPath(
        found["name"], tuple(keys), namespace.replace("\\", "/").strip("/") if namespace else None, found["server"]
    )


def write_relative_path(reference: Reference) -> str:
    """``Class.Key="a\\\\b",Other="c"``, as ``__RELPATH``."""
    keys = ",".join(f'{name}="{_escaped(value)}"' for name, value in reference.keys)
    return f"{reference.class_name}.{keys}" if keys else f"{reference.class_name}=@"


def write_object_path(reference: Reference, server: str) -> str:
    r"""``\\HOST\root\virtualization\v2:Class.Key="…"``, as ``__PATH`` and as properties that hold paths."""
    namespace = reference.namespace.replace("/", "\\")
    return f"\\\\{server}\\{namespace}:{write_relative_path(reference)}"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
