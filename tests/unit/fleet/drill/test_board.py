"""The board: replicas by their last proof, from the journal's drills and the hosts' own memory."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tests.drills import ended, proof
from tui.fleet.drill.board import BoardRow, board_document, board_lines, board_of
from tui.fleet.drill.record import plan_document, verdict_document
from tui.fleet.journal import Journal, Operator, RunEntry
from tui.fleet.judging.evidence import evidence_of
from tui.fleet.view import FleetView, HostState, HostView
from tui.model import states
from tui.model.drill.values import DrillPlan, DrillTarget, DrillVerdict, MachineDrill
from tui.model.machine import Inventory, Machine
from tui.model.readiness import MachineKey, Statistics

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
WHO = Operator("operator", "", "")


def replica(number: int, name: str, mode: int = states.REPLICA) -> Machine:
    return Machine(f"VM-{number}", name, mode, states.OFF)


def host(name: str, *machines: Machine, cluster: str | None = None, **tested: datetime | None) -> HostView:
    """`tested`: LastTestFailoverTime of its VMs, by name, as far as the host told."""
    ids = {machine.name: machine.id for machine in machines}
    statistics = MappingProxyType({ids[vm]: Statistics(time) for vm, time in tested.items()})
    inventory = Inventory(name.upper(), "10.0.17763", machines, ())
    return HostView(name, None, HostState.UP, inventory, NOW, cluster=cluster, statistics=statistics)


def view(*hosts: HostView) -> FleetView:
    return FleetView(1, hosts)


def drill(days_ago: int, *machines: MachineDrill, run: str = "") -> RunEntry:
    """A drill of some VMs, all of them over at the same time of a day."""
    moment = NOW - timedelta(days=days_ago)
    done = [replace(machine, ended=moment) for machine in machines]
    plan = DrillPlan(tuple(machine.target for machine in done), "quarterly")
    documents: tuple[Mapping[str, Any], ...] = (plan_document(plan), *(verdict_document(each) for each in done))
    return RunEntry(run or f"run-{days_ago}", "drill", moment, WHO, documents, moment)


def verified(number: int, name: str, on: str = "dr-hv-01") -> MachineDrill:
    return replace(ended(number, name, proof()), target=DrillTarget(on, f"VM-{number}", name))


def failed(number: int, name: str) -> MachineDrill:
    return replace(verified(number, name), verdict=DrillVerdict.FAILED)


def rows_of(fleet: FleetView, *runs: RunEntry) -> dict[str, BoardRow]:
    return {row.name: row for row in board_of(fleet, runs)}


def test_those_never_proved_come_first_then_the_oldest_proof() -> None:
    fleet = view(host("dr-hv-01", replica(1, "new"), replica(2, "old"), replica(3, "never"), replica(4, "also never")))
    board = board_of(fleet, [drill(40, verified(2, "old")), drill(2, verified(1, "new"))])
    assert [row.name for row in board] == ["also never", "never", "old", "new"]
    assert [row.days(NOW) for row in board] == [None, None, 40, 2]
    assert [row.is_overdue(NOW) for row in board] == [True, True, True, False]


def test_a_drill_that_failed_since_takes_no_proof_away_and_is_told() -> None:
    fleet = view(host("dr-hv-01", replica(1, "sql01")))
    row = rows_of(fleet, drill(20, verified(1, "sql01")), drill(3, failed(1, "sql01")))["sql01"]
    assert row.days(NOW) == 20
    assert row.last is not None
    assert (row.last.verdict, row.last.run) == (DrillVerdict.FAILED, "run-3")


def test_only_replicas_stand_on_the_board() -> None:
    machines = (
        replica(1, "copy"),
        replica(2, "extended", states.EXTENDED_REPLICA),
        replica(3, "alive", states.PRIMARY),
        replica(4, "test", states.TEST_REPLICA),
        replica(5, "plain", states.NO_REPLICATION),
    )
    assert set(rows_of(view(host("dr-hv-01", *machines)))) == {"copy", "extended"}


def test_a_proof_counts_on_every_node_of_the_cluster_and_on_no_other_host() -> None:
    drills = drill(1, verified(1, "sql01", on="node-1"))
    moved = view(host("node-1", cluster="CL"), host("node-2", replica(1, "sql01"), cluster="CL"))
    assert rows_of(moved, drills)["sql01"].days(NOW) == 1
    apart = view(host("node-1"), host("dr-hv-09", replica(1, "sql01")))
    assert rows_of(apart, drills)["sql01"].days(NOW) is None


def test_what_the_host_remembers_is_told_and_proves_nothing() -> None:
    fleet = view(
        host(
            "dr-hv-01",
            replica(1, "tested"),
            replica(2, "untested"),
            replica(3, "untold"),
            tested=NOW - timedelta(days=5),
            untested=None,
        )
    )
    lines = {line.split()[0]: line for line in board_lines(board_of(fleet, ()), NOW)}
    assert lines["VM"].split("  ")[0] == "VM"
    assert lines["tested"].endswith("tested 5 days ago")
    assert lines["untested"].endswith("never tested")
    assert lines["untold"].endswith("not told yet")
    assert all("never" in line for name, line in lines.items() if name != "VM")


def test_days_are_said_as_people_say_them() -> None:
    fleet = view(host("dr-hv-01", replica(1, "now"), replica(2, "one"), replica(3, "two")))
    runs = [drill(0, verified(1, "now")), drill(1, verified(2, "one")), drill(2, verified(3, "two"))]
    told = {line.split()[0]: line for line in board_lines(board_of(fleet, runs), NOW)}
    assert "verified, today" in told["now"]
    assert "1 day ago" in told["one"]
    assert "2 days ago" in told["two"]


def test_names_are_exact_in_the_document_and_printable_on_a_line() -> None:
    name = "sql\x1b[2J01"
    board = board_of(view(host("dr-hv-01", replica(1, name))), [drill(2, verified(1, name))])
    document = board_document(board, NOW)
    assert document["vms"] == [
        {
            "vm": name,
            "vm_id": "VM-1",
            "host": "dr-hv-01",
            "days_since_verified": 2,
            "last_verified": "2026-11-18T12:00:00Z",
            "overdue": False,
            "last_drill": {"id": "run-2", "verdict": "verified", "ended": "2026-11-18T12:00:00Z"},
            "host_last_test_failover": None,
        }
    ]
    assert not any("\x1b" in line for line in board_lines(board, NOW))


def test_documents_of_another_form_and_of_failovers_are_passed_over() -> None:
    odd = RunEntry("odd", "drill", NOW, WHO, ({}, {"verdict": "splendid", "ended": "x"}, {"verdict": "verified"}))
    over = RunEntry("over", "failover", NOW, WHO, drill(1, verified(1, "sql01")).documents)
    assert rows_of(view(host("dr-hv-01", replica(1, "sql01"))), odd, over)["sql01"].last is None


def test_a_proof_in_the_journal_is_evidence_for_the_rules(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal", system_log=tmp_path / "no-log")
    told = drill(3, verified(1, "lin01"), failed(2, "lin02"))
    journal.run_began("run", "drill", told.documents[0])
    for document in told.documents[1:]:
        journal.run_noted("run", document)
    reading = journal.read()
    evidence = evidence_of(reading.entries, reading.runs)
    assert evidence[MachineKey("dr-hv-01", "VM-1")].proved == NOW - timedelta(days=3)
    assert MachineKey("dr-hv-01", "VM-2") not in evidence
