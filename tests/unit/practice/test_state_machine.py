"""Random legal and illegal operations never reach an impossible state and never a Python error."""

from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.unit.practice.bench import MANAGEMENT, SERVICE, Bench, fleet
from tui.practice.cim import VIRTUALIZATION, Argument, WmiError
from tui.practice.hyperv.jobs import JobState
from tui.practice.hyperv.values import Mode, Power, ReplicationState

DOCUMENTED = {0, 4096, *range(32768, 32780)}
FAILED_OVER = (ReplicationState.RECOVERED, ReplicationState.COMMITTED)
MACHINES = st.sampled_from(["sql01", "sql01", "sql01", "sql01 - Test", "old01", "alone"])
PATIENCE = st.sampled_from([2, 2, 0])
"""Seconds of practice time after an operation: its job has ended, or the next one comes into it."""
AWAKE = (Power.RUNNING, Power.PAUSED, Power.STOPPING)
HOSTS = st.sampled_from(["dr", "prod"])


class Operator(RuleBasedStateMachine):
    """Somebody who tries everything at any time on both sides."""

    def __init__(self) -> None:
        super().__init__()
        hosts = fleet()
        self.hosts = {name: Bench(hosts, name) for name in ("dr", "prod")}
        self.newest: dict[tuple[str, str], int] = {}

    @rule(
        patience=PATIENCE,
        host=HOSTS,
        vm=MACHINES,
        method=st.sampled_from(
            [
                "TestReplicaSystem",
                "InitiateFailover",
                "RevertFailover",
                "CommitFailover",
                "Resynchronize",
                "ReverseReplicationRelationship",
                "GetReplicationStatistics",
                "RemoveReplicationRelationship",
            ]
        ),
    )
    def replicate(self, host: str, vm: str, method: str, patience: float) -> None:
        bench = self.hosts[host]
        if self.has(bench, vm):
            self.check(bench.service(SERVICE, method, ComputerSystem=bench.system(vm)).return_value)
            self.wait(patience)

    @rule(patience=PATIENCE, host=HOSTS, vm=MACHINES, state=st.sampled_from([0, 2, 3, 4, 6, 9, 10, 11, 32769]))
    def power(self, host: str, vm: str, state: int, patience: float) -> None:
        if self.has(self.hosts[host], vm):
            self.check(self.hosts[host].on_machine(vm, "RequestStateChange", RequestedState=state).return_value)
            self.wait(patience)

    @rule(patience=PATIENCE, host=HOSTS, vm=MACHINES, state=st.sampled_from([0, 1, 3, 4, 7, 9]))
    def change_replication(self, host: str, vm: str, state: int, patience: float) -> None:
        if self.has(self.hosts[host], vm):
            result = self.hosts[host].on_machine(vm, "RequestReplicationStateChangeEx", RequestedState=state)
            self.check(result.return_value)
            self.wait(patience)

    @rule(host=HOSTS, vm=MACHINES)
    def shut_down(self, host: str, vm: str) -> None:
        bench = self.hosts[host]
        if self.has(bench, vm):
            keys = {"SystemName": bench.machine(vm).id}
            given: dict[str, Argument] = {"Force": True, "Reason": ""}
            try:
                result = bench.host.invoke(VIRTUALIZATION, "Msvm_ShutdownComponent", keys, "InitiateShutdown", given)
            except WmiError:
                return
            self.check(result.return_value)

    @rule(host=HOSTS, vm=MACHINES)
    def destroy(self, host: str, vm: str) -> None:
        bench = self.hosts[host]
        if self.has(bench, vm) and vm != "alone":
            self.check(bench.service(MANAGEMENT, "DestroySystem", AffectedSystem=bench.system(vm)).return_value)

    @rule(
        patience=PATIENCE,
        vm=MACHINES,
        addresses=st.lists(st.sampled_from(["10.9.20.5", "2001:db8::5", "junk"]), max_size=3),
    )
    def stage(self, vm: str, addresses: list[str], patience: float) -> None:
        dr = self.hosts["dr"]
        if self.has(dr, vm):
            subnets = tuple("64" if ":" in address else "255.255.255.0" for address in addresses)
            result = dr.stage(vm, DHCPEnabled=False, IPAddresses=tuple(addresses), Subnets=subnets)
            self.check(result.return_value)
            self.wait(patience)

    @initialize(begun=st.sampled_from(["nothing", "test", "failover", "planned", "reversed"]))
    def begin(self, begun: str) -> None:
        """Somewhere in the middle, where random steps alone seldom lead."""
        dr, prod = self.hosts["dr"], self.hosts["prod"]
        sql01 = {"ComputerSystem": dr.system("sql01")}
        if begun == "test":
            dr.finish(dr.service(SERVICE, "TestReplicaSystem", **sql01))
        if begun in ("planned", "reversed"):
            prod.finish(prod.on_machine("sql01", "RequestStateChange", RequestedState=3))
            prod.finish(prod.on_machine("sql01", "RequestReplicationStateChangeEx", RequestedState=4))
        if begun in ("failover", "reversed"):
            dr.finish(dr.service(SERVICE, "InitiateFailover", **sql01))
        if begun == "reversed":
            dr.finish(dr.service(SERVICE, "ReverseReplicationRelationship", **sql01))

    @rule(seconds=st.sampled_from([0.3, 1, 50, 400]))
    def pass_time(self, seconds: float) -> None:
        self.wait(seconds)

    def wait(self, seconds: float) -> None:
        self.hosts["dr"].wait(seconds)

    @invariant()
    def machines_are_in_possible_states(self) -> None:
        for bench in self.hosts.values():
            state = bench.host.state
            assert state.memory_in_use_mb() <= state.memory_mb
            for machine in state.machines.values():
                if machine.mode is Mode.REPLICA and machine.power is not Power.OFF:
                    assert machine.relationship is not None
                    assert machine.relationship.state in FAILED_OVER
                assert (machine.started is not None) == (machine.power in AWAKE)
                assert not machine.booted or machine.started
                assert (machine.mode is Mode.TEST_REPLICA) == (machine.test_of is not None)
            tests = [machine.test_of for machine in state.machines.values() if machine.test_of]
            assert len(tests) == len(set(tests))

    @invariant()
    def one_side_is_the_primary(self) -> None:
        modes = {bench.machine("sql01").mode for bench in self.hosts.values()}
        assert modes == {Mode.PRIMARY, Mode.REPLICA}

    @invariant()
    def jobs_and_events_are_consistent(self) -> None:
        now = self.hosts["dr"].fleet.clock.now()
        for name, bench in self.hosts.items():
            for job in bench.host.state.jobs:
                assert (job.ended is None) == (job.state is JobState.RUNNING)
                assert (job.percent(now) == 100) == (job.state is JobState.COMPLETED)
                assert job.ended is None or now - job.ended <= timedelta(minutes=5)
            for channel in bench.host.events.channels():
                ids = [record.record_id for record in bench.host.events.read(channel, 0)]
                assert ids == list(range(1, len(ids) + 1))
                assert len(ids) >= self.newest.get((name, channel), 0)
                self.newest[name, channel] = len(ids)

    @staticmethod
    def has(bench: Bench, vm: str) -> bool:
        return any(machine.name == vm for machine in bench.host.state.machines.values())

    @staticmethod
    def check(return_value: int) -> None:
        assert return_value in DOCUMENTED


TestOperator = Operator.TestCase
TestOperator.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=list(HealthCheck), database=None
)
