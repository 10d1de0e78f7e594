"""Before -> after in values."""

from dataclasses import replace

from tests.screens.fakes import STAGED, adapter, replica
from tui.model.change import AdapterNetwork, Change
from tui.model.plan.difference import signed
from tui.widgets.change_view import change_details

CHANGE = Change.begin("dr-hv-01", replica(1, "sql01"), adapter(1))


def lines(change: Change) -> list[str]:
    return [detail.pieces[0] for detail in change_details(change, switches=[("SWITCH-B", "DR-BACKUP")])]


def with_after(**fields: object) -> Change:
    return replace(CHANGE, after=replace(CHANGE.before, **fields))  # type: ignore[arg-type]


def test_what_stays_has_no_sign_and_what_goes_and_comes_has_one() -> None:
    assert list(signed(["a", "b"], ["a", "c"])) == [(" ", "a"), ("-", "b"), ("+", "c")]


def test_an_order_that_changes_is_seen() -> None:
    assert list(signed(["a", "b"], ["b", "a"])) != [(" ", "a"), (" ", "b")]


def test_every_value_of_both_sides_is_shown() -> None:
    shown = list(signed(["a", "b", "c"], ["c", "x", "a"]))
    assert [value for sign, value in shown if sign != "+"] == ["a", "b", "c"]
    assert [value for sign, value in shown if sign != "-"] == ["c", "x", "a"]


def test_only_the_fields_that_change_are_shown() -> None:
    staged = replace(STAGED, gateways=("10.9.20.254",))
    assert lines(with_after(staged=staged)) == ["gateways    - 10.9.20.1", "            + 10.9.20.254"]


def test_a_mask_that_is_spelt_otherwise_is_a_change_that_is_seen() -> None:
    staged = replace(STAGED, subnets=("24", "255.255.255.0", "64"))
    assert lines(with_after(staged=staged))[:2] == ["addresses   - 10.9.20.11/24", "            + 10.9.20.11/24 (24)"]


def test_a_cable_names_its_switch() -> None:
    assert lines(with_after(switch_id="switch-b")) == [
        "connection  - connected to switch SWITCH-L",
        "            + connected to DR-BACKUP",
    ]
    assert lines(with_after(connected=False))[1] == "            + not connected (was switch SWITCH-L)"


def test_a_change_of_nothing_shows_nothing() -> None:
    assert lines(CHANGE) == []
    assert AdapterNetwork.of(adapter(1)) == CHANGE.after
