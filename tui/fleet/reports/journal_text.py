"""Journal entries as CSV for people and spreadsheets."""

from collections.abc import Iterable, Sequence

from tui.fleet.journal import StepEntry, WaiverEntry, Written
from tui.model.plan.cells import csv_rows, text_cells, write_list
from tui.model.plan.difference import differences

COLUMNS = (
    "Time", "Change", "Apply", "User", "Login User", "SSH Client", "Principal", "Host", "VM Name", "VM GUID", "Adapter",
    "Adapter GUID", "Changed", "Outcome", "Sentence", "Seconds", "Reason", "Waived",
)  # fmt: skip


def journal_csv(entries: Iterable[Written], waivers: Sequence[WaiverEntry] = ()) -> str:
    """A row a change or action, its times in UTC; what changed as values with their signs; what was waived with its
    reason. An action has its word for what changed, no adapter, and its run for the apply.
    """
    return "\ufeff" + csv_rows([COLUMNS, *(_row(entry, waivers) for entry in entries)])


def _row(entry: Written, waivers: Sequence[WaiverEntry]) -> list[str]:
    intent, ending = entry.intent, entry.ending
    begun = text_cells(
        intent.time.isoformat(), intent.id, intent.apply, intent.operator.user, intent.operator.login_user,
        intent.operator.ssh_client, intent.principal, entry.host, entry.vm_name, *_target(entry),
    )  # fmt: skip
    sentence, seconds = (ending.sentence, f"{ending.seconds}") if ending else ("", "")
    ended = text_cells(entry.outcome.value, sentence, seconds, intent.reason)
    return [*begun, write_list(_changed(entry)), *ended, write_list(_waived(entry, waivers))]


def _target(entry: Written) -> tuple[str, str, str]:
    """GUID of the VM, name and GUID of the adapter."""
    if isinstance(entry, StepEntry):
        return entry.intent.step.vm, "", ""
    change = entry.intent.change
    return change.key.vm, change.adapter_name, change.key.adapter


def _changed(entry: Written) -> tuple[str, ...]:
    if isinstance(entry, StepEntry):
        return (entry.intent.step.action.value,)
    return tuple(
        f"{field.label} {sign}{value}"
        for field in differences(entry.intent.change, {})
        for sign, value in field.values
        if sign.strip()
    )


def _waived(entry: Written, waivers: Sequence[WaiverEntry]) -> tuple[str, ...]:
    if isinstance(entry, StepEntry):
        return ()
    key = entry.intent.change.key
    return tuple(f"{each.rule}: {each.reason}" for each in waivers if each.covers(entry.intent.apply, key))
