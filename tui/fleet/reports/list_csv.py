"""What `hvr list --csv` prints: a row an adapter, for spreadsheets."""

from collections.abc import Iterator

from tui.fleet.reports.document import time_text
from tui.fleet.view import FleetView, MachineRow
from tui.model import states
from tui.model.address import staged_addresses
from tui.model.machine import Adapter, GuestReported
from tui.model.plan.cells import csv_rows, text_cells, write_list
from tui.model.staged import StagedRaw

COLUMNS = (
    "Host", "Group", "As Of", "VM Name", "VM GUID", "Mode", "State", "Power", "Health", "Last Replication",
    "Adapter", "Adapter GUID", "MAC", "Kind", "Connected", "Switch", "Test Switch", "VLAN", "ProtocolIFType", "DHCP",
    "Addresses", "Gateways", "DNS Servers", "Guest Addresses",
)  # fmt: skip
_OF_A_MACHINE = 10


def list_csv(view: FleetView) -> str:
    """A VM without adapters has one row with empty cells; names and texts come back exactly through `read_text`."""
    return "\ufeff" + csv_rows([COLUMNS, *(cells for row in view.rows() for cells in _rows(row))])


def _rows(row: MachineRow) -> Iterator[list[str]]:
    machine = _machine(row)
    for adapter in row.machine.adapters:
        yield [*machine, *_adapter(adapter)]
    if not row.machine.adapters:
        yield [*machine, *([""] * (len(COLUMNS) - _OF_A_MACHINE))]


def _machine(row: MachineRow) -> list[str]:
    machine, relationship = row.machine, row.machine.replication
    return text_cells(
        row.host.name,
        row.host.group,
        time_text(row.host.states_as_of or row.host.as_of),
        machine.name,
        machine.id,
        states.mode_name(machine.mode),
        states.replication_state_name(relationship.state) if relationship else "Not replicating",
        states.enabled_state_name(machine.enabled_state),
        states.health_name(relationship.health) if relationship else "None",
        time_text(relationship.last_replication) if relationship else None,
    )


def _adapter(adapter: Adapter) -> list[str]:
    cable, staged = adapter.connection, adapter.staged
    vlan = cable.vlan.access_id if cable and cable.vlan else None
    wired = text_cells(
        adapter.name,
        adapter.id,
        adapter.mac,
        adapter.kind,
        "on" if adapter.connected else "off",
        (cable.switch_name or cable.last_known_switch) if cable else None,
        cable.test_switch if cable else None,
        None if vlan is None else str(vlan),
    )
    guest = write_list(_pairs(adapter.guest)) if adapter.guest else ""
    if staged is None:
        return [*wired, "absent", "", "", "", "", guest]
    dhcp = "null" if staged.dhcp is None else "on" if staged.dhcp else "off"
    lists = (_pairs(staged), staged.gateways, staged.dns)
    return [*wired, str(staged.protocol), dhcp, *(write_list(each) for each in lists), guest]


def _pairs(held: StagedRaw | GuestReported) -> tuple[str, ...]:
    return tuple(
        pair.text for pair in staged_addresses(StagedRaw(held.protocol, held.dhcp, held.addresses, held.subnets))
    )
