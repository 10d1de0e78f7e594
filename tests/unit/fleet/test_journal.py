"""The journal is on disk before anything is sent, private or shared, and honest when it cannot be written or read."""

import json
import os
import socket
import stat
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.samples import staging_change
from tui.fleet.journal import FamilyBusy, Journal, JournalError
from tui.fleet.journal.history import find_entries, last_apply, last_changes, proved_staging, provenance, unsettled
from tui.model.change import Change
from tui.model.result import ChangeResult, Outcome

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
CHANGE = staging_change("dr-hv-01", "1")


def _verified(change: Change) -> ChangeResult:
    return ChangeResult(change, Outcome.VERIFIED, "", found=change.after, sent=True)


class _Clock:
    """A minute later with every look at it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


def _journal(folder: Path) -> Journal:
    return Journal(folder, _Clock(), system_log=folder / "no-log")


def test_an_intent_and_its_outcome_are_two_lines_of_one_id(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", lambda: NOON)
    entry = journal.intent(CHANGE, "moving house", principal="DOM\\admin", apply="a1")
    path = tmp_path / "journal" / "2026-11-01.jsonl"
    (line,) = path.read_text().splitlines()
    intent = json.loads(line)
    assert (intent["kind"], intent["id"], intent["reason"]) == ("intent", entry, "moving house")
    assert (intent["time"], intent["principal"], intent["apply"]) == ("2026-11-01T12:00:00Z", "DOM\\admin", "a1")
    assert intent["after"]["staged"]["addresses"] == ["10.0.0.1"]
    journal.outcome(entry, ChangeResult(CHANGE, Outcome.DIFFERS, "as said", "wörtlich", CHANGE.before, 1.5))
    outcome = json.loads(path.read_text().splitlines()[1])
    assert (outcome["id"], outcome["outcome"], outcome["words"]) == (entry, "differs", "wörtlich")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_journal_that_cannot_be_written_says_where_and_why(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("in the way")
    with pytest.raises(JournalError, match="cannot be written"):
        Journal(tmp_path / "journal").intent(CHANGE, "")


def test_what_was_written_is_read_back_whole(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    change = replace(CHANGE, vm_name="=\u202eevil\n", before=replace(CHANGE.before, staged=None, test_switch="x"))
    result = replace(_verified(change), words="said\x1b", seconds=1.5)
    journal.outcome(journal.intent(change, "why\nnot", apply="a1"), result)
    (entry,) = journal.read().entries
    assert entry.intent.change == change
    assert (entry.intent.reason, entry.intent.apply, entry.outcome) == ("why\nnot", "a1", Outcome.VERIFIED)
    assert entry.ending is not None
    assert (entry.ending.words, entry.ending.seconds, entry.ending.found) == ("said\x1b", 1.5, change.after)


def test_a_torn_last_line_costs_itself_and_nothing_else(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    first = journal.intent(CHANGE, "first")
    (path,) = tmp_path.glob("*.jsonl")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    second = journal.intent(CHANGE, "second")
    reading = journal.read()
    assert [entry.intent.id for entry in reading.entries] == [first, second]
    assert [(torn.file, torn.line) for torn in reading.torn] == [(path, 2)]


def test_an_intent_without_an_outcome_is_not_settled_until_somebody_settles_it(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    entry = journal.intent(CHANGE, "")
    (open_entry,) = unsettled(journal.read().entries)
    assert open_entry.outcome is Outcome.UNKNOWN
    journal.settled(entry, _verified(CHANGE))
    reading = journal.read()
    assert unsettled(reading.entries) == ()
    assert reading.entries[0].ending is not None
    assert reading.entries[0].ending.settled


def test_a_shared_folder_has_a_file_a_user_a_day_that_the_group_reads(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    with pytest.raises(JournalError, match="is not there"):
        Journal(folder, shared=True).read()
    with pytest.raises(JournalError, match="install -d -m 3770"):
        Journal(folder, shared=True).intent(CHANGE, "")
    folder.mkdir()
    folder.chmod(0o2777)
    with pytest.raises(JournalError, match="chmod o-w"):
        Journal(folder, shared=True).intent(CHANGE, "")
    folder.chmod(0o2770)
    old_mask = os.umask(0o077)
    try:
        Journal(folder, lambda: NOON, shared=True).intent(CHANGE, "mine")
    finally:
        os.umask(old_mask)
    (mine,) = folder.glob("*.jsonl")
    assert mine.name.startswith("2026-11-01.")
    assert stat.S_IMODE(mine.stat().st_mode) == 0o640
    theirs = folder / "2026-11-01.somebody.jsonl"
    theirs.write_text(mine.read_text().replace("mine", "theirs").replace('"id": "', '"id": "f'))
    reasons = {entry.intent.reason for entry in Journal(folder, shared=True).read().entries}
    assert reasons == {"mine", "theirs"}


def test_a_link_in_the_place_of_the_file_is_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.write_text("")
    folder = tmp_path / "journal"
    folder.mkdir()
    (folder / "2026-11-01.jsonl").symlink_to(target)
    with pytest.raises(JournalError):
        Journal(folder, lambda: NOON).intent(CHANGE, "")
    assert target.read_text() == ""


def test_the_system_log_hears_of_it_and_a_full_one_is_not_waited_for(tmp_path: Path) -> None:
    address = tmp_path / "log"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(address))
        journal = Journal(tmp_path / "journal", system_log=address)
        journal.intent(CHANGE, "heard")
        log.settimeout(5)
        said = log.recv(65536).decode()
        assert said.startswith("<13>hvr[")
        assert '"reason": "heard"' in said
        assert "10.0.0.1" not in said
        for _ in range(400):
            journal.locked(["dr-hv-01"])


def test_one_family_is_held_by_one_console_at_a_time(tmp_path: Path) -> None:
    one, other = _journal(tmp_path), _journal(tmp_path)
    with one.family("VM-1"):
        with pytest.raises(FamilyBusy, match="another console"), other.family("VM-1", patience=0.0):
            pass
        with other.family("VM-2", patience=0.0):
            pass
    with other.family("VM-1", patience=0.0):
        pass


def test_a_family_that_is_let_go_is_taken_by_the_one_that_waits(tmp_path: Path) -> None:
    taken = threading.Event()

    def wait_for_it() -> None:
        with _journal(tmp_path).family("VM-1"):
            taken.set()

    waiter = threading.Thread(target=wait_for_it)
    with _journal(tmp_path).family("VM-1"):
        waiter.start()
        assert not taken.wait(0.1)
    assert taken.wait(5)
    waiter.join()


def test_a_console_waits_for_itself_as_long_as_it_takes(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    taken = threading.Event()

    def wait_for_it() -> None:
        with journal.family("VM-1", patience=0.01):
            taken.set()

    waiter = threading.Thread(target=wait_for_it)
    with journal.family("VM-1"):
        waiter.start()
        assert not taken.wait(0.3)
        with pytest.raises(FamilyBusy), journal.family("VM-1", patience=0.0):
            pass
    assert taken.wait(5)
    waiter.join()


def test_changed_with_hvr_and_not_by_hvr_are_told_apart(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    journal.outcome(journal.intent(CHANGE, ""), _verified(CHANGE))
    last = last_changes(journal.read().entries)[CHANGE.key]
    assert provenance(last, CHANGE.after).by == "hvr"
    assert "changed by" in provenance(last, CHANGE.after).text
    theirs = replace(CHANGE.after, test_switch="another")
    assert provenance(last, theirs).by == "another"
    assert "not by hvr" in provenance(last, theirs).text
    assert provenance(None, theirs).text == ""
    assert proved_staging(journal.read().entries) == {CHANGE.key: CHANGE.after.staged}


def test_what_was_found_there_already_is_nobodys_change(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    journal.outcome(journal.intent(CHANGE, ""), replace(_verified(CHANGE), sent=False))
    assert last_changes(journal.read().entries) == {}
    assert last_apply(journal.read().entries) == ()


def test_the_last_apply_is_found_whole_and_any_by_the_beginning_of_its_id(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    for apply, host in (("aa01", "a"), ("bb02", "b"), ("bb02", "c")):
        change = staging_change(host, "1")
        journal.outcome(journal.intent(change, "", apply=apply), _verified(change))
    entries = journal.read().entries
    assert [entry.intent.change.key.host for entry in last_apply(entries)] == ["b", "c"]
    assert [entry.intent.change.key.host for entry in find_entries(entries, "aa")] == ["a"]
    assert find_entries(entries, entries[2].intent.id) == (entries[2],)
    assert find_entries(entries, "zz") == ()


def test_notes_of_other_kinds_are_kept_beside_the_changes(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    journal.unlocked(["dr-hv-01"], "the failover of Friday", NOON)
    journal.credential("one", "another", ["dr-hv-01"])
    assert [note["kind"] for note in journal.read().notes] == ["unlock", "credential"]


def test_an_adapter_that_is_gone_leaves_no_settings_behind(tmp_path: Path) -> None:
    journal = _journal(tmp_path)
    gone = ChangeResult(CHANGE, Outcome.DIFFERS, "the adapter is gone", sent=True)
    journal.outcome(journal.intent(CHANGE, ""), gone)
    (entry,) = journal.read().entries
    assert entry.left is None
