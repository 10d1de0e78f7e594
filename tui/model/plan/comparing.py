"""Two readings of an adapter against each other."""

from dataclasses import replace

from tui.model.address import same_values
from tui.model.change import AdapterNetwork
from tui.model.injection import took
from tui.model.plan.truncation import was_cut


def means_the_same(one: AdapterNetwork, other: AdapterNetwork) -> bool:
    """Equal but for the spelling of addresses and masks; what a guest reports counts where both tell it."""
    if one.guest is None or other.guest is None:
        one, other = replace(one, guest=None), replace(other, guest=None)
    elif not took(one.guest, other.guest):
        return False
    if replace(one, staged=None, guest=None) != replace(other, staged=None, guest=None):
        return False
    if one.staged is None or other.staged is None:
        return one.staged is other.staged
    return same_values(one.staged, other.staged)


def is_cut(whole: AdapterNetwork, found: AdapterNetwork) -> bool:
    """Whether only one address a family is left of what was staged."""
    return whole.staged is not None and found.staged is not None and was_cut(whole.staged, found.staged)
