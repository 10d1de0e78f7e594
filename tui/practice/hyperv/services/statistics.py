"""The methods that only read: statistics, summaries, the errors of jobs."""

from datetime import timedelta

from tui.practice.cim import MethodResult, Value
from tui.practice.cimxml import write_instance
from tui.practice.hyperv import codes
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.jobs import Job
from tui.practice.hyperv.machine import Machine, Relationship
from tui.practice.hyperv.objects.computers import summary
from tui.practice.hyperv.services.arguments import Arguments, Refused, key
from tui.practice.hyperv.values import NEVER, Health, ReplicationState

_MONITORING = timedelta(hours=12)
_BYTES_A_SECOND = 200_000
_ISSUES = {
    ReplicationState.SUSPENDED: ("33404", "issue-suspended"),
    ReplicationState.CRITICAL: ("33402", "issue-critical"),
    ReplicationState.WAITING_FOR_RESYNC: ("33422", "issue-resync"),
    ReplicationState.WAITING_FOR_INITIAL: ("33408", "issue-initial"),
    ReplicationState.RECOVERED: ("33412", "issue-failed-over"),
}
_REQUESTED: dict[int, str] = {
    0: "Name", 1: "ElementName", 2: "CreationTime", 3: "Notes", 4: "NumberOfProcessors", 8: "AllocatedGPU",
    9: "VirtualSwitchNames", 10: "Version", 11: "Shielded", 100: "EnabledState", 101: "ProcessorLoad",
    102: "ProcessorLoadHistory", 103: "MemoryUsage", 104: "Heartbeat", 105: "UpTime", 106: "GuestOperatingSystem",
    107: "Snapshots", 108: "AsynchronousTasks", 109: "HealthState", 110: "OperationalStatus",
    111: "StatusDescriptions", 112: "MemoryAvailable", 113: "AvailableMemoryBuffer", 114: "ReplicationMode",
    115: "ReplicationState", 116: "ReplicationHealth", 117: "TestReplicaSystem", 118: "ReplicationStateEx",
    119: "ReplicationHealthEx", 120: "ApplicationHealth", 121: "SwapFilesInUse", 122: "ReplicationProviderId",
    123: "IntegrationServicesVersionState", 132: "MemorySpansPhysicalNumaNodes", 133: "OtherEnabledState",
    134: "EnhancedSessionModeState", 135: "VirtualSystemSubType", 136: "HostComputerSystemName",
}  # fmt: skip


def get_replication_statistics(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """Also the Ex form. The last element is the current period, facts/hyperv-wmi.md 1.12."""
    machine = arguments.machine(host, "ComputerSystem")
    given = arguments.optional_embedded("ReplicationRelationship")
    index = str(given.values.get("InstanceID", "")).rpartition("\\")[2] if given else None
    for relationship in machine.relationships:
        if index is None or str(relationship.index) == index:
            periods = tuple(_statistics(host, relationship, age) for age in (1, 0))
            issues = tuple(_issue(host, machine, *issue) for issue in _issues(host, relationship))
            return MethodResult(
                codes.OK, {"ReplicationStatistics": periods, "ReplicationHealthIssues": issues, "Job": None}
            )
    raise Refused(codes.INVALID_PARAMETER if machine.relationships else codes.NOT_SUPPORTED)


def _statistics(host: Hypervisor, relationship: Relationship, age: int) -> str:
    now = host.clock.now()
    end = now - age * _MONITORING
    received = relationship.last_received(now)
    behind = 0 if received == NEVER or age else int((now - received).total_seconds())
    cycles = int(_MONITORING / relationship.interval)
    missed = min(cycles, int(timedelta(seconds=behind) / relationship.interval))
    values: dict[str, Value] = {
        "StartStatisticTime": end - _MONITORING,
        "EndStatisticTime": end,
        "LastTestFailoverTime": relationship.last_test,
        "ReplicationSuccessCount": cycles - missed,
        "ReplicationMissCount": missed,
        "ReplicationFailureCount": missed if relationship.health is Health.CRITICAL else 0,
        "NetworkFailureCount": 0,
        "ApplicationConsistentSnapshotFailureCount": 0,
        "ReplicationLatency": 3,
        "MaxReplicationLatency": 41,
        "ReplicationHealth": int(relationship.health),
        "ReplicationSize": 48 * 1024 * 1024 * (cycles - missed),
        "MaxReplicationSize": 390 * 1024 * 1024,
        "PendingReplicationSize": behind * _BYTES_A_SECOND,
    }
    return write_instance(host.instance("Msvm_ReplicationStatistics", values))


def _issues(host: Hypervisor, relationship: Relationship) -> list[tuple[str, str]]:
    found = [_ISSUES[relationship.state]] if relationship.state in _ISSUES else []
    now = host.clock.now()
    received = relationship.last_received(now)
    if received != NEVER and now - received > timedelta(hours=1):
        found.append(("33414", "issue-behind"))
    if not found and relationship.health is Health.WARNING:
        found.append(("33434", "issue-warning"))
    return found


def _issue(host: Hypervisor, machine: Machine, message_id: str, sentence: str) -> str:
    return _error(host, host.texts.say(sentence, vm=machine.name), message_id)


def _error(host: Hypervisor, message: str, message_id: str) -> str:
    values: dict[str, Value] = {
        "ErrorType": 4,
        "OwningEntity": "Hyper-V",
        "MessageID": message_id,
        "Message": message,
        "PerceivedSeverity": 5,
        "ProbableCause": 0,
        "ErrorSource": "",
        "ErrorSourceFormat": 0,
        "CIMStatusCode": 1,
        "CIMStatusCodeDescription": "",
    }
    return write_instance(host.instance("Msvm_Error", values))


def get_summary_information(host: Hypervisor, arguments: Arguments) -> MethodResult:
    """All machines, or those whose settings are named; what was not requested is null, facts/hyperv-wmi.md 1.16."""
    wanted = {_REQUESTED[code] for code in arguments.numbers("RequestedInformation") if code in _REQUESTED}
    now = host.clock.now()
    found = []
    for machine in _named_machines(host, arguments):
        told = summary(host, machine, now)
        values = {name: value for name, value in told.items() if name in wanted or name == "InstanceID"}
        found.append(host.instance("Msvm_SummaryInformation", values))
    return MethodResult(codes.OK, {"SummaryInformation": tuple(found)})


def _named_machines(host: Hypervisor, arguments: Arguments) -> list[Machine]:
    references = arguments.references("SettingData")
    if not references:
        return list(host.machines.values())
    ids = ((key(reference, "InstanceID") or "").removeprefix("Microsoft:") for reference in references)
    return [machine for machine in map(host.machine, ids) if machine is not None]


def get_error(host: Hypervisor, job: Job) -> MethodResult:
    error = _error(host, job.error_description, str(job.error_code)) if job.error_code else None
    return MethodResult(codes.OK, {"Error": error})


def get_error_ex(host: Hypervisor, job: Job) -> MethodResult:
    errors = (_error(host, job.error_description, str(job.error_code)),) if job.error_code else ()
    return MethodResult(codes.OK, {"Errors": errors})
