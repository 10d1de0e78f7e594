"""Faults of every shape, and the leaf that their code stands for (facts/wsman.md 4.2, 4.3, 6.5)."""

import pytest

from tui.wsman import fault
from tui.wsman.answer import open_answer

S = "http://www.w3.org/2003/05/soap-envelope"


def envelope(body: str, headers: str = "") -> bytes:
    return (
        f'<s:Envelope xml:lang="ja-JP" xmlns:s="{S}" xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        ' xmlns:n="http://schemas.xmlsoap.org/ws/2004/09/enumeration"'
        ' xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">'
        f"<s:Header>{headers}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def soap_fault(subcode: str, reason: str, detail: str) -> bytes:
    return envelope(
        f"<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>{subcode}</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="ja-JP">{reason}</s:Text></s:Reason><s:Detail>{detail}</s:Detail></s:Fault>'
    )


def wsman_fault(code: int, message: str = "") -> str:
    return (
        f'<f:WSManFault xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault" Code="{code}" Machine="hv01">'
        f"<f:Message>{message}</f:Message></f:WSManFault>"
    )


def wmi_error(code: int, message: str, cim_status: int = 27) -> str:
    return (
        '<p:MSFT_WmiError b:IsCIM_Error="true" xmlns:b="http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"'
        ' xmlns:p="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/MSFT_WmiError"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="p:MSFT_WmiError_Type">'
        f"<p:CIMStatusCode>{cim_status}</p:CIMStatusCode><p:Message>{message}</p:Message>"
        f"<p:MessageID>HRESULT {code:#x}</p:MessageID><p:error_Category>30</p:error_Category>"
        f"<p:error_Code>{code}</p:error_Code><p:error_Type>HRESULT</p:error_Type>"
        f"<p:error_WindowsErrorMessage>{message}</p:error_WindowsErrorMessage></p:MSFT_WmiError>"
    )


def raised(data: bytes) -> fault.WSManError:
    with pytest.raises(fault.WSManError) as caught:
        open_answer(data, "uuid:1")
    return caught.value


@pytest.mark.parametrize("detail", [wsman_fault, wmi_error])
@pytest.mark.parametrize(
    ("code", "leaf"),
    [
        (5, fault.NotAuthorised),
        (2147942405, fault.NotAuthorised),
        (0x80041003, fault.NotAuthorised),
        (2150859013, fault.NotAuthorised),
        (2150858806, fault.NotAuthenticated),
        (2150858752, fault.NotFound),
        (2150858770, fault.NotFound),
        (2150858759, fault.EnumerationExpired),
        (2150858779, fault.EnumerationExpired),
        (2150858760, fault.SubscriptionLost),
        (2150858762, fault.SubscriptionLost),
        (2150858808, fault.BookmarkInvalid),
        (2150858832, fault.BookmarkInvalid),
        (2150858793, fault.TimedOut),
        (2150858780, fault.TimedOut),
        (2150858815, fault.QuotaExceeded),
        (2150859173, fault.QuotaExceeded),
        (2150859174, fault.QuotaExceeded),
        (2150859242, fault.QuotaExceeded),
        (2150858843, fault.Fault),
        (2150858778, fault.Fault),
        (2150858817, fault.Fault),
        (2150859177, fault.Fault),
    ],
)
def test_the_code_decides_the_leaf_in_both_shapes(detail, code: int, leaf: type[fault.WSManError]) -> None:  # type: ignore[no-untyped-def]
    error = raised(
        soap_fault("w:InternalError", "指定されたクラスは存在しません。", detail(code, "詳細 <1>".replace("<", "&lt;")))
    )
    assert type(error) is leaf
    assert error.code == code
    assert error.words == "指定されたクラスは存在しません。"
    assert error.delivered is (leaf is not fault.QuotaExceeded)


def test_a_fault_keeps_subcode_reason_and_provider_words_exactly() -> None:
    error = raised(soap_fault("w:InvalidSelectors", " Reason\n", wsman_fault(2150858843, " provider  words ")))
    assert isinstance(error, fault.Fault)
    assert (error.subcode, error.reason, error.detail) == ("w:InvalidSelectors", " Reason\n", " provider  words ")


def test_a_code_inside_the_provider_fault_decides_where_the_outer_one_does_not() -> None:
    inner = (
        '<f:ProviderFault provider="WMI Provider" xmlns:f="http://schemas.microsoft.com/wbem/wsman/1/wsmanfault">'
        f"{wsman_fault(2147749891, 'Access denied')}</f:ProviderFault>"
    )
    error = raised(soap_fault("w:InternalError", "", wsman_fault(2150858755, inner)))
    assert type(error) is fault.NotAuthorised
    assert error.words == "Access denied"


@pytest.mark.parametrize(
    ("subcode", "leaf"),
    [
        ("w:AccessDenied", fault.NotAuthorised),
        ("wsa:DestinationUnreachable", fault.NotFound),
        ("wsman:TimedOut", fault.TimedOut),
        ("wsen:InvalidEnumerationContext", fault.EnumerationExpired),
        ("w:SchemaValidationError", fault.Fault),
    ],
)
def test_a_fault_with_only_a_fault_detail_goes_by_its_subcode(subcode: str, leaf: type[fault.WSManError]) -> None:
    uri = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail/UnexpectedSelectors"
    error = raised(soap_fault(subcode, "no", f"<w:FaultDetail>{uri}</w:FaultDetail>"))
    assert type(error) is leaf
    if isinstance(error, fault.Fault):
        assert error.code is None
        assert error.detail == uri


def test_a_cim_status_alone_is_enough_for_access_denied() -> None:
    error = raised(soap_fault("w:InternalError", "", wmi_error(0, "nein", cim_status=2)))
    assert type(error) is fault.NotAuthorised


def test_a_fault_that_relates_to_nothing_is_still_read() -> None:
    assert type(raised(soap_fault("w:QuotaLimit", "busy", wmi_error(2150859173, "busy")))) is fault.QuotaExceeded


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html>no</html>",
        b"\xff\xfe<\x00",
        b"<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body>",
        b"<!DOCTYPE x><s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body/></s:Envelope>",
        b"<?xml version='1.0'?> <!-- a --> <!DOCTYPE x [<!ENTITY a 'b'>]><x/>",
        b"\xef\xbb\xbf<!DOCTYPE x><x/>",
        b"<Envelope><Body/></Envelope>",
    ],
)
def test_what_is_no_soap_envelope_is_malformed(data: bytes) -> None:
    assert type(raised(data)) is fault.Malformed


def test_an_answer_to_another_request_is_malformed() -> None:
    assert type(raised(envelope("<x/>", "<a:RelatesTo>uuid:2</a:RelatesTo>"))) is fault.Malformed


def test_the_answer_to_this_request_is_opened() -> None:
    answer = open_answer(envelope("<x>1</x>", "<a:RelatesTo>uuid:1</a:RelatesTo>"), "uuid:1")
    assert answer.expected("x").text == "1"


def test_a_document_type_inside_text_is_only_text() -> None:
    assert open_answer(envelope("<x><![CDATA[<!DOCTYPE y>]]></x>"), "").expected("x").text == "<!DOCTYPE y>"
