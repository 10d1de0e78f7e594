"""Scenario files: YAML into the frozen values of `plan`."""

from datetime import timedelta
from pathlib import Path

import yaml

from tui.practice.http.options import ChannelBinding
from tui.practice.hyperv import happenings
from tui.practice.hyperv.habits import EmptyArray, Habits
from tui.practice.hyperv.texts import LANGUAGES
from tui.practice.scenario.machines import read_machine
from tui.practice.scenario.plan import (
    ClusterPlan,
    Happening,
    HostPlan,
    MachinePlan,
    Scenario,
    SwitchKind,
    SwitchPlan,
)
from tui.practice.scenario.section import ScenarioError, Section
from tui.practice.wmi.catalogue import Build

_BUILDS = {"2012R2": Build.WS2012R2, "2019": Build.WS2019, "23H2": Build.WS23H2}
_KINDS: dict[str, SwitchKind] = {"external": "external", "internal": "internal", "private": "private"}
_BINDINGS: dict[str, ChannelBinding] = {"none": "none", "relaxed": "relaxed", "strict": "strict"}
REAL_MILLISECONDS = 20.0
"""What an instance costs a busy real host's provider."""
_EMPTY: dict[str, EmptyArray] = {
    "accepted": "accepted", "refused": "refused", "unchanged": "unchanged", "cleared": "cleared",
}  # fmt: skip


def read_scenario(path: Path) -> Scenario:
    """The scenario of a file. Raises ScenarioError, one line naming file, line and key; OSError."""
    return parse_scenario(path.read_text("utf-8"), str(path))


def parse_scenario(text: str, file: str) -> Scenario:
    """The scenario of a text; `file` is its name for messages. Raises ScenarioError."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise ScenarioError(f"{file} line {line}: {fault.problem}") from None
    except yaml.YAMLError as fault:
        raise ScenarioError(f"{file}: {fault}".replace("\n", " ")) from None
    if node is None:
        raise ScenarioError(f"{file}: the file is empty")
    top = Section(file, node, "scenario")
    hosts = tuple(_host(section) for section in top.sections("hosts"))
    machines = tuple(read_machine(section, {host.name for host in hosts}) for section in top.sections("vms"))
    _check_names(top, hosts, machines)
    scenario = Scenario(
        hosts=hosts,
        machines=machines,
        clusters=tuple(_cluster(section, hosts) for section in top.sections("clusters")),
        timeline=tuple(_happening(each, hosts, [vm.name for vm in machines]) for each in top.sections("timeline")),
        speed=top.number("speed", 1.0),
        start=top.moment("start"),
        seed=top.integer("seed", 1),
    )
    top.close()
    return scenario


def _check_names(top: Section, hosts: tuple[HostPlan, ...], machines: tuple[MachinePlan, ...]) -> None:
    if not hosts:
        raise top.fail("hosts", "has to name at least one host")
    for key, names in (("hosts", [host.name for host in hosts]), ("vms", [machine.name for machine in machines])):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise top.fail(key, f"has {twice} twice")


def _host(section: Section) -> HostPlan:
    habits = section.section("habits")
    usual, of_classes = _milliseconds(section)
    host = HostPlan(
        name=section.text("name"),
        build=section.choice("build", _BUILDS, Build.WS2019),
        language=section.choice("language", {language: language for language in LANGUAGES}, "en-US"),
        memory_gb=section.integer("memory_gb", 256, 8, 65536),
        switches=tuple(section.either("switches", SwitchPlan, _switch)),
        habits=Habits() if habits is None else _habits(habits),
        instance_milliseconds=usual,
        class_milliseconds=of_classes,
        missing_channels=section.texts("missing_channels"),
        https=section.boolean("https", False),
        basic=section.boolean("basic", False),
        channel_binding=section.choice("channel_binding", _BINDINGS, "relaxed"),
        client_certificates=section.boolean("client_certificates", False),
    )
    section.close()
    if not host.https and (host.client_certificates or section.has("channel_binding")):
        raise section.fail("name", f"{host.name} needs https: true for client_certificates and channel_binding")
    return host


def _milliseconds(section: Section) -> tuple[float, tuple[tuple[str, float], ...]]:
    """A number, the word real, or a number for each class and one for all others."""
    key = "instance_milliseconds"
    if section.is_mapping(key) and (inner := section.section(key)) is not None:
        others = inner.number("others", 0.0)
        return others, tuple((name, inner.number(name, 0.0)) for name in inner.names() if name != "others")
    if section.is_word(key):
        return section.choice(key, {"real": REAL_MILLISECONDS}, 0.0), ()
    return section.number(key, 0.0), ()


def _switch(section: Section) -> SwitchPlan:
    switch = SwitchPlan(section.text("name"), section.choice("kind", _KINDS, "external"))
    section.close()
    return switch


def _habits(section: Section) -> Habits:
    usual = Habits()
    habits = Habits(
        empty_array=section.choice("empty_array", _EMPTY, usual.empty_array),
        checks_addresses=section.boolean("checks_addresses", usual.checks_addresses),
        job_seconds=section.number("job_seconds", usual.job_seconds),
        failing_jobs=section.text("failing_jobs", usual.failing_jobs),
        lying_jobs=section.boolean("lying_jobs", usual.lying_jobs),
        injection_channel=section.text("injection_channel", usual.injection_channel),
        visible=section.boolean("visible", usual.visible),
        writable=section.boolean("writable", usual.writable),
    )
    section.close()
    return habits


def _cluster(section: Section, hosts: tuple[HostPlan, ...]) -> ClusterPlan:
    cluster = ClusterPlan(
        name=section.text("name"),
        nodes=section.texts("nodes"),
        broker=section.optional_text("broker"),
        readable=section.boolean("readable", True),
    )
    for node in cluster.nodes:
        if node not in {host.name for host in hosts}:
            raise section.fail("nodes", f"names {node}, which is no host of this scenario")
    section.close()
    return cluster


def _happening(section: Section, hosts: tuple[HostPlan, ...], vms: list[str]) -> Happening:
    after = section.duration("after", timedelta(0))
    host = section.text("host")
    if host not in {each.name for each in hosts}:
        raise section.fail("host", f"names {host}, which is no host of this scenario")
    if not section.has("do"):
        raise section.fail("do", "is missing")
    kind = section.choice("do", {kind: kind for kind in happenings.NEEDS}, "")
    names = (*happenings.NEEDS[kind], *happenings.MAY.get(kind, ()))
    given = {name: section.text(name) for name in names if section.has(name)}
    for name in happenings.NUMBERS:
        if name in given:
            section.number(name, 0.0)
    for name in happenings.NEEDS[kind]:
        if name not in given:
            raise section.fail("do", f"{kind} needs {name}")
    if "vm" in given and given["vm"] not in vms:
        raise section.fail("vm", f"names {given['vm']}, which is no machine of this scenario")
    section.close()
    return Happening(after, host, kind, tuple(given.items()))
