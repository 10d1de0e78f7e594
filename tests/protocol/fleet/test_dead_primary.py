"""The primary site is dead: everything there is staged at the recovery site, with at most one waiver a rule."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.protocol.fleet.plans import held, replica_changes, staged_for, writes
from tests.waiting import wait_for
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.plans.building import site_of
from tui.fleet.plans.files import plan_text, write_text
from tui.fleet.view import HostState
from tui.model.change import Change
from tui.model.plan.entries import entries_of_plan
from tui.practice.hyperv.habits import Habits
from tui.practice.hyperv.values import GuestNetwork
from tui.practice.scenario.plan import AdapterPlan, HostPlan, MachinePlan, NetworkPlan, Scenario, SwitchPlan
from tui.practice.serve import PracticeServer, ServeOptions
from tui.verbs.plans.apply import Conditions, apply
from tui.verbs.terms import DONE, UNUSABLE, Terminal

PROD, RECOVERY, COUNT = "prod-hv-01", ("dr-hv-01", "dr-hv-02", "dr-hv-03", "dr-hv-04"), 120


def _scenario() -> Scenario:
    """One production host that runs every VM, and four hosts that hold their replicas."""
    quick = Habits(job_seconds=0.05)
    hosts = (HostPlan(PROD, switches=(SwitchPlan("PROD-LAN"),)), *(HostPlan(name, habits=quick) for name in RECOVERY))
    dr_lan = (SwitchPlan("DR-LAN"), SwitchPlan("Private", "private"))
    return Scenario(
        tuple(replace(host, memory_gb=4096, switches=host.switches or dr_lan) for host in hosts),
        tuple(
            MachinePlan(
                f"app{number:03}",
                primary=PROD,
                replica=RECOVERY[number % len(RECOVERY)],
                memory_mb=1024,
                adapters=(
                    AdapterPlan(
                        guest=GuestNetwork(ip_addresses=(f"10.1.0.{number + 2}",), subnets=("255.255.255.0",)),
                        primary=NetworkPlan("PROD-LAN"),
                        replica=NetworkPlan("DR-LAN", test_switch="Private"),
                    ),
                ),
            )
            for number in range(COUNT)
        ),
    )


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[PracticeServer]:
    with PracticeServer(ServeOptions(_scenario(), tmp_path / "ground" / "hosts.yaml")) as server:
        yield server


@pytest.fixture
def fleet(ground: PracticeServer, tmp_path: Path) -> Iterator[Fleet]:
    """Opened once the production host is gone."""
    ground.administration.happen(PROD, "host-down")
    configuration = read_configuration(tmp_path / "ground" / "hosts.yaml")
    secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
    opened = Fleet(configuration, secrets, Journal(tmp_path / "journal"), keep_up=False)
    opened.start()
    wait_for(lambda: all(host.state is not HostState.CONNECTING for host in opened.view.hosts), "every host")
    yield opened
    opened.close()


def _plan(fleet: Fleet) -> list[Change]:
    """Addresses of its own for each; a gateway that is no neighbour for half of them, and a mask too short for some."""
    wanted = []
    every = [change for host in RECOVERY for change in replica_changes(fleet, host, COUNT // len(RECOVERY))]
    for number, change in enumerate(every):
        staged = staged_for(number)
        if number % 2:
            staged = replace(staged, gateways=("192.168.31.1",))
        if number % 10 == 0:
            staged = replace(staged, gateways=(*staged.gateways, staged.addresses[0]))
        wanted.append(replace(change, after=replace(change.after, staged=staged)))
    return wanted


def test_120_replicas_are_staged_with_one_waiver_a_rule(ground: PracticeServer, fleet: Fleet, tmp_path: Path) -> None:
    assert fleet.view.host(PROD).state is HostState.FAILED
    plan = _plan(fleet)
    file = tmp_path / "plan.csv"
    write_text(file, plan_text(entries_of_plan(plan, site_of(fleet.view)), as_csv=True))
    lines: list[str] = []
    terminal = Terminal(lines.append, lines.append, lambda question: str(COUNT))

    assert apply(fleet, file, terminal) == UNUSABLE
    stopped = next(line for line in lines if "nothing was sent" in line)
    rules = re.findall(r"[a-z-]+", stopped.partition("--waive RULE=REASON (")[2])
    assert rules == ["gateway-is-address", "gateway-off-subnets"]
    assert writes(ground) == []

    conditions = Conditions("the site is lost", waive=tuple(f"{rule}=the site is lost" for rule in rules))
    assert apply(fleet, file, terminal, conditions) == DONE
    assert lines[-1].startswith(f"{COUNT} verified in ")
    assert [held(ground, change.key) for change in plan] == [change.after.staged for change in plan]
    assert len(writes(ground)) == COUNT
    assert {str(call["host"]) for call in ground.administration.executed()} <= set(RECOVERY)
    reading = fleet.journal.read()
    assert {waiver.rule: len(waiver.places) for waiver in reading.waivers} == {
        "gateway-is-address": COUNT // 10,
        "gateway-off-subnets": COUNT // 2,
    }
    assert len(reading.entries) == COUNT
