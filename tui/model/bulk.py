"""One decision for many adapters: what was changed on one, carried over to another."""

from dataclasses import replace

from tui.model.address import protocol_for
from tui.model.change import AdapterNetwork
from tui.model.staged import StagedRaw


class BulkFault(ValueError):
    """The decision does not carry over to an adapter; its message is a sentence."""


def spread(began: AdapterNetwork, edited: AdapterNetwork, held: AdapterNetwork) -> AdapterNetwork:
    """`held` with what differs between `began` and `edited`, and everything else as it was.

    The switch is the caller's to translate: its GUID is its host's own. Addresses are an adapter's own as well: they
    can be cleared on many, and not be set. Raises BulkFault.
    """
    staged = held.staged
    if edited.staged != began.staged:
        staged = _spread_staged(began.staged, edited.staged, held.staged)
    rewired = (edited.connected, edited.switch_id) != (began.connected, began.switch_id)
    return AdapterNetwork(
        staged,
        edited.test_switch if edited.test_switch != began.test_switch else held.test_switch,
        edited.connected if rewired else held.connected,
        edited.switch_id if rewired else held.switch_id,
    )


def _spread_staged(began: StagedRaw | None, edited: StagedRaw | None, held: StagedRaw | None) -> StagedRaw:
    if began is None or edited is None or held is None:
        raise BulkFault("the host holds no failover settings for it")
    result = replace(
        held,
        gateways=edited.gateways if edited.gateways != began.gateways else held.gateways,
        dns=edited.dns if edited.dns != began.dns else held.dns,
        protocol=edited.protocol if edited.protocol != began.protocol else held.protocol,
        dhcp=edited.dhcp if edited.dhcp != began.dhcp else held.dhcp,
    )
    if (edited.addresses, edited.subnets) == (began.addresses, began.subnets):
        return result
    if edited.addresses:
        raise BulkFault("addresses are each adapter's own: use rules or a file for many, or clear them all")
    protocol, dhcp = protocol_for(frozenset())
    return replace(result, addresses=(), subnets=(), protocol=protocol, dhcp=dhcp)
