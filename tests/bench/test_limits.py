"""What makes the limits of the bench worth something."""

import ast
from pathlib import Path

import pytest

from tests.bench.__main__ import LIMITS, document, line_of
from tests.bench.budget import absolute, compared


@pytest.mark.parametrize("script", LIMITS, ids=lambda path: path.stem)
def test_a_limits_script_is_short_and_imports_nothing_of_the_program(script: Path) -> None:
    text = script.read_text("utf-8")
    assert len(text.splitlines()) <= 40
    imported = {
        alias.name if isinstance(node, ast.Import) else node.module or ""
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    assert [name for name in imported if name.split(".")[0] in ("tui", "tests")] == []


def test_a_budget_of_half_as_much_again_is_kept_up_to_there_and_no_further() -> None:
    assert compared("read", [(1.5, 1.0), (3.0, 2.0)], 1.5, "s").within
    beyond = compared("read", [(1.6, 1.0), (3.2, 2.0), (9.0, 1.0)], 1.5, "s")
    assert not beyond.within
    assert beyond.ratio == pytest.approx(1.6 / 1.5)


def test_where_nothing_is_allowed_the_ratio_is_what_there_was() -> None:
    row = absolute("idle", [7], 0, "B")
    assert (row.ratio, row.within) == (7, False)
    assert absolute("idle", [0], 0, "B").within


def test_a_row_is_told_as_a_line_and_as_a_document() -> None:
    row = absolute("key press, CPU", [4.0, 6.0, 4.5], 5.0, "ms")
    assert line_of(row) == "| key press, CPU | 4.50 ms | 5 ms | 0.90 | yes |"
    assert document(row) == {
        "budget": "key press, CPU (ms)",
        "measured": 4.5,
        "limit": 5.0,
        "ratio": 0.9,
        "within": True,
    }
