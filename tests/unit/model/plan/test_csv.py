"""CSV as people write and save it: any order of columns, other separators, prefixes or masks, and what is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.unit.model.plan.site import NIC, VM
from tui.model.plan.csvform import read_csv
from tui.model.plan.values import UNSET, PlanEntry, Wish
from tui.model.states import PRIMARY, REPLICA

FILE = Path("plan.csv")


def _read(text: str) -> PlanEntry:
    (entry,), problems = read_csv(FILE, text)
    assert problems == ()
    return entry


def test_a_few_columns_typed_by_hand_leave_everything_else_as_it_is() -> None:
    entry = _read("vm_name,ip addresses\nsql01,10.9.20.11/24 10.9.20.12/255.255.255.0\n")
    wish = Wish(addresses=("10.9.20.11", "10.9.20.12"), subnets=("255.255.255.0",) * 2)
    assert entry == PlanEntry(None, "sql01", None, REPLICA, None, None, wish)
    assert (entry.wish.gateways, entry.wish.dhcp) == (UNSET, UNSET)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_another_separator_is_seen_by_the_first_line(separator: str) -> None:
    text = "Host;VM GUID;Mode;Adapter GUID;IP Addresses;Subnet Masks;DHCP\n"
    text += f"dr-hv-01;{{{VM.lower()}}};primary;{NIC};10.9.20.11, 2001:db8::1;255.255.255.0, 64;FALSE\n"
    entry = _read(text.replace(";", separator))
    assert (entry.vm_id, entry.mode, entry.wish.dhcp) == (VM, PRIMARY, False)
    assert entry.wish.addresses == ("10.9.20.11", "2001:db8::1")


def test_an_empty_cell_means_nothing_there_and_a_row_of_empty_cells_is_no_row() -> None:
    entry = _read("VM Name,Gateways,Test Switch,ProtocolIFType\n,,,\nsql01,,,\n")
    assert entry.wish == Wish(gateways=(), test_switch=None)


def test_several_values_may_stand_on_lines_of_their_own_in_one_cell() -> None:
    entry = _read('VM Name,DNS Servers\nsql01,"10.9.0.10\n10.9.0.11"\n')
    assert entry.wish.dns == ("10.9.0.10", "10.9.0.11")


@pytest.mark.parametrize(
    ("row", "where", "said"),
    [
        ("sql01,10.9.20.11,,,", "line 2, VM GUID", "not a GUID"),
        (f"{VM},10.9.20.11/24,255.255.255.0,,", "line 2, IP Addresses", "every address its prefix here"),
        (f"{VM},10.9.20.300/24,,,", "line 2, IP Addresses", "10.9.20.300: not an"),
        (f"{VM},,,perhaps,", "line 2, DHCP", "'perhaps' is not on, off or null"),
        (f"{VM},,,,70000", "line 2, ProtocolIFType", "a number from 0 to 65535"),
        (f'{VM},"""open",,,', "line 2, IP Addresses", "cannot be read"),
        (f"{VM},,,,,,,,more", "line 2, ProtocolIFType", "9 cells under 5 columns"),
    ],
)
def test_what_is_wrong_names_its_line_and_column(row: str, where: str, said: str) -> None:
    entries, (problem,) = read_csv(FILE, f"VM GUID,IP Addresses,Subnet Masks,DHCP,ProtocolIFType\n{row}\n")
    assert entries == ()
    assert f"plan.csv, {where}: " in problem.text
    assert said in problem.sentence


def test_one_wrong_row_does_not_hide_the_others() -> None:
    text = 'VM Name,DHCP\n"sql\n01",on\nweb01,what\napp01,off\n'
    entries, problems = read_csv(FILE, text)
    assert [entry.vm for entry in entries] == ["sql\n01", "app01"]
    assert [(problem.where.line, problem.where.cell) for problem in problems] == [(4, "DHCP")]
    assert [entry.where.line for entry in entries] == [2, 5]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("VM Name,Color", "'Color' is not known"),
        ("VM,Host,HOST", "'VM' is not known"),
        ("Host,HOST", "twice"),
        ("Subnet Masks", "needs the column"),
    ],
)
def test_a_column_that_is_not_known_is_refused_before_any_row_counts(header: str, said: str) -> None:
    entries, (problem,) = read_csv(FILE, f"{header}\nx,y,z\n")
    assert entries == ()
    assert said in problem.sentence


def test_a_file_without_anything_is_told() -> None:
    assert "is empty" in read_csv(FILE, "")[1][0].sentence


def test_an_adapter_without_a_failover_object_is_said_so() -> None:
    entry = _read("VM Name,IP Addresses,ProtocolIFType\nold01,,absent\n")
    assert entry.wish == replace(Wish(), no_failover_object=True)
