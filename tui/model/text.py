"""The one place that makes text from a host fit to be drawn."""

import re
import unicodedata

_LINE_BREAKS = {0x2028: "␤", 0x2029: "␤"}
_BIDI = frozenset({0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)})
_SUSPECT = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e0fff]"
)


def _sign(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    if code in _LINE_BREAKS:
        return _LINE_BREAKS[code]
    if 0xD800 <= code <= 0xDFFF or unicodedata.category(match[0]) in {"Cc", "Cf"} or code in _BIDI:
        return "�"
    return ""


def printable(text: str) -> str:
    """The text on one line, with every character that could move, hide or reorder what is around it made visible.

    C0 controls become their control pictures, C1, bidirectional, format, separator and surrogate characters a
    replacement sign; variation selectors, which only restyle the character before them, are dropped. The result
    holds no control character, so a terminal draws it and nothing else happens (textual.md 4.6). Never use it for
    data that is written back, compared or exported.
    """
    return _SUSPECT.sub(_sign, text)
