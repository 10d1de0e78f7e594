"""CbtHardeningLevel: what a sign-in over https has to be bound to (facts/wsman.md 4.1)."""

from pathlib import Path

import pytest

from tests.unit.practice_protocol.listening import running
from tests.unit.practice_protocol.talking import Talk
from tui.practice.http.certificates import Authority, Identity
from tui.practice.http.misbehaviour import Misbehaviour
from tui.practice.http.options import ChannelBinding, ListenerOptions

IN, OUT = 200, 401


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Identity:
    return Authority(tmp_path_factory.mktemp("authority")).server("127.0.0.1")


@pytest.mark.parametrize(
    ("level", "bound", "unbound", "wrong"),
    [("none", IN, IN, IN), ("relaxed", IN, IN, OUT), ("strict", IN, OUT, OUT)],
)
def test_relaxed_refuses_a_wrong_binding_and_strict_a_missing_one_too(
    identity: Identity, level: ChannelBinding, bound: int, unbound: int, wrong: int
) -> None:
    with running(ListenerOptions(identity=identity, channel_binding=level)) as host:

        def sign_in(digest: bytes | None) -> int:
            return Talk(host, identity.authority).sign_in(bound_to=digest)

        assert (sign_in(identity.digest()), sign_in(None), sign_in(bytes(range(32)))) == (bound, unbound, wrong)


def test_over_http_nothing_has_to_be_bound(tmp_path: Path) -> None:
    with running(ListenerOptions(channel_binding="strict")) as host:
        assert Talk(host).sign_in() == IN


def test_a_right_binding_is_taken_for_a_wrong_one_when_told_so(identity: Identity) -> None:
    """facts/wsman.md 6.4: as behind a proxy that ends TLS."""
    with running(ListenerOptions(identity=identity)) as host:
        host.listener.misbehaviour = Misbehaviour(wrong_binding=True)
        assert Talk(host, identity.authority).sign_in(bound_to=identity.digest()) == OUT
        assert Talk(host, identity.authority).sign_in() == IN
