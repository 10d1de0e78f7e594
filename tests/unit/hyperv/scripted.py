"""A client whose host is tables of rows, which answer queries as WMI does."""

import re
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field

from tui.wsman.client import Client, MethodOutput
from tui.wsman.envelope import Parameter
from tui.wsman.fault import Fault, NotFound, WSManError
from tui.wsman.instance import EndpointReference, Instance, Value
from tui.wsman.naming import ClassRef

Row = dict[str, Value]
_QUERY = re.compile(r"select ([\w,]+) from (\w+)(?: where (\w+) (=|like) '((?:[^'\\]|\\.)*)')?")


@dataclass
class Invocation:
    class_name: str
    selectors: Mapping[str, str]
    method: str
    parameters: Mapping[str, Parameter]


@dataclass
class ScriptedClient(Client):
    """Answers queries from ``tables``; a property named in ``lacking``, or a class without a table, is unknown."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    lacking: frozenset[str] = frozenset()
    refusals: dict[str, WSManError] = field(default_factory=dict)
    queries: list[str] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    outcomes: list[MethodOutput | WSManError] = field(default_factory=list)
    gets: list[Callable[[], Instance]] = field(default_factory=list)
    """What Get answers next, before it looks into the tables."""
    gets_nothing: bool = False
    got: list[str] = field(default_factory=list)

    def enumerate(self, query: str, namespace: str, *, class_name: str = "") -> Generator[Instance, None, None]:
        self.queries.append(query)
        found = _QUERY.fullmatch(query)
        assert found is not None, query
        names, queried, compared, operator, literal = found.groups()
        if queried in self.refusals:
            raise self.refusals[queried]
        if queried not in self.tables or self.lacking & set(names.split(",")):
            raise Fault(2150858778, "n:CannotProcessFilter", "Invalid query")
        for row in self.tables[queried]:
            if compared is None or _fits(str(row[compared]), operator, literal):
                kept = {name: row[name] for name in names.split(",") if name in row}
                yield Instance(class_name, namespace, kept)

    def enumerate_class(self, resource: ClassRef) -> Generator[Instance, None, None]:
        for row in self.tables[resource.class_name]:
            yield Instance(resource.class_name, resource.namespace, row)

    def get(self, resource: ClassRef | str, selectors: Mapping[str, str]) -> Instance:
        ref = resource if isinstance(resource, ClassRef) else ClassRef.of(resource)
        self.got.append(ref.class_name)
        if self.gets:
            return self.gets.pop(0)()
        keys = {"CreationClassName", "Name"} if ref.class_name == "Msvm_ComputerSystem" else {"InstanceID"}
        for row in () if self.gets_nothing or selectors.keys() != keys else self.tables.get(ref.class_name, ()):
            if all(str(row.get(name, value)).lower() == value.lower() for name, value in selectors.items()):
                return Instance(ref.class_name, ref.namespace, row)
        raise NotFound(2150858752, "a:DestinationUnreachable", "gone")

    def invoke(
        self, resource: ClassRef | str, selectors: Mapping[str, str], method: str, parameters: Mapping[str, Parameter]
    ) -> MethodOutput:
        ref = resource if isinstance(resource, ClassRef) else ClassRef.of(resource)
        self.invocations.append(Invocation(ref.class_name, selectors, method, parameters))
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, WSManError):
            raise outcome
        return outcome


def _fits(held: str, operator: str, literal: str) -> bool:
    """As WMI compares: without regard to letter case, LIKE with % _ and brackets."""
    wanted = re.sub(r"\\(.)", r"\1", literal).lower()
    if operator == "=":
        return held.lower() == wanted
    pattern = ""
    for part in re.findall(r"\[.[^\]]*\]|.", wanted, re.DOTALL):
        pattern += {"%": ".*", "_": "."}.get(part) or (part if len(part) > 1 else re.escape(part))
    return re.fullmatch(pattern, held.lower(), re.DOTALL) is not None


def output(return_value: int, job: EndpointReference | None = None, **outputs: Value) -> MethodOutput:
    return MethodOutput(return_value, job, Instance("OUTPUT", "root/virtualization/v2", outputs))
