"""Plans on practice hosts: what to stage, what is really held, and what an apply came to."""

from collections.abc import Iterable
from dataclasses import replace

from tests.waiting import wait_for
from tui.fleet.fleet import Fleet
from tui.fleet.plans.run import ApplyRun
from tui.model.address import MAX_GATEWAYS
from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.result import ChangeResult
from tui.model.staged import BOTH, StagedRaw
from tui.practice.serve import PracticeServer

METHOD = "SetFailoverNetworkAdapterSettings"


def staged_for(number: int) -> StagedRaw:
    """Two IPv4 addresses and one IPv6 address, different for every number."""
    third, fourth = divmod(number, 120)
    return StagedRaw(
        BOTH,
        False,
        (f"10.40.{third}.{2 * fourth + 2}", f"10.40.{third}.{2 * fourth + 3}", f"2001:db8:40::{number + 2:x}"),
        ("255.255.255.0", "255.255.255.0", "64"),
        (f"10.40.{third}.1",),
        ("10.9.0.10", "10.9.0.11", "2001:db8::53"),
    )


def replica_changes(fleet: Fleet, host: str, count: int, first: int = 0) -> list[Change]:
    """Changes that stage `staged_for` on the first replicas' adapters of a host."""
    changes: list[Change] = []
    for row in fleet.view.rows():
        if row.host.name == host and row.machine.is_recovery_copy:
            for adapter in row.machine.adapters:
                if adapter.staged is not None and len(changes) < count:
                    change = Change.begin(host, row.machine, adapter)
                    after = replace(change.after, staged=staged_for(first + len(changes)))
                    changes.append(replace(change, after=after))
    assert len(changes) == count
    return changes


def network_now(ground: PracticeServer, fleet: Fleet, key: AdapterKey) -> AdapterNetwork:
    """What the practice host really holds, by its administration: the staged part, with the rest as last read."""
    found = fleet.view.find(key)
    assert found is not None
    staged = held(ground, key)
    return replace(AdapterNetwork.of(found[2]), staged=staged)


def held(ground: PracticeServer, key: AdapterKey) -> StagedRaw:
    (machine,) = ground.administration.truth(key.host, key.vm)[key.host].values()
    (truth,) = (each for each in machine["adapters"].values() if each["id"].upper() == key.adapter)
    staged = truth["staged"]
    return StagedRaw(
        staged["protocol_if_type"],
        staged["dhcp_enabled"],
        tuple(staged["ip_addresses"]),
        tuple(staged["subnets"]),
        tuple(staged["default_gateways"]),
        tuple(staged["dns_servers"]),
    )


def put(ground: PracticeServer, host: str, vm: str, raw: StagedRaw, adapter: str | None = None) -> None:
    """What another tool would do: an adapter, without a name the first, holds `raw`."""
    settings = {
        "protocol_if_type": raw.protocol,
        "dhcp_enabled": raw.dhcp,
        "ip_addresses": list(raw.addresses),
        "subnets": list(raw.subnets),
        "default_gateways": list(raw.gateways),
        "dns_servers": list(raw.dns),
    }
    ground.administration.stage(host, vm, settings, adapter)


def writes(ground: PracticeServer, host: str | None = None) -> list[str]:
    """VM GUIDs of every staging call, in the hosts' order, refused ones too."""
    return [str(call["vm"]).upper() for call in ground.administration.executed(host) if call["method"] == METHOD]


def finish(run: ApplyRun, timeout: float = 60.0) -> tuple[ChangeResult, ...]:
    wait_for(lambda: run.view.done, "the plan to end", timeout)
    return run.view.results


def refreshed(fleet: Fleet, changes: Iterable[Change]) -> None:
    """Wait until the fleet's view shows what the changes left."""
    changes = tuple(changes)
    for host in {change.key.host for change in changes}:
        fleet.refresh(host)
    for change in changes:

        def seen(change: Change = change) -> bool:
            found = fleet.view.find(change.key)
            return found is not None and AdapterNetwork.of(found[2]) == change.after

        wait_for(seen, f"{change.vm_name} to be read again")


def holdable(raw: StagedRaw, protocol: int) -> StagedRaw:
    """Within what the class documents, and without the controls that XML cannot carry (facts/wsman.md 2.4)."""

    def carried(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple("".join(sign for sign in text if _is_carried(sign)) for text in texts)

    return StagedRaw(
        protocol, bool(raw.dhcp), carried(raw.addresses), carried(raw.subnets), carried(raw.gateways)[:MAX_GATEWAYS],
        carried(raw.dns),
    )  # fmt: skip


def _is_carried(sign: str) -> bool:
    return not (ord(sign) < 0x20 and sign not in "\t\n") and sign not in "\ufffe\uffff"
