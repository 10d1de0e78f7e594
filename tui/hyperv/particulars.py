"""What else is told of VMs: their settings and recovery points, their guests, and whose test VM one is."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tui.hyperv import schema
from tui.hyperv.guests import guest_systems
from tui.hyperv.reading import rows
from tui.hyperv.recoverypoints import RECOVERY_POINT
from tui.hyperv.testvms import replicas_of
from tui.model.machine import Adapter, Machine, Relationship
from tui.wsman.client import Client
from tui.wsman.fault import Fault, NotAuthorised
from tui.wsman.instance import Instance

_REALIZED = "Microsoft:Hyper-V:System:Realized"
_GENERATIONS: Mapping[str, int] = {"Microsoft:Hyper-V:SubType:1": 1, "Microsoft:Hyper-V:SubType:2": 2}


@dataclass(frozen=True, slots=True)
class Particulars:
    """By VM GUID in upper case; None where the host does not answer such a query."""

    generations: Mapping[str, int | None]
    recovery_points: Mapping[str, int] | None
    summaries: Mapping[str, Instance]
    guest_systems: Mapping[str, str]
    """OSName as guests tell it while they run."""
    test_of: Mapping[str, str]

    @classmethod
    def read(cls, client: Client) -> "Particulars":
        """Four queries, one more on 2012. A host that refuses one leaves unknown what it would have told.

        Settings of checkpoints and recovery points name their VM and are told by their type (facts/hyperv-wmi.md 1.2);
        what an enumeration of summaries fills in varies (assumption ``summaries``). Raises what ``Client.enumerate``
        raises but for a fault and a refusal.
        """
        settings = _rows(client, schema.SYSTEM_SETTINGS)
        realized = [row for row in settings or () if row.text("VirtualSystemType") == _REALIZED]
        points = [row for row in settings or () if (row.text("VirtualSystemType") or "").startswith(RECOVERY_POINT)]
        return cls(
            {_vm(row): _GENERATIONS.get(row.text("VirtualSystemSubType") or "") for row in realized},
            None if settings is None else Counter(_vm(row) for row in points),
            {(row.text("Name") or "").upper(): row for row in _rows(client, schema.SUMMARIES) or ()},
            dict(guest_systems(_rows(client, schema.GUEST_ITEMS) or ())),
            replicas_of(_rows(client, schema.TEST_REPLICAS) or ()),
        )

    def of(
        self,
        machine: Machine,
        relationships: tuple[Relationship, ...],
        adapters: tuple[Adapter, ...],
        kvp_offered: bool | None,
    ) -> Machine:
        """The VM with what is told of it here, and with these."""
        summary = self.summaries.get(machine.id)
        guest_system = self.guest_systems.get(machine.id) or (summary.text("GuestOperatingSystem") if summary else None)
        return replace(
            machine,
            relationships=relationships,
            adapters=adapters,
            kvp_offered=kvp_offered,
            generation=self.generations.get(machine.id),
            recovery_points=None if self.recovery_points is None else self.recovery_points.get(machine.id, 0),
            guest_system=guest_system or None,
            services_state=summary.integer("IntegrationServicesVersionState") if summary else None,
            test_of=self.test_of.get(machine.id),
        )


def _rows(client: Client, projection: schema.Projection) -> tuple[Instance, ...] | None:
    try:
        return rows(client, projection)
    except (Fault, NotAuthorised):
        return None


def _vm(row: Instance) -> str:
    return (row.text("VirtualSystemIdentifier") or "").upper()
