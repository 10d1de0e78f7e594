"""The journal's lines as values: what was meant, what became of it, and the two put together."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tui.fleet.journal.ending import Ending, Recorded, end_record, read_end
from tui.fleet.journal.operator import Operator
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.result import ChangeResult, Outcome
from tui.model.staged import StagedRaw


@dataclass(frozen=True, slots=True)
class Intent:
    """What was about to be sent."""

    id: str
    time: datetime
    """UTC."""
    operator: Operator
    principal: str
    """Who logged on to the host; empty where that was not recorded."""
    apply: str
    """Shared by all changes of one apply."""
    reason: str
    change: Change
    run: str = ""
    """The drill or failover that it belongs to."""


@dataclass(frozen=True, slots=True)
class Entry(Recorded[Intent, AdapterNetwork]):
    """One change in the journal."""

    @property
    def left(self) -> AdapterNetwork | None:
        """What the host held when the change was over, None where that is not known."""
        if self.ending is None or self.outcome is Outcome.UNKNOWN:
            return None
        if self.ending.found is not None:
            return self.ending.found
        return self.intent.change.after if self.outcome is Outcome.VERIFIED else None

    @property
    def host(self) -> str:
        return self.intent.change.key.host

    @property
    def vm_name(self) -> str:
        return self.intent.change.vm_name

    @property
    def name(self) -> str:
        """What was written, in exact text."""
        return f"{self.vm_name} / {self.intent.change.adapter_name}"

    @property
    def title(self) -> str:
        return self.intent.change.title


def intent_record(entry: str, change: Change, reason: str, principal: str, apply: str, run: str = "") -> dict[str, Any]:
    return {
        "kind": "intent",
        "id": entry,
        "apply": apply,
        "run": run,
        **asdict(Operator.here()),
        "principal": principal,
        "reason": reason,
        "host": change.key.host,
        "vm": change.key.vm,
        "vm_name": change.vm_name,
        "mode": change.mode,
        "adapter": change.key.adapter,
        "adapter_name": change.adapter_name,
        "before": _held(change.before),
        "after": _held(change.after),
    }


def outcome_record(kind: str, entry: str, result: ChangeResult) -> dict[str, Any]:
    """`kind` is outcome, or settled where another process read what became of it."""
    return end_record(kind, entry, result, None if result.found is None else _held(result.found))


def read_intent(record: Mapping[str, Any]) -> Intent:
    """Raises KeyError, TypeError or ValueError for a record of another form."""
    key = AdapterKey(record["host"], record["vm"], record["adapter"])
    before, after = _network(record["before"]), _network(record["after"])
    return Intent(
        str(record["id"]),
        datetime.fromisoformat(record["time"]),
        Operator(record["user"], record["login_user"], record["ssh_client"]),
        record["principal"],
        record["apply"],
        record["reason"],
        Change(key, record["vm_name"], record["adapter_name"], int(record["mode"]), before, after),
        record.get("run", ""),
    )


def read_ending(record: Mapping[str, Any]) -> Ending[AdapterNetwork]:
    """Raises KeyError, TypeError or ValueError for a record of another form."""
    return read_end(record, None if record["found"] is None else _network(record["found"]))


def _held(network: AdapterNetwork) -> dict[str, Any]:
    """What a guest reports stands only in what told it something."""
    plain = asdict(network)
    return plain if network.guest is not None else {name: value for name, value in plain.items() if name != "guest"}


def _network(record: Mapping[str, Any]) -> AdapterNetwork:
    staged, guest = _staged(record["staged"]), _staged(record.get("guest"))
    return AdapterNetwork(staged, record["test_switch"], record["connected"], record["switch_id"], guest)


def _staged(record: Mapping[str, Any] | None) -> StagedRaw | None:
    if record is None:
        return None
    arrays = (tuple(record[name]) for name in ("addresses", "subnets", "gateways", "dns"))
    return StagedRaw(record["protocol"], record["dhcp"], *arrays)
