"""Changes to adapters: before -> after, and the drafts and plans made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from tui.model.machine import Adapter, GuestReported, Machine
from tui.model.staged import StagedRaw


@dataclass(frozen=True, slots=True, order=True)
class AdapterKey:
    """Which adapter of which VM on which host; names are for people, this is for machines."""

    host: str
    """The host's name in the hosts file."""
    vm: str
    """VM GUID, upper case."""
    adapter: str
    """Adapter GUID, upper case."""


@dataclass(frozen=True, slots=True)
class AdapterNetwork:
    """What of an adapter can be changed: the part of it that a plan compares and writes."""

    staged: StagedRaw | None
    test_switch: str | None
    connected: bool
    """The connection is on, whether or not this host has its switch."""
    switch_id: str | None
    """GUID of the switch; remembered while the connection is off."""
    guest: StagedRaw | None = None
    """What the running guest is set to, as it reports it; None where it takes no part or reports nothing."""

    @classmethod
    def of(cls, adapter: Adapter, *, with_guest: bool = False) -> "AdapterNetwork":
        """What the adapter holds; what its guest reports takes part only in a change that tells the guest something."""
        cable, guest = adapter.connection, _reported(adapter.guest) if with_guest else None
        if cable is None:
            return cls(adapter.staged, None, connected=False, switch_id=None, guest=guest)
        return cls(adapter.staged, cable.test_switch, cable.enabled, cable.switch_id, guest)


@dataclass(frozen=True, slots=True)
class Change:
    """One adapter, before and after. `before` is what was read when the operator decided."""

    key: AdapterKey
    vm_name: str
    adapter_name: str
    mode: int
    """The VM's ReplicationMode when the operator decided: checked again before anything is sent."""
    before: AdapterNetwork
    after: AdapterNetwork

    @classmethod
    def begin(cls, host: str, machine: Machine, adapter: Adapter, *, with_guest: bool = False) -> "Change":
        """A change of nothing yet; `with_guest` where a running guest is to be told something."""
        network = AdapterNetwork.of(adapter, with_guest=with_guest)
        key = AdapterKey(host, machine.id, adapter.id)
        return cls(key, machine.name, adapter.name, machine.mode, network, network)

    @property
    def title(self) -> str:
        """What is changed where, in exact text: made printable where drawn."""
        return f"{self.vm_name} / {self.adapter_name} · {self.key.host}"

    @property
    def is_empty(self) -> bool:
        return self.before == self.after

    @property
    def stages(self) -> bool:
        return self.before.staged != self.after.staged

    @property
    def rewires(self) -> bool:
        """The adapter's connection changes: its test switch, its switch, or whether it is on."""
        return self._cabling(self.before) != self._cabling(self.after)

    @property
    def injects(self) -> bool:
        """The running guest is told an address (SetGuestNetworkAdapterConfiguration)."""
        return self.before.guest != self.after.guest

    @staticmethod
    def _cabling(network: AdapterNetwork) -> AdapterNetwork:
        return replace(network, staged=None, guest=None)


@dataclass(frozen=True, slots=True)
class Draft:
    """Changes decided and not yet sent, one an adapter, in the order in which they were begun."""

    changes: Mapping[AdapterKey, Change] = field(default_factory=lambda: MappingProxyType({}))

    def __len__(self) -> int:
        return len(self.changes)

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes.values())

    def change_for(self, host: str, machine: Machine, adapter: Adapter) -> Change:
        """The change begun for this adapter, or one that begins with what the host holds now."""
        key = AdapterKey(host, machine.id, adapter.id)
        return self.changes.get(key) or Change.begin(host, machine, adapter)

    def keep(self, change: Change) -> "Draft":
        """With this change in place of an earlier one for its adapter; a change of nothing leaves."""
        kept = {key: value for key, value in self.changes.items() if key != change.key or not change.is_empty}
        if not change.is_empty:
            kept[change.key] = change
        return Draft(MappingProxyType(kept))

    def without(self, key: AdapterKey) -> "Draft":
        return Draft(MappingProxyType({k: v for k, v in self.changes.items() if k != key}))


def _reported(guest: GuestReported | None) -> StagedRaw | None:
    if guest is None:
        return None
    return StagedRaw(guest.protocol, guest.dhcp, guest.addresses, guest.subnets, guest.gateways, guest.dns)
