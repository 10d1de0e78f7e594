"""Faults: what a service refuses by, its code, subcode and both shapes of detail (facts/wsman.md 4.2, 4.3)."""

from dataclasses import dataclass
from enum import Enum

from tui.practice import cim
from tui.practice.wsman import names
from tui.practice.wsman.xmltext import attribute, xml_text

_DETAILS = "http://schemas.dmtf.org/wbem/wsman/1/wsman/faultDetail"


class FaultKind(Enum):
    """WSMan code, SOAP code, subcode and, where DSP0226 gives one, the last part of the FaultDetail URI."""

    RESOURCE_NOT_FOUND = (2150858752, "s:Sender", "a:DestinationUnreachable", "InvalidResourceURI")
    INVALID_ACTION = (2150858753, "s:Sender", "a:ActionNotSupported", None)
    INTERNAL_ERROR = (2150858755, "s:Receiver", "w:InternalError", None)
    SUBSCRIPTION_CLOSED = (2150858760, "s:Receiver", "n:InvalidEnumerationContext", None)
    NO_PULL_WITHIN_HEARTBEAT = (2150858762, "s:Receiver", "n:InvalidEnumerationContext", None)
    INVALID_HEADER = (2150858767, "s:Sender", "a:InvalidMessageInformationHeader", None)
    INVALID_TIMEOUT = (2150858767, "s:Sender", "a:InvalidMessageInformationHeader", "InvalidTimeout")
    HEADER_REQUIRED = (2150858769, "s:Sender", "a:MessageInformationHeaderRequired", None)
    MUST_UNDERSTAND = (2150858768, "s:MustUnderstand", None, None)
    DIALECT_UNAVAILABLE = (2150858777, "s:Sender", "n:FilterDialectRequestedUnavailable", None)
    CANNOT_PROCESS_FILTER = (2150858778, "s:Sender", "n:CannotProcessFilter", None)
    WSMAN_CANNOT_PROCESS_FILTER = (2150859042, "s:Sender", "w:CannotProcessFilter", None)
    INVALID_ENUMERATION_CONTEXT = (2150858779, "s:Receiver", "n:InvalidEnumerationContext", None)
    EVENT_FILTER_UNAVAILABLE = (2150858786, "s:Sender", "e:FilteringRequestedUnavailable", None)
    DELIVERY_MODE_UNAVAILABLE = (2150858782, "s:Sender", "e:DeliveryModeRequestedUnavailable", None)
    UNABLE_TO_RENEW = (2150858788, "s:Receiver", "e:UnableToRenew", None)
    TIMED_OUT = (2150858793, "s:Receiver", "w:TimedOut", None)
    INVALID_BOOKMARK = (2150858808, "s:Sender", "w:InvalidBookmark", "InvalidFormat")
    BOOKMARK_EXPIRED = (2150858832, "s:Sender", "w:InvalidBookmark", "Expired")
    QUOTA_SHELLS = (2150859173, "s:Sender", "w:QuotaLimit", None)
    QUOTA_USER_OPERATIONS = (2150859174, "s:Sender", "w:QuotaLimit", None)
    SCHEMA_VALIDATION = (2150858817, "s:Sender", "w:SchemaValidationError", None)
    UNSUPPORTED_FEATURE = (2150858818, "s:Sender", "w:UnsupportedFeature", None)
    INVALID_XML = (2150858819, "s:Sender", "w:InternalError", None)
    ENVELOPE_TOO_SMALL = (2150858824, "s:Sender", "w:EncodingLimit", "MaxEnvelopeSizeExceeded")
    MINIMUM_ENVELOPE = (2150858878, "s:Sender", "w:EncodingLimit", "MinimumEnvelopeLimit")
    UNEXPECTED_SELECTORS = (2150858843, "s:Sender", "w:InvalidSelectors", "UnexpectedSelectors")
    DUPLICATE_SELECTORS = (2150858847, "s:Sender", "w:InvalidSelectors", "DuplicateSelectors")
    SELECTORS_WITH_FILTER = (2150859003, "s:Sender", "w:InvalidSelectors", "UnexpectedSelectors")
    OTHER_USER = (2150859177, "s:Sender", "w:AccessDenied", None)
    ACCESS_DENIED = (5, "s:Sender", "w:AccessDenied", None)
    CHANNEL_NOT_FOUND = (15007, "s:Receiver", "w:InternalError", None)
    INVALID_EVENT_QUERY = (15001, "s:Sender", "e:FilteringRequestedUnavailable", None)

    @property
    def code(self) -> int:
        return int(self.value[0])


_WMI_KINDS = {
    cim.NOT_FOUND: FaultKind.RESOURCE_NOT_FOUND,
    cim.INVALID_CLASS: FaultKind.RESOURCE_NOT_FOUND,
    cim.INVALID_NAMESPACE: FaultKind.RESOURCE_NOT_FOUND,
    cim.INVALID_QUERY: FaultKind.CANNOT_PROCESS_FILTER,
    cim.ACCESS_DENIED: FaultKind.ACCESS_DENIED,
    cim.METHOD_NOT_FOUND: FaultKind.INVALID_ACTION,
}
_NAMED_BY_WSMAN = {FaultKind.RESOURCE_NOT_FOUND, FaultKind.CANNOT_PROCESS_FILTER, FaultKind.INVALID_ACTION}


class Fault(Exception):
    """A request is refused. `provider` is the WMI error behind it, where there is one."""

    def __init__(self, kind: FaultKind, text: str = "", provider: cim.WmiError | None = None) -> None:
        super().__init__(text or kind.name)
        self.kind = kind
        self.text = text
        self.provider = provider

    @property
    def code(self) -> int:
        """The Code of the WSManFault: WMI's own for what WS-Management has no name for."""
        if self.provider is not None and self.kind not in _NAMED_BY_WSMAN:
            return self.provider.code
        return self.kind.code


def of_wmi_error(error: cim.WmiError, kind: FaultKind | None = None) -> Fault:
    """The fault for an error of WMI; `kind` where the operation decides it."""
    return Fault(kind or _WMI_KINDS.get(error.code, FaultKind.INTERNAL_ERROR), error.message, error)


@dataclass(frozen=True, slots=True)
class FaultParts:
    action: str
    body: str


def fault_parts(fault: Fault, text: str, language: str, machine: str, shape: str) -> FaultParts:
    """The Action and the Body content of a fault; `text` is its reason in the host's `language`."""
    _, value, subcode, detail_uri = fault.kind.value
    reason = xml_text(text)
    detail = f"<w:FaultDetail>{_DETAILS}/{detail_uri}</w:FaultDetail>" if detail_uri else ""
    detail += _wmi_error(fault, reason) if shape == "MSFT_WmiError" else _wsman_fault(fault, reason, attribute(machine))
    sub = f"<s:Subcode><s:Value>{subcode}</s:Value></s:Subcode>" if subcode else ""
    body = (
        f"<s:Fault><s:Code><s:Value>{value}</s:Value>{sub}</s:Code>"
        f'<s:Reason><s:Text xml:lang="{attribute(language)}">{reason}</s:Text></s:Reason>'
        f"<s:Detail>{detail}</s:Detail></s:Fault>"
    )
    prefix = subcode.partition(":")[0] if subcode else "a"
    home = "http://schemas.dmtf.org/wbem/wsman/1/wsman" if prefix == "w" else names.PREFIXES[prefix]
    return FaultParts(f"{home}/fault", body)


def _wsman_fault(fault: Fault, reason: str, machine: str) -> str:
    message = reason
    if fault.provider is not None:
        code = fault.provider.code
        message = (
            r'<f:ProviderFault provider="WMI Provider" path="%systemroot%\system32\WsmWmiPl.dll">'
            f'<f:WSManFault xmlns:f="{names.WSMAN_FAULT}" Code="{code}" Machine="{machine}">'
            f"<f:Message>{reason}</f:Message></f:WSManFault>"
            f'<f:ExtendedError><p:__ExtendedStatus xmlns:p="{names.WMI}root/cimv2/__ExtendedStatus" '
            f'xmlns:xsi="{names.XSI}" xsi:type="p:__ExtendedStatus_Type"><p:Description xsi:nil="true"/>'
            f'<p:Operation>ExecQuery</p:Operation><p:ParameterInfo xsi:nil="true"/>'
            f"<p:ProviderName>WinMgmt</p:ProviderName><p:StatusCode>{code}</p:StatusCode></p:__ExtendedStatus>"
            "</f:ExtendedError></f:ProviderFault>"
        )
    return (
        f'<f:WSManFault xmlns:f="{names.WSMAN_FAULT}" Code="{fault.code}" Machine="{machine}">'
        f"<f:Message>{message}</f:Message></f:WSManFault>"
    )


def _wmi_error(fault: Fault, reason: str) -> str:
    def typed(name: str, kind: str, value: object) -> str:
        return f'<p:{name} xsi:type="cim:{kind}">{value}</p:{name}>'

    return (
        f'<p:MSFT_WmiError b:IsCIM_Error="true" xmlns:p="{names.DMTF_CLASS}MSFT_WmiError" '
        f'xmlns:b="{names.CIM_BINDING}" xmlns:cim="{names.CIM}" xmlns:xsi="{names.XSI}" '
        'xsi:type="p:MSFT_WmiError_Type">'
        + typed("CIMStatusCode", "cimUnsignedInt", 27 if fault.provider is None else 1)
        + typed("CIMStatusCodeDescription", "cimString", "")
        + typed("ErrorSource", "cimString", "")
        + typed("ErrorSourceFormat", "cimUnsignedShort", 0)
        + typed("ErrorType", "cimUnsignedShort", 0)
        + typed("Message", "cimString", reason)
        + typed("MessageID", "cimString", f"HRESULT 0x{fault.code:08x}")
        + typed("OtherErrorSourceFormat", "cimString", "")
        + typed("OtherErrorType", "cimString", "")
        + typed("OwningEntity", "cimString", "")
        + typed("PerceivedSeverity", "cimUnsignedShort", 0)
        + typed("ProbableCause", "cimUnsignedShort", 0)
        + typed("ProbableCauseDescription", "cimString", "")
        + typed("error_Category", "cimUnsignedInt", 30)
        + typed("error_Code", "cimUnsignedInt", fault.code)
        + typed("error_Type", "cimString", "HRESULT")
        + typed("error_WindowsErrorMessage", "cimString", reason)
        + "</p:MSFT_WmiError>"
    )
