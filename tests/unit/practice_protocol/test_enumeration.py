"""Enumerate, Pull and Release, asked with envelopes written by hand."""

import pytest

from tests.unit.practice_protocol.asking import ENUMERATE, OPTIMIZED, RELEASE, V2, XSI_NIL, Asker, local, wql
from tests.unit.practice_protocol.shelf import GUID, furnished
from tui.practice.wsman.options import ServiceOptions
from tui.practice.wsman.quirks import Quirks

ALL = "select * from Msvm_ComputerSystem"


class Clock:
    """Seconds that only a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_plain_enumerate_answers_a_context_and_nothing_else() -> None:
    """facts/real-host.md 2."""
    answered = Asker().query(ALL)
    response = answered.find("s:Body/n:EnumerateResponse")
    assert [local(child) for child in response] == ["EnumerationContext"]
    assert answered.context


def test_a_pull_without_max_elements_answers_one_item_and_a_new_context_each_time() -> None:
    """facts/real-host.md 2: the last item comes with EndOfSequence and without a context."""
    asker = Asker()
    answered = asker.query(ALL)
    seen, contexts = [], [answered.context]
    while not answered.ended:
        answered = asker.pull(answered.context, most=None)
        seen += answered.names
        contexts.append(answered.context)
        assert len(answered.items) == 1
    assert seen == ["HV1", "sql01", "sql02", "sql03"]
    assert contexts[-1] == ""
    assert len(set(contexts)) == len(contexts)


def test_an_optimised_enumerate_answers_exactly_one_item_first() -> None:
    """facts/wsman.md 2.2, capture."""
    asker = Asker()
    first = asker.query(ALL, *OPTIMIZED)
    rest = asker.pull(first.context)
    assert (first.names, first.ended) == (["HV1"], False)
    assert (rest.names, rest.ended, rest.context) == (["sql01", "sql02", "sql03"], True, "")


def test_a_single_row_is_answered_at_once_with_an_empty_context() -> None:
    """facts/wsman.md 2.2, capture."""
    answered = Asker().query(f"{ALL} where EnabledState = 2", *OPTIMIZED)
    assert (answered.names, answered.ended, answered.context) == (["HV1"], True, "")
    assert answered.root.find(".//n:EnumerationContext", {"n": ENUMERATE.rpartition("/")[0]}) is not None


def test_no_row_at_all_still_has_items_and_an_end() -> None:
    asker = Asker()
    answered = asker.pull(asker.query(f"{ALL} where EnabledState = 9").context)
    assert (answered.items, answered.ended) == ([], True)
    answered.find(".//n:Items")


def test_pages_are_bounded_by_the_envelope_and_lose_nothing() -> None:
    """facts/wsman.md 2.2: by the smaller of both sides' envelope, counted in UTF-16."""
    asker = Asker(furnished(60))
    answered = asker.query(ALL, *OPTIMIZED)
    seen = list(answered.names)
    pages = 0
    while not answered.ended:
        header = "<w:MaxEnvelopeSize>20000</w:MaxEnvelopeSize>"
        answered = asker.pull(answered.context, header=header)
        assert len(answered.text) < 10_000 + 2_000
        seen += answered.names
        pages += 1
    assert seen == ["HV1"] + [f"sql{number:02d}" for number in range(1, 61)]
    assert pages > 3


def test_a_used_context_is_dead_and_a_released_one_too() -> None:
    asker = Asker()
    used = asker.query(ALL).context
    released = asker.pull(used, most=1).context
    body = f"<n:Release><n:EnumerationContext>{released}</n:EnumerationContext></n:Release>"
    assert asker.ask(RELEASE, V2 + "*", body).status == 200
    for context in (used, released, "nonsense"):
        answered = asker.pull(context)
        assert (answered.status, answered.code, answered.subcode) == (500, "2150858779", "n:InvalidEnumerationContext")


def test_a_context_expires_when_nobody_pulls() -> None:
    clock = Clock()
    asker = Asker(options=ServiceOptions(clock=clock, enumeration_timeout=240))
    context = asker.query(ALL).context
    clock.now += 239
    context = asker.pull(context, most=1).context
    clock.now += 241
    assert asker.pull(context).code == "2150858779"


def test_enumerations_that_are_left_open_exhaust_the_users_quota_until_they_expire() -> None:
    """facts/wsman.md 4.1: an enumeration is an operation until its end, its Release or its expiry."""
    clock = Clock()
    asker = Asker(options=ServiceOptions(clock=clock, max_operations=2))
    first = asker.query(ALL).context
    asker.query(ALL)
    assert asker.query(ALL).code == "2150859174"
    assert asker.pull(first).ended
    assert asker.query(ALL).status == 200
    assert asker.query(ALL).code == "2150859174"
    clock.now += 241
    assert asker.query(ALL).status == 200


def test_a_context_belongs_to_its_user() -> None:
    asker = Asker()
    context = asker.query(ALL).context
    asker.user = "somebody"
    assert asker.pull(context).code == "2150859177"


def test_a_pull_on_the_class_finds_the_context_of_all_classes() -> None:
    """facts/wsman.md 6.2."""
    asker = Asker()
    context = asker.query(ALL).context
    assert len(asker.pull(context, uri=V2 + "Msvm_ComputerSystem").items) == 4


def test_an_instance_has_its_properties_in_order_nil_scalars_and_no_empty_array() -> None:
    """facts/real-host.md 3."""
    item = Asker().all_of(f"{ALL} where ElementName = 'HV1'", *OPTIMIZED)[0]
    names = [local(child) for child in item]
    assert names == [
        "CreationClassName", "Description", "ElementName", "EnabledState", "InstallDate", "Name",
        "OnTimeInMilliseconds", "Uptime",
    ]  # fmt: skip
    assert [local(child) for child in item if child.get(XSI_NIL) == "true"] == [
        "Description", "InstallDate", "OnTimeInMilliseconds", "Uptime",
    ]  # fmt: skip
    assert item.tag == f"{{{V2}Msvm_ComputerSystem}}Msvm_ComputerSystem"


def test_a_time_an_interval_and_an_array_look_as_recorded() -> None:
    """facts/real-host.md 3."""
    text = Asker().query(f"{ALL} where ElementName = 'sql01'", *OPTIMIZED).text
    assert "<p:InstallDate><cim:Datetime>2026-10-08T15:15:36.68424Z</cim:Datetime></p:InstallDate>" in text
    assert "<p:Uptime><cim:Interval>P0DT0H5M0S</cim:Interval></p:Uptime>" in text
    assert "<p:OperationalStatus>2</p:OperationalStatus><p:OperationalStatus>17</p:OperationalStatus>" in text
    assert 'xsi:type="p:Msvm_ComputerSystem_Type"' in text


def test_a_reference_is_the_children_of_an_epr_with_the_leaf_class() -> None:
    """facts/real-host.md 3."""
    text = Asker().query("select * from Msvm_SettingsDefineState", *OPTIMIZED).text
    assert (
        "<p:ManagedElement><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>"
        f"<a:ReferenceParameters><w:ResourceURI>{V2}Msvm_ComputerSystem</w:ResourceURI><w:SelectorSet>"
        '<w:Selector Name="CreationClassName">Msvm_ComputerSystem</w:Selector>'
        f'<w:Selector Name="Name">00000001{GUID[8:]}</w:Selector></w:SelectorSet></a:ReferenceParameters>'
        "</p:ManagedElement>"
    ) in text


def test_a_projection_is_an_xml_fragment_without_a_class() -> None:
    """facts/wsman.md 2.4, captures."""
    text = Asker().query("select name, Uptime, InstallDate from Msvm_ComputerSystem", *OPTIMIZED).text
    assert (
        '<w:XmlFragment xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        'xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">'
        '<InstallDate xsi:nil="true"/><Name>HV1</Name><Uptime xsi:nil="true"/></w:XmlFragment>'
    ) in text


def test_a_projected_time_is_not_in_a_namespace() -> None:
    text = Asker().query("select InstallDate from Msvm_ComputerSystem where ElementName='sql01'", *OPTIMIZED).text
    assert "<InstallDate><Datetime>2026-10-08T15:15:36.68424Z</Datetime></InstallDate>" in text


@pytest.mark.parametrize("mode", ["EnumerateEPR", "EnumerateObjectAndEPR"])
def test_references_are_answered_alone_or_beside_their_object(mode: str) -> None:
    element = f"<w:EnumerationMode>{mode}</w:EnumerationMode>"
    item = Asker().query(f"{ALL} where ElementName = 'HV1'", element, *OPTIMIZED).items[0]
    epr = item if mode == "EnumerateEPR" else item[1]
    assert local(epr) == "EndpointReference"
    assert [s.text for s in epr.iter() if local(s) == "Selector"] == ["Msvm_ComputerSystem", "HV1"]
    if mode == "EnumerateObjectAndEPR":
        assert [local(child) for child in item] == ["Msvm_ComputerSystem", "EndpointReference"]


def test_a_class_without_a_filter_is_enumerated_whole() -> None:
    asker = Asker()
    answered = asker.ask(ENUMERATE, V2 + "msvm_computersystem", "<n:Enumerate/>")
    assert len(asker.pull(answered.context).items) == 4


def test_wql_on_the_uri_of_a_class_is_refused() -> None:
    """facts/real-host.md 2 and 9."""
    answered = Asker().query(ALL, uri=V2 + "Msvm_ComputerSystem")
    assert (answered.status, answered.subcode) == (500, "w:CannotProcessFilter")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("select * from Msvm_Nothing", 0x80041010),
        ("select * form Msvm_ComputerSystem", 0x80041017),
    ],
)
def test_a_query_error_is_one_code_with_wmis_own_inside(query: str, status: int) -> None:
    """facts/wsman.md 4.2, capture."""
    answered = Asker().query(query)
    assert (answered.code, answered.subcode) == ("2150858778", "n:CannotProcessFilter")
    assert answered.find("s:Header/a:Action").text == "http://schemas.xmlsoap.org/ws/2004/09/enumeration/fault"
    assert f"StatusCode>{status}<" in answered.text


def test_an_invalid_namespace_cannot_be_queried() -> None:
    """facts/wsman.md 4.2, capture."""
    uri = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/nothing/*"
    assert Asker().query(ALL, uri=uri).code == "2150858778"


def test_an_unknown_dialect_is_refused() -> None:
    body = '<n:Enumerate><w:Filter Dialect="http://example/xpath">*</w:Filter></n:Enumerate>'
    assert Asker().ask(ENUMERATE, V2 + "*", body).code == "2150858777"


def test_a_selector_filter_selects_by_equality() -> None:
    body = (
        '<n:Enumerate><w:OptimizeEnumeration/><w:Filter Dialect="http://schemas.dmtf.org/wbem/wsman/1/wsman/'
        'SelectorFilter"><w:SelectorSet><w:Selector Name="ElementName">sql02</w:Selector></w:SelectorSet>'
        "</w:Filter></n:Enumerate>"
    )
    assert Asker().ask(ENUMERATE, V2 + "Msvm_ComputerSystem", body).names == ["sql02"]


def test_an_association_filter_finds_the_settings_of_a_system() -> None:
    body = (
        '<n:Enumerate><w:OptimizeEnumeration/><w:Filter Dialect="http://schemas.dmtf.org/wbem/wsman/1/cimbinding/'
        'associationFilter"><b:AssociatedInstances xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd">'
        f"<b:Object><a:Address>x</a:Address><a:ReferenceParameters><w:ResourceURI>{V2}Msvm_ComputerSystem"
        '</w:ResourceURI><w:SelectorSet><w:Selector Name="CreationClassName">Msvm_ComputerSystem</w:Selector>'
        f'<w:Selector Name="Name">00000001{GUID[8:]}</w:Selector></w:SelectorSet></a:ReferenceParameters>'
        "</b:Object><b:ResultClassName>Msvm_VirtualSystemSettingData</b:ResultClassName></b:AssociatedInstances>"
        "</w:Filter></n:Enumerate>"
    )
    assert Asker().ask(ENUMERATE, V2 + "*", body).names == ["settings"]


def test_an_operation_times_out_and_the_same_context_goes_on() -> None:
    """facts/wsman.md 2.2, 3.2: after w:TimedOut the old context is still the current one."""
    asker = Asker(options=ServiceOptions(instance_cost=lambda decl: 0.02))
    body = wql(ALL, *OPTIMIZED)
    timed_out = asker.ask(ENUMERATE, V2 + "*", body, timeout="PT0.01S")
    assert (timed_out.code, timed_out.subcode) == ("2150858793", "w:TimedOut")
    context = asker.query(ALL).context
    assert asker.pull(context, timeout="PT0.001S").code == "2150858793"
    page = asker.pull(context, timeout="PT0.05S")
    assert 1 <= len(page.items) < 4
    rest = asker.pull(page.context)
    assert page.names + rest.names == ["HV1", "sql01", "sql02", "sql03"]


def test_enumerations_that_are_said_to_expire_do() -> None:
    asker = Asker()
    asker.service.quirks = Quirks(contexts_expire=True)
    assert asker.pull(asker.query(ALL).context).code == "2150858779"


def test_items_and_end_are_in_one_namespace_in_enumerate_and_in_another_in_pull() -> None:
    """facts/wsman.md 2.2, captures: w in EnumerateResponse, n in PullResponse."""
    asker = Asker()
    first = asker.query(ALL, *OPTIMIZED)
    assert [(len(first.texts(f".//{prefix}:Items/*")), prefix) for prefix in "wn"] == [(1, "w"), (0, "n")]
    pulled = asker.pull(first.context)
    assert [(len(pulled.texts(f".//{prefix}:Items/*")), prefix) for prefix in "wn"] == [(0, "w"), (3, "n")]
    assert (len(pulled.texts(".//n:EndOfSequence")), len(pulled.texts(".//w:EndOfSequence"))) == (1, 0)
    whole = asker.query(f"{ALL} where EnabledState = 2", *OPTIMIZED)
    assert (len(whole.texts(".//n:EndOfSequence")), len(whole.texts(".//w:EndOfSequence"))) == (0, 1)


def test_an_array_of_one_looks_like_a_scalar() -> None:
    """facts/wsman.md 2.4, captures."""
    shelf = furnished()
    index = next(i for i, each in enumerate(shelf.objects) if each.values.get("ElementName") == "sql01")
    values = dict(shelf.objects[index].values, OperationalStatus=(2,))
    shelf.objects[index] = type(shelf.objects[index])(shelf.objects[index].decl, values)
    text = Asker(shelf).query(f"{ALL} where ElementName = 'sql01'", *OPTIMIZED).text
    assert "<p:OperationalStatus>2</p:OperationalStatus><p:Uptime>" in text


def test_a_first_page_and_pages_by_bytes_are_set_while_it_runs() -> None:
    """facts/wsman.md 6.4."""
    asker = Asker()
    asker.service.quirks = Quirks(first_page=3)
    assert len(asker.query(ALL, *OPTIMIZED).items) == 3
    whole = asker.pull(asker.query(ALL).context)
    one_item = len(whole.text) // 4
    asker.service.quirks = Quirks(page_bytes=4 * one_item)
    first = asker.pull(asker.query(ALL).context)
    assert 1 <= len(first.items) < 4
    assert not first.ended


def test_empty_pages_come_between_and_nothing_is_lost() -> None:
    """facts/wsman.md 6.4."""
    asker = Asker()
    asker.service.quirks = Quirks(empty_pages=True)
    answered = asker.query(ALL)
    sizes = []
    while not answered.ended:
        answered = asker.pull(answered.context, most=2)
        sizes.append(len(answered.items))
    assert sizes == [0, 2, 0, 2]


def test_nil_properties_are_left_out_when_told_so() -> None:
    """facts/wsman.md 6.4: what broke a well-known client."""
    asker = Asker()
    asker.service.quirks = Quirks(nil_omitted=True)
    item = asker.all_of(f"{ALL} where ElementName = 'HV1'", *OPTIMIZED)[0]
    assert [local(child) for child in item] == ["CreationClassName", "ElementName", "EnabledState", "Name"]
