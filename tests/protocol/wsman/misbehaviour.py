"""One practice host, every way in which it can misbehave (facts/wsman.md 6.4), and what a client makes of each."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

from tests.scenarios import default_scenario
from tests.waiting import wait_for
from tui.config import HostEntry, read_configuration
from tui.fleet.trouble import trouble
from tui.hyperv import gate, schema
from tui.hyperv.channels import DEFAULT_CHANNELS
from tui.hyperv.events import EventTail
from tui.model.secret import Secret
from tui.practice.hyperv.eventlog import ChannelLog
from tui.practice.serve import PracticeServer, ServeOptions
from tui.wsman import client as client_module
from tui.wsman import paced, transport
from tui.wsman.cimxml import CimProperty, EmbeddedInstance
from tui.wsman.client import Client
from tui.wsman.envelope import Parameter
from tui.wsman.fault import WSManError
from tui.wsman.instance import EndpointReference
from tui.wsman.naming import ClassRef
from tui.wsman.transport import Connection, Endpoint

HOST = "dr-hv-02"
METHOD = "SetFailoverNetworkAdapterSettings"
OPERATION_TIMEOUT_S = 1.5
ANSWER_LIMIT_S = 3.0
_V2 = "root/virtualization/v2"
_MACHINE = ClassRef(_V2, "Msvm_ComputerSystem")
_STAGED = ClassRef(_V2, "Msvm_FailoverNetworkAdapterSettingData")
_REPLICATION = ClassRef(_V2, "Msvm_ReplicationService")

OPERATIONS = ("identify", "enumerate", "write", "events")


@dataclass(frozen=True)
class Switch:
    """One kind of misbehaviour, by the names of the practice host's administration."""

    name: str
    misbehave: Mapping[str, Any] = field(default_factory=dict)
    quirks: Mapping[str, Any] = field(default_factory=dict)
    fresh: bool = False
    """The operation is the first thing that the client asks; else an Identify was answered before."""
    restart: bool = False
    """The host is restarted first: keys, enumerations and subscriptions of before are gone."""


SWITCHES = (
    Switch("none"),
    Switch("first handshake refused", {"refuse_sign_ins": 1}, fresh=True),
    Switch("AllowUnencrypted", {"allow_unencrypted": True}),
    Switch("drop after every answer", {"drop_after": 4}),
    Switch("drop within every handshake", {"drop_after": 2}, fresh=True),
    Switch("stale key: the service restarted", restart=True),
    Switch("plaintext reply", {"plaintext_answer": True}),
    Switch("odd boundary", {"odd_boundary": True}),
    Switch("HTTP 413", {"status": 413}),
    Switch("HTTP 503 with HTML", {"status": 503}),
    Switch("answer after 0.3 s", {"delay": 0.3}),
    Switch("slow drip, complete in time", {"drip": 0.001}),
    Switch("drip beyond every limit", {"drip": 0.4}),
    Switch("no answer", {"hang": True}),
    Switch("answer lost: closed instead", {"lose_answer": True}),
    Switch("half an answer", {"half_answer": True}),
    Switch("huge answer (9 MiB)", {"padding": 9 * 2**20}),
    Switch("wrong RelatesTo", quirks={"wrong_relates_to": True}),
    Switch("throttled (WSManFault)", quirks={"quota_exceeded": True}),
    Switch("throttled (MSFT_WmiError)", quirks={"quota_exceeded": True, "fault_detail": "MSFT_WmiError"}),
    Switch("enumerations expire at once", quirks={"contexts_expire": True}),
    Switch("bookmark lost", quirks={"bookmarks_lost": True}, restart=True),
    Switch("subscriptions refused", quirks={"subscriptions_refused": True}, restart=True),
)


@dataclass(frozen=True)
class Seen:
    """What became of one operation."""

    leaf: str
    """``ok``, or the error's name."""
    sentence: str
    """As the operator reads it; empty where it went well."""
    delivered: bool | None
    executions: int
    """How often the host carried out the write."""
    sign_ins: int
    """Sign-ins that came to an end at the host during the operation."""
    told: int
    """How often the event written meanwhile was told, once the host behaves again; 1 is right."""


@dataclass
class Ground:
    """The practice host and a client of it."""

    server: PracticeServer
    entry: HostEntry
    password: str

    def observe(self, switch: Switch, operation: str) -> Seen:
        """Carry out one operation under one misbehaviour, then let the host behave again."""
        listener = self.server.listeners[HOST]
        administration = self.server.administration
        with closing(self._client()) as client:
            tail = EventTail(client, HOST)
            act = {"identify": self._identify, "enumerate": self._enumerate, "write": self._write}.get(operation)
            write = self._prepared_write() if operation == "write" else None
            if operation == "events":
                tail.pull(0.05)
                self._write_event(switch.name)
            elif not switch.fresh:
                client.identify()
            if switch.restart:
                listener.stop()
                listener.start()
            executed, sign_ins = len(self._executed()), len(listener.sign_ins)
            only = {"only": METHOD} if operation == "write" and switch.misbehave and not switch.fresh else {}
            administration.misbehave(HOST, **switch.misbehave, **only)
            administration.quirks(HOST, **switch.quirks)
            events: list[str] = []
            leaf, sentence, delivered = "ok", "", None
            try:
                if act is None:
                    events += (event.message for event in tail.pull(0.05))
                else:
                    act(client, write)
            except WSManError as error:
                leaf, delivered = type(error).__name__, error.delivered
                sentence = trouble(self.entry, error, datetime.now(UTC)).sentence
            seen_sign_ins = len(listener.sign_ins) - sign_ins
            administration.misbehave(HOST)
            administration.quirks(HOST)
            if operation == "events":
                wait_for(lambda: _pulled(tail, events) and switch.name in events, "the event")
                _pulled(tail, events)
                tail.close()
        executions = len(self._executed()) - executed
        return Seen(leaf, sentence, delivered, executions, seen_sign_ins, events.count(switch.name))

    def _client(self) -> Client:
        endpoint = Endpoint(self.entry.url, "ntlm", self.entry.credential.username, Secret(self.password))
        return Client(
            Connection(endpoint),
            arrays=schema.arrays,
            may_invoke=gate.may_write,
            may_run=gate.may_run,
            operation_timeout_s=OPERATION_TIMEOUT_S,
        )

    def _executed(self) -> list[dict[str, Any]]:
        return [call for call in self.server.administration.executed(HOST) if call["method"] == METHOD]

    def _identify(self, client: Client, _: Callable[[Client], object] | None) -> None:
        client.identify()

    def _enumerate(self, client: Client, _: Callable[[Client], object] | None) -> None:
        query = "select * from Msvm_ComputerSystem where Caption = 'Virtual Machine'"
        found = {row.text("ElementName") for row in client.enumerate(query, _V2)}
        assert found == set(self.server.administration.truth(HOST)[HOST]), (
            "an enumeration that ended well was not whole"
        )

    def _write(self, client: Client, write: Callable[[Client], object] | None) -> None:
        assert write is not None
        write(client)

    def _prepared_write(self) -> Callable[[Client], object]:
        with closing(self._client()) as client:
            before = next(iter(list(client.enumerate_class(_STAGED))))
        instance_id = before.text("InstanceID") or ""
        keys = {"CreationClassName": _MACHINE.class_name, "Name": instance_id.split("\\")[1]}
        texts = {"IPAddresses": ("10.77.1.9",), "Subnets": ("255.255.255.0",), "DefaultGateways": (), "DNSServers": ()}
        settings = EmbeddedInstance(
            _STAGED.class_name,
            (
                CimProperty("InstanceID", "string", instance_id),
                CimProperty("ProtocolIFType", "uint16", 4096),
                CimProperty("DHCPEnabled", "boolean", False),
                *(CimProperty(name, "string", value) for name, value in texts.items()),
            ),
        )

        def write(client: Client) -> None:
            parameters: dict[str, Parameter] = {
                "ComputerSystem": EndpointReference(_MACHINE.uri, keys),
                "NetworkSettings": [settings],
            }
            selectors = {"CreationClassName": _REPLICATION.class_name}
            client.invoke(_REPLICATION, selectors, METHOD, parameters)

        return write

    def _write_event(self, message: str) -> None:
        state = self.server.fleet.hosts[HOST].state
        log: ChannelLog = state.events
        log.write(state.now(), DEFAULT_CHANNELS[0], 32086, 2, message, None, None)


def _pulled(tail: EventTail, events: list[str]) -> bool:
    try:
        events += (event.message for event in tail.pull(0.1))
    except WSManError:
        return False
    return True


@contextmanager
def practice_ground(folder: Path) -> Iterator[Ground]:
    """The host, and limits short enough to be met."""
    file = folder / "hosts.yaml"
    with (
        patch.object(transport, "ANSWER_MARGIN_S", 0.5),
        patch.object(paced, "ANSWER_LIMIT_S", ANSWER_LIMIT_S),
        patch.object(client_module, "THROTTLE_WAITS_S", (0.01, 0.02)),
        PracticeServer(ServeOptions(default_scenario(), file)) as server,
    ):
        entry = next(each for each in read_configuration(file).hosts if each.name == HOST)
        yield Ground(server, entry, (folder / "hosts.yaml.practice-password").read_text("ascii").strip())


def table(rows: Mapping[tuple[str, str], Seen]) -> str:
    """The observations as a table in Markdown."""
    lines = ["| switch | operation | operator sees | executions |", "|---|---|---|---|"]
    for (switch, operation), seen in rows.items():
        sees = "the answer" if seen.leaf == "ok" else f"{seen.leaf}: {seen.sentence}"
        if operation == "write" and seen.leaf != "ok":
            sees += " (outcome unknown, read back)" if seen.delivered else " (not delivered)"
        if operation == "events":
            sees += f" (told {seen.told} time{'' if seen.told == 1 else 's'} in the end)"
        count = str(seen.executions) if operation == "write" else ""
        lines.append(f"| {switch} | {operation} | {sees} | {count} |")
    return "\n".join(lines) + "\n"
