"""The credentials in use: which host logs on with which, what was rejected, and what the operator offered instead."""

from collections.abc import Callable, Mapping, Sequence

from tui.config import CredentialSource, HostEntry
from tui.fleet.host import Host
from tui.fleet.journal import Journal
from tui.fleet.logon import Logon
from tui.model.secret import Secret


class Credentials:
    """Those of one fleet's hosts. Thread-safe as far as a host may join meanwhile."""

    def __init__(
        self,
        secrets: Mapping[CredentialSource, Secret | None],
        journal: Journal,
        hosts: Callable[[], Mapping[str, Host]],
    ) -> None:
        """`secrets` has every credential of the hosts file; `hosts` tells the fleet's hosts by name as they are now."""
        self._secrets = dict(secrets)
        self._journal = journal
        self._hosts = hosts
        self._logons = {source: Logon() for source in secrets}
        self._instead: dict[CredentialSource, CredentialSource] = {}
        """What the operator offered for a credential of the hosts file."""

    def for_entry(self, entry: HostEntry) -> tuple[CredentialSource, Secret | None, Logon]:
        """What a host of the hosts file logs on with now: what was offered instead, where that is its break-glass."""
        offered = self._instead.get(entry.credential)
        source = offered if offered is not None and offered == entry.break_glass else entry.credential
        return source, self._secrets[source], self._logon(source)

    def rejected(self) -> tuple[CredentialSource, ...]:
        """Credentials that a host did not accept: no lane that shares one tries again until another is offered."""
        return tuple(dict.fromkeys(host.credential for host in self._hosts().values() if host.logon.rejected))

    def of(self, host: str) -> CredentialSource:
        """The credential in use for a host. Raises KeyError."""
        return self._hosts()[host].credential

    def break_glass(self, host: str) -> CredentialSource | None:
        """The second credential that the hosts file names for a host. Raises KeyError."""
        return self._hosts()[host].entry.break_glass

    def offer(self, replaced: CredentialSource, offered: CredentialSource, secret: Secret | None) -> tuple[str, ...]:
        """Let every host that uses `replaced` log on with `offered` from now on, and read them.

        The same credential with another password is offered as itself; another credential only to hosts whose
        break-glass credential it is. Returns the hosts' names, also journalled, without the secret. Raises
        JournalError, and then nothing has changed.
        """
        hosts = {
            name: host
            for name, host in self._hosts().items()
            if host.credential == replaced and offered in (replaced, host.entry.break_glass)
        }
        self._journal.credential(replaced.label, offered.label, tuple(hosts))
        self._secrets[offered] = secret
        self._logons[offered] = Logon()
        self._instead = {
            source: offered if to == replaced else to for source, to in {**self._instead, replaced: offered}.items()
        }
        for host in hosts.values():
            host.log_on_with(offered, secret, self._logon(offered))
            host.refresh()
        return tuple(hosts)

    def try_again(self, source: CredentialSource) -> tuple[str, ...]:
        """Try a credential once more as it is, on every host that uses it; returns their names."""
        hosts = {name: host for name, host in self._hosts().items() if host.credential == source}
        read_again(tuple(hosts.values()))
        return tuple(hosts)

    def use_a_ticket(self) -> bool:
        """Whether any host is logged on to with a Kerberos ticket."""
        return any(host.credential.ticket for host in self._hosts().values())

    def _logon(self, source: CredentialSource) -> Logon:
        """One for all hosts that share a password; with a ticket each has its own, as no account is locked by it."""
        return Logon() if source.ticket else self._logons[source]


def read_again(hosts: Sequence[Host]) -> None:
    """Read hosts in full and now; a rejected credential is given another try."""
    # All are forgiven before the first is tried: a credential that they share is tried once.
    for host in hosts:
        host.logon.forgive()
    for host in hosts:
        host.refresh()
