"""Scenario C: one host of 60 VMs behind a line of 256 kbit/s and 300 ms, which the event tail shares."""

import tempfile
import time
from dataclasses import replace
from pathlib import Path

import click

from tests.soak.slowline import slow_line
from tests.soak.watching import configuration, practice_ground, until, watching

KBIT_PER_SECOND = 256.0
ROUND_TRIP_S = 0.3
FULL_LIMIT_S = 300.0


def run(minutes: float) -> None:
    """Raises AssertionError where the host is called unreachable, is not whole, or is no longer refreshed."""
    with tempfile.TemporaryDirectory() as folder, practice_ground(Path(folder), "far") as ground:
        near = configuration(ground, quick=5, full=3600, timeout=30)
        (entry,) = near.hosts
        with slow_line((entry.address, entry.port), KBIT_PER_SECOND, ROUND_TRIP_S) as port:
            configured = replace(near, hosts=(replace(entry, port=port),))
            with watching(configured, Path(folder)) as watch:
                full = until(watch.all_up, FULL_LIMIT_S, "the first full read")
                (host,) = watch.fleet.view.hosts
                assert host.inventory is not None
                machines = len(host.inventory.machines)
                click.echo(
                    f"{KBIT_PER_SECOND:.0f} kbit/s, {ROUND_TRIP_S * 1000:.0f} ms: full read {full:.1f} s, ", nl=False
                )
                click.echo(f"{machines} VMs")
                refreshes = watch.refreshes.total()
                end = time.monotonic() + minutes * 60
                while time.monotonic() < end:
                    ground.say("warm")
                    time.sleep(10)
                quick = watch.refreshes.total() - refreshes
                click.echo(f"in {minutes} minutes: {quick} quick reads, events told {watch.told.total()}, ", nl=False)
                click.echo(f"troubles {dict(watch.troubles)}")
                assert machines == 60
                assert not watch.troubles
                assert quick
                assert watch.told
        click.echo("good")
