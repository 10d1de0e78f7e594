"""The names of WS-Management on the wire: namespaces, actions and class resource URIs (facts/wsman.md, prefixes; 2)."""

from dataclasses import dataclass
from typing import Self

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer"
EVENTING = "http://schemas.xmlsoap.org/ws/2004/08/eventing"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
MICROSOFT = "http://schemas.microsoft.com/wbem/wsman/1/wsman.xsd"
IDENTITY = "http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd"
XSI = "http://www.w3.org/2001/XMLSchema-instance"

ANONYMOUS = f"{ADDRESSING}/role/anonymous"
WQL_DIALECT = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
EVENT_QUERY_DIALECT = "http://schemas.microsoft.com/win/2004/08/events/eventquery"
PULL_DELIVERY = "http://schemas.dmtf.org/wbem/wsman/1/wsman/Pull"
SHELL = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell"
SHELL_CMD = f"{SHELL}/cmd"
"""The resource URI of WinRS' command shell."""
EVENT_LOG = "http://schemas.microsoft.com/wbem/wsman/1/windows/EventLog"

IDENTIFY = f"{IDENTITY}/Identify"
"""Identify has no action on the wire; this stands for it in the gate and the command log."""
GET = f"{TRANSFER}/Get"
ENUMERATE = f"{ENUMERATION}/Enumerate"
PULL = f"{ENUMERATION}/Pull"
RELEASE = f"{ENUMERATION}/Release"
SUBSCRIBE = f"{EVENTING}/Subscribe"
UNSUBSCRIBE = f"{EVENTING}/Unsubscribe"

CREATE = f"{TRANSFER}/Create"
DELETE = f"{TRANSFER}/Delete"
SHELL_COMMAND = f"{SHELL}/Command"
SHELL_RECEIVE = f"{SHELL}/Receive"
SHELL_SIGNAL = f"{SHELL}/Signal"

_WMI = "http://schemas.microsoft.com/wbem/wsman/1/wmi/"


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A class in its namespace: ``ClassRef("root/virtualization/v2", "Msvm_ComputerSystem")``."""

    namespace: str
    class_name: str

    @property
    def uri(self) -> str:
        return f"{_WMI}{self.namespace}/{self.class_name}"

    @classmethod
    def of(cls, uri: str) -> Self:
        """The class that a resource URI names; a URI outside the WMI form gives an empty namespace."""
        path, _, class_name = uri.strip().rpartition("/")
        namespace = path[len(_WMI) :] if path.lower().startswith(_WMI) else ""
        return cls(namespace, class_name)


def every_class(namespace: str) -> str:
    """The resource URI under which a WQL filter is accepted (facts/wsman.md 2.2; facts/real-host.md 2)."""
    return ClassRef(namespace, "*").uri


def local(tag: str) -> str:
    """The local name of an ElementTree tag."""
    return tag[tag.find("}") + 1 :]
