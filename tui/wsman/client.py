"""One host's WS-Management service: what can be asked of it, behind one gate."""

import random
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar
from xml.etree.ElementTree import Element, ParseError

from tui.wsman import naming
from tui.wsman.answer import Answer, open_answer
from tui.wsman.document import parse_document
from tui.wsman.enumeration import Enumeration
from tui.wsman.envelope import Envelopes, EventOptions, Parameter, Request
from tui.wsman.events import event_query
from tui.wsman.fault import BookmarkInvalid, Malformed, QuotaExceeded, Refused, TimedOut, WSManError
from tui.wsman.instance import Arrays, EndpointReference, Instance, read_instance, read_instances, read_properties
from tui.wsman.naming import ClassRef
from tui.wsman.shell import Shell
from tui.wsman.subscription import Subscription
from tui.wsman.transport import Connection
from tui.wsman.turns import READING, give_way

T = TypeVar("T")

OPERATION_TIMEOUT_S = 60.0
"""A host's own upper limit for everything but Pull (facts/wsman.md 4.1)."""
THROTTLE_WAITS_S = (0.5, 1.0, 2.0, 4.0)
"""How long to wait, give or take a half, before what the host throttled is sent again."""
_READING = frozenset(
    {
        naming.IDENTIFY, naming.GET, naming.ENUMERATE, naming.PULL, naming.RELEASE,
        naming.SUBSCRIBE, naming.UNSUBSCRIBE,
    }
)  # fmt: skip
_IN_A_SHELL = frozenset({naming.CREATE, naming.SHELL_RECEIVE, naming.SHELL_SIGNAL, naming.DELETE})


@dataclass(frozen=True, slots=True)
class Identity:
    """What a host says it is: ``OS: 10.0.20348 SP: 0.0 Stack: 3.0``."""

    product_vendor: str
    product_version: str
    protocol_version: str


@dataclass(frozen=True, slots=True)
class MethodOutput:
    """What a method gave back; ``return_value`` 0 is done, 4096 means that ``job`` goes on."""

    return_value: int
    job: EndpointReference | None
    outputs: Instance
    """Every output by name, ReturnValue and Job included."""


NO_EVENT = "no event"
"""The result of a Pull that a quiet event log answers with a fault (facts/wsman.md 3)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One message, for the command log."""

    action: str
    class_name: str
    method: str
    """The method invoked or the command run; else empty."""
    milliseconds: float
    result: str
    """``ok``, ``no event`` where a subscription waited its time out, or the name of the leaf of WSManError."""

    @property
    def is_fault(self) -> bool:
        return self.result not in ("ok", NO_EVENT)


def _nothing(*_: str) -> bool:
    return False


class Client:
    """Speaks with one host over one connection, from one thread at a time. Every call raises a leaf of WSManError.

    ``arrays`` names the array properties of a class, and answers for any name. ``may_invoke`` is asked, with class and
    method, before a method is invoked, and ``may_run``, with its line, before a command is run; without them none is.
    Put is never sent, nor Create and Delete but for such a command's shell. ``on_call`` hears of every message, refused
    ones too. A message that the host throttles, which it has not carried out, is sent again after ``THROTTLE_WAITS_S``.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        arrays: Arrays,
        may_invoke: Callable[[str, str], bool] = _nothing,
        may_run: Callable[[str], bool] = _nothing,
        on_call: Callable[[Call], None] | None = None,
        operation_timeout_s: float = OPERATION_TIMEOUT_S,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._connection = connection
        self._envelopes = Envelopes(connection.endpoint.url)
        self._arrays = arrays
        self._may_invoke = may_invoke
        self._may_run = may_run
        self._pause = pause
        self._on_call = on_call
        self._timeout_s = operation_timeout_s

    def close(self) -> None:
        self._connection.close()

    def identify(self) -> Identity:
        response = self.exchange(self._envelopes.identify(self._timeout_s)).expected("IdentifyResponse")
        values = {naming.local(each.tag): each.text or "" for each in response}
        names = ("ProductVendor", "ProductVersion", "ProtocolVersion")
        return Identity(*(values.get(name, "") for name in names))

    def get(self, resource: ClassRef | str, selectors: Mapping[str, str]) -> Instance:
        """The instance with these keys, all of them; ``resource`` is a class or a resource URI. Raises NotFound."""
        uri = _uri(resource)
        answer = self.exchange(self._envelopes.get(uri, selectors, self._timeout_s))
        if answer.content is None:
            raise Malformed("no instance in the answer", delivered=True)
        return read_instance(answer.content, self._arrays, ClassRef.of(uri))

    def enumerate(self, query: str, namespace: str, *, class_name: str = "") -> Generator[Instance, None, None]:
        """The instances that a WQL query selects; the first is handed out when the last has arrived.

        ``class_name`` names the class of a projection, whose rows come without one, and stands in the command log. What
        a lost page or an expired enumeration costs is asked for again, a few times.
        """
        return self._enumerate(naming.every_class(namespace), query, ClassRef(namespace, class_name))

    def enumerate_class(self, resource: ClassRef) -> Generator[Instance, None, None]:
        """Every instance of a class and its subclasses, in the manner of ``enumerate``."""
        return self._enumerate(resource.uri, None, resource)

    def invoke(
        self,
        resource: ClassRef | str,
        selectors: Mapping[str, str],
        method: str,
        parameters: Mapping[str, Parameter],
    ) -> MethodOutput:
        """Invokes a method once and never again; an error with ``delivered`` leaves its outcome unknown."""
        uri = _uri(resource)
        request = self._envelopes.invoke(uri, selectors, method, parameters, self._timeout_s)
        output = self.exchange(request).expected(f"{method}_OUTPUT")
        properties = read_properties(output, frozenset(), self._arrays)
        outputs = Instance(f"{method}_OUTPUT", ClassRef.of(uri).namespace, properties)
        return_value = outputs.integer("ReturnValue")
        if return_value is None:
            raise Malformed(f"{method} gave no ReturnValue", delivered=True)
        return MethodOutput(return_value, outputs.reference("Job"), outputs)

    def subscribe(
        self,
        channels: tuple[str, ...],
        bookmark: str | None = None,
        *,
        xpath: str | Mapping[str, str] = "*",
        read_existing: bool = False,
        ignore_channel_errors: bool = True,
        heartbeat_s: float = 60.0,
    ) -> Subscription:
        """Subscribes to event log channels, from ``bookmark`` where given.

        ``xpath`` selects within all channels, or within each by its name. ``read_existing`` starts with what the log
        holds, else with what happens from now on. ``heartbeat_s`` is the longest gap between two pulls. Raises
        BookmarkInvalid, also for a bookmark that is no XML, which is not sent.
        """
        if bookmark is not None:
            try:
                parse_document(bookmark.encode("utf-8", "surrogatepass"))
            except (ParseError, ValueError) as error:
                raise BookmarkInvalid(None, None, f"the bookmark is no XML: {error}", delivered=False) from error
        options = EventOptions("hvr", ignore_channel_errors, read_existing and bookmark is None)
        query = event_query(channels, xpath)
        request = self._envelopes.subscribe(query, bookmark, options, heartbeat_s, self._timeout_s)
        return Subscription(self.exchange, self._envelopes, options, self.exchange(request))

    def shell(self) -> Shell:
        """A shell for the commands that ``may_run`` allows; enter it as a context."""
        return Shell(self.exchange, self._envelopes, self._timeout_s)

    def exchange(self, request: Request) -> Answer:
        """Sends one message if the gate lets it pass, and opens the answer: the way of every message to the host."""
        return self._exchange(request, lambda answer: answer)

    def _exchange(self, request: Request, read: Callable[[Answer], T], *, reads: str = "") -> T:
        """What ``read`` makes of the answer, at once: the tree of a page is dear to keep while other lanes read theirs.

        ``reads`` is the class for the command log where the resource URI does not name the one that is read.
        """
        for wait in THROTTLE_WAITS_S:
            try:
                return self._exchange_once(request, read, reads)
            except QuotaExceeded:
                self._pause(wait * random.uniform(0.5, 1.5))
        return self._exchange_once(request, read, reads)

    def _exchange_once(self, request: Request, read: Callable[[Answer], T], reads: str) -> T:
        started = time.perf_counter()
        result = "ok"
        try:
            self._pass_gate(request)
            data = self._connection.exchange(request)
            give_way()
            with READING:
                return read(open_answer(data, request.message_id))
        except WSManError as error:
            waited = request.action == naming.PULL and request.resource_uri == naming.EVENT_LOG
            quiet = waited and isinstance(error, TimedOut) and error.code is not None
            result = NO_EVENT if quiet else type(error).__name__
            raise
        finally:
            if self._on_call is not None:
                milliseconds = (time.perf_counter() - started) * 1000
                class_name = reads or ClassRef.of(request.resource_uri).class_name
                self._on_call(Call(request.action, class_name, request.method or request.command, milliseconds, result))

    def _pass_gate(self, request: Request) -> None:
        if request.action in _READING:
            return
        class_name = ClassRef.of(request.resource_uri).class_name
        if request.resource_uri == naming.SHELL_CMD and self._may_run is not _nothing:
            if request.action in _IN_A_SHELL:
                return
            if request.action == naming.SHELL_COMMAND and self._may_run(request.command):
                return
        invokes = bool(request.method) and request.action == f"{request.resource_uri}/{request.method}"
        if not (invokes and self._may_invoke(class_name, request.method)):
            what = request.method or request.command or naming.local(request.action)
            raise Refused(f"{class_name}.{what} is not allowed here")

    def _enumerate(self, resource_uri: str, wql: str | None, projected: ClassRef) -> Generator[Instance, None, None]:
        def read(items: Element) -> list[Instance]:
            return read_instances(items, self._arrays, projected)

        exchange = partial(self._exchange, reads=projected.class_name)
        enumeration = Enumeration(exchange, self._envelopes, resource_uri, wql, self._timeout_s, read)
        yield from enumeration.items()


def _uri(resource: ClassRef | str) -> str:
    return resource.uri if isinstance(resource, ClassRef) else resource
