"""Whether a job is still at work on a VM: what a lost answer is settled by (facts/real-host.md 5)."""

from tui.hyperv.jobs import TERMINAL
from tui.hyperv.reading import rows
from tui.hyperv.schema import AFFECTED_JOB_ELEMENT, JOBS, class_ref
from tui.wsman.client import Client
from tui.wsman.instance import EndpointReference


def has_running_job(client: Client, vm_id: str) -> bool:
    """Whether any unfinished job names the VM among what it affects, or names nothing at all.

    A job that names nothing yet may be anybody's, so it counts. Raises what ``Client.enumerate`` raises.
    """
    running = {row.text("InstanceID") for row in rows(client, JOBS) if row.integer("JobState") not in TERMINAL}
    if not running:
        return False
    affected: dict[str | None, list[str]] = {}
    for row in client.enumerate_class(class_ref(AFFECTED_JOB_ELEMENT)):
        job, element = row.reference("AffectingElement"), row.reference("AffectedElement")
        affected.setdefault(_key(job, "InstanceID"), []).append(_keys(element))
    return any(job not in affected or any(vm_id.upper() in keys for keys in affected[job]) for job in running)


def _key(reference: EndpointReference | None, name: str) -> str | None:
    return None if reference is None else reference.selectors.get(name)


def _keys(reference: EndpointReference | None) -> str:
    return "" if reference is None else " ".join(reference.selectors.values()).upper()
