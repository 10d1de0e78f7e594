"""Judges the whole fleet, anew only where something changed."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from tui.fleet.copies import Copy, IndexKey
from tui.fleet.judgement import Impact, Judgement, Standing
from tui.fleet.surroundings import Surroundings
from tui.fleet.view import FleetView, HostState, HostView
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.machine import Adapter, Connection, Inventory, Machine, Switch
from tui.model.readiness import (
    DEFAULT_SETTINGS,
    NOTHING_KNOWN,
    AdapterFacts,
    Evidence,
    Finding,
    HostFacts,
    MachineKey,
    MomentFacts,
    ReadinessSettings,
    judge_adapter,
    judge_machine,
    judge_moment,
    mended,
    newly_broken,
)

_NO_EVIDENCE: Mapping[MachineKey, Evidence] = MappingProxyType({})
_CLOCK_STEP = timedelta(minutes=10)
"""After this long what depends on the time alone is judged again."""


class Judge:
    """Judges views as they come. Thread-safe; one call at a time."""

    def __init__(
        self,
        settings: ReadinessSettings = DEFAULT_SETTINGS,
        by_group: Mapping[str, ReadinessSettings] | None = None,
    ) -> None:
        """`by_group` are the settings of groups that differ."""
        self._settings = settings
        self._by_group = by_group or {}
        self._lock = threading.Lock()
        self._surroundings = Surroundings()
        self._inventories: dict[str, tuple[Inventory, bool, str | None]] = {}
        self._groups: dict[str, str | None] = {}
        self._evidence = _NO_EVIDENCE
        self._times: dict[str, tuple[datetime | None, datetime]] = {}
        self._adapters: dict[AdapterKey, tuple[AdapterFacts, tuple[Finding, ...]]] = {}
        self._own: dict[MachineKey, tuple[Finding, ...]] = {}
        self._moments: dict[MachineKey, tuple[Finding, ...]] = {}
        self._standings: dict[MachineKey, Standing] = {}

    def judge(
        self,
        view: FleetView,
        evidence: Mapping[MachineKey, Evidence] = _NO_EVIDENCE,
        now: datetime | None = None,
    ) -> Judgement:
        """How every VM stands now. Pass the same `evidence` object while it is unchanged."""
        with self._lock:
            moment = now or datetime.now(UTC)
            touched: set[IndexKey] = set()
            changed: set[MachineKey] = set()
            for name in self._inventories.keys() - {host.name for host in view.hosts}:
                for machine in self._inventories.pop(name)[0].machines:
                    touched |= self._forget(MachineKey(name, machine.id))
            for host in view.hosts:
                self._groups[host.name] = host.group
                self._fold(host, evidence, touched, changed)
            self._evidence = evidence
            dirty = changed | self._surroundings.owners(touched)
            for key in dirty:
                self._judge_machine(self._surroundings.copies[key])
            for host in view.hosts:
                dirty |= self._judge_moments(host, changed, moment)
            for key in dirty:
                self._standings[key] = self._standing(self._surroundings.copies[key])
            return Judgement(MappingProxyType(dict(self._standings)))

    def impact(self, changes: Sequence[Change]) -> tuple[Impact, ...]:
        """What the changes break and mend together, judged in the newest view; nothing for adapters that are gone."""
        with self._lock:
            after: dict[MachineKey, dict[str, AdapterNetwork]] = {}
            for change in changes:
                after.setdefault(MachineKey(change.key.host, change.key.vm), {})[change.key.adapter] = change.after
            copies = self._surroundings.copies
            originals = {key: copies[key] for key in after if key in copies}
            try:
                for key, copy in originals.items():
                    self._surroundings.put(replace(copy, machine=_changed(copy, after[key])))
                return tuple(self._impact(change) for change in changes)
            finally:
                for copy in originals.values():
                    self._surroundings.put(copy)

    def _impact(self, change: Change) -> Impact:
        key = MachineKey(change.key.host, change.key.vm)
        copy = self._surroundings.copies.get(key)
        every = self._surroundings.adapter_facts(copy) if copy else ()
        facts = next((each for each in every if each.key == change.key), None)
        if copy is None or facts is None:
            return Impact(change, (), ())
        settings = self._settings_of(key.host)
        _, held = self._adapters[change.key]
        before = (*self._own[key], *held)
        own = judge_machine(self._surroundings.machine_facts(copy), settings)
        after = (*own, *judge_adapter(facts, settings))
        return Impact(change, newly_broken(before, after), mended(before, after))

    def _fold(
        self,
        host: HostView,
        evidence: Mapping[MachineKey, Evidence],
        touched: set[IndexKey],
        changed: set[MachineKey],
    ) -> None:
        """Bring one host's copies up to date."""
        inventory, live = host.inventory, host.state is HostState.UP
        if inventory is None:
            return
        known = self._inventories.get(host.name)
        is_known = known is not None and known[0] is inventory and known[1:] == (live, host.cluster)
        if is_known and evidence is self._evidence:
            return
        self._inventories[host.name] = (inventory, live, host.cluster)
        copies = self._surroundings.copies
        facts = HostFacts(host.name, inventory.build, inventory.switches)
        seen = None if live else host.states_as_of or host.as_of
        for machine in inventory.machines:
            key = MachineKey(host.name, machine.id)
            copy = Copy(key, machine, facts, live, seen, evidence.get(key, NOTHING_KNOWN), host.cluster)
            if copies.get(key) != copy:
                touched |= self._surroundings.put(copy)
                changed.add(key)
        if known is not None:
            gone = {machine.id for machine in known[0].machines} - {machine.id for machine in inventory.machines}
            for vm in gone:
                touched |= self._forget(MachineKey(host.name, vm))

    def _forget(self, key: MachineKey) -> set[IndexKey]:
        for adapter in self._surroundings.copies[key].machine.adapters:
            self._adapters.pop(AdapterKey(key.host, key.vm, adapter.id), None)
        for kept in (self._own, self._moments, self._standings):
            kept.pop(key, None)
        return self._surroundings.remove(key)

    def _judge_machine(self, copy: Copy) -> None:
        settings = self._settings_of(copy.key.host)
        self._own[copy.key] = judge_machine(self._surroundings.machine_facts(copy), settings)
        for facts in self._surroundings.adapter_facts(copy):
            known = self._adapters.get(facts.key)
            if known is None or known[0] != facts:
                self._adapters[facts.key] = (facts, judge_adapter(facts, settings))

    def _judge_moments(self, host: HostView, changed: set[MachineKey], now: datetime) -> set[MachineKey]:
        """What depends on the time, for a host that was read since or whose last look is long ago."""
        as_of = host.states_as_of or host.as_of
        known = self._times.get(host.name)
        is_due = known is None or known[0] != as_of or now - known[1] >= _CLOCK_STEP
        differing = set()
        for machine in host.inventory.machines if host.inventory else ():
            key = MachineKey(host.name, machine.id)
            if key in changed or (is_due and machine.is_recovery_copy):
                statistics = self._surroundings.copies[key].evidence.statistics
                facts = MomentFacts(key, machine, as_of, now, statistics)
                found = judge_moment(facts, self._settings_of(host.name))
                if self._moments.get(key, ()) != found:
                    self._moments[key] = found
                    differing.add(key)
        if is_due:
            self._times[host.name] = (as_of, now)
        return differing

    def _standing(self, copy: Copy) -> Standing:
        key = copy.key
        adapters = (self._adapters[AdapterKey(key.host, key.vm, each.id)][1] for each in copy.machine.adapters)
        findings = (*self._own[key], *self._moments.get(key, ()), *(finding for each in adapters for finding in each))
        return Standing(findings, copy.machine.is_recovery_copy)

    def _settings_of(self, host: str) -> ReadinessSettings:
        return self._by_group.get(self._groups.get(host) or "", self._settings)


def with_network(adapter: Adapter, network: AdapterNetwork, switches: Iterable[Switch]) -> Adapter:
    """The adapter as a change would leave it on a host with these switches."""
    cable = adapter.connection or Connection("", enabled=False, switch_id=None, switch_name=None)
    names = {switch.id.upper(): switch.name for switch in switches}
    wired = replace(
        cable,
        enabled=network.connected,
        switch_id=network.switch_id,
        switch_name=names.get(network.switch_id.upper()) if network.switch_id else None,
        test_switch=network.test_switch,
    )
    is_bare = adapter.connection is None and network == AdapterNetwork(network.staged, None, False, None)
    return replace(adapter, staged=network.staged, connection=None if is_bare else wired)


def _changed(copy: Copy, after: Mapping[str, AdapterNetwork]) -> Machine:
    """The VM with the networks of some adapters, by GUID, as they would be."""
    adapters = (
        with_network(each, after[each.id], copy.host.switches) if each.id in after else each
        for each in copy.machine.adapters
    )
    return replace(copy.machine, adapters=tuple(adapters))
