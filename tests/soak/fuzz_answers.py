"""Any answer, for as long as wanted: the response parser, the CIM-XML reader, and everything that asks."""

import time

import click
from hypothesis import HealthCheck, Phase, given, settings

from tests.unit.wsman.fuzzing import answers, ask_everything


def run(minutes: float) -> None:
    """Raises what hypothesis found, shrunk, where something else than an error of the tree came out."""
    end = time.monotonic() + minutes * 60
    tried = 0
    slowest = 0.0

    @settings(
        max_examples=2000,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.target, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(answers)
    def ask(replies: list[bytes]) -> None:
        nonlocal tried, slowest
        tried += 1
        began = time.monotonic()
        ask_everything(replies)
        slowest = max(slowest, time.monotonic() - began)

    while time.monotonic() < end:
        ask()
    click.echo(f"{tried} sets of answers, the slowest took {slowest:.2f} s: good")
