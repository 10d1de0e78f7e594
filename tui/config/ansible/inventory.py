"""Hosts out of an inventory's variables (facts/needs.md 5)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import yaml

from tui.config.ansible.nodes import Variables, is_nothing, is_template, mapping, plain, scalar
from tui.config.ansible.tree import Tree
from tui.config.connection import AUTH_METHODS, Connection, read_connection
from tui.config.entry import Configuration, HostEntry
from tui.config.host import build_host
from tui.yamlfile import FileError, Section

_KEYS: Mapping[str, str] = MappingProxyType(
    {
        "ansible_host": "address",
        "ansible_port": "port",
        "ansible_user": "username",
        "ansible_winrm_user": "username",
        "ansible_winrm_scheme": "scheme",
        "ansible_winrm_path": "path",
        "ansible_winrm_transport": "auth",
        "ansible_winrm_server_cert_validation": "verify",
        "ansible_winrm_ca_trust_path": "ca",
        "ansible_winrm_kerberos_hostname_override": "kerberos_hostname",
        "ansible_psrp_protocol": "scheme",
        "ansible_psrp_path": "path",
        "ansible_psrp_auth": "auth",
        "ansible_psrp_cert_validation": "verify",
        "ansible_psrp_ca_cert": "ca",
        "hvr_keyring": "keyring",
        "hvr_password_command": "password_command",
        "hvr_password_env": "password_env",
        "hvr_password_file": "password_file",
        "hvr_read_only": "read_only",
    }
)
"""What a variable is called in a hosts file of our own."""

_OURS = ("ansible_winrm_", "ansible_psrp_", "hvr_")
_PASSWORDS = ("ansible_password", "ansible_winrm_password", "ansible_psrp_password", "ansible_ssh_pass")
_SPOKEN: Mapping[str, str] = MappingProxyType({"negotiate": "ntlm", "plaintext": "basic", "ssl": "basic"})
"""Transports that we call otherwise."""


def read_inventory(path: Path, node: yaml.Node) -> Configuration:
    """Raises FileError; what is not understood stands in the configuration's warnings."""
    tree, notes = Tree(path, node), _Notes()
    hosts = tuple(host for name in tree.hosts if (host := _read(path, name, tree, notes)))
    names = Counter(host.name.casefold() for host in hosts)
    for host in hosts:
        if names[host.name.casefold()] > 1:
            raise FileError(path, f"{host.name}: two hosts have this name, in upper and lower case; names must differ")
    if not hosts:
        raise FileError(path, "no host has ansible_connection: winrm or psrp; Hyper-V hosts need one of them")
    return Configuration(path, hosts, warnings=(*tree.warnings, *notes.sentences()))


class _Notes:
    """What was not understood, with the hosts that it concerns."""

    def __init__(self) -> None:
        self._hosts: dict[str, list[str]] = {}

    def add(self, what: str, host: str) -> None:
        self._hosts.setdefault(what, []).append(host)

    def sentences(self) -> Iterator[str]:
        for what, hosts in self._hosts.items():
            more = f" and {len(hosts) - 3} more" if len(hosts) > 3 else ""
            yield f"{what} ({', '.join(hosts[:3])}{more})"


def _read(path: Path, name: str, tree: Tree, notes: _Notes) -> HostEntry | None:
    """None for a host that is not reached by WinRM. Raises FileError."""
    variables, group = tree.variables(name)
    if plain(variables, "ansible_connection") not in ("winrm", "psrp"):
        notes.add("left out, having no ansible_connection: winrm or psrp", name)
        return None
    for key in _PASSWORDS:
        _refuse_password(path, variables, key)
    mark = next(iter(variables.values()))[0].start_mark
    pairs: dict[str, yaml.Node] = {"name": scalar(name, mark)}
    spelt: dict[str, str] = {}
    marks: dict[str, yaml.Mark] = {}
    for key, (key_node, value) in variables.items():
        own = _KEYS.get(key)
        if is_template(value) and (own or key in _PASSWORDS):
            notes.add(f"{key}: a template or a vault, which only Ansible can read", name)
        elif own and not is_nothing(value):
            pairs[own], spelt[own], marks[own] = _fitting(own, value), key, key_node.start_mark
        elif key == "<<" or (key.startswith(_OURS) and own is None and key not in _PASSWORDS):
            notes.add(f"{key}: not understood", name)
    if "scheme" not in pairs and plain(variables, "ansible_port") == "5985":
        pairs["scheme"] = scalar("http", mark)
    nodes = [(scalar(own, marks.get(own, mark)), value) for own, value in pairs.items()]
    section = Section(path, mapping(nodes, mark), name, spelt)
    return build_host(section, read_connection(section, Connection()), group)


def _refuse_password(path: Path, variables: Variables, key: str) -> None:
    if plain(variables, key) is not None:
        raise FileError(
            path,
            f"{key}: a password in clear is not read; take it out and let hvr ask, or give hvr_keyring, "
            "hvr_password_command, hvr_password_env or hvr_password_file instead",
            variables[key][0].start_mark.line + 1,
        )


def _fitting(own: str, node: yaml.Node) -> yaml.Node:
    """A value as our own key takes it."""
    if own == "auth":
        return scalar(_transport(node), node.start_mark)
    if not isinstance(node, yaml.ScalarNode):
        return node
    if own == "verify":
        return scalar("false" if node.value == "ignore" else "true", node.start_mark, "bool")
    if own == "path" and not node.value.startswith("/"):
        return scalar(f"/{node.value}", node.start_mark)
    if own == "port" and node.value.isdecimal():
        return scalar(node.value, node.start_mark, "int")
    return node


def _transport(node: yaml.Node) -> str:
    """Of a list, the first one that we speak."""
    items = node.value if isinstance(node, yaml.SequenceNode) else [node]
    words = [part.strip() for item in items for part in str(item.value).split(",")]
    spoken = [_SPOKEN.get(word, word) for word in words]
    return next((word for word in spoken if word in AUTH_METHODS), spoken[0])
