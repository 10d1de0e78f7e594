"""The stages that only look: whether the primary is down, whether the guest has its addresses, whether it answers."""

import socket
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from tui.fleet.failover import gates
from tui.fleet.failover.acting import told
from tui.fleet.failover.conduct import Conduct, Ends
from tui.fleet.failover.sides import Found, NotFound, Sides
from tui.hyperv.guests import read_guest, read_services
from tui.hyperv.recoverypoints import recovery_points
from tui.model import states
from tui.model.drill.values import AdapterProof, DrillVerdict
from tui.model.drill.verification import is_settled, prove, verdict_of
from tui.model.failover.points import NoSuchPoint, choose, lost
from tui.model.failover.stages import Place, Side, Stage, place_in
from tui.model.failover.values import FailoverTarget, Fault, Standing
from tui.model.guest import GuestServices
from tui.model.machine import Adapter, GuestReported
from tui.model.times import duration
from tui.wsman.fault import WSManError

_DOWN = (states.OFF, states.SAVED)
_SILENT = Fault.UNREACHABLE


class Looker:
    """One VM's; used by one thread. Its methods raise Ends, NotFound and JournalError."""

    def __init__(self, conduct: Conduct, sides: Sides, target: FailoverTarget) -> None:
        self._conduct = conduct
        self._sides = sides
        self._target = target

    def check_primary(self) -> str:
        """Before an unplanned failover: no other member may be alive, and who cannot be asked is confirmed."""
        alive, unknown = self._others()
        if alive is not None:
            sentence = f"it runs on {alive.host}: plan the failover, or turn that one off first"
            raise Ends(Standing.FAILED, sentence, fault=Fault.CONFLICT)
        if not unknown:
            return "no other member of the family runs"
        sentence = f"{self._target.vm_name}: {'; '.join(unknown)}: make sure that it does not run before it starts here"
        word = self._conduct.ask(gates.unknown_primary(self._conduct.plan, self._target, sentence), yes=gates.GO_ON)
        if word != gates.GO_ON:
            raise Ends(Standing.STOPPED, "stopped by a person: whether the primary runs is not known")
        return f"confirmed by a person: {'; '.join(unknown)}"

    def watch_primary(self) -> None:
        """Nothing further starts anywhere once a primary came back during an unplanned failover."""
        alive, _ = self._others()
        if alive is not None:
            sentence = f"{self._target.vm_name} runs on {alive.host} again: nothing further is started"
            self._conduct.halt(sentence)
            raise Ends(Standing.STOPPED, sentence)

    def require_copy(self) -> None:
        """Before the primary is touched: a copy that cannot take over now would leave the VM with nobody to run it."""
        found = self._sides.find(Side.COPY)
        if place_in(Stage.FAIL_OVER, found.moment) is not Place.READY:
            sentence = f"the copy on {found.host} is {told(found.moment)}: the primary was left as it is"
            raise Ends(Standing.FAILED, sentence, fault=Fault.CONFLICT)

    def require_prepared(self) -> None:
        """Right before a planned failover: a primary that is not kept from starting any more would lose changes."""
        if self._target.primary is None:
            return
        try:
            found = self._sides.find(Side.PRIMARY)
        except NotFound as error:
            if error.silent:
                return
            raise
        if found.moment.replication_state != 4 or found.moment.enabled_state not in _DOWN:
            sentence = f"the primary on {found.host} is not prepared any more ({told(found.moment)})"
            raise Ends(Standing.FAILED, f"{sentence}: nothing was failed over", fault=Fault.CONFLICT)

    def by_hand(self) -> str:
        """The primary is not in the fleet: say what is to be done there, and wait until somebody says it is."""
        target = self._target
        where = target.primary_name or "the primary's host"
        sentence = (
            f"{target.vm_name}: its primary is not seen in this fleet. On {where}, shut its guest down and prepare the "
            f"planned failover (Start-VMFailover -Prepare), then say so here"
        )
        if self._conduct.ask(gates.by_hand(target, sentence), yes=gates.GO_ON) != gates.GO_ON:
            raise Ends(Standing.STOPPED, f"stopped by a person: it is not prepared on {where}")
        return f"a person says it is done on {where}"

    def recovery_point(self) -> str | None:
        """The InstanceID to fail over to, None for the latest; what is lost with it is told to the board."""
        target = self._target
        found = self._sides.find(Side.COPY)
        try:
            points = self._sides.hands(found.host).read(lambda client: recovery_points(client, target.vm))
            point = choose(target.point, points)
        except WSManError as error:
            raise Ends(
                Standing.FAILED, f"{found.host}: its recovery points could not be read", error.words, _SILENT
            ) from None
        except NoSuchPoint as error:
            raise Ends(Standing.FAILED, f"{found.host}: {error}; nothing was failed over") from None
        self._conduct.board.set_machine(target.vm, lost=lost(point, target.last_received, _now()))
        return point.id if point is not None else None

    def verify(self, *, watched: bool) -> str:
        """Wait until the guest reports what was staged. What it does not report fails nothing: the VM is up.

        `watched`: a primary that comes back meanwhile halts everything.
        """
        conduct, target = self._conduct, self._target
        began = time.monotonic()
        while True:
            waited = time.monotonic() - began >= conduct.plan.guest_patience
            proofs = self._proofs(waited=waited)
            conduct.board.set_machine(target.vm, proofs=proofs)
            verdict, sentence = verdict_of(proofs)
            if verdict is DrillVerdict.NOTHING_STAGED or is_settled(proofs):
                return sentence
            if waited:
                return f"not as staged: {sentence}"
            conduct.board.set_stage(target.vm, Stage.VERIFY, sentence=sentence)
            if conduct.wait(conduct.pace.look):
                raise Ends(Standing.STOPPED, f"it runs; stopped before its guest was verified: {sentence}")
            if watched:
                self.watch_primary()

    def connect(self) -> str:
        """Try the ports on every staged address until they answer, or for as long as that is given.

        Where the fleet does not probe, nothing is tried.
        """
        if not self._conduct.ground.probes:
            return "not tried: the hosts file says probe: false"
        pace = self._conduct.pace
        addresses = [text for each in self._target.adapters if each.staged for text in each.staged.addresses]
        waiting = [(address, port) for address in addresses for port in self._target.ports]
        if not waiting:
            return "no address is staged to connect to"
        every, end = len(waiting), time.monotonic() + pace.connect
        while True:
            waiting = [door for door in waiting if not _answers(*door, pace.door)]
            if not waiting:
                return f"{every} of {every} answer"
            silent = ", ".join(f"{address} port {port}" for address, port in waiting)
            if time.monotonic() >= end:
                return f"{every - len(waiting)} of {every} answer; silent from here: {silent}"
            self._conduct.board.set_stage(self._target.vm, Stage.CONNECT, sentence=f"waiting for {silent}")
            if self._conduct.wait(pace.look):
                raise Ends(Standing.STOPPED, f"it runs; stopped while it was tried: {silent}")

    def _others(self) -> tuple[Found | None, list[str]]:
        """Another member that is alive, else why it cannot be told of each that may be."""
        unknown = []
        for where in self._target.family:
            try:
                found = self._sides.find_at(where)
            except NotFound as error:
                if error.silent:
                    unknown.append(str(error))
                continue
            if found.moment.enabled_state not in _DOWN:
                return found, []
        if self._target.primary is None:
            named = f"; its relationship names {self._target.primary_name}" if self._target.primary_name else ""
            unknown.append(f"its primary is not seen in this fleet{named}")
        return None, unknown

    def _proofs(self, *, waited: bool) -> tuple[AdapterProof, ...]:
        """Every adapter against what the guest reports now; a host that cannot be read reports nothing now."""
        reported: Mapping[str, GuestReported] = {}
        services = GuestServices()
        vm = self._target.vm
        try:
            hands = self._sides.hands(self._sides.find(Side.COPY).host)
            reported = hands.read(lambda client: read_guest(client, vm))
            services = hands.read(lambda client: read_services(client, vm))
        except (WSManError, NotFound):
            if waited:
                raise
        return tuple(_proof(each, reported, services, waited) for each in self._target.adapters)


def _proof(adapter: Adapter, reported: Mapping[str, GuestReported], guest: GuestServices, waited: bool) -> AdapterProof:
    return prove(adapter, reported.get(adapter.id), guest, connected=adapter.connected, waited=waited)


def _answers(address: str, port: int, limit: float) -> bool:
    try:
        socket.create_connection((address, port), limit).close()
    except (OSError, ValueError):
        return False
    return True


def told_loss(seconds: float | None) -> str:
    """What was lost, in words."""
    return "what is lost cannot be told" if seconds is None else f"changes of the last {duration(seconds)} are lost"


def _now() -> datetime:
    return datetime.now(UTC)
