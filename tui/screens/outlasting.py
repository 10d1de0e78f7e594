"""Asks before something begins that the Kerberos ticket may not live to see the end of."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

from textual.screen import Screen

from tui.fleet.fleet import Fleet
from tui.screens.dialogs.question import Question
from tui.screens.logons import credentials_in_use
from tui.screens.rows_of.times import left

ENOUGH_S = 600.0
"""A ticket that lives longer than this is not asked about."""


def before_outlasting(screen: Screen[Any], fleet: Fleet, hosts: Collection[str], go_on: Callable[[], object]) -> None:
    """Call `go_on`; where one of the hosts is logged on to with a ticket that ends soon, only after a yes."""
    life = _ticket_life(fleet, hosts)
    if life is None or life >= ENOUGH_S:
        go_on()
        return

    def answered(yes: bool | None) -> None:
        if yes:
            go_on()

    state = f"ends in {left(life)}" if life > 0 else "has expired"
    sentence = f"The Kerberos ticket {state}: what it ends in the middle of is not known afterwards. kinit renews it."
    screen.app.push_screen(Question("Before you begin", sentence, yes="begin anyway", no="not yet"), answered)


def _ticket_life(fleet: Fleet, hosts: Collection[str]) -> float | None:
    """Seconds; None where no host is logged on to with a ticket."""
    ends = fleet.view.ticket_ends
    with_ticket = {host.name for used in credentials_in_use(fleet) if used.source.ticket for host in used.hosts}
    if ends is None or not with_ticket.intersection(hosts):
        return None
    return (ends - datetime.now(UTC)).total_seconds()
