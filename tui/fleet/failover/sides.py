"""Where the members of a family are now: asked of the hosts each time, because VMs of a cluster move."""

from collections.abc import Iterator
from dataclasses import dataclass

from tui.fleet.failover.ground import Ground, Hands
from tui.fleet.session import ReadOnly
from tui.fleet.trouble import described
from tui.fleet.view import HostState, HostView
from tui.hyperv.moment import read_moment
from tui.model.failover.stages import Side
from tui.model.failover.values import FailoverTarget, Whereabouts
from tui.model.step import Moment
from tui.wsman.fault import NotAuthenticated, NotAuthorised, TimedOut, Unreachable, WSManError


@dataclass(frozen=True, slots=True)
class Found:
    """A member of the family as its host holds it now."""

    host: str
    moment: Moment


class NotFound(Exception):
    """A member is on none of the hosts where it may be; the message is a sentence."""

    def __init__(self, sentence: str, words: str = "", *, silent: bool = False) -> None:
        """`silent`: one of those hosts did not answer, so it may be there."""
        super().__init__(sentence)
        self.words = words
        self.silent = silent


class _Silent(Exception):
    """A host that is only looked at does not answer now."""


class Sides:
    """One VM's members; used by one thread, with connections of its own."""

    def __init__(self, ground: Ground, target: FailoverTarget) -> None:
        self._ground = ground
        self._target = target
        self._hands: dict[str, Hands] = {}

    def find(self, side: Side) -> Found:
        """Raises NotFound."""
        where = self._target.copy if side is Side.COPY else self._target.primary
        if where is None:
            raise NotFound(f"the primary of {self._target.vm_name} is not in this fleet")
        return self.find_at(where)

    def find_at(self, where: Whereabouts) -> Found:
        """The member on a host, or on whichever node of its cluster holds it now. Raises NotFound."""
        silent: list[str] = []
        words = ""
        for host in self._candidates(where):
            try:
                moment = self._moment(host)
            except WSManError as error:
                silent.append(_why_silent(host.name, error))
                words = words or error.words
                continue
            except _Silent:
                silent.append(f"{host.name} does not answer")
                continue
            if moment is not None:
                return Found(host.name, moment)
        place = where.cluster or where.host
        if silent:
            raise NotFound(", ".join(silent), words, silent=True)
        raise NotFound(f"{place} no longer has {self._target.vm_name}")

    def hands(self, host: str) -> Hands:
        """This thread's connection to a host. Raises ReadOnly, KeyError."""
        if host not in self._hands:
            self._hands[host] = self._ground.hands(host)
        return self._hands[host]

    def close(self) -> None:
        for hands in self._hands.values():
            hands.close()
        self._hands.clear()

    def _candidates(self, where: Whereabouts) -> Iterator[HostView]:
        """Those that were last seen to have it before the others."""
        hosts = [
            host
            for host in self._ground.view.hosts
            if host.name == where.host or (where.cluster is not None and host.cluster == where.cluster)
        ]
        yield from sorted(hosts, key=lambda host: (not self._has(host), host.name != where.host))

    def _has(self, host: HostView) -> bool:
        return host.inventory is not None and any(each.id == self._target.vm for each in host.inventory.machines)

    def _moment(self, host: HostView) -> Moment | None:
        """A host that may not be written to is believed what the fleet last read of it, as long as it answers."""
        vm = self._target.vm
        try:
            hands = self.hands(host.name)
        except ReadOnly:
            if host.state is not HostState.UP or host.inventory is None:
                raise _Silent from None
            machine = next((each for each in host.inventory.machines if each.id == vm), None)
            if machine is None:
                return None
            relationship = machine.replication
            return Moment(machine.mode, machine.enabled_state, relationship.state if relationship else None)
        return hands.read(lambda client: read_moment(client, vm))


def _why_silent(host: str, error: WSManError) -> str:
    match error:
        case NotAuthenticated() | NotAuthorised():
            return f"{host} refuses to tell"
        case Unreachable() | TimedOut():
            return f"{host} does not answer"
    _, sentence, _ = described(host, error)
    return sentence
