"""What only reads, and which writing methods are used: the table that is asked before anything is invoked or run."""

from tui.hyperv import schema, wevtutil

_READING = frozenset(
    {
        (schema.MANAGEMENT_SERVICE, "GetSummaryInformation"),
        (schema.REPLICATION_SERVICE, "GetReplicationStatistics"),
        (schema.REPLICATION_SERVICE, "GetReplicationStatisticsEx"),
    }
)
_READING_ON_ANY_JOB = frozenset({"GetError", "GetErrorEx"})

_WRITING = frozenset(
    {
        (schema.REPLICATION_SERVICE, "SetFailoverNetworkAdapterSettings"),
        (schema.REPLICATION_SERVICE, "TestReplicaSystem"),
        (schema.REPLICATION_SERVICE, "InitiateFailover"),
        (schema.REPLICATION_SERVICE, "RevertFailover"),
        (schema.REPLICATION_SERVICE, "CommitFailover"),
        (schema.REPLICATION_SERVICE, "ReverseReplicationRelationship"),
        (schema.REPLICATION_SERVICE, "Resynchronize"),
        (schema.MANAGEMENT_SERVICE, "ModifyResourceSettings"),
        (schema.MANAGEMENT_SERVICE, "AddResourceSettings"),
        (schema.MANAGEMENT_SERVICE, "SetGuestNetworkAdapterConfiguration"),
        (schema.MANAGEMENT_SERVICE, "DestroySystem"),
        (schema.COMPUTER_SYSTEM, "RequestStateChange"),
        (schema.COMPUTER_SYSTEM, "RequestReplicationStateChangeEx"),
        (schema.SHUTDOWN_COMPONENT, "InitiateShutdown"),
    }
)


def may_read(class_name: str, method: str) -> bool:
    """Whether the method changes nothing (facts/hyperv-wmi.md 2). Job classes vary: a job's own URI names them."""
    return (class_name, method) in _READING or (class_name.endswith("Job") and method in _READING_ON_ANY_JOB)


def may_write(class_name: str, method: str) -> bool:
    """Whether a connection that may write sends the method: the reading ones, and those that this program uses."""
    return may_read(class_name, method) or (class_name, method) in _WRITING


def may_run(command_line: str) -> bool:
    """Whether a command only reads: the event log's, in exactly the forms that the tail uses (facts/wsman.md 3.4)."""
    return wevtutil.may_run(command_line)
