"""The record's text: YAML with the SHA-256 of everything before it in its last line."""

import hashlib
from pathlib import Path
from typing import Any

from tui.fleet.plans.files import yaml_text

_PREFIX = b"sha256: "


class RecordFault(Exception):
    """A record that cannot be vouched for; one sentence that says why."""


def record_text(document: dict[str, Any]) -> tuple[str, str]:
    """The document as YAML with its digest in the last line, and that digest."""
    body = yaml_text(document)
    digest = digest_of(body.encode())
    return f"{body}{_PREFIX.decode()}{digest}\n", digest


def digest_of(body: bytes) -> str:
    """SHA-256 as lower-case hexadecimal digits."""
    return hashlib.sha256(body).hexdigest()


def check_record(path: Path, printed: str | None = None) -> str:
    """The digest of a record that is as it was written. Anybody else checks it with ``head -n -1 FILE | sha256sum``.

    `printed`: the digest on the page or in the journal, where there is one to hold against it: a record that was
    changed together with its last line differs from those alone. Raises RecordFault.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise RecordFault(f"{path}: cannot be read: {error.strerror or error}") from None
    body, last = _split(text)
    if not last.startswith(_PREFIX) or not last.endswith(b"\n"):
        raise RecordFault(f"{path}: has no digest in its last line: it is no record, or it was cut short")
    told, found = last.removeprefix(_PREFIX).strip().decode("ascii", "replace"), digest_of(body)
    if told != found:
        raise RecordFault(f"{path}: was changed after it was written: its digest is {found}, and it says {told}")
    if printed is not None and printed.strip().casefold() != found:
        raise RecordFault(f"{path}: is not the record that was printed: its digest is {found}, not {printed.strip()}")
    return found


def _split(text: bytes) -> tuple[bytes, bytes]:
    """Everything before the last line, and the last line."""
    cut = text.rstrip(b"\n").rfind(b"\n") + 1
    return text[:cut], text[cut:]
