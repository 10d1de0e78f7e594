"""The typed count: how a person says that so many are meant."""

from textual import events

from tui.widgets.status import OneLine


class CountLine(OneLine):
    """A prompt for a number, with the digits typed so far; for one there is nothing to type."""

    def __init__(self) -> None:
        super().__init__(css_id="confirm")
        self._wanted = 1
        self._prompt = ""
        self._typed = ""

    @property
    def is_right(self) -> bool:
        """The number that is wanted stands there."""
        return self._wanted == 1 or self._typed == str(self._wanted)

    def ask(self, prompt: str, wanted: int) -> None:
        """Show the prompt for a number; what was typed stays."""
        self._prompt, self._wanted = prompt, wanted
        self._show()

    def clear(self) -> None:
        """Forget what was typed."""
        self._typed = ""
        self._show()

    def take(self, event: events.Key) -> None:
        """Take a digit, or the key that removes one, wherever the focus is; other keys go on."""
        if event.character is not None and event.character.isdecimal() and event.character.isascii():
            self._typed = (self._typed + event.character)[-6:]
        elif event.key == "backspace":
            self._typed = self._typed[:-1]
        else:
            return
        event.stop()
        self._show()

    def _show(self) -> None:
        self.set((self._prompt, ""), (f"{self._typed}_" if self._wanted > 1 else "", "strong"))
