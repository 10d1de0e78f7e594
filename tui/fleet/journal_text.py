"""Journal entries as CSV for people and spreadsheets."""

import csv
import io
from collections.abc import Iterable

from tui.fleet.journal import Entry
from tui.model.plan.cells import write_list, write_text
from tui.model.plan.difference import differences

COLUMNS = (
    "Time", "Change", "Apply", "User", "Login User", "SSH Client", "Principal", "Host", "VM Name", "VM GUID", "Adapter",
    "Adapter GUID", "Changed", "Outcome", "Sentence", "Seconds", "Reason",
)  # fmt: skip


def journal_csv(entries: Iterable[Entry]) -> str:
    """A row a change, its times in UTC; what changed as values with their signs."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        intent, ending, change = entry.intent, entry.ending, entry.intent.change
        changed = tuple(
            f"{field.label} {sign}{value}"
            for field in differences(change, {})
            for sign, value in field.values
            if sign.strip()
        )
        cells = (
            intent.time.isoformat(), intent.id, intent.apply, intent.operator.user, intent.operator.login_user,
            intent.operator.ssh_client, intent.principal, change.key.host, change.vm_name, change.key.vm,
            change.adapter_name, change.key.adapter,
        )  # fmt: skip
        sentence, seconds = (ending.sentence, f"{ending.seconds}") if ending else ("", "")
        end = (entry.outcome.value, sentence, seconds, intent.reason)
        texts = [write_text(cell) if cell else "" for cell in (*cells, *end)]
        writer.writerow([*texts[: len(cells)], write_list(changed), *texts[len(cells) :]])
    return "\ufeff" + stream.getvalue()
