"""Which VMs of a fleet are meant: by host, group, name or GUID, mode, and the words of a filter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from tui.fleet.judging.judgement import Judgement
from tui.fleet.searching import searched
from tui.fleet.view import FleetView, HostState, HostView, MachineRow
from tui.model import states
from tui.model.plan.resolve import guid
from tui.model.selection import Selection
from tui.model.text import printable

REPLICAS = frozenset({states.REPLICA, states.EXTENDED_REPLICA})
"""The modes that are meant where nothing else is asked for."""
EVERY_MODE = frozenset(states.MODE_NAMES)


class Unselectable(ValueError):
    """A name that fits nothing, or several VMs; the message is a sentence for the operator."""

    def __init__(self, sentence: str, *, unread: bool = False) -> None:
        """`unread`: it may lie on a host that does not answer."""
        super().__init__(sentence)
        self.unread = unread


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; every part narrows, and an empty part means everything."""

    hosts: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    vms: tuple[str, ...] = ()
    """Each a name, HOST/NAME, a GUID or HOST/GUID."""
    where: Selection = field(default_factory=Selection)
    modes: frozenset[int] | None = None
    """None: replicas, or whatever the verb says."""

    @property
    def is_everything(self) -> bool:
        return self == Wanted()

    @property
    def names_machines(self) -> bool:
        """Whether VMs are asked for, and not only hosts."""
        return bool(self.vms or self.where.terms or self.modes)

    @property
    def needs_judgement(self) -> bool:
        """Whether the filter looks into what the readiness rules say."""
        return any(term.key in (None, "verdict", "rule") for term in self.where.terms)


def select_hosts(view: FleetView, wanted: Wanted) -> tuple[HostView, ...]:
    """The hosts of the wanted names and groups, in the fleet's order. Raises Unselectable for a name that none has."""
    names = _known("host", wanted.hosts, (host.name for host in view.hosts))
    groups = _known("group", wanted.groups, (host.group for host in view.hosts if host.group))
    return tuple(
        host
        for host in view.hosts
        if (not names or host.name.casefold() in names) and (not groups or (host.group or "").casefold() in groups)
    )


def select(
    view: FleetView, wanted: Wanted, judgement: Judgement | None = None, modes: frozenset[int] = REPLICAS
) -> tuple[MachineRow, ...]:
    """The VMs that are meant, each once, by name and host; `modes` are those of a verb where nobody asks for others.

    `judgement` is what ``verdict:`` and ``rule:`` look into. Raises Unselectable for a host, group or VM that is not
    there and for a name that fits several VMs.
    """
    hosts = {host.name for host in select_hosts(view, wanted)}
    allowed = modes if wanted.modes is None else wanted.modes
    here = [row for row in view.rows() if row.host.name in hosts and _fits_mode(row.machine.mode, allowed)]
    silent = any(host.state is not HostState.UP for host in view.hosts if host.name in hosts)
    named = [_only(text, here, unread=silent) for text in wanted.vms] if wanted.vms else here
    found = {
        (row.host.name, row.machine.id): row for row in named if wanted.where.means(searched(row, judgement))
    }.values()
    return tuple(sorted(found, key=lambda row: (row.machine.name.casefold(), row.host.name, row.machine.id)))


def narrowed_view(view: FleetView, hosts: Iterable[HostView], rows: Sequence[MachineRow]) -> FleetView:
    """The view with these hosts, and on them these VMs alone."""
    kept: dict[str, set[str]] = {}
    for row in rows:
        kept.setdefault(row.host.name, set()).add(row.machine.id)
    return replace(
        view,
        hosts=tuple(
            host
            if host.inventory is None
            else replace(
                host,
                inventory=replace(
                    host.inventory,
                    machines=tuple(
                        each for each in host.inventory.machines if each.id in kept.get(host.name, frozenset())
                    ),
                ),
            )
            for host in hosts
        ),
    )


def _known(what: str, asked: Sequence[str], present: Iterable[str]) -> frozenset[str]:
    """The names asked for, folded. Raises Unselectable for one that nothing has."""
    names = {name.casefold(): name for name in present}
    for name in asked:
        if name.casefold() not in names:
            close = get_close_matches(name.casefold(), names, n=3)
            hint = f"did you mean {' or '.join(names[each] for each in close)}?" if close else _listed(what, names)
            raise Unselectable(printable(f"there is no {what} {name}; {hint}"))
    return frozenset(name.casefold() for name in asked)


def _listed(what: str, names: dict[str, str]) -> str:
    return f"there are {', '.join(sorted(names.values()))}" if names else f"no {what} is known"


def _fits_mode(mode: int, allowed: frozenset[int]) -> bool:
    return mode in allowed or (mode not in EVERY_MODE and allowed == EVERY_MODE)


def _only(text: str, rows: Sequence[MachineRow], *, unread: bool) -> MachineRow:
    found = [row for row in rows if _means(text, row)]
    if len(found) > 1:
        names = ", ".join(_full_name(row) for row in found)
        raise Unselectable(f"{printable(text)} fits several VMs: {names}; give HOST/NAME, or HOST/GUID")
    if found:
        return found[0]
    by_name = {row.machine.name.casefold(): row for row in rows}
    close = [_full_name(by_name[each]) for each in get_close_matches(text.rpartition("/")[2].casefold(), by_name, n=3)]
    hint = f"; did you mean {' or '.join(close)}?" if close else ""
    partly = "; not every host answered" if unread else ""
    raise Unselectable(f"no VM of these modes is called {printable(text)}{partly}{hint}", unread=unread)


def _means(text: str, row: MachineRow) -> bool:
    """A name, HOST/NAME, a GUID or HOST/GUID, in any letter case; names may hold a slash themselves."""
    host, slash, rest = text.partition("/")
    texts = [text, rest] if slash and host.casefold() == row.host.name.casefold() else [text]
    return any(each.casefold() == row.machine.name.casefold() or guid(each) == row.machine.id for each in texts)


def _full_name(row: MachineRow) -> str:
    return printable(f"{row.host.name}/{row.machine.name} ({row.machine.id}, {states.mode_name(row.machine.mode)})")
