"""Calls to hosts as rows."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tui.fleet.calls import HostCall
from tui.screens.rows_of.times import moment, short_moment
from tui.widgets.cells import Cell, Column, Row, Tone, widest


def columns(calls: Sequence[HostCall], host_names: int, now: datetime) -> tuple[Column, ...]:
    times = widest((short_moment(call.time, now) for call in calls[:50]), 8, 14)
    return (
        Column("", 1),
        Column("Time", times),
        Column("Host", min(10, host_names), host_names),
        Column("Call", 14, 80),
        Column("Class", 12, 40),
        Column("ms", 6, right=True),
        Column("Result", 8, 20),
    )


def operation_of(action: str) -> str:
    """The last part of an action: ``Enumerate``, ``Pull``, ``Get``; a method's own action ends with its name."""
    return action.rstrip("/").rpartition("/")[2]


def what_of(call: HostCall) -> str:
    """``Pull``, ``Invoke TestReplicaSystem``, ``Command wevtutil …``."""
    operation, method = operation_of(call.call.action), call.call.method
    if not method:
        return operation
    return f"{'Invoke' if operation == method else operation} {method}"


def call_row(call: HostCall, now: datetime) -> Row:
    sent = call.call
    tone: Tone = "bad" if sent.is_fault else ""
    cells = (
        Cell("✗" if sent.is_fault else "·", tone),
        Cell(short_moment(call.time, now)),
        Cell(call.host),
        Cell(what_of(call)),
        Cell(sent.class_name),
        Cell(f"{sent.milliseconds:.0f}"),
        Cell(sent.result, tone),
    )
    return Row(call.number, cells)


def matching(calls: Iterable[HostCall], *, faults_only: bool) -> list[HostCall]:
    return [each for each in calls if not faults_only or each.call.is_fault]


def full_text(call: HostCall, now: datetime) -> str:
    """A call whole, one fact a line."""
    sent = call.call
    return "\n".join(
        (
            f"Call {call.number} to {call.host}, answered {moment(call.time, now)}",
            f"Action {sent.action}",
            f"Class {sent.class_name or '-'}",
            f"Method or command {sent.method or '-'}",
            f"{sent.milliseconds:.1f} ms",
            f"Result {sent.result}",
        )
    )
