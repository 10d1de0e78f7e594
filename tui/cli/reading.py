"""The verb that reads the fleet and prints it."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.selecting import narrowed, selected, selected_hosts, selection_options
from tui.cli.shared import (
    complain_of_hosts,
    configuration,
    hosts_option,
    print_csv,
    print_json,
    read_fleet,
)
from tui.verbs.terms import DONE, UNREACHABLE

if TYPE_CHECKING:
    from tui.fleet.selecting import Wanted
    from tui.fleet.view import FleetView


@click.command("list")
@hosts_option
@selection_options
@click.option("--json", "form", flag_value="json", help="Print one JSON document.")
@click.option("--csv", "form", flag_value="csv", help="Print a row an adapter.")
@click.pass_obj
def list_machines(group_hosts_file: Path | None, hosts_file: Path | None, wanted: "Wanted", form: str | None) -> None:
    """Print VMs with their adapters and staged settings, and leave.

    Every VM of the hosts; with --vm or --where replicas alone, unless --mode says otherwise.
    """
    view = read_selected(hosts_file or group_hosts_file, wanted)
    if form == "json":
        from tui.fleet.reports.document import list_document

        print_json(list_document(view, datetime.now(UTC)), indent=2)
    elif form == "csv":
        from tui.fleet.reports.list_csv import list_csv

        print_csv(list_csv(view))
    else:
        from tui.fleet.reports.text import list_lines

        for line in list_lines(view):
            click.echo(line)
    complain_of_hosts(view.hosts)
    sys.exit(UNREACHABLE if any(not host.is_read for host in view.hosts) else DONE)


def read_selected(hosts_file: Path | None, wanted: "Wanted") -> "FleetView":
    """The hosts that are meant, read once, with the VMs that are meant."""
    from tui.fleet.judging.assessing import Assessor
    from tui.fleet.selecting import EVERY_MODE, REPLICAS, narrowed_view

    with read_fleet(narrowed(configuration(hosts_file), wanted), read_only=True) as fleet:
        judgement = Assessor(fleet).assess_now().judgement if wanted.needs_judgement else None
        view = fleet.view
    rows = selected(view, wanted, judgement, REPLICAS if wanted.vms or wanted.where.terms else EVERY_MODE)
    return narrowed_view(view, selected_hosts(view, wanted), rows)
