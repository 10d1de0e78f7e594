"""CSV cells that spreadsheets leave alone: exact text there and back, several values in one cell."""

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence

from tui.model.text import printable

_FORMULA = ("=", "+", "-", "@")
_BARE = re.compile(r'[^\s;,"]+')
_ITEM = re.compile(r'\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<bare>[^\s;,"]+))\s*[;,]?')


class CellFault(ValueError):
    """A cell that cannot be read; the message is a sentence."""


def csv_rows(rows: Iterable[Sequence[str]]) -> str:
    """Rows of cells as CSV (RFC 4180)."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()


def text_cells(*texts: str | None) -> list[str]:
    """A cell each; an empty one for None and for no text."""
    return [write_text(text) if text else "" for text in texts]


def write_text(text: str) -> str:
    """A name as a cell. What a spreadsheet takes for a formula is marked by ``'``, what it mangles is JSON."""
    if text != printable(text) or text != text.strip() or not text or text.startswith('"'):
        return json.dumps(text, ensure_ascii=True)
    return f"'{text}" if text.startswith((*_FORMULA, "'")) else text


def read_text(cell: str) -> str:
    """The text of a cell that `write_text` wrote, or that a person typed. Raises CellFault."""
    if cell.startswith('"'):
        try:
            text = json.loads(cell)
        except ValueError:
            text = None
        if not isinstance(text, str):
            raise CellFault(f"{printable(cell)} begins with a quote and is no text in JSON's form")
        return text
    return cell[1:] if cell.startswith("'") else cell


def write_list(texts: tuple[str, ...]) -> str:
    """Several values as one cell, ``10.9.20.11; 10.9.20.12``; a value with any other sign in it is in JSON's form."""
    return "; ".join(_element(text) for text in texts)


def read_list(cell: str) -> list[tuple[str, bool]]:
    """The values of a cell, and whether each stood in quotes: then it is exact. Raises CellFault.

    Values that stand without quotes may be separated by semicolons, commas, spaces or new lines.
    """
    found, place = [], 0
    while cell[place:].strip():
        item = _ITEM.match(cell, place)
        if item is None:
            raise CellFault(f"{printable(cell[place:])} cannot be read as a list of values")
        quoted = item["quoted"]
        found.append((item["bare"] or "", False) if quoted is None else (read_text(quoted), True))
        place = item.end()
    return found


def _element(text: str) -> str:
    plain = _BARE.fullmatch(text) and "/" not in text and text == printable(text) and not text.startswith(_FORMULA)
    return text if plain and not text.startswith("'") else json.dumps(text, ensure_ascii=True)
