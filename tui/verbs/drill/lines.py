"""Drills as lines, for a terminal or a pipe; text from hosts is made printable here."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tui.fleet.drill import LeftOver, UnfinishedDrill
from tui.fleet.drill.stillstaged import StillStaged
from tui.model.drill.causes import CAUSES
from tui.model.drill.values import AdapterProof, DrillVerdict, DrillView, MachineDrill
from tui.model.text import printable

_PLAIN = (DrillVerdict.VERIFIED, DrillVerdict.NOTHING_STAGED)
"""Verdicts that say everything of the adapters themselves."""
_GRAVE = (1, 2, 3)
"""Levels of events: critical, error, warning."""


class Narration:
    """Tells what changed of a drill since it was last asked: a line a VM and step, parts of a step left out."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], str] = {}
        self._wave = 0

    def news(self, view: DrillView) -> Iterator[str]:
        if view.waves > 1 and view.wave != self._wave:
            self._wave = view.wave
            yield f"wave {view.wave} of {view.waves}"
        for machine in view.machines:
            key = (machine.target.host, machine.target.vm)
            step = machine.step.partition(":")[0]
            if step not in ("waiting", self._told.get(key)):
                self._told[key] = step
                said = verdict_text(machine) if step == "over" else step
                yield printable(f"{machine.target.vm_name} · {machine.target.host}: {said}")


def verdict_text(machine: MachineDrill) -> str:
    """``verified: 3 of 3 addresses, gateway, dns``."""
    word = machine.verdict.value if machine.verdict else "cleaned" if machine.cleaned else "left"
    if machine.sentence.startswith(word):
        return machine.sentence
    return f"{word}: {machine.sentence}" if machine.sentence else word


def result_lines(view: DrillView) -> Iterator[str]:
    """Every VM with what stands behind its verdict, what is left, and the count of each verdict."""
    for machine in view.machines:
        yield printable(f"{machine.target.vm_name} · {machine.target.host}: {verdict_text(machine)}{_words(machine)}")
        for proof in machine.adapters if machine.verdict not in _PLAIN else ():
            yield from _adapter_lines(proof)
        for event in machine.events:
            if event.level in _GRAVE and machine.verdict is not DrillVerdict.VERIFIED:
                yield printable(f"    {event.level_name}, event {event.event_id} of {event.channel}: {event.message}")
        yield from (printable(f"    note: {note}") for note in machine.notes)
        if machine.banner:
            yield printable(f"    warning: {machine.banner}")
    counts = Counter(machine.verdict.value for machine in view.machines if machine.verdict)
    if counts:
        yield ", ".join(f"{count} {word}" for word, count in counts.items())
    yield from left_lines(view)


def left_lines(view: DrillView) -> Iterator[str]:
    """Whose test VMs are not gone."""
    for machine in view.machines:
        if not machine.cleaned:
            which = machine.test_vm or "a test VM, perhaps"
            yield printable(f"left: {which} of {machine.target.vm_name} on {machine.test_host or machine.target.host}")


def _adapter_lines(proof: AdapterProof) -> Iterator[str]:
    if proof.cause is None:
        return
    cause = CAUSES[proof.cause]
    yield printable(f"    {proof.name}: {cause.says}; {cause.mends}")
    if proof.missing:
        yield printable(f"    {proof.name}: not reported: {', '.join(proof.missing)}")
    if proof.extra:
        yield printable(f"    {proof.name}: reported and not staged: {', '.join(proof.extra)}")


def _words(machine: MachineDrill) -> str:
    return f" ({machine.words})" if machine.words else ""


def unfinished_lines(drills: Iterable[UnfinishedDrill]) -> Iterator[str]:
    """Every drill without an end, who began it, and where each of its VMs stands."""
    for drill in drills:
        state = f"it runs in another console: {drill.running}" if drill.running else "interrupted"
        who = f"{drill.operator.user}, {drill.began:%Y-%m-%d %H:%M:%SZ}"
        yield printable(f"drill {drill.id[:8]} by {who}, “{drill.reason}”: {state}")
        for machine in drill.machines:
            yield printable(f"    {machine.noted.vm_name} · {machine.noted.host}: {machine.sentence}")


def leftover_lines(left: Iterable[LeftOver]) -> Iterator[str]:
    for each in left:
        of = f"test VM of {each.replica_name or each.replica}" if each.replica else "test VM, parted from its replica"
        state = "runs" if each.running else "off"
        yield printable(f"{each.name} · {each.host}: {of}, {state} [{each.test_vm}]")


def staged_lines(still: Iterable[StillStaged]) -> Iterator[str]:
    """Drill values that stand where the live ones should."""
    for each in still:
        change = each.change
        certain = "are" if each.certain else "may be"
        yield printable(
            f"{change.vm_name} / {change.adapter_name} · {change.key.host}: values of drill {each.run[:8]} {certain} "
            "staged in place of the live ones"
        )
