"""A practice Hyper-V host behind the seam that `cim.Host` is."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import partial
from itertools import chain

from tui.practice.cim import (
    METHOD_NOT_FOUND,
    VIRTUALIZATION,
    Argument,
    ClassDecl,
    EmbeddedText,
    EventLog,
    Instance,
    MethodDecl,
    MethodResult,
    Reference,
    WmiError,
)
from tui.practice.hyperv.hypervisor import Executed, Hypervisor
from tui.practice.hyperv.objects.kept import KeptInstances
from tui.practice.hyperv.objects.windows import VERSIONS
from tui.practice.hyperv.services import table
from tui.practice.hyperv.services.arguments import Arguments, Refused

_GUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


class PracticeHost:
    """One host. It implements `cim.Host`."""

    def __init__(self, state: Hypervisor) -> None:
        self.state = state
        self.name = state.name
        self.language = state.language
        self.product_version = f"OS: {VERSIONS[state.build][0]} SP: 0.0 Stack: 3.0"
        self._catalogue = state.catalogue
        self._kept = KeptInstances(state)

    @property
    def events(self) -> EventLog:
        return self.state.events

    def now(self) -> datetime:
        return self.state.now()

    def classes(self, namespace: str) -> tuple[ClassDecl, ...]:
        return self._catalogue.classes(namespace)

    def declaration(self, namespace: str, class_name: str) -> ClassDecl:
        return self._catalogue.declaration(namespace, class_name)

    def instances(self, namespace: str, class_name: str) -> Iterator[Instance]:
        family = self._catalogue.family(namespace, class_name)
        with self.state.lock.reading():
            if not self.state.habits.visible and family[0].namespace == VIRTUALIZATION:
                return iter(())
            now = self.state.clock.now()
            return chain.from_iterable([self._kept.of(decl, now) for decl in family])

    def invoke(
        self, namespace: str, class_name: str, keys: Mapping[str, str], method: str, arguments: Mapping[str, Argument]
    ) -> MethodResult:
        decl = self._catalogue.declaration(namespace, class_name)
        declared = _method(decl, method)
        reads = declared.name in table.READING
        with self.state.lock.reading() if reads else self.state.lock:
            given = Arguments(arguments, partial(self._catalogue.declaration, VIRTUALIZATION))
            try:
                result = table.run(self.state, decl, keys, declared, given)
            except Refused as refusal:
                has_job = any(output.name == "Job" for output in declared.outputs)
                result = MethodResult(refusal.return_value, {"Job": None} if has_job else {})
            self.state.executed.append(
                Executed(
                    self.state.now(), self.name, decl.name, declared.name, self._machine_named(keys, arguments),
                    result.return_value,
                )
            )  # fmt: skip
        return result

    def _machine_named(self, keys: Mapping[str, str], arguments: Mapping[str, Argument]) -> str | None:
        """The first machine of this host that a call mentions, by name."""
        for text in _texts(keys, arguments):
            for guid in _GUID.findall(text):
                if (machine := self.state.machine(guid)) is not None:
                    return machine.name
        return None


def _method(decl: ClassDecl, name: str) -> MethodDecl:
    for method in decl.methods:
        if method.name.casefold() == name.casefold():
            return method
    raise WmiError(METHOD_NOT_FOUND, f"{decl.name} has no method {name}")


def _texts(keys: Mapping[str, str], arguments: Mapping[str, Argument]) -> Iterator[str]:
    yield from keys.values()
    for argument in arguments.values():
        for value in argument if isinstance(argument, tuple) else (argument,):
            if isinstance(value, Reference):
                yield from (text for _, text in value.keys)
            elif isinstance(value, EmbeddedText):
                yield value.text
