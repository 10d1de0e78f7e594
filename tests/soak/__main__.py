"""`python -m tests.soak`: the long runs."""

from pathlib import Path

import click

from tests.soak import bulk, drill, far, fuzz_answers, keys, large, misbehaviour_table, restless


@click.group()
def main() -> None:
    """Long runs of the client against practice hosts; each prints its figures and fails where a promise breaks."""


@main.command("restless")
@click.option("--minutes", default=15.0, show_default=True)
@click.option("--seed", default=1, show_default=True)
def _restless(minutes: float, seed: int) -> None:
    """Twenty hosts that restart, drop and stall at random."""
    restless.run(minutes, seed)


@main.command("bulk")
@click.option("--hosts", default=20, show_default=True)
@click.option("--adapters", default=1000, show_default=True, help="In all, the same number on every host.")
def _bulk(hosts: int, adapters: int) -> None:
    """One CSV applied to every adapter of many hosts, verified, and taken back."""
    bulk.run(hosts, adapters)


@main.command("drill")
@click.option("--vms", default=40, show_default=True)
@click.option("--hosts", default=3, show_default=True)
@click.option("--wave", default=10, show_default=True)
@click.option("--at-once", default=4, show_default=True, help="On each host.")
@click.option("--patience", default=30.0, show_default=True, help="Seconds that a guest may take.")
@click.option("--restless", "seed", type=int, help="Let the hosts drop, stall and restart at random, from this seed.")
def _drill(vms: int, hosts: int, wave: int, at_once: int, patience: float, seed: int | None) -> None:
    """Guests of every kind drilled in waves; each verdict is held against the scenario."""
    drill.run(vms, hosts, wave, at_once, patience, seed)


@main.command("large")
def _large() -> None:
    """One host of 500 VMs at 20 ms an instance."""
    large.run()


@main.command("far")
@click.option("--minutes", default=8.0, show_default=True)
def _far(minutes: float) -> None:
    """One host behind a line of 256 kbit/s and 300 ms."""
    far.run(minutes)


@main.command("fuzz")
@click.option("--minutes", default=10.0, show_default=True)
def _fuzz(minutes: float) -> None:
    """Any answer to every question."""
    fuzz_answers.run(minutes)


@main.command("keys")
@click.option("--keys", "count", default=20_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
@click.option("--applying", default=0.0, show_default=True, help="How likely a question is answered with what it asks.")
def _keys(count: int, seed: int, applying: float) -> None:
    """Random keys and sizes on the console of three hosts that misbehave."""
    keys.run(count, seed, applying)


@main.command("table")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def _table(file: Path) -> None:
    """Write what an operator sees of every kind of misbehaviour, in Markdown."""
    misbehaviour_table.run(file)


if __name__ == "__main__":
    main()
