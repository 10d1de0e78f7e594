"""A field for one line of text."""

from textual.widgets import Input


class LineInput(Input):
    """Printable text; a key that it refuses rings no bell, and what stands in it is not erased by typing."""

    def __init__(self, value: str = "", *, placeholder: str = "", css_id: str | None = None) -> None:
        super().__init__(
            value,
            placeholder=placeholder,
            restrict=r"[^\x00-\x1f\x7f-\x9f]*",
            select_on_focus=False,
            compact=True,
            id=css_id,
        )
        self.cursor_blink = False

    def restricted(self) -> None:
        """Say nothing."""
