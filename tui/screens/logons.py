"""Who the console logs on as, and which hosts wait for the operator to log on another way."""

from dataclasses import dataclass

from textual.message import Message

from tui.config import CredentialSource
from tui.fleet.fleet import Fleet
from tui.fleet.view import HostTrouble, HostView
from tui.screens.rows_of.hosts import LOGON_HINTS, waits_for_logon


class LogonWanted(Message):
    """The operator wants to log on to a host another way."""

    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host


@dataclass(frozen=True, slots=True)
class InUse:
    """A credential with the hosts that it is used for."""

    source: CredentialSource
    hosts: tuple[HostView, ...]
    break_glass: CredentialSource | None
    """The second credential that one of these hosts names; None where it is in use already."""
    break_glass_hosts: tuple[str, ...]
    """The hosts that name it: no other gets it."""

    @property
    def waiting(self) -> tuple[HostView, ...]:
        """Hosts that nobody is logged on to."""
        return tuple(host for host in self.hosts if waits_for_logon(host))

    @property
    def trouble(self) -> HostTrouble | None:
        """Why the first host that waits does so."""
        return self.waiting[0].trouble if self.waiting else None

    @property
    def works(self) -> bool:
        """It was refused nowhere when it was last tried."""
        return not any(host.trouble is not None and host.trouble.kind in LOGON_HINTS for host in self.hosts)


def credentials_in_use(fleet: Fleet) -> tuple[InUse, ...]:
    """Every credential as it stands now, in the order of the hosts."""
    hosts: dict[CredentialSource, list[HostView]] = {}
    others: dict[str, CredentialSource | None] = {}
    for host in fleet.view.hosts:
        try:
            hosts.setdefault(fleet.credentials.of(host.name), []).append(host)
            others[host.name] = fleet.credentials.break_glass(host.name)
        except KeyError:
            # A cluster's contact leaves the fleet once its nodes are known, and the view a moment later.
            continue
    return tuple(_in_use(source, tuple(using), others) for source, using in hosts.items())


def credential_of(fleet: Fleet, host: str) -> InUse | None:
    """The credential of one host, None for a host that has left."""
    return next((used for used in credentials_in_use(fleet) if any(each.name == host for each in used.hosts)), None)


def _in_use(source: CredentialSource, hosts: tuple[HostView, ...], others: dict[str, CredentialSource | None]) -> InUse:
    second = next((others[host.name] for host in hosts if others[host.name] not in (None, source)), None)
    named = tuple(host.name for host in hosts if second is not None and others[host.name] == second)
    return InUse(source, hosts, second, named)
