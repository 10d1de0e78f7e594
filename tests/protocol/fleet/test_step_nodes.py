"""Actions on VMs that a cluster moves from one node to another."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.protocol.fleet.stepping import (
    DRILL,
    decide,
    done,
    made_test_vm,
    take,
    truth,
)
from tui.config import read_configuration
from tui.credentials import gather
from tui.fleet.fleet import Fleet
from tui.fleet.hands import Hands
from tui.fleet.journal import Journal
from tui.model.result import Outcome
from tui.model.step import Action
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions

_CLUSTER = Path(__file__).parents[3] / "examples" / "cluster.yaml"


@dataclass(frozen=True)
class Nodes:
    """A clustered replica, its node, another node, and hands on both."""

    ground: PracticeServer
    replica: str
    here: Hands
    there: Hands

    def move(self) -> None:
        self.ground.administration.happen(self.here.host, "move-vm", vm=self.replica, to=self.there.host)


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    with PracticeServer(ServeOptions(read_scenario(_CLUSTER), tmp_path / "ground" / "hosts.yaml")) as ground:
        configuration = read_configuration(tmp_path / "ground" / "hosts.yaml")
        secrets = gather(configuration, lambda text: pytest.fail(f"asked: {text}"))
        with closing(Fleet(configuration, secrets, Journal(tmp_path / "journal"), keep_up=False)) as fleet:
            fleet.start()
            fleet.wait_for_first_answers()
            row = next(
                row for row in fleet.view.rows() if row.machine.is_recovery_copy and row.host.name.startswith("dr-node")
            )
            other = next(
                host.name for host in fleet.view.hosts if host.name.startswith("dr-node") and host.name != row.host.name
            )
            with closing(fleet.hands(row.host.name)) as here, closing(fleet.hands(other)) as there:
                yield Nodes(ground, row.machine.id, here, there)


def test_a_vm_that_moved_to_another_node_gets_nothing_on_the_first(nodes: Nodes) -> None:
    step = decide(nodes.here, Action.TEST_FAILOVER, nodes.replica)
    nodes.move()
    result = nodes.here.carry_out(step, DRILL)
    assert (result.outcome, result.sent, result.found) == (Outcome.CONFLICT, False, None)
    assert "no longer has this VM" in result.sentence
    assert made_test_vm(nodes.there, nodes.replica)


def test_a_test_vm_parted_from_its_replica_is_told_by_its_mode_and_destroyed(nodes: Nodes) -> None:
    test_vm = made_test_vm(nodes.here, nodes.replica)
    nodes.move()
    named = take(nodes.here, Action.DESTROY_TEST_VM, test_vm, test_of=nodes.replica)
    assert (named.outcome, named.sent) == (Outcome.CONFLICT, False)
    done(nodes.here, Action.DESTROY_TEST_VM, test_vm)
    assert truth(nodes.ground, nodes.here.host, test_vm) is None
    assert truth(nodes.ground, nodes.there.host, nodes.replica) is not None
