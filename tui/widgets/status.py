"""Lines of the screen that are one line high: the header, the status line and the footer."""

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.commands import Command
from tui.keys import key_name, keys_in_use
from tui.model.text import printable
from tui.widgets.cells import Tone

Part = tuple[str, Tone]
Groups = Sequence[Sequence[Part]]
"""Parts that stand together, with air between one group and the next."""

_STYLES: dict[Tone, str] = {
    "": "",
    "ok": "$success",
    "warn": "$warning",
    "bad": "bold $error",
    "dim": "dim",
    "strong": "bold",
}


def content(parts: Sequence[Part]) -> Content:
    """Parts beside each other, made printable; never read as markup."""
    return Content.assemble(*((printable(text), _STYLES[tone]) for text, tone in parts))


def width_of(parts: Sequence[Part]) -> int:
    """Cells that parts take beside each other."""
    return sum(cell_len(printable(text)) for text, _ in parts)


class OneLine(Widget):
    """A line that is painted only when what it shows changes."""

    def __init__(self, *parts: Part, css_id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=css_id, classes=classes)
        self._parts: tuple[Part, ...] = parts

    @property
    def text(self) -> str:
        return "".join(printable(text) for text, _ in self._parts)

    def set(self, *parts: Part) -> None:
        if parts != self._parts:
            self._parts = parts
            self.refresh()

    def render(self) -> Content:
        return content(self._parts).truncate(max(1, self.size.width), ellipsis=True)


_LEAST_AIR = 2
"""Cells between two groups of a header."""


class HeaderLine(OneLine):
    """What is shown, the counts that matter, and at the right what must not be overlooked."""

    def __init__(self) -> None:
        super().__init__()
        self._tellings: tuple[tuple[tuple[Part, ...], ...], ...] = ((),)
        self._right: tuple[Part, ...] = ()

    def show(self, groups: Groups, right: Sequence[Part] = (), shorter: Sequence[Groups] = ()) -> None:
        """Groups from the left with air between them; `right` keeps its place and is never cut.

        Where the groups do not fit, the first of `shorter` that does takes their place, else the last, cut.
        """
        wanted = tuple(tuple(tuple(group) for group in telling) for telling in (groups, *shorter)), tuple(right)
        if wanted != (self._tellings, self._right):
            self._tellings, self._right = wanted
            self.refresh()

    @property
    def text(self) -> str:
        return self.render().plain

    def render(self) -> Content:
        width = max(1, self.size.width)
        right = content(self._right)
        room = max(1, width - right.cell_length - (1 if self._right else 0))
        told = [(groups, [width_of(group) for group in groups]) for groups in self._tellings]
        fitting = (each for each in told if sum(each[1]) + _LEAST_AIR * (len(each[1]) - 1) <= room)
        groups, lengths = next(fitting, told[-1])
        air = max(_LEAST_AIR, min(6, (room - sum(lengths)) // max(1, len(lengths))))
        parts: list[Part] = []
        for number, group in enumerate(groups):
            parts += [(" " * air, ""), *group] if number else group
        return content(parts).truncate(room, ellipsis=True, pad=True) + (Content(" ") + right if self._right else "")


class StatusLine(OneLine):
    """One sentence: what the last key did or why not, else the state of the selected row."""

    def __init__(self) -> None:
        super().__init__()
        self._resting: tuple[Sequence[Part], ...] = ((),)
        """The same told ever shorter."""
        self._said = False

    def say(self, text: str, tone: Tone = "") -> None:
        """Stays until the next `rest` with something new to say."""
        self._said = True
        self.set((text, tone))

    def add(self, text: str, tone: Tone = "") -> None:
        """Say it behind the sentence that stands, which nobody may have read yet; alone where none does."""
        before = (*self._parts, ("; ", "dim")) if self._said else ()
        self._said = True
        self.set(*before, (text, tone))

    def rest(self, *parts: Part, shorter: Sequence[Sequence[Part]] = ()) -> None:
        """What to show when nothing needs to be said: the first of these that fits, else the last, cut."""
        tellings = parts, *shorter
        if tellings != self._resting or not self._said:
            self._resting, self._said = tellings, False
            self._show_resting()

    def hush(self) -> None:
        """Take back what was said."""
        if self._said:
            self._said = False
            self._show_resting()

    def on_resize(self) -> None:
        if not self._said:
            self._show_resting()

    def _show_resting(self) -> None:
        fitting = (parts for parts in self._resting if width_of(parts) <= self.size.width)
        self.set(*next(fitting, self._resting[-1]))


class KeyLine(OneLine):
    """The footer: at most seven keys with their words."""

    def show(self, commands: Sequence[Command], counts: dict[str, int] | None = None) -> None:
        """`counts`: numbers to show behind a command's label, by its id."""
        parts: list[Part] = []
        keys = keys_in_use(self.app)
        for number, command in enumerate(commands):
            count = (counts or {}).get(command.id, 0)
            parts.append((("  " if number else "") + key_name(keys.keys_of(command)[0]), "strong"))
            parts.append((f" {command.label}" + (f" ({count})" if count else ""), ""))
        self.set(*parts)
