"""The quick read, and what it may be folded into."""

from dataclasses import replace
from datetime import UTC, datetime

from tests.unit.hyperv.site import SQL, recovery_host
from tui.hyperv.inventory import read_inventory
from tui.hyperv.quick import read_quick, refreshed


def test_a_quick_read_is_two_queries() -> None:
    client = recovery_host()
    read_quick(client)
    assert len(client.queries) == 2


def test_nothing_new_leaves_the_inventory_as_it_was() -> None:
    inventory = read_inventory(recovery_host())
    assert refreshed(inventory, read_quick(recovery_host())) == inventory


def test_newer_states_and_times_are_folded_in_and_the_rest_is_kept() -> None:
    inventory, client = read_inventory(recovery_host()), recovery_host()
    client.tables["Msvm_ComputerSystem"][1] |= {"EnabledState": "2", "ElementName": "sql01-renamed"}
    client.tables["Msvm_ReplicationRelationship"][1] |= {
        "ReplicationState": "7", "ReplicationHealth": "2", "LastReplicationTime": "2026-10-08T15:20:00Z",
    }  # fmt: skip
    newer = refreshed(inventory, read_quick(client))
    assert newer is not None
    old = next(machine for machine in inventory.machines if machine.id == SQL)
    new = next(machine for machine in newer.machines if machine.id == SQL)
    assert new.relationships[0] == replace(
        old.relationships[0], state=7, health=2, last_replication=datetime(2026, 10, 8, 15, 20, tzinfo=UTC)
    )
    assert new == replace(old, name="sql01-renamed", enabled_state=2, relationships=new.relationships)
    assert newer.switches == inventory.switches


def test_a_vm_that_came_or_went_needs_a_full_read() -> None:
    inventory, client = read_inventory(recovery_host()), recovery_host()
    client.tables["Msvm_ComputerSystem"].pop()
    assert refreshed(inventory, read_quick(client)) is None


def test_a_changed_mode_needs_a_full_read() -> None:
    inventory, client = read_inventory(recovery_host()), recovery_host()
    client.tables["Msvm_ComputerSystem"][1]["ReplicationMode"] = "1"
    assert refreshed(inventory, read_quick(client)) is None


def test_a_relationship_that_came_or_went_needs_a_full_read() -> None:
    inventory, client = read_inventory(recovery_host()), recovery_host()
    client.tables["Msvm_ReplicationRelationship"].pop(0)
    assert refreshed(inventory, read_quick(client)) is None


def test_lost_rights_are_not_taken_for_quiet() -> None:
    inventory, client = read_inventory(recovery_host()), recovery_host()
    client.tables["Msvm_ComputerSystem"].pop(0)
    assert refreshed(inventory, read_quick(client)) is None
