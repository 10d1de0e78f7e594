"""A realm for all tests of this folder, with a ticket for each test of its own."""

from collections.abc import Iterator

import pytest

from tests.protocol.kerberos.realm import Realm, running_realm


@pytest.fixture(scope="session")
def shared_realm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Realm]:
    with running_realm(tmp_path_factory.mktemp("realm")) as realm:
        yield realm


@pytest.fixture
def realm(shared_realm: Realm, monkeypatch: pytest.MonkeyPatch) -> Realm:
    """The realm, with a good ticket in the cache that this process uses."""
    for name, value in shared_realm.environment.items():
        monkeypatch.setenv(name, value)
    shared_realm.tolerate(300)
    shared_realm.forget()
    shared_realm.kinit()
    return shared_realm
