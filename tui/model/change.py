"""Changes to adapters: before -> after, and the drafts and plans made of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from tui.model.machine import Adapter, Machine
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

    @classmethod
    def of(cls, adapter: Adapter) -> "AdapterNetwork":
        cable = adapter.connection
        if cable is None:
            return cls(adapter.staged, None, connected=False, switch_id=None)
        return cls(adapter.staged, cable.test_switch, cable.enabled, cable.switch_id)


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
    def begin(cls, host: str, machine: Machine, adapter: Adapter) -> "Change":
        """A change of nothing yet."""
        network = AdapterNetwork.of(adapter)
        key = AdapterKey(host, machine.id, adapter.id)
        return cls(key, machine.name, adapter.name, machine.mode, network, network)

    @property
    def is_empty(self) -> bool:
        return self.before == self.after

    @property
    def stages(self) -> bool:
        return self.before.staged != self.after.staged

    @property
    def rewires(self) -> bool:
        """The adapter's connection changes: its test switch, its switch, or whether it is on."""
        return replace(self.before, staged=None) != replace(self.after, staged=None)


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
