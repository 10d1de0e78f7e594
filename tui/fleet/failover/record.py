"""A failover in the journal: its plan as a document and back, and what its notes tell. Times are ISO 8601, UTC."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from tui.fleet.journal.runs import RunKind
from tui.model.failover.deed import Deed
from tui.model.failover.points import PointChoice, PointRule
from tui.model.failover.stages import Stage
from tui.model.failover.values import FailoverPlan, FailoverTarget, FailoverView, Standing, Tier, Whereabouts
from tui.model.machine import Adapter, Connection
from tui.model.staged import StagedRaw

FAILOVER: RunKind = "failover"
"""The kind of a run."""


def hold_of(run: str) -> str:
    """What stands for a run among the locks of VM families."""
    return f"failover-{run}"


def plan_document(plan: FailoverPlan) -> dict[str, Any]:
    """What a run begins with: everything that it takes to continue it."""
    document = {
        name: getattr(plan, name)
        for name in (
            "name", "reason", "is_book", "rto", "stop_after_failures", "stop_over_rto", "shutdown_patience",
            "guest_patience", "at_once",
        )
    }  # fmt: skip
    return document | {
        "deed": plan.deed.value,
        "waived": dict(plan.waived),
        "to": list(plan.to),
        "left_out": list(plan.left_out),
        "tiers": [asdict(tier) for tier in plan.tiers],
        "targets": [_target_document(target) for target in plan.targets],
    }


def read_plan(document: Mapping[str, Any]) -> FailoverPlan:
    """Raises KeyError, TypeError or ValueError for a document of another form; an older one has no `to`."""
    return FailoverPlan(
        str(document["name"]),
        Deed(document["deed"]),
        tuple(_target(each) for each in document["targets"]),
        tuple(Tier(each["name"], tuple(each["vms"]), each["delay"], each["gate"]) for each in document["tiers"]),
        document["reason"],
        bool(document["is_book"]),
        document["rto"],
        document["stop_after_failures"],
        document["stop_over_rto"],
        document["shutdown_patience"],
        document["guest_patience"],
        document["at_once"],
        MappingProxyType(dict(document["waived"])),
        tuple(document.get("to", ())),
        tuple(document.get("left_out", ())),
    )


def end_document(view: FailoverView) -> dict[str, Any]:
    """What a run ends with: how each VM stands."""
    return {
        "machines": {
            machine.target.vm: {
                "vm_name": machine.target.vm_name,
                "standing": machine.standing.value,
                "sentence": machine.sentence,
                "words": machine.words,
                "began": _stamp(machine.began),
                "up": _stamp(machine.up),
                "ended": _stamp(machine.ended),
                "lost": machine.lost,
            }
            for machine in view.machines
        }
    }


@dataclass(frozen=True, slots=True)
class Told:
    """What the notes of a run tell of it."""

    ended: Mapping[str, frozenset[Stage]]
    """The stages that are over, by VM GUID."""
    last: Mapping[str, str]
    """The last thing that is known of each VM, by GUID: a sentence."""
    asked: tuple[str, ...]
    """Ids of gates that were asked and not answered."""
    back: bool
    """It was being taken back."""
    halted: str


def read_notes(documents: Iterable[Mapping[str, Any]]) -> Told:
    """Of another form, such as a later version's, is passed over."""
    ended: dict[str, set[Stage]] = {}
    last: dict[str, str] = {}
    asked: dict[str, None] = {}
    back, halted = False, ""
    stages = {stage.value: stage for stage in Stage}
    for document in documents:
        vm, stage = str(document.get("vm") or ""), stages.get(str(document.get("stage")))
        if document.get("back"):
            back = True
        if "halted" in document:
            halted = str(document["halted"])
        if "gate" in document:
            gate = str(document["gate"])
            if "answered" in document:
                asked.pop(gate, None)
            else:
                asked[gate] = None
        elif stage is not None and document.get("ended"):
            ended.setdefault(vm, set()).add(stage)
            last[vm] = f"{stage.value}: {document.get('sentence') or 'done'}"
        elif stage is not None:
            last[vm] = f"{stage.value}: begun, its end is not known"
        elif "standing" in document and document["standing"] != Standing.DONE.value:
            last[vm] = f"{document['standing']}: {document.get('sentence', '')}"
    frozen = {vm: frozenset(found) for vm, found in ended.items()}
    return Told(MappingProxyType(frozen), MappingProxyType(last), tuple(asked), back, halted)


def _target_document(target: FailoverTarget) -> dict[str, Any]:
    point = target.point
    return {
        "vm": target.vm,
        "vm_name": target.vm_name,
        "copy": asdict(target.copy),
        "primary": None if target.primary is None else asdict(target.primary),
        "family": [asdict(each) for each in target.family],
        "primary_name": target.primary_name,
        "adapters": [_adapter_document(each) for each in target.adapters],
        "last_received": _stamp(target.last_received),
        "point": {"rule": point.rule.value, "not_after": _stamp(point.not_after), "id": point.id},
        "ports": list(target.ports),
        "reverse": target.reverse,
    }


def _target(document: Mapping[str, Any]) -> FailoverTarget:
    point, primary = document["point"], document["primary"]
    return FailoverTarget(
        document["vm"],
        document["vm_name"],
        Whereabouts(**document["copy"]),
        None if primary is None else Whereabouts(**primary),
        tuple(Whereabouts(**each) for each in document["family"]),
        document["primary_name"],
        tuple(_adapter(each) for each in document["adapters"]),
        _moment(document["last_received"]),
        PointChoice(PointRule(point["rule"]), _moment(point["not_after"]), point["id"]),
        tuple(int(port) for port in document["ports"]),
        bool(document["reverse"]),
    )


def _adapter_document(adapter: Adapter) -> dict[str, Any]:
    """What the proof of its addresses needs."""
    return {
        "id": adapter.id,
        "name": adapter.name,
        "mac": adapter.mac,
        "kind": adapter.kind,
        "connected": adapter.connected,
        "staged": None if adapter.staged is None else asdict(adapter.staged),
    }


def _adapter(document: Mapping[str, Any]) -> Adapter:
    held = document["staged"]
    staged = None
    if held is not None:
        arrays = (tuple(held[name]) for name in ("addresses", "subnets", "gateways", "dns"))
        staged = StagedRaw(held["protocol"], held["dhcp"], *arrays)
    cable = Connection("", True, None, "") if document["connected"] else None
    return Adapter(
        document["id"], "", document["name"], document["mac"], document["kind"], connection=cable, staged=staged
    )


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
