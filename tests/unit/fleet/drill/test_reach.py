"""Which addresses answer from here: a connection and a refusal are answers, silence is none."""

import socket

from tui.fleet.drill.reach import answering


def _listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def test_an_address_that_listens_answers() -> None:
    with _listening() as listener:
        assert answering(["127.0.0.1"], 5.0, ports=[listener.getsockname()[1]]) == {"127.0.0.1"}


def test_an_address_that_refuses_answers_too() -> None:
    with _listening() as listener:
        port = listener.getsockname()[1]
    assert answering(["127.0.0.1"], 5.0, ports=[port]) == {"127.0.0.1"}


def test_an_ipv6_address_is_asked_as_such() -> None:
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
        assert answering(["::1"], 5.0, ports=[listener.getsockname()[1]]) == {"::1"}


def test_a_door_that_never_opens_is_silent_for_as_long_as_it_is_listened_for() -> None:
    full = socket.socket()
    with full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = []
        try:
            for _ in range(4):
                door = socket.socket()
                door.setblocking(False)
                door.connect_ex(address)
                waiting.append(door)
            assert answering(["127.0.0.1"], 0.2, ports=[address[1]]) == frozenset()
        finally:
            for door in waiting:
                door.close()


def test_text_that_is_no_address_is_not_looked_up() -> None:
    assert answering(["localhost", "", "10.9.20.300", "fe80::1%eth0"], 0.2) == frozenset()
