"""What most screens look like: rows under a header, with the status line and the keys beneath."""

from textual.app import ComposeResult

from tui.screens.base import ConsoleScreen, ResultType
from tui.widgets.rows import Rows
from tui.widgets.status import HeaderLine, KeyLine, StatusLine


class ListScreen(ConsoleScreen[ResultType]):
    """Rows without titles of their own."""

    def compose(self) -> ComposeResult:
        yield HeaderLine()
        yield Rows(header=False)
        yield StatusLine()
        yield KeyLine()
