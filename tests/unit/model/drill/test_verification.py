"""What was staged against what a guest reports: the comparison, the suspected cause, and the verdict."""

import ipaddress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.drill.causes import CAUSES
from tui.model.drill.comparing import compare
from tui.model.drill.values import AdapterProof, DrillVerdict
from tui.model.drill.verification import arrived, is_settled, prove, verdict_of
from tui.model.guest import NO_CONTACT, OK, GuestServices
from tui.model.machine import SERVICES_CURRENT, SERVICES_OUTDATED, Adapter, GuestReported
from tui.model.staged import BOTH, CLEARED, IPV4, IPV6, StagedRaw

STAGED = StagedRaw(
    BOTH,
    False,
    ("10.9.20.11", "10.9.20.12", "2001:db8:20::11"),
    ("255.255.255.0", "255.255.255.0", "64"),
    ("10.9.20.1", "2001:db8:20::1"),
    ("10.9.0.10", "10.9.0.11"),
)
AS_STAGED = GuestReported(BOTH, False, STAGED.addresses, STAGED.subnets, STAGED.gateways, STAGED.dns)
PRIMARYS = GuestReported(IPV4, False, ("10.1.20.11",), ("255.255.255.0",), ("10.1.20.1",), ("10.1.0.10",))
FROM_DHCP = GuestReported(IPV4, True, ("169.254.20.7",), ("255.255.0.0",))
WINDOWS = GuestServices(True, OK, OK, SERVICES_CURRENT, "Windows Server 2019 Datacenter")
LINUX = GuestServices(True, OK, OK, SERVICES_CURRENT, "Debian GNU/Linux")


def adapter(staged: StagedRaw | None = STAGED, *, legacy: bool = False) -> Adapter:
    return Adapter("NIC", "port", "Network Adapter", "00155D000000", "legacy" if legacy else "synthetic", staged=staged)


def proved(
    reported: GuestReported | None,
    guest: GuestServices = WINDOWS,
    staged: StagedRaw | None = STAGED,
    *,
    legacy: bool = False,
    connected: bool | None = True,
    waited: bool = True,
) -> AdapterProof:
    return prove(adapter(staged, legacy=legacy), reported, guest, connected=connected, waited=waited)


def test_a_guest_that_reports_everything_verifies_its_adapter() -> None:
    proof = proved(AS_STAGED)
    assert (proof.missing, proof.extra, proof.cause) == ((), (), None)
    assert verdict_of([proof]) == (DrillVerdict.VERIFIED, "3 of 3 addresses, gateway, dns")


def test_every_value_that_is_missing_is_named() -> None:
    reported = GuestReported(IPV4, False, ("10.9.20.11",), ("255.255.0.0",), (), ("10.9.0.11",))
    assert proved(reported).missing == (
        "subnet 10.9.20.11/24, reported as 10.9.20.11/16",
        "address 10.9.20.12/24",
        "address 2001:db8:20::11/64",
        "gateway 10.9.20.1",
        "gateway 2001:db8:20::1",
        "dns 10.9.0.10",
    )


def test_spelling_masks_and_order_are_no_difference() -> None:
    reported = GuestReported(
        BOTH,
        False,
        ("2001:DB8:20:0:0:0:0:11", "10.9.20.12", "10.9.20.11"),
        ("64", "24", "24"),
        ("2001:db8:0020::0001", "10.9.20.1"),
        ("10.9.0.11", "10.9.0.10"),
    )
    assert proved(reported).cause is None


def test_what_a_guest_gives_itself_is_no_difference() -> None:
    addresses = (*AS_STAGED.addresses, "fe80::215:5dff:fe0a:b0c%5", "169.254.7.7", "2001:db8:20::dead")
    reported = replace(AS_STAGED, addresses=addresses, subnets=(*AS_STAGED.subnets, "64", "255.255.0.0", "64"))
    assert proved(reported).cause is None


def test_another_ipv4_address_beside_the_staged_ones_is_a_difference() -> None:
    reported = replace(
        AS_STAGED,
        addresses=(*AS_STAGED.addresses, "10.1.20.11"),
        subnets=(*AS_STAGED.subnets, "255.255.255.0"),
    )
    proof = proved(reported)
    assert (proof.missing, proof.extra, proof.cause) == ((), ("10.1.20.11/24",), "other-address")
    assert verdict_of([proof])[0] is DrillVerdict.DIFFERS


def test_where_only_ipv6_is_staged_the_guest_keeps_its_ipv4_address() -> None:
    only6 = StagedRaw(IPV6, True, ("2001:db8:20::11",), ("64",))
    reported = GuestReported(BOTH, False, ("10.1.20.11", "2001:db8:20::11"), ("255.255.255.0", "64"))
    assert proved(reported, staged=only6).cause is None


def test_staged_text_that_is_no_address_is_looked_for_as_text() -> None:
    junk = StagedRaw(IPV4, False, ("10.9.20.11", "not an address"), ("255.255.255.0",), (), ("",))
    reported = GuestReported(IPV4, False, ("10.9.20.11",), ("255.255.255.0",))
    assert proved(reported, staged=junk).missing == ("address not an address",)


CASES = {
    "nothing-staged": (proved(PRIMARYS, staged=CLEARED), proved(PRIMARYS)),
    "legacy-adapter": (proved(None, legacy=True), proved(None)),
    "kvp-off": (
        proved(None, replace(WINDOWS, kvp_offered=False, kvp_status=None)),
        proved(None, replace(WINDOWS, kvp_offered=None)),
    ),
    "still-waiting": (proved(PRIMARYS, waited=False), proved(PRIMARYS, waited=True)),
    "integration-services": (
        proved(None, GuestServices(True, NO_CONTACT, NO_CONTACT)),
        proved(None, GuestServices(True, NO_CONTACT, OK)),
    ),
    "kvp-silent": (proved(None, GuestServices(True, NO_CONTACT, OK)), proved(PRIMARYS)),
    "not-connected": (
        proved(FROM_DHCP, connected=False),
        proved(FROM_DHCP, connected=True),
    ),
    "linux-dhcp": (
        proved(FROM_DHCP, LINUX, StagedRaw(IPV6, True, ("2001:db8:20::11",), ("64",))),
        proved(FROM_DHCP, LINUX),
    ),
    "linux-helper": (proved(PRIMARYS, LINUX), proved(PRIMARYS, WINDOWS)),
    "network-manager": (
        proved(replace(AS_STAGED, gateways=()), LINUX),
        proved(replace(AS_STAGED, gateways=()), WINDOWS),
    ),
    "dhcp": (
        proved(replace(PRIMARYS, dhcp=True)),
        proved(PRIMARYS),
    ),
    "other-address": (proved(PRIMARYS), proved(replace(PRIMARYS, dhcp=True))),
    "unexplained": (proved(replace(AS_STAGED, dns=())), proved(AS_STAGED)),
}


@pytest.mark.parametrize("cause", CASES)
def test_each_cause_is_found_and_its_near_miss_is_not(cause: str) -> None:
    hit, near_miss = CASES[cause]
    assert hit.cause == cause
    assert near_miss.cause != cause


def test_every_cause_has_its_case() -> None:
    assert set(CASES) == set(CAUSES)


def test_outdated_services_are_blamed_before_the_address_that_is_still_there() -> None:
    assert proved(PRIMARYS, replace(WINDOWS, services_state=SERVICES_OUTDATED)).cause == "integration-services"
    arrived_anyway = replace(AS_STAGED, dns=())
    assert proved(arrived_anyway, replace(WINDOWS, services_state=SERVICES_OUTDATED)).cause == "unexplained"


def test_a_silent_guest_of_unknown_system_is_not_called_linux() -> None:
    assert proved(None, replace(LINUX, system=None)).cause == "kvp-silent"
    assert proved(PRIMARYS, replace(LINUX, system=None)).cause == "other-address"


def test_dns_servers_that_both_sites_share_are_no_sign_that_anything_arrived() -> None:
    shared = replace(PRIMARYS, dns=STAGED.dns)
    assert proved(shared, LINUX).cause == "linux-helper"


def test_a_vm_without_anything_staged_proves_nothing() -> None:
    bare, legacy = proved(PRIMARYS, staged=CLEARED), proved(None, staged=None, legacy=True)
    assert verdict_of([bare]) == (DrillVerdict.NOTHING_STAGED, CAUSES["nothing-staged"].says)
    assert verdict_of([bare, legacy]) == (DrillVerdict.NOTHING_STAGED, CAUSES["legacy-adapter"].says)
    assert is_settled([bare, legacy])


def test_an_adapter_without_anything_staged_does_not_stop_the_proof_of_the_others() -> None:
    assert verdict_of([proved(AS_STAGED), proved(None, staged=CLEARED)])[0] is DrillVerdict.VERIFIED


def test_a_vm_has_no_verdict_while_its_guest_has_time() -> None:
    proofs = [proved(AS_STAGED), proved(None, waited=False)]
    assert verdict_of(proofs) == (None, "still waiting for the guest")
    assert not is_settled(proofs)
    assert is_settled([proved(AS_STAGED)])


def test_a_guest_that_reported_nothing_anywhere_is_silent_and_one_that_did_differs() -> None:
    assert verdict_of([proved(None), proved(None)])[0] is DrillVerdict.SILENT
    verdict, sentence = verdict_of([proved(AS_STAGED), proved(PRIMARYS, LINUX)])
    assert verdict is DrillVerdict.DIFFERS
    assert sentence == "3 of 6 addresses: Linux helper or NetworkManager suspected"


def _is_usual(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return not ip.is_link_local and getattr(ip, "ipv4_mapped", None) is None


_V4 = st.ip_addresses(v=4).filter(_is_usual)
_V6 = st.ip_addresses(v=6).filter(_is_usual)


def _mask(prefix: int) -> str:
    return str(ipaddress.IPv4Network((0, prefix)).netmask)


@st.composite
def _settings(draw: st.DrawFn) -> tuple[StagedRaw, GuestReported]:
    """Any settings, and a guest that carries them, told in its own spelling and order."""
    fours = draw(st.lists(st.tuples(_V4, st.integers(0, 32)), max_size=3, unique_by=lambda pair: pair[0]))
    sixes = draw(st.lists(st.tuples(_V6, st.integers(0, 128)), max_size=3, unique_by=lambda pair: pair[0]))
    gateways = draw(st.lists(st.one_of(_V4, _V6), max_size=3, unique=True))
    dns = draw(st.lists(st.one_of(_V4, _V6), max_size=3, unique=True))
    staged = StagedRaw(
        BOTH,
        False,
        tuple(str(ip) for ip, _ in (*fours, *sixes)),
        (*(_mask(prefix) for _, prefix in fours), *(str(prefix) for _, prefix in sixes)),
        tuple(map(str, gateways)),
        tuple(map(str, dns)),
    )
    spelt = [(str(ip), draw(st.sampled_from([_mask(prefix), str(prefix)]))) for ip, prefix in fours]
    spelt += [(draw(st.sampled_from([ip.exploded, ip.compressed.upper()])), str(prefix)) for ip, prefix in sixes]
    spelt = draw(st.permutations(spelt))
    reported = GuestReported(
        BOTH,
        False,
        tuple(address for address, _ in spelt),
        tuple(subnet for _, subnet in spelt),
        tuple(draw(st.permutations([ip.exploded for ip in gateways]))),
        tuple(draw(st.permutations([ip.exploded for ip in dns]))),
    )
    return staged, reported


@given(_settings())
def test_whatever_was_staged_is_proved_by_a_guest_that_has_it(settings: tuple[StagedRaw, GuestReported]) -> None:
    staged, reported = settings
    compared = compare(staged, reported)
    assert all(each.agrees for each in compared)
    asked = len(staged.addresses) + len(staged.gateways) + len(staged.dns)
    assert sum(each.staged is not None for each in compared) == asked
    assert proved(reported, staged=staged).cause == (None if staged.addresses else "nothing-staged")


@given(_settings(), st.data())
def test_whatever_the_guest_lacks_of_it_is_missed(
    settings: tuple[StagedRaw, GuestReported], data: st.DataObject
) -> None:
    staged, reported = settings
    lists = [name for name in ("addresses", "gateways", "dns") if getattr(reported, name)]
    if not staged.addresses or not lists:
        return
    name = data.draw(st.sampled_from(lists))
    held = getattr(reported, name)
    gone = data.draw(st.integers(0, len(held) - 1))
    less = replace(reported, **{name: held[:gone] + held[gone + 1 :]})
    if name == "addresses":
        less = replace(less, subnets=reported.subnets[:gone] + reported.subnets[gone + 1 :])
    proof = proved(less, staged=staged)
    kind = {"addresses": "address", "gateways": "gateway", "dns": "dns"}[name]
    (missing,) = proof.missing
    lost = missing.removeprefix(f"{kind} ").partition("/")[0]
    assert ipaddress.ip_address(lost) == ipaddress.ip_address(held[gone])
    assert proof.cause is not None
    assert verdict_of([proof])[0] in (DrillVerdict.DIFFERS, DrillVerdict.SILENT)


@given(st.lists(st.text(max_size=20), max_size=4), st.lists(st.text(max_size=20), max_size=4))
def test_no_text_of_a_guest_breaks_the_comparison(addresses: list[str], others: list[str]) -> None:
    reported = GuestReported(7, None, tuple(addresses), tuple(others), tuple(others), tuple(addresses))
    proof = proved(reported)
    assert verdict_of([proof])[0] is DrillVerdict.DIFFERS
    assert arrived([proof]).endswith("of 3 addresses")
