"""The isolation guard: whether a test VM could reach, or be reached from, anything that is in production.

Pure functions of facts that were just read. They are asked before a drill, and once more right before each test VM is
started: a test switch is a name (facts/hyperv-wmi.md 4), and a name can change hands in between.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tui.model import states
from tui.model.machine import Adapter, Machine, Switch, Vlan
from tui.model.readiness.networks import vlan_words

SWITCH_UNSET = "test-switch-unset"
SWITCH_MISSING = "test-switch-missing"
SWITCH_PRODUCTION = "test-switch-production"
SWITCH_OPEN = "test-switch-not-isolated"
SWITCH_AMBIGUOUS = "test-switch-ambiguous"
SWITCH_CARRIES = "test-switch-carries-production"
SWITCH_POOL = "test-switch-pool"
SWITCH_KIND = "test-switch-kind-unknown"
ELSEWHERE = "test-vm-elsewhere"

GUARDED_RULES = frozenset({SWITCH_UNSET, SWITCH_MISSING, SWITCH_PRODUCTION, SWITCH_OPEN})
"""Ids of readiness rules that ask the same of a drill, with less to look at: the guard's answer stands for theirs."""
WAIVABLE_RULES = frozenset({SWITCH_PRODUCTION, SWITCH_OPEN, SWITCH_CARRIES, SWITCH_POOL, SWITCH_KIND})
"""Ids of the guard's findings that a reason may waive."""


@dataclass(frozen=True, slots=True)
class IsolationFinding:
    """What the guard has to say of one adapter."""

    id: str
    """That of the readiness rule which asks the same, where there is one: one waiver is for both."""
    adapter: str
    """Adapter GUID, upper case."""
    sentence: str
    mends: str
    """What mends it, as an instruction; empty where nothing needs to."""
    blocks: bool = True
    """False: it is isolated, and worth saying."""
    waivable: bool = True
    """Somebody may go ahead in spite of it, with a reason."""


@dataclass(frozen=True, slots=True)
class HostWires:
    """The switches of one host and everything that is plugged into them, as just read."""

    host: str
    switches: tuple[Switch, ...]
    machines: tuple[Machine, ...]
    """Every VM of the host, test VMs too."""
    elsewhere: tuple[Machine, ...] = ()
    """VMs of other hosts: a VLAN is not one host's alone."""


def guard_replica(replica: Machine, wires: HostWires) -> tuple[IsolationFinding, ...]:
    """What speaks against test-failing a replica over, by the test switches that its adapters name.

    The test VM's connection takes the VLAN of the replica's.
    """
    return tuple(finding for adapter in replica.adapters for finding in _planned(replica, adapter, wires))


def guard_test_vm(
    test_vm: Machine, replica: Machine, wires: HostWires, pairs: Mapping[str, Adapter] | None = None
) -> tuple[IsolationFinding, ...]:
    """What speaks against starting a test VM, by what its adapters are really connected to now.

    `pairs`: the test VM's adapters by the GUIDs of the replica's adapters that they stand for, where those differ.
    """
    twins = {adapter.id: adapter for adapter in test_vm.adapters} if pairs is None else pairs
    originals = {twins[each.id].id: each for each in replica.adapters if each.id in twins}
    return tuple(
        finding
        for adapter in test_vm.adapters
        for finding in _actual(replica, adapter, originals.get(adapter.id), wires)
    )


def refusals(findings: Iterable[IsolationFinding], waived: Mapping[str, str]) -> tuple[IsolationFinding, ...]:
    """The findings that stop a drill: those that block and that no reason, by id, waives or may waive."""
    return tuple(each for each in findings if each.blocks and not (each.waivable and waived.get(each.id, "").strip()))


def _planned(replica: Machine, adapter: Adapter, wires: HostWires) -> Iterator[IsolationFinding]:
    cable = adapter.connection
    if cable is not None and cable.test_pool:
        yield _pool(adapter)
    name = cable.test_switch if cable is not None else None
    if cable is None or not name:
        if cable is None or not cable.test_pool:
            yield _without_network(adapter, "no test switch")
        return
    named = _named(wires, name)
    if not named:
        yield IsolationFinding(
            SWITCH_MISSING,
            adapter.id,
            f"{wires.host} does not have the test switch {name}",
            "set a test switch that this host has",
            waivable=False,
        )
    if len(named) > 1:
        yield _ambiguous(adapter, name, len(named), wires)
    for switch in named:
        yield from _judge(replica, adapter, switch, cable.vlan, wires)


def _actual(
    replica: Machine, adapter: Adapter, original: Adapter | None, wires: HostWires
) -> Iterator[IsolationFinding]:
    cable = adapter.connection
    if cable is None or not cable.enabled or cable.switch_id is None:
        yield _without_network(adapter, "its test VM is not connected")
        return
    meant = original.connection if original is not None else None
    name = meant.test_switch if meant is not None else None
    switch = next((each for each in wires.switches if _same(each.id, cable.switch_id)), None)
    if switch is None:
        if cable.switch_name is not None:
            yield _elsewhere(adapter, cable.switch_name, name)
        else:
            yield _without_network(adapter, "its test VM's switch is gone")
        return
    if not (meant is not None and meant.test_pool and not name) and not _same(switch.name, name or ""):
        yield _elsewhere(adapter, switch.name, name)
    if len(named := _named(wires, switch.name)) > 1:
        yield _ambiguous(adapter, switch.name, len(named), wires)
    yield from _judge(replica, adapter, switch, cable.vlan, wires)


def _judge(
    replica: Machine, adapter: Adapter, switch: Switch, vlan: Vlan | None, wires: HostWires
) -> Iterator[IsolationFinding]:
    """What speaks against one switch that this host has."""
    mends = "set a private switch that nothing else uses as the test switch"
    if _is_home_of(replica, switch):
        sentence = f"the test switch {switch.name} is its production switch: a drill would put a second copy beside it"
        yield IsolationFinding(SWITCH_PRODUCTION, adapter.id, sentence, mends)
    carried = sorted(machine.name for machine in wires.machines if _in_production(machine) and _uses(machine, switch))
    if carried:
        others = f" and {len(carried) - 1} more" if len(carried) > 1 else ""
        sentence = f"the test switch {switch.name} carries {carried[0]}{others}, which no drill may reach"
        yield IsolationFinding(SWITCH_CARRIES, adapter.id, sentence, mends)
    if switch.kind == "unknown":
        sentence = f"what kind of switch {switch.name} is was not told: whether it is isolated is not known"
        yield IsolationFinding(SWITCH_KIND, adapter.id, sentence, mends)
    if switch.kind == "external" and (why := _open_vlan(replica, vlan, wires)):
        sentence = f"the test switch {switch.name} is external and {why}: a drill would reach the network behind it"
        yield IsolationFinding(SWITCH_OPEN, adapter.id, sentence, mends)


def _open_vlan(replica: Machine, vlan: Vlan | None, wires: HostWires) -> str:
    """Why a VLAN isolates nothing on an external switch; empty for one that no production adapter carries."""
    if vlan is None or vlan.mode != "access" or not vlan.access_id:
        return vlan_words(vlan)
    everyone = (*wires.machines, *wires.elsewhere, replica)
    for machine in everyone:
        if machine.mode != states.TEST_REPLICA and any(
            _is_plugged(adapter) and vlan.access_id in _vlan_ids(adapter) for adapter in machine.adapters
        ):
            return f"{vlan_words(vlan)} is that of {machine.name}"
    return ""


def _vlan_ids(adapter: Adapter) -> frozenset[int]:
    vlan = adapter.connection.vlan if adapter.connection is not None else None
    if vlan is None:
        return frozenset()
    return frozenset(each for each in (vlan.access_id, vlan.native_id, *vlan.allowed_ids) if each)


def _is_home_of(replica: Machine, switch: Switch) -> bool:
    """One of the replica's own adapters is or was connected to it, or to one that was called so."""
    for adapter in replica.adapters:
        cable = adapter.connection
        if cable is not None and (
            _same(switch.id, cable.switch_id or "")
            or _same(switch.name, cable.switch_name or "")
            or _same(switch.name, cable.last_known_switch or "")
        ):
            return True
    return False


def _in_production(machine: Machine) -> bool:
    """It is alive, or it is no copy at all: a primary, or a VM without replication."""
    if machine.mode == states.TEST_REPLICA:
        return False
    return not machine.is_recovery_copy or machine.enabled_state == states.RUNNING


def _uses(machine: Machine, switch: Switch) -> bool:
    return any(
        adapter.connection is not None and _same(switch.id, adapter.connection.switch_id or "")
        for adapter in machine.adapters
    )


def _is_plugged(adapter: Adapter) -> bool:
    """It is or was connected to something."""
    cable = adapter.connection
    return cable is not None and bool(cable.switch_id or cable.last_known_switch)


def _named(wires: HostWires, name: str) -> tuple[Switch, ...]:
    return tuple(switch for switch in wires.switches if _same(switch.name, name))


def _same(one: str, other: str) -> bool:
    """Hyper-V tells neither GUIDs nor names of switches apart by case."""
    return bool(other) and one.casefold() == other.casefold()


def _without_network(adapter: Adapter, why: str) -> IsolationFinding:
    sentence = f"{why}: isolated, and no network reaches the guest; what is staged still does, through data exchange"
    return IsolationFinding(SWITCH_UNSET, adapter.id, sentence, "set an isolated test switch", blocks=False)


def _pool(adapter: Adapter) -> IsolationFinding:
    sentence = "its test network is a resource pool: which switch that is, and whether it is isolated, is not known"
    return IsolationFinding(SWITCH_POOL, adapter.id, sentence, "set an isolated test switch by name")


def _ambiguous(adapter: Adapter, name: str, count: int, wires: HostWires) -> IsolationFinding:
    sentence = f"{wires.host} has {count} switches called {name}: which one a test VM is on is not known"
    return IsolationFinding(SWITCH_AMBIGUOUS, adapter.id, sentence, "give each a name of its own", waivable=False)


def _elsewhere(adapter: Adapter, found: str, meant: str | None) -> IsolationFinding:
    wanted = f"not on {meant}, its test switch" if meant else "its replica names no test switch"
    sentence = f"its test VM is on the switch {found}, and {wanted}"
    return IsolationFinding(ELSEWHERE, adapter.id, sentence, "look at what was renamed or reconnected", waivable=False)
