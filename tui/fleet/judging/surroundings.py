"""What stands where in the fleet: each copy's family, and who else has its addresses and subnets.

Kept up to date copy by copy, so that a change on one host costs what it touches and not the fleet.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator

import netaddr

from tui.fleet.judging.copies import (
    Copy,
    IndexKey,
    address_key,
    entries,
    family_key,
    subnet_key,
    tests_key,
    words_of,
)
from tui.model import states
from tui.model.change import AdapterKey
from tui.model.machine import Adapter
from tui.model.readiness.facts import (
    AdapterFacts,
    Guest,
    MachineFacts,
    Neighbours,
    Place,
    Primary,
)
from tui.model.readiness.finding import MachineKey
from tui.model.readiness.parsed import parsed, parsed_ips
from tui.model.readiness.rule import RECOVERY_COPIES, REPLICATED


class Surroundings:
    """Every copy of the fleet, indexed. Not thread-safe."""

    def __init__(self) -> None:
        self.copies: dict[MachineKey, Copy] = {}
        self._entries: dict[MachineKey, dict[IndexKey, Hashable]] = {}
        self._owners: dict[IndexKey, dict[MachineKey, Hashable]] = {}
        self._vlans: dict[IndexKey, Counter[str]] = {}

    def put(self, copy: Copy) -> set[IndexKey]:
        """Keep a copy in place of what stood under its key; returns what that touches of others' surroundings."""
        self.copies[copy.key] = copy
        return self._index(copy.key, entries(copy))

    def remove(self, key: MachineKey) -> set[IndexKey]:
        """Forget a copy; returns what that touches of others' surroundings."""
        del self.copies[key]
        return self._index(key, {})

    def owners(self, touched: Iterable[IndexKey]) -> set[MachineKey]:
        """The copies of whose surroundings these are part."""
        found: set[MachineKey] = set()
        for key in touched:
            found.update(self._owners.get(key, ()))
            match key:
                case ("alive", version, value):
                    found.update(self._owners.get(("staged", version, value), ()))
                case ("tests", str(host), str(replica)) if MachineKey(host, replica) in self.copies:
                    found.add(MachineKey(host, replica))
        return found

    def _index(self, owner: MachineKey, new: dict[IndexKey, Hashable]) -> set[IndexKey]:
        old = self._entries.pop(owner, {})
        if new:
            self._entries[owner] = new
        touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
        for key in touched:
            self._count_vlans(key, old.get(key), new.get(key))
            if key in new:
                self._owners.setdefault(key, {})[owner] = new[key]
            else:
                del self._owners[key][owner]
                if not self._owners[key]:
                    del self._owners[key]
        return touched

    def _count_vlans(self, key: IndexKey, old: Hashable, new: Hashable) -> None:
        if key[0] == "subnet":
            counts = self._vlans.setdefault(key, Counter())
            counts.subtract(words_of(old))
            counts.update(words_of(new))

    def machine_facts(self, copy: Copy) -> MachineFacts:
        """The facts of one copy that is kept here."""
        family = [self.copies[key] for key in sorted(self._owners[family_key(copy.key.vm)])]
        replicated = any(member.machine.mode != states.NO_REPLICATION for member in family)
        tests = self._owners.get(tests_key(copy.key.host, copy.key.vm), {}).keys() - {copy.key}
        return MachineFacts(
            copy.key,
            copy.host,
            copy.machine,
            _running(family) if replicated else (),
            tuple(sorted(self.copies[key].machine.name for key in tests)),
            copy.evidence.drill_runs or self._drill_runs(copy),
            self._guest(copy),
            copy.evidence.proved,
        )

    def adapter_facts(self, copy: Copy) -> Iterator[AdapterFacts]:
        """The facts of each adapter of a copy that is kept here."""
        guest, primary = self._guest(copy), self._primary_copy(copy)
        for adapter in copy.machine.adapters:
            yield AdapterFacts(
                AdapterKey(copy.key.host, copy.key.vm, adapter.id),
                copy.machine.mode,
                copy.host,
                adapter,
                guest.system if guest else None,
                _primary(primary, adapter) if primary else None,
                tuple(self._staged_copies(copy, adapter)),
                tuple(self._also_staged(copy, adapter)),
                tuple(self._in_use(copy, adapter)),
                tuple(self._neighbours(copy, adapter)),
                copy.evidence.journalled.get(adapter.id),
                None if copy.evidence.drill_values is None else adapter.id in copy.evidence.drill_values,
            )

    def _family(self, copy: Copy) -> Iterator[Copy]:
        """The other members."""
        return (self.copies[key] for key in sorted(self._owners[family_key(copy.key.vm)]) if key != copy.key)

    def _primary_copy(self, copy: Copy) -> Copy | None:
        if copy.machine.mode == states.PRIMARY:
            return None
        return next((each for each in self._family(copy) if each.machine.mode == states.PRIMARY), None)

    def _guest(self, copy: Copy) -> Guest | None:
        """Seen in the copy itself, else in its primary, else as it was last known."""
        primary = self._primary_copy(copy)
        for each in (copy, primary):
            if each is not None and each.machine.enabled_state == states.RUNNING:
                machine = each.machine
                reported = any(adapter.guest is not None for adapter in machine.adapters)
                return Guest(machine.guest_system, machine.services_state, reported, each.seen)
        return copy.evidence.guest

    def _drill_runs(self, copy: Copy) -> bool:
        """A test VM is in hand where its replica is."""
        replica = self.copies.get(MachineKey(copy.key.host, copy.machine.test_of or ""))
        return replica is not None and replica.evidence.drill_runs

    def _staged_copies(self, copy: Copy, adapter: Adapter) -> Iterator[str]:
        if copy.machine.mode == states.PRIMARY:
            for each in self._family(copy):
                if each.machine.is_recovery_copy and any(
                    own.id == adapter.id and own.is_staged for own in each.machine.adapters
                ):
                    yield each.key.host

    def _also_staged(self, copy: Copy, adapter: Adapter) -> Iterator[Place]:
        if copy.machine.mode not in REPLICATED:
            return
        for ip in dict.fromkeys(parsed(adapter.staged).ips):
            held = self._owners.get(address_key("staged", ip), {})
            own = held.get(copy.key, ())
            siblings = [each for each in copy.machine.adapters if each.id != adapter.id and each.id in words_of(own)]
            strangers = [key for key in held if key.vm != copy.key.vm]
            places = [f"this VM's adapter {each.name}" for each in siblings] + self._places(strangers)
            if places:
                yield Place(str(ip), _few(places))

    def _in_use(self, copy: Copy, adapter: Adapter) -> Iterator[Place]:
        if copy.machine.mode not in RECOVERY_COPIES:
            return
        for ip in dict.fromkeys(parsed(adapter.staged).ips):
            strangers = [key for key in self._owners.get(address_key("alive", ip), ()) if key.vm != copy.key.vm]
            if strangers:
                yield Place(str(ip), _few(self._places(strangers)))

    def _places(self, keys: Iterable[MachineKey]) -> list[str]:
        """One place a family."""
        families = {key.vm: key for key in sorted(keys, reverse=True)}
        return sorted(f"{self.copies[key].machine.name} ({key.host})" for key in families.values())

    def _neighbours(self, copy: Copy, adapter: Adapter) -> Iterator[Neighbours]:
        if copy.machine.mode not in RECOVERY_COPIES:
            return
        for key, network in {subnet_key(each): each for each in parsed(adapter.staged).networks}.items():
            counts = Counter(self._vlans.get(key, ()))
            for member in self._owners[family_key(copy.key.vm)]:
                counts.subtract(words_of(self._entries[member].get(key)))
            vlans = sorted((+counts).items(), key=lambda item: (-item[1], item[0]))
            if vlans:
                yield Neighbours(str(network.cidr), tuple(vlans))


def _running(family: Iterable[Copy]) -> tuple[str, ...]:
    """Hosts on which members run, one a failover cluster: a VM that has just moved is read on two nodes."""
    return tuple({each.cluster or f"{each.key.host} alone": each.key.host for each in family if each.runs}.values())


def _primary(primary: Copy, adapter: Adapter) -> Primary:
    same = next((each for each in primary.machine.adapters if each.id == adapter.id), None)
    alive: frozenset[netaddr.IPAddress] = frozenset()
    if primary.runs:
        alive = alive.union(*(parsed_ips(each.guest.addresses) for each in primary.machine.adapters if each.guest))
    return Primary(primary.key.host, same, alive)


def _few(places: list[str]) -> str:
    """The first of them, and how many more there are."""
    return places[0] if len(places) == 1 else f"{places[0]} and {len(places) - 1} more"
