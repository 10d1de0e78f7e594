"""The journal is on disk before anything is sent, private, and honest when it cannot be written."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.samples import staging_change
from tui.fleet.journal import Journal, JournalError
from tui.model.result import ChangeResult, Outcome

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_an_intent_and_its_outcome_are_two_lines_of_one_id(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", lambda: NOON)
    change = staging_change("dr-hv-01", "1")
    entry = journal.intent(change, "moving house")
    path = tmp_path / "journal" / "2026-11-01.jsonl"
    (line,) = path.read_text().splitlines()
    intent = json.loads(line)
    assert (intent["kind"], intent["id"], intent["reason"]) == ("intent", entry, "moving house")
    assert intent["time"] == "2026-11-01T12:00:00Z"
    assert intent["after"]["staged"]["addresses"] == ["10.0.0.1"]
    journal.outcome(entry, ChangeResult(change, Outcome.DIFFERS, "as said", "wörtlich", change.before, 1.5))
    outcome = json.loads(path.read_text().splitlines()[1])
    assert (outcome["id"], outcome["outcome"], outcome["words"]) == (entry, "differs", "wörtlich")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_journal_that_cannot_be_written_says_where_and_why(tmp_path: Path) -> None:
    (tmp_path / "journal").write_text("in the way")
    with pytest.raises(JournalError, match="cannot be written"):
        Journal(tmp_path / "journal").intent(staging_change("a", "1"), "")
