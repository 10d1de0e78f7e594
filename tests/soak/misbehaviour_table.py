"""The table of misbehaviour: switch, operation, what the operator sees, executions at the host."""

import tempfile
from pathlib import Path

import click

from tests.protocol.wsman.misbehaviour import OPERATIONS, SWITCHES, practice_ground, table


def run(file: Path) -> None:
    with tempfile.TemporaryDirectory() as folder, practice_ground(Path(folder)) as ground:
        rows = {
            (switch.name, operation): ground.observe(switch, operation)
            for switch in SWITCHES
            for operation in OPERATIONS
        }
    file.write_text(table(rows), "utf-8")
    most = max(seen.executions for seen in rows.values())
    click.echo(f"{len(rows)} observations, executions of one write: {most} at most; written to {file}")
