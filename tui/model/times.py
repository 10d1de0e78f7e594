"""Lengths of time as people say them."""


def duration(seconds: float) -> str:
    """``42 s``, ``7 min``, ``2:13 h``, ``3 d``."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min"
    if whole < 48 * 3600:
        return f"{whole // 3600}:{whole % 3600 // 60:02} h"
    return f"{whole // 86400} d"


def clock(elapsed: float) -> str:
    """A running clock: ``0:14``, ``1:02:03``."""
    whole = max(0, int(elapsed))
    hours, minutes, seconds = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
