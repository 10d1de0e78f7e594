"""The spellings of CIM datetimes and intervals (facts/wsman.md 2.4, 6.5; facts/real-host.md 3)."""

import datetime as dt
import re

_DMTF_TIME = re.compile(r"(\d{14})\.([\d*]{6})([+-])(\d{3})")
_DMTF_INTERVAL = re.compile(r"(\d{8})(\d\d)(\d\d)(\d\d)\.([\d*]{6}):000")
_ISO_DURATION = re.compile(r"(-?)P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")
_NEVER = 1601


def read_datetime(text: str) -> dt.datetime | None:
    """ISO 8601 or DMTF text as an aware datetime in UTC, to the microsecond; None for 1601, which is CIM's "never".

    A text without an offset is taken as UTC. Raises ValueError for anything else.
    """
    text = text.strip()
    dmtf = _DMTF_TIME.fullmatch(text)
    if dmtf:
        digits, fraction, sign, minutes = dmtf.groups()
        offset = dt.timedelta(minutes=int(sign + minutes))
        moment = dt.datetime.strptime(digits, "%Y%m%d%H%M%S").replace(
            microsecond=int(fraction.replace("*", "0")), tzinfo=dt.timezone(offset)
        )
    else:
        moment = dt.datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=dt.UTC)
    return None if moment.year <= _NEVER else moment.astimezone(dt.UTC)


def read_interval(text: str) -> dt.timedelta:
    """An ISO 8601 duration of days and smaller, or a DMTF interval. Raises ValueError for anything else."""
    text = text.strip()
    dmtf = _DMTF_INTERVAL.fullmatch(text)
    if dmtf:
        days, hours, minutes, seconds, fraction = dmtf.groups()
        return dt.timedelta(
            days=int(days), hours=int(hours), minutes=int(minutes), seconds=int(seconds),
            microseconds=int(fraction.replace("*", "0")),
        )  # fmt: skip
    iso = _ISO_DURATION.fullmatch(text)
    if iso is None or not any(iso.groups()[1:]):
        raise ValueError(f"not an interval: {text!r}")
    sign, days, hours, minutes, seconds = iso.groups(default="0")
    length = dt.timedelta(days=int(days), hours=int(hours), minutes=int(minutes), seconds=float(seconds))
    return -length if sign == "-" else length
