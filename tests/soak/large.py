"""Scenario B: one host of 500 VMs whose provider takes 20 ms an instance."""

import tempfile
import time
from contextlib import closing
from pathlib import Path

import click

from tests.soak.scenarios import INSTANCE_MILLISECONDS, LARGE_VMS
from tests.soak.watching import configuration, practice_ground, until, watching
from tui.fleet.session import endpoint_of
from tui.hyperv import gate, schema
from tui.hyperv.inventory import read_inventory
from tui.hyperv.quick import read_quick, refreshed
from tui.model.secret import Secret
from tui.wsman.client import Call, Client
from tui.wsman.transport import Connection

FULL_LIMIT_S = 900.0


def run() -> None:
    """Raises AssertionError where the inventory is not whole or a refresh fails."""
    with tempfile.TemporaryDirectory() as folder, practice_ground(Path(folder), "large") as ground:
        configured = configuration(ground, quick=5, full=60, timeout=30)
        (entry,) = configured.hosts
        password = Secret((Path(folder) / "hosts.yaml.practice-password").read_text("ascii").strip())
        calls: list[Call] = []
        endpoint = endpoint_of(entry, entry.credential, password)
        client = Client(
            Connection(endpoint), arrays=schema.arrays, may_invoke=gate.may_read, on_call=calls.append,
            operation_timeout_s=30,
        )  # fmt: skip
        with closing(client):
            began = time.monotonic()
            inventory = read_inventory(client)
            full = time.monotonic() - began
            slowest = max(call.milliseconds for call in calls) / 1000
            click.echo(f"{LARGE_VMS} VMs at {INSTANCE_MILLISECONDS:.0f} ms an instance")
            click.echo(f"full read {full:.1f} s, {len(calls)} messages, the slowest {slowest:.1f} s, ", nl=False)
            click.echo(f"{len(inventory.machines)} VMs, results { ({call.result for call in calls}) }")
            assert len(inventory.machines) == LARGE_VMS
            calls.clear()
            began = time.monotonic()
            assert refreshed(inventory, read_quick(client)) is not None
            click.echo(f"quick read {time.monotonic() - began:.1f} s, {len(calls)} messages")
        with watching(configured, Path(folder)) as watch:
            until(watch.all_up, FULL_LIMIT_S, "the fleet to have read the host")
            assert not watch.troubles, watch.troubles
        click.echo("good")
