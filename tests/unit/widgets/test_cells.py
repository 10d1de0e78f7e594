"""Columns that leave by rule, and text that fits exactly."""

from rich.cells import cell_len

from tui.widgets.cells import Column, Detail, fit, folded, place, prose, wrap

COLUMNS = (
    Column("VM", 10, 20),
    Column("MAC", 17, leaves=1),
    Column("Health", 8, leaves=2),
    Column("Staged", 6),
)


def titles(width: int) -> list[str]:
    return [placed.column.title for placed in place(COLUMNS, width)]


def test_all_columns_stand_where_they_fit() -> None:
    assert titles(10 + 17 + 8 + 6 + 3 * 2) == ["VM", "MAC", "Health", "Staged"]


def test_the_first_column_to_leave_leaves_one_cell_earlier() -> None:
    assert titles(10 + 17 + 8 + 6 + 3 * 2 - 1) == ["VM", "Health", "Staged"]


def test_the_second_leaves_next_and_the_others_never() -> None:
    assert titles(10 + 8 + 6 + 2 * 2 - 1) == ["VM", "Staged"]
    assert titles(5) == ["VM", "Staged"]


def test_what_is_left_over_widens_a_column_up_to_its_most() -> None:
    assert [placed.width for placed in place(COLUMNS, 200)] == [20, 17, 8, 6]


def test_a_text_is_exactly_as_wide_as_its_column() -> None:
    for text in (
        "",
        "short",
        "exactly10!",
        "much longer than ten",
        "日本語の長い名前",
        "e\u0301te\u0301",
        "a\tb\x1b[2J",
    ):
        assert cell_len(fit(text, 10)) == 10


def test_a_cut_is_marked() -> None:
    assert fit("much longer than ten", 10) == "much long…"


def test_the_short_text_takes_the_place_of_a_long_one_that_does_not_fit() -> None:
    assert fit("Resynchronization required", 16, short="Resync required").rstrip() == "Resync required"
    assert fit("Resynchronization required", 30, short="Resync required").rstrip() == "Resynchronization required"


def test_numbers_stand_at_the_right() -> None:
    assert fit("42 s", 7, right=True) == "   42 s"


def test_control_characters_are_drawn_as_signs() -> None:
    assert "\x1b" not in fit("a\x1b]52;c;x\x07", 20)
    assert "\x9b" not in fit("a\x9b31m", 20)


def test_pieces_go_on_the_next_line_whole() -> None:
    detail = Detail(("10.9.20.11/24", "10.9.20.12/24", "2001:db8:20::11/64"), indent=2, hang=2)
    drawn = [line.rstrip() for line in wrap(detail, 32)]
    assert drawn == ["  10.9.20.11/24  10.9.20.12/24", "    2001:db8:20::11/64"]


def test_no_line_of_a_detail_is_wider_than_its_place() -> None:
    assert {cell_len(line) for line in wrap(prose("word " * 40 + "x" * 90), 30)} == {30}


def test_a_folded_text_loses_nothing_but_the_blanks_at_its_breaks() -> None:
    text = "The operation cannot be performed while the object is in its current state. " + "y" * 70
    drawn = [cell.text for cell in folded(text, 30)]
    assert all(cell_len(line) <= 30 for line in drawn)
    assert "".join(drawn).replace(" ", "") == text.replace(" ", "")
