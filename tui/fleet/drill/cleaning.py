"""A test VM turned off and destroyed, wherever its cluster has it now."""

from tui.fleet.drill.nodes import Nodes
from tui.fleet.trouble import described
from tui.fleet.writing import Purpose, Report
from tui.model import states
from tui.model.result import Outcome
from tui.model.step import Action, Step, StepResult
from tui.wsman.fault import WSManError

_LOOKS_FOR_NOTHING = 6
"""How often the host must show no test VM before one that may have been asked for counts as never made."""


class Cleaner:
    """One test VM's, for one thread. Told what is known of it; asks the host for the rest."""

    def __init__(self, nodes: Nodes, replica: str | None, name: str, purpose: Purpose, report: Report) -> None:
        """``replica`` is its GUID, None where no association tells it; ``name`` is for people."""
        self._nodes = nodes
        self._replica = replica
        self._name = name
        self._purpose = purpose
        self._report = report
        self._looks = 0
        self.found: str | None = None
        """GUID of the test VM, where it was looked for by its association."""
        self.why = ""
        """Why it is still there, a sentence."""
        self.words = ""
        """The host's own words for that."""

    def clean(self, test_vm: str | None, host: str) -> bool:
        """One try; whether no node has the test VM any more. Without a GUID it is looked for by its association.

        Raises nothing that a host or a disk can cause.
        """
        try:
            if test_vm is None:
                return self._look_for_it(host)
            return self._destroy(test_vm, host)
        except WSManError as error:
            _, self.why, self.words = described(host, error)
            return False

    def _look_for_it(self, host: str) -> bool:
        found = self._nodes.test_vm_of(self._replica, host) if self._replica else None
        if found is not None:
            self.found, at = found
            return self._destroy(self.found, at)
        if self.found is not None:
            return self._destroy(self.found, host)
        self._looks += 1
        self.why = "whether a test VM was made is not known"
        return self._looks >= _LOOKS_FOR_NOTHING

    def _destroy(self, test_vm: str, host: str) -> bool:
        found = self._nodes.find(test_vm, host)
        if found is None:
            return True
        desk, moment = found
        if moment.mode != states.TEST_REPLICA:
            self.why = f"it is {states.mode_name(moment.mode)} now and no test VM: left alone"
            return False
        associated = self._replica is not None and desk.test_vm_of(self._replica) == test_vm
        for action in (Action.TURN_OFF, Action.DESTROY_TEST_VM):
            if action is Action.TURN_OFF and moment.enabled_state in (states.OFF, states.SAVED):
                continue
            test_of = self._replica if associated else None
            step = Step(action, desk.host, test_vm, self._name, moment, test_of=test_of)
            result = desk.carry_out(step, self._purpose, self._report)
            if result.outcome is not Outcome.VERIFIED:
                self._tell(result)
                return False
            moment = desk.moment(test_vm) or moment
        return self._nodes.find(test_vm, desk.host) is None

    def _tell(self, result: StepResult) -> None:
        self.why = f"{result.step.action.value}: {result.sentence or result.outcome.value}"
        self.words = result.words
