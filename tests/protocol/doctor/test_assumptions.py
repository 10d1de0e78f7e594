"""The register held against hosts: holds, differs or not seen, and a report that names nobody."""

import json
import re
from pathlib import Path

from tests.protocol.doctor.conftest import Serve
from tests.scenarios import default_scenario
from tests.unit.hyperv.scripted import ScriptedClient
from tui.config import Configuration
from tui.credentials import find
from tui.doctor.assumptions import HostSeen, observe, report_document
from tui.fleet.logon import Logon
from tui.fleet.session import Session
from tui.hyperv.probes import PROBES, Sight
from tui.practice.serve import PracticeServer
from tui.wsman.fault import Fault

Ground = tuple[PracticeServer, Configuration]

VM, ADAPTER, OTHER = (f"{letter * 8}-0000-0000-0000-000000000000" for letter in "ABC")


def _observe(configuration: Configuration, host: int = 0) -> HostSeen:
    entry = configuration.hosts[host]
    secret = find(entry.credential, lambda text: "")
    session = Session(entry, secret, Logon(), configuration.settings, writes=False)
    return session.call(lambda: observe(session.reader))


def test_a_practice_host_is_as_the_register_says_as_far_as_reading_shows(ground: Ground) -> None:
    server, configuration = ground
    sights = {each.entry.id: each.seen.sight for each in _observe(configuration).observations}
    assert {name for name, sight in sights.items() if sight is Sight.DIFFERS} == set()
    holding = {name for name, sight in sights.items() if sight is Sight.HOLDS}
    assert {"projection", "unknown-property", "get-setting", "failover-instance-id", "missing-channel"} <= holding
    assert sights["hidden-host"] is Sight.NOT_SEEN
    assert sights["empty-array"] is Sight.NOT_SEEN
    assert server.administration.executed() == []


def test_a_host_that_hides_itself_shows_that_both_are_hidden(ground: Ground) -> None:
    server, configuration = ground
    server.administration.habits("dr-hv-01", visible=False)
    (hidden,) = (each for each in _observe(configuration).observations if each.entry.id == "hidden-host")
    assert hidden.seen.sight is Sight.HOLDS


def test_the_report_names_no_host_user_address_or_guid(serve: Serve) -> None:
    _, configuration = serve(default_scenario())
    text = json.dumps(report_document([_observe(configuration), _observe(configuration, 2)]))
    for told in ("dr-hv", "prod-hv", "practice\\\\", "operator", "127.0.0.1", "sql01", str(Path.home())):
        assert told not in text.replace("an operator", "")
    assert re.search(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-", text) is None
    assert re.search(r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b", text) is None
    assert [host["host"] for host in json.loads(text)["hosts"]] == [1, 2]


def test_a_failover_object_of_other_guids_differs_and_the_report_says_what_is_done_instead() -> None:
    client = ScriptedClient()
    client.tables["Msvm_SyntheticEthernetPortSettingData"] = [{"InstanceID": f"Microsoft:{VM}\\{ADAPTER}"}]
    client.tables["Msvm_EmulatedEthernetPortSettingData"] = []
    client.tables["Msvm_FailoverNetworkAdapterSettingData"] = [
        {"InstanceID": f"Microsoft:FailoverNetworkSetting\\{VM}\\{OTHER}"},
        {"InstanceID": f"Microsoft:FailoverNetworkSetting\\{VM}\\{ADAPTER}"},
    ]
    seen = PROBES["failover-instance-id"].look(client)
    assert (seen.sight, seen.detail) == (Sight.DIFFERS, "1 of 2 failover objects")


def test_a_connection_that_is_not_named_after_its_adapter_differs() -> None:
    client = ScriptedClient()
    port = "Msvm_SyntheticEthernetPortSettingData"
    parent = f'\\\\HV\\root\\virtualization\\v2:{port}.InstanceID="Microsoft:{VM}\\\\{ADAPTER}"'
    client.tables["Msvm_EthernetPortAllocationSettingData"] = [{"InstanceID": f"Microsoft:{OTHER}", "Parent": parent}]
    assert PROBES["connection-instance-id"].look(client).sight is Sight.DIFFERS


def test_a_fault_without_a_number_differs() -> None:
    client = ScriptedClient()
    client.refusals["Msvm_ComputerSystem"] = Fault(None, "w:CannotProcessFilter", "no")
    assert PROBES["fault-code"].look(client).sight is Sight.DIFFERS
    assert PROBES["unknown-property"].look(client).sight is Sight.HOLDS


def test_a_class_without_instances_settles_nothing() -> None:
    client = ScriptedClient()
    client.tables["Msvm_FailoverNetworkAdapterSettingData"] = []
    assert PROBES["get-setting"].look(client).sight is Sight.NOT_SEEN


def test_an_instance_that_get_does_not_find_differs() -> None:
    client = ScriptedClient()
    client.gets_nothing = True
    client.tables["Msvm_FailoverNetworkAdapterSettingData"] = [{"InstanceID": f"Microsoft:X\\{VM}\\{ADAPTER}"}]
    assert PROBES["get-setting"].look(client).sight is Sight.DIFFERS
