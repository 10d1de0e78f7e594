"""A console that fails one VM over as planned and kills itself, without warning, at one moment of one stage.

Arguments: hosts file, journal folder, VM name, host of the copy, stage, moment. Moments: begun (before the stage's
beginning is noted), intent (after a step's intent), outcome (before a step's outcome), ended (after the stage's end).
"""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.protocol.failover.runs import QUICK, plan_for
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.failover.run import FailoverRun
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.model.failover.deed import Deed
from tui.model.step import Step, StepResult


class _DyingJournal(Journal):
    stage = moment = current = ""

    def run_noted(self, run: str, document: Mapping[str, Any]) -> None:
        if "begun" in document and "stage" in document:
            self.current = str(document["stage"])
            self.die_at("begun")
        super().run_noted(run, document)
        if "ended" in document:
            self.die_at("ended")

    def step_intent(self, step: Step, reason: str, *, principal: str = "", run: str = "") -> str:
        entry = super().step_intent(step, reason, principal=principal, run=run)
        self.die_at("intent")
        return entry

    def step_outcome(self, entry: str, result: StepResult) -> None:
        self.die_at("outcome")
        super().step_outcome(entry, result)

    def die_at(self, moment: str) -> None:
        if (self.current, moment) == (self.stage, self.moment):
            os.kill(os.getpid(), signal.SIGKILL)


def main(hosts_file: str, folder: str, vm: str, host: str, stage: str, moment: str) -> None:
    configuration = read_configuration(Path(hosts_file))
    journal = _DyingJournal(Path(folder))
    journal.stage, journal.moment = stage, moment
    fleet = Fleet(configuration, gather(configuration, lambda text: ""), journal, keep_up=False)
    fleet.start()
    fleet.wait_for_first_answers()
    run = FailoverRun(fleet, plan_for(fleet, Deed.PLANNED, (vm, host)), pace=QUICK)
    run.begin()
    run.wait(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
