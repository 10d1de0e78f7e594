"""The fleet as entries: what `hvr export` and a snapshot write, with everything exactly as the hosts hold it."""

from collections.abc import Callable, Iterable, Iterator

from tui.model.change import AdapterNetwork, Change
from tui.model.machine import Adapter, Machine, Switch
from tui.model.plan.values import UNSET, PlanEntry, Site, SiteHost, Where, Wish
from tui.model.staged import CLEARED, StagedRaw
from tui.model.states import NO_REPLICATION, TEST_REPLICA

Choose = Callable[[SiteHost, Machine], bool]


def replicated(host: SiteHost, machine: Machine) -> bool:
    """Primaries and replicas: what an export holds unless told otherwise."""
    return machine.mode not in (NO_REPLICATION, TEST_REPLICA)


def entries_of(site: Site, choose: Choose = replicated) -> tuple[PlanEntry, ...]:
    """An entry for every adapter of every VM that is chosen, hosts and VMs in the fleet's order."""
    return tuple(_entries(site, choose))


def entries_of_plan(plan: Iterable[Change], site: Site) -> tuple[PlanEntry, ...]:
    """A plan as a file has it: what each adapter shall hold, whole."""
    switches = {host.name: host.inventory.switches if host.inventory else () for host in site}
    return tuple(
        PlanEntry(
            change.key.host,
            change.vm_name,
            change.key.vm,
            change.mode,
            change.adapter_name,
            change.key.adapter,
            wish_of(change.after, switches.get(change.key.host, ())),
        )
        for change in plan
    )


def wish_of(network: AdapterNetwork, switches: tuple[Switch, ...]) -> Wish:
    """Exactly what an adapter holds, as a wish."""
    names = {switch.id.upper(): switch.name for switch in switches}
    switch = names.get(network.switch_id.upper()) if network.switch_id else None
    staged = network.staged
    if staged is None:
        return Wish(
            no_failover_object=True,
            connected=network.connected,
            switch=switch,
            switch_id=network.switch_id,
            test_switch=network.test_switch,
        )
    return Wish(
        addresses=staged.addresses,
        subnets=staged.subnets,
        gateways=staged.gateways,
        dns=staged.dns,
        protocol=staged.protocol,
        dhcp=staged.dhcp,
        connected=network.connected,
        switch=switch,
        switch_id=network.switch_id,
        test_switch=network.test_switch,
    )


def network_of_wish(wish: Wish, now: AdapterNetwork, switches: tuple[Switch, ...] | None = None) -> AdapterNetwork:
    """What an adapter holds where the wish is fulfilled to the letter, whether or not that makes sense.

    `switches` are the host's where it is another one than the wish was written for: a switch is known by name then.
    """
    switch_id = now.switch_id if wish.switch_id is UNSET else wish.switch_id
    if switches is not None and wish.switch is not UNSET:
        switch_id = next((switch.id for switch in switches if switch.name == wish.switch), switch_id)
    if switch_id is not None and now.switch_id is not None and switch_id.upper() == now.switch_id.upper():
        switch_id = now.switch_id
    held = now.staged or CLEARED
    staged = StagedRaw(
        held.protocol if wish.protocol is UNSET else wish.protocol,
        held.dhcp if wish.dhcp is UNSET else wish.dhcp,
        held.addresses if wish.addresses is UNSET else wish.addresses,
        held.subnets if wish.subnets is UNSET else wish.subnets,
        held.gateways if wish.gateways is UNSET else wish.gateways,
        held.dns if wish.dns is UNSET else wish.dns,
    )
    asks_nothing = now.staged is None and staged == CLEARED
    return AdapterNetwork(
        None if wish.no_failover_object or asks_nothing else staged,
        now.test_switch if wish.test_switch is UNSET else wish.test_switch,
        now.connected if wish.connected is UNSET else wish.connected,
        switch_id,
    )


def _entries(site: Site, choose: Choose) -> Iterator[PlanEntry]:
    for host in site:
        if host.inventory is None:
            continue
        for machine in host.inventory.machines:
            if choose(host, machine):
                for adapter in machine.adapters:
                    yield _entry(host, machine, adapter, host.inventory.switches)


def _entry(host: SiteHost, machine: Machine, adapter: Adapter, switches: tuple[Switch, ...]) -> PlanEntry:
    wish = wish_of(AdapterNetwork.of(adapter), switches)
    return PlanEntry(host.name, machine.name, machine.id, machine.mode, adapter.name, adapter.id, wish, Where())
