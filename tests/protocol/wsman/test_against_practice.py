"""The client against the practice host in a process of its own: NTLM, encryption, paging, a staged change, events."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import yaml

from tests.protocol.wsman.stub import until
from tests.serving import ServedHosts
from tui.model.secret import Secret
from tui.wsman.cimxml import CimProperty, EmbeddedInstance
from tui.wsman.client import Call, Client
from tui.wsman.events import EventRecord
from tui.wsman.fault import Fault, NotAuthenticated, NotFound, WSManError
from tui.wsman.instance import EndpointReference, Instance
from tui.wsman.naming import ClassRef
from tui.wsman.transport import Connection, Endpoint

V2 = "root/virtualization/v2"
VMS = 120
MACHINE = ClassRef(V2, "Msvm_ComputerSystem")
STAGED = ClassRef(V2, "Msvm_FailoverNetworkAdapterSettingData")
CHANNELS = ("Microsoft-Windows-Hyper-V-VMMS-Admin", "Microsoft-Windows-Hyper-V-VMMS-Networking")
ARRAYS = {
    MACHINE.class_name: frozenset({"OperationalStatus", "StatusDescriptions"}),
    STAGED.class_name: frozenset({"IPAddresses", "Subnets", "DefaultGateways", "DNSServers"}),
}


@dataclass(frozen=True)
class Practice:
    url: str
    username: str
    password: str


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    folder = tmp_path_factory.mktemp("practice")
    environment = {name: value for name, value in os.environ.items() if name != "NTLM_USER_FILE"}
    with ServedHosts(folder, "--hosts", "1", "--vms", str(VMS), "--with-parent", environment=environment) as served:
        hosts = yaml.safe_load(served.hosts_file.read_text())
        defaults, host = hosts["defaults"], hosts["hosts"][0]
        password = (folder / defaults["password_file"]).read_text().strip()
        yield Practice(f"http://{host['address']}:{host['port']}/wsman", defaults["username"], password)


@pytest.fixture
def calls() -> list[Call]:
    return []


@pytest.fixture
def client(practice: Practice, calls: list[Call]) -> Iterator[Client]:
    endpoint = Endpoint(practice.url, "ntlm", practice.username, Secret(practice.password))
    client = Client(
        Connection(endpoint),
        arrays=lambda class_name: ARRAYS.get(class_name, frozenset()),
        may_invoke=lambda _class_name, method: method == "SetFailoverNetworkAdapterSettings",
        on_call=calls.append,
    )
    yield client
    client.close()


def machines(client: Client) -> list[Instance]:
    return list(client.enumerate("select * from Msvm_ComputerSystem where Caption = 'Virtual Machine'", V2))


def test_the_host_says_what_it_is(client: Client) -> None:
    assert client.identify().product_vendor == "Microsoft Corporation"


def test_every_machine_arrives_over_several_pages_with_its_arrays_as_arrays(client: Client, calls: list[Call]) -> None:
    found = machines(client)
    assert len({machine.text("Name") for machine in found}) == len(found) == VMS
    assert all(isinstance(machine.properties["OperationalStatus"], tuple) for machine in found)
    assert sum(call.action.endswith("Pull") for call in calls) > 1


def test_a_projection_brings_only_what_was_selected(client: Client) -> None:
    rows = list(client.enumerate("select Name, LastReplicationTime from Msvm_ComputerSystem", V2, class_name="X"))
    assert len(rows) == VMS + 1
    assert {frozenset(row.properties) for row in rows} == {frozenset({"Name", "LastReplicationTime"})}


def test_a_machine_is_read_by_its_keys_and_a_missing_one_is_not_found(client: Client) -> None:
    name = machines(client)[0].text("Name") or ""
    keys = {"CreationClassName": MACHINE.class_name, "Name": name}
    assert client.get(MACHINE, keys).text("Name") == name
    with pytest.raises(NotFound):
        client.get(MACHINE, keys | {"Name": "00000000-0000-4000-8000-000000000000"})


def test_a_query_for_an_unknown_class_is_a_fault_with_its_code(client: Client) -> None:
    with pytest.raises(Fault) as caught:
        list(client.enumerate("select * from Msvm_Nothing", V2))
    assert caught.value.code == 2150858778


def test_a_wrong_password_is_not_accepted(practice: Practice) -> None:
    endpoint = Endpoint(practice.url, "ntlm", practice.username, Secret("wrong"))
    with pytest.raises(NotAuthenticated):
        Client(Connection(endpoint), arrays=lambda _name: frozenset()).identify()


def test_a_staged_change_lands_exactly_and_the_event_log_tells_of_it(client: Client) -> None:
    subscription = client.subscribe(CHANNELS)
    before = next(iter(client.enumerate_class(STAGED)))
    instance_id = before.text("InstanceID") or ""
    machine = instance_id.split("\\")[1]
    addresses = ("10.77.1.9", "10.77.1.7", "fd00::9")
    settings = EmbeddedInstance(
        STAGED.class_name,
        (
            CimProperty("InstanceID", "string", instance_id),
            CimProperty("ProtocolIFType", "uint16", 4098),
            CimProperty("DHCPEnabled", "boolean", False),
            CimProperty("IPAddresses", "string", addresses),
            CimProperty("Subnets", "string", ("255.255.255.0", "255.255.255.0", "64")),
            CimProperty("DefaultGateways", "string", ("10.77.1.1",)),
            CimProperty("DNSServers", "string", ()),
        ),
    )
    output = client.invoke(
        ClassRef(V2, "Msvm_ReplicationService"),
        {"CreationClassName": "Msvm_ReplicationService"},
        "SetFailoverNetworkAdapterSettings",
        {
            "ComputerSystem": EndpointReference(
                MACHINE.uri, {"CreationClassName": MACHINE.class_name, "Name": machine}
            ),
            "NetworkSettings": [settings],
        },
    )
    assert output.return_value == 4096
    job = output.job
    assert job is not None
    until(lambda: client.get(job.resource_uri, job.selectors).integer("JobState") == 7, 20)
    after = next(each for each in client.enumerate_class(STAGED) if each.text("InstanceID") == instance_id)
    assert after.array("IPAddresses") == addresses
    assert after.array("Subnets") == ("255.255.255.0", "255.255.255.0", "64")
    assert after.array("DNSServers") == ()
    assert (after.integer("ProtocolIFType"), after.boolean("DHCPEnabled")) == (4098, False)

    records: list[EventRecord] = []

    def told() -> bool:
        records.extend(subscription.pull(1))
        return any((record.vm_id or "").upper() == machine.upper() for record in records)

    until(told, 20)
    assert subscription.bookmark is not None
    subscription.unsubscribe()
    resumed = client.subscribe(CHANNELS, subscription.bookmark)
    seen = {(record.channel, record.record_id) for record in records}
    assert not seen & {(record.channel, record.record_id) for record in resumed.pull(1)}
    resumed.unsubscribe()


def test_a_method_outside_the_gate_is_refused_here_and_the_host_never_hears_of_it(
    client: Client, calls: list[Call]
) -> None:
    with pytest.raises(WSManError, match="not allowed"):
        client.invoke(MACHINE, {}, "RequestStateChange", {"RequestedState": 3})
    assert [call.result for call in calls] == ["Refused"]
