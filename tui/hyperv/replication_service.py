"""What is done to a VM's replication (facts/hyperv-wmi.md 2.1, 2.2, 2.4).

Every function returns once the host has accepted the call, and raises MethodRefused and what ``Client.invoke`` raises.
"""

from collections.abc import Mapping

from tui.hyperv import schema
from tui.hyperv.reading import one
from tui.hyperv.returncodes import Submitted
from tui.hyperv.schema import class_ref
from tui.hyperv.service import call, call_machine, machine_ref
from tui.hyperv.wql import begins_with
from tui.wsman.cimxml import CimProperty, EmbeddedInstance
from tui.wsman.client import Client
from tui.wsman.envelope import Parameter
from tui.wsman.instance import Instance, Ref

RESUME, PREPARE, SUSPEND = 3, 4, 7
"""RequestedState of RequestReplicationStateChangeEx."""

_REVERSED: Mapping[str, str] = {
    "AuthenticationType": "uint16",
    "CertificateThumbPrint": "string",
    "RecoveryServerPortNumber": "uint16",
    "CompressionEnabled": "boolean",
    "BypassProxyServer": "boolean",
    "ReplicateHostKvpItems": "boolean",
    "ReplicationInterval": "uint16",
    "RecoveryHistory": "uint16",
    "ApplicationConsistentSnapshotInterval": "uint16",
    "AutoResynchronizeEnabled": "boolean",
}
"""What the new relationship keeps of the old one's settings, with the CIM types (facts/hyperv-wmi.md 1.10)."""


def make_test_vm(client: Client, replica_id: str, recovery_point: str | None = None) -> Submitted:
    """Makes a test VM of a replica, from the recovery point of an InstanceID or from the newest; it is off.

    The answer does not name it (facts/real-host.md 9): ``testvms.test_vm_of`` does, once the job has ended.
    """
    return _from_point(client, "TestReplicaSystem", replica_id, recovery_point)


def fail_over(client: Client, replica_id: str, recovery_point: str | None = None) -> Submitted:
    """Lets a replica take over, from the recovery point of an InstanceID or from the newest; it stays off."""
    return _from_point(client, "InitiateFailover", replica_id, recovery_point)


def cancel(client: Client, vm_id: str) -> Submitted:
    """Takes a failover back, of a replica that failed over or of a primary that was prepared for it."""
    return _service(client, "RevertFailover", vm_id)


def complete(client: Client, replica_id: str) -> Submitted:
    """Makes a failover final: its recovery points are merged, and it cannot be taken back."""
    return _service(client, "CommitFailover", replica_id)


def reversed_settings(client: Client, replica_id: str) -> EmbeddedInstance | None:
    """What ``reverse`` asks for: the relationship's settings with the primary's name for the recovery server's.

    That is what Microsoft's sample for the method sends (assumption ``reversed-settings``). None where the host holds
    no settings. Raises what ``Client.get`` and ``Client.enumerate`` raise.
    """
    prefix = f"Microsoft:{replica_id}\\HVR"
    held = one(client, schema.REVERSIBLE_SETTINGS, {"InstanceID": f"{prefix}\\0"}, begins_with("InstanceID", prefix))
    return None if held is None else _reversed(held)


def reverse(client: Client, replica_id: str, settings: EmbeddedInstance) -> Submitted:
    """Makes the replica the primary of its former primary, with ``reversed_settings``."""
    return _service(client, "ReverseReplicationRelationship", replica_id, ReplicationSettingData=settings)


def resynchronize(client: Client, vm_id: str) -> Submitted:
    """Compares the copies and sends what differs, now; its job lasts as long as that takes."""
    return _service(client, "Resynchronize", vm_id)


def request_replication_state(client: Client, vm_id: str, state: int, relationship: int = 0) -> Submitted:
    """Asks for one of RESUME, PREPARE and SUSPEND of the relationship with an index.

    Left out, the relationship is the primary one, index 0 (facts/hyperv-wmi.md 2.2); another is named.
    """
    parameters: dict[str, Parameter] = {"RequestedState": state}
    if relationship != 0:
        instance_id = f"Microsoft:{vm_id}\\HVR\\{relationship}"
        parameters["ReplicationRelationship"] = EmbeddedInstance(
            schema.REPLICATION_RELATIONSHIP, (CimProperty("InstanceID", "string", instance_id),)
        )
    return call_machine(client, vm_id, "RequestReplicationStateChangeEx", parameters)


def _from_point(client: Client, method: str, replica_id: str, recovery_point: str | None) -> Submitted:
    point = class_ref(schema.VIRTUAL_SYSTEM_SETTING_DATA).uri
    chosen = None if recovery_point is None else Ref(point, {"InstanceID": recovery_point})
    return _service(client, method, replica_id, SnapshotSettingData=chosen)


def _service(client: Client, method: str, vm_id: str, **parameters: Parameter) -> Submitted:
    return call(client, schema.REPLICATION_SERVICE, method, {"ComputerSystem": machine_ref(vm_id), **parameters})


def _reversed(held: Instance) -> EmbeddedInstance:
    kept = (
        CimProperty(name, cim_type, value)
        for name, cim_type in _REVERSED.items()
        if (value := held.text(name)) is not None
    )
    disks = held.array("IncludedDisks")
    return EmbeddedInstance(
        schema.REPLICATION_SETTING_DATA,
        (
            CimProperty("InstanceID", "string", held.text("InstanceID") or ""),
            CimProperty("RecoveryConnectionPoint", "string", held.text("PrimaryConnectionPoint") or ""),
            *kept,
            *((CimProperty("IncludedDisks", "string", disks),) if disks else ()),
        ),
    )
