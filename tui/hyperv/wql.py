"""Queries in WQL, with every value escaped (facts/hyperv-wmi.md 2.5; facts/wsman.md 2.2)."""

from tui.hyperv.schema import Projection


def select(projection: Projection, where: str = "", *, later: bool = True) -> str:
    """The query for a projection; ``later`` also asks for the properties that older builds lack."""
    properties = projection.properties + (projection.later if later else ())
    query = f"select {','.join(properties)} from {projection.class_name}"
    return f"{query} where {where}" if where else query


def equals(name: str, value: str) -> str:
    """A condition on one property. WQL compares text without regard to letter case."""
    return f"{name} = '{literal(value)}'"


def begins_with(name: str, value: str) -> str:
    """A LIKE condition in which every character of ``value`` stands for itself."""
    bracketed = "".join(f"[{sign}]" if sign in "%_[" else sign for sign in value)
    return f"{name} like '{literal(bracketed)}%'"


def literal(value: str) -> str:
    """What stands between the quotes of a WQL string: backslashes and quotes behind a backslash."""
    return value.replace("\\", "\\\\").replace("'", "\\'")
