"""The console: fleet in, first screen out, signals, theme. Everything else is a screen's."""

import asyncio
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from rich.console import RenderableType
from rich.segment import Segments
from rich.traceback import Traceback
from textual import events, on
from textual.driver import Driver
from textual.filter import Monochrome, NoColor
from textual.widgets import Button

from tui.commands import bindings
from tui.fleet.fleet import Fleet
from tui.fleet.judging.assessing import Assessor
from tui.keys import DEFAULT_KEYS, KeyMap
from tui.remembering import Memory
from tui.screens.asking import LogonAsking
from tui.screens.base import ConsoleScreen, NewerView, notifier
from tui.screens.copying import open_copying
from tui.screens.desk import Desk
from tui.screens.drill.progress import DrillingScreen
from tui.screens.edit import EditScreen
from tui.screens.failover.start import FailingOverScreen
from tui.screens.logons import LogonWanted
from tui.screens.main.changing import ChangingMainScreen
from tui.screens.main.screen import MainScreen
from tui.screens.palette import open_palette
from tui.screens.rows_of.times import offset
from tui.terminal.ordered_input import OrderedInputApp
from tui.terminal.thrift import thrifty_driver
from tui.theming import DEFAULT_THEME, FEW_COLORS_THEME, NO_COLOR_THEME, BadTheme, load_themes
from tui.wsman.turns import screen_works

_ANSWERED_WITHIN, _DRAWN_WITHIN = 0.05, 0.5
"""Seconds that a key and a newer view have the interpreter for themselves."""
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
        keys: KeyMap = DEFAULT_KEYS,
        memory: Path | None = None,
        said: str = "",
        show_cursor: bool = False,
    ) -> None:
        """`themes_folder`: the user's own theme files, which replace ours of the same name; `memory`: the file that
        filter and order are remembered in; `said`: a sentence to begin with; `show_cursor`: the terminal's own cursor
        is seen, for screen readers.

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
        self.keys = keys
        self.set_keymap({command: ",".join(own) for command, own in keys.own.items()})
        self.memory = Memory(memory)
        self._said_first = said or self.memory.trouble
        self._clock = clock
        self._show_cursor = show_cursor
        self.utc = self.memory.recalled.utc
        self.assessor = Assessor(fleet, self.clock)
        self.desk = None if fleet.read_only else Desk(fleet)
        self._main: MainScreen | None = None
        self._logons = LogonAsking(self, fleet)
        self._quit_said, self._quit_said_at = "", 0.0
        self._set_theme(theme_name, themes_folder)

    def get_driver_class(self) -> type[Driver]:
        return thrifty_driver(super().get_driver_class())

    def clock(self) -> datetime:
        """The time now, in the zone that times are shown in."""
        now = self._clock()
        return now.astimezone(UTC) if self.utc else now

    def _set_theme(self, name: str | None, folder: Path | None) -> None:
        loaded = load_themes(folder)
        for theme in loaded.themes.values():
            self.register_theme(theme)
        self.refused_themes: Sequence[BadTheme] = loaded.refused
        if self.no_color:
            self.theme = NO_COLOR_THEME
            return
        few = self.console.color_system == "standard"
        wanted = name or (FEW_COLORS_THEME if few else DEFAULT_THEME)
        loaded.require(wanted)
        self.theme = wanted

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, self.exit, None, 128 + number)
        if self.desk is None:
            self._main = MainScreen(self.fleet, self.assessor, self.clock)
        else:
            self._main = ChangingMainScreen(self.fleet, self.assessor, self.clock, self.desk)
        self._main.recalled = self.memory.recalled
        self.push_screen(self._main)
        self.fleet.listen(notifier(self))
        self.assessor.listen(notifier(self))
        self.assessor.start()
        # What reading needs is imported by the lanes: after the first paint.
        self.call_after_refresh(self.fleet.start)
        if self._said_first or self.refused_themes:
            self.call_after_refresh(self._say, self._said_first or _refusals(self.refused_themes))

    def on_ready(self) -> None:
        if self._show_cursor and self._driver is not None:
            # It follows the selected row anyway; Textual hid it when it started.
            self._driver.write("\x1b[?25h")
            self._driver.flush()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            screen_works(_ANSWERED_WITHIN)
        await super().on_event(event)

    def on_newer_view(self, message: NewerView) -> None:
        if not self.is_running:
            # While the app closes its screens lose their parts one by one.
            return
        screen_works(_DRAWN_WITHIN)
        for screen in reversed(self.screen_stack):
            if isinstance(screen, ConsoleScreen) and screen.is_ready:
                screen.newer_view()
            if not screen.is_modal:
                break
        self._logons.look()
        screen_works(0)

    def on_logon_wanted(self, message: LogonWanted) -> None:
        self._logons.open(message.host)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        if self._main is not None and self._main.is_ready:
            self.memory.keep(replace(self._main.remembered, utc=self.utc))
        super().exit(result, return_code, message)

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
        if any(isinstance(screen, DrillingScreen) and not screen.run.view.done for screen in self.screen_stack):
            return "a drill is on its way, and its test VMs would stay"
        if any(isinstance(screen, FailingOverScreen) and screen.fails_over for screen in self.screen_stack):
            return "a failover is under way, and would stay where it is"
        if any(isinstance(screen, EditScreen) and screen.typed for screen in self.screen_stack):
            return "what you typed is not kept"
        count = len(self.desk.draft) if self.desk is not None else 0
        return f"{count} drafted change{'' if count == 1 else 's'} not applied" if count else ""

    @on(Button.Pressed, "#commands")
    def action_palette(self) -> None:
        open_palette(self)

    def action_copy(self) -> None:
        open_copying(self)

    def action_utc(self) -> None:
        self.utc = not self.utc
        for screen in self.screen_stack:
            if isinstance(screen, ConsoleScreen) and screen.is_ready:
                screen.newer_view()
        self._say(f"times in {'UTC' if self.utc else f'your own zone, {offset(self.clock())}'}")

    def action_help_quit(self) -> None:
        """Ctrl+C, which by habit copies or stops something: only the second one leaves, and at once."""
        said, now = "ctrl+q leaves the console; ctrl+c once more leaves at once", monotonic()
        if self._quit_said == said and now <= self._quit_said_at + _SECOND_QUIT:
            self.exit(return_code=128 + signal.SIGINT)
            return
        self._quit_said, self._quit_said_at = said, now
        self._say(said)

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


def _refusals(refused: Sequence[BadTheme]) -> str:
    first, *others = refused
    return f"{first}; hvr themes tells of {len(others)} more" if others else str(first)
