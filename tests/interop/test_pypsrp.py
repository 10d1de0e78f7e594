"""pypsrp's WSMan client, written by others, judges the practice host."""

from collections.abc import Iterator
from contextlib import closing
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from pypsrp.exceptions import AuthenticationError, WSManFaultError
from pypsrp.wsman import SelectorSet, WSMan

from tests.interop.psrp import V2, WSMAN, client, pages
from tests.unit.practice_protocol.listening import Running
from tests.unit.practice_protocol.shelf import GUID, job
from tui.practice.cim import MethodResult
from tui.practice.http.certificates import Identity
from tui.practice.http.misbehaviour import Misbehaviour

SYSTEM = V2 + "Msvm_ComputerSystem"


@pytest.fixture(params=["basic", "ntlm", "negotiate"])
def wsman(request: pytest.FixtureRequest, host: Running) -> Iterator[WSMan]:
    with closing(client(host.url, request.param)) as opened:
        yield opened


def test_identify(host: Running) -> None:
    """facts/wsman.md 2.1: the namespace is "identity"."""
    identity = "{http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd}"
    with closing(client(host.url, "basic")) as wsman:
        envelope = Element("{http://www.w3.org/2003/05/soap-envelope}Envelope")
        ElementTree.SubElement(envelope, "{http://www.w3.org/2003/05/soap-envelope}Header")
        body = ElementTree.SubElement(envelope, "{http://www.w3.org/2003/05/soap-envelope}Body")
        ElementTree.SubElement(body, f"{identity}Identify")
        answer = ElementTree.fromstring(wsman.transport.send(ElementTree.tostring(envelope)))
    assert answer.findtext(f".//{identity}ProductVendor") == "Microsoft Corporation"


def test_an_optimised_enumeration_has_one_item_first(wsman: WSMan) -> None:
    """facts/wsman.md 2.2, capture; pypsrp compares RelatesTo exactly (6.2)."""
    assert [len(page) for page in pages(wsman, "select * from Msvm_ComputerSystem")] == [1, 3]


def test_a_plain_enumeration_has_no_item_first_and_then_one_a_pull(wsman: WSMan) -> None:
    """facts/real-host.md 2, REC."""
    found = pages(wsman, "select * from Msvm_ComputerSystem", optimized=False, elements=None)
    assert [len(page) for page in found] == [0, 1, 1, 1, 1]


def test_associators(wsman: WSMan) -> None:
    """facts/wsman.md 2.2: with doubled backslashes in the object path."""
    path = f"{{Msvm_VirtualSystemSettingData.InstanceID='Microsoft:00000002{GUID[8:].lower()}\\\\0'}}"
    query = f"ASSOCIATORS OF {path} WHERE AssocClass = Msvm_SettingsDefineState ResultClass = Msvm_ComputerSystem"
    (item,) = [item for page in pages(wsman, query) for item in page]
    assert item.findtext(f"{{{SYSTEM}}}ElementName") == "sql02"


def test_get(wsman: WSMan) -> None:
    """facts/wsman.md 2.3 and facts/real-host.md 3: scalars nil, empty arrays absent."""
    selectors = SelectorSet()
    selectors.add_option("CreationClassName", "Msvm_ComputerSystem")
    selectors.add_option("Name", "HV1")
    system = wsman.get(SYSTEM, selector_set=selectors)[0]
    (nil,) = system.iter(f"{{{SYSTEM}}}InstallDate")
    assert nil.get("{http://www.w3.org/2001/XMLSchema-instance}nil") == "true"
    assert system.find(f"{{{SYSTEM}}}Roles") is None


def test_invoke(wsman: WSMan, host: Running) -> None:
    """facts/wsman.md 2.5: 4096 and a job's endpoint reference, children unwrapped."""
    host.shelf.results["RequestStateChange"] = MethodResult(4096, {"Job": job()})
    selectors = SelectorSet()
    selectors.add_option("Name", f"00000001{GUID[8:]}")
    body = Element(f"{{{SYSTEM}}}RequestStateChange_INPUT")
    ElementTree.SubElement(body, f"{{{SYSTEM}}}RequestedState").text = "2"
    answer = wsman.invoke(f"{SYSTEM}/RequestStateChange", SYSTEM, body, selector_set=selectors)
    assert answer.findtext(f".//{{{SYSTEM}}}ReturnValue") == "4096"
    selector = (
        f"{{{SYSTEM}}}Job/{{http://schemas.xmlsoap.org/ws/2004/08/addressing}}ReferenceParameters//{{{WSMAN}}}Selector"
    )
    assert answer.findtext(f".//{selector}") == dict(job().keys)["InstanceID"]
    assert host.shelf.calls[-1].arguments == {"RequestedState": 2}


def test_a_fault_is_understood(wsman: WSMan) -> None:
    """facts/wsman.md 4.2, capture: an unknown class in WQL is 2150858778."""
    with pytest.raises(WSManFaultError) as caught:
        pages(wsman, "select * from Msvm_Nothing")
    assert caught.value.code == 2150858778


def test_the_limits_of_the_service_are_readable(wsman: WSMan) -> None:
    """facts/wsman.md 4.1: pypsrp sizes its messages by them."""
    wsman.update_max_payload_size()
    assert wsman.max_envelope_size == 500 * 1024


def test_put_is_refused(wsman: WSMan) -> None:
    """facts/wsman.md 2.3: Hyper-V is changed by methods, not by Put."""
    with pytest.raises(WSManFaultError):
        wsman.put(SYSTEM, Element(f"{{{SYSTEM}}}Msvm_ComputerSystem"))


@pytest.mark.parametrize("auth", ["basic", "ntlm", "negotiate"])
def test_a_wrong_password_is_not_let_in(host: Running, auth: str) -> None:
    """facts/wsman.md 1.7: 401 to the last message of the handshake."""
    with closing(client(host.url, auth, password="wrong")) as wsman, pytest.raises(AuthenticationError):
        pages(wsman, "select * from Msvm_ComputerSystem")


@pytest.mark.parametrize("auth", ["basic", "ntlm", "negotiate"])
def test_https(secure: Running, server_identity: Identity, auth: str) -> None:
    """facts/wsman.md 1.5: the channel is bound to the certificate."""
    with closing(client(secure.url, auth, cert_validation=str(server_identity.authority))) as wsman:
        assert [len(page) for page in pages(wsman, "select * from Msvm_ComputerSystem")] == [1, 3]


def test_a_sign_in_that_is_not_bound_to_the_channel_is_refused(secure: Running, server_identity: Identity) -> None:
    """facts/wsman.md 1.5: indistinguishable from a bad password."""
    unbound = client(secure.url, "ntlm", cert_validation=str(server_identity.authority), negotiate_send_cbt=False)
    with closing(unbound) as wsman, pytest.raises(AuthenticationError):
        pages(wsman, "select * from Msvm_ComputerSystem")


def test_an_odd_boundary_is_what_it_reads_too(host: Running) -> None:
    """facts/wsman.md 1.4."""
    host.listener.misbehaviour = Misbehaviour(odd_boundary=True)
    with closing(client(host.url, "ntlm")) as wsman:
        assert len(pages(wsman, "select * from Msvm_ComputerSystem")) == 2
