"""One decision carried over to many adapters."""

from dataclasses import replace

import pytest

from tui.model.bulk import BulkFault, spread
from tui.model.change import AdapterNetwork
from tui.model.staged import CLEARED, StagedRaw

ONE = AdapterNetwork(
    StagedRaw(4096, False, ("10.9.20.11",), ("255.255.255.0",), ("10.9.20.1",), ("10.9.0.10",)), "Test", True, "LAN"
)
OTHER = AdapterNetwork(
    StagedRaw(4098, False, ("10.9.30.5", "::5"), ("255.255.255.0", "64"), ("10.9.30.1",), ("10.9.0.10",)),
    None,
    True,
    "LAN",
)


def staged(network: AdapterNetwork) -> StagedRaw:
    assert network.staged is not None
    return network.staged


def test_only_what_was_changed_is_carried_over() -> None:
    edited = replace(ONE, staged=replace(staged(ONE), dns=("10.9.0.99",)))
    assert spread(ONE, edited, OTHER) == replace(OTHER, staged=replace(staged(OTHER), dns=("10.9.0.99",)))
    assert spread(ONE, replace(ONE, test_switch="Drill"), OTHER) == replace(OTHER, test_switch="Drill")
    assert spread(ONE, ONE, OTHER) == OTHER


def test_addresses_are_never_carried_over_and_can_be_cleared() -> None:
    moved = replace(ONE, staged=replace(staged(ONE), addresses=("10.9.20.12",)))
    with pytest.raises(BulkFault, match="each adapter's own"):
        spread(ONE, moved, OTHER)
    assert spread(ONE, replace(ONE, staged=CLEARED), OTHER).staged == CLEARED


def test_an_adapter_without_failover_settings_is_refused() -> None:
    edited = replace(ONE, staged=replace(staged(ONE), dns=()))
    with pytest.raises(BulkFault, match="holds no failover settings"):
        spread(ONE, edited, replace(OTHER, staged=None))
