"""Instances as hosts write them, read into values (facts/wsman.md 2.4, 2.5, 6.5; facts/real-host.md 3)."""

import datetime as dt
from xml.etree.ElementTree import fromstring

import pytest

from tui.wsman.fault import Malformed
from tui.wsman.instance import EndpointReference, Instance, read_instance
from tui.wsman.naming import ClassRef

WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2"
COMMON = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:cim="http://schemas.dmtf.org/wbem/wscim/1/common"'
    ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"'
)
ARRAYS = {"Msvm_ComputerSystem": frozenset({"OperationalStatus", "Roles", "StatusDescriptions"})}


def arrays(class_name: str) -> frozenset[str]:
    return ARRAYS.get(class_name, frozenset())


def read(properties: str, class_name: str = "Msvm_ComputerSystem", projected: str = "") -> Instance:
    xml = (
        f'<p:{class_name} {COMMON} xmlns:p="{WMI}/{class_name}" xsi:type="p:{class_name}_Type">'
        f"{properties}</p:{class_name}>"
    )
    return read_instance(fromstring(xml), arrays, ClassRef("root/virtualization/v2", projected))


def test_the_element_names_class_and_namespace() -> None:
    instance = read("")
    assert (instance.class_name, instance.namespace) == ("Msvm_ComputerSystem", "root/virtualization/v2")


def test_a_scalar_keeps_its_exact_text_and_null_is_told_from_empty() -> None:
    instance = read('<p:A> x\n </p:A><p:B></p:B><p:C/><p:D xsi:nil="true"/><p:E xsi:nil="1"/>')
    assert instance.properties == {"A": " x\n ", "B": "", "C": "", "D": None, "E": None}
    assert instance.text("D") is None
    assert instance.text("Absent") is None


def test_an_array_of_one_is_an_array_where_the_class_says_so() -> None:
    instance = read("<p:OperationalStatus>2</p:OperationalStatus><p:Other>2</p:Other>")
    assert instance.properties == {"OperationalStatus": ("2",), "Other": "2"}
    assert instance.integers("OperationalStatus") == (2,)


@pytest.mark.parametrize("properties", ["", '<p:Roles xsi:nil="true"/>'])
def test_a_null_array_is_empty_however_the_host_sends_it(properties: str) -> None:
    assert read(properties).array("Roles") == ()


def test_repeated_elements_are_an_array_in_any_class_and_order_is_kept() -> None:
    instance = read("<p:A>2</p:A><p:B>x</p:B><p:A>17</p:A><p:A></p:A>", "Msvm_Unknown")
    assert instance.array("A") == ("2", "17", "")


@pytest.mark.parametrize(
    "text",
    ["<cim:Datetime>2026-10-08T15:15:36.68424Z</cim:Datetime>", "2026-10-08T15:15:36.68424Z",
     "<Datetime>2026-10-08T15:15:36.68424Z</Datetime>", "20261008151536.684240+000",
     "<cim:CIM_DateTime>2026-10-09T05:05:36.68424+13:50</cim:CIM_DateTime>"],
)  # fmt: skip
def test_a_datetime_reads_in_utc_bare_or_wrapped(text: str) -> None:
    instance = read(f"<p:T>{text}</p:T>")
    assert instance.datetime("T") == dt.datetime(2026, 10, 8, 15, 15, 36, 684240, dt.UTC)


def test_never_and_null_are_no_datetime() -> None:
    instance = read('<p:T><cim:Datetime>1601-01-01T00:00:00Z</cim:Datetime></p:T><p:N xsi:nil="true"/>')
    assert instance.datetime("T") is None
    assert instance.datetime("N") is None
    assert instance.text("T") == "1601-01-01T00:00:00Z"


def test_an_interval_reads_as_a_length() -> None:
    assert read("<p:I><cim:Interval>P0DT0H0M1.5S</cim:Interval></p:I>").interval("I") == dt.timedelta(seconds=1.5)


@pytest.mark.parametrize(("text", "truth"), [("true", True), ("TRUE", True), ("false", False), ("FALSE", False)])
def test_a_boolean_reads_in_any_case(text: str, truth: bool) -> None:
    assert read(f"<p:B>{text}</p:B>").boolean("B") is truth


def test_a_value_of_another_shape_is_malformed_and_names_its_property() -> None:
    instance = read("<p:X>many</p:X><p:Roles>a</p:Roles>")
    for reader in (instance.integer, instance.boolean, instance.datetime, instance.interval, instance.references):
        with pytest.raises(Malformed, match=r"Msvm_ComputerSystem\.X"):
            reader("X")
    with pytest.raises(Malformed, match=r"Msvm_ComputerSystem\.Roles"):
        instance.text("Roles")


EPR = (
    "<a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address><a:ReferenceParameters>"
    f"<w:ResourceURI>\n {WMI}/Msvm_ConcreteJob </w:ResourceURI><w:SelectorSet>"
    '<w:Selector Name="InstanceID">GUID &amp; more</w:Selector></w:SelectorSet></a:ReferenceParameters>'
)


@pytest.mark.parametrize("content", [EPR, f"<a:EndpointReference>{EPR}</a:EndpointReference>"])
def test_a_reference_reads_with_or_without_its_wrapper(content: str) -> None:
    reference = read(f"<p:Job>{content}</p:Job>").reference("Job")
    assert reference == EndpointReference(f"{WMI}/Msvm_ConcreteJob", {"InstanceID": "GUID & more"})
    assert reference is not None
    assert reference.class_name == "Msvm_ConcreteJob"
    assert len({reference, reference}) == 1


def test_embedded_objects_read_as_instances_of_their_own_class() -> None:
    summary = (
        '<p:SummaryInformation xmlns:p1="{0}/Msvm_SummaryInformation">'
        "<p1:ElementName>{1}</p1:ElementName><p1:Name>GUID</p1:Name></p:SummaryInformation>"
    )
    outputs = read(summary.format(WMI, "sql01") + summary.format(WMI, "sql02"), "X_OUTPUT")
    found = outputs.instances("SummaryInformation")
    assert [each.text("ElementName") for each in found] == ["sql01", "sql02"]
    assert {(each.class_name, each.namespace) for each in found} == {
        ("Msvm_SummaryInformation", "root/virtualization/v2")
    }


def test_a_projected_row_takes_the_class_that_was_asked_for() -> None:
    row = fromstring(
        f"<w:XmlFragment {COMMON}><Name>GUID</Name><OperationalStatus>2</OperationalStatus>"
        '<TimeOfLastStateChange><Datetime>2026-10-08T15:15:36Z</Datetime></TimeOfLastStateChange><X xsi:nil="true"/>'
        "</w:XmlFragment>"
    )
    instance = read_instance(row, arrays, ClassRef("root/virtualization/v2", "Msvm_ComputerSystem"))
    assert instance == Instance(
        "Msvm_ComputerSystem",
        "root/virtualization/v2",
        {"Name": "GUID", "OperationalStatus": ("2",), "TimeOfLastStateChange": "2026-10-08T15:15:36Z", "X": None},
    )


def test_a_property_nested_without_end_is_malformed() -> None:
    with pytest.raises(Malformed, match="nested"):
        read("<p:X>" * 20000 + "</p:X>" * 20000)
