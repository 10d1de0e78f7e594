"""Exhaustive lists of cases, of which the suite runs a few and `python -m pytest -m matrix` the rest."""

from collections.abc import Collection, Iterable
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet


def matrix(cases: Iterable[Any], kept: Collection[Any]) -> list[ParameterSet]:
    """Every case, those marked ``matrix`` that are not among the kept ones; a tuple is a case of several values."""
    every = list(cases)
    assert set(kept) <= set(every), "a kept case that is none"
    return [
        pytest.param(
            *(case if isinstance(case, tuple) else (case,)), marks=() if case in kept else (pytest.mark.matrix,)
        )
        for case in every
    ]
