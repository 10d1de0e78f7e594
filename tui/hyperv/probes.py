"""The read-only checks of the register: what one host says about what nobody has confirmed.

A detail counts and names codes; it never holds a name, an address or a GUID of the host.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from tui.hyperv import schema
from tui.hyperv.clusters import read_cluster
from tui.hyperv.join import Owner, is_guid, owner_of, read_path
from tui.hyperv.reading import is_refused_query, rows
from tui.hyperv.rows import hosting_object
from tui.hyperv.schema import Projection, class_ref
from tui.hyperv.systems import Systems
from tui.wsman.client import Client
from tui.wsman.fault import Fault, NotAuthorised, NotFound
from tui.wsman.instance import Instance

_NO_SUCH_PROPERTY = Projection(schema.COMPUTER_SYSTEM, ("Name", "HvrNoSuchProperty"))
_NO_SUCH_CHANNEL = "Hvr-No-Such-Channel/Admin"
_VMMS = "Microsoft-Windows-Hyper-V-VMMS-Admin"


class Sight(Enum):
    """The value is the word that people and reports read."""

    HOLDS = "holds"
    DIFFERS = "differs"
    NOT_SEEN = "not seen"


@dataclass(frozen=True, slots=True)
class Seen:
    """What a check saw."""

    sight: Sight
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Probe:
    """How an entry is looked at on a host, and what this program does where the host differs."""

    look: Callable[[Client], Seen]
    """Raises what the client raises; a fault then settles nothing."""
    instead: str


def _projection(client: Client) -> Seen:
    try:
        found = rows(client, schema.SYSTEMS)
    except Fault as fault:
        return _differs(fault)
    return Seen(Sight.HOLDS, f"{len(found)} rows")


def _unknown_property(client: Client) -> Seen:
    try:
        rows(client, _NO_SUCH_PROPERTY)
    except Fault as fault:
        return Seen(Sight.HOLDS, _code(fault)) if is_refused_query(fault) else _differs(fault)
    return Seen(Sight.DIFFERS, "the query was answered")


def _fault_code(client: Client) -> Seen:
    try:
        rows(client, _NO_SUCH_PROPERTY)
    except Fault as fault:
        return Seen(Sight.DIFFERS if fault.code is None else Sight.HOLDS, _code(fault))
    return Seen(Sight.NOT_SEEN, "no fault came")


def _get_setting(client: Client) -> Seen:
    for row in rows(client, schema.FAILOVERS):
        key = row.text("InstanceID") or ""
        try:
            client.get(class_ref(schema.FAILOVER_SETTINGS), {"InstanceID": key})
        except NotFound as fault:
            return _differs(fault)
        return Seen(Sight.HOLDS)
    return Seen(Sight.NOT_SEEN, "no failover object")


def _hidden_host(client: Client) -> Seen:
    host = Systems.of(rows(client, schema.SYSTEMS)).host_name is not None
    service = bool(rows(client, schema.MANAGEMENT))
    if host is not service:
        return Seen(Sight.DIFFERS, f"the {'host' if host else 'service'} alone is visible")
    return Seen(Sight.NOT_SEEN, "this account has rights") if host else Seen(Sight.HOLDS)


def _failover_instance_id(client: Client) -> Seen:
    ports = {owner_of(_id(row)) for projection in schema.PORTS.values() for row in rows(client, projection)}
    found = [row for row in rows(client, schema.FAILOVERS) if owner_of(_id(row))]
    fitting = sum(owner_of(_id(row)) in ports for row in found)
    return _all(fitting, len(found), "failover objects")


def _connection_instance_id(client: Client) -> Seen:
    paths = [(row, read_path(row.text("Parent") or "")) for row in rows(client, schema.CONNECTIONS)]
    parents = [(_id(row), path.keys.get("InstanceID", "")) for row, path in paths if path]
    named = [(own, parent) for own, parent in parents if owner_of(parent)]
    return _all(sum(own.upper().startswith(parent.upper()) for own, parent in named), len(named), "connections")


def _vlan_instance_id(client: Client) -> Seen:
    connections = _owners(rows(client, schema.CONNECTIONS))
    vlans = _owners(rows(client, schema.VLANS))
    return _all(len(vlans & connections), len(vlans), "VLAN settings")


def _switch_attachment(client: Client) -> Seen:
    switches = {(row.text("Name") or "").upper() for row in rows(client, schema.SWITCHES)}
    hosting = [(row, hosting_object(row)) for row in rows(client, schema.CONNECTIONS)]
    attached = [owner_of(_id(row)) for row, to in hosting if to and to.class_name != schema.VIRTUAL_SWITCH]
    return _all(sum(owner is not None and owner.system in switches for owner in attached), len(attached), "attachments")


def _summaries(client: Client) -> Seen:
    try:
        found = rows(client, schema.SUMMARIES)
    except Fault as fault:
        return _differs(fault)
    told = sum(bool(row.text("GuestOperatingSystem")) for row in found)
    return Seen(Sight.HOLDS if told else Sight.NOT_SEEN, f"{told} of {len(found)} tell the guest's system")


def _test_dependency(client: Client) -> Seen:
    try:
        found = rows(client, schema.TEST_REPLICAS)
    except Fault as fault:
        return _differs(fault)
    ends = [row.reference(name) for row in found for name in ("Antecedent", "Dependent")]
    fitting = sum(end is not None and is_guid(end.selectors.get("Name", "")) for end in ends)
    return _all(fitting, len(ends), "ends")


def _missing_channel(client: Client) -> Seen:
    try:
        client.subscribe((_NO_SUCH_CHANNEL,), ignore_channel_errors=False).unsubscribe()
    except Fault as fault:
        return Seen(Sight.HOLDS, _code(fault))
    return Seen(Sight.DIFFERS, "the subscription was taken")


def _pull_subscription(client: Client) -> Seen:
    try:
        client.subscribe((_VMMS,)).unsubscribe()
    except Fault as fault:
        return _differs(fault)
    return Seen(Sight.HOLDS)


def _event_window(client: Client) -> Seen:
    try:
        client.subscribe(
            (_VMMS,), xpath="*[System[TimeCreated[timediff(@SystemTime) <= 60000]]]", read_existing=True
        ).unsubscribe()
    except Fault as fault:
        return _differs(fault)
    return Seen(Sight.HOLDS)


def _cluster_nodes(client: Client) -> Seen:
    try:
        found = read_cluster(client)
    except NotAuthorised:
        return Seen(Sight.NOT_SEEN, "this account may not ask")
    except Fault as fault:
        return Seen(Sight.NOT_SEEN, f"no such namespace: {_code(fault)}")
    return (
        Seen(Sight.HOLDS, f"{len(found.nodes)} nodes") if found else Seen(Sight.NOT_SEEN, "the host is in no cluster")
    )


PROBES: Mapping[str, Probe] = MappingProxyType(
    {
        "projection": Probe(_projection, "nothing: without projections the host cannot be read, which is said"),
        "unknown-property": Probe(_unknown_property, "the host's fault is shown, and the class counts as unreadable"),
        "fault-code": Probe(_fault_code, "a fault without a code is shown in the host's own words"),
        "get-setting": Probe(_get_setting, "an instance that Get does not find is looked for by a query"),
        "hidden-host": Probe(_hidden_host, "either of the two being visible counts as having rights"),
        "failover-instance-id": Probe(
            _failover_instance_id, "an adapter without a failover object of its GUIDs says so and cannot be staged"
        ),
        "connection-instance-id": Probe(
            _connection_instance_id, "a full read joins by the Parent path; a change re-reads fewer adapters"
        ),
        "vlan-instance-id": Probe(_vlan_instance_id, "the adapter shows no VLAN"),
        "switch-attachment": Probe(_switch_attachment, "a switch without attachments is shown as of unknown kind"),
        "summaries": Probe(_summaries, "the guest's system is shown as unknown"),
        "test-dependency": Probe(_test_dependency, "whose test VM one is stays unknown"),
        "missing-channel": Probe(_missing_channel, "a channel that the host lacks counts as followed and stays silent"),
        "pull-subscription": Probe(
            _pull_subscription, "events are read with wevtutil over a remote shell, where allowed"
        ),
        "event-window": Probe(_event_window, "the tail shows why it does not run"),
        "cluster-nodes": Probe(_cluster_nodes, "the nodes listed in the hosts file are used"),
    }
)
"""By the entry's id; entries without one are settled otherwise."""


def _all(fitting: int, total: int, what: str) -> Seen:
    if not total:
        return Seen(Sight.NOT_SEEN, f"no {what}")
    return Seen(Sight.HOLDS if fitting == total else Sight.DIFFERS, f"{fitting} of {total} {what}")


def _owners(found: tuple[Instance, ...]) -> set[Owner]:
    return {owner for row in found if (owner := owner_of(_id(row)))}


def _id(row: Instance) -> str:
    return row.text("InstanceID") or ""


def _differs(fault: Fault) -> Seen:
    return Seen(Sight.DIFFERS, _code(fault))


def _code(fault: Fault) -> str:
    return "no code" if fault.code is None else f"code 0x{fault.code:08X}"
