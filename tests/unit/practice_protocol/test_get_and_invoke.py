"""Get and Invoke, asked with envelopes written by hand."""

from datetime import timedelta

import pytest

from tests.unit.practice_protocol.asking import GET, MESSAGE_ID, V2, XSI_NIL, Asker, local
from tests.unit.practice_protocol.shelf import GUID, SUMMARY, job
from tui.practice.cim import VIRTUALIZATION, EmbeddedText, Instance, MethodResult, Reference

SYSTEM = V2 + "Msvm_ComputerSystem"
MANAGEMENT = V2 + "Msvm_VirtualSystemManagementService"
REPLICATION = V2 + "Msvm_ReplicationService"
SQL01 = {"CreationClassName": "Msvm_ComputerSystem", "Name": f"00000001{GUID[8:]}"}


def epr(class_name: str, **keys: str) -> str:
    selectors = "".join(f'<w:Selector Name="{name}">{value}</w:Selector>' for name, value in keys.items())
    return (
        "<a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>"
        f"<a:ReferenceParameters><w:ResourceURI>{V2}{class_name}</w:ResourceURI><w:SelectorSet>{selectors}"
        "</w:SelectorSet></a:ReferenceParameters>"
    )


def test_get_answers_the_object_of_all_its_keys_in_any_letter_case() -> None:
    """facts/wsman.md 2.3."""
    selectors = {"name": SQL01["Name"].lower(), "CREATIONCLASSNAME": "msvm_computersystem"}
    answered = Asker().ask(GET, SYSTEM, selectors=selectors)
    assert answered.status == 200
    assert answered.find("s:Header/a:Action").text == GET + "Response"
    assert local(answered.find("s:Body/*")) == "Msvm_ComputerSystem"
    assert 'xmlns:p="http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"><s:Header>' in answered.text


@pytest.mark.parametrize(
    "selectors",
    [{"Name": SQL01["Name"]}, {**SQL01, "Name": "gone"}, {}],
)
def test_get_with_a_key_missing_or_gone_is_unreachable(selectors: dict[str, str]) -> None:
    """facts/real-host.md 1."""
    answered = Asker().ask(GET, SYSTEM, selectors=selectors)
    assert (answered.status, answered.subcode, answered.code) == (500, "a:DestinationUnreachable", "2150858752")
    assert answered.find("s:Header/a:Action").text == "http://schemas.xmlsoap.org/ws/2004/08/addressing/fault"


def test_get_with_a_selector_that_is_no_key_is_invalid() -> None:
    """facts/real-host.md 1."""
    answered = Asker().ask(GET, SYSTEM, selectors={**SQL01, "ElementName": "sql01"})
    assert (answered.subcode, answered.code) == ("w:InvalidSelectors", "2150858843")


def test_an_association_is_got_by_the_references_that_are_its_keys() -> None:
    system = {"CreationClassName": "Msvm_ComputerSystem", "Name": f"00000002{GUID[8:].lower()}"}
    data = {"InstanceID": f"Microsoft:00000002{GUID[8:]}\\0"}
    wrapped = {
        "ManagedElement": f"<a:EndpointReference>{epr('Msvm_ComputerSystem', **system)}</a:EndpointReference>",
        "SettingData": f"<a:EndpointReference>{epr('Msvm_VirtualSystemSettingData', **data)}</a:EndpointReference>",
    }
    answered = Asker().ask(GET, V2 + "Msvm_SettingsDefineState", selectors=wrapped)
    assert answered.status == 200
    assert f"00000002{GUID[8:]}\\0" in answered.text


def test_get_of_an_unknown_class_is_unreachable() -> None:
    assert Asker().ask(GET, V2 + "Msvm_Nothing", selectors=SQL01).subcode == "a:DestinationUnreachable"


@pytest.mark.parametrize("operation", ["Put", "Create", "Delete"])
def test_objects_are_not_changed_but_by_methods(operation: str) -> None:
    action = f"http://schemas.xmlsoap.org/ws/2004/09/transfer/{operation}"
    answered = Asker().ask(action, SYSTEM, selectors=SQL01)
    assert (answered.status, answered.code) == (500, str(0x8004100C))


def test_a_partial_key_is_enough_to_invoke() -> None:
    """facts/real-host.md 1."""
    asker = Asker()
    state = "<p:RequestedState>2</p:RequestedState>"
    body = f'<p:RequestStateChange_INPUT xmlns:p="{SYSTEM}">{state}</p:RequestStateChange_INPUT>'
    answered = asker.ask(f"{SYSTEM}/RequestStateChange", SYSTEM, body, selectors={"Name": SQL01["Name"]})
    assert answered.status == 200
    assert asker.shelf.calls[0].arguments == {"RequestedState": 2}
    assert answered.find("s:Header/a:Action").text == f"{SYSTEM}/RequestStateChangeResponse"


def test_a_synchronous_answer_has_a_nil_job_and_an_asynchronous_one_its_reference() -> None:
    """facts/real-host.md 3: ResultingSystem is missing from an asynchronous answer; ReturnValue comes last."""
    asker = Asker()
    asker.shelf.results["TestReplicaSystem"] = MethodResult(4096, {"Job": job()})
    body = (
        f'<p:TestReplicaSystem_INPUT xmlns:p="{REPLICATION}">'
        f"<p:ComputerSystem>{epr('Msvm_ComputerSystem', **SQL01)}</p:ComputerSystem>"
        "<p:SnapshotSettingData></p:SnapshotSettingData></p:TestReplicaSystem_INPUT>"
    )
    selectors = {"CreationClassName": "Msvm_ReplicationService"}
    answered = asker.ask(f"{REPLICATION}/TestReplicaSystem", REPLICATION, body, selectors=selectors)
    output = answered.find("s:Body/*")
    assert [local(child) for child in output] == ["Job", "ReturnValue"]
    assert output[1].text == "4096"
    assert [local(child) for child in output[0]] == ["Address", "ReferenceParameters"]
    assert asker.shelf.calls[0].arguments == {
        "ComputerSystem": Reference(VIRTUALIZATION, "Msvm_ComputerSystem", tuple(SQL01.items())),
        "SnapshotSettingData": None,
    }
    asker.shelf.results["TestReplicaSystem"] = MethodResult(0, {"Job": None})
    output = asker.ask(f"{REPLICATION}/TestReplicaSystem", REPLICATION, body, selectors=selectors).find("s:Body/*")
    assert (local(output[0]), output[0].get(XSI_NIL)) == ("Job", "true")


def test_a_wrapped_endpoint_reference_is_a_schema_error() -> None:
    """facts/real-host.md 1."""
    wrapped = f"<a:EndpointReference>{epr('Msvm_ComputerSystem', **SQL01)}</a:EndpointReference>"
    body = f'<p:I xmlns:p="{REPLICATION}"><p:ComputerSystem>{wrapped}</p:ComputerSystem></p:I>'
    selectors = {"CreationClassName": "Msvm_ReplicationService"}
    answered = Asker().ask(f"{REPLICATION}/TestReplicaSystem", REPLICATION, body, selectors=selectors)
    assert (answered.subcode, answered.code) == ("w:SchemaValidationError", "2150858817")


def test_a_ws_cim_tree_for_an_embedded_instance_is_a_schema_error() -> None:
    """facts/real-host.md 1."""
    tree = '<q:Msvm_ProcessorSettingData xmlns:q="x"><q:InstanceID>1</q:InstanceID></q:Msvm_ProcessorSettingData>'
    body = f'<p:I xmlns:p="{MANAGEMENT}"><p:ResourceSettings>{tree}</p:ResourceSettings></p:I>'
    selectors = {"CreationClassName": "Msvm_VirtualSystemManagementService"}
    answered = Asker().ask(f"{MANAGEMENT}/ModifyResourceSettings", MANAGEMENT, body, selectors=selectors)
    assert answered.subcode == "w:SchemaValidationError"


def test_embedded_instances_arrive_character_for_character_escaped_or_in_cdata_in_any_namespace() -> None:
    """facts/wsman.md 2.5, 6.5."""
    asker = Asker()
    text = '<?xml version="1.0"?>\n<INSTANCE CLASSNAME="X"><PROPERTY NAME="a &#38; b" TYPE="string"/></INSTANCE>'
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    body = (
        f'<I xmlns="urn:unexpected"><ResourceSettings>{escaped}</ResourceSettings>'
        f"<resourcesettings><![CDATA[{text}]]></resourcesettings></I>"
    )
    selectors = {"creationclassname": "msvm_virtualsystemmanagementservice"}
    assert asker.ask(f"{MANAGEMENT}/ModifyResourceSettings", MANAGEMENT, body, selectors=selectors).status == 200
    assert asker.shelf.calls[0].arguments == {"ResourceSettings": (EmbeddedText(text), EmbeddedText(text))}


@pytest.mark.parametrize(
    ("uri", "method", "code", "subcode"),
    [
        (MANAGEMENT, "ModifyResourceSettings", str(0x8004102F), "w:InternalError"),
        (REPLICATION, "TestReplicaSystem", "2150858755", "w:InternalError"),
    ],
)
def test_a_service_without_a_selector_is_refused(uri: str, method: str, code: str, subcode: str) -> None:
    """facts/real-host.md 1."""
    answered = Asker().ask(f"{uri}/{method}", uri, f'<p:I xmlns:p="{uri}"/>')
    assert (answered.code, answered.subcode) == (code, subcode)


def test_an_unknown_method_is_no_action_and_an_unknown_parameter_invalid() -> None:
    asker = Asker()
    unknown = asker.ask(f"{SYSTEM}/Explode", SYSTEM, "<I/>", selectors=SQL01)
    assert unknown.subcode == "a:ActionNotSupported"
    body = "<I><Colour>red</Colour></I>"
    assert asker.ask(f"{SYSTEM}/RequestStateChange", SYSTEM, body, selectors=SQL01).code == str(0x8004102F)
    assert asker.shelf.calls == []


@pytest.mark.parametrize("value", ["on", "-1", "65536", "<b/>"])
def test_an_argument_of_the_wrong_form_is_a_schema_error(value: str) -> None:
    body = f"<I><RequestedState>{value}</RequestedState></I>"
    answered = Asker().ask(f"{SYSTEM}/RequestStateChange", SYSTEM, body, selectors=SQL01)
    assert answered.subcode == "w:SchemaValidationError"


@pytest.mark.parametrize(
    "text", ["PT90S", "00000000000130.000000:000", "<c:Interval xmlns:c='x'>P0DT0H1M30S</c:Interval>"]
)
def test_an_interval_argument_comes_in_any_of_its_forms(text: str) -> None:
    asker = Asker()
    body = f"<I><TimeoutPeriod>{text}</TimeoutPeriod></I>"
    assert asker.ask(f"{SYSTEM}/RequestStateChange", SYSTEM, body, selectors=SQL01).status == 200
    assert asker.shelf.calls[0].arguments == {"TimeoutPeriod": timedelta(seconds=90)}


def test_a_nil_argument_is_null() -> None:
    asker = Asker()
    nil = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"'
    asker.ask(f"{SYSTEM}/RequestStateChange", SYSTEM, f"<I><TimeoutPeriod {nil}/></I>", selectors=SQL01)
    assert asker.shelf.calls[0].arguments == {"TimeoutPeriod": None}


def test_an_embedded_object_is_answered_as_nested_elements_of_its_class() -> None:
    """facts/wsman.md 2.5."""
    asker = Asker()
    rows = tuple(Instance(SUMMARY, {"Name": f"sql0{n}", "InstanceID": f"{n}"}) for n in (1, 2))
    asker.shelf.results["GetSummaryInformation"] = MethodResult(0, {"SummaryInformation": rows})
    body = "<I><RequestedInformation>0</RequestedInformation><RequestedInformation>100</RequestedInformation></I>"
    selectors = {"CreationClassName": "Msvm_VirtualSystemManagementService"}
    answered = asker.ask(f"{MANAGEMENT}/GetSummaryInformation", MANAGEMENT, body, selectors=selectors)
    output = answered.find("s:Body/*")
    assert [local(child) for child in output] == ["SummaryInformation", "SummaryInformation", "ReturnValue"]
    assert [[local(c), c.text] for c in output[0]] == [["InstanceID", "1"], ["Name", "sql01"], ["Notes", None]]
    assert output[0][0].tag.startswith(f"{{{V2}Msvm_SummaryInformation}}")
    assert asker.shelf.calls[0].arguments == {"RequestedInformation": (0, 100)}


def test_requests_are_kept_with_their_user_class_and_method() -> None:
    asker = Asker()
    asker.ask(GET, SYSTEM, selectors=SQL01)
    asker.ask(f"{SYSTEM}/RequestStateChange", SYSTEM, "<I/>", selectors=SQL01)
    seen = [(r.user, r.resource_class, r.method) for r in asker.log.records()]
    assert seen == [
        ("operator", "Msvm_ComputerSystem", None),
        ("operator", "Msvm_ComputerSystem", "RequestStateChange"),
    ]
    assert asker.log.records()[0].action == GET
    assert MESSAGE_ID not in repr(asker.log.records())


def test_the_limits_are_those_of_a_modern_host() -> None:
    """facts/wsman.md 4.1, capture."""
    config = "http://schemas.microsoft.com/wbem/wsman/1/config"
    answered = Asker().ask(GET, config)
    limits = {local(element): element.text for element in answered.root.iter() if not len(element)}
    expected = {
        "MaxEnvelopeSizekb": "500", "MaxTimeoutms": "60000", "MaxBatchItems": "32000", "MaxConnections": "300",
        "MaxConcurrentOperationsPerUser": "1500", "EnumerationTimeoutms": "240000",
        "MaxPacketRetrievalTimeSeconds": "120",
    }  # fmt: skip
    assert {name: limits.get(name) for name in expected} == expected
