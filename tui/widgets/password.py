"""The field that a password is typed into."""

from textual.message import Message
from textual.widgets import Input

from tui.model.secret import Secret


class PasswordInput(Input):
    """Shows a dot a character, copies to no clipboard, and tells nobody what was typed but who takes it."""

    class Entered(Message):
        """Enter was pressed; the password is still in the field."""

    def __init__(self) -> None:
        super().__init__(password=True, select_on_focus=False, compact=True, id="password")
        self.cursor_blink = False

    def take(self) -> Secret:
        """What was typed; the field is empty from then on."""
        secret = Secret(self.value)
        self.value = ""
        return secret

    async def action_submit(self) -> None:
        self.post_message(self.Entered())

    def action_copy(self) -> None:
        """Copy nothing: the terminal's clipboard is read by other programs."""

    def action_cut(self) -> None:
        """Copy nothing, and remove nothing either."""
