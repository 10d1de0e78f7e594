"""The classes of root/cimv2."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.objects.source import Moving, Source, Values
from tui.practice.wmi.catalogue import Build

VERSIONS = {
    Build.WS2012R2: ("6.3.9600", "Microsoft Windows Server 2012 R2 Datacenter"),
    Build.WS2019: ("10.0.17763", "Microsoft Windows Server 2019 Datacenter"),
    Build.WS23H2: ("10.0.25398", "Microsoft Windows Server Datacenter"),
}
_LOCALES = {"en-US": ("0409", 1033, "1"), "ja-JP": ("0411", 1041, "81"), "de-DE": ("0407", 1031, "49")}
_SERVICES = (
    ("vmms", "Hyper-V Virtual Machine Management", 2140),
    ("vmcompute", "Hyper-V Host Compute Service", 2212),
    ("WinRM", "Windows Remote Management (WS-Management)", 1188),
)


def _operating_system(host: Hypervisor) -> Iterator[Moving]:
    version, caption = VERSIONS[host.build]
    locale, language, country = _LOCALES[host.language]
    still: Values = {
        "Name": f"{caption}|C:\\Windows|\\Device\\Harddisk0\\Partition4",
        "Caption": caption,
        "CSName": host.name.upper(),
        "CSCreationClassName": "Win32_ComputerSystem",
        "CreationClassName": "Win32_OperatingSystem",
        "Version": version,
        "BuildNumber": str(int(host.build)),
        "BuildType": "Multiprocessor Free",
        "OperatingSystemSKU": 8,
        "OSProductSuite": 400,
        "OSType": 18,
        "OSArchitecture": "64-bit",
        "OSLanguage": language,
        "Locale": locale,
        "CountryCode": country,
        "CodeSet": "1252" if host.language != "ja-JP" else "932",
        "MUILanguages": (host.language,),
        "ProductType": 3,
        "Manufacturer": "Microsoft Corporation",
        "InstallDate": host.started,
        "LastBootUpTime": host.started,
        "CurrentTimeZone": 0,
        "TotalVisibleMemorySize": host.memory_mb * 1024,
        "FreePhysicalMemory": max(0, host.memory_mb - host.memory_in_use_mb()) * 1024,
        "NumberOfUsers": 2,
        "NumberOfProcesses": 96,
        "Status": "OK",
        "SystemDirectory": "C:\\Windows\\system32",
        "SystemDrive": "C:",
        "WindowsDirectory": "C:\\Windows",
        "Primary": True,
        "Distributed": False,
        "PortableOperatingSystem": False,
        "ServicePackMajorVersion": 0,
        "ServicePackMinorVersion": 0,
    }
    yield Moving(still, partial(_local_time, host))


def _local_time(host: Hypervisor, now: datetime) -> tuple[Values, datetime]:
    return {"LocalDateTime": now + host.clock_error}, now


def _computer(host: Hypervisor) -> Iterator[Values]:
    yield {
        "Name": host.name.upper(),
        "Caption": host.name.upper(),
        "DNSHostName": host.name,
        "Domain": "practice.example",
        "DomainRole": 3,
        "PartOfDomain": True,
        "HypervisorPresent": True,
        "Manufacturer": "Practice",
        "Model": "Practice Host",
        "CreationClassName": "Win32_ComputerSystem",
        "Description": "AT/AT COMPATIBLE",
        "SystemType": "x64-based PC",
        "NumberOfProcessors": 2,
        "NumberOfLogicalProcessors": 32,
        "TotalPhysicalMemory": host.memory_mb * 1024 * 1024,
        "CurrentTimeZone": 0,
        "BootupState": "Normal boot",
        "Status": "OK",
        "Roles": ("LM_Workstation", "LM_Server", "NT", "Server_NT"),
        "PowerState": 0,
    }


def _services(host: Hypervisor) -> Iterator[Values]:
    for name, caption, process in _SERVICES:
        yield {
            "Name": name,
            "Caption": caption,
            "DisplayName": caption,
            "Description": caption,
            "CreationClassName": "Win32_Service",
            "SystemCreationClassName": "Win32_ComputerSystem",
            "SystemName": host.name.upper(),
            "Started": True,
            "State": "Running",
            "StartMode": "Auto",
            "StartName": "LocalSystem",
            "Status": "OK",
            "ServiceType": "Own Process",
            "ProcessId": process,
            "PathName": f"C:\\Windows\\system32\\{name}.exe",
            "AcceptStop": True,
            "AcceptPause": False,
            "DelayedAutoStart": False,
            "ExitCode": 0,
            "ErrorControl": "Normal",
        }


SOURCES: dict[str, Source] = {
    "Win32_OperatingSystem": _operating_system,
    "Win32_ComputerSystem": _computer,
    "Win32_Service": _services,
}
