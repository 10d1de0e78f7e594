"""What every screen of the console has: a status line to say things on, and the way from a lane's thread to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from textual import events
from textual.css.query import NoMatches
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

from tui.fleet.judging.assessing import Assessor
from tui.fleet.lane import Job, Outcome
from tui.model.change import Change
from tui.widgets.cells import Tone
from tui.widgets.cropping import CroppingCompositor
from tui.widgets.status import StatusLine

ResultType = TypeVar("ResultType")


class NewerView(Message, bubble=False):
    """Something outside changed and its newest view is worth a look; a burst of these becomes one."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, NewerView)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a screen can go to."""

    name: str
    note: str
    go: Callable[[], object]


class Answered(Message, bubble=False):
    """Work that a screen asked for is done, or failed."""

    def __init__(self, outcome: Outcome, take: Callable[[Outcome], object]) -> None:
        super().__init__()
        self.outcome = outcome
        self.take = take


def notifier(target: MessagePump) -> Callable[[], None]:
    """A listener for any thread that tells `target` with a NewerView; harmless once `target` is gone."""

    def tell() -> None:
        try:
            target.post_message(NewerView())
        except RuntimeError:
            # The event loop closed between the check and the call: nobody is left to be told.
            return

    return tell


class ConsoleScreen(Screen[ResultType]):
    """A screen with a status line."""

    is_ready = False
    """What it is made of is there to be drawn."""

    def __init__(self) -> None:
        super().__init__()
        self._compositor: CroppingCompositor = CroppingCompositor()

    def on_mount(self) -> None:
        self.is_ready = True

    def on_unmount(self) -> None:
        self.is_ready = False

    def on_screen_suspend(self) -> None:
        self._compositor.forget_picture()

    def ask(self, assessor: Assessor, job: Job, take: Callable[[Outcome], object]) -> None:
        """Have work done elsewhere; `take` gets its outcome here, unless this screen is gone by then."""
        assessor.ask(job, lambda outcome: self.post_message(Answered(outcome, take)))

    def on_answered(self, message: Answered) -> None:
        message.take(message.outcome)

    def newer_view(self) -> None:
        """The fleet has a newer view and this screen is the one that is seen."""

    def why_not(self, command: str) -> str:
        """Why a command, by its id, cannot be carried out now; empty where it can."""
        return ""

    def goals(self, query: str) -> Sequence[Goal]:
        """What can be gone to from here, by a part of its name."""
        return ()

    def scripted(self) -> Sequence[Change]:
        """Changes that can be copied as a script here."""
        return ()

    def on_key(self, event: events.Key) -> None:
        """A key that means nothing here takes back the sentence that another key left."""
        if event.key not in self.active_bindings:
            self.query_one(StatusLine).hush()

    def say(self, text: str, tone: Tone = "warn") -> None:
        """Say one sentence on the status line."""
        try:
            self.query_one(StatusLine).say(text, tone)
        except NoMatches:
            return
