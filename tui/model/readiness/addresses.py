"""Rules about staged addresses and masks, and about staged settings as a whole."""

from collections.abc import Iterator

from tui.model.address import protocol_for
from tui.model.readiness.facts import AdapterFacts
from tui.model.readiness.parsed import no_host
from tui.model.readiness.rule import REPLICATED, Words, rule
from tui.model.severity import Severities, Severity
from tui.model.staged import StagedRaw, protocol_name
from tui.model.strictness import Thresholds

_WARN, _BLOCK = Severity.WARN, Severity.BLOCK
_EVERYWHERE_WARN = Severities(_WARN, _WARN, _WARN, _WARN)
_EVERYWHERE_BLOCK = Severities(_BLOCK, _BLOCK, _BLOCK, _BLOCK)

BUFFERS = {"addresses": 1024, "subnets": 1024, "gateways": 512, "dns": 1024}
"""UTF-16 units that a guest's buffer for a list holds (facts/hyperv-wmi.md 5.3)."""

_BUFFER_WORDS = {"addresses": "addresses", "subnets": "masks", "gateways": "gateways", "dns": "DNS servers"}


@rule(
    "unpaired",
    title="addresses and masks unpaired",
    says="{what}",
    mends="give every address its mask, and take masks without an address away",
    severities=_EVERYWHERE_BLOCK,
    source="facts/hyperv-wmi.md 1.4: Subnets[i] belongs to IPAddresses[i]",
    modes=REPLICATED,
)
def unpaired(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    for pair in facts.staged.pairs:
        if pair.address is None:
            yield {"what": f"mask {pair.subnet} belongs to no address"}
        elif pair.subnet is None or not pair.subnet.strip():
            yield {"what": f"{pair.address} has no mask"}


@rule(
    "unparsable",
    title="not an address or a mask",
    says="{what}",
    mends="write it again",
    severities=_EVERYWHERE_BLOCK,
    source="facts/hyperv-wmi.md 5.3: an invalid token makes the guest drop the whole list",
    modes=REPLICATED,
)
def unparsable(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    for pair in facts.staged.pairs:
        bad_address = pair.address is not None and pair.ip is None and "%" not in pair.address
        bad_mask = pair.ip is not None and pair.prefix is None and (pair.subnet or "").strip()
        if pair.fault and (bad_address or bad_mask):
            yield {"what": pair.fault}
    for kind, texts in (("gateway", facts.staged.gateways), ("DNS server", facts.staged.dns)):
        for each in texts:
            if each.fault and "%" not in each.text:
                yield {"what": f"{kind} {each.fault}"}


@rule(
    "zone-id",
    title="zone in an address",
    says="{text}: a zone (%…) means nothing to another machine",
    mends="leave the zone out",
    severities=_EVERYWHERE_BLOCK,
    source="RFC 4007 11; facts/hyperv-wmi.md 9 item 16",
    modes=REPLICATED,
)
def zone_id(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    staged = facts.adapter.staged
    if staged is not None:
        yield from ({"text": text} for text in (*staged.addresses, *staged.gateways, *staged.dns) if "%" in text)


@rule(
    "no-host-address",
    title="not an address of a host",
    says="{address} is {what}",
    mends="stage an address that a host may have",
    severities=_EVERYWHERE_BLOCK,
    source="RFC 1122 3.2.1.3; RFC 3021 (/31); RFC 4291 2.4, 2.5, 2.6.1; RFC 6164 (/127)",
    modes=REPLICATED,
)
def no_host_address(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    for pair in facts.staged.pairs:
        if pair.ip is not None and (what := no_host(pair.ip, pair.network)):
            yield {"address": pair.address or "", "what": what}


@rule(
    "family-protocol",
    title="ProtocolIFType against the addresses",
    says="the protocol says {held}, the addresses are {found}",
    mends="let the protocol follow from the addresses",
    severities=_EVERYWHERE_WARN,
    source="facts/hyperv-wmi.md 1.4, 5.1",
    modes=REPLICATED,
)
def family_protocol(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    staged, versions = facts.adapter.staged, facts.staged.versions
    if staged is not None and versions and staged.protocol != (fitting := protocol_for(versions)[0]):
        yield {"held": protocol_name(staged.protocol), "found": protocol_name(fitting)}


@rule(
    "dhcp-with-addresses",
    title="DHCP beside IPv4 addresses",
    says="DHCP for IPv4 is on: a guest may take a lease and not {address}",
    mends="turn DHCP for IPv4 off",
    severities=_EVERYWHERE_WARN,
    source="facts/hyperv-wmi.md 5.1, 5.3",
    modes=REPLICATED,
)
def dhcp_with_addresses(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    staged = facts.adapter.staged
    first = next((pair.address for pair in facts.staged.pairs if pair.ip is not None and pair.ip.version == 4), None)
    if staged is not None and staged.dhcp and first is not None:
        yield {"address": first}


@rule(
    "guest-buffers",
    title="longer than the guest's buffer",
    says="the list of {list} takes {length} characters, a guest's buffer holds {limit}",
    mends="stage fewer",
    severities=_EVERYWHERE_BLOCK,
    source="facts/hyperv-wmi.md 5.3: joined by semicolons",
    modes=REPLICATED,
)
def guest_buffers(facts: AdapterFacts, _: Thresholds) -> Iterator[Words]:
    staged = facts.adapter.staged
    for name, limit in BUFFERS.items() if staged is not None else ():
        length = _buffer_length(staged, name)
        if length > limit:
            yield {"list": _BUFFER_WORDS[name], "length": str(length), "limit": str(limit)}


def _buffer_length(staged: StagedRaw | None, name: str) -> int:
    """UTF-16 units of the joined list and its end."""
    return sum(len(text.encode("utf-16-le", "surrogatepass")) // 2 + 1 for text in getattr(staged, name))


ADDRESS_RULES = (
    unpaired,
    unparsable,
    zone_id,
    no_host_address,
    family_protocol,
    dhcp_with_addresses,
    guest_buffers,
)
