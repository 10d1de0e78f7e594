"""A drill profile: other addresses for a drill than for the real thing, staged in their place while it lasts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from tui.model.address import same_values
from tui.model.change import AdapterNetwork, Change
from tui.model.machine import Adapter
from tui.model.plan.values import PlanReading
from tui.model.readiness import MachineKey
from tui.model.staged import StagedRaw


@dataclass(frozen=True, slots=True)
class Profile:
    """What the VMs of one drill hold instead while it lasts."""

    name: str
    changes: tuple[Change, ...]
    """From the live values to the drill's, staged settings alone."""
    problems: tuple[str, ...] = ()
    """Sentences about everything in the file that cannot be staged for these VMs."""
    without: tuple[MachineKey, ...] = ()
    """VMs of the drill for which the file says nothing: they are drilled with their live values."""

    def of(self, host: str, vm: str) -> tuple[Change, ...]:
        """The changes of one VM, by GUID."""
        return tuple(change for change in self.changes if (change.key.host, change.key.vm) == (host, vm))


def profile_of(name: str, reading: PlanReading, targets: Collection[MachineKey]) -> Profile:
    """The part of a plan that is for these VMs; what it asks of connections and test switches is refused."""
    problems = [problem.text for problem in reading.problems]
    changes = []
    for change in reading.plan:
        if MachineKey(change.key.host, change.key.vm) not in targets:
            continue
        if change.rewires:
            problems.append(
                f"{change.title}: a drill profile stages addresses alone: leave connection and switches out"
            )
        else:
            changes.append(change)
    held = {MachineKey(change.key.host, change.key.vm) for change in changes}
    without = tuple(target for target in targets if target not in held)
    return Profile(name, tuple(changes), tuple(problems), without)


def carries(test_adapters: Mapping[str, Adapter], changes: Collection[Change]) -> bool:
    """Whether a test VM holds the drill's values itself, so that its replica's live ones may come back.

    `test_adapters`: the test VM's adapters, as just read, by the GUIDs of the replica's that they stand for.
    """
    return bool(changes) and all(
        change.key.adapter in test_adapters and means(test_adapters[change.key.adapter].staged, change.after.staged)
        for change in changes
    )


def means(one: StagedRaw | None, other: StagedRaw | None) -> bool:
    """Whether two settings are the same, however they are spelt."""
    if one is None or other is None:
        return one is other
    return same_values(one, other)


def back(change: Change, now: Adapter, host: str, mode: int) -> Change:
    """The change that puts the live values of `change` back on an adapter as it is now; possibly of nothing.

    Where it holds neither the drill's values nor the live ones, somebody decided otherwise meanwhile: of nothing, too.
    """
    network = AdapterNetwork.of(now)
    staged = change.before.staged if means(network.staged, change.after.staged) else network.staged
    key = replace(change.key, host=host)
    return replace(change, key=key, mode=mode, before=network, after=replace(network, staged=staged))
