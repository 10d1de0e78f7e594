"""Logging on another way: with another password, with the break-glass credential, or the same way once more."""

import threading
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import HorizontalGroup, Vertical
from textual.message import Message
from textual.widgets import Button, Static

from tui.config import CredentialSource
from tui.credentials import CredentialError, find
from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.keys import key_for
from tui.model.secret import Secret
from tui.screens.dialogs.dialog import Dialog
from tui.screens.dialogs.question import Question
from tui.screens.logons import InUse
from tui.terminal.ordered_input import forget_typed_ahead
from tui.widgets.cells import Tone
from tui.widgets.password import PasswordInput
from tui.widgets.push import PushButton
from tui.widgets.status import OneLine, content


class _AskedFor(Exception):
    """A credential names no source of its password: it has to be typed."""


class CredentialDialog(Dialog[str]):
    """Ends with what is being done, as a sentence, or None where nothing is.

    Nothing is tried before the operator has decided; lanes, draft and what was typed elsewhere stay as they are.
    """

    AUTO_FOCUS = ""

    class Found(Message, bubble=False):
        """What looking for the break-glass password came to."""

        def __init__(self, secret: Secret | None, sentence: str = "") -> None:
            super().__init__()
            self.secret = secret
            self.sentence = sentence

    def __init__(self, fleet: Fleet, used: InUse, *, by_itself: bool) -> None:
        """`by_itself`: nobody asked for the dialog, so that no key typed for something else may end up in it."""
        super().__init__(f"Log on · {used.source.label}")
        self._fleet = fleet
        self._used = used
        self._by_itself = by_itself
        self._wanted = used.source

    def compose(self) -> ComposeResult:
        with Vertical(classes="frame"):
            for text, tone in self._sentences():
                yield Static(content([(text, tone)]))
            with HorizontalGroup(id="typing"):
                yield OneLine(("Password", ""), classes="label")
                yield PasswordInput()
            yield Static(id="said")
            with HorizontalGroup(classes="buttons"):
                if not self._used.source.ticket:
                    yield PushButton("Log on", css_id="log_on")
                if self._used.break_glass is not None:
                    yield PushButton("Break-glass", css_id="break_glass")
                yield PushButton("Same again", css_id="again")
                yield PushButton("Later", css_id="later")

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one("#typing").display = not self._used.source.ticket
        if not self._by_itself:
            self.query_one(PasswordInput if not self._used.source.ticket else "#later").focus()
        else:
            forget_typed_ahead(self.app)
            later, back = key_for("dismiss_dialog"), key_for("log_on")
            self._say(f"tab goes into the dialog; {later} is for later, {back} comes back")

    def _sentences(self) -> list[tuple[str, Tone]]:
        used, trouble = self._used, self._used.trouble
        said: list[tuple[str, Tone]] = []
        if trouble is None:
            said.append((f"{used.source.label} is in use for {_hosts(len(used.hosts))}.", ""))
        else:
            said.append((f"{trouble.kind} · {trouble.sentence}", "warn"))
            if trouble.words:
                said.append((f"In the host's own words: {trouble.words}", "dim"))
            share = "shares" if len(used.hosts) == 1 else "share"
            said.append((f"{_hosts(len(used.hosts))} {share} it. Nothing is tried until you say so; drafts stay.", ""))
        if used.source.ticket:
            said.append(("A ticket that kinit gets is found by itself.", ""))
        if used.break_glass is not None:
            said.append((f"Break-glass: {used.break_glass.label}, for {_hosts(len(used.break_glass_hosts))}.", ""))
        return said

    def _say(self, text: str, tone: Tone = "dim") -> None:
        self.query_one("#said", Static).update(content([(text, tone)]))

    @on(PasswordInput.Entered)
    @on(Button.Pressed, "#log_on")
    def _log_on(self) -> None:
        field = self.query_one(PasswordInput)
        if not field.value:
            field.focus()
            self._say(f"type the password of {self._wanted.label}", "warn")
            return
        self._offer(field.take())

    @on(Button.Pressed, "#break_glass")
    def _confirm_break_glass(self) -> None:
        second = self._used.break_glass
        if second is None:
            return

        def answered(yes: bool | None) -> None:
            if yes:
                self._say(f"looking for the password of {second.label} …")
                threading.Thread(target=partial(self._look_for, second), name="break-glass", daemon=True).start()

        count = _hosts(len(self._used.break_glass_hosts))
        sentence = f"Log on to {count} as {second.label}? It goes into the journal."
        self.app.push_screen(Question("Break-glass", sentence, yes="use it", no="leave it"), answered)

    def _look_for(self, source: CredentialSource) -> None:
        """On a thread of its own: a password command may take its time."""
        try:
            found = self.Found(find(source, _ask))
        except _AskedFor:
            found = self.Found(None)
        except CredentialError as error:
            found = self.Found(None, str(error))
        try:
            self.post_message(found)
        except RuntimeError:
            # The console was left meanwhile.
            return

    def on_credential_dialog_found(self, message: Found) -> None:
        assert self._used.break_glass is not None
        if message.sentence:
            self._say(message.sentence, "bad")
            return
        self._wanted = self._used.break_glass
        if message.secret is not None:
            self._offer(message.secret)
            return
        self.query_one("#typing").display = True
        self.query_one(PasswordInput).take()
        self.query_one(PasswordInput).focus()
        self._say(f"type the password of {self._wanted.label} and press enter")

    def _offer(self, secret: Secret) -> None:
        try:
            names = self._fleet.credentials.offer(self._used.source, self._wanted, secret)
        except JournalError as error:
            self._say(f"not used: {error}", "bad")
            return
        self.dismiss(f"logging on to {_hosts(len(names))} as {self._wanted.label}")

    @on(Button.Pressed, "#again")
    def _try_again(self) -> None:
        names = self._fleet.credentials.try_again(self._used.source)
        self.dismiss(f"trying {_hosts(len(names))} once more as {self._used.source.label}")

    @on(Button.Pressed, "#later")
    def _later(self) -> None:
        self.dismiss(None)


def _ask(text: str) -> str:
    raise _AskedFor(text)


def _hosts(count: int) -> str:
    return f"{count} host{'' if count == 1 else 's'}"
