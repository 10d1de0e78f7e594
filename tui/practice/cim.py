"""CIM values and declarations, and what the WS-Management side of a practice host asks of its WMI side.

`practice.wsman` speaks to a `Host`; `practice.hyperv` is one. Neither knows more of the other than this module.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeAlias, Union

VIRTUALIZATION = "root/virtualization/v2"
CIMV2 = "root/cimv2"
MSCLUSTER = "root/mscluster"


@dataclass(frozen=True, slots=True)
class Reference:
    """A REF value: the leaf class of an object, its namespace and all its keys."""

    namespace: str
    class_name: str
    keys: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        """As the key of an association: an object path, its keys by name, backslashes doubled."""
        keys = sorted((name, value.replace("\\", "\\\\").replace('"', '\\"')) for name, value in self.keys)
        return f"{self.namespace}:{self.class_name}." + ",".join(f'{name}="{value}"' for name, value in keys)


Scalar: TypeAlias = Union[bool, int, str, datetime, timedelta, Reference, "Instance", None]
Value: TypeAlias = Scalar | tuple[Scalar, ...]
"""datetime is an absolute time in UTC, timedelta an interval, a tuple an array, an Instance an embedded object."""


@dataclass(frozen=True, slots=True)
class PropertyDecl:
    """A property or parameter as its class declares it."""

    name: str
    cim_type: str
    """string, boolean, uint8 … uint64, sint8 … sint64, datetime, reference, or instance (an embedded object)."""
    is_array: bool = False
    is_key: bool = False
    embedded_class: str | None = None
    """For a string or instance that carries an embedded object: the class it must be of."""


@dataclass(frozen=True, slots=True)
class MethodDecl:
    """A method: parameters in, and out in the order in which Windows answers them, ReturnValue left out."""

    name: str
    inputs: tuple[PropertyDecl, ...] = ()
    outputs: tuple[PropertyDecl, ...] = ()


@dataclass(frozen=True, slots=True)
class ClassDecl:
    """A class of one namespace with its inherited properties, in alphabetical order."""

    namespace: str
    name: str
    ancestors: tuple[str, ...]
    """Superclasses, nearest first."""
    properties: tuple[PropertyDecl, ...]
    methods: tuple[MethodDecl, ...] = ()

    def is_a(self, class_name: str) -> bool:
        wanted = class_name.casefold()
        return any(wanted == name.casefold() for name in (self.name, *self.ancestors))


@dataclass(frozen=True, slots=True)
class Instance:
    """An object: its declaration and its values by property name; a name that is missing is null."""

    decl: ClassDecl
    values: Mapping[str, Value] = field(default_factory=dict)
    written: dict[tuple[str, ...], str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The texts of its projections that were made before, for a host that answers the same object again."""

    def reference(self) -> Reference:
        keys = tuple((p.name, str(self.values.get(p.name, ""))) for p in self.decl.properties if p.is_key)
        return Reference(self.decl.namespace, self.decl.name, keys)


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What a method returned: ReturnValue, and the outputs it answers; an absent output is not sent at all."""

    return_value: int
    outputs: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EmbeddedText:
    """An embedded-instance argument as it came: the CIM-XML text, character for character."""

    text: str


Argument: TypeAlias = Value | EmbeddedText | tuple[EmbeddedText, ...]


class WmiError(Exception):
    """WMI refused: `code` is the HRESULT as an unsigned number, e.g. 0x80041010 (invalid class)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


INVALID_CLASS = 0x80041010
INVALID_NAMESPACE = 0x8004100E
INVALID_QUERY = 0x80041017
NOT_FOUND = 0x80041002
ACCESS_DENIED = 0x80041003
INVALID_METHOD_PARAMETERS = 0x8004102F
METHOD_NOT_FOUND = 0x80041055
FAILED = 0x80041001


@dataclass(frozen=True, slots=True)
class EventRecord:
    """One record of an event channel."""

    channel: str
    record_id: int
    time: datetime
    event_id: int
    level: int
    """1 critical, 2 error, 3 warning, 4 information."""
    provider: str
    vm_id: str | None
    vm_name: str | None
    message: str


class EventLog(Protocol):
    """A host's event channels."""

    def channels(self) -> Sequence[str]: ...

    def read(self, channel: str, after: int) -> Sequence[EventRecord]:
        """Records of a channel with a record id above `after`, oldest first."""
        ...

    def newest(self, channel: str) -> int:
        """The newest record id of a channel, 0 when it is empty. It goes back when the log is cleared."""
        ...

    def wait(self, seconds: float) -> bool:
        """Block until any record is written or `seconds` of real time have passed; True when one was."""
        ...


class Host(Protocol):
    """One practice host as its WS-Management side sees it. Every method may be called from any thread."""

    name: str
    """The computer name, as in Win32_OperatingSystem.CSName."""
    language: str
    """The language of its texts, e.g. en-US or ja-JP: also the root xml:lang of its answers."""
    product_version: str
    """For Identify, e.g. ``OS: 10.0.17763 SP: 0.0 Stack: 3.0``."""

    @property
    def events(self) -> EventLog: ...

    def now(self) -> datetime:
        """The host's own time, UTC."""
        ...

    def classes(self, namespace: str) -> Sequence[ClassDecl]:
        """Raises WmiError(INVALID_NAMESPACE)."""
        ...

    def declaration(self, namespace: str, class_name: str) -> ClassDecl:
        """By name in any letter case. Raises WmiError(INVALID_NAMESPACE or INVALID_CLASS)."""
        ...

    def instances(self, namespace: str, class_name: str) -> Iterator[Instance]:
        """Every instance of the class and of its subclasses, a snapshot.

        Raises WmiError(INVALID_NAMESPACE or INVALID_CLASS).
        """
        ...

    def invoke(
        self, namespace: str, class_name: str, keys: Mapping[str, str], method: str, arguments: Mapping[str, Argument]
    ) -> MethodResult:
        """Run a method on the object that the keys name; partial keys are accepted (real-host.md 1).

        Argument names come in any letter case, values typed by the method's declaration; an embedded instance
        comes as its text, because how it is refused belongs to the service that reads it.
        Raises WmiError for a missing class, object or method.
        """
        ...
