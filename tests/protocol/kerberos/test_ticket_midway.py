"""A ticket that expires in the midst of a drill or a failover: nothing starts that should not, nothing is forgotten."""

from pathlib import Path

import pytest
import yaml

from tests.protocol.failover.runs import again, begun, finished, plan_for
from tests.protocol.fleet.drilling import PACE, When, begin, drill, finish, guest_vm, scenario, served, short
from tests.protocol.kerberos.realm import MISSING, Realm, wait_until_over
from tests.waiting import wait_for
from tui.fleet.drill import close_finished, leftovers, unfinished_drills
from tui.fleet.failover.unfinished import unfinished_failovers
from tui.model.drill.values import DrillVerdict
from tui.model.failover.deed import Deed
from tui.model.failover.stages import Stage
from tui.model.failover.values import Standing
from tui.wsman.ticket import ticket_expiry

pytestmark = [pytest.mark.kerberos, pytest.mark.skipif(bool(MISSING), reason=f"Kerberos needs {', '.join(MISSING)}")]
LIFE = "8s"
SITE = Path(__file__).parents[3] / "examples" / "site-failover.yaml"


@pytest.fixture
def short_lived(realm: Realm) -> Realm:
    realm.tolerate(1)
    realm.kinit("-l", LIFE)
    return realm


def outlive_the_ticket() -> None:
    ends = ticket_expiry()
    assert ends is not None
    wait_until_over(ends.timestamp() + 1.5)


def test_a_ticket_that_expires_midway_ends_a_drill_and_the_test_vm_is_told_and_found_by_the_next_console(
    short_lived: Realm, tmp_path: Path
) -> None:
    with served(scenario([guest_vm(11, "noagent", "dr-hv-01")]), tmp_path, keytab=short_lived.keytab) as ground:
        fleet = ground.fleet()
        when = When("noagent11", "checking its isolation", outlive_the_ticket)
        (machine,) = drill(fleet, when=when, pace=short(PACE, clean=0.5)).values()
        assert when.did
        assert machine.verdict is DrillVerdict.FAILED
        assert "ticket" in machine.sentence
        assert "expired" in machine.sentence
        assert not machine.cleaned
        assert any(f"{machine.test_vm} is left on dr-hv-01" in note for note in machine.notes)
        assert ground.calls("RequestStateChange") == []
        assert ground.test_vms() == [("dr-hv-01", "noagent11 - Test")]

        short_lived.kinit()
        other = ground.fleet()
        run = other.clean(leftovers(other.view), "clean up")
        wait_for(lambda: run.view.done, "the cleaning to end")
        assert ground.test_vms() == []
        other.refresh()
        wait_for(lambda: not any(host.reading for host in other.view.hosts), "every host to be read again")
        close_finished(unfinished_drills(other.journal, other.view), other.journal)
        assert unfinished_drills(other.journal, other.view) == ()


def test_a_ticket_that_is_renewed_while_a_drill_waits_lets_it_go_on(short_lived: Realm, tmp_path: Path) -> None:
    with served(scenario([guest_vm(11, "windows", "dr-hv-01")]), tmp_path, keytab=short_lived.keytab) as ground:

        def renew_late() -> None:
            outlive_the_ticket()
            short_lived.kinit()

        when = When("windows11", "waiting for the guest", renew_late)
        (machine,) = finish(begin(ground.fleet(), when=when, guest_patience=30.0)).values()
        assert when.did
        assert (machine.verdict, machine.cleaned) == (DrillVerdict.VERIFIED, True)
        assert ground.test_vms() == []


def test_a_ticket_that_expires_midway_ends_a_failover_and_a_new_one_lets_it_be_continued(
    short_lived: Realm, tmp_path: Path
) -> None:
    document = yaml.safe_load(SITE.read_text("utf-8"))
    with served(document, tmp_path, keytab=short_lived.keytab) as ground:
        ground.server.administration.speed(60.0)
        fleet = ground.fleet()
        noted = fleet.journal.run_noted

        def outlive_before_failing_over(run: str, document: dict[str, object]) -> None:
            noted(run, document)
            if document.get("stage") == Stage.FAIL_OVER.value:
                outlive_the_ticket()

        fleet.journal.run_noted = outlive_before_failing_over  # type: ignore[method-assign, assignment]
        (machine,) = finished(begun(fleet, plan_for(fleet, Deed.PLANNED, ("sql01", "dr-hv-02"))))
        assert machine.standing is Standing.FAILED
        assert "ticket" in machine.sentence
        assert "InitiateFailover" not in {call["method"] for call in ground.server.administration.executed()}
        held = ground.truth("dr-hv-02", "sql01")
        assert held is not None
        assert held["power"] == "OFF"

        short_lived.kinit()
        other = ground.fleet()
        (left,) = unfinished_failovers(other.journal)
        (machine,) = finished(again(other, left))
        assert machine.standing is Standing.DONE, (machine.sentence, machine.words)
