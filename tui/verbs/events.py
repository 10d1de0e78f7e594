"""Which events `hvr events` tells."""

from dataclasses import dataclass

from tui.model.event import HostEvent

LEVELS = {"critical": 1, "error": 2, "warning": 3, "information": 4, "verbose": 5}
"""By weight: a level lets through itself and what is graver."""
_LOG_ALWAYS, _INFORMATION = 0, 4


@dataclass(frozen=True, slots=True)
class EventFilter:
    """What is let through; None lets everything through."""

    level: int | None = None
    """The least grave one, by LEVELS."""
    hosts: frozenset[str] | None = None
    vms: frozenset[str] | None = None
    """GUIDs, upper case: every copy of a VM has the same."""
    names: frozenset[str] = frozenset()
    """Names of the same VMs, for events that name no GUID."""

    def means(self, event: HostEvent) -> bool:
        weight = _INFORMATION if event.level == _LOG_ALWAYS else event.level
        if self.level is not None and weight > self.level:
            return False
        if self.hosts is not None and event.host not in self.hosts:
            return False
        if self.vms is None:
            return True
        return event.vm_id in self.vms if event.vm_id else event.vm_name in self.names


def channels_of(texts: tuple[str, ...], followed: tuple[str, ...]) -> tuple[str, ...]:
    """The followed channels that hold one of the texts, in any letter case. Raises ValueError for a text in none."""
    for text in texts:
        if not any(text.casefold() in channel.casefold() for channel in followed):
            raise ValueError(f"no channel {text} is followed; there are {', '.join(followed)}")
    return tuple(each for each in followed if any(text.casefold() in each.casefold() for text in texts))
