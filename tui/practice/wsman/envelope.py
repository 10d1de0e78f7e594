"""Writing answer envelopes, with the literal prefixes that clients search by (facts/wsman.md 6.2)."""

import uuid
from dataclasses import dataclass

from tui.practice.wsman import names
from tui.practice.wsman.xmltext import attribute, xml_text


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer before it is an envelope: the prefixes beside s, a and w, further headers, and the body's content."""

    action: str
    body: str
    prefixes: str = "nxp"
    headers: str = ""


def write(reply: Reply, language: str, relates_to: str | None, operation: tuple[str, str] | None = None) -> str:
    """The envelope. `relates_to` is the request's MessageID character for character, None to leave it out."""
    prefixes = "saw" + reply.prefixes if "p" in reply.prefixes or operation is None else "sawp" + reply.prefixes
    declared = "".join(f' xmlns:{prefix}="{names.PREFIXES[prefix]}"' for prefix in prefixes)
    echoed = ""
    if operation is not None:
        echoed = (
            f'<p:OperationID s:mustUnderstand="false">{xml_text(operation[0])}</p:OperationID>'
            f"<p:SequenceId>{xml_text(operation[1])}</p:SequenceId>"
        )
    relates = f"<a:RelatesTo>{xml_text(relates_to)}</a:RelatesTo>" if relates_to is not None else ""
    return (
        f'<s:Envelope xml:lang="{attribute(language)}"{declared}><s:Header>'
        f"<a:Action>{xml_text(reply.action)}</a:Action>"
        f"<a:MessageID>{new_id()}</a:MessageID>{echoed}"
        f"<a:To>{names.ANONYMOUS}</a:To>{relates}{reply.headers}</s:Header>"
        f"<s:Body>{reply.body}</s:Body></s:Envelope>"
    )


def new_id() -> str:
    """``uuid:`` and a fresh GUID in upper case."""
    return f"uuid:{str(uuid.uuid4()).upper()}"
