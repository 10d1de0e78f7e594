"""The guest inside a machine: it boots after a time, reports itself, and applies injected settings by its kind."""

from datetime import datetime, timedelta

from tui.practice.hyperv import staging
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.hyperv.machine import Adapter, Machine
from tui.practice.hyperv.values import GuestNetwork, Power, Staged

_STATIC, _OTHER = 2, 1
_FAILED, _INVALID_ARGUMENT = "0x80004005", "0x80070057"


def boot(host: Hypervisor, machine: Machine, when: datetime) -> None:
    """Begin to boot; the guest is up, and speaks KVP if it can, after its boot time."""
    machine.started, machine.booted = when, False
    machine.boots += 1
    machine.process_id = 4000 + 4 * machine.boots + 8 * len(host.machines)
    this_boot = machine.boots

    def up(moment: datetime) -> None:
        owner = _owner(host, machine)
        with owner.lock:
            if machine.boots == this_boot and machine.power is Power.RUNNING:
                _come_up(owner, machine, moment)

    host.clock.at(when + timedelta(seconds=machine.guest.boot_seconds), up)


def halt(machine: Machine) -> None:
    """Whatever the guest reported is gone."""
    machine.started, machine.booted = None, False
    machine.boots += 1
    for adapter in machine.adapters:
        adapter.guest = GuestNetwork()


def report(machine: Machine) -> None:
    """Show what the guest is set to, where it speaks KVP and its adapters are told of."""
    silent = not machine.guest.kvp or machine.guest.broken or machine.guest.system == "none"
    for adapter in machine.adapters:
        adapter.guest = GuestNetwork() if silent or adapter.legacy else adapter.configured


def inject(host: Hypervisor, machine: Machine, adapter: Adapter, settings: Staged, when: datetime) -> None:
    """Give settings to a guest that is up, facts/hyperv-wmi.md 5.3.

    The host reports success whatever came of it, except where the guest answers with an error, which is an event.
    """
    guest = machine.guest
    if not guest.kvp or guest.system == "none":
        host.log("kvp-not-running", machine, when)
        return
    if adapter.legacy:
        _failed(host, machine, adapter, when, host.texts.say("reason-no-legacy"))
        return
    if guest.broken or not staging.is_sound(settings):
        code = _FAILED if guest.broken else _INVALID_ARGUMENT
        _failed(host, machine, adapter, when, host.texts.say("reason-guest-code", code=code))
        return
    if guest.system == "windows":
        adapter.configured = _windows(settings)
    elif guest.system == "linux":
        adapter.configured = _linux(settings)
    # Without its helper, or against NetworkManager, the Linux daemon says success and nothing changes.
    report(machine)


def intrinsic_items(machine: Machine) -> tuple[tuple[str, str], ...]:
    """GuestIntrinsicExchangeItems, facts/hyperv-wmi.md 1.13; Linux tells fewer of them."""
    if machine.guest.system == "none" or machine.guest.broken:
        return ()
    addresses = [address for adapter in machine.adapters for address in adapter.guest.ip_addresses]
    common = (
        ("FullyQualifiedDomainName", f"{machine.name.lower()}.practice.example"),
        ("IntegrationServicesVersion", "10.0.17763"),
        ("NetworkAddressIPv4", ";".join(address for address in addresses if ":" not in address)),
        ("NetworkAddressIPv6", ";".join(address for address in addresses if ":" in address)),
        ("ProcessorArchitecture", "9"),
    )
    if machine.guest.system == "windows":
        return (
            *common,
            ("OSName", "Windows Server 2019 Datacenter"),
            ("OSVersion", "10.0.17763"),
            ("OSMajorVersion", "10"),
            ("OSMinorVersion", "0"),
            ("OSBuildNumber", "17763"),
            ("OSPlatformId", "2"),
            ("OSEditionId", "8"),
            ("ServicePackMajor", "0"),
            ("ServicePackMinor", "0"),
            ("SuiteMask", "400"),
            ("ProductType", "3"),
            ("CSDVersion", ""),
        )
    return (
        *common,
        ("OSName", "Debian GNU/Linux"),
        ("OSVersion", "6.1.0"),
        ("OSMajorVersion", "12"),
        ("OSMinorVersion", "0"),
        ("OSBuildNumber", "6.1.0-28-amd64"),
    )


def _owner(host: Hypervisor, machine: Machine) -> Hypervisor:
    """The node that has the machine now: it may have moved while it booted."""
    nodes = host.cluster.nodes if host.cluster else []
    return next((node for node in nodes if machine.id in node.machines), host)


def _come_up(host: Hypervisor, machine: Machine, when: datetime) -> None:
    machine.booted = True
    report(machine)
    for adapter in machine.adapters:
        if adapter.cable is not None and adapter.cable.enabled and not adapter.legacy:
            host.log("adapter-connected", machine, when, adapter)
    if machine.staged_pending:
        machine.staged_pending = False
        for adapter in machine.adapters:
            if adapter.staged is not None and adapter.staged.ip_addresses:
                inject(host, machine, adapter, adapter.staged, when)
    pushed, machine.pushed = dict(machine.pushed), {}
    for adapter_id, settings in pushed.items():
        if (target := machine.adapter(adapter_id)) is not None:
            inject(host, machine, target, settings, when)


def _failed(host: Hypervisor, machine: Machine, adapter: Adapter, when: datetime, reason: str) -> None:
    host.log("injection-failed", machine, when, adapter, channel=host.habits.injection_channel, reason=reason)


def _windows(settings: Staged) -> GuestNetwork:
    return GuestNetwork(
        protocol_if_type=settings.protocol_if_type or 4096,
        dhcp_enabled=settings.dhcp_enabled,
        ip_addresses=settings.ip_addresses,
        ip_address_origins=tuple(_STATIC for _ in settings.ip_addresses),
        subnets=settings.subnets,
        default_gateways=settings.default_gateways,
        dns_servers=settings.dns_servers,
    )


def _linux(settings: Staged) -> GuestNetwork:
    """With DHCP on the older daemon writes BOOTPROTO=dhcp and skips every address."""
    if settings.dhcp_enabled:
        return GuestNetwork(
            protocol_if_type=4096,
            dhcp_enabled=True,
            ip_addresses=("169.254.20.7",),
            ip_address_origins=(_OTHER,),
            subnets=("255.255.0.0",),
        )
    return _windows(settings)
