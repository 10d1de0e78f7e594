"""The board of replicas by their last proof, and what drills left behind, as rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tui.fleet.drill.board import BoardRow, last_text, tested_text, verified_text
from tui.fleet.drill.leftovers import LeftOver
from tui.fleet.drill.stillstaged import StillStaged
from tui.fleet.drill.unfinished import UnfinishedDrill
from tui.keys import key_for
from tui.model.drill.values import DrillVerdict
from tui.screens.rows_of.drill import SIGNS
from tui.screens.rows_of.times import short_moment
from tui.widgets.cells import Cell, Column, Row, prose, widest


def board_columns(rows: Sequence[BoardRow]) -> tuple[Column, ...]:
    names = widest((row.name for row in rows), 8, 60)
    hosts = widest((row.host for row in rows), 8, 40)
    return (
        Column("", 1),
        Column("VM", min(24, names), names),
        Column("Host", min(10, hosts), hosts),
        Column("Verified", 13),
        Column("Last drill", 24, 34),
        Column("The host says", 20, leaves=1),
    )


def board_rows(rows: Iterable[BoardRow], now: datetime) -> list[Row]:
    return [_board_row(row, now) for row in rows]


def _board_row(row: BoardRow, now: datetime) -> Row:
    overdue = row.is_overdue(now)
    tone = SIGNS[row.last.verdict][1] if row.last and row.last.verdict is not DrillVerdict.VERIFIED else ""
    cells = (
        Cell("!", "warn") if overdue else Cell("✓", "ok"),
        Cell(row.name),
        Cell(row.host),
        Cell(verified_text(row, now), "warn" if overdue else ""),
        Cell(last_text(row, now), tone),
        Cell(tested_text(row, now), "dim"),
    )
    return Row((row.host, row.vm), cells)


LEFT_COLUMNS = (Column("", 1), Column("What", 18, 24), Column("VM", 16, 60), Column("Host", 10, 40))


def left_rows(
    left: Iterable[LeftOver], drills: Iterable[UnfinishedDrill], standing: Iterable[StillStaged], now: datetime
) -> list[Row]:
    """Drills without an end, test VMs that are still there, and drill values that still stand."""
    return [
        *(_drill_row(drill, now) for drill in drills),
        *(_left_row(each) for each in left),
        *(_standing_row(still) for still in standing),
    ]


def _drill_row(drill: UnfinishedDrill, now: datetime) -> Row:
    began = f"begun {short_moment(drill.began, now)} by {drill.operator.user}"
    told = [prose(f"{began}: {drill.reason}", "dim", 4)]
    told += [
        prose(f"{each.noted.vm_name}: {each.sentence}", "" if each.is_over else "warn", 4) for each in drill.machines
    ]
    hosts = ", ".join(sorted({each.noted.host for each in drill.machines}))
    if drill.running:
        told.append(prose(f"it runs in another console: {drill.running}", "dim", 4))
        return Row(
            ("drill", drill.id), (Cell("…", "dim"), Cell("running drill"), Cell(drill.id[:8]), Cell(hosts)), tuple(told)
        )
    cells = (Cell("✗", "bad"), Cell("unfinished drill", "bad"), Cell(drill.id[:8]), Cell(hosts))
    return Row(("drill", drill.id), cells, tuple(told))


def _left_row(left: LeftOver) -> Row:
    of = f"of {left.replica_name}" if left.replica_name else "its replica is not known: they are on different nodes"
    state = "it runs" if left.running else "it is off"
    cells = (Cell("!", "warn"), Cell("test VM", "warn"), Cell(left.name), Cell(left.host))
    return Row(("left", left.host, left.test_vm), cells, (prose(f"{of}; {state}", "dim", 4),))


def _standing_row(still: StillStaged) -> Row:
    change = still.change
    live = ", ".join(change.before.staged.addresses) if change.before.staged else ""
    certain = "" if still.certain else "; what became of the last change is not known"
    way = f"{key_for('take_back')} takes them back"
    told = [prose(f"a drill's values stand here, and not {live or 'nothing staged'}{certain}; {way}", "bad", 4)]
    name = f"{change.vm_name} / {change.adapter_name}"
    cells = (Cell("✗", "bad"), Cell("drill values", "bad"), Cell(name), Cell(change.key.host))
    return Row(("standing", still.adapter), cells, tuple(told))
