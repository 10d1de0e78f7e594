"""A console that takes one action on a VM and kills itself, without warning, at one step of the write path.

Arguments: hosts file, journal folder, host, VM name, action, step. Steps: before intent, after intent, any step that is
reported (comparing, sending, job, reading back), before outcome, after outcome.
"""

import os
import signal
import sys
from pathlib import Path

from tests.protocol.fleet.stepping import DRILL, decide, vm_id
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.model.step import Action, Step, StepResult


class _DyingJournal(Journal):
    step = ""

    def step_intent(self, step: Step, reason: str, *, principal: str = "", run: str = "") -> str:
        self.die_at("before intent")
        entry = super().step_intent(step, reason, principal=principal, run=run)
        self.die_at("after intent")
        return entry

    def step_outcome(self, entry: str, result: StepResult) -> None:
        self.die_at("before outcome")
        super().step_outcome(entry, result)
        self.die_at("after outcome")

    def die_at(self, step: str) -> None:
        if step.startswith(self.step):
            os.kill(os.getpid(), signal.SIGKILL)


def main(hosts_file: str, folder: str, host: str, vm: str, action: str, step: str) -> None:
    configuration = read_configuration(Path(hosts_file))
    journal = _DyingJournal(Path(folder))
    journal.step = step
    fleet = Fleet(configuration, gather(configuration, lambda text: ""), journal, keep_up=False)
    fleet.start()
    fleet.wait_for_first_answers()
    hands = fleet.hands(host)
    hands.carry_out(decide(hands, Action(action), vm_id(fleet, host, vm)), DRILL, journal.die_at)


if __name__ == "__main__":
    main(*sys.argv[1:])
