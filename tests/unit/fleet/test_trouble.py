"""Every way in which a host can fail has a name of its own and a sentence with what to do."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tui.config import CredentialSource, HostEntry
from tui.fleet.trouble import is_final, trouble
from tui.wsman import fault

ENTRY = HostEntry("dr-hv-01", "192.0.2.1", 5986, "https", "/wsman", "ntlm", CredentialSource("x"))
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def _leaves(kind: type[fault.WSManError]) -> Iterator[type[fault.WSManError]]:
    below = kind.__subclasses__()
    if not below:
        yield kind
    for each in below:
        yield from _leaves(each)


def _made(kind: type[fault.WSManError]) -> fault.WSManError:
    if issubclass(kind, fault.Fault):
        return kind(5, None, "words")
    if issubclass(kind, fault.Refused | fault.NoTicket):
        return kind("words")
    return kind("words", delivered=False)


@pytest.mark.parametrize("kind", sorted(_leaves(fault.WSManError), key=str))
def test_every_leaf_has_a_sentence_about_the_host_and_keeps_the_words(kind: type[fault.WSManError]) -> None:
    found = trouble(ENTRY, _made(kind), NOW)
    assert found.sentence.startswith("dr-hv-01: ")
    assert "could not be read" not in found.sentence
    assert found.words == "words"


def test_only_a_rejected_logon_is_never_tried_again_by_itself() -> None:
    final = {kind for kind in _leaves(fault.WSManError) if is_final(_made(kind))}
    assert final == {fault.NotAuthenticated}
