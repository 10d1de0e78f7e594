"""Times as people say them."""

from datetime import datetime, timedelta

from tui.model.times import duration

_STEPS = (5, 15, 60, 300)
_NEW = "just now"


def age(seconds: float) -> str:
    """An age in steps, so that nothing ticks: 5 s, 15 s, 1 min, and from there on in fives of minutes."""
    whole = max(0, int(seconds))
    if whole < _STEPS[0]:
        return _NEW
    if whole < _STEPS[-1]:
        return duration(max(step for step in _STEPS if step <= whole))
    return duration(whole - whole % 300)


def passed(told: str, word: str) -> str:
    """An age with its word, ``7 min ago``, ``7 min old``; of what is new neither is said."""
    return told if told == _NEW else f"{told} {word}"


def left(seconds: float) -> str:
    """What is left of something, in steps: 45 min, 40 min … and from ten minutes down each minute."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return "under 1 min"
    return f"{minutes if minutes < 10 else minutes - minutes % 5} min"


def moment(time: datetime | None, now: datetime) -> str:
    """A moment in the zone of `now`: the time alone today, with its date on other days."""
    if time is None:
        return "no time"
    local = time.astimezone(now.tzinfo)
    return local.strftime("%H:%M:%S" if local.date() == now.date() else "%Y-%m-%d %H:%M:%S")


def short_moment(time: datetime | None, now: datetime) -> str:
    """As `moment`, without the year."""
    return moment(time, now)[-14:]


def offset(now: datetime) -> str:
    """The zone's offset, e.g. ``UTC+02:00``."""
    minutes = int((now.utcoffset() or timedelta()).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
