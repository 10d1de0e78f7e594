"""The hosts file: which hosts, how to reach them, and how the console behaves. An error names file, line and key."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

import platformdirs

from tui.yamlfile import FileError, Section, load

Auth = Literal["ntlm", "basic"]
AUTH_METHODS: tuple[Auth, ...] = ("ntlm", "basic")
SCHEMES = ("https", "http")
DEFAULT_PORTS = {"https": 5986, "http": 5985}


@dataclass(frozen=True, slots=True)
class CredentialSource:
    """Who logs on, and where the password is found; the password itself is never here."""

    username: str
    password_file: Path | None = None
    password_env: str | None = None
    """Name of an environment variable."""


@dataclass(frozen=True, slots=True)
class HostEntry:
    """One host of the hosts file."""

    name: str
    address: str
    """Where to connect; the name where the file gives no address."""
    port: int
    scheme: str
    path: str
    auth: Auth
    credential: CredentialSource
    ca: Path | None = None
    """PEM file to check the host's certificate against, None for the usual authorities."""
    verify: bool = True
    group: str | None = None
    read_only: bool = False

    @property
    def url(self) -> str:
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{address}:{self.port}{self.path}"

    @property
    def badges(self) -> tuple[str, ...]:
        """What about the connection is less safe than the default."""
        badges = []
        if self.auth == "basic":
            badges.append("basic" if self.scheme == "https" else "basic, password in clear")
        elif self.scheme == "http":
            badges.append(f"{self.auth} over http: proves no host")
        if self.scheme == "https" and not self.verify:
            badges.append("certificate not checked")
        return tuple(badges)


@dataclass(frozen=True, slots=True)
class Settings:
    """How often hosts are asked, and which event channels are followed. Times in seconds."""

    quick_interval: int = 15
    full_interval: int = 60
    operation_timeout: int = 30
    channels: tuple[str, ...] | None = None
    """Event channels to follow, None for the usual ones."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A hosts file, read."""

    path: Path
    hosts: tuple[HostEntry, ...]
    settings: Settings = Settings()


@dataclass(frozen=True, slots=True)
class _Defaults:
    port: int | None = None
    scheme: str = "https"
    path: str = "/wsman"
    auth: Auth = "ntlm"
    username: str | None = None
    password_file: Path | None = None
    password_env: str | None = None
    ca: Path | None = None
    verify: bool = True
    read_only: bool = False


def default_path() -> Path:
    """The user's own hosts file."""
    return platformdirs.user_config_path("hvr") / "hosts.yaml"


def read_configuration(path: Path) -> Configuration:
    """Read a hosts file: `defaults`, `groups`, `hosts` and `settings`. Raises FileError."""
    top = load(path)
    defaults = _defaults(top.section("defaults"), _Defaults())
    groups = top.named_sections("groups")
    group_defaults = {name: _defaults(section, defaults) for name, section in groups.items()}
    settings = _settings(top.section("settings"))
    entries = top.sections("hosts")
    top.finish()
    if not entries:
        raise FileError(path, "hosts: name at least one host", top.line)
    hosts: dict[str, HostEntry] = {}
    for section in entries:
        host = _host(section, defaults, group_defaults)
        if host.name.casefold() in hosts:
            section.refuse("name", f"{host.name!r} is the name of an earlier host; names must differ")
        hosts[host.name.casefold()] = host
    return Configuration(path, tuple(hosts.values()), settings)


def _defaults(section: Section | None, base: _Defaults) -> _Defaults:
    if section is None:
        return base
    values = _connection(section, base)
    section.finish()
    return values


def _connection(section: Section, base: _Defaults) -> _Defaults:
    folder = section.path.parent
    password_file, ca = section.optional_text("password_file"), section.optional_text("ca")
    password_env = section.optional_text("password_env")
    if password_file and password_env:
        section.refuse("password_env", "give either password_file or password_env")
    values = replace(
        base,
        scheme=section.choice("scheme", SCHEMES, base.scheme),
        path=section.text("path", base.path),
        auth=cast(Auth, section.choice("auth", AUTH_METHODS, base.auth)),
        username=section.optional_text("username") or base.username,
        ca=folder / ca if ca else base.ca,
        verify=section.flag("verify", base.verify),
        read_only=section.flag("read_only", base.read_only),
    )
    port = section.optional_integer("port", 1, 65535)
    if port is not None:
        values = replace(values, port=port)
    elif values.scheme != base.scheme:
        values = replace(values, port=None)
    if password_file:
        values = replace(values, password_file=folder / password_file, password_env=None)
    if password_env:
        values = replace(values, password_env=password_env, password_file=None)
    if not values.path.startswith("/"):
        section.refuse("path", "must begin with /")
    return values


def _host(section: Section, defaults: _Defaults, groups: dict[str, _Defaults]) -> HostEntry:
    name = section.text("name")
    if not name.isprintable() or "/" in name:
        section.refuse("name", "must be printable and without /")
    group = section.optional_text("group")
    if group is not None and group not in groups:
        section.refuse("group", f"{group!r} is not under groups: add it there, or correct the name")
    address = section.text("address", name)
    if not address.isprintable() or any(sign in address for sign in "/@ ?#"):
        section.refuse("address", f"{address!r} must be a host name or an IP address alone")
    values = _connection(section, groups[group] if group else defaults)
    section.finish()
    if values.username is None:
        section.refuse("username", "is missing: give it here, in the group, or under defaults")
    return HostEntry(
        name=name,
        address=address,
        port=values.port or DEFAULT_PORTS[values.scheme],
        scheme=values.scheme,
        path=values.path,
        auth=values.auth,
        credential=CredentialSource(values.username, values.password_file, values.password_env),
        ca=values.ca,
        verify=values.verify,
        group=group,
        read_only=values.read_only,
    )


def _settings(section: Section | None) -> Settings:
    if section is None:
        return Settings()
    base = Settings()
    settings = Settings(
        quick_interval=section.integer("quick_interval", base.quick_interval, 2, 3600),
        full_interval=section.integer("full_interval", base.full_interval, 5, 86400),
        operation_timeout=section.integer("operation_timeout", base.operation_timeout, 2, 600),
        channels=section.texts("channels") or None,
    )
    section.finish()
    return settings
