"""The resource templates among real settings: `Microsoft:Definition\\…`, there to be skipped, facts/real-host.md 2."""

from collections.abc import Iterator

from tui.practice.cim import Value
from tui.practice.hyperv.objects.source import Values
from tui.practice.hyperv.paths import new_id

_ROLES = ("Default", "Maximum", "Minimum", "Increment")


def templates(values: dict[str, Value]) -> Iterator[Values]:
    """The four templates of a kind of resource."""
    definition = new_id("definition", values["ResourceSubType"])
    for role in _ROLES:
        yield {**values, "InstanceID": f"Microsoft:Definition\\{definition}\\{role}", "ElementName": role}
