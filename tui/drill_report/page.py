"""A drill as one HTML page that needs nothing else: no script, nothing to load, readable in grey and on A4.

Every text is made printable and escaped: names, events and what guests report are anybody's.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from tui.drill_report.document import seconds_between
from tui.drill_report.markup import facts, shown, table, tag
from tui.drill_report.sections import machine_section, verdict_mark
from tui.drill_report.verdicts import ORDER, SIGNS
from tui.fleet.journal import Operator
from tui.model.drill.values import DrillVerdict, DrillView, MachineDrill
from tui.model.times import clock, duration

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_HOW = (
    "A test failover makes a copy of a replica VM beside it, starts that copy on an isolated switch, and destroys it. "
    "Verified means: the guest inside that copy reported, through Hyper-V's data exchange, every address, subnet, "
    "gateway and DNS server that was staged for the failover, and no other IPv4 address. Production was not touched."
)

_TRIED = "from here, while each test VM ran: one that answered then, and not before or after, is an isolation breach"
_NOT_TRIED = "none: nobody looked from here whether a test VM could be reached outside its isolated network"


def page_text(view: DrillView, operator: Operator, version: str, record: str, digest: str, profile: str = "") -> str:
    """`record` is the name of the record's file, which lies beside the page, and `digest` its SHA-256."""
    title = f"Test failover, {view.began.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    body = [
        *_head(view),
        facts(_facts(view, operator, profile)),
        *_notices(view),
        tag("h2", "Virtual machines"),
        _summary(view),
        *_waivers(view),
        tag("h2", "What was staged, and what each guest reported"),
        *(machine_section(machine, number) for number, machine in enumerate(view.machines, 1)),
        _foot(version, record, digest),
    ]
    style = Path(__file__).with_name("page.css").read_text("utf-8")
    head = (
        '<meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{shown(title)}</title><style>\n{style}</style>"
    )
    lines = ("<!DOCTYPE html>", f'<html lang="en"><head>{head}</head>', "<body>", *body, "</body></html>", "")
    return "\n".join(lines)


def _head(view: DrillView) -> Iterable[str]:
    verified = sum(machine.verdict is DrillVerdict.VERIFIED for machine in view.machines)
    count = len(view.machines)
    yield tag("p", "Test failover report", css="kicker")
    yield tag("h1", f"{verified} of {count} virtual machine{'' if count == 1 else 's'} verified")
    yield tag("p", view.plan.reason or "No reason was given.", css="reason")
    counts = Counter(machine.verdict for machine in view.machines)
    present = [verdict for verdict in ORDER if counts[verdict]]
    spans = (f'<span class="{SIGNS[verdict][1]}" style="flex:{counts[verdict]}"></span>' for verdict in present)
    yield f'<div class="bar" aria-hidden="true">{"".join(spans)}</div>'
    items = (f"<li><b>{counts[verdict]}</b> {verdict_mark(verdict)}</li>" for verdict in present)
    yield f'<ul class="legend">{"".join(items)}</ul>'


def _facts(view: DrillView, operator: Operator, profile: str) -> list[tuple[str, str]]:
    who = operator.user + (f", logged in as {operator.login_user}" if operator.login_user else "")
    hosts = sorted({machine.target.host for machine in view.machines})
    took = seconds_between(view.began, view.ended)
    waves = f"{view.waves} wave{'' if view.waves == 1 else 's'}, {view.plan.at_once} at once on each host"
    found = [
        ("Operator", who),
        ("Working from", operator.ssh_client.partition(" ")[0] or "this machine's own terminal"),
        ("Began", _moment(view.began)),
        ("Ended", _moment(view.ended) if view.ended else "not ended when this was written"),
        ("Took", "–" if took is None else clock(took)),
        ("Hosts", ", ".join(hosts)),
        ("Carried out in", waves),
        ("Addresses tried", _TRIED if view.plan.probe else _NOT_TRIED),
        ("Drill", view.id),
    ]
    return [*found, ("Drill profile", profile)] if profile else found


def _notices(view: DrillView) -> Iterable[str]:
    """What nobody may overlook: what is left behind."""
    for machine in view.machines:
        if not machine.cleaned:
            where = machine.test_host or machine.target.host
            yield tag("p", f"The test VM of {machine.target.vm_name} was still on {where} at the end.", css="notice")
        if machine.banner:
            yield tag("p", f"{machine.target.vm_name}: {machine.banner}", css="notice")


def _summary(view: DrillView) -> str:
    rows = []
    for number, machine in enumerate(view.machines, 1):
        name = f'<a href="#vm-{number}">{shown(machine.target.vm_name)}</a>'
        rows.append(
            (
                verdict_mark(machine.verdict),
                name,
                shown(machine.target.host),
                shown(machine.sentence),
                _after(machine, machine.running),
                _after(machine, machine.verified),
                "–" if machine.data_behind is None else duration(machine.data_behind),
            )
        )
    titles = ("Verdict", "VM", "Host", "Found", "Running after", "Verified after", "Data behind")
    return table(titles, rows, short={0}, names={1, 2}, prose={3}, numbers={4, 5, 6})


def _waivers(view: DrillView) -> Iterable[str]:
    if view.plan.waived:
        rows = [(shown(rule), shown(reason)) for rule, reason in sorted(view.plan.waived.items())]
        yield tag("h2", "Gone ahead in spite of")
        yield table(("Rule", "Reason"), rows, short={0})


def _foot(version: str, record: str, digest: str) -> str:
    return (
        f"<footer>{tag('p', _HOW)}"
        f"{tag('p', f'Times are UTC. Written by hvr {version}. SHA-256 of the record {record}, its last line aside:')}"
        f'<span class="mono digest">{shown(digest)}</span>'
        f"{tag('p', f'To check it: head -n -1 {record} | sha256sum')}</footer>"
    )


def _after(machine: MachineDrill, moment: datetime | None) -> str:
    seconds = seconds_between(machine.began, moment)
    return "–" if seconds is None else clock(seconds)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
