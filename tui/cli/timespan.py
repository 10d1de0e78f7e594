"""Spans of time as options have them."""

import re
from datetime import UTC, datetime, timedelta

import click

_SECONDS = {"s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400}
_SPAN = re.compile(r"(\d{1,6})\s*(s|min|m|h|d)")


class SinceType(click.ParamType[timedelta]):
    """How long ago: ``90s``, ``30min``, ``2h``, ``7d``, or a moment such as ``2026-03-01T22:00:00Z``."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, context: click.Context | None) -> timedelta:
        text = str(value).strip()
        span = _SPAN.fullmatch(text)
        if span:
            return timedelta(seconds=int(span[1]) * _SECONDS[span[2]])
        try:
            moment = datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            self.fail(f"{text!r} is no time: say 30min, 2h, 7d, or 2026-03-01T22:00:00Z", param, context)
        ago = datetime.now(UTC) - moment
        if ago < timedelta(0):
            self.fail(f"{text} is not over yet", param, context)
        return ago
