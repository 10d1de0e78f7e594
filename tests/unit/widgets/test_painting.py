"""Only the cells that look different are painted."""

from rich.segment import Segment
from rich.style import Style

from tui.widgets.painting import changed_ranges

RED = Style.parse("red")


def line(*texts: str) -> list[Segment]:
    return [Segment(text, Style.null()) for text in texts]


def test_equal_lines_need_nothing() -> None:
    assert changed_ranges(line("ab", "cd"), line("ab", "cd")) == []


def test_one_column_that_differs_is_one_range() -> None:
    assert changed_ranges(line("ab", "cde", "f"), line("ab", "xyz", "f")) == [(2, 5)]


def test_another_style_is_a_difference() -> None:
    assert changed_ranges(line("ab"), [Segment("ab", RED)]) == [(0, 2)]


def test_differences_close_to_each_other_are_painted_together_and_distant_ones_apart() -> None:
    assert changed_ranges(line("a", " " * 8, "b"), line("x", " " * 8, "y")) == [(0, 10)]
    assert changed_ranges(line("a", " " * 9, "b"), line("x", " " * 9, "y")) == [(0, 1), (10, 11)]


def test_a_line_that_is_cut_otherwise_is_painted_whole() -> None:
    assert changed_ranges(line("abc", "d"), line("ab", "cd")) == [(0, 4)]


def test_ranges_count_cells_and_not_characters() -> None:
    assert changed_ranges(line("日本", "a"), line("日本", "b")) == [(4, 5)]


def test_of_a_column_in_the_same_style_only_what_differs_is_painted() -> None:
    assert changed_ranges(line("ab", "vm-0017 x"), line("ab", "vm-0023 x")) == [(7, 9)]
    assert changed_ranges(line("aaa"), line("aba")) == [(1, 2)]
    assert changed_ranges(line("日本a"), line("日本b")) == [(0, 5)]
