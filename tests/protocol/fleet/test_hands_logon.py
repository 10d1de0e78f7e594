"""A run's own connections share the credential's one try with every other lane, and follow another one."""

from contextlib import closing
from pathlib import Path

import pytest

from tests.protocol.fleet.plans import finish, replica_changes
from tests.protocol.fleet.stepping import DRILL, REPLICA_HOST, decide, vm_id
from tests.protocol.fleet.test_logging_on import opened, right
from tests.waiting import wait_for
from tui.config import Configuration
from tui.fleet.view import HostState
from tui.model.result import Outcome
from tui.model.secret import Secret
from tui.model.step import Action
from tui.practice.serve import PracticeServer
from tui.wsman.fault import NotAuthenticated


def _refused(ground: PracticeServer) -> int:
    return sum(sign_in.user is None for listener in ground.listeners.values() for sign_in in listener.sign_ins)


def test_a_password_that_became_wrong_is_tried_once_by_all_lanes_hands_and_changes_together(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    source = configuration.hosts[0].credential
    with opened(configuration, tmp_path, right(configuration)) as fleet, closing(fleet.hands(REPLICA_HOST)) as hands:
        wait_for(lambda: all(host.state is HostState.UP for host in fleet.view.hosts), "every host")
        vm = vm_id(fleet)
        step = decide(hands, Action.TEST_FAILOVER, vm)
        changes = replica_changes(fleet, REPLICA_HOST, 3)
        fleet.credentials.offer(source, source, Secret("wrong"))
        wait_for(lambda: fleet.credentials.rejected() == (source,), "the password to be refused")
        assert [result.outcome for result in finish(fleet.apply(changes))] == [Outcome.NOT_SENT] * 3
        result = hands.carry_out(step, DRILL)
        assert (result.outcome, result.sent) == (Outcome.NOT_SENT, False)
        with pytest.raises(NotAuthenticated):
            hands.read(lambda client: client.identify())
        assert _refused(ground) == 1

        fleet.credentials.offer(source, source, right(configuration))
        wait_for(lambda: fleet.view.host(REPLICA_HOST).state is HostState.UP, "the host to be read again")
        assert hands.carry_out(step, DRILL).outcome is Outcome.VERIFIED
        assert _refused(ground) == 1


def test_hands_that_were_asked_for_before_the_first_answer_do_not_try_on_their_own(
    ground: PracticeServer, configuration: Configuration, tmp_path: Path
) -> None:
    with opened(configuration, tmp_path, Secret("wrong")) as fleet, closing(fleet.hands(REPLICA_HOST)) as hands:
        with pytest.raises(NotAuthenticated):
            hands.read(lambda client: client.identify())
        wait_for(lambda: all(host.state is HostState.FAILED for host in fleet.view.hosts), "every host to be parked")
        assert _refused(ground) == 1
