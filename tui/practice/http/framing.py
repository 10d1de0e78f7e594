"""The MIME framing of encrypted messages (facts/wsman.md 1.4, 6.5)."""

import re
import struct
from dataclasses import dataclass
from typing import Protocol

SPNEGO = "application/HTTP-SPNEGO-session-encrypted"
BOUNDARY = "Encrypted Boundary"
_PART = re.compile(rb"--[ \t]*" + re.escape(BOUNDARY.encode()) + rb"(?:--)?[ \t]*\r?\n")
_ORIGINAL = re.compile(rb"OriginalContent:[^\r\n]*?charset=\"?([\w-]+)\"?[^\r\n]*?;\s*Length=(\d+)", re.IGNORECASE)
_OCTETS = re.compile(rb"[ \t]*Content-Type:[ \t]*application/octet-stream[ \t]*\r?\n(?:\r?\n)?", re.IGNORECASE)
_MULTIPART = re.compile(r"multipart/(?:encrypted|x-multi-encrypted)\s*;", re.IGNORECASE)
_PROTOCOL = re.compile(r'protocol="?([^";]+)', re.IGNORECASE)


class Sealed(Protocol):
    """What `spnego` gives back from sealing."""

    @property
    def header(self) -> bytes: ...

    @property
    def data(self) -> bytes: ...


class Sealer(Protocol):
    """The part of an established security context that the framing needs."""

    def wrap_winrm(self, data: bytes) -> Sealed: ...

    def unwrap_winrm(self, header: bytes, data: bytes) -> bytes: ...


class FramingError(ValueError):
    """The body is not framed as an encrypted message, or does not decrypt."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A decrypted message, and how its sender spelt the wrapping."""

    message: bytes
    charset: str
    protocol: str


def is_encrypted(content_type: str) -> bool:
    return _MULTIPART.match(content_type) is not None


def unseal(body: bytes, content_type: str, sealer: Sealer) -> Opened:
    """Decrypt a multipart body, in one chunk or several.

    Boundaries may have a blank after the dashes, header lines may lack their tab. Raises FramingError.
    """
    charset, message = "utf-8", b""
    for name, expected, payload in _chunks(body):
        if len(payload) < 4:
            raise FramingError("an encrypted part without a signature")
        (length,) = struct.unpack_from("<i", payload)
        try:
            chunk = sealer.unwrap_winrm(payload[4 : 4 + length], payload[4 + length :])
        except Exception as error:  # the acceptor raises what its mechanism raises
            raise FramingError("the message does not decrypt with this connection's key") from error
        if len(chunk) != expected:
            raise FramingError("the decrypted length is not the one that was announced")
        charset = name
        message += chunk
    protocol = _PROTOCOL.search(content_type)
    return Opened(message, charset, protocol.group(1) if protocol else SPNEGO)


def seal(message: bytes, content_type: str, sealer: Sealer, protocol: str = SPNEGO) -> tuple[str, bytes]:
    """The Content-Type and the body of an encrypted answer, with the tabs that Windows writes."""
    sealed = sealer.wrap_winrm(message)
    original = f"type={content_type};Length={len(message)}"
    body = b"".join(
        (
            f"--{BOUNDARY}\r\n\tContent-Type: {protocol}\r\n\tOriginalContent: {original}\r\n".encode("ascii"),
            f"--{BOUNDARY}\r\n\tContent-Type: application/octet-stream\r\n".encode("ascii"),
            struct.pack("<i", len(sealed.header)),
            sealed.header,
            sealed.data,
            f"--{BOUNDARY}--\r\n".encode("ascii"),
        )
    )
    return f'multipart/encrypted;protocol="{protocol}";boundary="{BOUNDARY}"', body


def _chunks(body: bytes) -> list[tuple[str, int, bytes]]:
    """(charset, announced length, signature and ciphertext) of each encrypted chunk.

    Ciphertext may hold any bytes, so a part is closed by the last boundary that the announced lengths allow.
    """
    found = []
    position = 0
    while original := _ORIGINAL.search(body, position):
        octets = _OCTETS.search(body, original.end())
        if octets is None:
            raise FramingError("an encrypted part without its octet stream")
        least = octets.end() + 4 + int(original.group(2))
        end = _PART.search(body, least)
        if end is None:
            raise FramingError("an encrypted part without its closing boundary")
        found.append((original.group(1).decode("ascii"), int(original.group(2)), body[octets.end() : end.start()]))
        position = end.start()
    if not found:
        raise FramingError("no encrypted part")
    return found
