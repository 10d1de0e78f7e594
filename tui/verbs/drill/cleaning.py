"""`hvr drill --unfinished` and `--clean`: what drills left behind, and the way to be rid of it."""

import threading
from datetime import UTC, datetime
from typing import Any

from tui.fleet.drill import LeftOver, UnfinishedDrill, busy_replicas, close_finished, leftovers, unfinished_drills
from tui.fleet.drill.putting_back import put_back
from tui.fleet.drill.stillstaged import StillStaged, still_staged
from tui.fleet.fleet import Fleet
from tui.fleet.journal import JournalError
from tui.fleet.reports.document import time_text
from tui.fleet.session import ReadOnly
from tui.model.result import Outcome
from tui.model.text import printable
from tui.verbs.drill.lines import leftover_lines, staged_lines, unfinished_lines
from tui.verbs.drill.run import wait_for_end
from tui.verbs.terms import DIFFERENT, DONE, INTERRUPTED, UNREACHABLE, UNUSABLE, Terminal, complain_of_hosts, gravest

SCHEMA_VERSION = 1
Meant = frozenset[str]
"""GUIDs of VMs, test VMs or their replicas."""


class _Found:
    """What there is, by the journal and by what the hosts show."""

    def __init__(self, fleet: Fleet, meant: Meant | None) -> None:
        """Raises JournalError."""
        reading = fleet.journal.read()
        self.drills: tuple[UnfinishedDrill, ...] = unfinished_drills(fleet.journal, fleet.view)
        busy = busy_replicas(self.drills)
        left, still = leftovers(fleet.view, busy), still_staged(reading.entries, reading.runs)
        self.left: tuple[LeftOver, ...] = tuple(
            each for each in left if meant is None or meant & {each.test_vm, each.replica or ""}
        )
        self.still: tuple[StillStaged, ...] = tuple(
            each for each in still if each.change.key.vm not in busy and (meant is None or each.change.key.vm in meant)
        )


def show_unfinished(fleet: Fleet, terminal: Terminal, meant: Meant | None = None) -> int:
    """Settle what a crash left unknown, and tell every drill without an end, left-over test VM and drill value.

    `meant` narrows the last two to some VMs.
    """
    try:
        _settle(fleet)
        found = _Found(fleet, meant)
        close_finished(found.drills, fleet.journal)
    except JournalError as error:
        terminal.complain(str(error))
        return UNUSABLE
    terminal.tell(unfinished_lines(found.drills))
    terminal.tell(leftover_lines(found.left))
    terminal.tell(staged_lines(found.still))
    terminal.hand(_document(found))
    if not (found.drills or found.left or found.still):
        terminal.complain("no drill is unfinished, and no test VM is left")
    silent = complain_of_hosts(fleet.view, terminal)
    anything = any(not drill.is_over for drill in found.drills) or found.left or found.still
    return gravest([DIFFERENT if anything else DONE, UNREACHABLE if silent else DONE])


def clean(fleet: Fleet, terminal: Terminal, *, reason: str, yes: bool, meant: Meant | None = None) -> int:
    """Turn left-over test VMs off and destroy them, and put live values back; running drills are left alone.

    `meant` narrows it to some VMs.
    """
    try:
        _settle(fleet)
        found = _Found(fleet, meant)
        terminal.tell(leftover_lines(found.left))
        terminal.tell(staged_lines(found.still))
        count = len(found.left) + len(found.still)
        if count and not yes and terminal.ask(f"to clean up {count} type {count}: ").strip() != str(count):
            terminal.complain("not confirmed; nothing was sent. Where nobody can be asked: --yes")
            return UNUSABLE
        codes = [_put_back(fleet, found.still, reason, terminal), _destroy(fleet, found.left, reason, terminal)]
        _read_again(fleet)
        left = _Found(fleet, meant)
        closed = close_finished(left.drills, fleet.journal)
    except (ReadOnly, JournalError) as error:
        terminal.complain(str(error))
        return UNUSABLE
    terminal.hand(_document(left))
    if closed:
        terminal.complain(f"{closed} interrupted drill{'' if closed == 1 else 's'} brought to an end")
    if not count:
        terminal.complain("nothing is left to clean up")
    codes.append(UNREACHABLE if complain_of_hosts(fleet.view, terminal) else DONE)
    return gravest(codes)


def _destroy(fleet: Fleet, left: tuple[LeftOver, ...], reason: str, terminal: Terminal) -> int:
    if not left:
        return DONE
    view, interrupted = wait_for_end(fleet.clean(left, reason), terminal)
    if interrupted:
        return INTERRUPTED
    return DONE if all(machine.cleaned for machine in view.machines) else DIFFERENT


def _put_back(fleet: Fleet, still: tuple[StillStaged, ...], reason: str, terminal: Terminal) -> int:
    results = put_back(fleet, still, reason)
    for result in results:
        change = result.change
        said = result.sentence or result.outcome.value
        terminal.complain(printable(f"{change.vm_name} / {change.adapter_name} · {change.key.host}: {said}"))
    return DONE if all(result.outcome is Outcome.VERIFIED for result in results) else DIFFERENT


def _settle(fleet: Fleet) -> None:
    """Raises JournalError."""
    settled = threading.Semaphore(0)
    for _ in range(fleet.settle_unknown(lambda entry, result: settled.release())):
        settled.acquire()


def _read_again(fleet: Fleet) -> None:
    fleet.refresh()
    moved = threading.Event()
    fleet.listen(moved.set)
    while any(host.reading for host in fleet.view.hosts):
        moved.wait()
        moved.clear()


def _document(found: _Found) -> dict[str, Any]:
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "drill-leftovers",
        "time": time_text(datetime.now(UTC)),
        "unfinished": [
            {
                "id": drill.id,
                "began": drill.began.isoformat(),
                "user": drill.operator.user,
                "reason": drill.reason,
                "running": drill.running or None,
                "vms": [
                    {"host": each.noted.host, "vm": each.noted.vm_name, "vm_id": each.noted.vm, "stands": each.sentence}
                    for each in drill.machines
                ],
            }
            for drill in found.drills
            if not drill.is_over
        ],
        "test_vms": [
            {
                "host": each.host,
                "test_vm": each.name,
                "test_vm_id": each.test_vm,
                "replica_id": each.replica,
                "running": each.running,
            }
            for each in found.left
        ],
        "drill_values": [
            {"host": each.change.key.host, "vm": each.change.vm_name, "adapter": each.change.adapter_name}
            for each in found.still
        ],
    }
