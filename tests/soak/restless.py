"""Scenario A: twenty hosts that restart, drop and stall while a fleet refreshes and tails events."""

import tempfile
import time
from pathlib import Path

import click

from tests.soak.watching import Meter, configuration, practice_ground, until, watching

HOSTS = 20
_SAMPLE_S = 5.0
_THREADS_ALLOWED, _DESCRIPTORS_ALLOWED, _MIB_ALLOWED = 2, 8, 12.0


def run(minutes: float, seed: int) -> None:
    """Raises AssertionError where an event is lost or doubled, or where something grows."""
    with (
        tempfile.TemporaryDirectory() as folder,
        practice_ground(Path(folder), "twenty") as ground,
        watching(configuration(ground, quick=5, full=20, timeout=3), Path(folder)) as watch,
    ):
        until(watch.all_up, 120, "every host to answer")

        def followed() -> bool:
            ground.say("warm")
            time.sleep(1)
            return sum(message.startswith("warm") for message in watch.told) >= HOSTS

        until(followed, 120, "every tail to begin")
        watch.told.clear()
        meter = Meter()
        ground.say(f"chaos {minutes * 60:.0f} {seed}")
        end = time.monotonic() + minutes * 60
        while time.monotonic() < end:
            click.echo(f"{meter.sample()} told {sum(watch.told.values())}")
            time.sleep(_SAMPLE_S)
        report = ground.hear()
        written = [message for messages in report["written"].values() for message in messages]
        missing = {message for message in written if not watch.told[message]}
        settled = until(lambda: all(watch.told[message] for message in written), 180, f"events such as {missing}")
        until(watch.all_up, 180, "every host to be up again")
        doubled = {message: count for message, count in watch.told.items() if count > 1 and message in set(written)}
        threads, descriptors, resident = (
            meter.thirds(lambda sample: sample.threads),
            meter.thirds(lambda sample: sample.descriptors),
            meter.thirds(lambda sample: sample.resident_mib),
        )
        click.echo(f"minutes {minutes}, seed {seed}, happenings {report['did']}")
        click.echo(
            f"events written {len(written)}, told once {sum(watch.told[m] == 1 for m in written)}, doubled {doubled}"
        )
        click.echo(f"the last event was told {settled:.1f} s after the chaos ended")
        click.echo(f"refreshes {sum(watch.refreshes.values())}, troubles {dict(watch.troubles)}")
        click.echo(f"medians of thirds: threads {threads}, descriptors {descriptors}, resident MiB {resident}")
        assert not doubled
        assert threads[2] <= threads[0] + _THREADS_ALLOWED
        assert descriptors[2] <= descriptors[0] + _DESCRIPTORS_ALLOWED
        assert resident[2] <= resident[1] + _MIB_ALLOWED
        click.echo("good")
