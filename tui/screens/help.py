"""Every key, from the one table of commands."""

from textual.app import ComposeResult

from tui.commands import COMMANDS, PLACES, bindings, commands_in
from tui.keys import DEFAULT_KEYS, KeyMap, key_names, keys_in_use
from tui.screens.base import ConsoleScreen
from tui.widgets.cells import Cell, Column, Row
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, StatusLine


def help_rows(keys: KeyMap = DEFAULT_KEYS) -> list[Row]:
    """A line for each place and each command of it."""
    rows: list[Row] = []
    for where, title in PLACES:
        rows.append(Row(where, (Cell(""), Cell(title, "strong"))))
        for command in commands_in(where):
            rows.append(Row(command.id, (Cell(key_names(keys.keys_of(command))), Cell(command.help))))
    return rows


class HelpScreen(ConsoleScreen[None]):
    """A full screen, because a panel would cut its text in 80 columns."""

    BINDINGS = bindings("dialog")

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows(header=False)
        yield StatusLine()
        yield KeyLine()

    def on_mount(self) -> None:
        self.query_one(HeaderLine).show([[(f" hvr · every key, {len(COMMANDS)} commands", "strong")]])
        self.query_one(Rows).show(help_rows(keys_in_use(self.app)), (Column("", 16), Column("", 40, 120)))
        self.query_one(KeyLine).show(commands_in("dialog"))

    def action_dismiss_dialog(self) -> None:
        self.dismiss(None)
