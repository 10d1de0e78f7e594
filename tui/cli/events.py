"""The verb that tells what hosts write into their event logs."""

import queue
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.selecting import narrowed, selected, selected_hosts, selection_options
from tui.cli.shared import (
    complain,
    complain_of_hosts,
    configuration,
    fail,
    hosts_option,
    interruptible,
    open_fleet,
    print_csv,
    print_json,
    read_fleet,
)
from tui.cli.timespan import SinceType
from tui.verbs.terms import DONE, UNREACHABLE, UNUSABLE

if TYPE_CHECKING:
    from tui.config import Configuration
    from tui.fleet.fleet import Fleet
    from tui.fleet.selecting import Wanted
    from tui.model.event import HostEvent
    from tui.verbs.events import EventFilter

_LEVELS = ("critical", "error", "warning", "information", "verbose")
_DAY = timedelta(days=1)


@click.command("events")
@hosts_option
@selection_options
@click.option("--follow", is_flag=True, help="Print events as they are written, until interrupted.")
@click.option(
    "--since", type=SinceType(), help="Begin so long ago: 30min, 2h, 7d or a moment. Without --follow: a day."
)
@click.option("--level", type=click.Choice(_LEVELS), help="Only events of this level and graver ones.")
@click.option("--channel", "channels", multiple=True, metavar="TEXT", help="Only channels with this in their name.")
@click.option("--json", "form", flag_value="json", help="Print one JSON object a line.")
@click.option("--csv", "form", flag_value="csv", help="Print a row an event.")
@click.pass_obj
def tell_events(
    group_hosts_file: Path | None,
    hosts_file: Path | None,
    wanted: "Wanted",
    follow: bool,
    since: timedelta | None,
    level: str | None,
    channels: tuple[str, ...],
    form: str | None,
) -> None:
    """Print what the hosts have written into their event logs, or with --follow what they write from now on.

    A host that does not answer is tried again; what it wrote meanwhile is told then.
    """
    read = _with_channels(narrowed(configuration(hosts_file or group_hosts_file), wanted), channels)
    if follow:
        _follow(read, wanted, since or timedelta(0), level, form)
    with read_fleet(read, read_only=True) as fleet:
        wants = _filter(fleet, wanted, level)
        _begin(form)
        for event in fleet.read_backlog(since or _DAY):
            if wants.means(event):
                _print(event, form)
        view = fleet.view
    complain_of_hosts(view.hosts)
    troubles = [host.events_trouble for host in view.hosts if host.events_trouble is not None]
    for trouble in troubles:
        complain(trouble.sentence, trouble.words)
    sys.exit(UNREACHABLE if troubles or any(not host.is_read for host in view.hosts) else DONE)


def _follow(read: "Configuration", wanted: "Wanted", since: timedelta, level: str | None, form: str | None) -> None:
    fleet = open_fleet(read, read_only=True, events_since=since)
    arrived: queue.SimpleQueue[tuple[HostEvent, ...]] = queue.SimpleQueue()
    fleet.listen_to_events(arrived.put)
    fleet.listen(_trouble_teller(fleet))
    with interruptible():
        fleet.start()
        if not wanted.is_everything:
            fleet.wait_for_first_answers()
        wants = _filter(fleet, wanted, level)
        _begin(form)
        while True:
            for event in arrived.get():
                if wants.means(event):
                    _print(event, form)


def _filter(fleet: "Fleet", wanted: "Wanted", level: str | None) -> "EventFilter":
    from tui.fleet.judging.assessing import Assessor
    from tui.verbs.events import LEVELS, EventFilter

    wants = EventFilter(LEVELS[level] if level else None)
    if wanted.hosts or wanted.groups:
        wants = replace(wants, hosts=frozenset(host.name for host in selected_hosts(fleet.view, wanted)))
    if wanted.names_machines:
        judgement = Assessor(fleet).assess_now().judgement if wanted.needs_judgement else None
        rows = selected(fleet.view, wanted, judgement)
        vms, names = (row.machine.id for row in rows), (row.machine.name for row in rows)
        wants = replace(wants, vms=frozenset(vms), names=frozenset(names))
    return wants


def _with_channels(read: "Configuration", texts: tuple[str, ...]) -> "Configuration":
    if not texts:
        return read
    from tui.hyperv.channels import DEFAULT_CHANNELS
    from tui.verbs.events import channels_of

    try:
        channels = channels_of(texts, read.settings.channels or DEFAULT_CHANNELS)
    except ValueError as error:
        fail(str(error), UNUSABLE)
    return replace(read, settings=replace(read.settings, channels=channels))


def _begin(form: str | None) -> None:
    if form == "csv":
        from tui.fleet.reports.events_csv import events_csv_head

        print_csv(events_csv_head())


def _print(event: "HostEvent", form: str | None) -> None:
    from tui.fleet.reports.document import SCHEMA_VERSION, event_document
    from tui.fleet.reports.events_csv import event_csv
    from tui.fleet.reports.text import event_line

    if form == "json":
        print_json({"schema_version": SCHEMA_VERSION} | event_document(event))
    elif form == "csv":
        print_csv(event_csv(event))
    else:
        click.echo(event_line(event))


def _trouble_teller(fleet: "Fleet") -> Callable[[], None]:
    """Says each new trouble of a host once, on stderr."""
    told: set[tuple[str, str]] = set()

    def tell() -> None:
        for host in fleet.view.hosts:
            for trouble in (host.trouble, host.events_trouble):
                if trouble is not None and (trouble.sentence, trouble.words) not in told:
                    told.add((trouble.sentence, trouble.words))
                    complain(trouble.sentence, trouble.words)

    return tell
