"""What one level of a hosts file says about the rules of readiness, over the level before it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from tui.model.severity import Severity, Waiver
from tui.model.strictness import ReadinessSettings, Thresholds, UnknownRule, check_rule_id
from tui.yamlfile import Section

SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {"block": Severity.BLOCK, "warn": Severity.WARN, "note": Severity.INFO, "off": Severity.NONE}
)
"""The words of `rules`."""

THRESHOLDS: Mapping[str, Callable[[Thresholds, int], Thresholds]] = MappingProxyType(
    {
        "behind": lambda held, intervals: replace(held, behind_intervals=intervals),
        "drill-overdue": lambda held, days: replace(held, drill_every=timedelta(days=days)),
        "pending-replication": lambda held, mebibytes: replace(held, pending_bytes=mebibytes * 2**20),
    }
)
"""By the id of the rule that a limit belongs to, in that rule's unit: intervals, days, MiB."""

_LARGEST = 10**6


def read_readiness(section: Section, base: ReadinessSettings) -> ReadinessSettings:
    """`thresholds` and `rules`, merged by rule over ``base``, and its `waivers` with more. Raises FileError."""
    thresholds, severities = base.thresholds, dict(base.severities)
    limits = section.section("thresholds")
    for rule_id in limits.names if limits else ():
        assert limits is not None
        if rule_id not in THRESHOLDS:
            limits.refuse(rule_id, f"no such limit; there are {', '.join(THRESHOLDS)}")
        thresholds = THRESHOLDS[rule_id](thresholds, limits.integer(rule_id, 0, 0, _LARGEST))
    rules = section.section("rules")
    for rule_id in rules.names if rules else ():
        assert rules is not None
        try:
            check_rule_id(rule_id)
        except UnknownRule as error:
            rules.refuse(rule_id, str(error))
        severities[rule_id] = SEVERITIES[rules.choice(rule_id, tuple(SEVERITIES), "off")]
    waivers = tuple(_read_waiver(each) for each in section.sections("waivers"))
    return ReadinessSettings(thresholds, MappingProxyType(severities), (*base.waivers, *waivers))


def _read_waiver(section: Section) -> Waiver:
    rule_id = section.text("rule")
    try:
        check_rule_id(rule_id)
    except UnknownRule as error:
        section.refuse("rule", str(error))
    try:
        until = _moment(section.text("until"))
    except ValueError:
        section.refuse("until", "must be a day or a moment: 2026-04-30, or 2026-04-30T18:00:00Z")
    waiver = Waiver(rule_id, section.text("reason"), until, section.texts("vms"))
    section.finish()
    return waiver


def _moment(text: str) -> datetime:
    """The end of a day, or a moment, without an offset by this machine's clock. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    is_day = len(text) <= len("2026-04-30")
    return (moment + timedelta(days=1) if is_day else moment).astimezone(UTC)
