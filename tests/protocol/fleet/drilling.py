"""Drills on practice hosts: guests of every kind, deeds in the midst of a step, and what is really so."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.waiting import wait_for
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.drill.pace import Pace
from tui.fleet.drill.run import DrillRun
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.model.drill.profile import Profile
from tui.model.drill.values import DrillPlan, DrillTarget, DrillVerdict, DrillView, MachineDrill
from tui.practice.scenario.reading import parse_scenario
from tui.practice.serve import PracticeServer, ServeOptions

PACE = Pace(first_look=0.05, longest_look=0.3, clean=15.0, read=20.0, probe=0.2)
ADDRESS = "10.9.20.{}"
SWITCHES = ["DR-LAN", {"name": "Isolated", "kind": "private"}]
KINDS: Mapping[str, tuple[dict[str, Any], DrillVerdict, str | None]] = {
    "windows": ({}, DrillVerdict.VERIFIED, None),
    "linux": ({"system": "linux"}, DrillVerdict.VERIFIED, None),
    "nohelper": ({"system": "linux-without-helper"}, DrillVerdict.DIFFERS, "linux-helper"),
    "netman": ({"system": "linux-networkmanager"}, DrillVerdict.DIFFERS, "linux-helper"),
    "noagent": ({"system": "none"}, DrillVerdict.SILENT, "integration-services"),
    "broken": ({"broken": True}, DrillVerdict.SILENT, "kvp-silent"),
    "kvpoff": ({"kvp": False}, DrillVerdict.SILENT, "kvp-off"),
}
"""Every kind of guest that the practice hosts know: its scenario, its verdict and the cause."""


def guest_vm(number: int, kind: str, host: str, **more: Any) -> dict[str, Any]:
    """A replica of one kind, with an address of its own staged; `more` goes into its scenario."""
    address = ADDRESS.format(number)
    return {
        "name": f"{kind}{number:02}",
        "primary": "prod-hv-01",
        "replica": host,
        "memory_mb": 2048,
        "guest": {"boot_seconds": 0.4, **KINDS[kind][0]},
        "adapters": [
            {
                "guest": {"addresses": [f"10.1.20.{number}/24"], "gateways": ["10.1.20.1"], "dns": ["10.1.0.10"]},
                "replica": {
                    "switch": "DR-LAN",
                    "test_switch": "Isolated",
                    "staged": {"addresses": [f"{address}/24"], "gateways": ["10.9.20.1"], "dns": ["10.9.0.10"]},
                },
            }
        ],
        **more,
    }


def scenario(vms: list[dict[str, Any]], hosts: Collection[str] = ("dr-hv-01",), **more: Any) -> dict[str, Any]:
    """A scenario of recovery hosts with short jobs; `more` goes to its top."""
    host = {"memory_gb": 64, "switches": SWITCHES, "habits": {"job_seconds": 0.05}}
    return {"seed": 3, "hosts": [{"name": name, **host} for name in hosts], "vms": vms, **more}


@dataclass
class Ground:
    """Practice hosts in this process, and consoles on them that share one journal."""

    server: PracticeServer
    folder: Path
    hosts_file: Path
    fleets: list[Fleet] = field(default_factory=list)

    def fleet(self, *, read_only: bool = False, probe: bool = False) -> Fleet:
        """A console that has read every host once; with `probe` one that its hosts file allows to try addresses."""
        configuration = read_configuration(self.hosts_file)
        if probe:
            configuration = replace(configuration, settings=replace(configuration.settings, probe=True))
        secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
        fleet = Fleet(configuration, secrets, Journal(self.folder / "journal"), read_only=read_only, keep_up=False)
        self.fleets.append(fleet)
        fleet.start()
        fleet.wait_for_first_answers()
        return fleet

    def truth(self, host: str, vm: str) -> dict[str, Any] | None:
        return next(iter(self.server.administration.truth(host, vm)[host].values()), None)

    def test_vms(self) -> list[tuple[str, str]]:
        """By host and name, whatever any console believes."""
        told = self.server.administration.truth()
        return [(host, name) for host, vms in told.items() for name, vm in vms.items() if vm["mode"] == "TEST_REPLICA"]

    def calls(self, method: str) -> list[str]:
        """Names of the VMs on which hosts ran a method, refused calls too."""
        return [str(call["vm"]) for call in self.server.administration.executed() if call["method"] == method]

    def happen(self, host: str, kind: str, **arguments: str) -> None:
        self.server.administration.happen(host, kind, **arguments)


@contextmanager
def served(
    document: dict[str, Any], folder: Path, *, cluster: str = "", keytab: Path | None = None
) -> Iterator[Ground]:
    """Serve a scenario; with `cluster` the hosts file names it, and its nodes in the place of single hosts.

    With a `keytab` for HTTP/localhost the hosts file says to log on with a Kerberos ticket.
    """
    hosts_file = folder / "ground" / "hosts.yaml"
    parsed = parse_scenario(yaml.safe_dump(document), "drill.yaml")
    with PracticeServer(ServeOptions(parsed, hosts_file, keytab=keytab)) as server:
        ground = Ground(server, folder, hosts_file)
        if keytab is not None:
            written = yaml.safe_load(hosts_file.read_text())
            hosts = [{**host, "kerberos_hostname": "localhost"} for host in written["hosts"]]
            defaults = {"auth": "kerberos", "scheme": "http"}
            ground.hosts_file = folder / "ground" / "own.yaml"
            ground.hosts_file.write_text(yaml.safe_dump({**written, "defaults": defaults, "hosts": hosts}))
        if cluster:
            written = yaml.safe_load(hosts_file.read_text())
            entry = {**written["hosts"][0], "name": cluster, "nodes": written["hosts"]}
            ground.hosts_file = folder / "ground" / "own.yaml"
            ground.hosts_file.write_text(yaml.safe_dump({**written, "hosts": [], "clusters": [entry]}))
        try:
            yield ground
        finally:
            for fleet in ground.fleets:
                fleet.close()


def targets_of(fleet: Fleet, *names: str) -> tuple[DrillTarget, ...]:
    """The replicas of these names, or all of them, in the view's order."""
    return tuple(
        DrillTarget(row.host.name, row.machine.id, row.machine.name)
        for row in fleet.view.rows()
        if row.machine.is_recovery_copy and (not names or row.machine.name in names)
    )


def nothing_answers(addresses: Collection[str], limit: float) -> frozenset[str]:
    return frozenset()


def begin(
    fleet: Fleet,
    *names: str,
    pace: Pace = PACE,
    reach: Callable[[Collection[str], float], frozenset[str]] = nothing_answers,
    profile: Profile | None = None,
    when: "When | None" = None,
    **plan: Any,
) -> DrillRun:
    """Begin a drill that is paced for tests; `when` is told of every newer view from the start."""
    decided = DrillPlan(targets_of(fleet, *names), "a test", **{"guest_patience": 3.0, **plan})
    run = DrillRun(fleet, decided, {}, lambda hosts: None, pace=pace, reach=reach, profile=profile)
    if when is not None:
        when.watch(run)
    run.begin()
    return run


def finish(run: DrillRun, timeout: float = 60.0) -> dict[str, MachineDrill]:
    """Every VM's end, by name."""
    wait_for(lambda: run.view.done, "the drill to end", timeout)
    return {machine.target.vm_name: machine for machine in run.view.machines}


def drill(fleet: Fleet, *names: str, **more: Any) -> dict[str, MachineDrill]:
    return finish(begin(fleet, *names, **more))


class When:
    """Does something once, on the drill's own thread, as soon as a VM comes to a step."""

    def __init__(self, vm: str, step: str, deed: Callable[[], object]) -> None:
        """`step` is the beginning of the step's words."""
        self._vm, self._step, self._deed = vm, step, deed
        self._lock = threading.Lock()
        self._begun = False
        self.did = False

    def watch(self, run: DrillRun) -> None:
        run.listen(lambda: self._look(run.view))

    def _look(self, view: DrillView) -> None:
        with self._lock:
            if self._begun or not any(self._means(machine) for machine in view.machines):
                return
            self._begun = True
        self._deed()
        self.did = True

    def _means(self, machine: MachineDrill) -> bool:
        return machine.target.vm_name == self._vm and machine.step.startswith(self._step)


def short(pace: Pace = PACE, **changed: float) -> Pace:
    return replace(pace, **changed)
