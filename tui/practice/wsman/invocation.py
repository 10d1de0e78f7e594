"""Invoke: a method's arguments in, its outputs out (facts/wsman.md 2.5, facts/real-host.md 1, 3)."""

from typing import cast
from xml.etree.ElementTree import Element

from tui.practice.cim import (
    INVALID_METHOD_PARAMETERS,
    METHOD_NOT_FOUND,
    Argument,
    ClassDecl,
    EmbeddedText,
    Instance,
    MethodDecl,
    MethodResult,
    PropertyDecl,
    Scalar,
    WmiError,
)
from tui.practice.datetimes import parse_datetime
from tui.practice.wsman import names
from tui.practice.wsman.context import Operation
from tui.practice.wsman.envelope import Reply
from tui.practice.wsman.fault import Fault, FaultKind, of_wmi_error
from tui.practice.wsman.instances import InstanceWriter
from tui.practice.wsman.pace import Pace
from tui.practice.wsman.request import read_reference
from tui.practice.wsman.transfer import declaration, known_selectors

_REFUSES_BY_WMI = "Msvm_VirtualSystemManagementService"
"""Without a selector it answers WBEM_E_INVALID_METHOD_PARAMETERS, others an internal error (facts/real-host.md 1)."""
_NIL = f"{{{names.XSI}}}nil"


def method_of(action: str) -> str:
    """The method that an action URI ends in."""
    return action.rstrip("/").rpartition("/")[2]


def invoke(operation: Operation) -> Reply:
    """Run a method. A partial key is enough, none at all is not.

    Raises Fault; after TIMED_OUT the method has run all the same (facts/wsman.md 4.1).
    """
    request = operation.request
    decl = declaration(operation)
    method = _method(decl, method_of(request.action))
    known_selectors(operation, decl)
    if not request.keys and any(p.is_key for p in decl.properties):
        if decl.name == _REFUSES_BY_WMI:
            raise of_wmi_error(WmiError(INVALID_METHOD_PARAMETERS, "Invalid method Parameter(s)"))
        raise Fault(FaultKind.INTERNAL_ERROR, "The object of the method is not named.")
    arguments = read_arguments(request.body, method)
    try:
        result = operation.host.invoke(decl.namespace, decl.name, request.keys, method.name, arguments)
    except WmiError as error:
        raise of_wmi_error(error) from error
    pace = Pace(operation.options, operation.closing)
    pace.owe(decl)
    for value in result.outputs.values():
        for each in value if isinstance(value, tuple) else ():
            if isinstance(each, Instance):
                pace.owe(each.decl)
    if not pace.settle(operation.deadline):
        raise Fault(FaultKind.TIMED_OUT)
    return Reply(f"{request.action}Response", _output(decl, method, result, operation.writer), "xp")


def read_arguments(body: Element | None, method: MethodDecl) -> dict[str, Argument]:
    """The arguments in a ``Method_INPUT``, by their declared names; elements of any namespace count.

    Raises Fault: SchemaValidationError for a value of the wrong form, a WMI error for a parameter that is not declared.
    """
    declared = {p.name.casefold(): p for p in method.inputs}
    found: dict[str, list[Argument]] = {}
    for element in body if body is not None else ():
        decl = declared.get(_local(element).casefold())
        if decl is None:
            raise of_wmi_error(WmiError(INVALID_METHOD_PARAMETERS, "Invalid method Parameter(s)"))
        found.setdefault(decl.name, []).append(_argument(element, decl))
    arguments: dict[str, Argument] = {}
    for name, values in found.items():
        if declared[name.casefold()].is_array:
            arguments[name] = cast(Argument, tuple(value for value in values if value is not None))
        elif len(values) == 1:
            arguments[name] = values[0]
        else:
            raise _schema(f"{name} is given more than once.")
    return arguments


def _argument(element: Element, decl: PropertyDecl) -> Scalar | EmbeddedText:
    if element.get(_NIL, "").casefold() in ("true", "1"):
        return None
    text = element.text or ""
    if decl.cim_type == "reference":
        return _reference(element, decl)
    if decl.cim_type == "instance" or decl.embedded_class is not None:
        if len(element):
            raise _schema(f"{decl.name} must be the text of an INSTANCE.")
        return EmbeddedText(text) if text.strip() else None
    if decl.cim_type == "datetime":
        moment = parse_datetime("".join(element.itertext()).strip())
        if moment is None:
            raise _schema(f"{decl.name} is not a datetime.")
        return moment
    if len(element):
        raise _schema(f"{decl.name} must be a plain value.")
    if decl.cim_type == "boolean":
        if text.strip().casefold() not in ("true", "false", "1", "0"):
            raise _schema(f"{decl.name} is not a boolean.")
        return text.strip().casefold() in ("true", "1")
    if decl.cim_type.startswith(("uint", "sint")):
        return _integer(text.strip(), decl)
    return text


def _reference(element: Element, decl: PropertyDecl) -> Scalar:
    """EPR children directly under the parameter; a wrapped EndpointReference is refused (facts/real-host.md 1)."""
    if not len(element) and not (element.text or "").strip():
        return None
    reference = read_reference(element)
    if reference is None:
        raise _schema(f"{decl.name} must hold the parts of an endpoint reference.")
    return reference


def _integer(text: str, decl: PropertyDecl) -> int:
    bits = int(decl.cim_type[4:])
    low, high = (0, 2**bits) if decl.cim_type.startswith("uint") else (-(2 ** (bits - 1)), 2 ** (bits - 1))
    try:
        value = int(text)
    except ValueError:
        raise _schema(f"{decl.name} is not a {decl.cim_type}.") from None
    if not low <= value < high:
        raise _schema(f"{decl.name} is out of the range of a {decl.cim_type}.")
    return value


def _output(decl: ClassDecl, method: MethodDecl, result: MethodResult, writer: InstanceWriter) -> str:
    """``p:Method_OUTPUT``: outputs in their declared order, ReturnValue last; an absent one is not there."""
    parts = []
    for p in method.outputs:
        if p.name not in result.outputs:
            continue
        value = result.outputs[p.name]
        if value is not None:
            parts.append(writer.elements(f"<p:{p.name}>", f"</p:{p.name}>", value))
        elif not p.is_array:
            parts.append(f'<p:{p.name} xsi:nil="true"/>')
    uri = names.class_uri(decl.namespace, decl.name)
    return (
        f'<p:{method.name}_OUTPUT xmlns:p="{uri}" xmlns:xsi="{names.XSI}" xmlns:cim="{names.CIM}">{"".join(parts)}'
        f"<p:ReturnValue>{result.return_value}</p:ReturnValue></p:{method.name}_OUTPUT>"
    )


def _method(decl: ClassDecl, name: str) -> MethodDecl:
    for method in decl.methods:
        if method.name.casefold() == name.casefold():
            return method
    raise of_wmi_error(WmiError(METHOD_NOT_FOUND, f"{decl.name} has no method {name}."))


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _schema(text: str) -> Fault:
    return Fault(FaultKind.SCHEMA_VALIDATION, text)
