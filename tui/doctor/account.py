"""Checks that need an account: who we are there, and what it may see."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tui.config import HostEntry, Settings
from tui.doctor.finding import Finding, Verdict
from tui.fleet.view import CLOCK_WARNS, KERBEROS_CLOCK_LIMIT, NOTHING_VISIBLE
from tui.hyperv import schema
from tui.hyperv.channels import DEFAULT_CHANNELS, sort_channels
from tui.hyperv.clusters import read_cluster
from tui.hyperv.reading import rows
from tui.hyperv.schema import Projection
from tui.hyperv.systems import Systems
from tui.wsman.client import Client
from tui.wsman.fault import Fault, NotAuthorised, WSManError

"""What Kerberos tolerates unless the domain says otherwise (facts/kerberos.md)."""

_AGREES = timedelta(seconds=2)
"""A Date header has whole seconds."""
_CONFIG = "http://schemas.microsoft.com/wbem/wsman/1/config"
_REPLICATION = Projection(schema.REPLICATION_SERVICE, ("Name",))
_RIGHTS = "add the account to Hyper-V Administrators on the host, and log on anew"


@dataclass(frozen=True, slots=True)
class Subject:
    """A host that has let us in."""

    entry: HostEntry
    settings: Settings
    client: Client
    date: datetime | None
    """What the host gave as its time, and when we heard it, in `heard`."""
    heard: datetime


def check_namespace(subject: Subject) -> Finding:
    """Whether Hyper-V's namespace is there and opens."""
    try:
        rows(subject.client, schema.MANAGEMENT)
    except NotAuthorised:
        return Finding(
            "namespace", Verdict.NOT_PERMITTED, f"{schema.VIRTUALIZATION} does not open for this account",
            "give it Enable Account and Remote Enable on that namespace (wmimgmt.msc), or see Remote Management Users",
        )  # fmt: skip
    except Fault as fault:
        return Finding(
            "namespace", Verdict.FAIL, f"{schema.VIRTUALIZATION} cannot be asked: {fault.words}",
            "is Hyper-V installed there? version 2 of its namespace came with Windows Server 2012",
        )  # fmt: skip
    return Finding("namespace", Verdict.PASS, f"{schema.VIRTUALIZATION} opens")


def check_read(subject: Subject) -> Finding:
    """Hyper-V answers with nothing instead of a refusal where rights are missing (facts/hyperv-wmi.md 7)."""
    systems = Systems.of(rows(subject.client, schema.SYSTEMS))
    if systems.host_name is None and not rows(subject.client, schema.MANAGEMENT):
        return Finding("read", Verdict.NOT_PERMITTED, NOTHING_VISIBLE, _RIGHTS)
    count = len(systems.virtual)
    return Finding("read", Verdict.PASS, f"{count} VM{'' if count == 1 else 's'} visible")


def check_write(subject: Subject) -> Finding:
    """As far as it shows without writing: whether the services that write are visible."""
    if not (rows(subject.client, schema.MANAGEMENT) and rows(subject.client, _REPLICATION)):
        return Finding("write", Verdict.NOT_PERMITTED, "the services that write are not visible", _RIGHTS)
    if subject.entry.read_only:
        return Finding("write", Verdict.SKIPPED, "read-only in the hosts file; the services that write are visible")
    return Finding("write", Verdict.SKIPPED, "the services that write are visible; the rest only a write would show")


def check_events(subject: Subject) -> Finding:
    wanted = subject.settings.channels or DEFAULT_CHANNELS
    try:
        channels = sort_channels(subject.client, wanted)
    except NotAuthorised:
        sentence = "no event channel may be read"
        return Finding("events", Verdict.NOT_PERMITTED, sentence, "add the account to Event Log Readers on the host")
    except Fault as fault:
        return Finding(
            "events", Verdict.FAIL, f"no event channel can be subscribed to: {fault.words}", "see the log of WinRM"
        )
    said = f"{len(channels.present)} of {len(wanted)} channels"
    if channels.missing:
        said += f"; this host lacks {', '.join(channels.missing)}"
    if channels.denied:
        sentence = f"{said}; refused: {', '.join(channels.denied)}"
        return Finding("events", Verdict.NOT_PERMITTED, sentence, "add the account to Event Log Readers on the host")
    return Finding("events", Verdict.PASS, said)


def check_clock(subject: Subject) -> Finding:
    """The host's own time against ours, read in the middle of the question; by its Date header where it hides it."""
    asked = datetime.now(UTC)
    try:
        told = next((row.datetime("LocalDateTime") for row in rows(subject.client, schema.SYSTEM_TIME)), None)
    except WSManError:
        told = None
    now = asked + (datetime.now(UTC) - asked) / 2
    if told is None:
        told, now = subject.date, subject.heard
    if told is None:
        return Finding("clock", Verdict.SKIPPED, "the host does not tell its time")
    off = told - now
    if abs(off) < _AGREES:
        return Finding("clock", Verdict.PASS, "the host's clock agrees with this one")
    sentence = f"the host's clock is {abs(off).total_seconds():.0f} s {'behind' if off < timedelta(0) else 'ahead'}"
    if abs(off) > KERBEROS_CLOCK_LIMIT:
        return Finding(
            "clock", Verdict.FAIL, f"{sentence}; Kerberos refuses more than 5 min", "set the clocks right (w32tm)"
        )
    if abs(off) > CLOCK_WARNS:
        return Finding("clock", Verdict.WARN, sentence, "set the clocks right (w32tm): times of events mislead")
    return Finding("clock", Verdict.PASS, sentence)


def check_limits(subject: Subject) -> Finding:
    """WinRM's own limits, which administrators may read (facts/wsman.md 4.1)."""
    try:
        config = subject.client.get(_CONFIG, {})
    except NotAuthorised:
        return Finding("limits", Verdict.SKIPPED, "only administrators of the host may read WinRM's limits")
    except Fault as fault:
        return Finding("limits", Verdict.SKIPPED, f"WinRM's limits cannot be read: {fault.words}")
    service = config.instances("Service")
    operations = service[0].text("MaxConcurrentOperationsPerUser") if service else None
    told = {
        "MaxEnvelopeSizekb": config.text("MaxEnvelopeSizekb"),
        "MaxTimeoutms": config.text("MaxTimeoutms"),
        "MaxConcurrentOperationsPerUser": operations,
    }
    said = ", ".join(f"{name} {value}" for name, value in told.items() if value is not None)
    return Finding("limits", Verdict.PASS, said or "none told")


def check_cluster(subject: Subject) -> Finding:
    """Whether the failover cluster tells its nodes (facts/hyperv-wmi.md 1.17)."""
    if subject.entry.cluster is None:
        return Finding("cluster", Verdict.SKIPPED, "the hosts file names none")
    remedy = "list its nodes in the hosts file; asking takes an administrator of the node"
    try:
        found = read_cluster(subject.client)
    except NotAuthorised:
        return Finding("cluster", Verdict.NOT_PERMITTED, f"this account may not ask {subject.entry.cluster}", remedy)
    except Fault as fault:
        return Finding("cluster", Verdict.FAIL, f"{subject.entry.cluster} cannot be asked: {fault.words}", remedy)
    if found is None:
        return Finding(
            "cluster", Verdict.FAIL, f"the host is in no cluster, and not in {subject.entry.cluster}", remedy
        )
    return Finding("cluster", Verdict.PASS, f"{found.name} has the nodes {', '.join(found.nodes)}")


CHECKS = {
    "namespace": check_namespace,
    "read": check_read,
    "write": check_write,
    "events": check_events,
    "cluster": check_cluster,
    "clock": check_clock,
    "limits": check_limits,
}
"""In their order."""
