"""The one place that writes: adapter changes, what is told to guests, and actions on VMs all take the same path."""

from tui.fleet.writing.path import Purpose, Report, WriteAccess, carry_out
from tui.fleet.writing.work import Work

__all__ = ["Purpose", "Report", "Work", "WriteAccess", "carry_out"]
