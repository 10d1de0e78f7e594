"""The groups of an inventory, and what a host takes from them."""

from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tui.config.ansible.nodes import Variables, is_nothing
from tui.config.ansible.ranges import expand
from tui.yamlfile import Section

_GROUP_KEYS = frozenset({"hosts", "children", "vars"})
_OF_EVERY_HOST = ("all", "ungrouped")


def is_inventory(node: yaml.Node) -> bool:
    """Whether every top key is a group as Ansible writes it, and at least one holds something."""
    if not isinstance(node, yaml.MappingNode):
        return False
    groups = [value for _, value in node.value if not is_nothing(value)]
    return bool(groups) and all(_is_group(value) for value in groups)


@dataclass(slots=True)
class _Group:
    depth: int = 0
    variables: Variables = field(default_factory=dict)
    hosts: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)


class Tree:
    """Groups with their variables, and hosts with their own."""

    def __init__(self, path: Path, node: yaml.Node) -> None:
        """Raises FileError."""
        self.hosts: dict[str, Variables] = {}
        """Their own variables alone, in the file's order."""
        self.warnings: list[str] = []
        self._path = path
        self._groups: dict[str, _Group] = {"all": _Group()}
        self._read_groups(Section(path, node, ""), "all")

    def variables(self, host: str) -> tuple[Variables, str | None]:
        """All variables of a host, and its nearest group: a group goes over its parents, and the host over all."""
        names = {name for name, group in self._groups.items() if host in group.hosts}
        waiting = list(names)
        while waiting:
            new = self._groups[waiting.pop()].parents - names
            names |= new
            waiting += new
        ordered = sorted(names | {"all"}, key=lambda name: (self._groups[name].depth, name))
        merged: Variables = {}
        for name in ordered:
            merged |= self._groups[name].variables
        nearest = [name for name in ordered if name not in _OF_EVERY_HOST]
        return merged | self.hosts[host], nearest[-1] if nearest else None

    def _read_groups(self, section: Section, parent: str) -> None:
        for name, (_, node) in section.pairs().items():
            group = self._groups.setdefault(name, _Group())
            if name != "all" and name != parent:
                group.depth = max(group.depth, self._groups[parent].depth + 1)
                group.parents.add(parent)
            if not is_nothing(node):
                self._read_group(Section(self._path, node, name), group)

    def _read_group(self, section: Section, group: _Group) -> None:
        for key, (_, node) in section.pairs().items():
            if key not in _GROUP_KEYS:
                self.warnings.append(f"{section.name}.{key}: not understood; a group holds hosts, children and vars")
            elif not is_nothing(node):
                inner = Section(self._path, node, f"{section.name}.{key}")
                if key == "vars":
                    group.variables |= inner.pairs()
                elif key == "children":
                    self._read_groups(inner, section.name)
                else:
                    self._read_hosts(inner, group)

    def _read_hosts(self, section: Section, group: _Group) -> None:
        for pattern, (_, node) in section.pairs().items():
            own = {} if is_nothing(node) else Section(self._path, node, pattern).pairs()
            for host in expand(pattern):
                group.hosts.add(host)
                self.hosts.setdefault(host, {}).update(own)


def _is_group(node: yaml.Node) -> bool:
    if not isinstance(node, yaml.MappingNode):
        return False
    keys = {str(key.value): value for key, value in node.value}
    return bool(keys.keys() & _GROUP_KEYS) and all(
        isinstance(value, yaml.MappingNode) or is_nothing(value) for key, value in keys.items() if key in _GROUP_KEYS
    )
