"""What a drill writes to the journal, and what is read of it again.

A run's document says what was decided; notes tell of each VM as soon as its test VM is known and when its verdict is;
the end sums them up. Times are ISO 8601, UTC.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from tui.model.drill.values import DrillPlan, DrillVerdict, MachineDrill

_TEST_VM, _VERDICT = "test vm", "verdict"


def plan_document(plan: DrillPlan, profile: str = "") -> dict[str, Any]:
    """What a run begins with; `profile` is the name of the drill profile that is staged for it."""
    return {
        "reason": plan.reason,
        "targets": [asdict(target) for target in plan.targets],
        "at_once": plan.at_once,
        "wave": plan.wave,
        "guest_patience": plan.guest_patience,
        "waived": dict(plan.waived),
        "profile": profile,
        "probe": plan.probe,
    }


def made_document(machine: MachineDrill) -> dict[str, Any]:
    """What is noted as soon as a test VM is known."""
    return {"note": _TEST_VM, **_machine(machine)}


def verdict_document(machine: MachineDrill) -> dict[str, Any]:
    """What is noted of a VM that is over."""
    return {
        "note": _VERDICT,
        **_machine(machine),
        "verdict": machine.verdict.value if machine.verdict else None,
        "sentence": machine.sentence,
        "words": machine.words,
        "notes": list(machine.notes),
        "cleaned": machine.cleaned,
        **{name: _time(getattr(machine, name)) for name in ("began", "running", "verified", "ended")},
        "data_behind": machine.data_behind,
        "adapters": [asdict(proof) for proof in machine.adapters],
        "banner": machine.banner,
    }


def end_document(verdicts: Iterable[DrillVerdict | None], *, cleaned_later: bool = False) -> dict[str, Any]:
    """What a run ends with once no test VM is left: how many VMs have which verdict.

    `cleaned_later`: somebody else's console did what the drill's own could not.
    """
    words = [verdict.value if verdict else "interrupted" for verdict in verdicts]
    return {"verdicts": {word: words.count(word) for word in dict.fromkeys(words)}, "cleaned_later": cleaned_later}


@dataclass(frozen=True, slots=True)
class Noted:
    """One VM of a run, as far as the journal tells."""

    host: str
    vm: str
    """GUID of the replica, upper case."""
    vm_name: str
    test_vm: str | None = None
    test_host: str | None = None
    verdict: DrillVerdict | None = None
    cleaned: bool = False
    """The journal holds that no test VM is left."""


def read_targets(documents: tuple[Mapping[str, Any], ...]) -> Mapping[tuple[str, str], Noted]:
    """Every VM of a run by host and GUID, from all of the run's documents, oldest first.

    A document of another form, such as one of a later version, is passed over.
    """
    found: dict[tuple[str, str], Noted] = {}
    for document in documents:
        for target in document.get("targets") or ():
            noted = Noted(str(target["host"]), str(target["vm"]), str(target["vm_name"]))
            found[noted.host, noted.vm] = noted
        if document.get("note") in (_TEST_VM, _VERDICT):
            noted = _noted(document)
            found[noted.host, noted.vm] = noted
    return found


def _noted(document: Mapping[str, Any]) -> Noted:
    word = document.get("verdict")
    return Noted(
        str(document["host"]),
        str(document["vm"]),
        str(document["vm_name"]),
        document.get("test_vm"),
        document.get("test_host"),
        DrillVerdict(word) if word in {each.value for each in DrillVerdict} else None,
        bool(document.get("cleaned", False)),
    )


def _machine(machine: MachineDrill) -> dict[str, Any]:
    target = machine.target
    return {
        "host": target.host,
        "vm": target.vm,
        "vm_name": target.vm_name,
        "test_vm": machine.test_vm,
        "test_host": machine.test_host,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
