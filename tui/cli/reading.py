"""The verbs that read the fleet and print it."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.shared import (
    EXIT_UNREACHABLE,
    complain,
    configuration,
    hosts_option,
    interruptible,
    open_fleet,
    print_json,
)

if TYPE_CHECKING:
    from tui.fleet.fleet import Fleet


@click.command("list")
@hosts_option
@click.option("--json", "as_json", is_flag=True, help="Print the documented JSON instead of a table.")
@click.pass_obj
def list_machines(group_hosts_file: Path | None, hosts_file: Path | None, as_json: bool) -> None:
    """Print every VM with its adapters and staged settings, and leave."""
    from tui.fleet.view import HostState

    fleet = open_fleet(configuration(hosts_file or group_hosts_file), read_only=True, keep_up=False)
    with interruptible():
        fleet.start()
        fleet.wait_for_first_answers()
    view = fleet.view
    fleet.close()
    if as_json:
        from tui.fleet.document import list_document

        print_json(list_document(view), indent=2)
    else:
        from tui.fleet.report import list_lines

        for line in list_lines(view):
            click.echo(line)
    for host in view.hosts:
        if host.trouble is not None:
            complain(host.trouble.sentence, host.trouble.words)
    sys.exit(0 if all(host.state is HostState.UP for host in view.hosts) else EXIT_UNREACHABLE)


@click.command("events")
@hosts_option
@click.option("--follow", is_flag=True, required=True, help="Print events as they are written, until interrupted.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@click.pass_obj
def follow_events(group_hosts_file: Path | None, hosts_file: Path | None, follow: bool, as_json: bool) -> None:
    """Print the hosts' event logs as they are written."""
    import queue

    from tui.fleet.document import event_document
    from tui.fleet.report import event_line
    from tui.model.event import HostEvent

    fleet = open_fleet(configuration(hosts_file or group_hosts_file), read_only=True)
    arrived: queue.SimpleQueue[tuple[HostEvent, ...]] = queue.SimpleQueue()
    fleet.listen_to_events(arrived.put)
    fleet.listen(_trouble_teller(fleet))
    with interruptible():
        fleet.start()
        while True:
            for event in arrived.get():
                if as_json:
                    print_json(event_document(event))
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
