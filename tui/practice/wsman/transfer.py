"""Get, and the refusals of Put, Create and Delete (facts/wsman.md 2.3, facts/real-host.md 1)."""

from tui.practice.cim import ClassDecl, Instance, WmiError
from tui.practice.objectpath import fold_keys
from tui.practice.wsman import names
from tui.practice.wsman.context import Operation
from tui.practice.wsman.envelope import Reply
from tui.practice.wsman.fault import Fault, FaultKind, of_wmi_error
from tui.practice.wsman.pace import Pace

_UNSUPPORTED = 0x8004100C


def get(operation: Operation) -> Reply:
    """The one object that all its keys name.

    Raises Fault: a:DestinationUnreachable when a key is missing, the object is gone or is of another leaf class.
    """
    decl = declaration(operation)
    known_selectors(operation, decl)
    pace = Pace(operation.options, operation.closing)
    found = next(pace.read(iter([_find(operation, decl)])))
    if not pace.settle(operation.deadline):
        raise Fault(FaultKind.TIMED_OUT)
    return Reply(f"{names.GET}Response", operation.writer.write(found), "xp")


def refuse_change(operation: Operation) -> Reply:
    """Hyper-V's objects are changed by methods: the provider supports neither Put, Create nor Delete."""
    declaration(operation)
    raise of_wmi_error(WmiError(_UNSUPPORTED, "Provider is not capable of the attempted operation."))


def declaration(operation: Operation) -> ClassDecl:
    """The class of the resource. Raises Fault."""
    resource = operation.request.resource
    if not resource.is_class:
        raise Fault(FaultKind.RESOURCE_NOT_FOUND, "The operation needs a class.")
    try:
        return operation.host.declaration(resource.namespace, resource.class_name)
    except WmiError as error:
        raise of_wmi_error(error) from error


def known_selectors(operation: Operation, decl: ClassDecl) -> None:
    """Raises Fault (w:InvalidSelectors) for a selector that is no key of the class."""
    keys = {p.name.casefold() for p in decl.properties if p.is_key}
    for name in operation.request.keys:
        if name.casefold() not in keys:
            raise Fault(FaultKind.UNEXPECTED_SELECTORS, f"{name} is no key of {decl.name}.")


def _find(operation: Operation, decl: ClassDecl) -> Instance:
    wanted = fold_keys(tuple(operation.request.keys.items()))
    try:
        for instance in operation.host.instances(decl.namespace, decl.name):
            if instance.decl.name == decl.name and fold_keys(instance.reference().keys) == wanted:
                return instance
    except WmiError as error:
        raise of_wmi_error(error) from error
    raise Fault(FaultKind.RESOURCE_NOT_FOUND, "The object was not found.")
