"""Live values put back where a drill that was interrupted left its own."""

from collections.abc import Sequence

from tui.fleet.drill.ground import Ground
from tui.fleet.drill.profile import restore
from tui.fleet.drill.stillstaged import StillStaged
from tui.fleet.session import ReadOnly
from tui.fleet.writing import Purpose
from tui.model.result import ChangeResult, Outcome


def put_back(ground: Ground, still: Sequence[StillStaged], reason: str) -> tuple[ChangeResult, ...]:
    """One after another, on whichever node of the cluster has the VM now; blocks until it is done.

    Raises ReadOnly where a host takes no changes from here.
    """
    return tuple(_one(ground, each, reason) for each in still)


def _one(ground: Ground, still: StillStaged, reason: str) -> ChangeResult:
    result: ChangeResult | None = None
    for host in _nodes(ground, still.change.key.host):
        try:
            hands = ground.hands(host)
        except KeyError as error:
            raise ReadOnly(f"{host} is not in this fleet any more; nothing was sent") from error
        try:
            (result,) = restore(hands, (still.change,), Purpose(reason, run=still.run))
        finally:
            hands.close()
        if result.outcome is Outcome.VERIFIED:
            break
    assert result is not None
    return result


def _nodes(ground: Ground, host: str) -> tuple[str, ...]:
    clusters = {each.name: each.cluster for each in ground.view.hosts}
    cluster = clusters.get(host)
    others = [name for name, each in clusters.items() if each is not None and each == cluster]
    return tuple(dict.fromkeys((host, *others)))
