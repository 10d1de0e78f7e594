"""What a plan file asks for, the fleet that it is read against, and what reading it came to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from tui.model.change import AdapterKey, Change
from tui.model.machine import Inventory


class _Unset(Enum):
    UNSET = "unset"


UNSET: Final = _Unset.UNSET
"""Stands where a file says nothing: the host keeps what it holds."""
Unset: TypeAlias = Literal[_Unset.UNSET]


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file that people can go to."""

    file: Path | None = None
    line: int | None = None
    """Counted from 1."""
    cell: str | None = None
    """A CSV column or a YAML key."""

    @property
    def text(self) -> str:
        """``plan.csv, line 7, Addresses``; empty where nothing is known."""
        parts = [str(self.file) if self.file else "", f"line {self.line}" if self.line else "", self.cell or ""]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class PlanProblem:
    """Why a part of a plan cannot be carried out: one sentence, and where it stands."""

    sentence: str
    where: Where = Where()

    @property
    def text(self) -> str:
        return f"{self.where.text}: {self.sentence}" if self.where.text else self.sentence


@dataclass(frozen=True, slots=True)
class Wish:
    """What an entry asks of an adapter; whatever is UNSET stays as the host holds it."""

    no_failover_object: bool = False
    """The host had no failover object for the adapter when this was written: nothing is staged."""
    addresses: tuple[str, ...] | Unset = UNSET
    subnets: tuple[str, ...] | Unset = UNSET
    """Set whenever `addresses` is; element i belongs to address i."""
    gateways: tuple[str, ...] | Unset = UNSET
    dns: tuple[str, ...] | Unset = UNSET
    protocol: int | Unset = UNSET
    """ProtocolIFType; UNSET: as the addresses ask for."""
    dhcp: bool | Unset | None = UNSET
    """UNSET: as the addresses ask for."""
    connected: bool | Unset = UNSET
    switch: str | Unset | None = UNSET
    """The switch's name."""
    switch_id: str | Unset | None = UNSET
    """The switch's GUID, which wins over the name."""
    test_switch: str | Unset | None = UNSET


@dataclass(frozen=True, slots=True)
class PlanEntry:
    """One adapter of a plan or snapshot file. GUIDs are upper case; where one is given it wins over the name."""

    host: str | None
    """The host's name in the hosts file, None for wherever the VM is."""
    vm: str | None
    vm_id: str | None
    mode: int
    """The ReplicationMode that the VM must have."""
    adapter: str | None
    adapter_id: str | None
    wish: Wish = Wish()
    where: Where = field(default=Where(), compare=False)


@dataclass(frozen=True, slots=True)
class SiteHost:
    """One host of the fleet as a plan sees it."""

    name: str
    inventory: Inventory | None
    """The last good reading, None where the host was never read."""
    answers: bool = True
    """Its last reading succeeded."""
    cluster: str | None = None
    """Name of the failover cluster that it is a node of."""


Site: TypeAlias = tuple[SiteHost, ...]


@dataclass(frozen=True, slots=True)
class MappedAddress:
    """One source address with what the rules made of it."""

    source: str
    result: str
    """``10.9.20.11/24``."""
    rule: str
    """The rule that matched, as its file has it."""
    rule_line: int | None = None


@dataclass(frozen=True, slots=True)
class PlanReading:
    """A plan as it would be carried out now, and everything that stands in its way."""

    plan: tuple[Change, ...] = ()
    """In the file's order, without changes of nothing."""
    problems: tuple[PlanProblem, ...] = ()
    """Adapters with a problem are not in the plan."""
    notes: tuple[PlanProblem, ...] = ()
    """Worth knowing, and in nobody's way."""
    unchanged: int = 0
    """Adapters that already hold what is asked for."""
    mapped: Mapping[AdapterKey, tuple[MappedAddress, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """What the mapping rules did for each adapter of the plan; empty for a plan from a file."""
