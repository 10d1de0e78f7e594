"""CIM datetimes and intervals as text: ISO on the wire, DMTF in embedded instances (facts/real-host.md 1, 3)."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

_DURATION = re.compile(
    r"(?P<sign>-)?P(?:(?P<days>\d+)D)?(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_ABSOLUTE = re.compile(r"(\d{14})\.(\d{6})([+-])(\d{3})")
_INTERVAL = re.compile(r"(\d{8})(\d{2})(\d{2})(\d{2})\.(\d{6}):000")


@lru_cache(maxsize=4096)
def iso_datetime(value: datetime) -> str:
    """``2026-10-08T15:15:36.68424Z``: UTC, the fraction trimmed or absent."""
    text = value.astimezone(UTC).replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if value.microsecond else text) + "Z"


def iso_interval(value: timedelta) -> str:
    """``P0DT0H5M0S``: all four fields, the seconds' fraction trimmed or absent."""
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{value.microseconds:06d}".rstrip("0") if value.microseconds else ""
    return f"P{value.days}DT{hours}H{minutes}M{seconds}{fraction}S"


def dmtf_datetime(value: datetime) -> str:
    """``yyyymmddHHMMSS.mmmmmm+000``, as embedded instances carry it."""
    utc = value.astimezone(UTC)
    return f"{utc.year:04d}{utc:%m%d%H%M%S}.{utc.microsecond:06d}+000"


def dmtf_interval(value: timedelta) -> str:
    """``ddddddddHHMMSS.mmmmmm:000``, as embedded instances carry it."""
    hours, rest = divmod(value.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{value.days:08d}{hours:02d}{minutes:02d}{seconds:02d}.{value.microseconds:06d}:000"


def parse_duration(text: str) -> timedelta | None:
    """An ISO 8601 duration of days to seconds; None when it is none."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.group(part) for part in ("days", "hours", "minutes", "seconds")):
        return None
    parts = {name: float(found.group(name) or 0) for name in ("days", "hours", "minutes", "seconds")}
    return timedelta(**parts) * (-1 if found.group("sign") else 1)


def parse_dmtf(text: str) -> datetime | timedelta | None:
    """A CIM datetime in its DMTF form, absolute (as UTC) or an interval; None when it is neither."""
    if found := _INTERVAL.fullmatch(text):
        days, hours, minutes, seconds, micro = map(int, found.groups())
        return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, microseconds=micro)
    if found := _ABSOLUTE.fullmatch(text):
        try:
            local = datetime.strptime(found.group(1), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        except ValueError:
            return None
        offset = timedelta(minutes=int(found.group(4))) * (1 if found.group(3) == "+" else -1)
        return local.replace(microsecond=int(found.group(2))) - offset
    return None


def parse_datetime(text: str) -> datetime | timedelta | None:
    """A datetime parameter: ISO date and time, ISO duration or DMTF form; None when it is none of them."""
    known = parse_dmtf(text) or parse_duration(text)
    if known is not None:
        return known
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
