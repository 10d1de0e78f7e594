"""A budget beside what was measured."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the bench's table."""

    budget: str
    measured: float
    limit: float
    unit: str
    ratio: float
    """Measured over limit."""
    within: bool
    samples: tuple[tuple[float, float], ...] = ()
    """Each run's measured figure with the limit's figure of the same run."""


def compared(budget: str, samples: Sequence[tuple[float, float]], allowed: float, unit: str) -> Row:
    """Runs of ours, each beside a run of a script that is the limit; `allowed` times that script is within."""
    ratio = statistics.median(ours / limit for ours, limit in samples)
    ours, limit = (statistics.median(each) for each in zip(*samples, strict=True))
    return Row(budget, ours, limit * allowed, unit, ratio / allowed, ratio <= allowed, tuple(samples))


def absolute(budget: str, figures: Sequence[float], limit: float, unit: str) -> Row:
    """Runs of ours beside a number; where nothing at all is allowed, the ratio is what there was."""
    ours = statistics.median(figures)
    ratio = ours / limit if limit else ours
    return Row(budget, ours, limit, unit, ratio, ours <= limit, tuple((figure, limit) for figure in figures))
