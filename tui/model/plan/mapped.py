"""Mapping rules carried out over the fleet: which adapter gets what by which rule, and what is in the way."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType

from tui.model.change import AdapterKey, Change
from tui.model.machine import Adapter, Machine
from tui.model.plan.mapadapter import InTheWay, Mapped, NothingToDo, map_adapter
from tui.model.plan.ruleset import RuleSet
from tui.model.plan.values import PlanProblem, PlanReading, Site, Where
from tui.model.text import printable


def plan_of_rules(rules: RuleSet, site: Site, only: Collection[AdapterKey] | None = None) -> PlanReading:
    """What the rules would stage on every replica's adapter, or on those in `only`.

    An adapter with an address that no rule and no exception covers is a problem: nothing is dropped silently. One of
    whose addresses no rule covers any is left alone and noted. Two VMs that would get one address are both a problem.
    """
    plan: dict[AdapterKey, tuple[Change, Mapped]] = {}
    problems: list[PlanProblem] = []
    notes: list[PlanProblem] = []
    unchanged = 0
    for key, machine, adapter in _adapters(site, only):
        name = f"{printable(machine.name)} / {printable(adapter.name)} on {key.host}"
        exemption = rules.exempt(key, machine, adapter)
        if exemption is not None:
            notes.append(PlanProblem(f"{name}: left alone, {exemption.reason}", Where(rules.file, exemption.line)))
            continue
        try:
            mapping = map_adapter(rules, site, key, machine, adapter)
        except InTheWay as reason:
            problems.append(PlanProblem(f"{name}: {reason}"))
            continue
        except NothingToDo as reason:
            notes.append(PlanProblem(f"{name}: {reason}"))
            continue
        notes += [PlanProblem(f"{name}: {remark}") for remark in mapping.remarks]
        change = Change.begin(key.host, machine, adapter)
        change = replace(change, after=replace(change.after, staged=mapping.staged))
        if change.is_empty:
            unchanged += 1
        else:
            plan[key] = (change, mapping)
    for key, sentence in _collisions(plan):
        plan.pop(key, None)
        problems.append(PlanProblem(sentence))
    return PlanReading(
        tuple(change for change, _ in plan.values()),
        tuple(problems),
        tuple(notes),
        unchanged,
        MappingProxyType({key: mapping.trace for key, (_, mapping) in plan.items()}),
    )


def _adapters(site: Site, only: Collection[AdapterKey] | None) -> list[tuple[AdapterKey, Machine, Adapter]]:
    return [
        (key, machine, adapter)
        for host in site
        if host.inventory is not None and host.answers
        for machine in host.inventory.machines
        if machine.is_recovery_copy
        for adapter in machine.adapters
        if (key := AdapterKey(host.name, machine.id, adapter.id)) and (only is None or key in only)
    ]


def _collisions(plan: dict[AdapterKey, tuple[Change, Mapped]]) -> list[tuple[AdapterKey, str]]:
    """Adapters that would share an address with another VM; members of one family are one VM."""
    users: dict[str, dict[str, list[tuple[AdapterKey, str]]]] = defaultdict(lambda: defaultdict(list))
    for key, (change, mapping) in plan.items():
        for address in mapping.staged.addresses:
            users[address][key.vm].append((key, f"{printable(change.vm_name)} on {key.host}"))
    return [
        (key, f"{name} would get {address}, and so would {', '.join(sorted(_others(by_vm, key.vm)))}")
        for address, by_vm in users.items()
        if len(by_vm) > 1
        for members in by_vm.values()
        for key, name in members
    ]


def _others(by_vm: dict[str, list[tuple[AdapterKey, str]]], vm: str) -> set[str]:
    return {name for other, members in by_vm.items() if other != vm for _, name in members}
