"""Which methods pass."""

import re
from pathlib import Path

import pytest

import tui.hyperv
from tui.hyperv.gate import may_read, may_write

_READING = [
    ("Msvm_VirtualSystemManagementService", "GetSummaryInformation"),
    ("Msvm_ReplicationService", "GetReplicationStatistics"),
    ("Msvm_ReplicationService", "GetReplicationStatisticsEx"),
    ("Msvm_ConcreteJob", "GetErrorEx"),
    ("Msvm_StorageJob", "GetError"),
]
_WRITING = [
    ("Msvm_ReplicationService", "SetFailoverNetworkAdapterSettings"),
    ("Msvm_VirtualSystemManagementService", "ModifyResourceSettings"),
    ("Msvm_VirtualSystemManagementService", "AddResourceSettings"),
    ("Msvm_VirtualSystemManagementService", "SetGuestNetworkAdapterConfiguration"),
    ("Msvm_VirtualSystemManagementService", "DestroySystem"),
    ("Msvm_ReplicationService", "TestReplicaSystem"),
    ("Msvm_ReplicationService", "InitiateFailover"),
    ("Msvm_ReplicationService", "RevertFailover"),
    ("Msvm_ReplicationService", "CommitFailover"),
    ("Msvm_ReplicationService", "ReverseReplicationRelationship"),
    ("Msvm_ReplicationService", "Resynchronize"),
    ("Msvm_ComputerSystem", "RequestStateChange"),
    ("Msvm_ComputerSystem", "RequestReplicationStateChangeEx"),
    ("Msvm_ShutdownComponent", "InitiateShutdown"),
]
_NEVER = [
    ("Msvm_VirtualSystemManagementService", "RemoveResourceSettings"),
    ("Msvm_VirtualSystemManagementService", "DefineSystem"),
    ("Msvm_ReplicationService", "RemoveReplicationRelationship"),
    ("Msvm_ReplicationService", "RemoveReplicationRelationshipEx"),
    ("Msvm_ReplicationService", "ChangeReplicationModeToPrimary"),
    ("Msvm_ReplicationService", "DestroySystem"),
    ("Msvm_ConcreteJob", "RequestStateChange"),
    ("Msvm_ReplicationService", "GetErrorEx"),
]


@pytest.mark.parametrize(("class_name", "method"), _READING)
def test_a_reading_method_passes_with_and_without_the_right_to_write(class_name: str, method: str) -> None:
    assert may_read(class_name, method)
    assert may_write(class_name, method)


@pytest.mark.parametrize(("class_name", "method"), _WRITING)
def test_a_writing_method_passes_only_where_writing_was_asked_for(class_name: str, method: str) -> None:
    assert not may_read(class_name, method)
    assert may_write(class_name, method)


@pytest.mark.parametrize(("class_name", "method"), _NEVER)
def test_a_method_that_is_not_used_never_passes(class_name: str, method: str) -> None:
    assert not may_read(class_name, method)
    assert not may_write(class_name, method)


def test_only_the_schema_names_classes() -> None:
    package = Path(tui.hyperv.__file__).parent
    naming = {
        module.name
        for module in package.glob("*.py")
        if re.search(r'"(Msvm_|Win32_|CIM_)\w+"', module.read_text(encoding="utf-8"))
    }
    assert naming == {"schema.py"}
