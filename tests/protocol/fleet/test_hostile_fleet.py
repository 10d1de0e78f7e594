"""One fleet of hostile names and texts through everything that writes it down."""

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import tree_sitter
import tree_sitter_powershell
import yaml

from tests.protocol.fleet.plans import finish, refreshed, staged_for
from tests.waiting import wait_for
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.judging.judge import Judge
from tui.fleet.judging.weighing import Waived
from tui.fleet.plans.building import build_plan, site_of
from tui.fleet.plans.drift import drift_of, snapshot_text
from tui.fleet.plans.files import plan_text, read_plan, write_text
from tui.fleet.reports.findings_text import findings_text, named_findings
from tui.fleet.reports.journal_text import journal_csv
from tui.fleet.reports.list_csv import list_csv
from tui.fleet.reports.text import list_lines
from tui.fleet.view import HostState
from tui.model.change import Change
from tui.model.plan.cells import read_text
from tui.model.plan.entries import entries_of
from tui.model.plan.script.cim import cim_script
from tui.model.plan.script.powershell import powershell_script
from tui.model.readiness import Operation
from tui.model.result import Outcome
from tui.model.text import printable
from tui.practice.scenario.reading import parse_scenario
from tui.practice.serve import PracticeServer, ServeOptions
from tui.verbs.journal import show_journal
from tui.verbs.plans.diff import diff
from tui.verbs.plans.weighing import weigh, weighing_lines
from tui.verbs.terms import Terminal
from tui.widgets.cells import Cell, Column, Row
from tui.widgets.tabletext import table_csv

NAMES = (
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "'", '"', "a;b,c\td", "[/b][red]x", "| pipe |", "‘smart’ ‚quotes‛",
    "$(Remove-VM *)", "`whoami`", "null", "true", "1e3", "\u202egnp.exe", "日本語 🙂", "#>", "two  spaces ", "%s{0}",
    "\x9b31mred", "line\nbreak",
)  # fmt: skip


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    machines = [
        {
            "name": name,
            "primary": "prod-hv-01",
            "replica": "dr-hv-01",
            "adapters": [{"name": name, "replica": {"switch": NAMES[0], "test_switch": name, "staged": {}}}],
        }
        for name in NAMES
    ]
    scenario = {
        "hosts": [{"name": "dr-hv-01", "switches": [NAMES[0]], "habits": {"job_seconds": 0.05}}],
        "vms": machines,
    }
    hosts_file = tmp_path / "ground" / "hosts.yaml"
    with PracticeServer(ServeOptions(parse_scenario(yaml.safe_dump(scenario), "hostile"), hosts_file)):
        configuration = read_configuration(hosts_file)
        secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
        opened = Fleet(configuration, secrets, Journal(tmp_path / "journal"), keep_up=False)
        opened.start()
        wait_for(lambda: opened.view.host("dr-hv-01").state is HostState.UP, "the host to answer")
        yield opened
        opened.close()


def _names(fleet: Fleet) -> set[str]:
    return {row.machine.name for row in fleet.view.rows()}


def _changes(fleet: Fleet) -> list[Change]:
    changes = [Change.begin("dr-hv-01", row.machine, row.machine.adapters[0]) for row in fleet.view.rows()]
    return [
        replace(change, after=replace(change.after, staged=staged_for(number))) for number, change in enumerate(changes)
    ]


def _bad(changes: list[Change]) -> list[Change]:
    """Changes that break a rule."""
    staged = replace(staged_for(0), gateways=("192.168.31.1",))
    return [replace(change, before=change.after, after=replace(change.after, staged=staged)) for change in changes]


def test_files_bring_every_name_back_exactly_and_hold_nothing_that_a_program_would_run(
    fleet: Fleet, tmp_path: Path
) -> None:
    assert _names(fleet) == set(NAMES)
    entries = entries_of(site_of(fleet.view))
    for name in ("plan.yaml", "plan.csv"):
        write_text(tmp_path / name, plan_text(entries, as_csv=name.endswith("csv")))
        assert read_plan(tmp_path / name).entries == entries
        reading = build_plan(tmp_path / name, fleet.view)
        assert (reading.plan, reading.problems) == ((), ())
    rows = list(csv.reader(io.StringIO((tmp_path / "plan.csv").read_text("utf-8-sig"), newline="")))
    assert len(rows) == len(NAMES) + 1
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert not [cell for cell in cells if printable(cell) != cell]
    snapshot = tmp_path / "snapshot.yaml"
    write_text(snapshot, snapshot_text(fleet.view))
    assert snapshot.read_text().isascii()
    drift = drift_of(read_plan(snapshot), fleet.view)
    assert (drift.drifts, drift.problems, drift.added) == ((), (), ())


def test_every_csv_brings_names_back_and_holds_no_formula(fleet: Fleet) -> None:
    changes = _changes(fleet)
    waived = Waived("gateway-off-subnets", NAMES[0], "=1+1", frozenset({(changes[0].key, NAMES[0])}))
    finish(fleet.apply(changes, reason=NAMES[0], waived=[waived]))
    refreshed(fleet, changes)
    journal, judgement = fleet.journal.read(), Judge().judge(fleet.view)
    found = named_findings(judgement, fleet.view, Operation.UNPLANNED)
    files = {
        "journal": journal_csv(journal.entries, journal.waivers),
        "list": list_csv(fleet.view),
        "findings": findings_text(found, Operation.UNPLANNED, as_csv=True),
    }
    for what, text in files.items():
        rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
        cells = [cell for row in rows for cell in row.values()]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], what
        assert not [cell for cell in cells if printable(cell) != cell], what
        names = {read_text(row["VM Name"]) for row in rows}
        assert names == set(NAMES) if what != "findings" else names == {each.vm for each in found}, what
    reasons = {read_text(row["Reason"]) for row in csv.DictReader(io.StringIO(files["journal"]))}
    assert reasons == {NAMES[0]}
    for row in csv.DictReader(io.StringIO(files["findings"])):
        assert read_text(row["Finding"]) in {each.finding.sentence for each in found}


def test_what_is_copied_from_a_table_holds_no_formula() -> None:
    rows = [Row(number, (Cell(name), Cell("x")), ()) for number, name in enumerate(NAMES)]
    text = table_csv(rows, (Column("Name", 8), Column("", 1)))
    cells = [row[0] for row in csv.reader(io.StringIO(text, newline=""))][1:]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert [read_text(cell) for cell in cells] == list(NAMES)


def test_scripts_are_powershell_and_say_the_names_in_comments_alone(fleet: Fleet) -> None:
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
    for script in (cim_script(_changes(fleet)), powershell_script(_changes(fleet))):
        assert not parser.parse(script.text.encode()).root_node.has_error
        code = [line for line in script.text.split("\n") if not line.startswith("#")]
        assert not [line for line in code for word in ("calc", "Remove-VM", "whoami", "smart") if word in line]
        assert script.text == "\n".join(printable(line) for line in script.text.split("\n"))


def test_what_is_printed_moves_no_cursor(fleet: Fleet, tmp_path: Path) -> None:
    changes = _changes(fleet)
    assert {result.outcome for result in finish(fleet.apply(changes, reason="\x1b[2J"))} == {Outcome.VERIFIED}
    lines: list[str] = []
    terminal = Terminal(lines.append, lines.append, lambda question: "")
    plan = tmp_path / "plan.yaml"
    write_text(plan, plan_text(entries_of(site_of(fleet.view)), as_csv=False))
    refreshed(fleet, changes)
    diff(plan, fleet.view, (), terminal)
    show_journal(fleet.journal, terminal)
    show_journal(fleet.journal, terminal, as_json=True)
    found = named_findings(Judge().judge(fleet.view), fleet.view, Operation.UNPLANNED)
    lines += findings_text(found, Operation.UNPLANNED, as_csv=False).removesuffix("\n").split("\n")
    lines += list_lines(fleet.view)
    lines += weighing_lines(weigh(_bad(changes), fleet.view, ()))
    assert len(lines) > 5 * len(NAMES)
    assert not [line for line in lines if printable(line) != line]
