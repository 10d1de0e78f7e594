"""Left-over test VMs turned off and destroyed, on request, by the path that writes everything else."""

import threading
import uuid
from collections.abc import Callable, Sequence

from tui.fleet.drill.bench import Bench
from tui.fleet.drill.cleaning import Cleaner
from tui.fleet.drill.followed import Followed
from tui.fleet.drill.ground import Ground, require_writable
from tui.fleet.drill.leftovers import LeftOver
from tui.fleet.drill.live import Live
from tui.fleet.drill.nodes import Nodes
from tui.fleet.drill.pace import Pace
from tui.fleet.drill.progress import now
from tui.fleet.drill.reach import answering
from tui.fleet.drill.waves import work_through
from tui.fleet.writing import Purpose
from tui.model.drill.values import DrillPlan, DrillTarget, DrillView, MachineDrill

_AT_ONCE = 4


class CleanRun(Followed):
    """One cleaning, seen as a drill's view without verdicts: a VM that is over is cleaned or says why not."""

    def __init__(
        self,
        ground: Ground,
        left: Sequence[LeftOver],
        reason: str,
        finished: Callable[[frozenset[str]], object],
        *,
        pace: Pace | None = None,
    ) -> None:
        """`finished` gets the names of the hosts when everything is over."""
        self._ground = ground
        self._left = tuple(left)
        self._finished = finished
        targets = tuple(DrillTarget(each.host, each.replica or "", each.replica_name or each.name) for each in left)
        machines = tuple(
            MachineDrill(target, "waiting", test_vm=each.test_vm, test_host=each.host, cleaned=False)
            for target, each in zip(targets, left, strict=True)
        )
        plan = DrillPlan(targets, reason, at_once=_AT_ONCE)
        self._purpose = Purpose(reason)
        bench = Bench(ground, plan, self._purpose, {}, None, pace or Pace(clean=60.0), answering)
        super().__init__(Live(DrillView(uuid.uuid4().hex, 0, plan, now(), machines)), bench)

    def begin(self) -> None:
        """Raises ReadOnly where a host takes no changes from here; nothing is sent then."""
        require_writable(self._ground, {left.host for left in self._left})
        threading.Thread(target=self._carry_out, name=f"clean {self.view.id}", daemon=True).start()

    def _carry_out(self) -> None:
        items = tuple(enumerate(self._left))
        work_through(items, _AT_ONCE, lambda item: item[1].host, lambda host: None, lambda item: self._one(*item))
        self._live.update(ended=now())
        self._finished(frozenset(left.host for left in self._left))

    def _one(self, index: int, left: LeftOver) -> None:
        if self._bench.no_more.is_set():
            self._live.change(index, step="over", sentence=self._bench.why, ended=now())
            return
        self._live.change(index, step="cleaning up", began=now())
        nodes = Nodes(self._bench, left.host)
        cleaner = Cleaner(
            nodes,
            left.replica,
            left.name,
            self._purpose,
            lambda step: self._live.change(index, step=f"cleaning up: {step}"),
        )
        try:
            pace = self._bench.pace
            gone = pace.poll(lambda: cleaner.clean(left.test_vm, left.host) or None, pace.clean, self._bench.stopped)
            said = "" if gone else cleaner.why
            self._live.change(index, cleaned=bool(gone), sentence=said, words="" if gone else cleaner.words)
        except Exception as error:
            self._live.change(index, sentence=f"stopped by a fault of this program ({type(error).__name__}: {error})")
        finally:
            nodes.close()
            self._live.change(index, step="over", ended=now())
