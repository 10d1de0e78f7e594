"""What a guest told is remembered, dated, for the day on which its site is gone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.unit.fleet.site import OFF, RUNNING, fleet, host, primary, said, vm
from tests.unit.model.readiness.site import NOW
from tui.fleet.judging.guests import NO_GUESTS, noticed, read_guests, remember
from tui.fleet.judging.judge import Judge
from tui.fleet.view import HostState
from tui.model import states
from tui.model.readiness import Guest
from tui.yamlfile import FileError

UBUNTU = Guest("Ubuntu 22.04", 1, reported=True, seen=NOW)


def test_a_running_guest_is_noticed_and_one_that_is_off_is_not() -> None:
    view = fleet(
        host("dr1", vm(1)), host("hq1", primary(1, guest_system="Ubuntu 22.04"), primary(2, enabled_state=OFF))
    )
    assert noticed(view, NO_GUESTS) == {"VM1": UBUNTU}


def test_nothing_new_is_the_same_object_until_half_a_day_has_passed() -> None:
    own = host("hq1", primary(1, guest_system="Ubuntu 22.04"))
    known = noticed(fleet(own), NO_GUESTS)
    assert noticed(fleet(replace(own, states_as_of=NOW + timedelta(hours=11))), known) is known
    later = noticed(fleet(replace(own, states_as_of=NOW + timedelta(hours=12))), known)
    assert later["VM1"].seen == NOW + timedelta(hours=12)


def test_a_guest_that_is_starting_takes_nothing_away() -> None:
    known = {"VM1": UBUNTU}
    bare = replace(primary(1, guest_system=None, services_state=0))
    starting = replace(bare, adapters=tuple(replace(each, guest=None) for each in bare.adapters))
    assert noticed(fleet(host("hq1", starting)), known) is known
    assert noticed(fleet(host("hq1", starting)), NO_GUESTS) == {"VM1": Guest(None, 0, reported=False, seen=NOW)}


@pytest.mark.parametrize("state", [HostState.STALE, HostState.FAILED])
def test_a_host_that_does_not_answer_tells_nothing_new(state: HostState) -> None:
    assert noticed(fleet(host("hq1", primary(1), state=state)), NO_GUESTS) is NO_GUESTS


def test_a_test_vm_is_no_guest_of_its_family() -> None:
    test = replace(primary(1), mode=states.TEST_REPLICA, enabled_state=RUNNING)
    assert noticed(fleet(host("dr1", test)), NO_GUESTS) is NO_GUESTS


def test_what_is_kept_comes_back_and_the_later_of_two_consoles_wins(tmp_path: Path) -> None:
    path = tmp_path / "state" / "guests.json"
    remember(path, {"VM1": UBUNTU, "VM2": Guest(None, None, reported=False, seen=NOW)})
    newer, older = NOW + timedelta(days=1), NOW - timedelta(days=1)
    remember(path, {"VM1": replace(UBUNTU, system="Debian 12", seen=newer), "VM2": replace(UBUNTU, seen=older)})
    assert read_guests(path) == {
        "VM1": replace(UBUNTU, system="Debian 12", seen=newer),
        "VM2": Guest(None, None, reported=False, seen=NOW),
    }
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "text", ["", "[]", '{"guests": 1}', '{"guests": {"V": {}}}', '{"guests": {"V": null}}', "\x00"]
)
def test_a_file_that_cannot_be_read_counts_as_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "guests.json"
    path.write_text(text)
    assert read_guests(path) == read_guests(tmp_path / "missing") == {}


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError):
        remember(tmp_path / "file" / "guests.json", {"VM1": UBUNTU})


def test_the_rules_speak_of_a_remembered_guest_with_its_date() -> None:
    outdated = replace(UBUNTU, services=2)
    judgement = Judge().judge(fleet(host("dr1", vm(1))), now=NOW, guests={"VM1": outdated})
    assert said(judgement, "dr1", 1, "guest-unknown") == []
    assert said(judgement, "dr1", 1, "services-outdated") == [
        "integration services are out of date, last seen 2026-11-23: what is staged may not reach the guest"
    ]
