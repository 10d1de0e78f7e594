"""Text as XML carries it (facts/wsman.md 2.4)."""

import re

_UNSAFE = re.compile("[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def xml_text(text: str) -> str:
    """Text for an element; what XML cannot carry becomes ``?`` (facts/wsman.md 2.4)."""
    if _UNSAFE.search(text) is None:
        return text
    return _UNSAFE.sub(lambda found: _ENTITIES.get(found.group(), "?"), text)


def attribute(text: str) -> str:
    """Text for an attribute in double quotes."""
    return xml_text(text).replace('"', "&quot;")
