"""Whether the test VMs of a drill find room on their hosts, asked before it begins."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from tui.fleet.hands import Hands
from tui.hyperv.memory import free_memory, startup_memory
from tui.model.drill.values import DrillTarget


@dataclass(frozen=True, slots=True)
class HostRoom:
    """The memory of one host and of the VMs that are to be drilled on it, in MiB; None where it was not told."""

    host: str
    free: int | None
    needed: tuple[int, ...]
    """What each VM starts with, the largest first; those that the host does not tell are left out."""

    def at_most(self, at_once: int) -> int:
        """The most that so many of them need together."""
        return sum(self.needed[:at_once])

    def is_short(self, at_once: int) -> bool:
        """Some may have to wait for others to be over."""
        return self.free is not None and self.at_most(at_once) > self.free


def read_room(hands: Hands, targets: Iterable[DrillTarget]) -> HostRoom:
    """Two queries, and one more a VM. Raises a leaf of WSManError."""
    here = [target.vm for target in targets if target.host == hands.host]
    free = hands.read(free_memory)
    told = [hands.read(partial(startup_memory, vm_id=vm)) for vm in here]
    return HostRoom(hands.host, free, tuple(sorted((each for each in told if each is not None), reverse=True)))
