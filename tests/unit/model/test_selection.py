"""The filter language."""

import pytest

from tui.fleet.searching import state_text
from tui.model import states
from tui.model.machine import Machine
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


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("verdict:bloked", "there is no verdict bloked: there are ready, warn, blocked"),
        ("verdict:ready,blokced", "there is no verdict blokced: there are ready, warn, blocked"),
        ("-state:xyz", "there is no state xyz: there are running, off, "),
        ("health:bad", "there is no health bad: there are none, normal, warning, critical"),
    ],
)
def test_a_word_that_no_vm_can_have_is_refused_with_those_there_are(text: str, sentence: str) -> None:
    with pytest.raises(SelectionFault) as refused:
        read_selection(text)
    assert str(refused.value).startswith(sentence)
    assert len(str(refused.value)) <= 78


@pytest.mark.parametrize("said", ["blocked", "replica, starts only by failover", "test VM, running", "Other (32781)"])
def test_no_beginning_of_a_word_that_there_is_is_refused_while_it_is_typed(said: str) -> None:
    key = "verdict" if said == "blocked" else "state"
    for end in range(len(said) + 1):
        read_selection(f'{key}:"{said[:end]}')


def test_every_state_that_is_shown_can_be_searched_for() -> None:
    for mode in range(6):
        for enabled in (*states.ENABLED_STATES, 32781):
            read_selection(f'state:"{state_text(Machine("id", "vm", mode, enabled, (), ()))}"')
    for state in range(30):
        read_selection(f'state:"{states.replication_state_name(state)}"')


def test_a_key_that_is_none_is_told_with_the_one_that_was_meant() -> None:
    with pytest.raises(SelectionFault, match=r"there is no filter word verdit: did you mean verdict:\?"):
        read_selection("verdit:blocked")
    with pytest.raises(SelectionFault, match="there are verdict, state"):
        read_selection("zzzz:1")
