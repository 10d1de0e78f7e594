"""The proof of an adapter, and the verdict of a VM: what was staged against what the test VM's guest reports."""

from collections.abc import Iterable, Sequence

from tui.model.drill.causes import CAUSES, Shortfall, suspect
from tui.model.drill.comparing import compare
from tui.model.drill.values import AdapterProof, DrillVerdict
from tui.model.guest import GuestServices
from tui.model.machine import Adapter, GuestReported
from tui.model.staged import CLEARED


def prove(
    adapter: Adapter,
    reported: GuestReported | None,
    guest: GuestServices,
    *,
    connected: bool | None,
    waited: bool,
) -> AdapterProof:
    """One adapter of the replica, with what the guest reports of its twin in the test VM.

    `guest`: as the host sees it now; its system may be the one last seen on the primary. `connected`: the twin has a
    network; None where that was not read. `waited`: the guest had its time.
    """
    staged = adapter.staged or CLEARED
    compared = compare(staged, reported)
    missing = tuple(text for each in compared if (text := each.missing) is not None)
    extra = tuple(each.reported for each in compared if each.staged is None and each.reported and not each.agrees)
    short = Shortfall(
        staged=bool(staged.addresses),
        dhcp_staged=bool(staged.dhcp),
        legacy=adapter.kind == "legacy",
        connected=connected,
        reported=reported is not None,
        reports_dhcp=reported is not None and bool(reported.dhcp),
        any_arrived=any(each.kind == "address" and each.staged and each.reported for each in compared),
        others=bool(extra),
        waited=waited,
        guest=guest,
    )
    cause = suspect(short).id if missing or extra or not staged.addresses else None
    return AdapterProof(adapter.id, adapter.name, adapter.staged, reported, missing, extra, cause)


def is_settled(proofs: Iterable[AdapterProof]) -> bool:
    """Nothing is left to wait for: every adapter with anything staged carries exactly that."""
    return all(proof.cause is None for proof in proofs if _is_judged(proof))


def verdict_of(proofs: Sequence[AdapterProof]) -> tuple[DrillVerdict | None, str]:
    """What the adapters prove of their VM, and that in a few words; None while the guest still has time."""
    judged = [proof for proof in proofs if _is_judged(proof)]
    if not judged:
        legacy = any(proof.cause == "legacy-adapter" for proof in proofs)
        return DrillVerdict.NOTHING_STAGED, CAUSES["legacy-adapter" if legacy else "nothing-staged"].says
    if any(proof.cause == "still-waiting" for proof in judged):
        return None, CAUSES["still-waiting"].says
    causes = dict.fromkeys(CAUSES[proof.cause].says for proof in judged if proof.cause)
    if not causes:
        return DrillVerdict.VERIFIED, arrived(judged)
    silent = all(proof.reported is None for proof in judged)
    return DrillVerdict.SILENT if silent else DrillVerdict.DIFFERS, f"{arrived(judged)}: {'; '.join(causes)}"


def arrived(proofs: Iterable[AdapterProof]) -> str:
    """``3 of 3 addresses, gateway, dns``: how many addresses are as staged, and which lists are whole."""
    compared = [each for proof in proofs if proof.staged for each in compare(proof.staged, proof.reported)]
    staged = [each for each in compared if each.staged is not None]
    addresses = [each for each in staged if each.kind == "address"]
    noun = "address" if len(addresses) == 1 else "addresses"
    words = [f"{sum(each.agrees for each in addresses)} of {len(addresses)} {noun}"]
    for kind in ("gateway", "dns"):
        asked = [each for each in staged if each.kind == kind]
        if asked and all(each.agrees for each in asked):
            words.append(kind)
    return ", ".join(words)


def _is_judged(proof: AdapterProof) -> bool:
    return proof.staged is not None and bool(proof.staged.addresses)
