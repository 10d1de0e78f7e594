"""The filter language."""

import pytest

from tui.model.selection import SelectionFault, read_selection

SQL = {
    "vm": ["SQL01"],
    "host": ["dr-hv-02"],
    "verdict": ["blocked"],
    "state": ["replica, off", "Resynchronization required"],
    "address": ["10.9.20.11", "2001:db8:20::11", "fe80::1"],
    "switch": ["Private Test Network"],
}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "sql",
        "sql 20.11",
        "verdict:blocked",
        "VERDICT:Bl",
        "verdict:warn,blocked",
        "verdict:",
        "sql verdict:",
        "-app",
        "-verdict:ready host:02",
        'switch:"private test"',
        '"private test',
        "2001:db8:20::11",
        "fe80::1",
        "address:fe80::",
    ],
)
def test_a_selection_that_means_the_vm(text: str) -> None:
    assert read_selection(text).means(SQL)


@pytest.mark.parametrize(
    "text",
    ["app", "sql app", "verdict:ready", "verdict:ready,warn", "-sql", "-verdict:blocked", "host:sql", 'vm:"sql 01"'],
)
def test_a_selection_that_does_not(text: str) -> None:
    assert not read_selection(text).means(SQL)


def test_a_key_that_is_none_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(SelectionFault, match=r"there is no filter word verdit: did you mean verdict:\?"):
        read_selection("verdit:blocked")
    with pytest.raises(SelectionFault, match="there are verdict, state"):
        read_selection("zzzz:1")
