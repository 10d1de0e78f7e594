"""Keys take effect in the order in which they were typed, however fast they come.

Textual forwards each key to whatever has the focus when the key is read from the terminal, and handles it there later.
On a slow line several keys arrive at once: what is typed after Tab would land in the field before it, what is typed
after a key that opens an editor would be lost, and a function key would overtake the text typed before it.
"""

from collections import deque
from collections.abc import Collection
from typing import TypeVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

ReturnType = TypeVar("ReturnType")

_QUIET_ROUNDS = 2
"""A key's own consequences are messages, too: so many rounds in a row must find the focus where it was."""
_GIVE_UP_SECONDS = 0.5
"""A key that seems to have no end, because what it was for is gone, holds up the next one no longer than this."""


class KeySettled(Message):
    """Follows a key through the same queues: where this arrives, the key has been dealt with."""

    def __init__(self, key: int) -> None:
        super().__init__()
        self.key = key


class OrderedInputApp(App[ReturnType]):
    """An app that takes the next key or paste once the one before, and what follows from it, has been dealt with."""

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        self._typed: deque[events.Key | events.Paste] = deque()
        self._key = 0
        self._busy = False
        self._held_but_for: frozenset[str] | None = None
        self._quiet = 0
        self._attention: tuple[Screen[object], Widget | None] | None = None
        self._patience: Timer | None = None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded and not self._overtakes(event):
            self._typed.append(event)
            if not self._busy:
                await self._take_next()
            return
        await super().on_event(event)

    def hold_typed(self, *, but_for: Collection[str]) -> None:
        """Keep what is typed until `take_held`, but for keys of these names, which are taken at once."""
        self._held_but_for = frozenset(but_for)

    async def take_held(self) -> None:
        """Take what was kept, in its order, and then whatever comes."""
        self._held_but_for = None
        if not self._busy:
            await self._take_next()

    def _overtakes(self, event: events.Key | events.Paste) -> bool:
        return self._held_but_for is not None and isinstance(event, events.Key) and event.key in self._held_but_for

    def forget_typed_ahead(self) -> None:
        """Drop what was typed and not yet taken: it was meant for what stood on the screen before."""
        self._typed.clear()

    async def _take_next(self) -> None:
        if self._patience is not None:
            self._patience.stop()
            self._patience = None
        self._busy = bool(self._typed and self.screen_stack and self._held_but_for is None)
        if not self._busy:
            return
        self._key += 1
        self._quiet = 0
        self._patience = self.set_timer(_GIVE_UP_SECONDS, self._take_next)
        target = self.focused or self.screen
        await super().on_event(self._typed.popleft())
        self._send_round(target)

    def _send_round(self, target: Widget) -> None:
        if not target.post_message(KeySettled(self._key)):
            self.post_message(KeySettled(self._key))

    async def on_key_settled(self, message: KeySettled) -> None:
        if message.key != self._key or not self._busy or not self.screen_stack:
            return
        attention = (self.screen, self.focused)
        self._quiet = self._quiet + 1 if attention == self._attention else 0
        self._attention = attention
        if self._quiet < _QUIET_ROUNDS:
            self._send_round(self.focused or self.screen)
        else:
            await self._take_next()


def forget_typed_ahead(app: App[object]) -> None:
    """Before a confirmation: it counts only when it was typed with what it confirms before one's eyes."""
    if isinstance(app, OrderedInputApp):
        app.forget_typed_ahead()
