"""All hosts of a scenario in one process, with their common clock."""

from datetime import datetime
from functools import partial

from tui.practice.cim import CIMV2, MSCLUSTER, VIRTUALIZATION
from tui.practice.clock import Clock
from tui.practice.hyperv.building import add_machine, add_switches
from tui.practice.hyperv.eventlog import CHANNELS, ChannelLog
from tui.practice.hyperv.happenings import happen
from tui.practice.hyperv.host import PracticeHost
from tui.practice.hyperv.hypervisor import Cluster, Hypervisor
from tui.practice.hyperv.recovery_points import HOUR, keep_every_hour
from tui.practice.scenario.plan import ClusterPlan, Happening, HostPlan, Scenario
from tui.practice.wmi.catalogue import Catalogue


class Fleet:
    """The practice hosts of a scenario by name.

    `start` lets happen what is due as practice time runs; without it only `clock.advance` does.
    """

    def __init__(self, scenario: Scenario, clock: Clock | None = None) -> None:
        self.scenario = scenario
        self._clustered = {name for cluster in scenario.clusters for name in cluster.nodes}
        self.clock = clock or Clock(scenario.start, scenario.speed)
        self.hosts: dict[str, PracticeHost] = {}
        began = self.clock.now()
        for plan in scenario.hosts:
            state = self._host(plan)
            self.hosts[plan.name] = PracticeHost(state)
        for cluster in scenario.clusters:
            self._join(cluster)
        for machine in scenario.machines:
            for name in (machine.primary, machine.replica, machine.extended):
                if name in self.hosts:
                    add_machine(self.hosts[name].state, machine, scenario.seed, began)

        for host in self.hosts.values():
            self.clock.at(began + HOUR, partial(keep_every_hour, host.state))
        for each in scenario.timeline:
            self.clock.at(began + each.after, partial(self._happen, each))

    def start(self) -> None:
        self.clock.start()

    def stop(self) -> None:
        self.clock.stop()

    def state_of(self, name: str) -> Hypervisor | None:
        """A host's state by its name in any letter case."""
        wanted = name.casefold()
        return next((host.state for host in self.hosts.values() if host.name.casefold() == wanted), None)

    def _join(self, plan: ClusterPlan) -> None:
        nodes = [self.hosts[name].state for name in plan.nodes]
        cluster = Cluster(plan.name, plan.broker, plan.readable, nodes)
        for node in nodes:
            node.cluster = cluster

    def _holder(self, name: str, machine_id: str) -> Hypervisor | None:
        """The host that the name leads to, None when it is down or unknown."""
        found = self._lookup(name, machine_id)
        return None if found is None or found.down else found

    def _lookup(self, name: str, machine_id: str) -> Hypervisor | None:
        """The named host; or, of the cluster that it is a node of or that is named, the node with the machine."""
        wanted = name.split(".")[0].casefold()
        named = self.state_of(wanted)
        clusters = [host.state.cluster for host in self.hosts.values() if host.state.cluster is not None]
        for cluster in clusters:
            if wanted in {each.casefold() for each in (cluster.name, cluster.broker or cluster.name)} or (
                named is not None and named.cluster is cluster
            ):
                return next((node for node in cluster.nodes if node.machine(machine_id) is not None), named)
        return named

    def _happen(self, happening: Happening, when: datetime) -> None:
        happen(self.hosts[happening.host].state, happening.kind, dict(happening.arguments), when)

    def _host(self, plan: HostPlan) -> Hypervisor:
        state = Hypervisor(
            name=plan.name,
            catalogue=Catalogue(plan.build, _namespaces(plan.name in self._clustered)),
            language=plan.language,
            memory_mb=plan.memory_gb * 1024,
            clock=self.clock,
            habits=plan.habits,
            started=self.clock.now(),
            find_partner=self._holder,
            events=ChannelLog([channel for channel in CHANNELS if channel not in plan.missing_channels]),
        )
        add_switches(state, plan, self.scenario.seed)
        return state


def _namespaces(clustered: bool) -> tuple[str, ...]:
    return (VIRTUALIZATION, CIMV2, MSCLUSTER) if clustered else (VIRTUALIZATION, CIMV2)
