"""The way to a terminal's clipboard."""

from base64 import b64encode


def clipboard_sequence(text: str, *, in_tmux: bool) -> str:
    """OSC 52 with the text; in tmux also wrapped to pass through, as tmux takes one or the other by its settings
    (facts/textual.md 4.11)."""
    encoded = b64encode(text.encode("utf-8", "replace")).decode()
    plain = f"\x1b]52;c;{encoded}\x07"
    return f"{plain}\x1bPtmux;\x1b{plain}\x1b\\" if in_tmux else plain
