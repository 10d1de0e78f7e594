"""The console's app: colours, signals, the way out. What it shows is imported behind its first screen."""

import asyncio
import signal
import threading
from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from rich.console import RenderableType
from rich.segment import Segments
from textual import events
from textual.driver import Driver
from textual.filter import Monochrome, NoColor
from textual.message import Message
from textual.screen import Screen

from tui.commands import bindings, command
from tui.keys import DEFAULT_KEYS, KeyMap, key_for, use_keys
from tui.remembering import Memory
from tui.screens.opening import Opening, OpeningScreen
from tui.screens.rows_of.times import offset
from tui.terminal.ordered_input import OrderedInputApp
from tui.terminal.thrift import thrifty_driver
from tui.theming import DEFAULT_THEME, FEW_COLORS_THEME, NO_COLOR_THEME, BadTheme, load_themes
from tui.wsman.turns import screen_at_work, screen_works

if TYPE_CHECKING:
    from textual.widgets import Button

    from tui.fleet.fleet import Fleet
    from tui.fleet.judging.assessing import Assessor
    from tui.opened import OpenConsole
    from tui.screens.base import NewerView
    from tui.screens.desk import Desk
    from tui.screens.logons import LogonWanted

_ANSWERED_WITHIN, _DRAWN_WITHIN = 0.05, 0.5
"""Seconds that a key and a newer view have the interpreter for themselves."""
_SECOND_QUIT = 15.0
"""Seconds within which a second quit leaves at once."""
_INTERRUPT = "ctrl+c"
_PANES_CSS = Path(__file__).with_name("app.tcss")
"""Read when there are panes: the first paint does not wait for it."""


def local_now() -> datetime:
    """The time in this machine's zone."""
    return datetime.now().astimezone()


class Opened(Message, bubble=False):
    """The fleet that was to be opened is there, or what kept it from being opened."""

    def __init__(self, opened: "OpenConsole | BaseException") -> None:
        super().__init__()
        self.opened = opened


class HvrApp(OrderedInputApp[None]):
    """Run it with `run()` and end the process with `sys.exit(app.return_code)`."""

    CSS_PATH = Path(__file__).with_name("frame.tcss")
    TITLE = "hvr"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = bindings("everywhere")

    def __init__(
        self,
        fleet: "Fleet | Opening",
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
        """`fleet`: there already, or to be opened behind the first screen, with keys that are typed meanwhile kept.

        `themes_folder`: the user's own theme files, which replace ours of the same name; `memory`: the file that
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
        self.keys = keys
        use_keys(keys)
        self.set_keymap({command: ",".join(own) for command, own in keys.own.items()})
        self.memory = Memory(memory)
        self._said_first = said or self.memory.trouble
        self._clock = clock
        self._show_cursor = show_cursor
        self.utc = self.memory.recalled.utc
        self._opening = fleet if isinstance(fleet, Opening) else None
        self._opened = None if isinstance(fleet, Opening) else self._open_on(fleet)
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

    def _open_on(self, fleet: "Fleet") -> "OpenConsole":
        from tui.opened import OpenConsole

        return OpenConsole(self, fleet, self.clock)

    @property
    def opened(self) -> "OpenConsole":
        """What there is once the fleet is."""
        assert self._opened is not None
        return self._opened

    @property
    def fleet(self) -> "Fleet":
        return self.opened.fleet

    @property
    def assessor(self) -> "Assessor":
        return self.opened.assessor

    @property
    def desk(self) -> "Desk | None":
        return self.opened.desk

    def get_default_screen(self) -> Screen[None]:
        return OpeningScreen(self._opening) if self._opening is not None else super().get_default_screen()

    async def on_load(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            loop.add_signal_handler(number, self.exit, None, 128 + number)

    def on_mount(self) -> None:
        if self._opening is None:
            self._enter()
        else:
            self.hold_typed(but_for=(*self.keys.keys_of(command("quit")), _INTERRUPT))
            run = copy_context().run
            thread = threading.Thread(target=run, args=(self._open, self._opening), name="opening", daemon=True)
            self.screen.call_after_refresh(thread.start)

    def _open(self, opening: Opening) -> None:
        try:
            result: OpenConsole | BaseException = self._open_on(opening.open())
        except BaseException as error:
            result = error
        try:
            self.post_message(Opened(result))
        except RuntimeError:
            # The console was left meanwhile, and its event loop with it.
            return

    def on_opened(self, message: Opened) -> None:
        if isinstance(message.opened, BaseException):
            raise message.opened
        self._opened = message.opened
        self._enter()

    def _enter(self) -> None:
        self.stylesheet.read(_PANES_CSS)
        self.opened.enter(self.memory.recalled)
        # What reading needs is imported by the lanes: after the first paint.
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        self.fleet.start()
        if self._said_first or self.refused_themes:
            self._say(self._said_first or _refusals(self.refused_themes))
        await self.take_held()

    def on_ready(self) -> None:
        if self._show_cursor and self._driver is not None:
            # It follows the selected row anyway; Textual hid it when it started.
            self._driver.write("\x1b[?25h")
            self._driver.flush()

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.InputEvent):
            screen_works(_ANSWERED_WITHIN)
        await super().on_event(event)

    def on_newer_view(self, message: "NewerView") -> None:
        if not self.is_running:
            # While the app closes its screens lose their parts one by one.
            return
        with screen_at_work(_DRAWN_WITHIN):
            self.opened.newer_view()

    def on_logon_wanted(self, message: "LogonWanted") -> None:
        self.opened.ask_to_log_on(message.host)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        remembered = self._opened.remembered if self._opened is not None else None
        if remembered is not None:
            self.memory.keep(replace(remembered, utc=self.utc))
        super().exit(result, return_code, message)

    def on_unmount(self) -> None:
        if self._opened is not None:
            self._opened.close()

    async def action_quit(self) -> None:
        """Leave; where something would be lost or is on the wire it says so, and the second time leaves."""
        why, now = self._opened.why_stay() if self._opened is not None else "", monotonic()
        if why and (why != self._quit_said or now > self._quit_said_at + _SECOND_QUIT):
            self._quit_said, self._quit_said_at = why, now
            self._say(f"{why}; quit again to leave now")
            return
        self.exit()

    def on_button_pressed(self, event: "Button.Pressed") -> None:
        if event.button.id == "commands":
            self.action_palette()

    def action_palette(self) -> None:
        self.opened.open_palette()

    def action_copy(self) -> None:
        self.opened.open_copying()

    def action_redraw(self) -> None:
        self.screen.refresh()

    def action_utc(self) -> None:
        self.utc = not self.utc
        self.opened.other_times()
        self._say(f"times in {'UTC' if self.utc else f'your own zone, {offset(self.clock())}'}")

    def action_help_quit(self) -> None:
        """Ctrl+C, which by habit copies or stops something: only the second one leaves, and at once."""
        said, now = f"{key_for('quit')} leaves the console; ctrl+c once more leaves at once", monotonic()
        if self._quit_said == said and now <= self._quit_said_at + _SECOND_QUIT:
            self.exit(return_code=128 + signal.SIGINT)
            return
        self._quit_said, self._quit_said_at = said, now
        self._say(said)

    def _say(self, sentence: str) -> None:
        if self._opened is not None:
            self._opened.say(sentence)
        elif isinstance(self.screen, OpeningScreen):
            self.screen.say(sentence)

    def _fatal_error(self) -> None:
        """As Textual's, without the values of local variables: they may be anything, secrets included."""
        from rich.traceback import Traceback

        self.bell()
        traceback = Traceback(show_locals=False, width=None)
        self._exit_renderables.append(Segments(self.console.render(traceback, self.console.options)))
        self._close_messages_no_wait()


def _refusals(refused: Sequence[BadTheme]) -> str:
    first, *others = refused
    return f"{first}; hvr themes tells of {len(others)} more" if others else str(first)
