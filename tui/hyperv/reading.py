"""One query a class, tolerant of builds that lack a property or the class."""

from collections.abc import Mapping

from tui.hyperv.schema import Projection, class_ref
from tui.hyperv.wql import select
from tui.wsman.client import Client
from tui.wsman.fault import Fault, NotFound
from tui.wsman.instance import Instance

_CANNOT_PROCESS_FILTER = frozenset({2150858778, 2150859042, 0x80041010, 0x80041017})
"""A wrong property, a missing class and a wrong query share their codes (facts/wsman.md 4.2, 4.3)."""


def rows(client: Client, projection: Projection, where: str = "") -> tuple[Instance, ...]:
    """Every row of a projection (assumption ``projection``), in the host's order.

    Where a build refuses the query, it is asked without its later properties, and a class that may lack has no rows
    (assumption ``unknown-property``).

    Raises what ``Client.enumerate`` raises.
    """
    try:
        return _ask(client, projection, select(projection, where))
    except Fault as fault:
        if not is_refused_query(fault) or not (projection.later or projection.class_may_lack):
            raise
    if not projection.later:
        return ()
    return _ask(client, projection, select(projection, where, later=False))


def one(client: Client, projection: Projection, keys: Mapping[str, str], where: str) -> Instance | None:
    """The instance with these keys, else the first row that ``where`` finds, else None.

    A Get costs the host one instance where a query may cost it the class; that a key with backslashes is found by Get
    is not known of every class (assumption ``get-setting``), nor how a build without the class answers it. Raises what
    ``Client.get`` and ``Client.enumerate`` raise.
    """
    try:
        return client.get(class_ref(projection.class_name), keys)
    except Fault as fault:
        if not isinstance(fault, NotFound) and not projection.class_may_lack:
            raise
        return next(iter(rows(client, projection, where)), None)


def _ask(client: Client, projection: Projection, query: str) -> tuple[Instance, ...]:
    ref = class_ref(projection.class_name)
    return tuple(client.enumerate(query, ref.namespace, class_name=ref.class_name))


def is_refused_query(fault: Fault) -> bool:
    """Whether the host refused a query for what it selects, and not for another reason."""
    subcode = (fault.subcode or "").rpartition(":")[2]
    return fault.code in _CANNOT_PROCESS_FILTER or subcode == "CannotProcessFilter"
