"""Ways in which a listener can let its clients down (facts/wsman.md 6.4), each a thing that real networks do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """What goes wrong below SOAP; the default value is a listener that behaves."""

    only: str | None = None
    """Concerns only messages that hold this text, such as a method's name; None concerns all."""
    drop_after: int | None = None
    """Answers, handshakes included, that a connection lives for; then it is closed without a word."""
    refuse_sign_ins: int = 0
    """Sign-ins to refuse, counted from the moment when this value was set."""
    wrong_binding: bool = False
    """Over https every sign-in that is bound is taken as bound to another certificate, as behind a proxy."""
    allow_unencrypted: bool | None = None
    """In place of the listener's own setting."""
    delay: float = 0.0
    """Seconds before an answer."""
    drip: float = 0.0
    """Seconds between two pieces of 64 bytes of an answer."""
    hang: bool = False
    """The request is carried out and never answered; the connection stays open."""
    lose_answer: bool = False
    """The request is carried out, then the connection is closed."""
    half_answer: bool = False
    """The connection is closed in the middle of the body."""
    padding: int = 0
    """Blanks after the envelope, in bytes: a huge answer."""
    plaintext_answer: bool = False
    """An encrypted request is answered in clear."""
    odd_boundary: bool = False
    """The boundary has a blank after its dashes, as MS-WSMV's examples show it."""
    status: int | None = None
    """Instead of carrying the request out: 413 without a body, anything else (503) with a page of HTML."""

    def concerns(self, message: bytes) -> bool:
        return self.only is None or self.only.encode() in message


BEHAVED = Misbehaviour()
