"""How long the ticket lives is in the fleet's view for as long as a host is logged on to with it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.protocol.kerberos.realm import MISSING, Realm
from tests.waiting import wait_for
from tui.config import Configuration, CredentialSource, HostEntry
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal

pytestmark = [pytest.mark.kerberos, pytest.mark.skipif(bool(MISSING), reason=f"Kerberos needs {', '.join(MISSING)}")]


def test_the_life_of_a_short_ticket_is_in_the_view(realm: Realm, tmp_path: Path) -> None:
    realm.kinit("-l", "2m")
    expected = datetime.now(UTC) + timedelta(minutes=2)
    ticket = CredentialSource(None, ticket=True)
    nobody = HostEntry("localhost", "127.0.0.1", 1, "http", "/wsman", "kerberos", ticket)
    fleet = Fleet(Configuration(tmp_path / "hosts.yaml", (nobody,)), {ticket: None}, Journal(tmp_path / "journal"))
    fleet.start()
    try:
        ends = wait_for(lambda: fleet.view.ticket_ends, "the ticket in the view")
    finally:
        fleet.close()
    assert ends is not None
    assert abs(ends - expected) < timedelta(seconds=10)
