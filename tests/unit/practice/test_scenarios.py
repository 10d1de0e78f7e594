"""Scenario files, the built-in fleet and generated ones."""

from pathlib import Path

import pytest
import yaml

from tests.unit.practice.bench import SCENARIO, START, Bench, fleet
from tui.practice.clock import Clock
from tui.practice.fleet import Fleet
from tui.practice.hyperv import happenings, texts
from tui.practice.hyperv.values import Mode, ReplicationState, Vlan
from tui.practice.scenario.builtin import default_scenario, generated_scenario
from tui.practice.scenario.reading import parse_scenario, read_scenario
from tui.practice.scenario.section import ScenarioError, Section

EXAMPLES = sorted(
    path
    for path in (Path(__file__).parents[3] / "examples").glob("*.yaml")
    if "vms" in yaml.safe_load(path.read_text("utf-8"))
)
ONE_HOST = "hosts: [{name: dr}]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hosts: [{name: dr}]\nvmz: []\n", "x.yaml line 2: vmz is no key here"),
        ("hosts: [{name: dr}, {name: dr}]\n", "x.yaml line 1: hosts has dr twice"),
        ("hosts: []\n", "x.yaml line 1: hosts has to name at least one host"),
        ("hosts:\n  - {name: dr, memory_gb: much}\n", "x.yaml line 2: memory_gb has to be a whole number"),
        ("hosts:\n  - {name: dr, memory_gb: 4}\n", "x.yaml line 2: memory_gb has to be from 8 to 65536"),
        ("hosts:\n  - {build: '2019'}\n", "x.yaml line 2: hosts lacks name"),
        ("hosts:\n  - {name: dr, build: '2008'}\n", "x.yaml line 2: build has to be one of 2012R2, 2019, 23H2"),
        (ONE_HOST + "vms:\n  - name: a\n    replica: drr\n", "x.yaml line 3: name a is on no host of this scenario"),
        (
            ONE_HOST + "vms:\n  - name: a\n    replica: dr\n    replication:\n      behind: long\n",
            "x.yaml line 6: behind has to be a time such as 45 s, 7 min, 2 h or 3 d",
        ),
        (
            ONE_HOST
            + "vms:\n  - name: a\n    replica: dr\n    adapters:\n      - replica: {staged: {addresses: [10.1.1.1]}}\n",
            "x.yaml line 6: addresses has 10.1.1.1 without a prefix",
        ),
        (
            ONE_HOST + "vms:\n  - name: a\n    replica: dr\n    adapters: [{mac: 00-15-5D-00-00-01}]\n",
            "x.yaml line 5: mac has to look like 00155D0A0B0C",
        ),
        (
            ONE_HOST + "vms:\n  - name: a\n    replica: dr\n    adapters: [{vlan: 5000}]\n",
            "x.yaml line 5: vlan has to be from 1 to 4094",
        ),
        (ONE_HOST + "timeline:\n  - {host: dr, do: dance}\n", "x.yaml line 3: do has to be one of truncate-staged"),
        (
            ONE_HOST + "timeline:\n  - {host: dr, do: truncate-staged, vm: a}\n",
            "x.yaml line 3: vm names a, which is no machine of this scenario",
        ),
        ("hosts: [\n", "x.yaml line 2: "),
        ("", "x.yaml: the file is empty"),
        ("- a\n", "x.yaml line 1: scenario has to be a mapping"),
    ],
)
def test_a_wrong_file_is_one_line_with_file_line_and_key(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_scenario(text, "x.yaml")
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_example_scenario_is_read_and_runs_its_timeline(path: Path) -> None:
    scenario = read_scenario(path)
    hosts = Fleet(scenario, Clock(START, speed=0))
    hosts.clock.advance(max((each.after for each in scenario.timeline), default=START - START))
    assert set(hosts.hosts) == {host.name for host in scenario.hosts}


def test_the_practice_fleet_has_two_recovery_hosts_and_the_primary_they_protect() -> None:
    hosts = Fleet(default_scenario(), Clock(START, speed=0)).hosts
    assert list(hosts) == ["dr-hv-01", "dr-hv-02", "prod-hv-01"]
    assert 36 <= sum(len(host.state.machines) for host in hosts.values()) <= 44
    primaries = {machine.id for machine in hosts["prod-hv-01"].state.machines.values() if machine.mode is Mode.PRIMARY}
    replicas = {
        machine.id
        for name in ("dr-hv-01", "dr-hv-02")
        for machine in hosts[name].state.machines.values()
        if machine.mode is Mode.REPLICA
    }
    assert primaries <= replicas


def test_the_practice_fleet_has_everything_that_a_drill_should_meet() -> None:
    hosts = Fleet(default_scenario(), Clock(START, speed=0)).hosts
    replicas = [
        machine
        for name in ("dr-hv-01", "dr-hv-02")
        for machine in hosts[name].state.machines.values()
        if machine.mode is Mode.REPLICA
    ]
    adapters = [adapter for machine in replicas for adapter in machine.adapters]
    staged = [adapter.staged for adapter in adapters if adapter.staged]
    assert any(len(machine.adapters) == 2 for machine in replicas)
    assert any(adapter.legacy for adapter in adapters)
    assert any(len(each.ip_addresses) > 3 for each in staged)
    assert any(each.ip_addresses == () for each in staged)
    assert any(":" in address for each in staged for address in each.ip_addresses)
    assert any("192.168.31.1" in each.default_gateways for each in staged)
    assert any(isinstance(adapter.vlan, Vlan) and adapter.vlan.trunk_ids for adapter in adapters)
    assert any(machine.guest.system.startswith("linux") for machine in replicas)
    assert {ReplicationState.SUSPENDED, ReplicationState.WAITING_FOR_RESYNC} <= {
        machine.relationships[0].state for machine in replicas
    }
    switches = {switch for name in ("dr-hv-01", "dr-hv-02") for switch in hosts[name].state.switches}
    assert any(a.cable and a.cable.enabled and a.cable.switch_id not in switches for a in adapters)


def test_the_same_seed_makes_the_same_fleet() -> None:
    assert generated_scenario(2, 30, 5) == generated_scenario(2, 30, 5)
    assert generated_scenario(2, 30, 5) != generated_scenario(2, 30, 6)


def test_a_generated_fleet_has_as_many_hosts_and_machines_as_asked_for() -> None:
    hosts = Fleet(generated_scenario(4, 25, 1), Clock(START, speed=0)).hosts
    assert [len(host.state.machines) for host in hosts.values()] == [25, 25, 25, 25]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_language_says_the_same_things(language: str) -> None:
    fields = {name: name for name in ("vm", "id", "adapter", "switch", "test", "primary", "reason", "megabytes")}
    fields |= {"code": "0x1", "partner": "prod"}
    english = texts._sentences("en-US")
    other = texts._sentences(language)
    assert set(english) == set(other)
    assert set(texts.EVENTS) <= set(other)
    for key, sentence in other.items():
        assert sentence.format(**fields)
        assert sentence.count("{vm}") == english[key].count("{vm}") or key == "no-memory"


def test_a_host_speaks_its_language() -> None:
    text = SCENARIO.replace("  - name: dr\n", "  - name: dr\n    language: ja-JP\n")
    dr = Bench(fleet(text), "dr")
    host = dr.one("Msvm_ComputerSystem", Name="dr")
    machine = dr.one("Msvm_ComputerSystem", ElementName="sql01")
    assert (host.values["Caption"], machine.values["Caption"]) == ("ホスト コンピューター システム", "仮想マシン")
    assert machine.values["Description"] == "Microsoft Virtual Machine"
    assert machine.values["Status"] == "OK"


def test_one_example_has_every_key_and_every_happening(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that the reader asks for and that `every-key.yaml` does not have is not documented anywhere."""
    asked: dict[str, set[str]] = {}
    given: dict[str, set[str]] = {}
    close = Section.close

    def remember(section: Section) -> None:
        title = "replica" if section._title in ("primary", "extended") else section._title
        asked.setdefault(title, set()).update(section._asked)
        given.setdefault(title, set()).update(section._entries)
        close(section)

    monkeypatch.setattr(Section, "close", remember)
    scenario = read_scenario(EXAMPLES[0].with_name("every-key.yaml"))
    assert given == asked
    assert {each.kind for each in scenario.timeline} == set(happenings.NEEDS)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{host: dr, do: give-rights, right: write}", "right is no key here; there may be after, do, host"),
        ("{host: dr, do: move-clock, seconds: soon}", "seconds has to be a number"),
    ],
)
def test_a_happening_takes_only_its_own_arguments(line: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        parse_scenario(f"{ONE_HOST}timeline:\n  - {line}\n", "x.yaml")


@pytest.mark.parametrize(
    ("written", "others", "single"),
    [
        ("20", 20.0, ()),
        ("real", 20.0, ()),
        ("{Msvm_ComputerSystem: 5, others: 1}", 1.0, (("Msvm_ComputerSystem", 5.0),)),
    ],
)
def test_what_an_instance_costs_is_a_number_a_profile_or_a_number_a_class(
    written: str, others: float, single: tuple[tuple[str, float], ...]
) -> None:
    (host,) = parse_scenario(f"hosts: [{{name: dr, instance_milliseconds: {written}}}]\n", "x.yaml").hosts
    assert (host.instance_milliseconds, host.class_milliseconds) == (others, single)


def test_what_holds_for_https_alone_needs_https() -> None:
    with pytest.raises(ScenarioError, match="line 1: name dr needs https: true"):
        parse_scenario("hosts: [{name: dr, client_certificates: true}]\n", "x.yaml")
