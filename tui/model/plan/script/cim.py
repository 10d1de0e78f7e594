"""A plan as CIM cmdlets: it can express everything that this program can (facts/hyperv-wmi.md 2, 4, 5)."""

from collections.abc import Iterable, Iterator

from tui.model.change import AdapterNetwork, Change
from tui.model.plan.script.values import Script, ScriptRefused, array, identifier, literal, title, truth
from tui.model.staged import StagedRaw

_PREAMBLE = """\
# Stages failover networks of Hyper-V Replica through WMI. It sends, and compares nothing: read it before you run it.
$ErrorActionPreference = 'Stop'
$namespace = 'root/virtualization/v2'

function Wait-HvrJob($session, $result) {
    if ($result.ReturnValue -eq 0) { return }
    if ($result.ReturnValue -ne 4096) { throw "the host refused it: $($result.ReturnValue)" }
    do {
        Start-Sleep -Milliseconds 500
        $job = Get-CimInstance -CimSession $session -InputObject $result.Job
    } while ($job.JobState -in 2, 3, 4, 5, 6)
    if ($job.JobState -notin 7, 32768) { throw "$($job.ErrorCode): $($job.ErrorDescription)" }
}

function ConvertTo-EmbeddedInstance($instance) {
    $serializer = [Microsoft.Management.Infrastructure.Serialization.CimSerializer]::Create()
    $options = [Microsoft.Management.Infrastructure.Serialization.InstanceSerializationOptions]::None
    [System.Text.Encoding]::Unicode.GetString($serializer.Serialize($instance, $options))
}

function Get-One($session, $class, $filter) {
    $found = @(Get-CimInstance -CimSession $session -Namespace $namespace -ClassName $class -Filter $filter)
    if ($found.Count -ne 1) { throw "$($found.Count) instances of $class fit $filter" }
    $found[0]
}
"""


def cim_script(plan: Iterable[Change]) -> Script:
    """The whole plan. Raises ScriptRefused where a value or an identity cannot stand in a script."""
    changes = tuple(plan)
    blocks = [line for change in changes for line in (*_block(change), "")]
    sessions = [
        f"$sessions[{literal(host)}] = New-CimSession -ComputerName {literal(host)}"
        for host in dict.fromkeys(change.key.host for change in changes)
    ]
    warnings = (
        "the script sends without comparing: what somebody changed meanwhile is overwritten",
        "hosts stand there by their names in the hosts file",
    )
    return Script("\n".join([_PREAMBLE, "$sessions = @{}", *sessions, "", *blocks]), warnings)


def _block(change: Change) -> Iterator[str]:
    vm = identifier(change.key.vm)[1:-1]
    adapter = identifier(change.key.adapter)[1:-1]
    yield title(change)
    yield f"$session = $sessions[{literal(change.key.host)}]"
    yield f"$vm = Get-One $session 'Msvm_ComputerSystem' 'Name = \"{vm}\"'"
    yield f"if ($vm.ReplicationMode -ne {change.mode}) {{ throw 'the VM is in another replication mode' }}"
    if change.stages:
        if change.after.staged is None:
            raise ScriptRefused(f"{title(change)[2:]}: a failover object cannot be taken away")
        yield from _staging(vm, adapter, change.after.staged)
    if change.rewires:
        yield from _wiring(vm, adapter, change.before, change.after)
    if change.injects and change.after.guest is not None:
        yield from _injection(vm, adapter, change.after.guest)


def _staging(vm: str, adapter: str, staged: StagedRaw) -> Iterator[str]:
    filter_text = f'InstanceID = "Microsoft:FailoverNetworkSetting\\\\{vm}\\\\{adapter}"'
    yield from _setting("Msvm_FailoverNetworkAdapterSettingData", filter_text, _values(staged))
    yield from _service("Msvm_ReplicationService")
    yield "$arguments = @{ComputerSystem = $vm; NetworkSettings = @(ConvertTo-EmbeddedInstance $setting)}"
    yield from _invoke("SetFailoverNetworkAdapterSettings")


def _injection(vm: str, adapter: str, told: StagedRaw) -> Iterator[str]:
    filter_text = f'InstanceID = "Microsoft:GuestNetwork\\\\{vm}\\\\{adapter}"'
    yield from _setting("Msvm_GuestNetworkAdapterConfiguration", filter_text, _values(told))
    yield from _service("Msvm_VirtualSystemManagementService")
    yield "$arguments = @{ComputerSystem = $vm; NetworkConfiguration = @(ConvertTo-EmbeddedInstance $setting)}"
    yield from _invoke("SetGuestNetworkAdapterConfiguration")


def _values(staged: StagedRaw) -> list[str]:
    arrays = {
        "IPAddresses": staged.addresses,
        "Subnets": staged.subnets,
        "DefaultGateways": staged.gateways,
        "DNSServers": staged.dns,
    }
    values = [f"ProtocolIFType = [uint16]{staged.protocol}"]
    values += [] if staged.dhcp is None else [f"DHCPEnabled = {truth(staged.dhcp)}"]
    return values + [f"{name} = [string[]]{array(texts)}" for name, texts in arrays.items()]


def _wiring(vm: str, adapter: str, before: AdapterNetwork, after: AdapterNetwork) -> Iterator[str]:
    values: list[str] = []
    if after.switch_id is not None and after.switch_id != before.switch_id:
        switch = identifier(after.switch_id)[1:-1]
        yield f"$switch = Get-One $session 'Msvm_VirtualEthernetSwitch' 'Name = \"{switch}\"'"
        yield "$server = $switch.CimSystemProperties.ServerName"
        path = f'Msvm_VirtualEthernetSwitch.CreationClassName="Msvm_VirtualEthernetSwitch",Name="{switch}"'
        values.append(f"HostResource = [string[]]@('\\\\' + $server + '\\root\\virtualization\\v2:{path}')")
    if after.connected != before.connected:
        values.append(f"EnabledState = [uint16]{2 if after.connected else 3}")
    if after.test_switch != before.test_switch:
        values.append(f"TestReplicaSwitchName = {literal(after.test_switch or '')}")
    filter_text = f'InstanceID LIKE "Microsoft:{vm}\\\\{adapter}\\\\%"'
    yield from _setting("Msvm_EthernetPortAllocationSettingData", filter_text, values)
    yield from _service("Msvm_VirtualSystemManagementService")
    yield "$arguments = @{ResourceSettings = @(ConvertTo-EmbeddedInstance $setting)}"
    yield from _invoke("ModifyResourceSettings")


def _setting(class_name: str, filter_text: str, values: list[str]) -> Iterator[str]:
    """The identity of the object that is there and the new values alone: an omitted property stays as it is."""
    yield f"$there = Get-One $session '{class_name}' '{filter_text}'"
    yield "$values = @{"
    yield "    InstanceID = $there.InstanceID"
    yield from (f"    {value}" for value in values)
    yield "}"
    yield f"$setting = New-CimInstance -ClientOnly -Namespace $namespace -ClassName {class_name} -Property $values"


def _service(class_name: str) -> Iterator[str]:
    yield f"$service = Get-CimInstance -CimSession $session -Namespace $namespace -ClassName {class_name}"


def _invoke(method: str) -> Iterator[str]:
    call = f"Invoke-CimMethod -CimSession $session -InputObject $service -MethodName {method} -Arguments $arguments"
    yield f"Wait-HvrJob $session ({call})"
