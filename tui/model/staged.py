"""Staged settings exactly as a host holds them (Msvm_FailoverNetworkAdapterSettingData, hyperv-wmi.md 1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

UNKNOWN, OTHER, IPV4, IPV6, BOTH = 0, 1, 4096, 4097, 4098
"""The values of ProtocolIFType."""

PROTOCOL_NAMES: Mapping[int, str] = MappingProxyType(
    {UNKNOWN: "not set", OTHER: "other", IPV4: "IPv4", IPV6: "IPv6", BOTH: "IPv4 and IPv6"}
)


def protocol_name(protocol: int) -> str:
    """The words for a ProtocolIFType; a number that is not documented is shown as it is."""
    return PROTOCOL_NAMES.get(protocol, f"undocumented ({protocol})")


@dataclass(frozen=True, slots=True)
class StagedRaw:
    """ProtocolIFType, DHCPEnabled and the four arrays, of whatever length and spelling."""

    protocol: int
    dhcp: bool | None
    """DHCP for the IPv4 interface; None where the host answered null."""
    addresses: tuple[str, ...] = ()
    subnets: tuple[str, ...] = ()
    """Element i belongs to address i; dotted masks for IPv4, decimal prefix lengths for IPv6."""
    gateways: tuple[str, ...] = ()
    dns: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        """Nothing staged: the guest keeps the configuration that it had on the primary (hyperv-wmi.md 5.1)."""
        return not (self.addresses or self.subnets or self.gateways or self.dns) and self.protocol == UNKNOWN


CLEARED = StagedRaw(UNKNOWN, dhcp=True)
"""The form that clears staged settings (hyperv-wmi.md 5.1)."""
