"""The WS-Management service of one host: a message in, an answer out."""

import logging
import re
import threading
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from tui.practice.cim import Host, WmiError
from tui.practice.wsman import enumeration, eventlog, identify, invocation, names, request, transfer
from tui.practice.wsman.config import get_config
from tui.practice.wsman.context import Contexts, Operation
from tui.practice.wsman.envelope import Reply, write
from tui.practice.wsman.fault import Fault, FaultKind, fault_parts, of_wmi_error
from tui.practice.wsman.instances import InstanceWriter
from tui.practice.wsman.options import ServiceOptions
from tui.practice.wsman.quirks import FAITHFUL, Quirks
from tui.practice.wsman.record import Log, RequestRecord
from tui.practice.wsman.request import Request
from tui.practice.wsman.shell import Shells
from tui.practice.wsman.texts import reason

_LOG = logging.getLogger(__name__)
_NOBODY = "uuid:00000000-0000-0000-0000-000000000000"
_NIL = re.compile(r'<[\w:]+ xsi:nil="true"/>')
_IDENTIFY = f"{{{names.IDENTITY}}}Identify"


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP status, 200 or 500, and the envelope in the request's charset, UTF-8 or UTF-16."""

    status: int
    body: bytes
    charset: str


def _answer(status: int, envelope: str, asked_charset: str) -> Answer:
    charset = "UTF-16" if asked_charset.casefold().startswith("utf-16") else "UTF-8"
    return Answer(status, envelope.encode(charset), charset)


class Service:
    """Answers any number of messages at once; its enumerations and subscriptions end with it."""

    def __init__(self, host: Host, options: ServiceOptions, log: Log[RequestRecord]) -> None:
        self.options = options
        self.quirks: Quirks = FAITHFUL
        self._host = host
        self._log = log
        self._writer = InstanceWriter()
        self._closing = threading.Event()
        enumerations: Contexts[enumeration.Enumeration] = Contexts(options.clock, FaultKind.INVALID_ENUMERATION_CONTEXT)
        subscriptions: Contexts[eventlog.Subscription] = Contexts(options.clock, FaultKind.NO_PULL_WITHIN_HEARTBEAT)
        self._subscriptions = subscriptions
        self._enumerations = enumeration.Enumerations(enumerations)
        self._shells = Shells()
        self._events = eventlog.EventLogService(subscriptions)

    def close(self) -> None:
        """Let go of operations that wait."""
        self._closing.set()

    def identify_anonymous(self, message: bytes, charset: str) -> Answer:
        """Identify for somebody who has not signed in: the version is masked."""
        body = _body(message, charset)
        if body is None or body.tag != _IDENTIFY:
            return self._refuse(Fault(FaultKind.ACCESS_DENIED), self.quirks, "", charset)
        return _answer(200, identify.identify_envelope(self._host.language, identify.MASKED), charset)

    def answer(self, message: bytes, charset: str, user: str) -> Answer:
        """Carry out the request in a message, or refuse it by a fault; nothing is raised."""
        quirks = self.quirks
        message_id = ""
        try:
            root = request.parse(message, charset)
            body = request.body_of(root)
            if body is not None and body.tag == _IDENTIFY:
                version = self._host.product_version
                return _answer(200, identify.identify_envelope(self._host.language, version), charset)
            message_id = request.message_id_of(root)
            asked = request.read(root)
            self._record(asked, user)
            if quirks.quota_exceeded:
                raise Fault(FaultKind.QUOTA_USER_OPERATIONS)
            reply = self._carry_out(asked, user, quirks)
        except Fault as fault:
            return self._refuse(fault, quirks, message_id, charset)
        except WmiError as error:
            return self._refuse(of_wmi_error(error), quirks, message_id, charset)
        except Exception:
            _LOG.exception("a practice host failed")
            return self._refuse(Fault(FaultKind.INTERNAL_ERROR), quirks, message_id, charset)
        if quirks.nil_omitted:
            reply = replace(reply, body=_NIL.sub("", reply.body))
        relates_to = _NOBODY if quirks.wrong_relates_to else asked.message_id
        envelope = write(reply, self._host.language, relates_to, asked.operation)
        return _answer(200, envelope, charset)

    def _carry_out(self, asked: Request, user: str, quirks: Quirks) -> Reply:
        operation = Operation(
            host=self._host,
            options=self.options,
            quirks=quirks,
            writer=self._writer,
            closing=self._closing,
            request=asked,
            user=user,
            deadline=self.options.clock() + self._timeout(asked),
        )
        if asked.resource.is_shell:
            return self._shells.carry_out(operation)
        if asked.resource.is_config:
            return get_config(operation)
        match asked.action:
            case names.ENUMERATE:
                return self._enumerations.enumerate(operation)
            case names.PULL:
                return self._pull(operation)
            case names.RELEASE:
                return self._enumerations.release(operation)
            case names.GET:
                return transfer.get(operation)
            case names.PUT | names.CREATE | names.DELETE:
                return transfer.refuse_change(operation)
            case names.SUBSCRIBE:
                return self._events.subscribe(operation)
            case names.UNSUBSCRIBE:
                return self._events.unsubscribe(operation)
            case names.RENEW:
                raise Fault(FaultKind.UNABLE_TO_RENEW)
            case action if action.partition("//")[2].partition("/")[0] != "schemas.xmlsoap.org":
                return invocation.invoke(operation)
            case _:
                raise Fault(FaultKind.INVALID_ACTION)

    def _pull(self, operation: Operation) -> Reply:
        """A context alone says what it is of: clients pull with another resource than they enumerated."""
        body = operation.request.body
        if body is not None and enumeration.context_of(body) in self._subscriptions:
            return self._events.pull(operation)
        return self._enumerations.pull(operation)

    def _timeout(self, asked: Request) -> float:
        """Seconds: capped for everything but Pull (facts/wsman.md 4.1)."""
        if asked.timeout is None:
            return self.options.max_timeout
        seconds = asked.timeout.total_seconds()
        return seconds if asked.action == names.PULL else min(seconds, self.options.max_timeout)

    def _record(self, asked: Request, user: str) -> None:
        foreign = asked.action.partition("//")[2].partition("/")[0] != "schemas.xmlsoap.org"
        method = invocation.method_of(asked.action) if foreign else None
        self._log.add(RequestRecord(self._host.now(), user, asked.action, asked.resource.label, method))

    def _refuse(self, fault: Fault, quirks: Quirks, message_id: str, charset: str) -> Answer:
        language = self._host.language
        parts = fault_parts(fault, reason(fault, language), language, self._host.name, quirks.fault_detail)
        related = message_id and quirks.fault_detail == "WSManFault"
        relates_to = (_NOBODY if quirks.wrong_relates_to else message_id) if related else None
        envelope = write(Reply(parts.action, parts.body, "nxep"), language, relates_to)
        return _answer(500, envelope, charset)


def _body(message: bytes, charset: str) -> Element | None:
    try:
        return request.body_of(request.parse(message, charset))
    except Fault:
        return None
