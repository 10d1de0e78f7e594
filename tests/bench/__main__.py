"""`python -m tests.bench`: every budget of the console beside its limit, measured in this run.

A ratio of 1 is the budget itself. A limit that is no number comes from a script under ``limits``, which knows nothing
of the program; the scripts and every single figure are printed, too. Exit code 1 where a budget is not kept, or where
the practice hosts are slower than the client and the figures therefore say nothing.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import click

from tests.bench import practice_page, screen, wire
from tests.bench.budget import Row, absolute
from tests.bench.ground import HOSTS, VMS, practice_ground

LIMITS = (wire.BARE_LOOP, wire.BARE_PAGES, screen.BARE_APP)
_RUNS_OF_A_PAGE = 5


def measure() -> Iterator[Row]:
    yield absolute(
        "dearest page, practice host's CPU over its parsing", [practice_page.dearest(_RUNS_OF_A_PAGE)], 1.0, ""
    )
    with practice_ground() as ground:
        yield from wire.wire_budgets(ground)
        yield screen.first_paint(ground)
        yield from screen.terminal_budgets(ground)


def line_of(row: Row) -> str:
    cells = (row.budget, f"{_figure(row.measured)} {row.unit}", f"{_figure(row.limit)} {row.unit}", f"{row.ratio:.2f}")
    return f"| {' | '.join(cell.strip() for cell in cells)} | {'yes' if row.within else 'NO'} |"


def document(row: Row) -> dict[str, object]:
    budget = f"{row.budget} ({row.unit})" if row.unit else row.budget
    return {
        "budget": budget,
        "measured": row.measured,
        "limit": row.limit,
        "ratio": row.ratio,
        "within": row.within,
    }


def _figure(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"


@click.command(help=__doc__)
@click.option("--json", "as_json", is_flag=True, help="Rows of budget, measured, limit, ratio, within.")
def main(as_json: bool) -> None:
    began, rows = time.monotonic(), []
    if not as_json:
        click.echo(
            f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {HOSTS} hosts of {VMS} VMs, Python {sys.version.split()[0]}\n"
        )
        click.echo("| budget | measured | limit | ratio | within |\n| --- | --- | --- | --- | --- |")
    for row in measure():
        rows.append(row)
        if not as_json:
            click.echo(line_of(row))
    if as_json:
        click.echo(json.dumps([document(row) for row in rows], indent=1))
    else:
        _tell_figures(rows)
        click.echo(f"\n{time.monotonic() - began:.0f} s")
    sys.exit(0 if all(row.within for row in rows) else 1)


def _tell_figures(rows: list[Row]) -> None:
    click.echo("\nEvery run, measured beside the limit's own figure:\n")
    for row in rows:
        pairs = ", ".join(f"{_figure(ours)} / {_figure(limit)}" for ours, limit in row.samples)
        click.echo(f"- {row.budget}: {pairs}")
    for script in LIMITS:
        click.echo(f"\n`limits/{script.name}`:\n\n```python\n{script.read_text('utf-8').rstrip()}\n```")


if __name__ == "__main__":
    main()
