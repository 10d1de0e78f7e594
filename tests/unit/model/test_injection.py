"""What a guest was told against what it reports."""

import pytest

from tui.model.injection import as_told, took
from tui.model.staged import BOTH, IPV4, IPV6, StagedRaw

TOLD = StagedRaw(
    BOTH, False, ("10.0.0.1", "2001:db8::1"), ("255.0.0.0", "64"), ("10.0.0.254",), ("10.0.0.9", "10.0.0.8")
)


def test_a_guest_that_reports_what_it_was_told_took_it() -> None:
    assert took(TOLD, TOLD)


@pytest.mark.parametrize(
    "reported",
    [
        StagedRaw(BOTH, False, ("10.0.0.1", "2001:DB8:0::1"), ("255.0.0.0", "64"), TOLD.gateways, TOLD.dns),
        StagedRaw(
            BOTH, False, ("10.0.0.1", "2001:db8::1", "fe80::1"), ("255.0.0.0", "64", "64"), TOLD.gateways, TOLD.dns
        ),
        StagedRaw(IPV4, False, TOLD.addresses, TOLD.subnets, ("10.0.0.254", "fe80::ff"), TOLD.dns),
        StagedRaw(BOTH, False, TOLD.addresses, TOLD.subnets, TOLD.gateways, ("10.0.0.9", "::1", "10.0.0.8")),
    ],
)
def test_spelling_link_local_addresses_and_what_else_a_guest_knows_make_no_difference(reported: StagedRaw) -> None:
    assert took(TOLD, reported)


@pytest.mark.parametrize(
    "reported",
    [
        StagedRaw(BOTH, True, TOLD.addresses, TOLD.subnets, TOLD.gateways, TOLD.dns),
        StagedRaw(BOTH, False, ("10.0.0.1",), ("255.0.0.0",), TOLD.gateways, TOLD.dns),
        StagedRaw(
            BOTH, False, ("10.0.0.1", "10.0.0.2", "2001:db8::1"), ("255.0.0.0", "255.0.0.0", "64"), TOLD.gateways
        ),
        StagedRaw(BOTH, False, TOLD.addresses, ("255.255.0.0", "64"), TOLD.gateways, TOLD.dns),
        StagedRaw(BOTH, False, TOLD.addresses, TOLD.subnets, (), TOLD.dns),
        StagedRaw(BOTH, False, TOLD.addresses, TOLD.subnets, TOLD.gateways, ("10.0.0.8", "10.0.0.9")),
        StagedRaw(BOTH, False, ("169.254.3.4",), ("255.255.0.0",)),
    ],
)  # fmt: skip
def test_anything_else_is_not_what_it_was_told(reported: StagedRaw) -> None:
    assert not took(TOLD, reported)


def test_with_dhcp_what_it_got_by_it_is_not_compared() -> None:
    told = StagedRaw(IPV4, True)
    assert took(told, StagedRaw(IPV4, True, ("10.3.3.3",), ("255.0.0.0",), ("10.0.0.1",), ("10.0.0.2",)))
    assert not took(told, StagedRaw(IPV4, False, ("10.3.3.3",), ("255.0.0.0",)))


def test_a_family_of_which_nothing_was_told_may_hold_anything() -> None:
    told = StagedRaw(IPV4, False, ("10.0.0.1",), ("255.0.0.0",))
    assert took(told, StagedRaw(BOTH, False, ("10.0.0.1", "2001:db8::77"), ("255.0.0.0", "64")))


def test_a_guest_is_told_its_own_way_back_without_what_others_gave_it() -> None:
    assert as_told(StagedRaw(BOTH, False, ("10.0.0.1", "fe80::1"), ("255.0.0.0", "64"), ("10.0.0.254",))) == StagedRaw(
        BOTH, False, ("10.0.0.1",), ("255.0.0.0",), ("10.0.0.254",)
    )
    assert as_told(StagedRaw(IPV6, True, ("10.7.7.7",), ("255.0.0.0",), ("10.0.0.254",))) == StagedRaw(IPV4, True)


@pytest.mark.parametrize("raw", [TOLD, StagedRaw(IPV4, True, ("10.7.7.7",), ("255.0.0.0",))])
def test_what_takes_a_guest_back_is_what_it_reported(raw: StagedRaw) -> None:
    assert took(as_told(raw), raw)
