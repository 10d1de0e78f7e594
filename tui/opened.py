"""The console once its fleet is there: the panes, what judges, what is drafted, and who is asked to log on."""

from collections.abc import Callable
from datetime import datetime

from textual.app import App

from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessor
from tui.remembering import Remembered
from tui.screens.asking import LogonAsking
from tui.screens.base import ConsoleScreen, notifier
from tui.screens.copying import open_copying
from tui.screens.desk import Desk
from tui.screens.drill.progress import DrillingScreen
from tui.screens.edit import EditScreen
from tui.screens.failover.start import FailingOverScreen
from tui.screens.main.changing import ChangingMainScreen
from tui.screens.main.screen import MainScreen
from tui.screens.palette import open_palette


class OpenConsole:
    """What the app shows and asks from then on; made on any thread, used on the app's alone."""

    def __init__(self, app: App[None], fleet: Fleet, clock: Callable[[], datetime]) -> None:
        self.fleet = fleet
        self.assessor = Assessor(fleet, clock)
        self.desk = None if fleet.read_only else Desk(fleet)
        self._app = app
        self._clock = clock
        self._logons = LogonAsking(app, fleet)
        self._main: MainScreen | None = None

    def enter(self, recalled: Remembered) -> None:
        """Show the panes, filtered and ordered as they were left; no host is read yet."""
        if self.desk is None:
            self._main = MainScreen(self.fleet, self.assessor, self._clock)
        else:
            self._main = ChangingMainScreen(self.fleet, self.assessor, self._clock, self.desk)
        self._main.recalled = recalled
        self._app.push_screen(self._main)
        self.fleet.listen(notifier(self._app))
        self.assessor.listen(notifier(self._app))
        self.assessor.start()

    @property
    def remembered(self) -> Remembered | None:
        """How the panes are filtered and ordered; None until they are drawn."""
        return self._main.remembered if self._main is not None and self._main.is_ready else None

    def newer_view(self) -> None:
        """Draw what is seen anew, and ask about a credential that was refused."""
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, ConsoleScreen) and screen.is_ready:
                screen.newer_view()
            if not screen.is_modal:
                break
        self._logons.look()

    def other_times(self) -> None:
        """Draw every screen anew, hidden ones too: times are told in another zone."""
        for screen in self._app.screen_stack:
            if isinstance(screen, ConsoleScreen) and screen.is_ready:
                screen.newer_view()

    def ask_to_log_on(self, host: str) -> None:
        self._logons.open(host)

    def open_palette(self) -> None:
        open_palette(self._app)

    def open_copying(self) -> None:
        open_copying(self._app)

    def say(self, sentence: str) -> None:
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, ConsoleScreen):
                screen.say(sentence)
                return

    def why_stay(self) -> str:
        """What would be lost, or is on the wire, if the console were left now; empty where nothing is."""
        writing = self.fleet.writing()
        if writing:
            return f"a write to {', '.join(writing)} is on the wire"
        screens = self._app.screen_stack
        if any(isinstance(screen, DrillingScreen) and not screen.run.view.done for screen in screens):
            return "a drill is on its way, and its test VMs would stay"
        if any(isinstance(screen, FailingOverScreen) and screen.fails_over for screen in screens):
            return "a failover is under way, and would stay where it is"
        if any(isinstance(screen, EditScreen) and screen.typed for screen in screens):
            return "what you typed is not kept"
        count = len(self.desk.draft) if self.desk is not None else 0
        return f"{count} drafted change{'' if count == 1 else 's'} not applied" if count else ""

    def close(self) -> None:
        self.assessor.close()
        self.fleet.close()
