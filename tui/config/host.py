"""One host of a hosts file, from its own section and the levels above it."""

from collections.abc import Mapping

from tui.config.connection import DEFAULT_PORTS, Connection, read_connection
from tui.config.entry import CredentialSource, HostEntry
from tui.yamlfile import Section


def read_name(section: Section) -> str:
    """Raises FileError."""
    name = section.text("name")
    if not name.isprintable() or "/" in name:
        section.refuse("name", "must be printable and without /")
    return name


def read_group(section: Section, groups: Mapping[str, Connection]) -> str | None:
    """Raises FileError for a group that the file does not have."""
    group = section.optional_text("group")
    if group is not None and group not in groups:
        section.refuse("group", f"{group!r} is not under groups: add it there, or correct the name")
    return group


def read_host(section: Section, base: Connection, group: str | None, cluster: str | None = None) -> HostEntry:
    """A host whose section says everything that ``base`` does not. Raises FileError."""
    values = read_connection(section, base)
    host = build_host(section, values, group, cluster)
    section.finish()
    return host


def build_host(section: Section, values: Connection, group: str | None, cluster: str | None = None) -> HostEntry:
    """Name and address from the section, all else from ``values``. Raises FileError where that is not enough."""
    name = read_name(section)
    address = section.text("address", name)
    if not address.isprintable() or any(sign in address for sign in "/@ ?#"):
        section.refuse("address", f"{address!r} must be a host name or an IP address alone")
    credential = values.credential
    if values.auth == "kerberos":
        credential = CredentialSource(credential.username, ticket=True)
    elif credential.username is None:
        section.refuse("username", "is missing: give it here, in the group, or under defaults")
    if values.proxy is not None and values.scheme == "http":
        section.refuse("proxy", "only https goes through a proxy: a logon over http belongs to one connection")
    if values.break_glass is not None and values.auth == "kerberos" and values.scheme == "http":
        section.refuse("break_glass", "it would be sent as ntlm over http, which proves no host; use https")
    return HostEntry(
        name=name,
        address=address,
        port=values.port or DEFAULT_PORTS[values.scheme],
        scheme=values.scheme,
        path=values.path,
        auth=values.auth,
        credential=credential,
        ca=values.ca,
        verify=values.verify,
        group=group,
        read_only=values.read_only,
        production=values.production,
        kerberos_hostname=section.optional_text("kerberos_hostname"),
        proxy=values.proxy,
        break_glass=values.break_glass,
        readiness=values.readiness,
        cluster=cluster,
    )
