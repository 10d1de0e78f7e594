"""What the full read tells of a VM beyond its adapters, for the rules to judge."""

import pytest

from tests.unit.hyperv.scripted import ScriptedClient
from tests.unit.hyperv.site import HOST, NIC1, SQL, WEB, recovery_host
from tui.hyperv.inventory import read_inventory
from tui.model.machine import Connection, Machine
from tui.wsman.fault import Fault, NotAuthorised, Unreachable


def _machine(client: ScriptedClient, vm_id: str) -> Machine:
    return next(machine for machine in read_inventory(client).machines if machine.id == vm_id)


def _cable(client: ScriptedClient) -> Connection:
    cable = next(adapter.connection for adapter in _machine(client, SQL).adapters if adapter.id == NIC1)
    assert cable is not None
    return cable


def test_recovery_points_are_counted_and_other_checkpoints_are_not() -> None:
    assert (_machine(recovery_host(), SQL).recovery_points, _machine(recovery_host(), WEB).recovery_points) == (2, 0)


def test_the_generation_is_that_of_the_vm_itself() -> None:
    assert (_machine(recovery_host(), SQL).generation, _machine(recovery_host(), WEB).generation) == (2, 1)


def test_on_2012_there_are_recovery_points_and_no_generation() -> None:
    client = recovery_host()
    client.lacking = frozenset({"VirtualSystemSubType"})
    for row in client.tables["Msvm_VirtualSystemSettingData"]:
        del row["VirtualSystemSubType"]
    sql = _machine(client, SQL)
    assert (sql.generation, sql.recovery_points) == (None, 2)


def test_a_guest_that_was_not_heard_of_is_unknown_and_not_empty() -> None:
    sql, web = _machine(recovery_host(), SQL), _machine(recovery_host(), WEB)
    assert (sql.guest_system, sql.services_state) == (None, 0)
    assert (web.guest_system, web.services_state) == ("Windows Server 2019", 2)


def _item(name: str, data: str) -> str:
    return (
        '<INSTANCE CLASSNAME="Msvm_KvpExchangeDataItem"><PROPERTY NAME="Caption" TYPE="string"></PROPERTY>'
        f'<PROPERTY NAME="Data" TYPE="string"><VALUE>{data}</VALUE></PROPERTY>'
        f'<PROPERTY NAME="Name" TYPE="string"><VALUE>{name}</VALUE></PROPERTY></INSTANCE>'
    )


def test_a_running_guest_tells_its_system_itself() -> None:
    client = recovery_host()
    items = (_item("OSVersion", "6.1.0"), _item("OSName", "Debian GNU/Linux"))
    client.tables["Msvm_KvpExchangeComponent"] = [{"SystemName": WEB.lower(), "GuestIntrinsicExchangeItems": items}]
    assert _machine(client, WEB).guest_system == "Debian GNU/Linux"


@pytest.mark.parametrize(
    "item", ["<Name>OSName</", "<INSTANCE>>OSName<", _item("Other", "&gt;OSName&lt;"), "<a><b>OSName</b></a>"]
)
def test_what_a_guest_garbles_is_left_to_what_the_host_knows(item: str) -> None:
    client = recovery_host()
    client.tables["Msvm_KvpExchangeComponent"] = [{"SystemName": WEB, "GuestIntrinsicExchangeItems": (item,)}]
    assert _machine(client, WEB).guest_system == "Windows Server 2019"


def test_a_test_vm_names_its_replica() -> None:
    assert (_machine(recovery_host(), WEB).test_of, _machine(recovery_host(), SQL).test_of) == (SQL, None)


@pytest.mark.parametrize(
    "name", ["Msvm_VirtualSystemSettingData", "Msvm_SummaryInformation", "Msvm_ReplicaSystemDependency"]
)
@pytest.mark.parametrize("refusal", [NotAuthorised("denied", delivered=True, code=5), Fault(1, None, "no")])
def test_what_a_host_does_not_tell_is_unknown_and_the_rest_is_read(name: str, refusal: NotAuthorised | Fault) -> None:
    client = recovery_host()
    client.refusals[name] = refusal
    web = _machine(client, WEB)
    unknown = (web.recovery_points is None, web.services_state is None, web.test_of is None)
    assert unknown.count(True) == 1
    assert web.adapters


def test_a_host_that_goes_away_meanwhile_is_an_error() -> None:
    client = recovery_host()
    client.refusals["Msvm_SummaryInformation"] = Unreachable("reset", delivered=False)
    with pytest.raises(Unreachable):
        read_inventory(client)


@pytest.mark.parametrize(
    ("provider", "external"),
    [(None, False), ("", False), (r"Microsoft:X\ReplicationProvider\5B6F2D3E-0000-4000-8000-000000000001", True)],
)
def test_another_provider_than_the_built_in_one_is_external(provider: str | None, external: bool) -> None:
    client = recovery_host()
    (relationship, _) = _machine(client, SQL).relationships
    assert (relationship.is_external, relationship.history) == (False, 4)
    client.tables["Msvm_ReplicationSettingData"][0]["ReplicationProvider"] = provider
    assert _machine(client, SQL).relationships[0].is_external is external


def test_features_that_a_connection_demands_are_told_by_name_where_there_is_one() -> None:
    client = recovery_host()
    assert _cable(client).required_features == ()
    row = client.tables["Msvm_EthernetPortAllocationSettingData"][0]
    row["RequiredFeatures"] = ("5C6F0000-0000-4000-8000-000000000001",)
    assert _cable(client).required_features == ("5C6F0000-0000-4000-8000-000000000001",)
    row["RequiredFeatureHints"] = ("Ethernet Switch Port VFP Settings",)
    assert _cable(client).required_features == ("Ethernet Switch Port VFP Settings",)
    assert read_inventory(client).computer_name == HOST
