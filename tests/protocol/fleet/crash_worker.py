"""A console that applies a plan and kills itself, without warning, at one step of the write path of one change.

Arguments: hosts file, plan file, journal folder, adapter GUID, step. Steps: before intent, after intent, any step that
is reported (comparing, sending, job, reading back), before outcome, after outcome.
"""

import os
import signal
import sys
import threading
from pathlib import Path

from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.journal import Journal
from tui.fleet.plans.building import build_plan
from tui.model.change import Change
from tui.model.result import ChangeProgress, ChangeResult


class _DyingJournal(Journal):
    adapter = ""
    step = ""

    def intent(self, change: Change, reason: str, *, principal: str = "", apply: str = "", run: str = "") -> str:
        self.die_at("before intent", change)
        entry = super().intent(change, reason, principal=principal, apply=apply, run=run)
        self.die_at("after intent", change)
        return entry

    def outcome(self, entry: str, result: ChangeResult) -> None:
        self.die_at("before outcome", result.change)
        super().outcome(entry, result)
        self.die_at("after outcome", result.change)

    def die_at(self, step: str, change: Change) -> None:
        if step.startswith(self.step) and change.key.adapter == self.adapter:
            os.kill(os.getpid(), signal.SIGKILL)


def main(hosts_file: str, plan_file: str, folder: str, adapter: str, step: str) -> None:
    configuration = read_configuration(Path(hosts_file))
    journal = _DyingJournal(Path(folder))
    journal.adapter, journal.step = adapter, step
    fleet = Fleet(configuration, gather(configuration, lambda text: ""), journal, keep_up=False)
    fleet.start()
    fleet.wait_for_first_answers()
    reading = build_plan(Path(plan_file), fleet.view)
    assert not reading.problems, reading.problems
    run = fleet.apply(reading.plan, reason="a crash")

    def look() -> None:
        for item in run.view.items:
            if isinstance(item, ChangeProgress):
                journal.die_at(item.step, item.change)

    run.listen(look)
    threading.Event().wait(60)


if __name__ == "__main__":
    main(*sys.argv[1:])
