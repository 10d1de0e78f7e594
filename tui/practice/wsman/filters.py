"""The filters of an Enumerate: WQL, selectors and associations (facts/wsman.md 2.2)."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tui.practice.cim import Host, Instance, WmiError
from tui.practice.objectpath import ObjectPath
from tui.practice.wql.associations import Read, related
from tui.practice.wql.conditions import compile_condition
from tui.practice.wql.execute import Results, execute
from tui.practice.wql.syntax import AllOf, Comparison, Property, Related
from tui.practice.wsman import names
from tui.practice.wsman.fault import Fault, FaultKind, of_wmi_error
from tui.practice.wsman.request import Request, read_reference


def results(request: Request, enumerate_body: Element, host: Host, read: Read) -> Results:
    """What an Enumerate asks for. Raises Fault."""
    element = enumerate_body.find(f"{{{names.WSMAN}}}Filter")
    if element is None:
        element = enumerate_body.find(f"{{{names.ENUMERATION}}}Filter")
    resource = request.resource
    if element is None:
        if not resource.is_class:
            raise Fault(FaultKind.RESOURCE_NOT_FOUND, "An enumeration of all classes needs a filter.")
        try:
            return Results(read(host.declaration(resource.namespace, resource.class_name).name))
        except WmiError as error:
            raise of_wmi_error(error) from error
    try:
        match element.get("Dialect", ""):
            case names.WQL_DIALECT:
                return _wql(element, request, host, read)
            case names.SELECTOR_DIALECT:
                return Results(_selected(element, request, host, read))
            case names.ASSOCIATION_DIALECT:
                return Results(_associated(element, request, host, read))
    except WmiError as error:
        raise of_wmi_error(error, FaultKind.CANNOT_PROCESS_FILTER) from error
    raise Fault(FaultKind.DIALECT_UNAVAILABLE, "The dialect of the filter is not known.")


def _wql(element: Element, request: Request, host: Host, read: Read) -> Results:
    """WQL goes with all classes of a namespace only (facts/real-host.md 2)."""
    if not request.resource.is_all_classes:
        raise Fault(FaultKind.WSMAN_CANNOT_PROCESS_FILTER, "WQL needs a resource URI that ends in an asterisk.")
    if request.keys:
        raise Fault(FaultKind.SELECTORS_WITH_FILTER, "WQL goes without selectors.")
    return execute((element.text or "").strip(), host, request.resource.namespace, read)


def _selected(element: Element, request: Request, host: Host, read: Read) -> Iterator[Instance]:
    decl = host.declaration(request.resource.namespace, request.resource.class_name)
    wanted = AllOf(
        tuple(
            Comparison(Property(selector.get("Name", "")), "=", selector.text or "")
            for selector in element.iter(f"{{{names.WSMAN}}}Selector")
        )
    )
    test = compile_condition(wanted, decl, host.name)
    return (instance for instance in read(decl.name) if test(instance))


def _associated(element: Element, request: Request, host: Host, read: Read) -> Iterator[Instance]:
    binding = f"{{{names.CIM_BINDING}}}"
    question = next(iter(element), None)
    source = question.find(f"{binding}Object") if question is not None else None
    reference = read_reference(source) if source is not None else None
    if question is None or reference is None:
        raise Fault(FaultKind.CANNOT_PROCESS_FILTER, "The association filter names no object.")

    def text(name: str) -> str | None:
        return (question.findtext(f"{binding}{name}") or "").strip() or None

    query = Related(
        ObjectPath(reference.class_name, reference.keys),
        references=question.tag == f"{binding}AssociationInstances",
        assoc_class=text("AssociationClassName"),
        result_class=text("ResultClassName"),
        role=text("Role"),
        result_role=text("ResultRole"),
    )
    return related(query, host, request.resource.namespace, read)
