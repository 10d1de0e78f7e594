"""Asks the operator, once, when a credential ceases to work; nothing that is being typed is interrupted."""

from functools import partial

from textual.app import App
from textual.widgets import Input, TextArea

from tui.config import CredentialSource
from tui.fleet.fleet import Fleet
from tui.keys import key_for
from tui.screens.base import ConsoleScreen
from tui.screens.dialogs.credential import CredentialDialog
from tui.screens.logons import InUse, credential_of, credentials_in_use
from tui.screens.main.screen import MainScreen


class LogonAsking:
    """Knows which credentials the operator was asked about already."""

    def __init__(self, app: App[None], fleet: Fleet) -> None:
        self._app = app
        self._fleet = fleet
        self._asked: set[CredentialSource] = set()

    def look(self) -> None:
        """Ask about a credential that was refused since it last worked or was last given."""
        if not self._app.screen_stack or isinstance(self._app.screen, CredentialDialog):
            return
        in_use = credentials_in_use(self._fleet)
        self._asked &= {used.source for used in in_use if not used.works}
        for used in in_use:
            if used.waiting and used.source not in self._asked:
                self._asked.add(used.source)
                self._ask(used)
                return

    def open(self, host: str) -> None:
        """The operator asks for the dialog about a host's credential."""
        used = credential_of(self._fleet, host)
        if used is not None:
            self._asked.add(used.source)
            self._open(used, by_itself=False)

    def _ask(self, used: InUse) -> None:
        screen = self._app.screen
        if isinstance(screen, MainScreen) and not isinstance(screen.focused, (Input, TextArea)):
            self._open(used, by_itself=True)
        else:
            kind = used.trouble.kind if used.trouble else ""
            sentence = f"{used.source.label}: {kind}; nothing typed is lost, in the panes {key_for('log_on')} logs on"
            self._say(sentence, bad=True)

    def _open(self, used: InUse, *, by_itself: bool) -> None:
        dialog = CredentialDialog(self._fleet, used, by_itself=by_itself)
        self._app.push_screen(dialog, partial(self._answered, used.source))

    def _answered(self, source: CredentialSource, sentence: str | None) -> None:
        if sentence is not None:
            self._asked.discard(source)
            self._say(sentence, bad=False)
        self._app.call_later(self.look)

    def _say(self, sentence: str, *, bad: bool) -> None:
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, ConsoleScreen):
                screen.say(sentence, "bad" if bad else "")
                return
