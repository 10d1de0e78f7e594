"""The few pieces of HTML that the page is made of."""

from collections.abc import Collection, Iterable, Sequence
from html import escape

from tui.model.text import printable


def shown(text: str) -> str:
    """Text from wherever, printable and escaped; the only way for it into the page."""
    return escape(printable(text))


def tag(name: str, text: str, css: str = "") -> str:
    """An element with nothing but text in it."""
    return f"<{name}{_class(css)}>{shown(text)}</{name}>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values in a grid."""
    items = (f"<div>{tag('dt', name)}{tag('dd', value)}</div>" for name, value in pairs)
    return f'<dl class="facts">{"".join(items)}</dl>'


def table(
    titles: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    short: Collection[int] = (),
    names: Collection[int] = (),
    prose: Collection[int] = (),
    numbers: Collection[int] = (),
    css: str = "",
) -> str:
    """A table of cells that are HTML already; columns are given by number."""

    def style(column: int) -> str:
        kinds = (("number", numbers), ("name", names), ("prose", prose), ("short", short))
        return _class(next((kind for kind, columns in kinds if column in columns), ""))

    head = "".join(f"<th{style(column)}>{shown(title)}</th>" for column, title in enumerate(titles))
    body = "".join(
        f"<tr>{''.join(f'<td{style(column)}>{cell}</td>' for column, cell in enumerate(row))}</tr>\n" for row in rows
    )
    return f"<table{_class(css)}><thead><tr>{head}</tr></thead><tbody>\n{body}</tbody></table>"


def _class(css: str) -> str:
    return f' class="{css}"' if css else ""
