"""Test failovers in waves: begun safely, proved in the guest, and always cleaned up."""

from tui.fleet.drill.leftovers import LeftOver, leftovers
from tui.fleet.drill.unfinished import UnfinishedDrill, busy_replicas, close_finished, unfinished_drills

__all__ = [
    "LeftOver",
    "UnfinishedDrill",
    "busy_replicas",
    "close_finished",
    "leftovers",
    "unfinished_drills",
]
