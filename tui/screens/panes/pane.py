"""A table in a frame with a number to jump to it by."""

from collections.abc import Sequence

from textual.geometry import Region

from tui.widgets.cells import Column
from tui.widgets.rows import Rows
from tui.widgets.status import content


class Pane(Rows):
    """A pane of the main screen; its title begins with its number."""

    number = 0

    def __init__(self, columns: Sequence[Column] = (), *, header: bool = True, tail: bool = False) -> None:
        super().__init__(columns, header=header, tail=tail, css_id=f"pane-{self.number}")
        self._title = ""

    @property
    def title(self) -> str:
        return self._title

    def entitle(self, text: str) -> None:
        """Set the title; painted only when it is another one."""
        if text != self._title:
            self._title = text
            # Set past the public property, which paints the whole pane.
            self._border_title = content([(f"{self.number} {text}", "")])
            self.refresh(Region(-1, -1, self.outer_size.width, 1))

    def sort(self, steps: int) -> str:
        """Sort by a column so many further on, the other way round with 0 of them, from the next `show` on.

        How the rows are sorted then; nothing where they have one order alone.
        """
        return ""
