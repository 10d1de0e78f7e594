"""What a plan breaks, as lines before it is confirmed, and the waivers that the caller gave."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from tui.fleet.journal import Entry
from tui.fleet.judging.evidence import evidence_of
from tui.fleet.judging.guests import default_file, read_guests
from tui.fleet.judging.judge import Judge
from tui.fleet.judging.judgement import Impact
from tui.fleet.judging.weighing import Waived, blockers, waive_rules
from tui.fleet.view import FleetView
from tui.model.change import AdapterKey, Change
from tui.model.readiness import RULES_BY_ID, Finding, Operation, Severity, UnknownRule, check_rule_id
from tui.model.text import printable

NO_WAIVERS: Mapping[str, str] = MappingProxyType({})


class BadWaiver(ValueError):
    """A waiver that cannot be used; its message is a sentence."""


def read_waivers(texts: Iterable[str]) -> dict[str, str]:
    """``RULE=REASON`` each: reasons by rule. Raises BadWaiver."""
    reasons: dict[str, str] = {}
    for text in texts:
        rule_id, _, reason = (part.strip() for part in text.partition("="))
        if not rule_id or not reason:
            raise BadWaiver(f"--waive {text}: give a rule and a reason, as in --waive dns-missing='by design'")
        try:
            check_rule_id(rule_id)
        except UnknownRule as error:
            raise BadWaiver(f"--waive {text}: {error}") from None
        if rule_id in reasons:
            raise BadWaiver(f"--waive {text}: {rule_id} is waived twice; give one reason")
        reasons[rule_id] = reason
    return reasons


@dataclass(frozen=True, slots=True)
class Weighing:
    """A plan weighed in one view."""

    impacts: tuple[Impact, ...]
    waived: tuple[Waived, ...]
    unused: tuple[str, ...]
    """Ids of rules that were waived in vain: they do not stop this plan."""

    @property
    def blockers(self) -> tuple[Finding, ...]:
        """What stops the plan."""
        return blockers(self.impacts, self.waived)


def weigh(
    plan: Sequence[Change], view: FleetView, entries: Iterable[Entry], reasons: Mapping[str, str] = NO_WAIVERS
) -> Weighing:
    """Judge what the plan newly breaks when all of it is carried out; `entries` is the whole journal, `reasons` are
    waivers by rule."""
    judge = Judge()
    judge.judge(view, evidence_of(entries), guests=read_guests(default_file()))
    impacts = judge.impact(plan)
    waived = waive_rules(impacts, reasons)
    used = {waiver.rule_id for waiver in waived}
    return Weighing(impacts, waived, tuple(rule_id for rule_id in reasons if rule_id not in used))


def weighing_lines(weighing: Weighing) -> Iterator[str]:
    """What is broken and mended, the waivers, and what to do about blockers; text from hosts made printable."""
    names = {
        impact.change.key: f"{impact.change.vm_name} / {impact.change.adapter_name}" for impact in weighing.impacts
    }
    vms = {(key.host, key.vm): name.partition(" / ")[0] for key, name in names.items()}
    stopped = set(weighing.blockers)
    told: dict[Finding, str] = {}
    for finding in (each for impact in weighing.impacts for each in impact.broken):
        waiver = next((waiver for waiver in weighing.waived if waiver.covers(finding)), None)
        if finding in stopped:
            told[finding] = f"blocker: {{}}; {finding.mends} [{finding.rule_id}]"
        elif waiver is not None:
            told[finding] = f"waived: {{}}; because {waiver.reason} [{finding.rule_id}]"
        elif max(finding.severity(operation) for operation in Operation) > Severity.INFO:
            told[finding] = f"warning: {{}} [{finding.rule_id}]"
    for finding, form in told.items():
        key = finding.key
        name = names[key] if isinstance(key, AdapterKey) else vms[key.host, key.vm]
        yield printable(form.replace("{}", f"{name} · {key.host}: {finding.sentence}", 1))
    mended = dict.fromkeys(finding.title for impact in weighing.impacts for finding in impact.mended)
    yield from (f"mends: {title}" for title in mended)
    for rule_id in weighing.unused:
        yield f"note: the waiver of {rule_id} ({RULES_BY_ID[rule_id].title}) covers nothing: the plan does not break it"
