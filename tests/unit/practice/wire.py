"""A practice host asked by messages, without HTTP: a Python error in it would be seen here."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from tests.unit.practice.bench import Bench, embedded
from tests.unit.practice_protocol.asking import ENUMERATE, NS, PULL, V2, Answered, envelope, wql
from tui.practice.wsman.options import ServiceOptions
from tui.practice.wsman.record import Log, RequestRecord
from tui.practice.wsman.service import Service

_PULL = "<n:Pull><n:EnumerationContext>{}</n:EnumerationContext><n:MaxElements>32000</n:MaxElements></n:Pull>"


class Failures(logging.Handler):
    """Whatever the practice host logs: it logs nothing but its own failures."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.seen.append(f"{record.getMessage()}: {record.exc_info[1]!r}" if record.exc_info else record.getMessage())


@dataclass(frozen=True)
class Reference:
    """A REF parameter."""

    class_name: str
    keys: Mapping[str, str]

    def __str__(self) -> str:
        selectors = "".join(
            f'<w:Selector Name="{name}">{escape(value)}</w:Selector>' for name, value in self.keys.items()
        )
        return (
            f"<a:Address>{NS['a']}/role/anonymous</a:Address><a:ReferenceParameters><w:ResourceURI>{V2}"
            f"{self.class_name}</w:ResourceURI><w:SelectorSet>{selectors}</w:SelectorSet></a:ReferenceParameters>"
        )


class Wire:
    """One host of a bench, by messages alone."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        log: Log[RequestRecord] = Log()
        self._service = Service(bench.host, ServiceOptions(), log)

    def send(self, message: str) -> Answered:
        """The answer, which is 200 with a body, or 500 with a SOAP fault."""
        answer = self._service.answer(message.encode(), "utf-8", "operator")
        text = answer.body.decode(answer.charset)
        answered = Answered(answer.status, text, ElementTree.fromstring(text))
        fault = answered.root.find("s:Body/s:Fault", NS)
        assert (answer.status, fault is None) in ((200, True), (500, False)), text
        return answered

    def invoke(self, class_name: str, method: str, keys: Mapping[str, str], **parameters: object) -> int | None:
        """The return value, None for a fault; a mapping is an embedded instance with its class under ``""``."""
        body = "".join(f"<p:{name}>{_parameter(value)}</p:{name}>" for name, value in parameters.items())
        content = f'<p:{method}_INPUT xmlns:p="{V2}{class_name}">{body}</p:{method}_INPUT>'
        selectors = {name: escape(value) for name, value in keys.items()}
        answered = self.send(envelope(f"{V2}{class_name}/{method}", V2 + class_name, content, selectors))
        if answered.status == 500:
            return None
        return int(answered.root.findtext(f".//{{{V2}{class_name}}}ReturnValue") or "-1")

    def service(self, class_name: str, method: str, **parameters: object) -> int | None:
        return self.invoke(class_name, method, {"CreationClassName": class_name}, **parameters)

    def system(self, vm: str) -> Reference:
        return Reference("Msvm_ComputerSystem", {"Name": self.bench.machine(vm).id})

    def on_machine(self, vm: str, method: str, **parameters: object) -> int | None:
        return self.invoke("Msvm_ComputerSystem", method, self.system(vm).keys, **parameters)

    def rows(self, query: str) -> list[ElementTree.Element]:
        """Every item of a query, to its end; nothing where it is refused."""
        answered = self.send(envelope(ENUMERATE, V2 + "*", wql(query, "<w:OptimizeEnumeration/>")))
        found = list(answered.items)
        while answered.context:
            answered = self.send(envelope(PULL, V2 + "*", _PULL.format(answered.context)))
            found += answered.items
        return found


def _parameter(value: object) -> str:
    if isinstance(value, Mapping):
        given = dict(value)
        return escape(embedded(given.pop(""), given).text)
    return str(value) if isinstance(value, Reference) else escape(str(value))
