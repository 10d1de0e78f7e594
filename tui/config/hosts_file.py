"""The console's own form of a hosts file: `defaults`, `groups`, `hosts`, `clusters` and `settings`."""

from collections.abc import Mapping
from dataclasses import replace

from tui.config.connection import Connection, read_connection, read_defaults
from tui.config.entry import ClusterEntry, Configuration, HostEntry, Settings
from tui.config.host import build_host, read_group, read_host, read_name
from tui.yamlfile import FileError, Section


def read_hosts_file(top: Section) -> Configuration:
    """Raises FileError."""
    defaults = read_defaults(top.section("defaults"))
    groups = {name: _level(section, defaults) for name, section in top.named_sections("groups").items()}
    settings = _settings(top.section("settings"))
    hosts, clusters = top.sections("hosts", short="name"), top.sections("clusters")
    top.finish()
    if not hosts and not clusters:
        raise FileError(top.path, "hosts: name at least one host", top.line)
    reader = _Reader(groups, defaults)
    for section in hosts:
        reader.read_host(section)
    entries = tuple(reader.read_cluster(section) for section in clusters)
    return Configuration(top.path, tuple(reader.hosts.values()), settings, entries)


class _Reader:
    """Reads hosts and clusters, whose names all differ in more than letter case."""

    def __init__(self, groups: Mapping[str, Connection], defaults: Connection) -> None:
        self.hosts: dict[str, HostEntry] = {}
        self._clusters: set[str] = set()
        self._groups = groups
        self._defaults = defaults

    def read_host(self, section: Section) -> None:
        group = read_group(section, self._groups)
        self._add(section, read_host(section, self._groups.get(group or "", self._defaults), group))

    def read_cluster(self, section: Section) -> ClusterEntry:
        """A cluster's own words hold for its nodes, too, but for its address."""
        group = read_group(section, self._groups)
        values = read_connection(section, self._groups.get(group or "", self._defaults))
        name, nodes = read_name(section), section.sections("nodes", short="name")
        contact = build_host(section, values, group, cluster=name)
        section.finish()
        self._refuse_taken(section, name)
        self._clusters.add(name.casefold())
        return ClusterEntry(contact, tuple(self._node(node, values, contact) for node in nodes))

    def _node(self, section: Section, values: Connection, contact: HostEntry) -> HostEntry:
        """A node by its name alone may stand under `hosts` already."""
        known = self.hosts.get(read_name(section).casefold()) if section.names == ("name",) else None
        if known is None or known.cluster is not None:
            node = read_host(section, values, contact.group, contact.name)
            self._add(section, node)
            return node
        node = self.hosts[known.name.casefold()] = replace(known, cluster=contact.name)
        return node

    def _add(self, section: Section, host: HostEntry) -> None:
        self._refuse_taken(section, host.name)
        self.hosts[host.name.casefold()] = host

    def _refuse_taken(self, section: Section, name: str) -> None:
        if name.casefold() in self.hosts or name.casefold() in self._clusters:
            section.refuse("name", f"{name!r} is the name of an earlier host or cluster; names must differ")


def _level(section: Section, base: Connection) -> Connection:
    values = read_connection(section, base)
    section.finish()
    return values


def _settings(section: Section | None) -> Settings:
    base = Settings()
    if section is None:
        return base
    settings = Settings(
        quick_interval=section.integer("quick_interval", base.quick_interval, 2, 3600),
        full_interval=section.integer("full_interval", base.full_interval, 5, 86400),
        statistics_interval=section.integer("statistics_interval", base.statistics_interval, 60, 86400),
        operation_timeout=section.integer("operation_timeout", base.operation_timeout, 2, 600),
        journal=section.optional_path("journal"),
        channels=section.texts("channels") or None,
        probe=section.flag("probe", base.probe),
    )
    section.finish()
    return settings
