"""The register of assumptions held against hosts, and the report that an operator can send on.

Neither a host's name nor a user's, an address or a GUID goes into it: hosts are numbered, and details only count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tui.fleet.reports.document import SCHEMA_VERSION, time_text
from tui.hyperv import schema
from tui.hyperv.assumptions import ASSUMPTIONS, Assumption
from tui.hyperv.probes import PROBES, Seen, Sight
from tui.hyperv.reading import rows
from tui.wsman.client import Client
from tui.wsman.fault import Fault, NotAuthenticated, NotAuthorised, NoTicket, TimedOut, Unreachable, WSManError

_NO_HOST = (Unreachable, TimedOut, NotAuthenticated, NoTicket)


@dataclass(frozen=True, slots=True)
class Observation:
    """One entry of the register on one host."""

    entry: Assumption
    seen: Seen

    @property
    def instead(self) -> str:
        """What this program does because the host differs; empty where it does not."""
        probe = PROBES.get(self.entry.id)
        return probe.instead if probe and self.seen.sight is Sight.DIFFERS else ""


@dataclass(frozen=True, slots=True)
class HostSeen:
    """The register held against one host."""

    build: str
    """Win32_OperatingSystem.Version; ``not told``, or ``not read`` for a host that did not answer."""
    observations: tuple[Observation, ...] = ()


NOT_READ = HostSeen("not read")


def observe(client: Client) -> HostSeen:
    """Every entry on one host, those that reading settles looked at.

    Raises Unreachable, TimedOut, NotAuthenticated and NoTicket; another error leaves its entry not seen.
    """
    return HostSeen(_build(client), tuple(Observation(entry, _look(client, entry)) for entry in ASSUMPTIONS))


def _build(client: Client) -> str:
    try:
        version = next(iter(rows(client, schema.SYSTEM_VERSION)), None)
    except (Fault, NotAuthorised):
        version = None
    return (version.text("Version") if version else None) or "not told"


def _look(client: Client, entry: Assumption) -> Seen:
    probe = PROBES.get(entry.id)
    if probe is None:
        return Seen(Sight.NOT_SEEN, f"settled by {entry.settled_by.value}")
    try:
        return probe.look(client)
    except _NO_HOST:
        raise
    except WSManError as error:
        code = "" if error.code is None else f" 0x{error.code:08X}"
        return Seen(Sight.NOT_SEEN, f"{type(error).__name__}{code}")


def report_document(hosts: Sequence[HostSeen]) -> dict[str, Any]:
    """The redacted report: the register, and per host its build and what was seen of every entry."""
    return {
        "schema_version": SCHEMA_VERSION,
        "time": time_text(datetime.now(UTC)),
        "entries": [
            {
                "id": entry.id,
                "statement": entry.statement,
                "source": entry.source,
                "used_by": list(entry.used_by),
                "settled_by": entry.settled_by.value,
            }
            for entry in ASSUMPTIONS
        ],
        "hosts": [
            {
                "host": number,
                "build": host.build,
                "seen": {each.entry.id: _seen(each) for each in host.observations},
            }
            for number, host in enumerate(hosts, 1)
        ],
    }


def _seen(observation: Observation) -> dict[str, str]:
    found = {"sight": observation.seen.sight.value, "detail": observation.seen.detail}
    return found | ({"instead": observation.instead} if observation.instead else {})
