"""Running a query against a host."""

from collections.abc import Iterator
from dataclasses import dataclass

from tui.practice.cim import Host, Instance
from tui.practice.wql.associations import Read, related
from tui.practice.wql.conditions import compile_condition, declared_name
from tui.practice.wql.parser import parse
from tui.practice.wql.syntax import Related


@dataclass(frozen=True, slots=True)
class Results:
    """Instances, found while they are read, and the select list as the class spells it (None for ``*``)."""

    instances: Iterator[Instance]
    projection: tuple[str, ...] | None = None


def execute(text: str, host: Host, namespace: str, read: Read | None = None) -> Results:
    """Run a query. `read` stands in for ``host.instances`` of the namespace, to pace or count what is read.

    Raises WmiError: INVALID_QUERY, INVALID_CLASS, INVALID_NAMESPACE, or NOT_FOUND for the object of
    ASSOCIATORS OF. System properties in a select list are not answered.
    """
    fetch = read or (lambda class_name: host.instances(namespace, class_name))
    query = parse(text)
    if isinstance(query, Related):
        return Results(related(query, host, namespace, fetch))
    decl = host.declaration(namespace, query.class_name)
    test = compile_condition(query.where, decl, host.name)
    projection = None
    if query.properties is not None:
        plain = [name for name in query.properties if not name.startswith("__")]
        projection = tuple(declared_name(name, decl) for name in plain)
    return Results((instance for instance in fetch(decl.name) if test(instance)), projection)
