"""The verbs on practice hosts: export, diff, apply, undo and journal, with what they print and their exit codes."""

import json
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.protocol.fleet.conftest import OpenFleet
from tests.protocol.fleet.plans import held, refreshed, replica_changes, staged_for, writes
from tui.fleet.plans.building import site_of
from tui.fleet.plans.files import plan_text, read_plan
from tui.model.plan.entries import entries_of, entries_of_plan
from tui.model.result import ChangeResult, Outcome
from tui.practice.serve import PracticeServer
from tui.verbs.journal import settle, show_journal
from tui.verbs.plans.apply import Conditions, apply, undo
from tui.verbs.plans.diff import diff
from tui.verbs.plans.export import export
from tui.verbs.terms import CONFLICT, DIFFERENT, DONE, UNREACHABLE, UNUSABLE, Terminal


@dataclass
class _Said:
    lines: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    answer: str = ""

    @property
    def terminal(self) -> Terminal:
        return Terminal(self.lines.append, self.complaints.append, self._ask)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def _ask(self, question: str) -> str:
        self.questions.append(question)
        return self.answer


def test_an_export_is_what_apply_reads_and_asks_for_nothing(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    for name in ("fleet.yaml", "fleet.csv"):
        said = _Said()
        assert export(fleet.view, tmp_path / name, said.terminal) == DONE
        assert read_plan(tmp_path / name).entries == entries_of(site_of(fleet.view))
        assert apply(fleet, tmp_path / name, said.terminal) == DONE
        assert said.lines[-1].startswith("0 to change on 0 hosts")
    assert export(fleet.view, tmp_path / "fleet.csv", _Said().terminal) == UNUSABLE
    assert writes(ground) == []


def test_an_export_of_a_fleet_with_a_silent_host_says_so(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    ground.administration.stop("dr-hv-01")
    fleet = open_fleet(wait=False)
    fleet.wait_for_first_answers()
    said = _Said()
    assert export(fleet.view, None, said.terminal, snapshot=True) == UNREACHABLE
    assert said.lines[0].startswith("kind: snapshot\n")
    assert "dr-hv-01" in said.complaints[0]


def test_a_plan_is_shown_confirmed_by_its_count_carried_out_and_taken_back(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    plan = replica_changes(fleet, "dr-hv-01", 2)
    file = tmp_path / "plan.csv"
    file.write_text(plan_text(entries_of_plan(plan, site_of(fleet.view)), as_csv=True), encoding="utf-8")
    said = _Said()
    assert diff(file, fleet.view, (), said.terminal) == DIFFERENT
    assert "    addresses" in said.text
    assert "+ 10.40.0.2/24" in said.text
    shown = re.search(r"plan hash ([0-9a-f]{64})", said.text)
    assert shown

    refused = _Said(answer="3")
    assert apply(fleet, file, refused.terminal) == UNUSABLE
    assert refused.questions == ["to apply to 2 adapters type 2: "]
    assert apply(fleet, file, refused.terminal, Conditions(plan_hash="0" * 64)) == UNUSABLE
    assert writes(ground) == []

    done = _Said()
    assert apply(fleet, file, done.terminal, Conditions("a drill", plan_hash=shown[1][:16])) == DONE
    assert re.search(r"2 verified in .* s; longest window \d+ ms", done.lines[-1])
    refreshed(fleet, plan)
    assert [held(ground, change.key) for change in plan] == [change.after.staged for change in plan]

    log = _Said()
    assert show_journal(fleet.journal, log.terminal, wanted="a drill") == DONE
    assert len(log.lines) == 2
    assert show_journal(fleet.journal, log.terminal, as_json=True) == DONE
    assert json.loads(log.lines[-1])["outcome"] == "verified"

    back = _Said(answer="2")
    assert undo(fleet, None, back.terminal) == DONE
    assert [held(ground, change.key) for change in plan] == [change.before.staged for change in plan]
    assert undo(fleet, "no-such-id", back.terminal) == UNUSABLE


def test_a_plan_with_a_problem_is_refused_whole_unless_it_is_left_out(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    file = tmp_path / "plan.yaml"
    text = plan_text(entries_of_plan([change], site_of(fleet.view)), as_csv=False)
    file.write_text(text + "- vm: nowhere\n  staged: {dns: [10.0.0.1]}\n")
    said = _Said(answer="1")
    assert apply(fleet, file, said.terminal) == UNUSABLE
    assert any("problem: " in line and "there is no VM nowhere" in line for line in said.lines)
    assert writes(ground) == []
    assert apply(fleet, file, said.terminal, Conditions(skip_problems=True)) == DIFFERENT
    assert len(writes(ground)) == 1


def test_a_plan_that_breaks_a_rule_is_stopped_until_the_rule_is_waived_and_the_journal_tells(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    first, second = replica_changes(fleet, "dr-hv-01", 2)
    plan = [
        replace(change, after=replace(change.after, staged=replace(staged_for(number), gateways=("192.168.31.1",))))
        for number, change in enumerate((first, second))
    ]
    file = tmp_path / "plan.yaml"
    file.write_text(plan_text(entries_of_plan(plan, site_of(fleet.view)), as_csv=False))
    stopped = _Said(answer="2")
    assert apply(fleet, file, stopped.terminal) == UNUSABLE
    told = [line for line in stopped.lines if line.startswith("blocker: ")]
    assert len(told) == 2
    assert all("gateway 192.168.31.1 is on none of this adapter's subnets" in line for line in told)
    assert "2 blockers; nothing was sent" in stopped.complaints[0]
    assert "--waive RULE=REASON (gateway-off-subnets)" in stopped.complaints[0]
    for wrong in ("gateway-off-subnets", "gateway-off-subnet=x", "=x", "dns-missing=not that one"):
        assert apply(fleet, file, stopped.terminal, Conditions(waive=(wrong,))) == UNUSABLE
    assert "did you mean gateway-off-subnets" in stopped.complaints[2]
    assert stopped.questions == []
    assert writes(ground) == []
    assert fleet.journal.read().waivers == ()

    waived = _Said(answer="2")
    conditions = Conditions("a move", waive=("gateway-off-subnets=the router moves = tonight",))
    assert apply(fleet, file, waived.terminal, conditions) == DONE
    shown = waived.text.partition("2 verified")[0]
    assert shown.count("because the router moves = tonight [gateway-off-subnets]") == 2
    (waiver,) = fleet.journal.read().waivers
    entries = fleet.journal.read().entries
    assert {waiver.apply} == {entry.intent.apply for entry in entries}
    assert {(each.host, each.vm, each.adapter) for each in waiver.places} == {
        (change.key.host, change.key.vm, change.key.adapter) for change in plan
    }
    log = _Said()
    assert show_journal(fleet.journal, log.terminal, wanted="router") == DONE
    assert "gateway-off-subnets (gateway off every subnet) in 2 places: the router moves = tonight" in log.text
    assert show_journal(fleet.journal, log.terminal, as_json=True) == DONE
    assert [json.loads(line)["kind"] for line in log.lines[1:]] == ["waiver", "intent", "intent"]


def test_a_waiver_that_cannot_be_journalled_sends_nothing(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    wrong = replace(change.after, staged=replace(staged_for(1), gateways=("192.168.31.1",)))
    file = tmp_path / "plan.yaml"
    file.write_text(plan_text(entries_of_plan([replace(change, after=wrong)], site_of(fleet.view)), as_csv=False))
    fleet.journal.folder.path.parent.mkdir(exist_ok=True)
    (fleet.journal.folder.path).symlink_to(tmp_path / "nowhere" / "journal")
    said = _Said(answer="1")
    assert apply(fleet, file, said.terminal, Conditions(waive=("gateway-off-subnets=x",))) == UNUSABLE
    assert "cannot be written" in said.complaints[-1]
    assert writes(ground) == []


def test_what_a_crash_left_open_is_shown_and_settled(ground: PracticeServer, open_fleet: OpenFleet) -> None:
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    fleet.journal.intent(change, "cut short")
    said = _Said()
    assert show_journal(fleet.journal, said.terminal) == DIFFERENT
    assert settle(fleet, said.terminal) == DONE
    assert show_journal(fleet.journal, said.terminal) == DONE
    assert "unknown" in said.lines[0]
    assert "failed" in said.lines[-1]


def test_an_unreadable_file_is_one_complaint(open_fleet: OpenFleet, tmp_path: Path) -> None:
    fleet, said = open_fleet(), _Said()
    assert diff(tmp_path / "x", fleet.view, (), said.terminal) == UNUSABLE
    assert apply(fleet, tmp_path / "x", said.terminal) == UNUSABLE
    assert len(said.complaints) == 2


def test_no_verb_writes_from_a_read_only_process(ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path) -> None:
    writer, fleet = open_fleet(), open_fleet(read_only=True)
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    writer.journal.outcome(
        writer.journal.intent(replace(change, before=change.after, after=change.before), ""),
        ChangeResult(replace(change, before=change.after, after=change.before), Outcome.VERIFIED, "", sent=True),
    )
    file, said = tmp_path / "plan.yaml", _Said(answer="1")
    file.write_text(plan_text(entries_of_plan([change], site_of(fleet.view)), as_csv=False))
    assert export(fleet.view, tmp_path / "fleet.yaml", said.terminal) == DONE
    assert diff(file, fleet.view, (), said.terminal) == DIFFERENT
    assert apply(fleet, file, said.terminal) == UNUSABLE
    assert undo(fleet, None, said.terminal) == UNUSABLE
    assert show_journal(fleet.journal, said.terminal) == DONE
    assert settle(fleet, said.terminal) == DONE
    assert [complaint for complaint in said.complaints if "read-only" in complaint] == [
        "dr-hv-01 is read-only here; nothing was sent"
    ] * 2
    assert ground.administration.executed() == []


def test_a_conflict_shows_what_it_was_planned_from_and_what_was_found(
    ground: PracticeServer, open_fleet: OpenFleet, tmp_path: Path
) -> None:
    fleet = open_fleet()
    (change,) = replica_changes(fleet, "dr-hv-01", 1)
    file, said = tmp_path / "plan.yaml", _Said(answer="1")
    file.write_text(plan_text(entries_of_plan([change], site_of(fleet.view)), as_csv=False))
    ground.administration.happen(
        "dr-hv-01", "change-staged", vm=change.key.vm, adapter=change.key.adapter, addresses="10.9.20.99"
    )
    assert apply(fleet, file, said.terminal) == CONFLICT
    shown = said.lines[next(n for n, line in enumerate(said.lines) if line.startswith("conflict")) :]
    assert "nothing was sent" in shown[0]
    assert shown[1].endswith("as planned from, and as found")
    assert any("+ 10.9.20.99/24" in line for line in shown)
    assert shown[-1].startswith("1 conflict in ")
    assert writes(ground) == []
