"""Taking what is shown elsewhere: a cell, a row, the table, or what is drafted as a script."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from textual.app import App

from tui.model.change import Change
from tui.model.plan.script.cim import cim_script
from tui.model.plan.script.powershell import powershell_script
from tui.model.plan.script.values import ScriptRefused
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.choice import Choice, ChoiceDialog
from tui.screens.dialogs.copying import CopyDialog
from tui.widgets.rows import Rows
from tui.widgets.tabletext import row_text, table_csv, table_text


@dataclass(frozen=True, slots=True)
class Copied:
    """A text to take elsewhere."""

    title: str
    text: str
    warnings: tuple[str, ...] = ()


Make = Callable[[], Copied]
"""Raises ScriptRefused."""


def open_copying(app: App[None]) -> None:
    """Ask what of the screen to copy, and offer it to the terminal."""
    screen = app.screen
    if not isinstance(screen, ConsoleScreen):
        return
    focused = screen.focused
    table = focused if isinstance(focused, Rows) else next(iter(screen.query(Rows)), None)
    scripts = _scripts(tuple(screen.scripted()))
    of_table = _of_table(table) if table is not None and table.rows else []
    choices = [*of_table, *scripts] if isinstance(focused, Rows) else [*scripts, *of_table]
    if not choices:
        screen.say("nothing to copy here")
        return

    def chosen(choice: Choice[Make] | None) -> None:
        if choice is None:
            return
        try:
            copied = choice.value()
        except ScriptRefused as error:
            screen.say(f"no script: {error}", "bad")
        else:
            app.push_screen(CopyDialog(copied.title, copied.text, copied.warnings))

    app.push_screen(ChoiceDialog("Copy", choices), chosen)


def _of_table(table: Rows) -> list[Choice[Make]]:
    row, columns, rows = table.rows[max(0, table.position - 1)], table.columns, table.rows
    count = f"{len(rows)} row{'' if len(rows) == 1 else 's'}, every column"
    choices: list[Choice[Make]] = [
        Choice(lambda: Copied("Row", row_text(row)), "row", "as text"),
        Choice(lambda: Copied("Table", table_text(rows, columns)), "table, text", count),
        Choice(lambda: Copied("Table", table_csv(rows, columns)), "table, CSV", count),
    ]
    for number, (column, cell) in enumerate(zip(columns, row.cells, strict=False), start=1):
        if len(cell.text) > 1:
            title = column.title or str(number)
            choices.append(Choice(partial(Copied, title, cell.text), f"cell {title}", cell.text))
    return choices


def _scripts(changes: Sequence[Change]) -> list[Choice[Make]]:
    if not changes:
        return []

    def powershell() -> Copied:
        script = powershell_script(changes)
        return Copied("PowerShell script", script.text, script.warnings)

    def cim() -> Copied:
        script = cim_script(changes)
        return Copied("WMI script", script.text, script.warnings)

    return [
        Choice(powershell, "PowerShell", "the Hyper-V module's cmdlets; leaves out what they would cut"),
        Choice(cim, "WMI", "CIM cmdlets; everything that stands here"),
    ]
