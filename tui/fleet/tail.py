"""The live event tail of one host, on a lane of its own: a long pull must not hold up a read."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tui.config import CredentialSource, HostEntry, Settings
from tui.fleet.lane import Lane, Outcome
from tui.fleet.logon import Logon
from tui.fleet.session import Session
from tui.fleet.store import Store
from tui.fleet.trouble import is_final, trouble
from tui.hyperv.channels import DEFAULT_CHANNELS
from tui.hyperv.events import EventTail
from tui.model.event import HostEvent
from tui.model.secret import Secret

PULL_SECONDS = 20.0
"""How long one pull may wait for an event (wsman.md 5)."""

_LONGEST_BACK_OFF = 60.0
_SLACK_S = 2.0
"""The host looks back from when it takes the subscription, and that is after the logon."""


class Tail:
    """Pulls events for as long as the fleet runs; a lost subscription is taken up again from its bookmark."""

    def __init__(
        self,
        entry: HostEntry,
        session: Session,
        settings: Settings,
        store: Store,
        on_trouble: Callable[[], object],
        *,
        since: timedelta | None = None,
    ) -> None:
        """`on_trouble` is called once when pulls begin to fail: a tail is often the first to notice.

        With `since`, what happened so long before now is told too, however late the host answers for the first time.
        """
        self._entry = entry
        self._store = store
        self._session = session
        self._on_trouble = on_trouble
        self._channels = settings.channels or DEFAULT_CHANNELS
        self._began = time.monotonic()
        self._since = since
        self._events = EventTail(session.reader, entry.name, self._channels)
        self._lane: Lane | None = None
        self._failures = 0
        self._parked = False
        self._closed = False

    def start(self) -> None:
        """Begin, or go on after a rejected logon: to be called when the host has answered a read, and at any time."""
        if self._closed:
            return
        if self._lane is None:
            if self._since is not None:
                back = self._since.total_seconds() + time.monotonic() - self._began + _SLACK_S
                self._events = EventTail(self._session.reader, self._entry.name, self._channels, lookback_s=back)
            self._lane = Lane(f"{self._entry.name} events")
        elif not self._parked:
            return
        self._parked = False
        self._lane.submit(self._pull, self._fold)

    def log_on_with(self, source: CredentialSource, secret: Secret | None, logon: Logon) -> None:
        """Use another credential from the next pull on."""
        self._session.log_on_with(source, secret, logon)

    def close(self) -> None:
        self._closed = True
        if self._lane is not None:
            self._lane.close()

    def _pull(self) -> tuple[HostEvent, ...]:
        return self._session.call(lambda: self._events.pull(PULL_SECONDS))

    def _fold(self, outcome: Outcome) -> None:
        if self._closed or self._lane is None:
            return
        if outcome.error is not None:
            found = trouble(self._entry, outcome.error, datetime.now(UTC))
            self._store.update_host(self._entry.name, lambda host: replace(host, events_trouble=found))
            if self._failures == 0:
                self._on_trouble()
            self._parked = is_final(outcome.error)
            if not self._parked:
                back_off = min(_LONGEST_BACK_OFF, 2.0 ** min(self._failures, 6)) * random.uniform(0.8, 1.2)
                self._lane.submit_after(back_off, self._pull, self._fold)
            self._failures += 1
            return
        self._failures = 0
        self._store.update_host(
            self._entry.name,
            lambda host: replace(
                host,
                events_trouble=None,
                missing_channels=self._events.missing,
                denied_channels=self._events.denied,
                events_by_command=not self._events.subscribed,
            ),
        )
        self._store.add_events(outcome.value)
        self._lane.submit(self._pull, self._fold)
