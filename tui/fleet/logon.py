"""One credential across the fleet: proved on one host before any other uses it, so that no account is locked."""

import threading
import time
from collections.abc import Callable
from enum import Enum, auto
from typing import TypeVar

from tui.wsman.fault import CertificateRejected, NotAuthenticated, NoTicket, TimedOut, Unreachable, WSManError

T = TypeVar("T")

PROVING_LIMIT = 5.0
"""Seconds after which a host that says nothing no longer keeps the others waiting."""

_BEFORE_LOGON = (Unreachable, TimedOut, CertificateRejected, NoTicket)


class _State(Enum):
    UNPROVED = auto()
    PROVING = auto()
    PROVED = auto()
    REJECTED = auto()


class Logon:
    """Lets one lane try a credential while the others that share it wait. Thread-safe.

    Twenty hosts that start together with a wrong password cost one failed logon, not twenty. A rejection parks every
    lane that shares the credential until `forgive`.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._state = _State.UNPROVED
        self._since = 0.0
        self._prover: int | None = None
        """The thread whose turn it is."""
        self._words = ""

    def carry(self, reach: Callable[[], object], job: Callable[[], T]) -> T:
        """Run `job`, which logs on; `reach` comes first and shows, without logging on, that there is a host at all.

        Raises NotAuthenticated, with nothing sent, while the credential counts as rejected; else what they raise.
        """
        if self._state is not _State.PROVED:
            self._refuse_if_rejected()
            reach()
            self._wait_for_turn()
        try:
            value = job()
        except NotAuthenticated as error:
            self._set(_State.REJECTED, error.words)
            raise
        except _BEFORE_LOGON:
            self._give_up_turn()
            raise
        except WSManError:
            self._set(_State.PROVED)
            raise
        self._set(_State.PROVED)
        return value

    def answered(self) -> None:
        """A host has answered the calling lane: where it has the turn, the others need not wait until its job ends."""
        if self._state is _State.PROVING and self._prover == threading.get_ident():
            self._set(_State.PROVED)

    @property
    def rejected(self) -> bool:
        """A host did not accept the credential, and nobody has asked for another try."""
        return self._state is _State.REJECTED

    def forgive(self) -> None:
        """The operator asks for another try."""
        with self._changed:
            if self._state is _State.REJECTED:
                self._state = _State.UNPROVED
                self._changed.notify_all()

    def _wait_for_turn(self) -> None:
        with self._changed:
            while self._state is _State.PROVING and (left := self._since + PROVING_LIMIT - time.monotonic()) > 0:
                self._changed.wait(left)
            self._refuse_if_rejected()
            if self._state is not _State.PROVED:
                self._state, self._since = _State.PROVING, time.monotonic()
                self._prover = threading.get_ident()

    def _refuse_if_rejected(self) -> None:
        if self._state is _State.REJECTED:
            raise NotAuthenticated(self._words, delivered=False)

    def _give_up_turn(self) -> None:
        with self._changed:
            if self._state is _State.PROVING:
                self._state = _State.UNPROVED
                self._changed.notify_all()

    def _set(self, state: _State, words: str = "") -> None:
        with self._changed:
            if self._state is not state:
                self._state, self._words = state, words
                self._changed.notify_all()
