"""Why Kerberos gave no ticket, by its own codes (facts/kerberos.md), with no Kerberos on the machine."""

import sys
from types import SimpleNamespace

import pytest
import requests

from tui.wsman import fault
from tui.wsman.failure import context_lost, translate
from tui.wsman.ticket import read_ticket, ticket_expiry


class GSSError(Exception):
    """As the library's, which has the major and the minor status, each with its words."""


@pytest.fixture(autouse=True)
def _library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "kerberos", SimpleNamespace(GSSError=GSSError))
    monkeypatch.setitem(sys.modules, "gssapi", None)


def refused(code: int) -> Exception:
    """What pywinrm raises where the sign-in could not begin: the cause is in the context alone."""
    try:
        try:
            raise GSSError(("Unspecified GSS failure", 851968), ("die Uhr geht vor", code))
        except GSSError:
            raise requests.RequestException("authGSSClientStep() failed")  # noqa: B904
    except requests.RequestException as error:
        return error


@pytest.mark.parametrize(
    ("code", "leaf"),
    [
        (-1765328243, fault.TicketMissing),
        (-1765328189, fault.TicketMissing),
        (-1765328352, fault.TicketExpired),
        (-1765328377, fault.PrincipalUnknown),
        (-1765328228, fault.KdcUnreachable),
        (-1765328230, fault.KdcUnreachable),
        (-1765328347, fault.ClockSkew),
        (-1765328351, fault.ClockSkew),
        (-1765328372, fault.NoTicket),
    ],
)
def test_the_code_decides_and_the_words_are_the_librarys(code: int, leaf: type[fault.NoTicket]) -> None:
    error = translate(refused(code), sent=False, kerberos=True)
    assert type(error) is leaf
    assert error.words == "die Uhr geht vor"
    assert not error.delivered


def test_a_lost_context_under_a_message_is_told_from_a_missing_ticket() -> None:
    lost = GSSError(("The referenced context has expired", 786432), ("Success", 100001))
    assert context_lost(lost)
    error = translate(lost, sent=True, kerberos=True)
    assert type(error) is fault.Malformed
    assert error.delivered


def test_without_the_library_no_ticket_is_read() -> None:
    assert read_ticket() is None
    assert ticket_expiry() is None
