"""A change as lines: before with a minus, after with a plus, what stays without a sign."""

from collections.abc import Sequence

from tui.model.change import Change
from tui.model.plan.difference import differences
from tui.widgets.cells import Detail, Tone

_LABEL_WIDTH = 12
_SIGNS: dict[str, Tone] = {"+": "ok", "-": "bad", " ": ""}


def change_details(change: Change, *, indent: int = 4, switches: Sequence[tuple[str, str]] = ()) -> list[Detail]:
    """What a change does, value by value; `switches`: GUID and name of the switches that the host has."""
    details: list[Detail] = []
    for field in differences(change, dict(switches)):
        for number, (sign, value) in enumerate(field.values):
            name = field.label if number == 0 else ""
            details.append(Detail((f"{name:<{_LABEL_WIDTH}}{sign} {value}",), _SIGNS[sign], indent, _LABEL_WIDTH + 2))
    return details
