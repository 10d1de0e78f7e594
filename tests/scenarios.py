"""Scenarios that many tests serve, read once a process: they are frozen."""

from functools import cache

from tui.practice.scenario import builtin

default_scenario = cache(builtin.default_scenario)
"""The three hosts of ``hvr practice``."""
