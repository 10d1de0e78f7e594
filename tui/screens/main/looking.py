"""What the panes were drawn from, and whether a newer look differs in nothing but VMs."""

from collections.abc import Hashable
from dataclasses import dataclass

from tui.fleet.judging.assessing import Assessment
from tui.fleet.view import FleetView, HostState, HostView


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """What there was to be seen at one moment."""

    view: FleetView
    assessment: Assessment
    besides: tuple[object, ...] = ()
    """What is shown that is neither of hosts nor of the journal."""

    def differs_in_vms_alone(self, before: "Look") -> bool:
        """False, too, where nothing that is known here differs."""
        news = self.view is not before.view or self.assessment is not before.assessment
        return (
            news
            and self.besides == before.besides
            and self.view.events is before.view.events
            and self.view.ticket_ends == before.view.ticket_ends
            and _same_journal(self.assessment, before.assessment)
            and len(self.view.hosts) == len(before.view.hosts)
            and all(
                host is was or _besides_vms(host) == _besides_vms(was)
                for host, was in zip(self.view.hosts, before.view.hosts, strict=True)
            )
        )


def _same_journal(one: Assessment, other: Assessment) -> bool:
    troubles = (one.journal_trouble, one.trouble) == (other.journal_trouble, other.trouble)
    return troubles and one.journal is other.journal and one.foreign == other.foreign


def _besides_vms(host: HostView) -> tuple[Hashable, ...]:
    """What is shown of a host but for its VMs."""
    inventory = host.inventory
    return (
        host.name,
        host.group,
        host.state,
        None if host.state is HostState.UP else host.as_of,
        host.trouble,
        host.next_try,
        host.reading,
        host.events_trouble,
        host.missing_channels,
        host.denied_channels,
        host.events_by_command,
        host.badges,
        host.membership,
        host.production,
        host.unlocked_until,
        host.nothing_visible,
        host.clock_off,
        None if inventory is None else len(inventory.machines),
    )
