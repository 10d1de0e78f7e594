"""A rule: one pure function with its id, its severities, its sentence, what mends it and where it comes from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

from tui.model import states
from tui.model.severity import Severities
from tui.model.strictness import Thresholds

Words: TypeAlias = Mapping[str, str]
"""What fills the places of a rule's sentence."""

Facts = TypeVar("Facts")
Check: TypeAlias = Callable[[Facts, Thresholds], Iterable[Words]]

RECOVERY_COPIES = frozenset({states.REPLICA, states.EXTENDED_REPLICA})
REPLICATED = RECOVERY_COPIES | {states.PRIMARY}


@dataclass(frozen=True, slots=True)
class Rule(Generic[Facts]):
    """`check` yields the words of one sentence for each fault that it finds in the facts, and nothing where facts are
    unknown."""

    id: str
    title: str
    """The fault in a few words."""
    says: str
    """The sentence, with places in braces for the words of a fault."""
    mends: str
    severities: Severities
    source: str
    modes: frozenset[int]
    """ReplicationModes of the VMs that it judges."""
    check: Check[Facts]


def rule(
    rule_id: str,
    *,
    title: str,
    says: str,
    mends: str,
    severities: Severities,
    source: str,
    modes: frozenset[int] = RECOVERY_COPIES,
) -> Callable[[Check[Facts]], Rule[Facts]]:
    """Make a rule of the function below."""

    def made(check: Check[Facts]) -> Rule[Facts]:
        return Rule(rule_id, title, says, mends, severities, source, modes, check)

    return made
