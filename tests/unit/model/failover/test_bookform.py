"""Run books: read strictly, and what is wrong names its file, line and key."""

from pathlib import Path

import pytest

from tui.model.failover.bookform import read_run_book
from tui.model.failover.deed import Deed
from tui.model.failover.points import LATEST, PointRule
from tui.yamlfile import FileError

WHOLE = """\
runbook: lost site
kind: unplanned
to: [dr-hv-01, DR]
rto: 2 h
recovery_point: application-consistent
ports: [443]
stop: {failed: 2, over_rto: true}
patience: {shutdown: 90 s, guest: 5 min}
waive: {never-drilled: no time}
tiers:
  - name: directory
    vms: [dc01, dr-hv-02/dc02]
  - gate: Is dc01 right?
    delay: 2 min
    vms:
      - {vm: sql01, ports: [1433, 1434], recovery_point: latest}
"""


def read(folder: Path, text: str) -> object:
    path = folder / "book.yaml"
    path.write_text(text)
    return read_run_book(path)


def test_every_key_is_read(tmp_path: Path) -> None:
    path = tmp_path / "book.yaml"
    path.write_text(WHOLE)
    book = read_run_book(path)
    assert (book.name, book.deed, book.rto, book.count) == ("lost site", Deed.UNPLANNED, 7200.0, 3)
    assert (book.stop_after_failures, book.stop_over_rto) == (2, True)
    assert (book.shutdown_patience, book.guest_patience) == (90.0, 300.0)
    assert dict(book.waived) == {"never-drilled": "no time"}
    assert (book.to, book.to_line) == (("dr-hv-01", "DR"), 3)
    first, second = book.tiers
    assert [(vm.name, vm.ports, vm.point.rule) for vm in first.vms] == [
        ("dc01", (443,), PointRule.CONSISTENT),
        ("dr-hv-02/dc02", (443,), PointRule.CONSISTENT),
    ]
    assert (second.name, second.gate, second.delay) == ("tier 2", "Is dc01 right?", 120.0)
    assert (second.vms[0].ports, second.vms[0].point) == ((1433, 1434), LATEST)


SHORT = "runbook: a\nkind: planned\ntiers: [{vms: [sql01]}]\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("runbook: a\nkind: planed\ntiers: []\n", "line 2: kind: 'planed' is not one of planned, unplanned"),
        ("kind: planned\ntiers: []\n", "line 1: runbook is missing"),
        ("runbook: a\nkind: planned\n", "line 1: tiers: names no VM"),
        ("runbook: a\nkind: planned\ntiers: [{vms: []}]\n", "line 3: tiers\\[0\\].vms: names no VM"),
        (SHORT + "rto: soon\n", "line 4: rto: 'soon' is no length of time like 90 s, 15 min or 2 h"),
        (SHORT + "recovery_point: application-consistent\n", "line 4: recovery_point: a planned failover always"),
        (SHORT + "ports: [https]\n", "line 4: ports: 'https' is no TCP port"),
        (SHORT + "ports: [70000]\n", "line 4: ports: '70000' is no TCP port"),
        (SHORT + "waive: {no-such: x}\n", "line 4: waive.no-such: there is no rule no-such"),
        (SHORT + "stop: {over_rto: true}\n", "line 4: stop.over_rto: there is no rto to be over"),
        (SHORT + "stop: {fails: 1}\n", "line 4: stop.fails: unknown key; did you mean failed\\?"),
        (SHORT + "to: dr-hv-01\n", "line 4: to: must be a list of texts"),
        (SHORT + "to: []\n", "line 4: to: names no host and no group"),
        (SHORT + "to: ['']\n", "line 4: to: names no host and no group"),
        (SHORT + "to: [{host: a}]\n", "line 4: to must be a text"),
        (SHORT + "gate: x\n", "line 4: gate: unknown key"),
        ("runbook: a\nkind: planned\ntiers:\n- vms:\n  - sql01\n  - SQL01\n", "line 6: SQL01 stands in line 5 already"),
        ("runbook: a\nkind: unplanned\nreverse: true\ntiers: [{vms: [sql01]}]\n", "line 3: reverse: only a planned"),
    ],
)
def test_what_is_wrong_names_its_file_line_and_key(text: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(FileError, match=says) as caught:
        read(tmp_path, text)
    assert str(caught.value).startswith(str(tmp_path / "book.yaml"))
