"""A short run of `python -m tests.soak keys`, and what its accounts and its eyes would not let pass."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.screens.fakes import small_view
from tests.soak import keys
from tests.soak.asking import Question, question
from tests.soak.ledger import Ledger
from tui.fleet.journal import Journal
from tui.model.change import Change
from tui.model.result import ChangeResult, Outcome


def test_random_keys_on_hosts_that_misbehave_crash_nothing_and_write_nothing_unasked() -> None:
    did = keys.run(300, seed=7)
    assert did["keys"] == 300
    assert did["screens compared"] >= 1


class Recorded:
    """Stands for the hosts' own record of what they executed."""

    def __init__(self, *calls: dict[str, Any]) -> None:
        self._calls = list(calls)

    def executed(self, host: str) -> list[dict[str, Any]]:
        return [call for call in self._calls if call["host"] == host]


def call(method: str = "SetFailoverNetworkAdapterSettings", vm: str | None = "web01") -> dict[str, Any]:
    return {"host": "dr-hv-01", "method": method, "vm": vm}


def ledger(folder: Path, *calls: dict[str, Any]) -> Ledger:
    return Ledger(Recorded(*calls), ("dr-hv-01",), folder)  # type: ignore[arg-type]


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    """One change of what is staged for web01 was sent and verified."""
    journal = Journal(tmp_path)
    (row,) = (row for row in small_view().rows() if row.machine.name == "web01")
    change = Change.begin(row.host.name, row.machine, row.machine.adapters[0])
    assert change.after.staged is not None
    staged = replace(change.after.staged, dns=())
    change = replace(change, after=replace(change.after, staged=staged))
    entry = journal.intent(change, "", apply="one")
    journal.outcome(entry, ChangeResult(change, Outcome.VERIFIED, "", found=change.after, sent=True))
    return journal


def test_the_accounts_balance_where_each_call_has_its_change_and_each_change_its_call(
    journal: Journal, tmp_path: Path
) -> None:
    assert ledger(tmp_path, call(), call("GetSummaryInformation")).balance() == {call()["method"]: 1}


@pytest.mark.parametrize(
    "more", [call(), call("DestroySystem", None), call(vm="app07")], ids=["twice", "else", "whose"]
)
def test_a_call_that_no_journalled_change_accounts_for_is_seen(
    journal: Journal, tmp_path: Path, more: dict[str, Any]
) -> None:
    with pytest.raises(AssertionError, match="no journalled change or action is left for it"):
        ledger(tmp_path, call(), more).balance()


def test_a_change_that_is_called_verified_and_was_never_executed_is_seen(journal: Journal, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="no host executed it"):
        ledger(tmp_path).balance()


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        (" Review · 3 adapters on 2 hosts\n To apply to 3 adapters type 3 and press enter:", Question("review", "3")),
        (" Review · 1 adapter on 1 host\n To apply, press enter on the button below.", Question("review", "")),
        (" Drill · 2 VMs on 1 host · 4 at once\n Reason: none yet: r gives one", Question("drill", "2", True)),
        ("┃ To go on type 4:      ┃", Question("typed", "4")),
        (" To begin type move the site 3 and press enter:", Question("typed", "move the site 3")),
        (" Revie… nothing has been sent\n  Apply to 12 adapters    Back", Question("review", "12")),
        (" Drill · 2 VMs · 0:14  1 verified", None),
        (" hvr · dr-site  3 hosts: 3 up", None),
    ],
)
def test_what_asks_is_known_by_its_words(text: str, asked: Question | None) -> None:
    assert question(text) == asked
