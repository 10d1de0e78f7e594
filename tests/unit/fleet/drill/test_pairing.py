"""A test VM's adapters stand for its replica's: by GUID, by MAC address, or by name and order."""

from dataclasses import replace

from tui.fleet.drill.pairing import as_replica, pair_adapters
from tui.model import states
from tui.model.machine import Adapter, Machine


def _adapter(adapter_id: str, name: str = "Network Adapter", mac: str = "00155D000001") -> Adapter:
    return Adapter(adapter_id, f"port {adapter_id}", name, mac, "synthetic")


def _vm(*adapters: Adapter) -> Machine:
    return Machine("VM", "sql01", states.REPLICA, states.OFF, adapters=adapters)


def test_an_adapter_that_kept_its_guid_is_itself_whatever_its_mac() -> None:
    replica = _vm(_adapter("A", mac="00155D000001"), _adapter("B", mac="00155D000002"))
    test = _vm(_adapter("B", mac="00155D000001"), _adapter("A", mac="00155D000002"))
    assert {key: twin.id for key, twin in pair_adapters(replica, test).items()} == {"A": "A", "B": "B"}


def test_new_guids_are_told_by_the_mac_address_in_any_letter_case() -> None:
    replica = _vm(_adapter("A", mac="00155d00000a"), _adapter("B", mac="00155D00000B"))
    test = _vm(_adapter("X", mac="00155D00000B"), _adapter("Y", mac="00155D00000A"))
    assert {key: twin.id for key, twin in pair_adapters(replica, test).items()} == {"A": "Y", "B": "X"}


def test_without_macs_the_name_and_then_the_order_tell() -> None:
    none = "000000000000"
    replica = _vm(_adapter("A", "LAN", none), _adapter("B", "LAN", none), _adapter("C", "Backup", none))
    test = _vm(_adapter("X", "Backup", none), _adapter("Y", "LAN", none), _adapter("Z", "LAN", none))
    assert {key: twin.id for key, twin in pair_adapters(replica, test).items()} == {"A": "Y", "B": "Z", "C": "X"}


def test_an_adapter_stands_for_one_at_most_and_a_strange_one_for_none() -> None:
    replica, test = _vm(_adapter("A", "LAN"), _adapter("B", "WAN")), _vm(_adapter("X", "LAN"))
    assert {key: twin.id for key, twin in pair_adapters(replica, test).items()} == {"A": "X"}
    strange = _adapter("S", "Other", "00155D0000FF")
    assert [each.id for each in as_replica(replica, _vm(_adapter("X", "LAN"), strange)).adapters] == ["A", "S"]


def test_only_the_guid_of_an_adapter_is_replaced() -> None:
    twin = _adapter("X")
    (paired,) = as_replica(_vm(_adapter("A")), _vm(twin)).adapters
    assert paired == replace(twin, id="A")
