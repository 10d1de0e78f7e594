"""Lines are kept as they were drawn while their rows are as they were."""

from rich.segment import Segment

from tui.widgets.cells import Cell, Row
from tui.widgets.drawn import DrawnLines
from tui.widgets.painting import Line


def line(key: int, text: str = "") -> Line:
    return Line(Row(key, (Cell(text),)), 0, False, False)


def test_a_row_that_changed_is_drawn_once_and_then_kept() -> None:
    lines = DrawnLines()
    lines.keep(line(1, "before"), [Segment("before")])
    assert lines.find(line(1, "after")) is None
    drawn = lines.keep(line(1, "after"), [Segment("after")])
    assert lines.find(line(1, "after")) is drawn


def test_an_equal_row_is_the_same_line() -> None:
    lines = DrawnLines()
    drawn = lines.keep(line(1, "same"), [Segment("same")])
    assert lines.find(line(1, "same")) is drawn
    assert lines.find(line(1, "same")._replace(cursor=True)) is None


def test_those_that_were_seen_last_are_kept() -> None:
    lines = DrawnLines()
    for number in range(2000):
        lines.keep(line(number), [])
        assert lines.find(line(0)) is not None
    assert lines.find(line(1999)) is not None
    assert lines.find(line(1)) is None
