"""A table as text to take elsewhere."""

import csv
from collections.abc import Sequence
from io import StringIO

from rich.cells import cell_len

from tui.model.plan.cells import write_text
from tui.model.text import printable
from tui.widgets.cells import Column, Row, fit


def row_text(row: Row) -> str:
    """A row's cells exactly as they are, with tabs between, and its details beneath."""
    cells = "\t".join(cell.text for cell in row.cells)
    return "\n".join([cells, *("  " + detail.text for detail in row.details)])


def table_text(rows: Sequence[Row], columns: Sequence[Column]) -> str:
    """Every column of every row beneath each other, as they would be drawn with room enough."""
    lines = [[printable(cell.text) for cell in row.cells[: len(columns)]] for row in rows]
    titles = [column.title for column in columns]
    widths = [max(map(cell_len, texts), default=0) for texts in zip(titles, *lines, strict=True)]
    said = ["  ".join(map(fit, titles, widths)).rstrip()] if any(titles) else []
    for row, cells in zip(rows, lines, strict=True):
        said.append("  ".join(map(fit, cells, widths)).rstrip())
        said += ["    " + printable(detail.text) for detail in row.details]
    return "\n".join(said)


def table_csv(rows: Sequence[Row], columns: Sequence[Column]) -> str:
    """Every column of every row; details stand in a last field. What a spreadsheet would run is marked, as in plans."""
    written = StringIO()
    writer = csv.writer(written, lineterminator="\n")
    detailed = any(row.details for row in rows)
    writer.writerow([column.title for column in columns] + (["Details"] if detailed else []))
    for row in rows:
        details = ["; ".join(detail.text for detail in row.details)] if detailed else []
        writer.writerow(
            [
                write_text(text) if text else ""
                for text in (*(cell.text for cell in row.cells[: len(columns)]), *details)
            ]
        )
    return written.getvalue()
