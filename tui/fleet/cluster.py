"""The nodes of one failover cluster: those that the cluster tells, and where it does not, those of the hosts file."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from tui.config import ClusterEntry, HostEntry
from tui.fleet.store import Store
from tui.hyperv.clusters import FailoverCluster, read_cluster
from tui.hyperv.inventory import read_inventory
from tui.model.machine import Inventory
from tui.wsman.client import Client
from tui.wsman.fault import Fault, NotAuthorised, WSManError


class ClusterWatch:
    """Asks whichever node is read which nodes there are, and lets new ones join. Thread-safe.

    A node that left stays in view, with a sentence that says so: it is still a host, and rows do not vanish.
    """

    def __init__(
        self,
        entry: ClusterEntry,
        store: Store,
        interval_s: float,
        *,
        join: Callable[[HostEntry], object],
        leave: Callable[[str], object],
    ) -> None:
        """`join` gets a node that was not known; `leave` the name of a contact that is no longer needed."""
        self.entry = entry
        self._store = store
        self._interval_s = interval_s
        self._join = join
        self._leave = leave
        self._lock = threading.Lock()
        self._asked_at: float | None = None
        self._nodes = {_short(node.name): node.name for node in entry.nodes}

    def read_node(self, client: Client) -> Inventory:
        """A node's full read; and, as often as the interval says, the question for the cluster's nodes."""
        inventory = read_inventory(client)
        if self._is_due():
            try:
                found = read_cluster(client)
            except (NotAuthorised, Fault):
                self._note(f"nodes as the hosts file lists them: this account may not ask {self.entry.name}")
            except WSManError:
                self._note(f"nodes as the hosts file lists them: {self.entry.name} did not answer")
            else:
                self._follow(found)
        return inventory

    def read_contact(self, client: Client) -> Inventory:
        """Stands for a full read of a cluster without known nodes: they join, or an error says what to do."""
        try:
            found = read_cluster(client)
        except NotAuthorised as error:
            raise NotAuthorised(
                f"{error.words}; without that right, list the nodes of {self.entry.name} in the hosts file",
                delivered=error.delivered,
            ) from error
        self._follow(found)
        if found is None:
            raise Fault(None, None, f"{self.entry.name} is no failover cluster")
        self._leave(self.entry.name)
        return Inventory("", "", (), ())

    def _is_due(self) -> bool:
        with self._lock:
            now = time.monotonic()
            if self._asked_at is not None and now - self._asked_at < self._interval_s:
                return False
            self._asked_at = now
            return True

    def _follow(self, found: FailoverCluster | None) -> None:
        if found is None:
            self._note(f"nodes as the hosts file lists them: they know of no cluster {self.entry.name}")
            return
        told = {_short(node): node for node in found.nodes}
        with self._lock:
            new = [node for short, node in told.items() if short not in self._nodes]
            joining = [self._node(node, found.domain) for node in new]
            self._nodes |= {_short(node.name): node.name for node in joining}
            known = dict(self._nodes)
        for node in joining:
            self._join(node)
        for short, name in known.items():
            self._say(name, "" if short in told else f"{self.entry.name} does not name it as a node any more")

    def _node(self, name: str, domain: str) -> HostEntry:
        domain = domain or self.entry.name.partition(".")[2]
        full = f"{name}.{domain}" if domain else name
        return replace(self.entry.contact, name=full, address=full)

    def _note(self, sentence: str) -> None:
        with self._lock:
            names = tuple(self._nodes.values())
        for name in names:
            self._say(name, sentence)

    def _say(self, name: str, sentence: str) -> None:
        self._store.update_host(name, lambda host: replace(host, membership=sentence))


def _short(name: str) -> str:
    """The computer name in a host's name; an address is its own."""
    first = name.partition(".")[0]
    return name if first.isdecimal() or ":" in name else first.casefold()
