"""Random legal and illegal operations by messages: never a 500 without a fault, never an impossible state."""

import logging
from datetime import timedelta

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.unit.practice.bench import MANAGEMENT, SERVICE, Bench, fleet
from tests.unit.practice.wire import Failures, Reference, Wire
from tests.unit.practice_protocol.asking import GET, V2, envelope
from tui.practice.hyperv.happenings import Impossible, happen
from tui.practice.hyperv.jobs import JobState
from tui.practice.hyperv.values import Mode, Power, ReplicationState

DOCUMENTED = {0, 4096, *range(32768, 32780)}
FAILED_OVER = (ReplicationState.RECOVERED, ReplicationState.COMMITTED)
CABLE = "Msvm_EthernetPortAllocationSettingData"
MACHINES = st.sampled_from(["sql01", "sql01", "sql01", "sql01 - Test", "old01", "alone"])
PATIENCE = st.sampled_from([2, 2, 0])
"""Seconds of practice time after an operation: its job has ended, or the next one comes into it."""
AWAKE = (Power.RUNNING, Power.PAUSED, Power.STOPPING)
HOSTS = st.sampled_from(["dr", "prod"])
TEXTS = st.sampled_from(["10.9.20.5", "2001:db8::5", "junk", "", "\u202e", "a" * 300, "10.9.20.5;10.9.20.6", "'\"\\"])
HAPPENINGS: tuple[tuple[str, dict[str, str]], ...] = (
    ("restart-service", {}),
    ("clear-log", {}),
    ("rename-switch", {"from": "Isolated", "to": "Test"}),
    ("rename-switch", {"from": "Test", "to": "Isolated"}),
    ("drop-rights", {"right": "write"}),
    ("drop-rights", {}),
    ("give-rights", {}),
    ("move-clock", {"seconds": "-3600"}),
    ("truncate-staged", {"vm": "sql01"}),
    ("change-staged", {"vm": "sql01", "addresses": "10.9.20.99, x"}),
    ("suspend-replication", {"vm": "sql01"}),
    ("host-down", {}),
    ("host-up", {}),
)
SLOPPY = (
    envelope(GET, V2 + "Msvm_ComputerSystem", selectors={"Name": "x"}),
    envelope(GET, V2 + "Msvm_ComputerSystem", selectors={"Colour": "red"}),
    envelope(GET, V2 + "Msvm_Nothing"),
    envelope(V2 + f"{SERVICE}/TestReplicaSystem", V2 + SERVICE),
    envelope(V2 + f"{SERVICE}/Explode", V2 + SERVICE, selectors={"CreationClassName": SERVICE}),
    "<s:Envelope/>",
    "no xml",
)


class Operator(RuleBasedStateMachine):
    """Somebody who tries everything at any time on both sides, and fate."""

    def __init__(self) -> None:
        super().__init__()
        hosts = fleet()
        self.hosts = {name: Wire(Bench(hosts, name)) for name in ("dr", "prod")}
        self.newest: dict[tuple[str, str], int] = {}
        self.failures = Failures()
        logging.getLogger("tui.practice").addHandler(self.failures)

    def teardown(self) -> None:
        logging.getLogger("tui.practice").removeHandler(self.failures)

    @initialize(begun=st.sampled_from(["nothing", "test", "failover", "planned", "reversed"]))
    def begin(self, begun: str) -> None:
        """Somewhere in the middle, where random steps alone seldom lead."""
        dr, prod = self.hosts["dr"], self.hosts["prod"]
        sql01 = {"ComputerSystem": dr.system("sql01")}
        if begun == "test":
            self.check(dr.service(SERVICE, "TestReplicaSystem", **sql01), 2)
        if begun in ("planned", "reversed"):
            self.check(prod.on_machine("sql01", "RequestStateChange", RequestedState=3), 2)
            self.check(prod.on_machine("sql01", "RequestReplicationStateChangeEx", RequestedState=4), 2)
        if begun in ("failover", "reversed"):
            self.check(dr.service(SERVICE, "InitiateFailover", **sql01), 2)
        if begun == "reversed":
            self.check(dr.service(SERVICE, "ReverseReplicationRelationship", **sql01), 2)

    @rule(
        patience=PATIENCE,
        host=HOSTS,
        vm=MACHINES,
        method=st.sampled_from(
            [
                "TestReplicaSystem", "InitiateFailover", "RevertFailover", "CommitFailover", "Resynchronize",
                "ReverseReplicationRelationship", "GetReplicationStatistics", "RemoveReplicationRelationship",
            ]
        ),
    )  # fmt: skip
    def replicate(self, host: str, vm: str, method: str, patience: float) -> None:
        if self.has(host, vm):
            system = self.hosts[host].system(vm)
            self.check(self.hosts[host].service(SERVICE, method, ComputerSystem=system), patience)

    @rule(patience=PATIENCE, host=HOSTS, vm=MACHINES, state=st.sampled_from([0, 2, 2, 3, 4, 6, 9, 10, 11, 32769]))
    def power(self, host: str, vm: str, state: int, patience: float) -> None:
        if self.has(host, vm):
            self.check(self.hosts[host].on_machine(vm, "RequestStateChange", RequestedState=state), patience)

    @rule(patience=PATIENCE, host=HOSTS, vm=MACHINES, state=st.sampled_from([0, 1, 3, 4, 7, 9]))
    def change_replication(self, host: str, vm: str, state: int, patience: float) -> None:
        if self.has(host, vm):
            changed = self.hosts[host].on_machine(vm, "RequestReplicationStateChangeEx", RequestedState=state)
            self.check(changed, patience)

    @rule(host=HOSTS, vm=MACHINES)
    def shut_down(self, host: str, vm: str) -> None:
        if self.has(host, vm):
            keys = {"SystemName": self.hosts[host].bench.machine(vm).id}
            asked = {"Force": "true", "Reason": ""}
            self.check(self.hosts[host].invoke("Msvm_ShutdownComponent", "InitiateShutdown", keys, **asked), 0)

    @rule(host=HOSTS, vm=MACHINES)
    def destroy(self, host: str, vm: str) -> None:
        if self.has(host, vm) and vm != "alone":
            system = self.hosts[host].system(vm)
            self.check(self.hosts[host].service(MANAGEMENT, "DestroySystem", AffectedSystem=system), 0)

    @rule(patience=PATIENCE, vm=MACHINES, addresses=st.lists(TEXTS, max_size=3))
    def stage(self, vm: str, addresses: list[str], patience: float) -> None:
        if self.has("dr", vm):
            machine = self.hosts["dr"].bench.machine(vm)
            subnets = tuple("64" if ":" in address else "255.255.255.0" for address in addresses)
            settings = {
                "": "Msvm_FailoverNetworkAdapterSettingData",
                "InstanceID": f"Microsoft:FailoverNetworkSetting\\{machine.id}\\{machine.adapters[0].id}",
                "DHCPEnabled": False, "IPAddresses": tuple(addresses), "Subnets": subnets,
            }  # fmt: skip
            system = self.hosts["dr"].system(vm)
            method = "SetFailoverNetworkAdapterSettings"
            staged = self.hosts["dr"].service(SERVICE, method, ComputerSystem=system, NetworkSettings=settings)
            self.check(staged, patience)

    @rule(patience=PATIENCE, vm=MACHINES, address=TEXTS)
    def push(self, vm: str, address: str, patience: float) -> None:
        if self.has("dr", vm):
            machine = self.hosts["dr"].bench.machine(vm)
            settings = {
                "": "Msvm_GuestNetworkAdapterConfiguration",
                "InstanceID": f"Microsoft:GuestNetwork\\{machine.id}\\{machine.adapters[0].id}",
                "DHCPEnabled": False, "IPAddresses": (address,), "Subnets": ("255.255.255.0",),
            }  # fmt: skip
            system = self.hosts["dr"].system(vm)
            method = "SetGuestNetworkAdapterConfiguration"
            pushed = self.hosts["dr"].service(MANAGEMENT, method, ComputerSystem=system, NetworkConfiguration=settings)
            self.check(pushed, patience)

    @rule(patience=PATIENCE, vm=MACHINES, switch=st.sampled_from(["DR-LAN", "Isolated", "Gone"]), adds=st.booleans())
    def plug(self, vm: str, switch: str, adds: bool, patience: float) -> None:
        if not self.has("dr", vm):
            return
        dr = self.hosts["dr"]
        machine, held = dr.bench.machine(vm), dr.bench.host.state.switch_named(switch)
        adapter = f"Microsoft:{machine.id}\\{machine.adapters[-1].id}"
        doubled = adapter.replace("\\", "\\\\")
        path = f'Msvm_VirtualEthernetSwitch.CreationClassName="Msvm_VirtualEthernetSwitch",Name="{held and held.id}"'
        if adds:
            parent = f'Msvm_SyntheticEthernetPortSettingData.InstanceID="{doubled}"'
            configuration = Reference("Msvm_VirtualSystemSettingData", {"InstanceID": f"Microsoft:{machine.id}"})
            cable = {"": CABLE, "Parent": parent, "HostResource": (path,)}
            added = dr.service(
                MANAGEMENT, "AddResourceSettings", AffectedConfiguration=configuration, ResourceSettings=cable
            )
            self.check(added, patience)
        else:
            cable = {"": CABLE, "InstanceID": f"{adapter}\\C", "HostResource": (path,)}
            self.check(dr.service(MANAGEMENT, "ModifyResourceSettings", ResourceSettings=cable), patience)

    @rule(host=HOSTS, index=st.integers(0, 200))
    def look(self, host: str, index: int) -> None:
        """Any class, to the end, and every job by its key."""
        classes = self.hosts[host].bench.host.classes("root/virtualization/v2")
        self.hosts[host].rows(f"select * from {classes[index % len(classes)].name}")
        for job in self.hosts[host].rows("select * from Msvm_ConcreteJob"):
            name = job.findtext(f"{{{V2}Msvm_ConcreteJob}}InstanceID") or ""
            self.hosts[host].send(envelope(GET, V2 + "Msvm_ConcreteJob", selectors={"InstanceID": name}))
            assert self.hosts[host].invoke("Msvm_ConcreteJob", "GetErrorEx", {"InstanceID": name}) in (0, 32769)
        assert self.hosts[host].service(MANAGEMENT, "GetSummaryInformation", RequestedInformation=1) in (0, 32769)

    @rule(host=HOSTS, message=st.sampled_from(SLOPPY))
    def ask_sloppily(self, host: str, message: str) -> None:
        assert self.hosts[host].send(message).status == 500

    @rule(host=HOSTS, happening=st.sampled_from(HAPPENINGS))
    def fate(self, host: str, happening: tuple[str, dict[str, str]]) -> None:
        kind, arguments = happening
        bench = self.hosts[host].bench
        try:
            bench.fleet.clock.do(lambda when: happen(bench.host.state, kind, arguments, when))
        except Impossible:
            return
        if kind == "clear-log":
            self.newest = {key: count for key, count in self.newest.items() if key[0] != host}

    @rule(seconds=st.sampled_from([0.3, 1, 50, 400]))
    def pass_time(self, seconds: float) -> None:
        self.hosts["dr"].bench.wait(seconds)

    @invariant()
    def nothing_failed_within(self) -> None:
        assert self.failures.seen == []

    @invariant()
    def machines_are_in_possible_states(self) -> None:
        for wire in self.hosts.values():
            state = wire.bench.host.state
            assert state.memory_in_use_mb() <= state.memory_mb
            for machine in state.machines.values():
                if machine.mode is Mode.REPLICA and machine.power is not Power.OFF:
                    assert machine.relationship is not None
                    assert machine.relationship.state in FAILED_OVER
                assert not state.down or machine.power is Power.OFF
                assert (machine.started is not None) == (machine.power in AWAKE)
                assert not machine.booted or machine.started
                assert (machine.mode is Mode.TEST_REPLICA) == (machine.test_of is not None)
            tests = [machine.test_of for machine in state.machines.values() if machine.test_of]
            assert len(tests) == len(set(tests))

    @invariant()
    def one_side_is_the_primary(self) -> None:
        modes = {wire.bench.machine("sql01").mode for wire in self.hosts.values()}
        assert modes == {Mode.PRIMARY, Mode.REPLICA}

    @invariant()
    def jobs_and_events_are_consistent(self) -> None:
        now = self.hosts["dr"].bench.fleet.clock.now()
        for name, wire in self.hosts.items():
            for job in wire.bench.host.state.jobs:
                assert (job.ended is None) == (job.state is JobState.RUNNING)
                assert (job.percent(now) == 100) == (job.state is JobState.COMPLETED)
                assert job.ended is None or now - job.ended <= timedelta(minutes=5)
            for channel in wire.bench.host.events.channels():
                ids = [record.record_id for record in wire.bench.host.events.read(channel, 0)]
                assert ids == list(range(1, len(ids) + 1))
                assert len(ids) >= self.newest.get((name, channel), 0)
                self.newest[name, channel] = len(ids)

    def has(self, host: str, vm: str) -> bool:
        state = self.hosts[host].bench.host.state
        return not state.down and any(machine.name == vm for machine in state.machines.values())

    def check(self, return_value: int | None, patience: float) -> None:
        assert return_value is None or return_value in DOCUMENTED
        self.hosts["dr"].bench.wait(patience)


TestOperator = Operator.TestCase
TestOperator.settings = settings(
    max_examples=80,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=(Phase.generate, Phase.shrink),
)
