"""Drills as values that several tests need: one of every verdict, with texts that mean harm."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from tui.model.drill.values import AdapterProof, DrillPlan, DrillTarget, DrillVerdict, DrillView, MachineDrill
from tui.model.drill.verification import prove, verdict_of
from tui.model.event import HostEvent
from tui.model.guest import OK, GuestServices
from tui.model.machine import Adapter, GuestReported
from tui.model.staged import CLEARED, StagedRaw

BEGAN = datetime(2026, 11, 20, 12, 28, 0, tzinfo=UTC)
STAGED = StagedRaw(
    4098,
    False,
    ("10.9.20.11", "10.9.20.12", "2001:db8:20::11"),
    ("255.255.255.0", "255.255.255.0", "64"),
    ("10.9.20.1",),
    ("10.9.0.10", "10.9.0.11"),
)
AS_STAGED = GuestReported(4098, False, STAGED.addresses, STAGED.subnets, STAGED.gateways, STAGED.dns)
PRIMARYS = GuestReported(4096, False, ("10.1.20.11",), ("255.255.255.0",), ("10.1.20.1",), ("10.1.0.10",))
WINDOWS = GuestServices(True, OK, OK, 1, "Windows Server 2019 Datacenter")
LINUX = GuestServices(True, OK, OK, 1, "Debian GNU/Linux")
HOSTILE = "<script>alert(1)</script>\x1b[2J\u202egnp.exe\ud800&\"'"


def proof(
    reported: GuestReported | None = AS_STAGED,
    guest: GuestServices = WINDOWS,
    *,
    staged: StagedRaw = STAGED,
    waited: bool = True,
    name: str = "Network Adapter",
) -> AdapterProof:
    adapter = Adapter("ADAPTER-1", "port", name, "00155D0A0B0C", "synthetic", staged=staged)
    return prove(adapter, reported, guest, connected=True, waited=waited)


def event(message: str, vm: str = "lin02 - Test") -> HostEvent:
    channel = "Microsoft-Windows-Hyper-V-VMMS-Networking"
    provider = "Microsoft-Windows-Hyper-V-VMMS"
    return HostEvent("dr-hv-01", channel, 7, BEGAN + timedelta(seconds=80), 2, 4711, provider, "TEST", vm, message)


def target(number: int, name: str, host: str = "dr-hv-01") -> DrillTarget:
    return DrillTarget(host, f"VM-{number}", name)


def ended(number: int, name: str, *proofs: AdapterProof, **more: object) -> MachineDrill:
    """A VM whose guest had its time; the verdict is what its proofs give."""
    verdict, sentence = verdict_of(proofs)
    done = MachineDrill(
        target(number, name),
        "over",
        verdict,
        sentence,
        adapters=proofs,
        test_vm=f"TEST-{number}",
        began=BEGAN + timedelta(seconds=1),
        running=BEGAN + timedelta(seconds=22),
        verified=BEGAN + timedelta(seconds=64) if verdict is DrillVerdict.VERIFIED else None,
        ended=BEGAN + timedelta(seconds=71),
        data_behind=42.0,
    )
    return replace(done, **more)  # type: ignore[arg-type]


def every_verdict() -> DrillView:
    """A drill of nine VMs that is over."""
    machines = (
        ended(1, "sql01", proof(), proof(None, staged=CLEARED, name="Backup")),
        ended(
            2,
            "lin02",
            proof(PRIMARYS, LINUX),
            events=(event("The virtual machine's failover TCP/IP settings could not be applied: 0x80004005."),),
            notes=("no network reaches the guest: no test switch is set",),
        ),
        ended(3, "web03", proof(None), words=HOSTILE),
        ended(4, "web13", proof(PRIMARYS, staged=CLEARED)),
        MachineDrill(target(5, "old01"), "refused", DrillVerdict.REFUSED, "legacy adapter: nothing can be injected"),
        MachineDrill(
            target(6, "file04"),
            "over",
            DrillVerdict.FAILED,
            "the host refused the test failover",
            "Invalid state (32775)",
            began=BEGAN,
            ended=BEGAN + timedelta(seconds=3),
        ),
        MachineDrill(target(7, "app09", "dr-hv-02"), "stopped", DrillVerdict.STOPPED, "stopped before its turn"),
        ended(
            8,
            "app10",
            proof(),
            verdict=DrillVerdict.ISOLATION_BREACH,
            sentence="10.9.20.11 answers from this machine",
            verified=None,
            cleaned=False,
            banner="drill values are still staged on Network Adapter",
        ),
        ended(9, HOSTILE, proof(name=HOSTILE), events=(event(HOSTILE, HOSTILE),)),
    )
    plan = DrillPlan(
        tuple(machine.target for machine in machines),
        "quarterly test, change 4711",
        waived=MappingProxyType({"test-switch-not-isolated": "its uplink is not plugged in"}),
    )
    return DrillView("0f1e2d3c4b5a", 7, plan, BEGAN, machines, ended=BEGAN + timedelta(seconds=104))
