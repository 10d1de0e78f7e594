"""A drafted change goes with its VM to another node of the same failover cluster, and to nowhere else."""

from dataclasses import replace

from tui.fleet.view import FleetView, HostState, HostView
from tui.model.change import AdapterNetwork, Change
from tui.model.machine import Switch


class CannotFollow(ValueError):
    """The VM has moved and the change does not fit there; the message is a sentence."""


def moved_to(change: Change, view: FleetView) -> HostView | None:
    """The node that has the VM now, with this adapter and in the mode it was planned for.

    None where its host still shows it, is no node of a cluster, or no other node that answers, or more than one, does.
    """
    old = next((host for host in view.hosts if host.name == change.key.host), None)
    if old is None or old.cluster is None or (old.state is HostState.UP and view.find(change.key) is not None):
        return None
    nodes = [
        host
        for host in view.hosts
        if host.name != old.name and host.cluster == old.cluster and host.state is HostState.UP and _has(host, change)
    ]
    return nodes[0] if len(nodes) == 1 else None


def followed(change: Change, view: FleetView) -> Change | None:
    """The same wishes, begun from what that node holds now; None where the VM has not moved. Raises CannotFollow.

    A part that the operator did not touch is taken as it is there; a switch is known by its name.
    """
    node = moved_to(change, view)
    if node is None:
        return None
    found = view.find(replace(change.key, host=node.name))
    assert found is not None
    now = AdapterNetwork.of(found[2], with_guest=change.injects)
    after = wishes(change, now, _switch_there(change, view, node))
    return replace(Change.begin(node.name, found[1], found[2]), before=now, after=after)


def wishes(change: Change, now: AdapterNetwork, switch_id: str | None) -> AdapterNetwork:
    """What the change asks for, over what is held now; `switch_id` is the wanted switch's."""
    before, after = change.before, change.after
    rewired = (after.connected, after.switch_id) != (before.connected, before.switch_id)
    return AdapterNetwork(
        staged=after.staged if after.staged != before.staged else now.staged,
        test_switch=after.test_switch if after.test_switch != before.test_switch else now.test_switch,
        connected=after.connected if rewired else now.connected,
        switch_id=switch_id if rewired else now.switch_id,
        guest=after.guest,
    )


def _has(host: HostView, change: Change) -> bool:
    machines = host.inventory.machines if host.inventory else ()
    return any(
        machine.id == change.key.vm
        and machine.mode == change.mode
        and any(adapter.id == change.key.adapter for adapter in machine.adapters)
        for machine in machines
    )


def _switch_there(change: Change, view: FleetView, node: HostView) -> str | None:
    wanted = change.after.switch_id
    if wanted is None:
        return None
    name = next((each.name for each in _switches(view.host(change.key.host)) if _same(each.id, wanted)), None)
    there = [each.id for each in _switches(node) if _same(each.id, wanted) or (name is not None and each.name == name)]
    rewired = (change.after.connected, wanted) != (change.before.connected, change.before.switch_id)
    if len(there) != 1 and rewired:
        raise CannotFollow(f"it is on {node.name} now, which has no switch {name or wanted}: choose one there")
    return there[0] if len(there) == 1 else None


def _switches(host: HostView) -> tuple[Switch, ...]:
    return host.inventory.switches if host.inventory else ()


def _same(one: str, other: str) -> bool:
    return one.upper() == other.upper()
