"""A host of a few objects, kept in memory: what the WS-Management side is tried on."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tui.practice.cim import (
    CIMV2,
    INVALID_CLASS,
    INVALID_NAMESPACE,
    NOT_FOUND,
    VIRTUALIZATION,
    Argument,
    ClassDecl,
    EventLog,
    EventRecord,
    Instance,
    MethodDecl,
    MethodResult,
    PropertyDecl,
    Reference,
    Value,
    WmiError,
)

NOW = datetime(2026, 10, 8, 15, 15, 36, 684240, tzinfo=UTC)
NEVER = datetime(1601, 1, 1, tzinfo=UTC)
GUID = "6F1A0C7E-2B7B-4C53-9A51-0E6C1F3D5A10"
CHANNELS = ("Microsoft-Windows-Hyper-V-VMMS-Admin", "Microsoft-Windows-Hyper-V-Worker-Admin")


def _p(
    name: str, cim_type: str = "string", array: bool = False, key: bool = False, of: str | None = None
) -> PropertyDecl:
    return PropertyDecl(name, cim_type, array, key, of)


SYSTEM = ClassDecl(
    VIRTUALIZATION,
    "Msvm_ComputerSystem",
    ("CIM_ComputerSystem", "CIM_ManagedElement"),
    (
        _p("CreationClassName", key=True),
        _p("Description"),
        _p("ElementName"),
        _p("EnabledState", "uint16"),
        _p("InstallDate", "datetime"),
        _p("Name", key=True),
        _p("OperationalStatus", "uint16", array=True),
        _p("OnTimeInMilliseconds", "uint64"),
        _p("Roles", array=True),
        _p("Uptime", "datetime"),
    ),
    (
        MethodDecl(
            "RequestStateChange",
            (_p("RequestedState", "uint16"), _p("TimeoutPeriod", "datetime")),
            (_p("Job", "reference"),),
        ),
    ),
)
SETTINGS = ClassDecl(
    VIRTUALIZATION,
    "Msvm_VirtualSystemSettingData",
    ("CIM_VirtualSystemSettingData", "CIM_ManagedElement"),
    (
        _p("AutomaticStartupActionDelay", "datetime"),
        _p("ElementName"),
        _p("InstanceID", key=True),
        _p("Notes", array=True),
        _p("VirtualQuantity", "uint64"),
        _p("Enabled", "boolean"),
    ),
)
DEFINES = ClassDecl(
    VIRTUALIZATION,
    "Msvm_SettingsDefineState",
    ("CIM_SettingsDefineState",),
    (_p("ManagedElement", "reference", key=True), _p("SettingData", "reference", key=True)),
)
JOB = ClassDecl(
    VIRTUALIZATION, "Msvm_ConcreteJob", ("CIM_ConcreteJob",), (_p("InstanceID", key=True), _p("JobState", "uint16"))
)
SUMMARY = ClassDecl(
    VIRTUALIZATION,
    "Msvm_SummaryInformation",
    ("Msvm_SummaryInformationBase",),
    (_p("Name"), _p("Notes"), _p("InstanceID", key=True)),
)
_SERVICE_KEYS = (_p("CreationClassName", key=True), _p("Name", key=True), _p("SystemName", key=True))
MANAGEMENT = ClassDecl(
    VIRTUALIZATION,
    "Msvm_VirtualSystemManagementService",
    ("CIM_Service",),
    _SERVICE_KEYS,
    (
        MethodDecl(
            "ModifyResourceSettings",
            (_p("ResourceSettings", array=True, of="CIM_ResourceAllocationSettingData"),),
            (_p("ResultingResourceSettings", "reference", array=True), _p("Job", "reference")),
        ),
        MethodDecl(
            "GetSummaryInformation",
            (_p("SettingData", "reference", array=True), _p("RequestedInformation", "uint32", array=True)),
            (_p("SummaryInformation", "instance", array=True),),
        ),
    ),
)
REPLICATION = ClassDecl(
    VIRTUALIZATION,
    "Msvm_ReplicationService",
    ("CIM_Service",),
    _SERVICE_KEYS,
    (
        MethodDecl(
            "TestReplicaSystem",
            (_p("ComputerSystem", "reference"), _p("SnapshotSettingData", of="CIM_SettingData")),
            (_p("ResultingSystem", "reference"), _p("Job", "reference")),
        ),
    ),
)
OS = ClassDecl(
    CIMV2,
    "Win32_OperatingSystem",
    ("CIM_OperatingSystem",),
    (_p("CSName", key=True), _p("MUILanguages", array=True), _p("Primary", "boolean")),
)
DECLS = (DEFINES, JOB, MANAGEMENT, OS, REPLICATION, SETTINGS, SUMMARY, SYSTEM)


@dataclass
class Log(EventLog):
    """Channels whose records tests write."""

    records: dict[str, list[EventRecord]] = field(default_factory=lambda: {name: [] for name in CHANNELS})
    written: threading.Condition = field(default_factory=threading.Condition)

    def write(self, channel: str = CHANNELS[0], record_id: int | None = None, level: int = 4, text: str = "m") -> None:
        number = record_id or self.newest(channel) + 1
        record = EventRecord(channel, number, NOW, 32000, level, "Microsoft-Windows-Hyper-V-VMMS", GUID, "sql01", text)
        with self.written:
            self.records[channel].append(record)
            self.written.notify_all()

    def channels(self) -> Sequence[str]:
        return CHANNELS

    def read(self, channel: str, after: int) -> Sequence[EventRecord]:
        return [record for record in self.records[channel] if record.record_id > after]

    def newest(self, channel: str) -> int:
        return max((record.record_id for record in self.records[channel]), default=0)

    def wait(self, seconds: float) -> bool:
        with self.written:
            return self.written.wait(seconds)


@dataclass
class Call:
    class_name: str
    keys: Mapping[str, str]
    method: str
    arguments: Mapping[str, Argument]


@dataclass
class Shelf:
    """Implements `tui.practice.cim.Host`."""

    name: str = "HV1"
    language: str = "en-US"
    product_version: str = "OS: 10.0.17763 SP: 0.0 Stack: 3.0"
    objects: list[Instance] = field(default_factory=list)
    events: Log = field(default_factory=Log)
    calls: list[Call] = field(default_factory=list)
    results: dict[str, MethodResult] = field(default_factory=dict)

    def now(self) -> datetime:
        return NOW

    def classes(self, namespace: str) -> Sequence[ClassDecl]:
        found = [decl for decl in DECLS if decl.namespace == namespace.casefold()]
        if not found:
            raise WmiError(INVALID_NAMESPACE, "Invalid namespace")
        return found

    def declaration(self, namespace: str, class_name: str) -> ClassDecl:
        for decl in self.classes(namespace):
            if decl.name.casefold() == class_name.casefold():
                return decl
        raise WmiError(INVALID_CLASS, "Invalid class")

    def instances(self, namespace: str, class_name: str) -> Iterator[Instance]:
        decl = self.declaration(namespace, class_name)
        return iter([i for i in self.objects if i.decl.namespace == decl.namespace and i.decl.is_a(decl.name)])

    def invoke(
        self, namespace: str, class_name: str, keys: Mapping[str, str], method: str, arguments: Mapping[str, Argument]
    ) -> MethodResult:
        wanted = {(name.casefold(), value.casefold()) for name, value in keys.items()}
        for instance in self.instances(namespace, class_name):
            if wanted <= {(name.casefold(), value.casefold()) for name, value in instance.reference().keys}:
                self.calls.append(Call(class_name, dict(keys), method, dict(arguments)))
                return self.results.get(method, MethodResult(0, {"Job": None}))
        raise WmiError(NOT_FOUND, "Not found")


def machine(number: int, **values: Value) -> Instance:
    guid = f"{number:08X}{GUID[8:]}"
    held: dict[str, Value] = {
        "CreationClassName": "Msvm_ComputerSystem",
        "Name": guid,
        "ElementName": f"sql{number:02d}",
        "Description": "Microsoft Virtual Machine",
        "EnabledState": 3,
        "InstallDate": NOW,
        "OperationalStatus": (2, 17),
        "Uptime": timedelta(minutes=5),
    }
    return Instance(SYSTEM, held | values)


def settings(system: Instance, **values: Value) -> Instance:
    held: dict[str, Value] = {"InstanceID": f"Microsoft:{system.values['Name']}\\0", "ElementName": "settings"}
    return Instance(SETTINGS, held | values)


def defines(system: Instance, data: Instance) -> Instance:
    return Instance(DEFINES, {"ManagedElement": system.reference(), "SettingData": data.reference()})


def furnished(machines: int = 3) -> Shelf:
    """A shelf with its host system, services, machines, and their settings."""
    shelf = Shelf()
    own = Instance(
        SYSTEM,
        {"CreationClassName": "Msvm_ComputerSystem", "Name": shelf.name, "ElementName": shelf.name, "EnabledState": 2},
    )
    shelf.objects = [own, Instance(OS, {"CSName": shelf.name, "MUILanguages": ("en-US", "de-DE"), "Primary": True})]
    for decl in (MANAGEMENT, REPLICATION):
        keys = {"CreationClassName": decl.name, "Name": decl.name[5:], "SystemName": shelf.name}
        shelf.objects.append(Instance(decl, keys))
    for number in range(1, machines + 1):
        system = machine(number)
        data = settings(system)
        shelf.objects += [system, data, defines(system, data)]
    return shelf


def job(number: int = 1) -> Reference:
    return Reference(VIRTUALIZATION, "Msvm_ConcreteJob", (("InstanceID", f"{number:08X}{GUID[8:]}"),))
