"""Drill profiles on hosts: the live values kept, the drill's staged, the live ones put back.

The journal holds every change before it is sent, with what was there before; shared, it is the second place in which
the live values stand. A journal of one's own is not: a file is asked for then.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from tui.fleet.drill.stillstaged import still_staged
from tui.fleet.hands import Hands, silent
from tui.fleet.journal import Journal
from tui.fleet.plans.building import site_of
from tui.fleet.plans.files import plan_text, read_plan, write_text
from tui.fleet.view import FleetView
from tui.fleet.writing import Purpose, Report
from tui.hyperv.adapter import read_adapter
from tui.model.change import Change
from tui.model.drill.profile import Profile, back, profile_of
from tui.model.drill.values import DrillTarget
from tui.model.plan.building import plan_of_entries
from tui.model.plan.entries import entries_of_plan
from tui.model.readiness import MachineKey
from tui.model.result import ChangeResult, Outcome
from tui.wsman.fault import WSManError


class ProfileRefused(Exception):
    """A profile that is not staged; one sentence that says why and what to do."""


def read_profile(path: Path, view: FleetView, targets: Iterable[DrillTarget]) -> Profile:
    """A plan file, YAML or CSV, as the profile of these VMs. Raises FileError for a file that is no plan."""
    file = read_plan(path)
    reading = plan_of_entries(file.entries, site_of(view))
    profile = profile_of(path.name, reading, [MachineKey(target.host, target.vm) for target in targets])
    return replace(profile, problems=(*(problem.text for problem in file.problems), *profile.problems))


def keep_live(profile: Profile, journal: Journal, view: FleetView, file: Path | None, now: datetime) -> None:
    """Put the live values in a second place, before any of the drill's is staged.

    `file`: a plan to be written that stages the live values again, for whoever has to do it by hand. Raises
    ProfileRefused where the journal is nobody else's and no file is named, or where the values of an earlier drill
    still stand, and FileError and JournalError.
    """
    reading = journal.read()
    standing = {still.adapter for still in still_staged(reading.entries, reading.runs)}
    for change in profile.changes:
        if replace(change.key, host="") in standing:
            sentence = "holds the values of an earlier drill: put its live ones back first"
            raise ProfileRefused(f"{change.vm_name} / {change.adapter_name} {sentence}")
    if file is not None:
        live = [replace(change, after=change.before) for change in profile.changes]
        write_text(file, plan_text(entries_of_plan(live, site_of(view)), as_csv=False, taken=now))
    elif not journal.folder.shared:
        sentence = "while a profile is staged the live values must be in a second place: share the journal"
        raise ProfileRefused(f"{sentence}, or name a file to keep them in")


def stage_profile(
    hands: Hands, changes: Sequence[Change], purpose: Purpose, report: Report = silent
) -> tuple[ChangeResult, ...]:
    """Stage a VM's drill values; `purpose.run` is the drill's id. All verified, or what was staged is put back.

    Raises nothing that a host or a disk can cause. A result that is not verified says why the VM is not to be drilled.
    """
    results: list[ChangeResult] = []
    for change in changes:
        result = hands.change(change, purpose, report)
        results.append(result)
        if result.outcome is not Outcome.VERIFIED:
            restore(hands, [each.change for each in results], purpose, report)
            break
    return tuple(results)


def restore(
    hands: Hands, changes: Iterable[Change], purpose: Purpose, report: Report = silent
) -> tuple[ChangeResult, ...]:
    """Put back the live values of changes that staged a profile, on whichever node has the VM now.

    Verified also where the live values were there already, or where somebody staged something else meanwhile, which is
    left as it is. The journal holds either. Early, while the test VM runs, only where that carries the
    drill's values itself (assumption ``test-vm-own-settings``).
    """
    return tuple(_restore(hands, change, purpose, report) for change in changes)


def _restore(hands: Hands, change: Change, purpose: Purpose, report: Report) -> ChangeResult:
    try:
        reading = hands.read(lambda client: read_adapter(client, change.key.vm, change.key.adapter))
    except WSManError as error:
        sentence = f"{hands.host} could not be read: the drill's values may still be staged"
        return ChangeResult(change, Outcome.NOT_SENT, sentence, error.words)
    if reading.adapter is None or reading.mode is None:
        return ChangeResult(change, Outcome.DIFFERS, f"{hands.host} no longer has this adapter")
    return hands.change(back(change, reading.adapter, hands.host, reading.mode), purpose, report)
