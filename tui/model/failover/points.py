"""Which recovery point a copy is failed over to, and what is lost with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from tui.model.recoverypoint import RecoveryPoint


class PointRule(Enum):
    """How a recovery point is chosen; the value is the word of run books and of the command line."""

    LATEST = "latest"
    """The newest state: no recovery point is named to the host."""
    CONSISTENT = "application-consistent"
    """The newest that the guest's applications took part in."""
    NOT_AFTER = "not after"
    """The newest that is not younger than a time: from before the damage."""
    EXACTLY = "exactly"


@dataclass(frozen=True, slots=True)
class PointChoice:
    """What a person decided."""

    rule: PointRule = PointRule.LATEST
    not_after: datetime | None = None
    """Aware; for NOT_AFTER."""
    id: str | None = None
    """InstanceID; for EXACTLY."""

    @property
    def words(self) -> str:
        if self.rule is PointRule.NOT_AFTER and self.not_after is not None:
            return f"not after {self.not_after.isoformat()}"
        return self.rule.value


LATEST = PointChoice()


class NoSuchPoint(ValueError):
    """No recovery point is what was asked for; its message is a sentence."""


def choose(choice: PointChoice, points: Iterable[RecoveryPoint]) -> RecoveryPoint | None:
    """The recovery point to fail over to, None for the latest state. Raises NoSuchPoint; nothing is taken instead.

    A point whose time the host does not tell is taken only by name.
    """
    held = tuple(points)
    dated = sorted((point for point in held if point.time is not None), key=_time)
    match choice.rule:
        case PointRule.LATEST:
            return None
        case PointRule.CONSISTENT:
            fitting = [point for point in dated if point.kind == "application consistent"]
        case PointRule.NOT_AFTER:
            fitting = [point for point in dated if choice.not_after is not None and _time(point) <= choice.not_after]
        case PointRule.EXACTLY:
            fitting = [point for point in held if point.id == choice.id]
    if not fitting:
        raise NoSuchPoint(f"no recovery point is {_WANTED[choice.rule]}: the host holds {_told(dated)}")
    return fitting[-1]


def lost(point: RecoveryPoint | None, last_received: datetime | None, now: datetime) -> float | None:
    """Seconds of changes that are lost; None where that cannot be told."""
    moment = point.time if point is not None else last_received
    return None if moment is None else max(0.0, (now - moment).total_seconds())


_WANTED = {
    PointRule.CONSISTENT: "application-consistent",
    PointRule.NOT_AFTER: "that old",
    PointRule.EXACTLY: "the one that was chosen",
}


def _told(dated: list[RecoveryPoint]) -> str:
    if not dated:
        return "none"
    return f"{len(dated)}, from {_time(dated[0]):%Y-%m-%d %H:%M} to {_time(dated[-1]):%Y-%m-%d %H:%M} UTC"


def _time(point: RecoveryPoint) -> datetime:
    assert point.time is not None
    return point.time
