"""What is counted of a fleet's VMs, kept as they come, change and go."""

from collections import Counter

from tui.model import states
from tui.model.readiness import Verdict
from tui.screens.rows_of.header import Counts
from tui.screens.rows_of.listed import Listed
from tui.screens.rows_of.machines import is_copy


class Tally:
    """Counts that belong to the list: a VM is in them exactly while it is in the list, as it is there."""

    def __init__(self) -> None:
        self.all = 0
        self.of_copies = 0
        """Replicas and test VMs: what is listed where not everything is."""
        self._copies = self._tests = 0
        self._verdicts: Counter[Verdict] = Counter()

    def count(self, each: Listed, by: int) -> None:
        """`by` 1 for a VM as it is now, -1 to take it out as it was counted."""
        machine, standing = each.machine, each.standing
        self.all += by
        self.of_copies += by * is_copy(machine)
        self._copies += by * machine.is_recovery_copy
        self._tests += by * (machine.mode == states.TEST_REPLICA)
        if standing is not None and standing.is_copy and each.verdict is not None:
            self._verdicts[each.verdict] += by

    def counts(self, *, judged: bool) -> Counts:
        """For the header."""
        return Counts(self._copies, self._tests, judged, +self._verdicts)
