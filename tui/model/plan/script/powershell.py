"""A plan as the Hyper-V module's cmdlets, as far as they express it without cutting it (facts/needs.md 0.3, 0.4)."""

from collections.abc import Iterable, Iterator

from tui.model.address import families, protocol_for, same_values, staged_addresses
from tui.model.change import Change
from tui.model.plan.script.values import Script, identifier, literal, title
from tui.model.plan.truncation import cut
from tui.model.staged import StagedRaw
from tui.model.text import printable

_PREAMBLE = """\
# Stages failover networks of Hyper-V Replica. It sends, and compares nothing: read it before you run it.
#Requires -Modules Hyper-V
$ErrorActionPreference = 'Stop'
"""


def powershell_script(plan: Iterable[Change]) -> Script:
    """What the module can do of the plan; every adapter that it would cut or cannot express is left out and told.

    Raises ScriptRefused where a value or an identity cannot stand in a script.
    """
    lines, warnings = (
        [_PREAMBLE],
        ["the script sends without comparing: what somebody changed meanwhile is overwritten"],
    )
    for change in plan:
        name = f"{printable(change.vm_name)} / {printable(change.adapter_name)}"
        reason = _why_not(change)
        if reason is not None:
            warnings.append(f"{name}: {reason}; use the WMI script")
        if change.injects:
            warnings.append(f"{name}: the module cannot tell a running guest its address; use the WMI script")
        lines += [*_block(change, reason), ""]
    return Script("\n".join(lines), tuple(warnings))


def _why_not(change: Change) -> str | None:
    """Why the module cannot stage this, None where it can or nothing is staged."""
    staged = change.after.staged
    if not change.stages or staged is None or staged.is_clear:
        return None
    if not same_values(cut(staged), staged):
        if len(staged.addresses) > len(families(staged.addresses)):
            return "the module knows one address a family and would cut the others"
        return "the module knows one gateway and two DNS servers a family and would cut or reorder them"
    if (staged.protocol, staged.dhcp) != protocol_for(families(staged.addresses)):
        return "the module cannot set the protocol or DHCP by itself"
    return None


def _block(change: Change, reason: str | None) -> Iterator[str]:
    host, key = literal(change.key.host), change.key
    port = f"'Microsoft:{identifier(key.vm)[1:-1]}\\{identifier(key.adapter)[1:-1]}'"
    yield title(change)
    yield f"$vm = Get-VM -ComputerName {host} -Id {identifier(key.vm)}"
    yield f"if ([int]$vm.ReplicationMode -ne {change.mode}) {{ throw 'the VM is in another replication mode' }}"
    yield f"$adapter = Get-VMNetworkAdapter -VM $vm | Where-Object {{ $_.Id -eq {port} }}"
    yield "if (@($adapter).Count -ne 1) { throw 'the adapter is not there' }"
    if change.stages and reason is not None:
        yield f"# Not staged here: {reason}."
    elif change.stages and change.after.staged is not None:
        yield "$settings = @{"
        yield from (f"    {argument}" for argument in _arguments(change.after.staged))
        yield "}"
        yield "Set-VMNetworkAdapterFailoverConfiguration -VMNetworkAdapter $adapter @settings"
    before, after = change.before, change.after
    if after.test_switch != before.test_switch:
        test = literal(after.test_switch or "")
        yield f"Set-VMNetworkAdapter -VMNetworkAdapter $adapter -TestReplicaSwitchName {test}"
    if (after.connected, after.switch_id) != (before.connected, before.switch_id):
        if after.connected and after.switch_id is not None:
            yield f"$switch = Get-VMSwitch -ComputerName {host} -Id {identifier(after.switch_id)}"
            yield "Connect-VMNetworkAdapter -VMNetworkAdapter $adapter -VMSwitch $switch"
        else:
            yield "Disconnect-VMNetworkAdapter -VMNetworkAdapter $adapter"


def _arguments(staged: StagedRaw) -> Iterator[str]:
    for version, mask in ((4, "IPv4SubnetMask"), (6, "IPv6SubnetPrefixLength")):
        pair = next((each for each in staged_addresses(staged) if each.ip and each.ip.version == version), None)
        if pair is None:
            yield f"ClearFailoverIPv{version}Settings = $true"
            continue
        yield f"IPv{version}Address = {literal(pair.address or '')}"
        yield f"{mask} = {literal(pair.subnet or '')}"
        gateways = [text for text in staged.gateways if families((text,)) == {version}]
        servers = [text for text in staged.dns if families((text,)) == {version}]
        yield from (f"IPv{version}DefaultGateway = {literal(text)}" for text in gateways)
        names = (f"IPv{version}PreferredDNSServer", f"IPv{version}AlternateDNSServer")
        yield from (f"{name} = {literal(text)}" for name, text in zip(names, servers, strict=False))
