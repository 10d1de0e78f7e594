"""For every rule about adapters: what it catches, and near misses that it lets pass."""

from dataclasses import replace

from tests.unit.model.readiness.cases import Case, catches, passes
from tests.unit.model.readiness.site import (
    DR_LAN,
    GOOD,
    HOST,
    LAB,
    OTHER_LAN,
    TEST,
    adapter,
    cable,
    on_adapter,
    on_primary,
    staging,
)
from tui.model import states
from tui.model.machine import Vlan
from tui.model.readiness import Neighbours, Place
from tui.model.staged import BOTH, CLEARED, IPV4, OTHER

_IN_VLAN_20 = Neighbours("10.9.20.0/24", (("VLAN 20", 3),))
_SIX_GATEWAYS = tuple(f"10.9.20.{number}" for number in range(1, 7))
_LONG = tuple(f"2001:db8:1111:2222:3333:4444:5555:{number:04x}" for number in range(26))
"""1,014 characters with what separates them."""

NETWORK_CASES: tuple[Case, ...] = (
    catches(
        "not-connected",
        "an adapter whose connection is off",
        on_adapter(connection=cable(enabled=False)),
        "not connected: it will wake without a network",
    ),
    catches(
        "not-connected",
        "an adapter that was never connected",
        on_adapter(adapter=adapter(connection=None)),
        "not connected: it will wake without a network",
    ),
    passes("not-connected", "an adapter that is connected to a switch", on_adapter()),
    catches(
        "switch-missing",
        "a switch that only another host has",
        on_adapter(connection=cable(switch_id="GONE", switch_name=None, last_known_switch="OLD-LAN")),
        "dr-hv-01 does not have its switch OLD-LAN: it will wake without a network",
    ),
    passes(
        "switch-missing",
        "a missing switch that the connection does not use",
        on_adapter(connection=cable(switch_id="GONE", switch_name=None, enabled=False)),
    ),
    catches(
        "nothing-staged",
        "cleared settings",
        on_adapter(CLEARED),
        "nothing staged: it will wake with the primary's address",
    ),
    catches(
        "nothing-staged",
        "an adapter without a failover object",
        on_adapter(None),
        "nothing staged: it will wake with the primary's address",
    ),
    passes("nothing-staged", "one IPv6 address", on_adapter(staging("2001:db8:20::11/64"))),
    passes(
        "nothing-staged",
        "a legacy adapter, on which nothing can be staged",
        on_adapter(adapter=adapter(staged=None, kind="legacy")),
    ),
    catches(
        "vlan-not-as-primary",
        "another VLAN than on the primary",
        on_adapter(primary=on_primary(vlan=Vlan("access", 30))),
        "VLAN 20, but VLAN 30 on the primary (hq-hv-01)",
    ),
    catches(
        "vlan-not-as-primary",
        "an untagged copy of a trunk",
        on_adapter(connection=cable(vlan=None), primary=on_primary(vlan=Vlan("trunk", None, 5, (10, 20)))),
        "untagged, but trunk of 10, 20, native 5 on the primary (hq-hv-01)",
    ),
    passes("vlan-not-as-primary", "the VLAN of the primary", on_adapter(primary=on_primary())),
    passes(
        "vlan-not-as-primary",
        "another VLAN, which neighbours in its staged subnet have, too",
        on_adapter(primary=on_primary(vlan=Vlan("access", 30)), neighbours=(_IN_VLAN_20,)),
    ),
    passes("vlan-not-as-primary", "a primary that the fleet does not have", on_adapter()),
    catches(
        "vlan-not-as-neighbours",
        "the only one in another VLAN",
        on_adapter(connection=cable(vlan=None), neighbours=(_IN_VLAN_20,)),
        "untagged, but VLAN 20 on 3 others staged in 10.9.20.0/24",
    ),
    catches(
        "vlan-not-as-neighbours",
        "one of two that differ",
        on_adapter(neighbours=(Neighbours("10.9.20.0/24", (("VLAN 30", 1),)),)),
        "VLAN 20, but VLAN 30 on the other adapter staged in 10.9.20.0/24",
    ),
    catches(
        "vlan-not-as-neighbours",
        "a trunk with another native VLAN",
        on_adapter(connection=cable(vlan=Vlan("trunk", None, 5, (20, 30))), neighbours=(_IN_VLAN_20,)),
        "trunk of 20, 30, native 5, but VLAN 20 on 3 others staged in 10.9.20.0/24",
    ),
    passes(
        "vlan-not-as-neighbours",
        "a trunk whose native VLAN is theirs",
        on_adapter(connection=cable(vlan=Vlan("trunk", None, 20, (20, 30))), neighbours=(_IN_VLAN_20,)),
    ),
    passes("vlan-not-as-neighbours", "all in one VLAN", on_adapter(neighbours=(_IN_VLAN_20,))),
    passes(
        "vlan-not-as-neighbours",
        "one of the many, of which another differs",
        on_adapter(neighbours=(Neighbours("10.9.20.0/24", (("VLAN 20", 2), ("untagged", 1))),)),
    ),
    catches(
        "required-features",
        "a connection made for a software-defined network",
        on_adapter(connection=cable(required_features=("Ethernet Switch Port VFP Settings",))),
        "its connection demands Ethernet Switch Port VFP Settings: a switch without it refuses the adapter",
    ),
    passes("required-features", "a connection that demands nothing", on_adapter()),
    catches(
        "test-switch-unset",
        "no test switch",
        on_adapter(connection=cable(test_switch=None)),
        "no test switch: in a drill it will wake without a network",
    ),
    passes("test-switch-unset", "a test pool", on_adapter(connection=cable(test_switch=None, test_pool="Lab pool"))),
    catches(
        "test-switch-missing",
        "a test switch that was renamed",
        on_adapter(connection=cable(test_switch="Old Test")),
        "dr-hv-01 does not have the test switch Old Test",
    ),
    passes(
        "test-switch-missing",
        "a test switch in another letter case",
        on_adapter(connection=cable(test_switch=TEST.name.upper())),
    ),
    catches(
        "test-switch-production",
        "the production switch as test switch",
        on_adapter(connection=cable(test_switch=DR_LAN.name)),
        "the test switch DR-LAN is its production switch: a drill would put a second copy beside the first",
    ),
    passes(
        "test-switch-production",
        "another external switch",
        on_adapter(connection=cable(test_switch=OTHER_LAN.name)),
    ),
    catches(
        "test-switch-not-isolated",
        "an external test switch",
        on_adapter(connection=cable(test_switch=OTHER_LAN.name)),
        "the test switch OTHER-LAN is external: a drill would reach the network behind it",
    ),
    passes("test-switch-not-isolated", "an internal test switch", on_adapter(connection=cable(test_switch=LAB.name))),
    passes(
        "test-switch-not-isolated",
        "a switch of which the kind is not known",
        on_adapter(
            connection=cable(test_switch=OTHER_LAN.name),
            host=replace(HOST, switches=(replace(OTHER_LAN, kind="unknown"),)),
        ),
    ),
    catches(
        "test-switch-shared-with-host",
        "an internal test switch",
        on_adapter(connection=cable(test_switch=LAB.name)),
        "the test switch Lab is internal: a drill would reach dr-hv-01 itself",
    ),
    passes("test-switch-shared-with-host", "a private test switch", on_adapter()),
)

ADDRESS_CASES: tuple[Case, ...] = (
    catches(
        "unpaired",
        "an address more than masks",
        on_adapter(replace(GOOD, addresses=("10.9.20.11", "10.9.20.12"))),
        "10.9.20.12 has no mask",
    ),
    catches(
        "unpaired",
        "a mask more than addresses",
        on_adapter(replace(GOOD, subnets=("255.255.255.0", "255.255.0.0"))),
        "mask 255.255.0.0 belongs to no address",
    ),
    catches("unpaired", "an empty mask", on_adapter(replace(GOOD, subnets=("",))), "10.9.20.11 has no mask"),
    passes("unpaired", "as many masks as addresses", on_adapter(staging("10.9.20.11/24", "10.9.20.12/24"))),
    catches(
        "unparsable",
        "an octet too great",
        on_adapter(replace(GOOD, addresses=("10.9.20.300",))),
        "10.9.20.300: not an IPv4 or IPv6 address",
    ),
    catches(
        "unparsable",
        "a mask with a hole",
        on_adapter(replace(GOOD, subnets=("255.0.255.0",))),
        "255.0.255.0: not a mask, its ones are not in one run",
    ),
    catches(
        "unparsable",
        "a gateway that is a name",
        on_adapter(replace(GOOD, gateways=("router",))),
        "gateway router: not an IPv4 or IPv6 address",
    ),
    catches(
        "unparsable",
        "a DNS server with a port",
        on_adapter(replace(GOOD, dns=("10.9.0.10:53",))),
        "DNS server 10.9.0.10:53: not an IPv4 or IPv6 address",
    ),
    passes("unparsable", "an IPv6 address in capitals", on_adapter(replace(GOOD, dns=("10.9.0.10", "2001:DB8::53")))),
    catches(
        "zone-id",
        "a gateway with a zone",
        on_adapter(staging("2001:db8:20::11/64", gateways=("fe80::1%4",))),
        "fe80::1%4: a zone (%…) means nothing to another machine",
    ),
    passes(
        "zone-id",
        "a link-local gateway without a zone",
        on_adapter(staging("2001:db8:20::11/64", gateways=("fe80::1",))),
    ),
    catches(
        "no-host-address",
        "the network address",
        on_adapter(replace(GOOD, addresses=("10.9.20.0",))),
        "10.9.20.0 is the network address of 10.9.20.0/24",
    ),
    catches(
        "no-host-address",
        "the broadcast address",
        on_adapter(replace(GOOD, addresses=("10.9.20.255",))),
        "10.9.20.255 is the broadcast address of 10.9.20.0/24",
    ),
    catches(
        "no-host-address",
        "a multicast address",
        on_adapter(replace(GOOD, addresses=("224.0.0.9",))),
        "224.0.0.9 is a multicast address",
    ),
    catches(
        "no-host-address",
        "a loopback address",
        on_adapter(staging("::1/128", gateways=())),
        "::1 is a loopback address",
    ),
    catches(
        "no-host-address",
        "the unspecified address",
        on_adapter(replace(GOOD, addresses=("0.0.0.0",))),
        "0.0.0.0 is the unspecified address",
    ),
    catches(
        "no-host-address",
        "an IPv4-mapped address",
        on_adapter(staging("::ffff:10.9.20.11/120", gateways=())),
        "::ffff:a09:140b is an IPv4-mapped address",
    ),
    passes("no-host-address", "either end of a /31", on_adapter(staging("10.9.20.0/31", "10.9.20.3/31"))),
    passes("no-host-address", "a /32", on_adapter(staging("10.9.20.0/32"))),
    passes("no-host-address", "either end of a /127", on_adapter(staging("2001:db8::/127", "2001:db8::3/127"))),
    passes("no-host-address", "a /128", on_adapter(staging("2001:db8::/128"))),
    passes("no-host-address", "the last address of an IPv6 subnet", on_adapter(staging("2001:db8::ffff/112"))),
    passes("no-host-address", "x.x.x.255 inside a /16", on_adapter(staging("10.9.20.255/16"))),
    catches(
        "no-host-gateway",
        "a gateway at the network address",
        on_adapter(replace(GOOD, gateways=("10.9.20.0",))),
        "gateway 10.9.20.0 is the network address of 10.9.20.0/24",
    ),
    passes(
        "no-host-gateway", "a gateway at the last address but one", on_adapter(replace(GOOD, gateways=("10.9.20.254",)))
    ),
    catches(
        "no-host-dns",
        "a multicast DNS server",
        on_adapter(replace(GOOD, dns=("224.0.0.251",))),
        "DNS server 224.0.0.251 is a multicast address",
    ),
    passes("no-host-dns", "a DNS server that asks itself", on_adapter(replace(GOOD, dns=("127.0.0.1",)))),
    catches(
        "gateway-off-subnets",
        "the announcement's own sample",
        on_adapter(staging("192.168.1.1/24", gateways=("192.168.31.1",))),
        "gateway 192.168.31.1 is on none of this adapter's subnets",
    ),
    catches(
        "gateway-off-subnets",
        "a link-local gateway without an IPv6 address",
        on_adapter(replace(GOOD, gateways=("fe80::1",))),
        "gateway fe80::1 is on none of this adapter's subnets",
    ),
    passes(
        "gateway-off-subnets",
        "a gateway on the second of two subnets",
        on_adapter(staging("10.9.20.11/24", "10.9.30.11/24", gateways=("10.9.30.1",))),
    ),
    passes(
        "gateway-off-subnets",
        "a link-local gateway of an IPv6 address",
        on_adapter(staging("2001:db8:20::11/64", gateways=("fe80::1",))),
    ),
    passes(
        "gateway-off-subnets",
        "a gateway where a mask is unknown",
        on_adapter(replace(GOOD, subnets=(), gateways=("192.168.31.1",))),
    ),
    catches(
        "gateway-is-address",
        "an adapter that is its own gateway",
        on_adapter(replace(GOOD, gateways=("10.9.20.11",))),
        "gateway 10.9.20.11 is this adapter's own address",
    ),
    passes("gateway-is-address", "a gateway beside the address", on_adapter(replace(GOOD, gateways=("10.9.20.12",)))),
    catches(
        "too-many-gateways",
        "six gateways",
        on_adapter(replace(GOOD, gateways=_SIX_GATEWAYS)),
        "6 gateways: an adapter takes at most five",
    ),
    passes("too-many-gateways", "five gateways", on_adapter(replace(GOOD, gateways=_SIX_GATEWAYS[:5]))),
    catches(
        "family-protocol",
        "an IPv6 address under IPv4",
        on_adapter(staging("10.9.20.11/24", "2001:db8::11/64", protocol=IPV4)),
        "the protocol says IPv4, the addresses are IPv4 and IPv6",
    ),
    catches(
        "family-protocol",
        "an undocumented protocol",
        on_adapter(replace(GOOD, protocol=OTHER)),
        "the protocol says other, the addresses are IPv4",
    ),
    passes("family-protocol", "both families under both", on_adapter(staging("10.9.20.11/24", "2001:db8::11/64"))),
    passes("family-protocol", "a protocol without addresses", on_adapter(replace(CLEARED, protocol=BOTH))),
    catches(
        "dhcp-with-addresses",
        "DHCP beside an IPv4 address",
        on_adapter(replace(GOOD, dhcp=True)),
        "DHCP for IPv4 is on: a guest may take a lease and not 10.9.20.11",
    ),
    passes("dhcp-with-addresses", "DHCP beside IPv6 alone", on_adapter(staging("2001:db8::11/64"))),
    catches(
        "dns-missing",
        "an address without a DNS server",
        on_adapter(replace(GOOD, dns=())),
        "no DNS server: it will resolve no names",
    ),
    passes("dns-missing", "no DNS server where nothing is staged", on_adapter(CLEARED)),
    catches(
        "dns-family",
        "an IPv6 DNS server beside IPv4 alone",
        on_adapter(replace(GOOD, dns=("10.9.0.10", "2001:db8::53"))),
        "DNS server 2001:db8::53 is IPv6 and no IPv6 address is staged",
    ),
    passes(
        "dns-family",
        "DNS servers of both families that are staged",
        on_adapter(staging("10.9.2.1/24", "2001:db8::1/64")),
    ),
    catches(
        "guest-buffers",
        "DNS servers one character too long together",
        on_adapter(replace(GOOD, dns=(*_LONG, "10.9.0.100"))),
        "the list of DNS servers takes 1025 characters, a guest's buffer holds 1024",
    ),
    passes("guest-buffers", "DNS servers that just fit", on_adapter(replace(GOOD, dns=(*_LONG, "10.9.0.10")))),
)

DUPLICATE_CASES: tuple[Case, ...] = (
    catches(
        "twice-on-adapter",
        "one address in two spellings",
        on_adapter(staging("10.9.20.11/24", addresses=("2001:db8::1", "2001:DB8:0::1"), subnets=("64", "64"))),
        "2001:db8::1 is staged 2 times on this adapter",
    ),
    passes("twice-on-adapter", "two addresses in one subnet", on_adapter(staging("10.9.20.11/24", "10.9.20.12/24"))),
    catches(
        "twice-in-fleet",
        "an address that another VM stages, too",
        on_adapter(also_staged=(Place("10.9.20.11", "app07 (dr-hv-01)"),)),
        "10.9.20.11 is also staged on app07 (dr-hv-01)",
    ),
    passes("twice-in-fleet", "an address that nobody else stages", on_adapter()),
    catches(
        "in-use",
        "an address that another VM's guest reports",
        on_adapter(in_use=(Place("10.9.20.11", "web03 (dr-hv-02)"),)),
        "10.9.20.11 is in use on web03 (dr-hv-02)",
    ),
    passes("in-use", "an address that no guest reports", on_adapter()),
    catches(
        "alive-on-primary",
        "the primary's own address while it runs",
        on_adapter(primary=on_primary("10.9.20.11")),
        "10.9.20.11 is alive on the primary (hq-hv-01)",
    ),
    passes("alive-on-primary", "an address beside the primary's", on_adapter(primary=on_primary("10.9.20.12"))),
    passes("alive-on-primary", "a primary that does not run", on_adapter(primary=on_primary())),
)

INJECTION_CASES: tuple[Case, ...] = (
    catches(
        "legacy-adapter",
        "an emulated adapter",
        on_adapter(adapter=adapter(kind="legacy")),
        "legacy adapter: nothing can be injected",
    ),
    passes("legacy-adapter", "a synthetic adapter", on_adapter()),
    catches(
        "ipv6-only-not-windows",
        "IPv6 alone on Linux",
        on_adapter(staging("2001:db8:20::11/64"), guest_system="Ubuntu 22.04"),
        "only IPv6 is staged and the guest is Ubuntu 22.04: with DHCP on, it may set no static address at all",
    ),
    passes(
        "ipv6-only-not-windows",
        "both families on Linux",
        on_adapter(staging("10.9.20.11/24", "2001:db8:20::11/64"), guest_system="Ubuntu 22.04"),
    ),
    passes(
        "ipv6-only-not-windows",
        "IPv6 alone on Windows",
        on_adapter(staging("2001:db8:20::11/64"), guest_system="Windows Server 2019"),
    ),
    passes("ipv6-only-not-windows", "IPv6 alone on an unknown guest", on_adapter(staging("2001:db8:20::11/64"))),
)

PRACTICE_CASES: tuple[Case, ...] = (
    catches(
        "dynamic-mac",
        "a MAC address that the host chooses",
        on_adapter(adapter=adapter(static_mac=False)),
        "dynamic MAC address: a guest that ties its settings to the MAC may see a new adapter",
    ),
    passes("dynamic-mac", "a static MAC address", on_adapter()),
    catches(
        "failback-missing",
        "a primary without settings of its own",
        on_adapter(CLEARED, mode=states.PRIMARY, copies_staged=("dr-hv-01",)),
        "nothing staged here on the primary: after failback it will wake with the address it has on dr-hv-01",
    ),
    passes("failback-missing", "a primary whose copies stage nothing", on_adapter(CLEARED, mode=states.PRIMARY)),
    passes(
        "failback-missing",
        "a primary with settings of its own",
        on_adapter(mode=states.PRIMARY, copies_staged=("dr-hv-01",)),
    ),
    catches(
        "shorter-than-journal",
        "the first of two addresses left",
        on_adapter(journalled=staging("10.9.20.11/24", "10.9.20.12/24")),
        "1 of 2 addresses are left of what was staged here: another tool cut the rest",
    ),
    passes("shorter-than-journal", "what the journal says", on_adapter(journalled=GOOD)),
    passes(
        "shorter-than-journal",
        "fewer addresses, but others",
        on_adapter(journalled=staging("10.9.20.21/24", "10.9.20.22/24", gateways=("10.9.20.1",))),
    ),
    passes("shorter-than-journal", "no journal", on_adapter()),
    catches(
        "drill-values-staged",
        "a drill's values not taken back",
        on_adapter(drill_values=True),
        "a drill's own addresses are still staged: it would wake with them",
    ),
    passes("drill-values-staged", "values of its own", on_adapter(drill_values=False)),
    passes("drill-values-staged", "no journal", on_adapter()),
)

ADAPTER_CASES = NETWORK_CASES + ADDRESS_CASES + DUPLICATE_CASES + INJECTION_CASES + PRACTICE_CASES
