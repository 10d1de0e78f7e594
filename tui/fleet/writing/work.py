"""What the one path asks of a kind of write: how it is compared, sent, read back and judged."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Generic, TypeAlias, TypeVar

from tui.fleet.journal import Journal
from tui.hyperv.returncodes import Submitted
from tui.model.result import ChangeResult, Outcome
from tui.model.step import StepResult
from tui.wsman.client import Client

Found = TypeVar("Found")
Result = TypeVar("Result", ChangeResult, StepResult)
Send: TypeAlias = Callable[[Client], Submitted]
"""One call to the host, which must not read anything before it sends: its errors tell whether it may have acted."""


class Work(ABC, Generic[Found, Result]):
    """One write. `Found` is what the host holds of it, comparable by value."""

    job_patience = 300.0
    """Seconds to wait for a job before its end counts as unknown."""
    settling_patience = 10.0
    """Seconds to look again after a lost answer while the host is still at work."""
    job_may_outlast = False
    """The wanted end comes before the job's: the host is read back while it still runs."""
    waiting = "reading back"
    """What is reported while the end is awaited."""

    @property
    @abstractmethod
    def vm(self) -> str:
        """GUID of the VM whose jobs matter."""

    @property
    @abstractmethod
    def family(self) -> str:
        """GUID of the VM family that is held against other consoles."""

    @abstractmethod
    def record_intent(self, journal: Journal, principal: str, reason: str, apply: str, run: str) -> str:
        """The entry's id. Raises JournalError."""

    @abstractmethod
    def record_end(self, journal: Journal, entry: str, result: Result, *, settled: bool = False) -> None:
        """Raises JournalError."""

    @abstractmethod
    def compare(self, client: Client) -> Result | tuple[Send, ...]:
        """The calls to send, in order; or the end, where nothing is to be sent. Raises a leaf of WSManError."""

    @abstractmethod
    def read(self, client: Client) -> Found:
        """What the host holds now. Raises a leaf of WSManError."""

    @abstractmethod
    def judge(self, found: Found, *, lost: str = "", words: str = "") -> Result:
        """What it came to by what the host holds; `lost` says why there is no answer, and begins the sentence."""

    @abstractmethod
    def after_refusal(self, found: Found) -> str:
        """What the host holds of it although it refused, as the end of a sentence; empty where nothing changed."""

    @abstractmethod
    def result(self, outcome: Outcome, sentence: str, words: str = "", found: Found | None = None) -> Result:
        """A result without its measures."""

    def is_moving(self, found: Found) -> bool:
        """Whether the host is between two states, so that nothing can be told yet."""
        return False

    def allowance(self, found: Found) -> float:
        """For how many seconds after the host accepted it `found` may still become the wanted end."""
        return 0.0
