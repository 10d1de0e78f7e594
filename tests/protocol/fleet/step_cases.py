"""A VM brought to where an action fits, for every action."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from tests.protocol.fleet.stepping import METHODS, PRIMARY_HOST, REPLICA_HOST, decide, done, made_test_vm, vm_id
from tui.fleet.fleet import Fleet
from tui.fleet.hands import Hands
from tui.model.step import Action, Step


@dataclass(frozen=True)
class Case:
    """Hands and a step that the host would take."""

    hands: Hands
    step: Step

    @property
    def method(self) -> str:
        return METHODS[self.step.action]


_Prepare = Callable[[Callable[[str], Hands], str, str], tuple[Hands, str, str | None]]


def _on(host: str, *before: Action) -> _Prepare:
    """On the VM as a host holds it, once some actions were taken there."""

    def prepare(hands_of: Callable[[str], Hands], vm: str, broken: str) -> tuple[Hands, str, str | None]:
        hands = hands_of(host)
        for action in before:
            done(hands, action, vm)
        return hands, vm, None

    return prepare


def _test_vm(*before: Action) -> _Prepare:
    def prepare(hands_of: Callable[[str], Hands], vm: str, broken: str) -> tuple[Hands, str, str | None]:
        hands = hands_of(REPLICA_HOST)
        test_vm = made_test_vm(hands, vm)
        for action in before:
            done(hands, action, test_vm, test_of=vm)
        return hands, test_vm, vm

    return prepare


def _handed_over(hands_of: Callable[[str], Hands], vm: str, broken: str) -> tuple[Hands, str, str | None]:
    for host, action in (
        (PRIMARY_HOST, Action.TURN_OFF), (PRIMARY_HOST, Action.PREPARE), (REPLICA_HOST, Action.FAIL_OVER),
    ):  # fmt: skip
        done(hands_of(host), action, vm)
    return hands_of(REPLICA_HOST), vm, None


def _broken(hands_of: Callable[[str], Hands], vm: str, broken: str) -> tuple[Hands, str, str | None]:
    return hands_of(PRIMARY_HOST), broken, None


PREPARED: dict[Action, _Prepare] = {
    Action.TEST_FAILOVER: _on(REPLICA_HOST),
    Action.DESTROY_TEST_VM: _test_vm(),
    Action.START: _test_vm(),
    Action.TURN_OFF: _test_vm(Action.START),
    Action.SHUT_DOWN: _on(PRIMARY_HOST),
    Action.PREPARE: _on(PRIMARY_HOST, Action.TURN_OFF),
    Action.FAIL_OVER: _on(REPLICA_HOST),
    Action.CANCEL: _on(REPLICA_HOST, Action.FAIL_OVER),
    Action.COMPLETE: _on(REPLICA_HOST, Action.FAIL_OVER),
    Action.REVERSE: _handed_over,
    Action.SUSPEND: _on(PRIMARY_HOST),
    Action.RESUME: _on(PRIMARY_HOST, Action.SUSPEND),
    Action.RESYNCHRONIZE: _broken,
}


@contextmanager
def cases(fleet: Fleet) -> Iterator[Callable[[Action], Case]]:
    """Brings a VM to where an action fits, and decides on the action."""
    with ExitStack() as stack:
        opened: dict[str, Hands] = {}

        def hands_of(host: str) -> Hands:
            if host not in opened:
                opened[host] = fleet.hands(host)
                stack.callback(opened[host].close)
            return opened[host]

        def case(action: Action) -> Case:
            hands, vm, test_of = PREPARED[action](hands_of, vm_id(fleet), vm_id(fleet, PRIMARY_HOST, "sql01"))
            return Case(hands, decide(hands, action, vm, test_of=test_of))

        yield case
