"""Text on its way into XML."""

import re

from tui.wsman.fault import Refused

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCES = {ord(character): f"&#{ord(character)};" for character in "&<>\"'\t\n\r"}


def escape(text: str) -> str:
    """``text`` for an attribute or an element, with numeric character references only.

    Hyper-V rejects the named ``&amp;`` and ``&lt;`` inside embedded instances (facts/real-host.md 1); numbers are right
    everywhere. Raises Refused for a character that XML 1.0 cannot hold.
    """
    found = _NOT_XML.search(text)
    if found:
        raise Refused(f"U+{ord(found.group()):04X} cannot be sent: XML has no way to write it")
    return text.translate(_REFERENCES)
