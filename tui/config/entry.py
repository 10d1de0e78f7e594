"""What a hosts file says, as frozen values."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from tui.model.strictness import DEFAULT_SETTINGS, ReadinessSettings

Auth = Literal["kerberos", "ntlm", "basic"]

_PROXY_PORT = 3128


@dataclass(frozen=True, slots=True)
class CredentialSource:
    """Who logs on, and where the password is found; the password itself is never here."""

    username: str | None
    """None only with a ticket: whoever the ticket is for."""
    password_file: Path | None = None
    password_env: str | None = None
    """Name of an environment variable."""
    password_command: tuple[str, ...] = ()
    """A program and its arguments; its first line of output is the password."""
    keyring: str | None = None
    """Name of the service in the desktop's keyring under which the password is kept for the user name."""
    ticket: bool = False
    """Kerberos: the ticket cache says who we are, and no password is needed."""

    @property
    def label(self) -> str:
        """Who, for a prompt, a journal or a list."""
        return self.username or "the Kerberos ticket"


@dataclass(frozen=True, slots=True)
class HostEntry:
    """One host of the hosts file, or one node of a failover cluster."""

    name: str
    """What people call the host; its certificate and its service principal are checked against it."""
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
    production: bool = False
    """A mistake here is felt: the console draws red borders around what is for this host."""
    kerberos_hostname: str | None = None
    """The host name of the service principal where it is not the name."""
    proxy: str | None = None
    """URL of an HTTP proxy for an https host; None connects directly, whatever the environment says."""
    break_glass: CredentialSource | None = None
    """A second credential for the day on which the first is of no use; used only when the operator offers it."""
    readiness: ReadinessSettings = DEFAULT_SETTINGS
    """How its VMs are judged: limits and severities where they differ from the rules' own."""
    cluster: str | None = None
    """The failover cluster that the host is a node of."""

    @property
    def url(self) -> str:
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{address}:{self.port}{self.path}"

    @property
    def door(self) -> tuple[str, int]:
        """Where a TCP connection goes: to the proxy where there is one."""
        if self.proxy is None:
            return self.address, self.port
        proxy = urlsplit(self.proxy)
        return proxy.hostname or "", proxy.port or _PROXY_PORT

    @property
    def badges(self) -> tuple[str, ...]:
        """What about the connection is less safe than the default."""
        badges = []
        if self.auth == "basic":
            badges.append("basic" if self.scheme == "https" else "basic, password in clear")
        elif self.auth == "ntlm" and self.scheme == "http":
            badges.append("ntlm over http: proves no host")
        if self.scheme == "https" and not self.verify:
            badges.append("certificate not checked")
        return tuple(badges)


@dataclass(frozen=True, slots=True)
class ClusterEntry:
    """A failover cluster, named once; which nodes it has is asked of the cluster."""

    contact: HostEntry
    """How any node is reached, under the cluster's own name."""
    nodes: tuple[HostEntry, ...] = ()
    """The nodes that the file lists, also among the configuration's hosts."""

    @property
    def name(self) -> str:
        return self.contact.name


@dataclass(frozen=True, slots=True)
class Settings:
    """How often hosts are asked, and what else holds for all of them. Times in seconds."""

    quick_interval: int = 15
    full_interval: int = 60
    statistics_interval: int = 900
    """How long one VM's replication statistics count as fresh."""
    operation_timeout: int = 30
    journal: Path | None = None
    """The folder of a journal that operators share, None for each user's own."""
    channels: tuple[str, ...] | None = None
    """Event channels to follow, None for the usual ones."""
    probe: bool = True
    """Whether staged addresses may be tried from this machine, by a drill and by a failover's ports."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """A hosts file, read."""

    path: Path
    hosts: tuple[HostEntry, ...]
    """The nodes that clusters list are among them."""
    settings: Settings = Settings()
    clusters: tuple[ClusterEntry, ...] = ()
    warnings: tuple[str, ...] = ()
    """What the file says that was not understood, a sentence each."""
