"""One VM on the page: its verdict, its times, what was staged beside what was reported, and the host's events."""

from collections.abc import Iterable
from datetime import UTC, datetime

from tui.drill_report.markup import shown, table, tag
from tui.drill_report.verdicts import SIGNS
from tui.model.drill.causes import CAUSES
from tui.model.drill.comparing import Compared, compare
from tui.model.drill.values import AdapterProof, DrillVerdict, MachineDrill
from tui.model.event import HostEvent
from tui.model.staged import CLEARED

_KINDS = {"address": "Address", "gateway": "Gateway", "dns": "DNS server"}


def verdict_mark(verdict: DrillVerdict | None) -> str:
    """Sign and word."""
    sign, css = SIGNS[verdict]
    return f'<span class="verdict {css}">{sign} {shown(verdict.value if verdict else "no verdict")}</span>'


def machine_section(machine: MachineDrill, number: int) -> str:
    """`number`: its place in the drill, from 1; the summary links to it."""
    target = machine.target
    point = f"recovery point {target.recovery_point}" if target.recovery_point else "newest recovery point"
    parts = [
        f'<header>{tag("h3", target.vm_name)}<span class="where">{shown(f"{target.host} · {point}")}</span>'
        f"{verdict_mark(machine.verdict)}</header>",
        tag("p", machine.sentence, css="says") if machine.sentence else "",
        tag("p", _steps(machine), css="steps"),
        tag("p", f"The host: “{machine.words}”", css="words") if machine.words else "",
        *(_adapter(proof) for proof in machine.adapters),
        _notes(machine.notes),
        _events(machine.events),
    ]
    return f'<section class="vm" id="vm-{number}">{"".join(parts)}</section>'


def _steps(machine: MachineDrill) -> str:
    steps = (
        ("began", machine.began),
        ("test VM running", machine.running),
        ("guest verified", machine.verified),
        ("ended", machine.ended),
    )
    told = " → ".join(f"{name} {_time(moment)}" for name, moment in steps if moment is not None)
    cleaned = "" if not machine.cleaned else "; no test VM is left" if machine.test_vm else "; no test VM was made"
    return f"{told or 'never begun'}{cleaned}"


def _adapter(proof: AdapterProof) -> str:
    compared = compare(proof.staged or CLEARED, proof.reported)
    rows = [
        (shown(_KINDS[each.kind]), _value(each.staged), _value(each.reported), _agreement(each)) for each in compared
    ]
    verdict = "" if proof.cause is None else tag("p", _cause(proof.cause), css="says")
    empty = "" if rows else tag("p", "Nothing was staged, and nothing was reported.", css="soft")
    shown_table = table(("", "Staged", "Reported", ""), rows, short={0, 3}, css="compared") if rows else ""
    return f'<div class="adapter">{tag("h4", proof.name)}{verdict}{shown_table}{empty}</div>'


def _cause(cause: str) -> str:
    known = CAUSES[cause]
    return f"{known.says[:1].upper()}{known.says[1:]}. To do: {known.mends}."


def _value(text: str | None) -> str:
    return '<span class="soft">–</span>' if text is None else f'<span class="mono">{shown(text)}</span>'


def _agreement(each: Compared) -> str:
    if each.staged is None:
        return _mark("not staged", "none") if each.agrees else _mark("✗ not staged", "bad")
    if each.agrees:
        return _mark("✓ as staged", "ok")
    return _mark("✗ other subnet" if each.reported else "✗ not reported", "bad")


def _mark(text: str, css: str) -> str:
    return f'<span class="verdict {css}">{text}</span>'


def _notes(notes: Iterable[str]) -> str:
    items = "".join(tag("li", note) for note in notes)
    return f'<ul class="notes">{items}</ul>' if items else ""


def _events(events: Iterable[HostEvent]) -> str:
    rows = [
        (
            _time(event.time) if event.time else "–",
            shown(event.level_name),
            str(event.event_id),
            shown(event.message),
        )
        for event in events
    ]
    if not rows:
        return ""
    return f"{tag('h4', 'Events of the host')}{table(('Time', 'Level', 'Event', 'Message'), rows, short={0, 1, 2})}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%H:%M:%S}"
