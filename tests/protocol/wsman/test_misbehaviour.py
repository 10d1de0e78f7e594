"""Every way in which a host can misbehave, for every kind of operation: what is seen, and what the host carried out."""

from collections.abc import Iterator

import pytest

from tests.protocol.wsman.misbehaviour import OPERATIONS, SWITCHES, Ground, Switch, practice_ground

OK = "ok"
_EVERYTHING = dict.fromkeys(OPERATIONS, OK)
EXPECTED: dict[str, dict[str, str]] = {
    "none": _EVERYTHING,
    "first handshake refused": dict.fromkeys(OPERATIONS, "NotAuthenticated") | {"events": OK},
    "AllowUnencrypted": _EVERYTHING,
    # A page cannot be asked for twice, and whether a dropped connection is noticed before it is used is a race.
    "drop after every answer": _EVERYTHING | {"enumerate": "ok or Unreachable"},
    "drop within every handshake": dict.fromkeys(OPERATIONS, "Unreachable") | {"events": OK},
    "stale key: the service restarted": _EVERYTHING | {"write": "Malformed"},
    "plaintext reply": dict.fromkeys(OPERATIONS, "Malformed"),
    "odd boundary": _EVERYTHING,
    "HTTP 413": dict.fromkeys(OPERATIONS, "Fault"),
    "HTTP 503 with HTML": dict.fromkeys(OPERATIONS, "Unreachable"),
    "answer after 0.3 s": _EVERYTHING,
    "slow drip, complete in time": _EVERYTHING,
    "drip beyond every limit": dict.fromkeys(OPERATIONS, "TimedOut"),
    "no answer": dict.fromkeys(OPERATIONS, "TimedOut"),
    "answer lost: closed instead": dict.fromkeys(OPERATIONS, "Unreachable"),
    "half an answer": dict.fromkeys(OPERATIONS, "Unreachable"),
    "huge answer (9 MiB)": dict.fromkeys(OPERATIONS, "Malformed"),
    "wrong RelatesTo": dict.fromkeys(OPERATIONS, "Malformed") | {"identify": OK},
    "throttled (WSManFault)": dict.fromkeys(OPERATIONS, "QuotaExceeded") | {"identify": OK},
    "throttled (MSFT_WmiError)": dict.fromkeys(OPERATIONS, "QuotaExceeded") | {"identify": OK},
    "enumerations expire at once": _EVERYTHING | {"enumerate": "EnumerationExpired"},
    "bookmark lost": _EVERYTHING | {"write": "Malformed"},
    "subscriptions refused": _EVERYTHING | {"write": "Malformed"},
}
NOT_CARRIED_OUT = frozenset(
    {
        "first handshake refused", "drop within every handshake", "stale key: the service restarted", "HTTP 413",
        "HTTP 503 with HTML", "throttled (WSManFault)", "throttled (MSFT_WmiError)", "bookmark lost",
        "subscriptions refused",
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with practice_ground(tmp_path_factory.mktemp("ground")) as ground:
        yield ground


def test_every_switch_is_expected_to_do_something() -> None:
    assert {switch.name for switch in SWITCHES} == set(EXPECTED)


SIGN_INS = {"drop after every answer": 12}
"""Where every message needs a connection of its own: three attempts of at most two messages, each once repeated."""


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: switch.name)
def test_a_misbehaving_host_is_named_and_nothing_is_lost_or_done_twice(
    ground: Ground, switch: Switch, operation: str
) -> None:
    seen = ground.observe(switch, operation)
    assert seen.leaf in EXPECTED[switch.name][operation].split(" or ")
    assert bool(seen.sentence) is (seen.leaf != OK)
    assert seen.sign_ins <= SIGN_INS.get(switch.name, 2)
    if operation == "write":
        assert seen.executions == (0 if switch.name in NOT_CARRIED_OUT else 1)
        assert seen.delivered in (None, True) or seen.executions == 0
    if operation == "events":
        assert seen.told == 1
