"""A small fleet for plans, and strategies of what one may hold."""

from dataclasses import replace

from hypothesis import strategies as st

from tests.unit.model.test_form import raws
from tui.model.change import AdapterNetwork
from tui.model.machine import Adapter, Connection, GuestReported, Inventory, Machine, Switch
from tui.model.plan.values import PlanEntry, Site, SiteHost, Wish
from tui.model.staged import CLEARED, StagedRaw
from tui.model.states import REPLICA

VM = "11111111-1111-4111-8111-111111111111"
OTHER_VM = "22222222-2222-4222-8222-222222222222"
NIC = "AAAAAAAA-AAAA-4AAA-8AAA-AAAAAAAAAAAA"
OTHER_NIC = "BBBBBBBB-BBBB-4BBB-8BBB-BBBBBBBBBBBB"
LAN = Switch("C0000000-0000-4000-8000-000000000001", "DR-LAN", "external")
TEST = Switch("C0000000-0000-4000-8000-000000000002", "Private Test Network", "private")

NASTY = (
    "", " ", "=1+1", "+1", "-1", "@SUM(A1)", "'quoted", '"quoted"', "a,b;c\td", "line\nbreak", "\r", "\x1b[31m", "\x00",
    "nul", "null", "true", "123", "1e3", "[/b] [red]", "| pipe |", "‘’‚‛", "$(x)", "`x`", "- x", "? y", "# z", "&a *b",
    "\u202eevil", "\u2028", "\ufeff", "日本", "🙂", "a: b", "10.0.0.1/24", "%s", "\x85",
)  # fmt: skip
names = st.one_of(st.sampled_from(NASTY), st.text(max_size=12))
guids = st.uuids().map(lambda value: str(value).upper())
wishes = st.builds(
    lambda raw, connected, switch, test: Wish(
        addresses=raw.addresses,
        subnets=raw.subnets,
        gateways=raw.gateways,
        dns=raw.dns,
        protocol=raw.protocol,
        dhcp=raw.dhcp,
        connected=connected,
        switch=switch,
        switch_id=None if switch is None else LAN.id,
        test_switch=test,
    ),
    raws,
    st.booleans(),
    st.none() | names,
    st.none() | names,
)
bare = st.builds(
    lambda connected, test: Wish(
        no_failover_object=True, connected=connected, switch=None, switch_id=None, test_switch=test
    ),
    st.booleans(),
    st.none() | names,
)
entries = st.builds(PlanEntry, names, names, guids, st.integers(0, 9), names, guids, wish=st.one_of(wishes, bare))


def adapter(
    staged: StagedRaw | None = CLEARED,
    *,
    nic: str = NIC,
    name: str = "Network Adapter",
    guest: GuestReported | None = None,
) -> Adapter:
    cable = Connection(f"Microsoft:{VM}\\{nic}\\C", True, LAN.id, LAN.name, test_switch=TEST.name)
    return Adapter(
        nic, f"Microsoft:{VM}\\{nic}", name, "00155D000001", "synthetic", connection=cable, staged=staged,
        staged_id=None if staged is None else f"Microsoft:FailoverNetworkSetting\\{VM}\\{nic}", guest=guest,
    )  # fmt: skip


def machine(*adapters: Adapter, vm: str = VM, name: str = "sql01", mode: int = REPLICA) -> Machine:
    return Machine(vm, name, mode, 3, adapters=adapters or (adapter(),))


def host(
    *machines: Machine,
    name: str = "dr-hv-01",
    answers: bool = True,
    cluster: str | None = None,
    switches: tuple[Switch, ...] = (LAN, TEST),
) -> SiteHost:
    return SiteHost(name, Inventory(name.upper(), "10.0.17763", machines, switches), answers, cluster)


def site_with(raw: StagedRaw | None) -> Site:
    return (host(machine(adapter(raw))),)


def holding(site: Site, network: AdapterNetwork) -> Site:
    """The site's first adapter with another content: what a host holds after it took a change."""
    (first, *others) = site
    assert first.inventory is not None
    (vm, *vms) = first.inventory.machines
    (nic, *nics) = vm.adapters
    assert nic.connection is not None
    cable = replace(
        nic.connection, enabled=network.connected, switch_id=network.switch_id, test_switch=network.test_switch
    )
    nic = replace(nic, staged=network.staged, connection=cable)
    inventory = replace(first.inventory, machines=(replace(vm, adapters=(nic, *nics)), *vms))
    return (replace(first, inventory=inventory), *others)
