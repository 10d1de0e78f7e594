"""The console's button."""

from textual.widgets import Button


class PushButton(Button):
    """A flat button that takes every press; Textual's own ignores keys for 0.2 s after one, and a fast hand is lost."""

    def __init__(self, label: str, *, css_id: str) -> None:
        super().__init__(label, id=css_id, compact=True)
        self.active_effect_duration = 0.0

    def watch_label(self) -> None:
        """As wide as what it says now; Textual's own stays as wide as what it said first, and cuts the rest."""
        self.refresh(layout=True)
