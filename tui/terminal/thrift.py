"""Fewer bytes for the same picture: of a style only what differs from the one before it is sent.

Rich begins every piece of text with its whole style and ends it with a reset, which costs up to 40 bytes a piece.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from textual.driver import Driver
from textual.drivers.linux_driver import LinuxDriver

_SGR = re.compile(r"\x1b\[([0-9;:]*)m")
_MOVES = re.compile(r"(?:\x1b\[[0-9;]*[HABCDEFGd])+")
_OFF = {"1": "22", "2": "22", "3": "23", "4": "24", "5": "25", "7": "27", "8": "28", "9": "29"}
"""The code that ends an attribute, by the one that begins it."""


class _Style(NamedTuple):
    attributes: frozenset[str] = frozenset()
    foreground: str = "39"
    background: str = "49"
    known: bool = True
    """Nothing else was asked for, as underlines with a colour of their own are."""


_PLAIN = _Style()


def thrifty(data: str) -> str:
    """The same text, cursor movements and looks; a style that is left over at the end is reset.

    Codes that are not understood stay as they are. `data` begins where no style is set.
    """
    if "\x1b[" not in data:
        return data
    said: list[str] = []
    now = wanted = _PLAIN
    end = 0
    for match in _SGR.finditer(data):
        now = _say(said, data[end : match.start()], now, wanted)
        wanted = _after(wanted, match[1])
        if not wanted.known:
            return data
        end = match.end()
    now = _say(said, data[end:], now, wanted)
    if now != _PLAIN:
        said.append("\x1b[m")
    return "".join(said)


def _say(said: list[str], text: str, now: _Style, wanted: _Style) -> _Style:
    """Add a text in its style; the style that is set then. Where the cursor goes needs none."""
    if text and now != wanted:
        moves = _MOVES.match(text)
        if moves is not None:
            said.append(moves[0])
            text = text[moves.end() :]
            if not text:
                return now
        said.append(_change(now, wanted))
        now = wanted
    said.append(text)
    return now


@lru_cache(4096)
def _after(style: _Style, codes: str) -> _Style:
    """What a style becomes by a sequence of codes."""
    attributes, foreground, background = set(style.attributes), style.foreground, style.background
    waiting = (codes or "0").split(";")
    while waiting:
        code = waiting.pop(0) or "0"
        if code == "0":
            attributes, foreground, background = set(), "39", "49"
        elif code in _OFF:
            attributes.add(code)
        elif code in _OFF.values():
            attributes -= {begun for begun, off in _OFF.items() if off == code}
        elif code in ("38", "48") and waiting and waiting[0] in ("2", "5"):
            count = 4 if waiting[0] == "2" else 2
            color = ";".join([code, *waiting[:count]])
            del waiting[:count]
            foreground, background = (color, background) if code == "38" else (foreground, color)
        elif code.isdigit() and (30 <= int(code) <= 37 or 90 <= int(code) <= 97 or code == "39"):
            foreground = code
        elif code.isdigit() and (40 <= int(code) <= 47 or 100 <= int(code) <= 107 or code == "49"):
            background = code
        else:
            return style._replace(known=False)
    return _Style(frozenset(attributes), foreground, background)


@lru_cache(4096)
def _change(now: _Style, wanted: _Style) -> str:
    """The shortest sequence from one style to another."""
    off = {_OFF[code] for code in now.attributes - wanted.attributes}
    kept = {code for code in now.attributes & wanted.attributes if _OFF[code] not in off}
    colors = [
        after
        for before, after in ((now.foreground, wanted.foreground), (now.background, wanted.background))
        if before != after
    ]
    step = ";".join([*sorted(off), *sorted(wanted.attributes - kept), *colors])
    own = [color for color in (wanted.foreground, wanted.background) if color not in ("39", "49")]
    anew = ";".join(["", *sorted(wanted.attributes), *own])
    return f"\x1b[{min(step, anew, key=len)}m"


class ThriftyDriver(LinuxDriver):
    """Writes what Textual's driver writes, in fewer bytes."""

    def write(self, data: str) -> None:
        super().write(thrifty(data))


def thrifty_driver(usual: type[Driver]) -> type[Driver]:
    """The driver to use in place of Textual's choice."""
    return ThriftyDriver if usual is LinuxDriver else usual
