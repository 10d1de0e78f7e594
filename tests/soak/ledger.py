"""What hosts executed, held against what the journal says was meant.

The oracle is the practice hosts' own record of methods: each one that changes something has to be the one call, or one
of the calls, of one journalled change or action, and every change or action that the journal calls verified and sent
has to have been executed. Nothing may be left over on either side.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tui.fleet.journal import Journal, StepEntry, Written
from tui.model.result import Outcome
from tui.model.step import Action
from tui.practice.administration import Administration

_RECORD = 10_000
"""Methods that a practice host remembers: a full record could hide one."""
_METHODS = {
    Action.TEST_FAILOVER: "TestReplicaSystem",
    Action.DESTROY_TEST_VM: "DestroySystem",
    Action.START: "RequestStateChange",
    Action.TURN_OFF: "RequestStateChange",
    Action.SHUT_DOWN: "InitiateShutdown",
    Action.PREPARE: "RequestReplicationStateChangeEx",
    Action.SUSPEND: "RequestReplicationStateChangeEx",
    Action.RESUME: "RequestReplicationStateChangeEx",
    Action.FAIL_OVER: "InitiateFailover",
    Action.CANCEL: "RevertFailover",
    Action.COMPLETE: "CommitFailover",
    Action.REVERSE: "ReverseReplicationRelationship",
    Action.RESYNCHRONIZE: "Resynchronize",
}
"""What carries an action out (facts/hyperv-wmi.md 2.4)."""
_STAGES = ("SetFailoverNetworkAdapterSettings",)
_WIRES = ("ModifyResourceSettings", "AddResourceSettings")
_TELLS = ("SetGuestNetworkAdapterConfiguration",)


@dataclass(frozen=True, slots=True)
class Asked:
    """One call that the journal accounts for."""

    id: str
    """Of the journalled change or action."""
    host: str
    vm_name: str
    methods: tuple[str, ...]
    """One of these."""
    executed_for_sure: bool

    def explains(self, call: dict[str, Any]) -> bool:
        """A host names no machine that its own method has just taken away, and a test VM by a name of its own."""
        names = (self.vm_name, f"{self.vm_name} - Test", None)
        return call["host"] == self.host and call["method"] in self.methods and call["vm"] in names


def asked_by(written: Written) -> list[Asked]:
    """The calls of one journalled change or action."""
    sure = written.outcome is Outcome.VERIFIED and written.sent
    entry, host, name = written.intent.id, written.host, written.vm_name
    if isinstance(written, StepEntry):
        return [Asked(entry, host, name, (_METHODS[written.intent.step.action],), sure)]
    before, after = written.intent.change.before, written.intent.change.after
    wired = [(each.test_switch, each.connected, each.switch_id) for each in (before, after)]
    differing = [
        (before.staged != after.staged, _STAGES),
        (wired[0] != wired[1], _WIRES),
        (before.guest != after.guest, _TELLS),
    ]
    return [Asked(entry, host, name, methods, sure) for differs, methods in differing if differs]


class Ledger:
    """Of one fleet and one journal, from their beginning."""

    def __init__(self, administration: Administration, hosts: tuple[str, ...], folder: Path) -> None:
        """`folder`: the journal's."""
        self._administration = administration
        self._hosts = hosts
        self._journal = Journal(folder)
        self._folder = folder
        self._read: tuple[int, tuple[Written, ...]] = (0, ())

    def written(self) -> tuple[Written, ...]:
        """Every change and action that was about to be sent."""
        size = sum(file.stat().st_size for file in self._folder.glob("*.jsonl"))
        if size != self._read[0]:
            reading = self._journal.read()
            self._read = size, (*reading.entries, *reading.steps)
        return self._read[1]

    def changes(self) -> list[dict[str, Any]]:
        """What the hosts executed that changes something, host by host."""
        calls = []
        for host in self._hosts:
            executed = self._administration.executed(host)
            assert len(executed) < _RECORD, f"{host} has begun to forget what it executed"
            calls += [call for call in executed if not call["method"].startswith("Get")]
        return calls

    def balance(self) -> Counter[str]:
        """The number of calls by method. Raises AssertionError with what one side has and the other lacks."""
        calls = self.changes()
        open_ones = [asked for written in self.written() for asked in asked_by(written)]
        # What surely was executed, and what names its machine, chooses first.
        open_ones.sort(key=lambda asked: not asked.executed_for_sure)
        unexplained = []
        for call in sorted(calls, key=lambda call: call["vm"] is None):
            own = next((asked for asked in open_ones if asked.explains(call)), None)
            if own is None:
                unexplained.append(call)
            else:
                open_ones.remove(own)
        assert not unexplained, f"executed, and no journalled change or action is left for it: {unexplained}"
        missing = [asked for asked in open_ones if asked.executed_for_sure]
        assert not missing, f"called verified, and no host executed it: {missing}"
        return Counter(call["method"] for call in calls)
