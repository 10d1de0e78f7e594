"""A check as a monitoring plug-in says it: one line with performance data, and the exit codes of such plug-ins.

As the Monitoring Plugins Development Guidelines ask for it: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; after a bar
``'label'=value[unit];[warn];[crit];[min];[max]``. A worse state hides a lesser one; CRITICAL goes before UNKNOWN.
"""

from tui.model.readiness import Severity, Verdict
from tui.model.text import printable
from tui.verbs.check.run import Check, seconds_behind, totals

OK, WARNING, CRITICAL, UNKNOWN = range(4)
_NAMES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
_MOST_NAMED = 3
_LONGEST = 1000
"""Signs before the bar: some schedulers cut at four kilobytes."""


def nagios(check: Check) -> tuple[str, int]:
    """The line and the exit code. Without any VM to check the state is UNKNOWN."""
    counts = check.counts
    if counts[Verdict.BLOCKED]:
        state = CRITICAL
    elif check.silent or check.journal_trouble or not check.rows:
        state = UNKNOWN
    elif counts[Verdict.WARN]:
        state = WARNING
    else:
        state = OK
    return f"{_said(state, '; '.join(_words(check)))} | {_performance(check)}", state


def unknown(sentence: str) -> str:
    """The line of a check that could not be made; its exit code is UNKNOWN."""
    return _said(UNKNOWN, sentence)


def _said(state: int, words: str) -> str:
    # A bar would begin the performance data.
    return f"HVR {_NAMES[state]} - {printable(words).replace('|', '¦')[:_LONGEST]}"


def _words(check: Check) -> list[str]:
    told = [totals(check)]
    told += [host.trouble.sentence if host.trouble else f"{host.name}: nothing visible" for host in check.silent]
    told += [check.journal_trouble] if check.journal_trouble else []
    grave = [each for each in check.named() if each.finding.severity(check.operation) >= Severity.WARN]
    told += [f"{each.name} ({each.finding.key.host}): {each.finding.sentence}" for each in grave[:_MOST_NAMED]]
    if len(grave) > _MOST_NAMED:
        told.append(f"{len(grave) - _MOST_NAMED} more")
    return told


def _performance(check: Check) -> str:
    counts, everything = check.counts, len(check.rows)
    behind = [seconds for row in check.rows if (seconds := seconds_behind(row.host, row.machine)) is not None]
    values = [
        f"'ready'={counts[Verdict.READY]};;;0;{everything}",
        f"'warn'={counts[Verdict.WARN]};0;;0;{everything}",
        f"'blocked'={counts[Verdict.BLOCKED]};;0;0;{everything}",
        f"'silent hosts'={len(check.silent)};;;0;{len(check.hosts)}",
    ]
    values += [f"'furthest behind'={max(behind):.0f}s;;;0"] if behind else []
    return " ".join(values)
