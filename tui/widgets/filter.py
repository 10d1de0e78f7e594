"""The field that a filter is typed into."""

from textual.widgets import Input


class FilterInput(Input):
    """One line of printable text; a key that it refuses rings no bell."""

    def __init__(self) -> None:
        super().__init__(
            placeholder="part of a name, host, state, switch or address",
            restrict=r"[^\x00-\x1f\x7f-\x9f]*",
            select_on_focus=False,
            compact=True,
            id="filter",
        )
        self.cursor_blink = False

    def restricted(self) -> None:
        """Say nothing."""
