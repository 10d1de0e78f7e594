"""One thread's own way to one host, with which a drill or a failover works while the host's reading lane goes on."""

import threading
from collections.abc import Callable
from typing import TypeVar

from tui.fleet.journal import Journal
from tui.fleet.session import Session
from tui.fleet.writing import Purpose, Report, Work, WriteAccess, carry_out
from tui.fleet.writing.adapters import AdapterWork
from tui.fleet.writing.steps import StepWork
from tui.fleet.writing.work import Found, Result
from tui.hyperv import schema
from tui.hyperv.reading import rows
from tui.hyperv.systems import Systems
from tui.model.change import Change
from tui.model.result import ChangeResult, Outcome
from tui.model.step import Step, StepResult
from tui.wsman.client import Client
from tui.wsman.fault import WSManError

T = TypeVar("T")


def silent(step: str) -> None:
    """For who does not want to hear of the steps."""


class Hands:
    """A connection of its own to one host, used by one thread; the credential's turn is shared with the host's lane.

    It follows a credential that is replaced, and stops writing when the host is locked.
    """

    def __init__(
        self,
        session: Session,
        journal: Journal,
        *,
        computer_name: str,
        principal: Callable[[], str],
        closed: Callable[["Hands"], object],
    ) -> None:
        """`computer_name` is empty where it is not known yet; `closed` is told when the connection is given back."""
        self.host = session.entry.name
        self.session = session
        self._journal = journal
        self._computer_name = computer_name
        self._principal = principal
        self._closed = closed
        self._writing = threading.Event()
        self.wrote = False
        """Anything may have reached the host: what was read of it before is old."""

    @property
    def computer_name(self) -> str:
        """The host's own name. Raises a leaf of WSManError where it has to be read first."""
        if not self._computer_name:
            self._computer_name = self.read(lambda client: Systems.of(rows(client, schema.SYSTEMS)).host_name or "")
        return self._computer_name

    @property
    def writing(self) -> bool:
        """A write is on the wire now; from any thread."""
        return self._writing.is_set()

    def read(self, job: Callable[[Client], T]) -> T:
        """Run a job with a reading client. Raises a leaf of WSManError, and whatever else the job raises."""
        return self.session.read(job)

    def carry_out(self, step: Step, purpose: Purpose, report: Report = silent) -> StepResult:
        """Take one action on a VM, by the one path that writes. Raises nothing that a host or a disk can cause."""
        return self._carry_out(StepWork(step), purpose, report)

    def change(self, change: Change, purpose: Purpose, report: Report = silent) -> ChangeResult:
        """Make one change of an adapter, by the same path."""
        try:
            work = AdapterWork(change, self.computer_name)
        except WSManError as error:
            sentence = "the host could not be read first; nothing was sent"
            return ChangeResult(change, Outcome.NOT_SENT, sentence, error.words)
        return self._carry_out(work, purpose, report)

    def close(self) -> None:
        """Give the connection back; from the thread that used it."""
        self.session.close()
        self._closed(self)

    def _carry_out(self, work: Work[Found, Result], purpose: Purpose, report: Report) -> Result:
        self._writing.set()
        try:
            result = carry_out(WriteAccess(self.session, self._principal()), work, self._journal, purpose, report)
        finally:
            self._writing.clear()
        self.wrote = self.wrote or result.sent
        return result
