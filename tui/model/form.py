"""The editor's text for staged settings, and the way back: what was not touched stays as the host holds it."""

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tui.model.address import (
    MAX_GATEWAYS,
    AddressFault,
    StagedAddress,
    families,
    parse_address,
    parse_subnet,
    protocol_for,
    staged_addresses,
    subnet_text,
)
from tui.model.staged import CLEARED, StagedRaw
from tui.model.text import printable

Field = Literal["addresses", "gateways", "dns"]


@dataclass(frozen=True, slots=True)
class StagedForm:
    """What an editor shows and takes: one element a line."""

    addresses: str
    gateways: str
    dns: str
    dhcp: bool | None = None
    """None: as the addresses ask for."""
    protocol: int | None = None
    """ProtocolIFType, None: as the addresses ask for."""


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one line of a form."""

    field: Field
    line: int
    """Counted from 0."""
    sentence: str


@dataclass(frozen=True, slots=True)
class FormReading:
    """A form read back into settings."""

    staged: StagedRaw
    """To be kept only when there is no fault."""
    faults: tuple[FieldFault, ...] = ()


def form_for(raw: StagedRaw | None) -> StagedForm:
    """The form of what a host holds; elements that do not parse are shown as they are."""
    held = raw or CLEARED
    return StagedForm(
        addresses="\n".join(_address_line(pair) for pair in staged_addresses(held)),
        gateways="\n".join(_plain_line(text) for text in held.gateways),
        dns="\n".join(_plain_line(text) for text in held.dns),
    )


def read_form(form: StagedForm, before: StagedRaw | None) -> FormReading:
    """The settings that a form asks for, and a fault for each line that cannot be kept.

    A line that stands as `form_for` wrote it gives back the host's own text, whether it parses or not; a field
    whose lines are all as written gives back the host's array unchanged. Pasted lists may be separated by commas,
    semicolons, tabs or new lines.
    """
    held = before or CLEARED
    written = form_for(held)
    faults: list[FieldFault] = []
    addresses, subnets = held.addresses, held.subnets
    if form.addresses != written.addresses:
        addresses, subnets = _read_addresses(form.addresses, held, faults)
    gateways = held.gateways
    if form.gateways != written.gateways:
        gateways = _read_plain("gateways", form.gateways, held.gateways, faults)
        _refuse_surplus_gateways(form.gateways, faults)
    dns = held.dns if form.dns == written.dns else _read_plain("dns", form.dns, held.dns, faults)
    protocol, dhcp = _protocol_and_dhcp(form, held, addresses)
    return FormReading(StagedRaw(protocol, dhcp, addresses, subnets, gateways, dns), tuple(faults))


def clear_family(form: StagedForm, version: int) -> StagedForm:
    """The form without the lines of one IP version; lines that do not parse stay."""

    def keep(text: str) -> str:
        return "\n".join(line for line in text.splitlines() if _version_of(line) != version)

    return replace(form, addresses=keep(form.addresses), gateways=keep(form.gateways), dns=keep(form.dns))


def clear_all() -> StagedForm:
    """The form that stages nothing: the guest keeps what it had on the primary."""
    return StagedForm("", "", "")


def _protocol_and_dhcp(form: StagedForm, held: StagedRaw, addresses: tuple[str, ...]) -> tuple[int, bool | None]:
    protocol, dhcp = held.protocol, held.dhcp
    if families(addresses) != families(held.addresses) or (held.addresses and not addresses):
        protocol, dhcp = protocol_for(families(addresses))
    return (
        protocol if form.protocol is None else form.protocol,
        dhcp if form.dhcp is None else form.dhcp,
    )


def _address_line(pair: StagedAddress) -> str:
    return printable(pair.text).strip()


def _plain_line(text: str) -> str:
    return printable(text).strip() or '""'


def _version_of(line: str) -> int | None:
    token = line.strip().partition("/")[0].split()
    try:
        return parse_address(token[0]).version if token else None
    except AddressFault:
        return None


def _lines(text: str, split: Callable[[str], Sequence[str]]) -> list[tuple[int, str]]:
    return [(n, part.strip()) for n, line in enumerate(text.split("\n")) for part in split(line) if part.strip()]


def _list_parts(line: str) -> list[str]:
    for separator in ",;\t":
        line = line.replace(separator, "\n")
    return line.split("\n")


def _read_plain(field: Field, text: str, held: tuple[str, ...], faults: list[FieldFault]) -> tuple[str, ...]:
    originals: defaultdict[str, deque[str]] = defaultdict(deque)
    for element in held:
        originals[_plain_line(element)].append(element)
    result = []
    for number, whole in _lines(text, lambda line: [line]):
        if originals[whole]:
            result.append(originals[whole].popleft())
            continue
        for part in " ".join(_list_parts(whole)).split():
            if originals[part]:
                result.append(originals[part].popleft())
                continue
            try:
                parse_address(part)
                result.append(part)
            except AddressFault as error:
                faults.append(FieldFault(field, number, str(error)))
    return tuple(result)


def _refuse_surplus_gateways(text: str, faults: list[FieldFault]) -> None:
    lines = _lines(text, lambda line: " ".join(_list_parts(line)).split())
    if len(lines) > MAX_GATEWAYS:
        number = lines[MAX_GATEWAYS][0]
        faults.append(
            FieldFault(
                "gateways", number, f"{len(lines)} gateways: an adapter takes at most {MAX_GATEWAYS}, remove some"
            )
        )


def _read_addresses(text: str, held: StagedRaw, faults: list[FieldFault]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    originals: defaultdict[str, deque[StagedAddress]] = defaultdict(deque)
    for pair in staged_addresses(held):
        originals[_address_line(pair)].append(pair)
    pairs: list[tuple[int, str | None, str | None]] = []
    for number, whole in _lines(text, lambda line: [line]):
        parts = [whole] if originals[whole] else [part.strip() for part in _list_parts(whole) if part.strip()]
        for part in parts:
            if originals[part]:
                original = originals[part].popleft()
                pairs.append((number, original.address, original.subnet))
                continue
            try:
                pairs.append((number, *_parse_address_line(part)))
            except AddressFault as error:
                faults.append(FieldFault("addresses", number, str(error)))
    return _paired_arrays(pairs, faults)


def _parse_address_line(line: str) -> tuple[str, str]:
    """The address as typed and its subnet as it is written to a host. Raises AddressFault."""
    address, slash, subnet = line.partition("/")
    if not slash:
        address, _, subnet = line.partition(" ")
    ip = parse_address(address)
    if not subnet.strip():
        example = f"{ip}/24" if ip.version == 4 else f"{ip}/64"
        raise AddressFault(f"{ip}: add a prefix or a mask, as in {example}")
    return address.strip(), subnet_text(parse_subnet(subnet, ip.version), ip.version)


def _paired_arrays(
    pairs: list[tuple[int, str | None, str | None]], faults: list[FieldFault]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Two arrays whose elements pair by place: only the last pairs may lack an address or a mask."""
    for index, (number, address, subnet) in enumerate(pairs):
        later = pairs[index + 1 :]
        if subnet is None and any(pair[2] is not None for pair in later):
            sentence = f"{address}: give it a mask, or move it last; masks pair with addresses by their place"
            faults.append(FieldFault("addresses", number, sentence))
        if address is None and any(pair[1] is not None for pair in later):
            sentence = f"{subnet}: this mask has no address; remove it, or move it last"
            faults.append(FieldFault("addresses", number, sentence))
    addresses = tuple(address for _, address, _ in pairs if address is not None)
    subnets = tuple(subnet for _, _, subnet in pairs if subnet is not None)
    return addresses, subnets
