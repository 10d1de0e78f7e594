"""The test VM of a replica: found by the host's association and never by its name (facts/hyperv-wmi.md 2.4)."""

from collections.abc import Mapping

from tui.hyperv import schema
from tui.hyperv.reading import rows
from tui.hyperv.returncodes import Submitted
from tui.hyperv.service import call, machine_ref
from tui.wsman.client import Client
from tui.wsman.instance import Instance


def replicas_of(dependencies: tuple[Instance, ...]) -> Mapping[str, str]:
    """The replica of each test VM, both as GUIDs in upper case, by rows of Msvm_ReplicaSystemDependency.

    A test VM depends on its replica (assumption ``test-dependency``).
    """
    return dict(map(_dependency, dependencies))


def test_vm_of(client: Client, replica_id: str) -> str | None:
    """GUID of the test VM of a replica, upper case; None where the host's association names none.

    Raises what ``Client.enumerate`` raises.
    """
    found = replicas_of(rows(client, schema.TEST_REPLICAS))
    return next((test for test, replica in found.items() if replica == replica_id.upper()), None)


def replica_of(client: Client, test_vm: str) -> str | None:
    """GUID of the replica of a test VM, upper case; None where the host's association names none, or none any more.

    In a cluster the association is lost where one of them moves to another node (facts/hyperv-wmi.md 2.4). Raises what
    ``Client.enumerate`` raises.
    """
    return replicas_of(rows(client, schema.TEST_REPLICAS)).get(test_vm.upper())


def destroy(client: Client, vm_id: str) -> Submitted:
    """Asks the host to delete a VM, which has to be off or saved. Raises MethodRefused, and as ``Client.invoke``.

    Whether it is a test VM at all is for the caller to have made sure of.
    """
    return call(client, schema.MANAGEMENT_SERVICE, "DestroySystem", {"AffectedSystem": machine_ref(vm_id)})


def _dependency(row: Instance) -> tuple[str, str]:
    names = (row.reference("Dependent"), row.reference("Antecedent"))
    test, replica = ((name.selectors.get("Name", "") if name else "").upper() for name in names)
    return test, replica
