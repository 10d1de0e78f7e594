"""A drill as plain values: everything that is known of it, every text exactly as the host or the guest has it."""

from datetime import UTC, datetime
from typing import Any

from tui.fleet.journal import Operator
from tui.fleet.reports.document import event_document
from tui.model.address import staged_addresses
from tui.model.drill.causes import CAUSES
from tui.model.drill.values import AdapterProof, DrillView, MachineDrill
from tui.model.machine import GuestReported
from tui.model.staged import StagedRaw

SCHEMA_VERSION = 1


def drill_document(view: DrillView, operator: Operator, version: str, profile: str = "") -> dict[str, Any]:
    """`version` is this program's, `profile` the name of the drill profile that was staged, empty without one."""
    words = [machine.verdict.value if machine.verdict else "none" for machine in view.machines]
    return {
        "schema_version": SCHEMA_VERSION,
        "kind": "drill",
        "id": view.id,
        "tool": {"name": "hvr", "version": version},
        "operator": {
            "user": operator.user,
            "login_user": operator.login_user or None,
            "ssh_client": operator.ssh_client or None,
        },
        "reason": view.plan.reason,
        "began": stamp(view.began),
        "ended": stamp(view.ended),
        "plan": {
            "vms": len(view.plan.targets),
            "at_once_per_host": view.plan.at_once,
            "wave": view.plan.wave,
            "guest_patience_seconds": view.plan.guest_patience,
            "profile": profile or None,
            "addresses_tried": view.plan.probe,
        },
        "waived": [{"rule": rule, "reason": reason} for rule, reason in sorted(view.plan.waived.items())],
        "verdicts": {word: words.count(word) for word in dict.fromkeys(words)},
        "vms": [_machine(machine) for machine in view.machines],
    }


def stamp(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC with milliseconds; None where it never came."""
    return None if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def seconds_between(began: datetime | None, ended: datetime | None) -> float | None:
    """None where either never came."""
    return None if began is None or ended is None else round((ended - began).total_seconds(), 3)


def _machine(machine: MachineDrill) -> dict[str, Any]:
    target = machine.target
    return {
        "vm": target.vm_name,
        "vm_id": target.vm,
        "host": target.host,
        "recovery_point": target.recovery_point or "newest",
        "verdict": machine.verdict.value if machine.verdict else None,
        "sentence": machine.sentence or None,
        "host_words": machine.words or None,
        "began": stamp(machine.began),
        "running": stamp(machine.running),
        "verified": stamp(machine.verified),
        "ended": stamp(machine.ended),
        "seconds_to_running": seconds_between(machine.began, machine.running),
        "seconds_to_verified": seconds_between(machine.began, machine.verified),
        "data_behind_seconds": machine.data_behind,
        "test_vm": machine.test_vm,
        "test_host": machine.test_host,
        "cleaned": machine.cleaned,
        "banner": machine.banner or None,
        "conflict": machine.conflict,
        "notes": list(machine.notes),
        "adapters": [_adapter(proof) for proof in machine.adapters],
        "events": [event_document(event) for event in machine.events],
    }


def _adapter(proof: AdapterProof) -> dict[str, Any]:
    return {
        "adapter": proof.name,
        "adapter_id": proof.adapter,
        "staged": None if proof.staged is None else _settings(proof.staged),
        "reported": None if proof.reported is None else _settings(proof.reported),
        "missing": list(proof.missing),
        "not_staged": list(proof.extra),
        "cause": proof.cause,
        "cause_words": CAUSES[proof.cause].says if proof.cause else None,
    }


def _settings(settings: StagedRaw | GuestReported) -> dict[str, Any]:
    raw = StagedRaw(settings.protocol, settings.dhcp, settings.addresses, settings.subnets)
    return {
        "protocol": settings.protocol,
        "dhcp": settings.dhcp,
        "addresses": [pair.text for pair in staged_addresses(raw)],
        "gateways": list(settings.gateways),
        "dns": list(settings.dns),
    }
