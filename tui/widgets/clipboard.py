"""The way to a terminal's clipboard."""

import os
from base64 import b64encode

_PIECE = 240
"""Bytes in one string for GNU screen: 4.9 passes 760 through and drops 768 (measured); older ones hold fewer."""


def clipboard_sequence(text: str, *, in_tmux: bool = False, in_screen: bool = False) -> str:
    """OSC 52 with the text; in tmux also wrapped to pass through, as tmux takes one or the other by its settings
    (facts/textual.md 4.11). GNU screen keeps OSC 52 to itself and passes on what it gets in DCS strings, in pieces."""
    encoded = b64encode(text.encode("utf-8", "replace")).decode()
    plain = f"\x1b]52;c;{encoded}\x07"
    if in_tmux:
        return f"{plain}\x1bPtmux;\x1b{plain}\x1b\\"
    if in_screen:
        return "".join(f"\x1bP{plain[at : at + _PIECE]}\x1b\\" for at in range(0, len(plain), _PIECE))
    return plain


def clipboard_sequence_here(text: str) -> str:
    """The same for whatever this process runs in; of a tmux in a GNU screen or the other way round, for tmux."""
    return clipboard_sequence(text, in_tmux="TMUX" in os.environ, in_screen="STY" in os.environ)
