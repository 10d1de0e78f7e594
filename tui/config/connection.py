"""What one level of a hosts file (the defaults, a group, a host) says about connecting, over the level before it."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from tui.config.entry import Auth, CredentialSource
from tui.config.readiness import read_readiness
from tui.model.strictness import DEFAULT_SETTINGS, ReadinessSettings
from tui.yamlfile import Section

AUTH_METHODS: tuple[Auth, ...] = ("kerberos", "ntlm", "basic")
SCHEMES = ("https", "http")
DEFAULT_PORTS = {"https": 5986, "http": 5985}

_SOURCES = ("keyring", "password_command", "password_env", "password_file")
_NOBODY = CredentialSource(None)


@dataclass(frozen=True, slots=True)
class Connection:
    """How to connect, as far as the levels read so far say it."""

    port: int | None = None
    scheme: str = "https"
    path: str = "/wsman"
    auth: Auth = "ntlm"
    credential: CredentialSource = _NOBODY
    ca: Path | None = None
    verify: bool = True
    read_only: bool = False
    production: bool = False
    proxy: str | None = None
    break_glass: CredentialSource | None = None
    readiness: ReadinessSettings = DEFAULT_SETTINGS

    @property
    def proves_no_host(self) -> bool:
        """Whether a stranger in the host's place gets a logon or a password out of us."""
        return self.auth == "basic" or (self.auth == "ntlm" and self.scheme == "http")


def read_connection(section: Section, base: Connection) -> Connection:
    """A level's own words over ``base``. Raises FileError."""
    values = replace(
        base,
        scheme=section.choice("scheme", SCHEMES, base.scheme),
        path=section.text("path", base.path),
        auth=_auth(section, base.auth),
        credential=_credential(section, base.credential),
        ca=section.optional_path("ca") or base.ca,
        verify=section.flag("verify", base.verify),
        read_only=section.flag("read_only", base.read_only),
        production=section.flag("production", base.production),
        proxy=section.optional_text("proxy") or base.proxy,
        break_glass=_break_glass(section) or base.break_glass,
        readiness=read_readiness(section, base.readiness),
    )
    port = section.optional_integer("port", 1, 65535)
    if port is not None:
        values = replace(values, port=port)
    elif values.scheme != base.scheme:
        values = replace(values, port=None)
    if not values.path.startswith("/"):
        section.refuse("path", "must begin with /")
    if values.proxy is not None and not _is_proxy(values.proxy):
        section.refuse("proxy", "must be a URL with a port and nothing else: http://proxy.example:3128")
    return values


def read_defaults(section: Section | None) -> Connection:
    """The level that all hosts share; less safe ways of connecting have to be written out in full. Raises FileError."""
    if section is None:
        return Connection()
    values = read_connection(section, Connection())
    if values.proves_no_host and not {"auth", "scheme"} <= set(section.names):
        section.refuse(
            "auth" if "auth" in section.names else "scheme",
            f"{values.auth} over {values.scheme} is less safe than what is usual: give both auth: {values.auth} and "
            f"scheme: {values.scheme} here, or give them to the group or host that needs them",
        )
    section.finish()
    return values


def _is_proxy(text: str) -> bool:
    try:
        url = urlsplit(text)
        return bool(url.scheme == "http" and url.hostname and url.port) and url.path in ("", "/") and "@" not in text
    except ValueError:
        return False


def _auth(section: Section, base: Auth) -> Auth:
    if "auth" in section.names and section.text("auth") == "credssp":
        section.refuse(
            "auth", "credssp hands your password to the host, and whoever owns that host owns you; use kerberos or ntlm"
        )
    return cast(Auth, section.choice("auth", AUTH_METHODS, base))


def _credential(section: Section, base: CredentialSource) -> CredentialSource:
    """A level that names a source replaces all sources before it, and so does one that names another user."""
    own = _source(section, section.optional_text("username"))
    named = any(name in section.names for name in _SOURCES)
    if own.username is None:
        return replace(own, username=base.username) if named else base
    keeps = not named and base.username in (None, own.username)
    return replace(base, username=own.username) if keeps else own


def _source(section: Section, username: str | None) -> CredentialSource:
    return CredentialSource(
        username,
        password_file=section.optional_path("password_file"),
        password_env=section.optional_text("password_env"),
        password_command=section.texts("password_command"),
        keyring=section.optional_text("keyring"),
    )


def _break_glass(section: Section) -> CredentialSource | None:
    inner = section.section("break_glass")
    if inner is None:
        return None
    found = _source(inner, inner.text("username"))
    inner.finish()
    return found
