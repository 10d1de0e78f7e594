"""Why a guest does not report what was staged: what is suspected, from everything else that is known of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tui.model.guest import OK, GuestServices
from tui.model.machine import SERVICES_OUTDATED


@dataclass(frozen=True, slots=True)
class Shortfall:
    """An adapter that does not report what was staged."""

    staged: bool
    """Any address is staged."""
    dhcp_staged: bool
    """DHCPEnabled was staged as true, as for IPv6 alone (facts/hyperv-wmi.md 5.1)."""
    legacy: bool
    connected: bool | None
    """The test VM's adapter has a network; None where that was not read."""
    reported: bool
    """The guest reported anything of this adapter."""
    reports_dhcp: bool
    any_arrived: bool
    """An address that was staged is reported; gateways and DNS servers may be those of the primary anyway."""
    others: bool
    """Addresses are reported that were not staged; link-local ones do not count."""
    waited: bool
    """The guest had all the time that it is given."""
    guest: GuestServices
    """Its system may be the one that was last seen on the primary."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One suspicion."""

    id: str
    says: str
    """A few words for a table: ``NetworkManager suspected``."""
    mends: str
    """What to do, as an instruction."""
    fits: Callable[[Shortfall], bool]


def _is_out_of_contact(guest: GuestServices) -> bool:
    status = guest.heartbeat if guest.heartbeat is not None else guest.kvp_status
    return status is not None and status != OK


def _is_linux(short: Shortfall) -> bool:
    system = short.guest.system
    return short.reported and bool(system) and "windows" not in (system or "").casefold()


_IN_ORDER = (
    Cause(
        "legacy-adapter",
        "legacy adapter: nothing can be injected",
        "replace it with a synthetic adapter on the primary",
        lambda short: short.legacy,
    ),
    Cause(
        "nothing-staged",
        "nothing staged: it wakes with the primary's address",
        "stage addresses, if it shall have others than on the primary",
        lambda short: not short.staged,
    ),
    Cause(
        "kvp-off",
        "data exchange is off",
        "turn the data exchange integration service on",
        lambda short: short.guest.kvp_offered is False,
    ),
    Cause(
        "still-waiting",
        "still waiting for the guest",
        "give it more time",
        lambda short: not short.waited,
    ),
    Cause(
        "integration-services",
        "integration services suspected: silent, or out of date",
        "install or update the integration services in the guest on the primary",
        lambda short: (
            (not short.reported and _is_out_of_contact(short.guest))
            or (not short.any_arrived and short.guest.services_state == SERVICES_OUTDATED)
        ),
    ),
    Cause(
        "not-connected",
        "not connected",
        "connect its test switch: some guests set no address without a link",
        lambda short: short.connected is False and not (short.any_arrived or short.others or _is_linux(short)),
    ),
    Cause(
        "kvp-silent",
        "data exchange is on and the guest reports nothing",
        "look at the data exchange service in the guest, and at its WMI",
        lambda short: not short.reported,
    ),
    Cause(
        "linux-dhcp",
        "the Linux helper took DHCP and skipped every address",
        "stage an IPv4 address beside the IPv6 one, so that DHCP is not staged on",
        lambda short: _is_linux(short) and short.dhcp_staged and not short.any_arrived,
    ),
    Cause(
        "linux-helper",
        "Linux helper or NetworkManager suspected",
        "look for hv_set_ifconfig where hv_kvp_daemon looks, and keep NetworkManager off this adapter",
        lambda short: _is_linux(short) and not short.any_arrived,
    ),
    Cause(
        "network-manager",
        "only a part arrived, NetworkManager suspected",
        "keep NetworkManager off this adapter",
        _is_linux,
    ),
    Cause(
        "dhcp",
        "the guest took its address from DHCP",
        "look at the host's events of this VM: the settings were not applied",
        lambda short: short.reports_dhcp and not short.any_arrived,
    ),
    Cause(
        "other-address",
        "another address is there",
        "look at the host's events of this VM: the settings were not applied, or another program set that address",
        lambda short: short.others,
    ),
    Cause(
        "unexplained",
        "nothing that is known explains it",
        "look at the host's events of this VM, and at the guest's console",
        lambda short: True,
    ),
)

CAUSES: Mapping[str, Cause] = MappingProxyType({cause.id: cause for cause in _IN_ORDER})
"""By id; facts/hyperv-wmi.md 5.2 and 5.3, facts/needs.md 2, C2 to C5."""


def suspect(short: Shortfall) -> Cause:
    """The first cause that fits: what excludes injection at all stands before what only hinders it."""
    return next(cause for cause in _IN_ORDER if cause.fits(short))
