"""The console: fleet in, first screen out, signals, theme. Everything else is a screen's."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from time import monotonic

from rich.segment import Segments
from rich.traceback import Traceback
from textual.filter import Monochrome, NoColor

from tui.commands import bindings
from tui.fleet.assessing import Assessor
from tui.fleet.fleet import Fleet
from tui.ordered_input import OrderedInputApp
from tui.screens.asking import LogonAsking
from tui.screens.base import ConsoleScreen, NewerView, notifier
from tui.screens.changing import ChangingMainScreen
from tui.screens.desk import Desk
from tui.screens.edit import EditScreen
from tui.screens.logons import LogonWanted
from tui.screens.main import MainScreen
from tui.theming import DEFAULT_THEME, NO_COLOR_THEME, BadTheme, load_themes

_SECOND_QUIT = 15.0
"""Seconds within which a second quit leaves at once."""


def local_now() -> datetime:
    """The time in this machine's zone."""
    return datetime.now().astimezone()


class HvrApp(OrderedInputApp[None]):
    """Run it with `run()` and end the process with `sys.exit(app.return_code)`."""

    CSS_PATH = "app.tcss"
    TITLE = "hvr"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings("everywhere")

    def __init__(
        self,
        fleet: Fleet,
        *,
        theme_name: str | None = None,
        no_color: bool = False,
        themes_folder: Path | None = None,
        clock: Callable[[], datetime] = local_now,
    ) -> None:
        """`themes_folder`: the user's own theme files, which replace ours of the same name.

        Raises BadTheme for a `theme_name` that is not there or whose file was refused.
        """
        # Textual chooses its colour filter in here and from then on keeps it.
        super().__init__(ansi_color=True if no_color else None)
        self.no_color = no_color
        self._filters = [each for each in self._filters if not isinstance(each, (NoColor, Monochrome))]
        if no_color:
            self._filters.append(NoColor())
        self.animation_level = "none"
        self.fleet = fleet
        self.clock = clock
        self.assessor = Assessor(fleet, clock)
        self.desk = None if fleet.read_only else Desk(fleet)
        self._logons = LogonAsking(self, fleet)
        self._quit_said, self._quit_said_at = "", 0.0
        self._set_theme(theme_name, themes_folder)

    def _set_theme(self, name: str | None, folder: Path | None) -> None:
        loaded = load_themes(folder)
        for theme in loaded.themes.values():
            self.register_theme(theme)
        self.refused_themes: Sequence[BadTheme] = loaded.refused
        if self.no_color:
            self.theme = NO_COLOR_THEME
            return
        wanted = name or DEFAULT_THEME
        loaded.require(wanted)
        self.theme = wanted

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self.exit, None, 128 + number)
        if self.desk is None:
            self.push_screen(MainScreen(self.fleet, self.assessor, self.clock))
        else:
            self.push_screen(ChangingMainScreen(self.fleet, self.assessor, self.clock, self.desk))
        self.fleet.listen(notifier(self))
        self.assessor.listen(notifier(self))
        self.assessor.start()
        self.fleet.start()
        if self.refused_themes:
            self.call_after_refresh(self._say, str(self.refused_themes[0]))

    def on_newer_view(self, message: NewerView) -> None:
        if not self.is_running:
            # While the app closes its screens lose their parts one by one.
            return
        for screen in reversed(self.screen_stack):
            if isinstance(screen, ConsoleScreen) and screen.is_ready:
                screen.newer_view()
            if not screen.is_modal:
                break
        self._logons.look()

    def on_logon_wanted(self, message: LogonWanted) -> None:
        self._logons.open(message.host)

    def on_unmount(self) -> None:
        self.assessor.close()
        self.fleet.close()

    async def action_quit(self) -> None:
        """Leave; where something would be lost or is on the wire it says so, and the second time leaves."""
        why, now = self._why_stay(), monotonic()
        if why and (why != self._quit_said or now > self._quit_said_at + _SECOND_QUIT):
            self._quit_said, self._quit_said_at = why, now
            self._say(f"{why}; quit again to leave now")
            return
        self.exit()

    def _why_stay(self) -> str:
        writing = self.fleet.writing()
        if writing:
            return f"a write to {', '.join(writing)} is on the wire"
        if any(isinstance(screen, EditScreen) and screen.typed for screen in self.screen_stack):
            return "what you typed is not kept"
        count = len(self.desk.draft) if self.desk is not None else 0
        return f"{count} drafted change{'' if count == 1 else 's'} not applied" if count else ""

    def action_help_quit(self) -> None:
        self._say("ctrl+q leaves the console")

    def _say(self, sentence: str) -> None:
        for screen in reversed(self.screen_stack):
            if isinstance(screen, ConsoleScreen):
                screen.say(sentence)
                return

    def _fatal_error(self) -> None:
        """As Textual's, without the values of local variables: they may be anything, secrets included."""
        self.bell()
        traceback = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()
