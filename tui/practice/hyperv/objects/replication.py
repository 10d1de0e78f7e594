"""Replication relationships and settings, of machines and of the host."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from tui.practice.hyperv import paths
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Relationship
from tui.practice.hyperv.objects.source import Moving, Source, Values, healthy
from tui.practice.hyperv.values import NEVER, Mode

PROVIDER_ID = "22391CDC-272C-4DDF-BA88-9BEFB1A0975C"


def _relationships(host: Hypervisor) -> Iterator[Moving]:
    for machine in host.machines.values():
        for each in machine.relationships:
            still: Values = {
                **healthy(host),
                "InstanceID": paths.replication(machine.id, each.index),
                "ElementName": machine.name,
                "Name": machine.name,
                "ReplicationState": int(each.state),
                "ReplicationHealth": int(each.health),
                "FailedOverReplicationType": int(each.failed_over),
                "LastReplicationType": 0 if each.received == NEVER else 1,
                "LastApplicationConsistentReplicationTime": NEVER,
            }
            yield Moving(still, partial(_drift, each, machine.mode in (Mode.REPLICA, Mode.EXTENDED_REPLICA)))


def _drift(relationship: Relationship, applies: bool, now: datetime) -> tuple[Values, datetime]:
    received = relationship.last_received(now)
    values: Values = {"LastReplicationTime": received, "LastApplyTime": received if applies else NEVER}
    return values, relationship.next_receipt(now)


def _settings(host: Hypervisor) -> Iterator[Values]:
    for machine in host.machines.values():
        for each in machine.relationships:
            yield {
                "InstanceID": paths.replication(machine.id, each.index),
                "ElementName": machine.name,
                "VirtualSystemIdentifier": machine.id,
                "VirtualSystemType": "Microsoft:Hyper-V:Replica",
                "AuthenticationType": 1,
                "CompressionEnabled": True,
                "BypassProxyServer": False,
                "ReplicateHostKvpItems": True,
                "AutoResynchronizeEnabled": False,
                "AutoResynchronizeIntervalStart": timedelta(hours=18, minutes=30),
                "AutoResynchronizeIntervalEnd": timedelta(hours=6),
                "EnableWriteOrderPreservationAcrossDisks": False,
                "PrimaryHostSystem": each.primary_host,
                "PrimaryConnectionPoint": each.primary_host,
                "RecoveryHostSystem": each.recovery_host,
                "RecoveryConnectionPoint": each.recovery_host,
                "RecoveryServerPortNumber": 80,
                "ReplicationProvider": paths.object_path(
                    host.name, "Msvm_ReplicationProvider", InstanceID=_provider_instance_id(host)
                ),
                "ApplicationConsistentSnapshotInterval": each.application_consistent_hours,
                "RecoveryHistory": each.history,
                "ReplicationInterval": int(each.interval.total_seconds()),
                "IncludedDisks": (),
            }


def _service_settings(host: Hypervisor) -> Iterator[Values]:
    yield {
        "InstanceID": f"Microsoft:{host.name}\\ReplicationService",
        "ElementName": "Replication Service",
        "RecoveryServerEnabled": True,
        "AllowedAuthenticationType": 1,
        "HttpPort": 80,
        "HttpsPort": 443,
        "MonitoringInterval": 43200,
        "MonitoringStartTime": timedelta(hours=9),
    }


def _provider(host: Hypervisor) -> Iterator[Values]:
    yield {**healthy(host), "InstanceID": _provider_instance_id(host), "Name": PROVIDER_ID, "ElementName": "Hyper-V"}


def _provider_instance_id(host: Hypervisor) -> str:
    return f"Microsoft:{host.name}\\ReplicationProvider\\{PROVIDER_ID}"


SOURCES: dict[str, Source] = {
    "Msvm_ReplicationRelationship": _relationships,
    "Msvm_ReplicationSettingData": _settings,
    "Msvm_ReplicationServiceSettingData": _service_settings,
    "Msvm_ReplicationProvider": _provider,
}
