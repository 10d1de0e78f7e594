"""Namespaces, resource URIs and actions (facts/wsman.md 0, 2, 3)."""

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
EVENTING = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
MICROSOFT = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
CIM = "http://schemas.dmtf.org/wbem/wscim/1/common"
CIM_BINDING = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding.xsd"
WSMAN_FAULT = "http://schemas.microsoft.com/wbem/wsman/1/wsmanfault"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
EVENT = "http://schemas.microsoft.com/win/2004/08/events/event"

ANONYMOUS = f"{ADDRESSING}/role/anonymous"

PREFIXES = {
    "s": SOAP,
    "a": ADDRESSING,
    "n": ENUMERATION,
    "x": TRANSFER,
    "e": EVENTING,
    "w": WSMAN,
    "p": MICROSOFT,
}
"""Clients search answers by these very prefixes (facts/wsman.md 6.2)."""

WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"
DMTF_CLASS = "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/"
DMTF_ALL = "http://schemas.dmtf.org/wbem/wscim/1/*"
EVENT_LOG = "http://schemas.microsoft.com/wbem/wsman/1/windows/EventLog"
CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
SHELL_CMD = f"{SHELL}/cmd"

GET = f"{TRANSFER}/Get"
PUT = f"{TRANSFER}/Put"
CREATE = f"{TRANSFER}/Create"
DELETE = f"{TRANSFER}/Delete"
ENUMERATE = f"{ENUMERATION}/Enumerate"
PULL = f"{ENUMERATION}/Pull"
RELEASE = f"{ENUMERATION}/Release"
SUBSCRIBE = f"{EVENTING}/Subscribe"
UNSUBSCRIBE = f"{EVENTING}/Unsubscribe"
RENEW = f"{EVENTING}/Renew"
SHELL_COMMAND = f"{SHELL}/Command"
SHELL_RECEIVE = f"{SHELL}/Receive"
SHELL_SIGNAL = f"{SHELL}/Signal"

WQL_DIALECT = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
SELECTOR_DIALECT = "http://schemas.dmtf.org/wbem/wsman/1/wsman/SelectorFilter"
ASSOCIATION_DIALECT = "http://schemas.dmtf.org/wbem/wsman/1/cimbinding/associationFilter"
EVENT_DIALECT = "http://schemas.microsoft.com/win/2004/08/events/eventquery"
PULL_DELIVERY = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"
EARLIEST_BOOKMARK = "http://schemas.dmtf.org/wbem/wsman/1/wsman/bookmark/earliest"


def class_uri(namespace: str, class_name: str) -> str:
    """The resource URI of a class."""
    return f"{WMI}{namespace}/{class_name}"
