"""YAML nodes of an inventory: kept as they stand in the file, with their lines, until their meaning is known."""

from collections.abc import Sequence
from typing import TypeAlias

import yaml

Variables: TypeAlias = dict[str, tuple[yaml.Node, yaml.Node]]
"""A variable's name, to the node of its key and of its value."""

_TAG = "tag:yaml.org,2002:"


def is_nothing(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == f"{_TAG}null"


def is_template(node: yaml.Node) -> bool:
    """What only Ansible can read: Jinja, or a value out of its vault."""
    return node.tag == "!vault" or (isinstance(node, yaml.ScalarNode) and "{{" in node.value)


def plain(variables: Variables, name: str) -> str | None:
    """The text of a variable, None where it is not there or not plain."""
    node = variables[name][1] if name in variables else None
    if not isinstance(node, yaml.ScalarNode) or is_nothing(node) or is_template(node):
        return None
    return str(node.value)


def scalar(text: str, mark: yaml.Mark, kind: str = "str") -> yaml.ScalarNode:
    """A value as if it stood at ``mark``."""
    return yaml.ScalarNode(f"{_TAG}{kind}", text, mark, mark)


def mapping(pairs: Sequence[tuple[yaml.Node, yaml.Node]], mark: yaml.Mark) -> yaml.MappingNode:
    return yaml.MappingNode(f"{_TAG}map", list(pairs), mark, mark)
