"""The drill profile of one VM: staged before its test VM is made, and taken back as soon as that carries it."""

import threading
from collections.abc import Sequence
from dataclasses import replace

from tui.fleet.drill.ground import Desk
from tui.fleet.drill.pairing import pair_adapters
from tui.fleet.drill.profile import restore, stage_profile
from tui.fleet.drill.progress import Decided, Progress
from tui.model.change import Change
from tui.model.drill.profile import carries
from tui.model.drill.values import DrillVerdict
from tui.model.machine import Machine
from tui.model.result import Outcome
from tui.wsman.fault import WSManError

_NEVER = threading.Event()


class DrillValues:
    """What of a profile is staged on one VM now; for its thread."""

    def __init__(self, progress: Progress, changes: Sequence[Change]) -> None:
        """``changes`` are the profile's for this VM; none: it is drilled with its live values."""
        self._progress = progress
        self._changes = tuple(changes)
        self._staged: tuple[Change, ...] = ()

    def stage(self, desk: Desk) -> None:
        """Raises Decided where not all of it is staged; what was is put back by then, or at the end."""
        if not self._changes:
            return
        progress = self._progress
        progress.set(step="staging the drill's values")
        self._staged = tuple(replace(each, key=replace(each.key, host=desk.host)) for each in self._changes)
        progress.set(banner=f"a drill's values are staged on {desk.host}, and not the live ones")
        results = stage_profile(desk.hands, self._staged, progress.bench.purpose, progress.report)
        failed = next((result for result in results if result.outcome is not Outcome.VERIFIED), None)
        if failed is not None:
            sentence = f"the drill's values could not be staged: {failed.sentence or failed.outcome.value}"
            conflict = failed.outcome is Outcome.CONFLICT
            raise Decided(DrillVerdict.REFUSED, sentence, failed.words, conflict=conflict)

    def restore_if_carried(self, desk: Desk, replica: Machine, test_vm: Machine) -> None:
        """Put the live values back where the test VM has the drill's itself (assumption ``test-vm-own-settings``)."""
        if not self._staged:
            return
        held = desk.staged(test_vm.id)
        twins = pair_adapters(replica, test_vm)
        if carries({key: replace(twin, staged=held.get(twin.id)) for key, twin in twins.items()}, self._staged):
            self._restore()

    def restore(self) -> None:
        """Put back whatever still stands, tried again for as long as a test VM is. Raises nothing of host or disk."""
        if self._staged:
            pace = self._progress.bench.pace
            if not pace.poll(lambda: self._restore() or None, pace.clean, _NEVER):
                self._progress.note("the live values could not be put back: see hvr drill --unfinished")

    @property
    def stands(self) -> bool:
        """Drill values may be staged."""
        return bool(self._staged)

    def _restore(self) -> bool:
        progress = self._progress
        step = progress.now.step
        try:
            found = progress.nodes.find(progress.target.vm, progress.host)
        except WSManError:
            return False
        if found is None:
            return False
        progress.set(step="putting the live values back")
        results = restore(found[0].hands, self._staged, progress.bench.purpose, progress.report)
        progress.set(step=step)
        if all(result.outcome is Outcome.VERIFIED for result in results):
            self._staged = ()
            progress.set(banner="")
            return True
        return False
