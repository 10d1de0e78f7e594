"""A running test VM: what its guest reports, held against what was staged, until it is proved or its time is over."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import netaddr

from tui.fleet.drill.bench import Bench
from tui.fleet.drill.nodes import Nodes
from tui.fleet.view import FleetView
from tui.model import states
from tui.model.address import AddressFault, parse_address
from tui.model.drill.values import AdapterProof
from tui.model.drill.verification import prove, verdict_of
from tui.model.guest import GuestServices
from tui.model.machine import Adapter, GuestReported, Machine
from tui.model.staged import StagedRaw
from tui.wsman.fault import NotAuthenticated, NotAuthorised, WSManError


def staged_machine(replica: Machine, staged: Mapping[str, StagedRaw]) -> Machine:
    """The replica with what was just read to be staged on it."""
    return replace(replica, adapters=tuple(replace(each, staged=staged.get(each.id)) for each in replica.adapters))


def guest_system(view: FleetView, vm: str) -> str | None:
    """The operating system of a VM, as any member of its family told it."""
    told = (row.machine.guest_system for row in view.rows() if row.machine.id == vm)
    return next((system for system in told if system), None)


def probed_addresses(replica: Machine, view: FleetView) -> frozenset[str]:
    """The staged addresses that nothing else is known to hold: another one's answer would be no sign of a breach."""
    alive = {
        ip
        for row in view.rows()
        if row.machine.enabled_state == states.RUNNING
        for adapter in row.machine.adapters
        if adapter.guest is not None
        for text in adapter.guest.addresses
        if (ip := _address(text)) is not None
    }
    staged = (text for adapter in replica.adapters if adapter.staged for text in adapter.staged.addresses)
    return frozenset(text for text in staged if (ip := _address(text)) is not None and _is_own(ip) and ip not in alive)


class Watch:
    """One test VM under watch, for one thread."""

    def __init__(
        self,
        bench: Bench,
        nodes: Nodes,
        test_vm: str,
        replica: Machine,
        twins: Mapping[str, Adapter],
        system: str | None,
        quiet: Collection[str],
    ) -> None:
        """``twins`` are the test VM's adapters by the replica's GUIDs; ``quiet`` addresses did not answer before."""
        self._bench = bench
        self._nodes = nodes
        self._test_vm = test_vm
        self._replica = replica
        self._twins = twins
        self._system = system
        self._quiet = quiet
        self._reported: Mapping[str, GuestReported] = {}
        self._guest = GuestServices(system=system)
        self.answering: frozenset[str] = frozenset()
        """Addresses that answer from here."""
        self.trouble: WSManError | None = None
        """Why the last look saw nothing."""

    def look(self, host: str) -> tuple[AdapterProof, ...]:
        """Read the guest once, and knock at its addresses. Raises WSManError where looking again is of no use."""
        try:
            desk = self._nodes.desk(host)
            self._reported = desk.reported(self._test_vm)
            services = desk.services(self._test_vm)
            self._guest = replace(services, system=services.system or self._system)
            self.trouble = None
        except (NotAuthorised, NotAuthenticated):
            raise
        except WSManError as error:
            self.trouble = error
        if self._bench.plan.probe and self._quiet:
            self.answering = self._bench.reach(self._quiet, self._bench.pace.probe)
        return self.proofs(waited=False)

    @property
    def is_silent(self) -> bool:
        """Nothing was heard of the guest: it may be on another node."""
        return self.trouble is None and not self._reported

    def proofs(self, *, waited: bool) -> tuple[AdapterProof, ...]:
        """Each adapter of the replica by what was last read; ``waited``: the guest had its time."""
        return tuple(self._prove(adapter, waited) for adapter in self._replica.adapters)

    def _prove(self, adapter: Adapter, waited: bool) -> AdapterProof:
        twin = self._twins.get(adapter.id)
        reported = self._reported.get(twin.id) if twin else None
        return prove(adapter, reported, self._guest, connected=twin.connected if twin else None, waited=waited)


def is_decided(proofs: tuple[AdapterProof, ...]) -> bool:
    """More time would change nothing."""
    return verdict_of(proofs)[0] is not None


def _address(text: str) -> netaddr.IPAddress | None:
    try:
        return parse_address(text.partition("%")[0])
    except AddressFault:
        return None


def _is_own(ip: netaddr.IPAddress) -> bool:
    """An address of one host on a network."""
    return not (ip.is_link_local() or ip.is_loopback() or ip.is_multicast() or ip.is_reserved())
