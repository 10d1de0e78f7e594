"""Entries and the fleet made into changes: what differs is planned, what cannot be is told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tui.model.address import (
    MAX_GATEWAYS,
    AddressFault,
    families,
    parse_address,
    protocol_for,
    staged_addresses,
)
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.plan.resolve import Resolver, Target, Unresolved
from tui.model.plan.values import UNSET, PlanEntry, PlanProblem, PlanReading, Site, Wish
from tui.model.staged import StagedRaw
from tui.model.text import printable


class Unfit(ValueError):
    """An entry asks for something that its adapter cannot hold: `cell` names the part, the message says why."""

    def __init__(self, cell: str, sentence: str) -> None:
        super().__init__(sentence)
        self.cell = cell


def plan_of_entries(entries: Iterable[PlanEntry], site: Site) -> PlanReading:
    """What carrying out the entries would change now.

    An entry that means no adapter, several, one of another mode, or one that another entry means too, is a problem
    and is not planned; so is text that is new to the host and no address. Raises nothing.
    """
    resolver = Resolver(site)
    found: dict[AdapterKey, list[tuple[PlanEntry, Target]]] = defaultdict(list)
    problems: list[PlanProblem] = []
    notes: list[PlanProblem] = []
    for entry in entries:
        try:
            target = resolver.find(entry)
        except Unresolved as error:
            problems.append(PlanProblem(str(error), entry.where))
            continue
        found[AdapterKey(target.host.name, target.machine.id, target.adapter.id)].append((entry, target))
        if target.followed:
            sentence = f"{printable(target.machine.name)} is on {target.host.name} now, a node of the same cluster"
            notes.append(PlanProblem(sentence, entry.where))
    plan, unchanged = [], 0
    for key, asked in found.items():
        (entry, target), *again = asked
        if again:
            lines = ", ".join(other.where.text or "again" for other, _ in again)
            sentence = f"adapter {key.adapter} of {printable(target.machine.name)} stands here more than once ({lines})"
            problems.append(PlanProblem(sentence, entry.where))
            continue
        try:
            change = change_of(target, entry.wish)
        except Unfit as error:
            problems.append(PlanProblem(str(error), replace(entry.where, cell=error.cell)))
            continue
        if change.is_empty:
            unchanged += 1
        else:
            plan.append(change)
    return PlanReading(tuple(plan), tuple(problems), tuple(notes), unchanged)


def change_of(target: Target, wish: Wish) -> Change:
    """The change that a wish makes of an adapter, possibly of nothing. Raises Unfit."""
    change = Change.begin(target.host.name, target.machine, target.adapter)
    before = change.before
    connected = before.connected if wish.connected is UNSET else wish.connected
    switch_id = _switch_id(target, wish, before)
    if connected and switch_id is None and not before.connected:
        raise Unfit("switch", "cannot be connected without a switch: name one")
    after = AdapterNetwork(
        staged=_staged(target, wish, before.staged),
        test_switch=before.test_switch if wish.test_switch is UNSET else wish.test_switch,
        connected=connected,
        switch_id=switch_id,
    )
    return replace(change, after=after)


def _switch_id(target: Target, wish: Wish, before: AdapterNetwork) -> str | None:
    """A switch's GUID is the host's own: on another node of the cluster its name counts."""
    wanted_id = None if target.followed or wish.switch_id is UNSET else wish.switch_id
    wanted_name = None if wish.switch is UNSET else wish.switch
    if wanted_id is None and wanted_name is None:
        return before.switch_id
    if wanted_id is not None and before.switch_id is not None and wanted_id.upper() == before.switch_id.upper():
        return before.switch_id
    switches = target.inventory.switches
    if wanted_id is not None:
        switch = next((each for each in switches if each.id.upper() == wanted_id.upper()), None)
        if switch is None:
            raise Unfit("switch", f"{target.host.name} has no switch {wanted_id}")
        if wanted_name is not None and switch.name != wanted_name:
            names = f"{printable(switch.name)} on the host and {printable(wanted_name)} here"
            raise Unfit("switch", f"the switch {switch.id} is called {names}; correct the GUID or the name")
        return switch.id
    named = [each for each in switches if each.name == wanted_name]
    if len(named) != 1:
        how_many = "no" if not named else "more than one"
        raise Unfit("switch", f"{target.host.name} has {how_many} switch called {printable(wanted_name or '')}")
    return named[0].id


def _staged(target: Target, wish: Wish, held: StagedRaw | None) -> StagedRaw | None:
    asked = (wish.addresses, wish.subnets, wish.gateways, wish.dns, wish.protocol, wish.dhcp)
    if wish.no_failover_object or all(value is UNSET for value in asked):
        return held
    if held is None:
        name = printable(target.adapter.name)
        raise Unfit("addresses", f"{name} has no failover settings on {target.host.name}: nothing can be staged")
    addresses = held.addresses if wish.addresses is UNSET else wish.addresses
    protocol, dhcp = held.protocol, held.dhcp
    if families(addresses) != families(held.addresses) or bool(addresses) != bool(held.addresses):
        protocol, dhcp = protocol_for(families(addresses))
    staged = StagedRaw(
        protocol if wish.protocol is UNSET else wish.protocol,
        dhcp if wish.dhcp is UNSET else wish.dhcp,
        addresses,
        held.subnets if wish.subnets is UNSET else wish.subnets,
        held.gateways if wish.gateways is UNSET else wish.gateways,
        held.dns if wish.dns is UNSET else wish.dns,
    )
    _refuse_new_junk(staged, held)
    return staged


def _refuse_new_junk(staged: StagedRaw, held: StagedRaw) -> None:
    """What the host holds may be whatever it is; what it does not hold yet must make sense."""
    known = {(pair.address, pair.subnet) for pair in staged_addresses(held)}
    for pair in staged_addresses(staged):
        if pair.fault and (pair.address, pair.subnet) not in known:
            raise Unfit("addresses", printable(pair.fault))
    for cell, texts, there in (("gateways", staged.gateways, held.gateways), ("dns", staged.dns, held.dns)):
        for text in texts:
            if text not in there:
                try:
                    parse_address(text)
                except AddressFault as fault:
                    raise Unfit(cell, printable(str(fault))) from None
    if len(staged.gateways) > MAX_GATEWAYS and staged.gateways != held.gateways:
        raise Unfit("gateways", f"{len(staged.gateways)} gateways: an adapter takes at most {MAX_GATEWAYS}")
