"""The options that say which VMs a verb is about, alike for every verb."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from tui.cli.shared import fail
from tui.verbs.terms import UNREACHABLE, UNUSABLE

if TYPE_CHECKING:
    from tui.config import Configuration, HostEntry
    from tui.fleet.judging.judgement import Judgement
    from tui.fleet.selecting import Wanted
    from tui.fleet.view import FleetView, HostView, MachineRow
    from tui.model.selection import Selection

_MODES = ("replica", "extended", "primary", "test", "none", "any")


class _FilterType(click.ParamType["Selection"]):
    """The filter language of `model.selection`."""

    name = "FILTER"

    def convert(self, value: Any, param: click.Parameter | None, context: click.Context | None) -> "Selection":
        from tui.model.selection import SelectionFault, read_selection

        try:
            return read_selection(value) if isinstance(value, str) else value
        except SelectionFault as fault:
            self.fail(str(fault), param, context)


def _host_names(context: click.Context, param: click.Parameter, begun: str) -> list[str]:
    return [entry.name for entry in _entries(context) if entry.name.startswith(begun)]


def _group_names(context: click.Context, param: click.Parameter, begun: str) -> list[str]:
    return sorted({entry.group for entry in _entries(context) if entry.group and entry.group.startswith(begun)})


def _entries(context: click.Context) -> "tuple[HostEntry, ...]":
    """What the hosts file names, for a shell that completes a word; nothing where it cannot be read."""
    from tui.config import default_path, read_configuration
    from tui.yamlfile import FileError

    try:
        return read_configuration(context.params.get("hosts_file") or context.obj or default_path()).hosts
    except FileError:
        return ()


_OPTIONS = (
    click.option(
        "--host",
        "hosts",
        multiple=True,
        metavar="NAME",
        help="Only this host; may be repeated.",
        shell_complete=_host_names,
    ),
    click.option(
        "--group",
        "groups",
        multiple=True,
        metavar="NAME",
        help="Only this group of hosts; may be repeated.",
        shell_complete=_group_names,
    ),
    click.option(
        "--vm", "vms", multiple=True, metavar="VM", help="Only this VM: NAME, HOST/NAME or a GUID; may be repeated."
    ),
    click.option("--where", type=_FilterType(), default="", help='A filter as in the console: "verdict:blocked -sql".'),
    click.option(
        "--mode", "modes", multiple=True, type=click.Choice(_MODES), help="Kinds of copies, where not replicas alone."
    ),
)


def selection_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Adds --host, --group, --vm, --where and --mode; the verb gets them as one `wanted`, a Wanted."""

    @wraps(function)
    def with_wanted(
        *arguments: Any,
        hosts: tuple[str, ...],
        groups: tuple[str, ...],
        vms: tuple[str, ...],
        where: "Selection",
        modes: tuple[str, ...],
        **options: Any,
    ) -> Any:
        return function(*arguments, wanted=_wanted(hosts, groups, vms, where, modes), **options)

    decorated: Callable[..., Any] = with_wanted
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def selected(
    view: "FleetView",
    wanted: "Wanted",
    judgement: "Judgement | None" = None,
    modes: frozenset[int] | None = None,
) -> "tuple[MachineRow, ...]":
    """The VMs that are meant, as `fleet.selecting.select`; leaves with a sentence where a name fits none or several."""
    from tui.fleet.selecting import REPLICAS, select

    with _told():
        return select(view, wanted, judgement, REPLICAS if modes is None else modes)


def selected_hosts(view: "FleetView", wanted: "Wanted") -> "tuple[HostView, ...]":
    """The hosts that are meant, as `fleet.selecting.select_hosts`."""
    from tui.fleet.selecting import select_hosts

    with _told():
        return select_hosts(view, wanted)


@contextmanager
def _told() -> Iterator[None]:
    from tui.fleet.selecting import Unselectable

    try:
        yield
    except Unselectable as error:
        fail(str(error), UNREACHABLE if error.unread else UNUSABLE)


def narrowed(read: "Configuration", wanted: "Wanted") -> "Configuration":
    """Only the hosts that are meant, for a verb that needs no others; all of them where the file cannot tell which.

    A node may be known to its cluster alone, and what a filter says of verdicts compares copies across hosts.
    """
    names = {name.casefold() for name in wanted.hosts}
    groups = {name.casefold() for name in wanted.groups}
    if wanted.needs_judgement or not names <= {entry.name.casefold() for entry in read.hosts}:
        return read
    hosts = tuple(
        entry
        for entry in read.hosts
        if (not names or entry.name.casefold() in names) and (not groups or (entry.group or "").casefold() in groups)
    )
    clusters = tuple(
        cluster
        for cluster in read.clusters
        if not names and (not groups or (cluster.contact.group or "").casefold() in groups)
    )
    return replace(read, hosts=hosts, clusters=clusters) if hosts or clusters else read


def _wanted(
    hosts: tuple[str, ...], groups: tuple[str, ...], vms: tuple[str, ...], where: "Selection", modes: tuple[str, ...]
) -> "Wanted":
    from tui.fleet.selecting import EVERY_MODE, Wanted
    from tui.model import states

    numbers = {
        "replica": {states.REPLICA},
        "extended": {states.EXTENDED_REPLICA},
        "primary": {states.PRIMARY},
        "test": {states.TEST_REPLICA},
        "none": {states.NO_REPLICATION},
        "any": EVERY_MODE,
    }
    allowed = frozenset(number for mode in modes for number in numbers[mode]) if modes else None
    return Wanted(hosts, groups, vms, where, allowed)
