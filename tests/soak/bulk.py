"""One CSV of many adapters applied to many practice hosts, verified, and taken back.

Prints counts and seconds, and ends with code 1 where a practice host does not really hold what was reported.
"""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from tests.protocol.fleet.plans import replica_changes
from tests.serving import ServedHosts
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.journal.history import last_apply
from tui.fleet.journal.undo import undo_of
from tui.fleet.plans.building import build_plan, site_of
from tui.fleet.plans.files import plan_text, write_text
from tui.fleet.plans.run import ApplyView
from tui.fleet.view import HostState
from tui.model.change import AdapterKey, Change
from tui.model.plan.entries import entries_of_plan
from tui.model.staged import StagedRaw


class _Ground(ServedHosts):
    """Knows what is staged."""

    def staged(self) -> dict[tuple[str, str, str], StagedRaw]:
        """By host, VM and adapter."""
        return {
            (host, machine["id"].upper(), adapter["id"].upper()): _raw(adapter["staged"])
            for host, machines in self.ask(do="truth").items()
            for machine in machines.values()
            for adapter in machine["adapters"].values()
            if adapter["staged"] is not None
        }


def _raw(staged: dict[str, Any]) -> StagedRaw:
    return StagedRaw(
        staged["protocol_if_type"],
        staged["dhcp_enabled"],
        tuple(staged["ip_addresses"]),
        tuple(staged["subnets"]),
        tuple(staged["default_gateways"]),
        tuple(staged["dns_servers"]),
    )


def _key(key: AdapterKey) -> tuple[str, str, str]:
    return key.host, key.vm, key.adapter


def _apply(fleet: Fleet, plan: Sequence[Change], what: str) -> ApplyView:
    run = fleet.apply(plan, reason=what)
    while not run.view.done:
        time.sleep(0.2)
    view = run.view
    counts = {outcome.value: count for outcome, count in view.counts.items()}
    windows = sorted(result.window for result in view.results if result.window is not None)
    middle = windows[len(windows) // 2] * 1000 if windows else 0.0
    longest = (view.window or 0.0) * 1000
    click.echo(f"{what}: {counts} in {view.elapsed:.1f} s; window median {middle:.0f} ms, longest {longest:.0f} ms")
    return view


def _read_again(fleet: Fleet) -> None:
    before = {host.name: host.as_of for host in fleet.view.hosts}
    fleet.refresh()
    while any(host.as_of == before[host.name] or host.state is not HostState.UP for host in fleet.view.hosts):
        time.sleep(0.1)


def _timed(what: str, began: float) -> float:
    now = time.monotonic()
    click.echo(f"{what}: {now - began:.1f} s")
    return now


def run(hosts: int, adapters: int) -> None:
    """Raises SystemExit with code 1 where a host does not hold what was reported."""
    each = adapters // hosts
    with tempfile.TemporaryDirectory(prefix="hvr-soak-") as name:
        folder = Path(name)
        options = ("--with-parent", "--hosts", str(hosts), "--vms", str(each * 5 // 4 + 5))
        with _Ground(folder, *options) as ground:
            sys.exit(_soak(ground, folder, each))


def _soak(ground: _Ground, folder: Path, each: int) -> int:
    began = time.monotonic()
    configuration = read_configuration(ground.hosts_file)
    secrets = gather(configuration, lambda text: "")
    fleet = Fleet(configuration, secrets, Journal(folder / "journal"), keep_up=False)
    fleet.start()
    fleet.wait_for_first_answers()
    began = _timed(f"{len(fleet.view.hosts)} hosts read", began)
    wanted = [
        change
        for number, host in enumerate(fleet.view.hosts)
        for change in replica_changes(fleet, host.name, each, first=number * each)
    ]
    original = ground.staged()
    file = folder / "plan.csv"
    write_text(file, plan_text(entries_of_plan(wanted, site_of(fleet.view)), as_csv=True))
    began = _timed(f"CSV of {len(wanted)} adapters written, {file.stat().st_size} bytes", began)
    reading = build_plan(file, fleet.view)
    began = _timed(f"plan built: {len(reading.plan)} changes, {len(reading.problems)} problems", began)
    _apply(fleet, reading.plan, "apply")
    staged = ground.staged()
    wrong = sum(staged[_key(change.key)] != change.after.staged for change in wanted)
    untouched = original.keys() - {_key(change.key) for change in wanted}
    wrong += sum(staged[key] != original[key] for key in untouched)
    began = time.monotonic()
    _read_again(fleet)
    began = _timed("fleet read again", began)
    entries = fleet.journal.read().entries
    back = undo_of(last_apply(entries), entries, site_of(fleet.view)).reading
    _timed(f"undo planned: {len(back.plan)} changes, {len(back.problems)} problems", began)
    _apply(fleet, back.plan, "undo")
    staged = ground.staged()
    wrong += sum(staged[key] != held for key, held in original.items())
    calls = len(ground.ask(do="executed"))
    click.echo(f"{calls} calls executed by the hosts; {wrong} adapters hold something else than was reported")
    fleet.close()
    return 1 if wrong or len(back.plan) != len(wanted) else 0
