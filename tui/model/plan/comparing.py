"""Two readings of an adapter against each other."""

from dataclasses import replace

from tui.model.address import same_values
from tui.model.change import AdapterNetwork
from tui.model.plan.truncation import was_cut


def means_the_same(one: AdapterNetwork, other: AdapterNetwork) -> bool:
    """Equal but for the spelling of addresses and masks."""
    if one == other:
        return True
    if one.staged is None or other.staged is None:
        return False
    return same_values(one.staged, other.staged) and replace(one, staged=None) == replace(other, staged=None)


def is_cut(whole: AdapterNetwork, found: AdapterNetwork) -> bool:
    """Whether only one address a family is left of what was staged."""
    return whole.staged is not None and found.staged is not None and was_cut(whole.staged, found.staged)
