"""The hosts on which a VM may be: where it was decided, and the other nodes of that failover cluster."""

from collections.abc import Iterator

from tui.fleet.drill.bench import Bench
from tui.fleet.drill.ground import Desk
from tui.fleet.session import ReadOnly
from tui.model.step import Moment
from tui.wsman.fault import Refused, WSManError


class Nodes:
    """One thread's desks on them, each opened when it is first needed."""

    def __init__(self, bench: Bench, host: str) -> None:
        self._bench = bench
        self._host = host
        self._desks: dict[str, Desk] = {}

    def desk(self, host: str) -> Desk:
        """Raises Refused where this console may not write to the host."""
        if host not in self._desks:
            try:
                self._desks[host] = self._bench.open(host)
            except (ReadOnly, KeyError) as error:
                raise Refused(str(error)) from error
        return self._desks[host]

    def opened(self) -> tuple[Desk, ...]:
        return tuple(self._desks.values())

    def find(self, vm: str, likely: str) -> tuple[Desk, Moment] | None:
        """The node that has the VM now, ``likely`` asked first; None where every node says that it has no such VM.

        Raises the first leaf of WSManError where no node has it and not all of them answered.
        """
        trouble: WSManError | None = None
        for host in self._in_order(likely):
            try:
                desk = self.desk(host)
                moment = desk.moment(vm)
            except WSManError as error:
                trouble = trouble or error
                continue
            if moment is not None:
                return desk, moment
        if trouble is not None:
            raise trouble
        return None

    def test_vm_of(self, replica: str, likely: str) -> tuple[str, str] | None:
        """The test VM that any node's association names, and that node. Raises as ``find``."""
        trouble: WSManError | None = None
        for host in self._in_order(likely):
            try:
                found = self.desk(host).test_vm_of(replica)
            except WSManError as error:
                trouble = trouble or error
                continue
            if found is not None:
                return found, host
        if trouble is not None:
            raise trouble
        return None

    def close(self) -> None:
        for desk in self._desks.values():
            desk.close()
        self._desks.clear()

    def _in_order(self, likely: str) -> Iterator[str]:
        yield likely
        hosts = {host.name: host.cluster for host in self._bench.ground.view.hosts}
        cluster = hosts.get(self._host)
        others = [name for name, each in hosts.items() if each is not None and each == cluster]
        yield from (name for name in dict.fromkeys((self._host, *others)) if name != likely)
