"""A drill in waves over practice hosts with guests of every kind, each verdict held against what the scenario is.

Prints counts and seconds, and ends with code 1 where a verdict, a cause or the clean-up is not right.
"""

import random
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

import click
import yaml

from tests.protocol.fleet.drilling import KINDS, guest_vm, nothing_answers, scenario, targets_of
from tests.serving import ServedHosts
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.drill import close_finished, leftovers, unfinished_drills
from tui.fleet.drill.pace import Pace
from tui.fleet.drill.run import DrillRun
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.model.drill.values import DrillPlan, DrillVerdict, DrillView, MachineDrill

_WAIVED = {"kvp-not-offered": "the drill is to find it"}
_BOOT_S = 5.0
_FAULTS: tuple[dict[str, Any], ...] = (
    {},
    {"drop_after": 2},
    {"drop_after": 4},
    {"lose_answer": True},
    {"half_answer": True},
    {"hang": True},
    {"delay": 0.5},
    {"status": 503},
)
"""Of the listeners; an empty one restarts it."""


class _Chaos:
    """Hosts that drop, stall, lose answers and restart at random, until told to stop."""

    def __init__(self, ground: ServedHosts, hosts: list[str], seed: int) -> None:
        self._ground, self._hosts, self._chance = ground, hosts, random.Random(seed)
        self._over = threading.Event()
        self.did = 0
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        while not self._over.wait(self._chance.uniform(0.3, 1.5)):
            host, faults = self._chance.choice(self._hosts), self._chance.choice(_FAULTS)
            self.did += 1
            if not faults:
                self._ground.ask(do="stop", host=host)
                self._over.wait(self._chance.uniform(0.2, 2.0))
                self._ground.ask(do="start", host=host)
                continue
            self._ground.ask(do="misbehave", host=host, **faults)
            self._over.wait(self._chance.uniform(0.1, 0.8))
            self._ground.ask(do="misbehave", host=host)

    def stop(self) -> None:
        self._over.set()
        self._thread.join()


def run(vms: int, hosts: int, wave: int, at_once: int, patience: float, seed: int | None) -> None:
    """Raises SystemExit with code 1 where anything is not as it should be; with `seed` the hosts are restless."""
    names = [f"dr-hv-{number:02}" for number in range(1, hosts + 1)]
    kinds = tuple(KINDS)
    machines = []
    for number in range(vms):
        kind = kinds[number % len(kinds)]
        machine = guest_vm(number + 11, kind, names[number % hosts])
        machine["guest"]["boot_seconds"] = _BOOT_S
        machines.append(machine)
    with tempfile.TemporaryDirectory(prefix="hvr-soak-") as folder:
        file = Path(folder) / "scenario.yaml"
        file.write_text(yaml.safe_dump(scenario(machines, names)))
        with ServedHosts(Path(folder), "--with-parent", str(file)) as ground:
            sys.exit(_soak(ground, Path(folder), names, (wave, at_once, patience), seed))


def _soak(ground: ServedHosts, folder: Path, hosts: list[str], pace: tuple[int, int, float], seed: int | None) -> int:
    configuration = read_configuration(ground.hosts_file)
    fleet = Fleet(configuration, gather(configuration, lambda text: ""), Journal(folder / "journal"), keep_up=False)
    fleet.start()
    fleet.wait_for_first_answers()
    wave, at_once, patience = pace
    plan = DrillPlan(targets_of(fleet), "soak", at_once, wave, patience, _WAIVED)
    drill = DrillRun(fleet, plan, {}, lambda hosts: None, pace=Pace(), reach=nothing_answers)
    chaos = _Chaos(ground, hosts, seed) if seed is not None else None
    drill.begin()
    began, most = time.monotonic(), 0
    while not drill.view.done:
        most = max(most, len(_test_vms(ground)))
        time.sleep(0.5)
    seconds = time.monotonic() - began
    if chaos is not None:
        chaos.stop()
        click.echo(f"{chaos.did} misdeeds of the hosts meanwhile")
    view, left = drill.view, _test_vms(ground)
    told = {f"{machine.target.vm_name} - Test" for machine in view.machines if not machine.cleaned}
    _tell(ground, view, seconds, most)
    wrong = [machine for machine in view.machines if not _is_right(machine, restless=chaos is not None)]
    for machine in wrong:
        click.echo(f"wrong: {machine.target.vm_name}: {machine.verdict} {machine.adapters} {machine.sentence}")
    twice = [vm for vm, count in _accepted(ground).items() if count > 1]
    click.echo(f"{len(wrong)} verdicts or causes are wrong; {len(left)} test VMs left, {len(told)} told to be left")
    click.echo(f"{len(twice)} VMs were asked twice for a test VM")
    bad = wrong or twice or set(left) - told or (left and chaos is None)
    if left:
        bad = _clean(fleet, ground) or bad
    unfinished = unfinished_drills(fleet.journal, fleet.view)
    click.echo(f"{len(unfinished)} drills unfinished at the end")
    fleet.close()
    return 1 if bad or unfinished else 0


def _clean(fleet: Fleet, ground: ServedHosts) -> bool:
    """What is left is cleaned as the next console would do it; whether anything is left even then."""
    _read_again(fleet)
    run = fleet.clean(leftovers(fleet.view), "soak")
    while not run.view.done:
        time.sleep(0.1)
    _read_again(fleet)
    settled = threading.Semaphore(0)
    for _ in range(fleet.settle_unknown(lambda entry, result: settled.release())):
        settled.acquire()
    close_finished(unfinished_drills(fleet.journal, fleet.view), fleet.journal)
    still = _test_vms(ground)
    click.echo(f"cleaned {len(run.view.machines)}; {len(still)} test VMs left then")
    return bool(still)


def _read_again(fleet: Fleet) -> None:
    fleet.refresh()
    while any(host.reading for host in fleet.view.hosts):
        time.sleep(0.1)


def _tell(ground: ServedHosts, view: DrillView, seconds: float, most: int) -> None:
    calls = Counter(call["method"] for call in ground.ask(do="executed"))
    counts = Counter(machine.verdict.value for machine in view.machines if machine.verdict)
    click.echo(f"{len(view.machines)} VMs in {view.waves} waves in {seconds:.0f} s: {dict(counts)}")
    click.echo(f"at most {most} test VMs at a time; to running {_spread(view.machines, 'running')}")
    click.echo(f"to verified {_spread(view.machines, 'verified')}; to the end {_spread(view.machines, 'ended')}")
    click.echo(f"calls: {dict(calls)}; events: {sum(len(machine.events) for machine in view.machines)}")


def _accepted(ground: ServedHosts) -> Counter[str]:
    """How often hosts took up the making of a test VM, by replica."""
    calls = (call for call in ground.ask(do="executed") if call["method"] == "TestReplicaSystem")
    return Counter(str(call["vm"]) for call in calls if call["return_value"] in (0, 4096))


def _is_right(machine: MachineDrill, *, restless: bool) -> bool:
    """Restless hosts may fail a drill, which then says so; what it claims to have proved has to be right even then."""
    if restless and machine.verdict in (DrillVerdict.FAILED, DrillVerdict.REFUSED):
        return bool(machine.sentence)
    kind = machine.target.vm_name.rstrip("0123456789")
    _, verdict, cause = KINDS[kind]
    number = int(machine.target.vm_name.removeprefix(kind))
    proof = machine.adapters[0] if machine.adapters else None
    if machine.verdict is not verdict or proof is None or proof.cause != cause:
        return False
    if not machine.cleaned and not restless:
        return False
    arrived = proof.reported is not None and proof.reported.addresses == (f"10.9.20.{number}",)
    return arrived == (verdict is DrillVerdict.VERIFIED)


def _test_vms(ground: ServedHosts) -> list[str]:
    told = ground.ask(do="truth").values()
    return [name for vms in told for name, vm in vms.items() if vm["mode"] == "TEST_REPLICA"]


def _spread(machines: tuple[MachineDrill, ...], moment: str) -> str:
    """Median and longest of the seconds from a VM's beginning."""
    took = [
        (getattr(machine, moment) - machine.began).total_seconds()
        for machine in machines
        if machine.began is not None and getattr(machine, moment) is not None
    ]
    return f"median {statistics.median(took):.1f} s, longest {max(took):.1f} s" if took else "never"
