"""What the pictures show: the practice fleet, read once over the wire and then held at one moment."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tui.config import HostEntry, read_configuration
from tui.credentials import gather
from tui.fleet.session import endpoint_of
from tui.fleet.view import FleetView, HostState, HostTrouble, HostView
from tui.hyperv import gate, schema
from tui.hyperv.inventory import read_inventory
from tui.model.event import HostEvent
from tui.model.machine import Inventory
from tui.model.secret import Secret
from tui.practice.scenario.builtin import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions
from tui.wsman.client import Client
from tui.wsman.transport import Connection

START = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
"""The moment at which practice time stands still."""
NOW = START + timedelta(seconds=5)


@contextmanager
def _served() -> Iterator[Path]:
    scenario = replace(default_scenario(), start=START, speed=0.0)
    with tempfile.TemporaryDirectory(prefix="hvr-pictures-") as folder:
        hosts_file = Path(folder) / "hosts.yaml"
        with PracticeServer(ServeOptions(scenario, hosts_file)):
            yield hosts_file


def quiet_site() -> FleetView:
    """Every host answers."""
    with _served() as hosts_file:
        configuration = read_configuration(hosts_file)
        secrets = gather(configuration, lambda text: text)
        hosts = tuple(_host(entry, secrets[entry.credential]) for entry in configuration.hosts)
    events = (
        _event(hosts[0].name, 1, 4, "app07", "Replication of virtual machine 'app07' is normal again."),
        _event(hosts[1].name, 2, 3, "web21", "Replication of virtual machine 'web21' is behind."),
    )
    return FleetView(1, hosts, events)


def lost_site(view: FleetView) -> FleetView:
    """The first host went away seven minutes ago, and another has never answered."""
    first, second, third = view.hosts
    since = NOW - timedelta(minutes=7)
    gone = HostTrouble("unreachable", f"{first.name}: no route to the host. Check the line.", "", since)
    bad = HostTrouble("certificate", f"{third.name}: the certificate expired 2026-11-01. Ask for a new one.", "", since)
    hosts = (
        replace(first, state=HostState.STALE, as_of=since, states_as_of=since, trouble=gone, next_try=NOW),
        second,
        replace(third, state=HostState.FAILED, inventory=None, as_of=None, trouble=bad, next_try=NOW),
    )
    return replace(view, hosts=hosts)


def _host(entry: HostEntry, password: Secret | None) -> HostView:
    connection = Connection(endpoint_of(entry, entry.credential, password))
    with closing(Client(connection, arrays=schema.arrays, may_invoke=gate.may_read)) as client:
        inventory = read_inventory(client)
    return HostView(entry.name, "dr-site", HostState.UP, _still(inventory), as_of=NOW, states_as_of=NOW)


def _still(inventory: Inventory) -> Inventory:
    """The one thing that is measured by this machine's clock."""
    return replace(inventory, clock_ahead=timedelta(0))


def _event(host: str, number: int, level: int, vm: str, message: str) -> HostEvent:
    channel, provider = "Microsoft-Windows-Hyper-V-VMMS-Admin", "Microsoft-Windows-Hyper-V-VMMS"
    return HostEvent(host, channel, number, START, level, 32000 + number, provider, None, vm, message)
