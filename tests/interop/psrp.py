"""pypsrp's WSMan client set to work on a practice host."""

from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from pypsrp.wsman import WSMan

from tests.unit.practice_protocol.listening import PASSWORD, USER

ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
WSMAN = "http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"
WQL = "http://schemas.microsoft.com/wbem/wsman/1/WQL"
V2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/"
SYSTEM = V2 + "Msvm_ComputerSystem"


def client(url: str, auth: str, password: str = PASSWORD, user: str = USER, **rest: Any) -> WSMan:
    """pypsrp's client for a practice host's URL."""
    parts = urlsplit(url)
    settings: dict[str, Any] = {
        "port": parts.port, "username": user, "password": password, "auth": auth, "ssl": parts.scheme == "https",
        "encryption": "never" if auth in ("basic", "certificate") else "auto", "reconnection_retries": 0,
        "cert_validation": True, "no_proxy": True,
    }  # fmt: skip
    return WSMan("127.0.0.1", **(settings | rest))


def enumerate_body(query: str, optimized: bool) -> Element:
    body = Element(f"{{{ENUMERATION}}}Enumerate")
    if optimized:
        ElementTree.SubElement(body, f"{{{WSMAN}}}OptimizeEnumeration")
        ElementTree.SubElement(body, f"{{{WSMAN}}}MaxElements").text = "32000"
    ElementTree.SubElement(body, f"{{{WSMAN}}}Filter", Dialect=WQL).text = query
    return body


def pull_body(context: str, elements: int | None) -> Element:
    body = Element(f"{{{ENUMERATION}}}Pull")
    ElementTree.SubElement(body, f"{{{ENUMERATION}}}EnumerationContext").text = context
    if elements is not None:
        ElementTree.SubElement(body, f"{{{ENUMERATION}}}MaxElements").text = str(elements)
    return body


def pages(
    wsman: WSMan, query: str, optimized: bool = True, elements: int | None = 32000, namespace: str = V2
) -> list[list[Element]]:
    """The items of the Enumerate and of each Pull."""
    answer = wsman.enumerate(namespace + "*", enumerate_body(query, optimized))
    found = [list(answer.find(f".//{{{WSMAN}}}Items") or [])]
    while (
        answer.find(f".//{{{WSMAN}}}EndOfSequence") is None
        and answer.find(f".//{{{ENUMERATION}}}EndOfSequence") is None
    ):
        context = answer.findtext(f".//{{{ENUMERATION}}}EnumerationContext")
        answer = wsman.pull(namespace + "*", pull_body(context or "", elements))
        items = answer.find(f".//{{{ENUMERATION}}}Items")
        assert items is not None
        found.append(list(items))
    return found


def rows(wsman: WSMan, query: str, namespace: str = V2) -> list[Element]:
    """Every item of a WQL query."""
    return [item for page in pages(wsman, query, namespace=namespace) for item in page]
