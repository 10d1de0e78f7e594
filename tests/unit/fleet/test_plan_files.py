"""Plan files on disk: found, told by what they hold, written whole or not at all."""

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.unit.model.plan.site import NIC, VM, adapter, host, machine
from tui.fleet.plans.files import PlanFile, plan_text, read_plan, read_source, write_text
from tui.model.plan.entries import entries_of
from tui.model.plan.ruleset import RuleSet
from tui.yamlfile import FileError

SITE = (host(machine(adapter())),)


def test_what_was_written_is_read_back_by_either_name(tmp_path: Path) -> None:
    entries = entries_of(SITE)
    for name in ("plan.yaml", "plan.CSV"):
        path = tmp_path / name
        write_text(path, plan_text(entries, as_csv=name.endswith("CSV")))
        assert read_plan(path) == PlanFile(path, entries)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_rules_plans_and_snapshots_are_told_apart_by_what_they_hold(tmp_path: Path) -> None:
    rules, snapshot = tmp_path / "rules.yaml", tmp_path / "snapshot.yaml"
    rules.write_text("rules: ['10.1.20.0/24 -> 10.9.20.0/24']\n")
    write_text(snapshot, plan_text(entries_of(SITE), as_csv=False, taken=datetime(2026, 11, 1, tzinfo=UTC)))
    assert isinstance(read_source(rules), RuleSet)
    found = read_source(snapshot)
    assert isinstance(found, PlanFile)
    assert found.snapshot
    assert "taken: '2026-11-01T00:00:00Z'" in snapshot.read_text()


def test_a_file_that_is_there_is_never_overwritten_by_surprise(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text("mine")
    with pytest.raises(FileError, match="is there already"):
        write_text(path, "theirs")
    assert path.read_text() == "mine"
    assert [each.name for each in tmp_path.iterdir()] == ["plan.yaml"]


def test_one_wrong_adapter_names_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(
        f"adapters:\n  - vm: sql01\n    staged:\n      adresses: []\n  - vm_id: {VM}\n    adapter_id: {NIC}\n"
        "    staged:\n      addresses: [10.9.20.11/24, {address: junk}]\n  - vm: web01\n    staged:\n"
        "      addresses: [10.9.20.300/24]\n"
    )
    found = read_plan(path)
    assert [entry.vm_id for entry in found.entries] == [VM]
    assert found.entries[0].wish.addresses == ("10.9.20.11", "junk")
    assert [problem.where.line for problem in found.problems] == [4, 11]
    assert "did you mean addresses?" in found.problems[0].sentence


def test_a_file_that_is_no_text_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "plan.csv"
    path.write_bytes("VM Name\nKöln".encode("cp1252"))
    with pytest.raises(FileError, match="save it as CSV UTF-8"):
        read_plan(path)
    with pytest.raises(FileError, match="cannot be read"):
        read_plan(tmp_path / "nowhere.csv")
