"""Enumerate, Pull and Release of instances (facts/wsman.md 2.2, facts/real-host.md 2)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tui.practice.cim import Instance, WmiError
from tui.practice.wql.execute import Results
from tui.practice.wsman import names
from tui.practice.wsman.context import Contexts, Operation
from tui.practice.wsman.envelope import Reply
from tui.practice.wsman.fault import Fault, FaultKind, of_wmi_error
from tui.practice.wsman.filters import results
from tui.practice.wsman.instances import InstanceWriter, endpoint_reference
from tui.practice.wsman.pace import Pace


class Enumeration:
    """Items still to be answered, made one ahead of what is asked so that the last one is known as such."""

    def __init__(self, items: Iterator[str], pace: Pace, user: str, expires: float) -> None:
        self.user = user
        self.expires = expires
        self.rested = False
        self._items = items
        self._pace = pace
        self._ahead = next(items, None)

    def page(self, elements: int, characters: int, deadline: float) -> tuple[list[str], bool]:
        """The next items, and whether they are the last.

        Raises Fault when not even one is ready by the deadline (nothing is lost then) or fits.
        """
        if not self._pace.settle(deadline):
            raise Fault(FaultKind.TIMED_OUT)
        items: list[str] = []
        while self._ahead is not None and len(items) < elements:
            characters -= len(self._ahead)
            if characters < 0:
                if items:
                    break
                raise Fault(FaultKind.ENVELOPE_TOO_SMALL, "An item does not fit the envelope.")
            items.append(self._ahead)
            self._ahead = next(self._items, None)
            if not self._pace.settle(deadline):
                break
        return items, self._ahead is None


class Enumerations:
    """The enumerations of one service."""

    def __init__(self, contexts: Contexts[Enumeration]) -> None:
        self._contexts = contexts

    def enumerate(self, operation: Operation) -> Reply:
        """Raises Fault, also when the user has left too many enumerations open."""
        body = _body(operation, "Enumerate")
        if self._contexts.of_user(operation.user) >= operation.options.max_operations:
            raise Fault(FaultKind.QUOTA_USER_OPERATIONS)
        pace = Pace(operation.options, operation.closing)
        namespace = operation.request.resource.namespace

        def read(class_name: str) -> Iterator[Instance]:
            return pace.read(operation.host.instances(namespace, class_name))

        mode = (body.findtext(f"{{{names.WSMAN}}}EnumerationMode") or "EnumerateObject").strip()
        try:
            items = _items(results(operation.request, body, operation.host, read), mode, operation.writer)
            enumeration = Enumeration(items, pace, operation.user, self._expiry(operation))
        except WmiError as error:
            raise of_wmi_error(error, FaultKind.CANNOT_PROCESS_FILTER) from error
        if body.find(f"{{{names.WSMAN}}}OptimizeEnumeration") is None:
            context = self._keep(enumeration, operation)
            return _enumerate_response(_context_element(context))
        asked = count(body.findtext(f"{{{names.WSMAN}}}MaxElements"))
        first = min(asked, operation.quirks.first_page or operation.options.first_page)
        page, ended = enumeration.page(first, operation.characters, operation.deadline)
        context = "" if ended else self._keep(enumeration, operation)
        return _enumerate_response(
            f"{_context_element(context)}<w:Items>{''.join(page)}</w:Items>" + ("<w:EndOfSequence/>" if ended else "")
        )

    def pull(self, operation: Operation) -> Reply:
        """Raises Fault; after TIMED_OUT the same context is good for another Pull."""
        body = _body(operation, "Pull")
        context = context_of(body)
        enumeration = self._contexts.take(context, operation.user)
        elements = count(body.findtext(f"{{{names.ENUMERATION}}}MaxElements"))
        enumeration.rested = operation.quirks.empty_pages and not enumeration.rested
        if enumeration.rested:
            return pull_response(_context_element(self._keep(enumeration, operation)), "", False)
        try:
            items, ended = enumeration.page(elements, operation.characters, operation.deadline)
        except Fault as fault:
            if fault.kind is FaultKind.TIMED_OUT:
                enumeration.expires = self._expiry(operation)
                self._contexts.keep(enumeration, context)
            raise
        renewed = "" if ended else _context_element(self._keep(enumeration, operation))
        return pull_response(renewed, "".join(items), ended)

    def release(self, operation: Operation) -> Reply:
        """Raises Fault."""
        self._contexts.take(context_of(_body(operation, "Release")), operation.user)
        return Reply(f"{names.RELEASE}Response", "", "n")

    def _keep(self, enumeration: Enumeration, operation: Operation) -> str:
        enumeration.expires = self._expiry(operation)
        return self._contexts.keep(enumeration)

    def _expiry(self, operation: Operation) -> float:
        timeout = -1.0 if operation.quirks.contexts_expire else operation.options.enumeration_timeout
        return operation.options.clock() + timeout


def context_of(body: Element) -> str:
    return (body.findtext(f"{{{names.ENUMERATION}}}EnumerationContext") or "").strip()


def _context_element(context: str) -> str:
    return f"<n:EnumerationContext>{context}</n:EnumerationContext>"


def pull_response(context: str, items: str, ended: bool, headers: str = "") -> Reply:
    end = "<n:EndOfSequence/>" if ended else ""
    body = f"<n:PullResponse>{context}<n:Items>{items}</n:Items>{end}</n:PullResponse>"
    return Reply(f"{names.PULL}Response", body, "n", headers)


def _enumerate_response(content: str) -> Reply:
    return Reply(f"{names.ENUMERATE}Response", f"<n:EnumerateResponse>{content}</n:EnumerateResponse>", "n")


def _items(found: Results, mode: str, writer: InstanceWriter) -> Iterator[str]:
    for instance in found.instances:
        if mode == "EnumerateEPR":
            yield endpoint_reference(instance.reference())
        elif mode == "EnumerateObjectAndEPR":
            yield f"<w:Item>{_object(instance, found, writer)}{endpoint_reference(instance.reference())}</w:Item>"
        else:
            yield _object(instance, found, writer)


def _object(instance: Instance, found: Results, writer: InstanceWriter) -> str:
    return writer.write(instance) if found.projection is None else writer.fragment(instance, found.projection)


def _body(operation: Operation, name: str) -> Element:
    body = operation.request.body
    if body is None or body.tag != f"{{{names.ENUMERATION}}}{name}":
        raise Fault(FaultKind.SCHEMA_VALIDATION, f"The body holds no {name}.")
    return body


def count(text: str | None) -> int:
    """MaxElements: exactly one where it is missing (facts/wsman.md 2.2)."""
    if text is None:
        return 1
    if not text.strip().isdecimal() or int(text) < 1:
        raise Fault(FaultKind.SCHEMA_VALIDATION, "MaxElements is not a positive number.")
    return int(text)
