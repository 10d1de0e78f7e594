"""Literals of PowerShell that hold exactly one text, and comments that hold none of the host's signs."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from tui.model.change import Change
from tui.model.text import printable

_QUOTES = re.compile("['‘’‚‛]")
_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class ScriptRefused(ValueError):
    """A value that no script may carry; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Script:
    """A script, and what a reader must know before running it."""

    text: str
    warnings: tuple[str, ...] = ()


def literal(text: str) -> str:
    """A single-quoted literal: nothing in it is expanded, and each quote that PowerShell knows stands twice.

    Raises ScriptRefused for text with control, format or separator characters.
    """
    if printable(text) != text:
        raise ScriptRefused(f"{printable(text)!r} holds a character that cannot be shown: change it on the host")
    return f"'{_QUOTES.sub(lambda quote: quote[0] * 2, text)}'"


def array(texts: Iterable[str]) -> str:
    """``@('…', '…')``. Raises ScriptRefused."""
    return f"@({', '.join(literal(text) for text in texts)})"


def identifier(text: str) -> str:
    """A GUID as a literal. Raises ScriptRefused for anything else."""
    if not _GUID.fullmatch(text):
        raise ScriptRefused(f"{printable(text)!r} is not a GUID")
    return f"'{text}'"


def truth(value: bool) -> str:
    return "$true" if value else "$false"


def title(change: Change) -> str:
    """A comment with the names, for people."""
    return f"# {printable(change.vm_name)} / {printable(change.adapter_name)} on {printable(change.key.host)}"
