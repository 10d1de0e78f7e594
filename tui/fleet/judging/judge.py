"""Judges the whole fleet, anew only where something changed."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from tui.fleet.judging.copies import Copy, IndexKey
from tui.fleet.judging.guests import NO_GUESTS, Guests
from tui.fleet.judging.judgement import Impact, Judgement, Mark, Standing
from tui.fleet.judging.surroundings import Surroundings
from tui.fleet.view import FleetView, HostState, HostView
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.machine import Adapter, Connection, Machine, Switch
from tui.model.readiness import (
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
    waive,
)
from tui.wsman.turns import give_way

_NO_EVIDENCE: Mapping[MachineKey, Evidence] = MappingProxyType({})
_CLOCK_STEP = timedelta(minutes=10)
"""After this long what depends on the time alone is judged again."""


class Judge:
    """Judges views as they come. Thread-safe; one call at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._surroundings = Surroundings()
        self._folded: dict[str, HostView] = {}
        """By name, as each host's copies were last brought up to date."""
        self._settings: dict[str, ReadinessSettings] = {}
        """By host."""
        self._evidence = _NO_EVIDENCE
        self._guests = NO_GUESTS
        self._times: dict[str, tuple[datetime | None, datetime]] = {}
        self._adapters: dict[AdapterKey, tuple[AdapterFacts, tuple[Finding, ...]]] = {}
        self._own: dict[MachineKey, tuple[Finding, ...]] = {}
        self._moments: dict[MachineKey, tuple[Finding, ...]] = {}
        self._standings: dict[MachineKey, Standing] = {}
        self._marks: dict[str, Mark] = {}
        self._were_waived: frozenset[MachineKey] = frozenset()

    def judge(
        self,
        view: FleetView,
        evidence: Mapping[MachineKey, Evidence] = _NO_EVIDENCE,
        now: datetime | None = None,
        guests: Guests = NO_GUESTS,
    ) -> Judgement:
        """How every VM stands now. Pass the same `evidence` and `guests` objects while they are unchanged.

        `guests` are those of VMs that do not run, as they were last seen.
        """
        with self._lock:
            moment = now or datetime.now(UTC)
            touched: set[IndexKey] = set()
            changed: set[MachineKey] = set()
            for name in self._folded.keys() - {host.name for host in view.hosts}:
                for vm in _vms(self._folded.pop(name)):
                    touched |= self._forget(MachineKey(name, vm))
            for host in view.hosts:
                self._settings[host.name] = host.readiness
                self._fold(host, evidence, guests, touched, changed)
            self._evidence, self._guests = evidence, guests
            dirty = changed | self._surroundings.owners(touched)
            for key in dirty:
                give_way()
                self._judge_machine(self._surroundings.copies[key])
            for host in view.hosts:
                dirty |= self._judge_moments(host, changed, moment)
            another = {key for key in dirty if self._stands_anew(key)}
            waived = self._waived(moment)
            self._mark(another | waived.keys() | self._were_waived)
            self._were_waived = frozenset(waived)
            return Judgement(MappingProxyType(self._standings | waived), MappingProxyType(dict(self._marks)))

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
        settings = self._settings[key.host]
        _, held = self._adapters[change.key]
        before = (*self._own[key], *held)
        own = judge_machine(self._surroundings.machine_facts(copy), settings)
        after = (*own, *judge_adapter(facts, settings))
        return Impact(change, newly_broken(before, after), mended(before, after))

    def _fold(
        self,
        host: HostView,
        evidence: Mapping[MachineKey, Evidence],
        guests: Guests,
        touched: set[IndexKey],
        changed: set[MachineKey],
    ) -> None:
        """Bring one host's copies up to date."""
        inventory, live = host.inventory, host.state is HostState.UP
        if inventory is None:
            return
        known = self._folded.get(host.name)
        same_evidence = evidence is self._evidence and guests is self._guests
        if known is not None and _tells_the_same(known, host) and same_evidence:
            return
        self._folded[host.name] = host
        copies = self._surroundings.copies
        facts = HostFacts(host.name, inventory.build, inventory.switches)
        seen = None if live else host.states_as_of or host.as_of
        for machine in inventory.machines:
            key = MachineKey(host.name, machine.id)
            proof = evidence.get(key, NOTHING_KNOWN)
            told, guest = host.statistics.get(machine.id), guests.get(machine.id)
            if told is not None or guest is not None:
                proof = replace(proof, statistics=told or proof.statistics, guest=guest or proof.guest)
            copy = Copy(key, machine, facts, live, seen, proof, host.cluster)
            if copies.get(key) != copy:
                touched |= self._surroundings.put(copy)
                changed.add(key)
        if known is not None:
            for vm in _vms(known) - _vms(host):
                touched |= self._forget(MachineKey(host.name, vm))

    def _forget(self, key: MachineKey) -> set[IndexKey]:
        for adapter in self._surroundings.copies[key].machine.adapters:
            self._adapters.pop(AdapterKey(key.host, key.vm, adapter.id), None)
        for kept in (self._own, self._moments, self._standings):
            kept.pop(key, None)
        return self._surroundings.remove(key)

    def _judge_machine(self, copy: Copy) -> None:
        settings = self._settings[copy.key.host]
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
        differing: set[MachineKey] = set()
        if not is_due and host.name not in {key.host for key in changed}:
            return differing
        for machine in host.inventory.machines if host.inventory else ():
            key = MachineKey(host.name, machine.id)
            if key in changed or (is_due and machine.is_recovery_copy):
                statistics = self._surroundings.copies[key].evidence.statistics
                facts = MomentFacts(key, machine, as_of, now, statistics)
                found = judge_moment(facts, self._settings[host.name])
                if self._moments.get(key, ()) != found:
                    self._moments[key] = found
                    differing.add(key)
        if is_due:
            self._times[host.name] = (as_of, now)
        return differing

    def _stands_anew(self, key: MachineKey) -> bool:
        """Weigh a VM's findings; whether it stands otherwise than before."""
        standing, before = self._standing(self._surroundings.copies[key]), self._standings.get(key)
        if standing == before:
            return False
        self._standings[key] = standing
        return True

    def _mark(self, keys: Iterable[MachineKey]) -> None:
        """Take note of VMs that stand otherwise than before, or that a waiver makes stand otherwise."""
        of_hosts: dict[str, set[str]] = {}
        for key in keys:
            of_hosts.setdefault(key.host, set()).add(key.vm)
        for host, vms in of_hosts.items():
            self._marks[host] = Mark.after(self._marks.get(host), frozenset(vms))

    def _waived(self, now: datetime) -> dict[MachineKey, Standing]:
        """The standings of VMs that some waiver of the hosts file is about now."""
        waived: dict[MachineKey, Standing] = {}
        if not any(settings.waivers for settings in self._settings.values()):
            return waived
        for key, standing in self._standings.items():
            machine = self._surroundings.copies[key].machine
            waivers = [each for each in self._settings[key.host].waivers if each.covers(machine.name, machine.id)]
            if waivers:
                waived[key] = replace(standing, findings=waive(standing.findings, waivers, now))
        return waived

    def _standing(self, copy: Copy) -> Standing:
        key = copy.key
        adapters = (self._adapters[AdapterKey(key.host, key.vm, each.id)][1] for each in copy.machine.adapters)
        findings = (*self._own[key], *self._moments.get(key, ()), *(finding for each in adapters for finding in each))
        return Standing(findings, copy.machine.is_recovery_copy)


def _tells_the_same(one: HostView, other: HostView) -> bool:
    """Of its VMs, but for what depends on the time alone."""
    live = (one.state is HostState.UP) == (other.state is HostState.UP)
    held = one.inventory is other.inventory and one.statistics is other.statistics
    return held and live and one.cluster == other.cluster


def _vms(host: HostView) -> set[str]:
    return {machine.id for machine in host.inventory.machines} if host.inventory else set()


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
