"""The editor's text and the way back lose nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.form import StagedForm, clear_all, clear_family, form_for, read_form
from tui.model.staged import BOTH, CLEARED, IPV4, IPV6, StagedRaw

_elements = st.one_of(
    st.ip_addresses().map(str),
    st.sampled_from(
        ["", "  ", "255.255.255.0", "24", "64", "junk", "10.0.0.1,10.0.0.2", "a\nb", "\x1b[31m", "fe80::1%7"]
    ),
    st.text(max_size=12),
)
_arrays = st.lists(_elements, max_size=6).map(tuple)
raws = st.builds(
    StagedRaw,
    st.integers(0, 65535),
    st.one_of(st.none(), st.booleans()),
    addresses=_arrays,
    subnets=_arrays,
    gateways=_arrays,
    dns=_arrays,
)


@given(raws)
def test_what_nobody_touched_comes_back_exactly(raw: StagedRaw) -> None:
    reading = read_form(form_for(raw), raw)
    assert reading.staged == raw
    assert reading.faults == ()


@given(raws, st.lists(st.ip_addresses().map(str), max_size=4))
def test_an_edit_of_dns_leaves_every_other_field_exactly(raw: StagedRaw, added: list[str]) -> None:
    form = form_for(raw)
    edited = replace(form, dns="\n".join([form.dns, *added]))
    reading = read_form(edited, raw)
    assert replace(reading.staged, dns=raw.dns) == raw
    assert reading.staged.dns == (*raw.dns, *added)


@given(raws)
def test_lines_of_the_host_may_be_turned_round_and_keep_their_text(raw: StagedRaw) -> None:
    form = form_for(raw)
    turned = replace(form, gateways="\n".join(reversed(form.gateways.split("\n"))))
    reading = read_form(turned, raw)
    assert sorted(reading.staged.gateways) == sorted(raw.gateways)
    assert replace(reading.staged, gateways=raw.gateways) == raw


def test_a_prefix_or_a_mask_and_pasted_lists_are_taken() -> None:
    form = StagedForm(
        addresses="10.9.20.11/24, 10.9.20.12 255.255.255.0; 10.9.20.13/255.255.0.0\n2001:db8:20::11/64",
        gateways="10.9.20.1 2001:db8:20::1",
        dns="10.9.0.10\t10.9.0.11",
    )
    assert read_form(form, None).staged == StagedRaw(
        BOTH,
        False,
        ("10.9.20.11", "10.9.20.12", "10.9.20.13", "2001:db8:20::11"),
        ("255.255.255.0", "255.255.255.0", "255.255.0.0", "64"),
        ("10.9.20.1", "2001:db8:20::1"),
        ("10.9.0.10", "10.9.0.11"),
    )


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("addresses", "10.9.20.300/24", "not an IPv4"),
        ("addresses", "10.9.20.11", "add a prefix"),
        ("addresses", "10.9.20.11/33", "not a mask"),
        ("addresses", "10.9.20.11 255.0.255.0", "not a mask"),
        ("gateways", "10.9.20.1/24", "not an IPv4"),
        ("gateways", "1.1.1.1 1.1.1.2 1.1.1.3 1.1.1.4 1.1.1.5 1.1.1.6", "6 gateways"),
        ("dns", "resolver", "not an IPv4"),
    ],
)
def test_a_line_that_cannot_be_kept_is_said_with_its_place(field: str, text: str, words: str) -> None:
    texts = {"addresses": "", "gateways": "", "dns": ""} | {field: f"\n{text}"}
    form = StagedForm(texts["addresses"], texts["gateways"], texts["dns"])
    (fault,) = read_form(form, None).faults
    assert (fault.field, fault.line) == (field, 1)
    assert words in fault.sentence


def test_a_mask_may_not_slip_to_another_address() -> None:
    raw = StagedRaw(IPV4, False, ("10.0.0.1", "10.0.0.2"), ("255.0.0.0",))
    form = form_for(raw)
    swapped = replace(form, addresses="\n".join(reversed(form.addresses.split("\n"))))
    (fault,) = read_form(swapped, raw).faults
    assert fault.line == 0
    assert "10.0.0.2" in fault.sentence


def test_another_set_of_families_brings_its_protocol_and_dhcp() -> None:
    v6 = read_form(StagedForm("2001:db8::1/64", "", ""), CLEARED).staged
    assert (v6.protocol, v6.dhcp) == (IPV6, True)
    both = read_form(StagedForm("2001:db8::1/64\n10.0.0.1/8", "", ""), v6).staged
    assert (both.protocol, both.dhcp) == (BOTH, False)
    cleared = read_form(clear_all(), both).staged
    assert cleared == CLEARED


def test_the_operator_overrides_protocol_and_dhcp() -> None:
    form = replace(form_for(CLEARED), addresses="10.0.0.1/8", protocol=BOTH, dhcp=True)
    staged = read_form(form, CLEARED).staged
    assert (staged.protocol, staged.dhcp) == (BOTH, True)


def test_the_same_families_keep_the_protocol_that_the_host_holds() -> None:
    odd = StagedRaw(1, True, ("10.0.0.1",), ("255.0.0.0",))
    staged = read_form(replace(form_for(odd), addresses="10.0.0.2/8"), odd).staged
    assert (staged.protocol, staged.dhcp) == (1, True)


def test_clearing_a_family_keeps_the_other_and_what_does_not_parse() -> None:
    form = StagedForm("10.0.0.1/8\n2001:db8::1/64\njunk", "10.0.0.9\n2001:db8::9", "10.0.0.5")
    assert clear_family(form, 4) == StagedForm("2001:db8::1/64\njunk", "2001:db8::9", "")
