"""How a copy and its family stand: all that decides what can be done with it."""

from dataclasses import dataclass

from tui.model import states
from tui.model.step import Moment


@dataclass(frozen=True, slots=True)
class Member:
    """Another member of the family, on another host or in another failover cluster."""

    host: str
    """In the hosts file."""
    moment: Moment
    live: bool = True
    """Its host answers now; else the moment is how it was last seen."""

    @property
    def runs(self) -> bool:
        """It is alive as far as is known now: anything that is neither off nor saved may be writing."""
        return self.live and self.moment.enabled_state not in (states.OFF, states.SAVED)


@dataclass(frozen=True, slots=True)
class Standing:
    """One copy, with the members of its family that the fleet has."""

    moment: Moment
    extended: bool = False
    """It is replicated further, to an extended replica."""
    external: bool = False
    """It is replicated by another provider than Hyper-V."""
    received: bool = True
    """At least one replication has arrived."""
    primary_name: str = ""
    """The primary's host as the relationship names it; empty where it does not."""
    primary_unread: str = ""
    """That host, where it is in the fleet and has never answered; empty otherwise."""
    members: tuple[Member, ...] = ()

    @property
    def primary(self) -> Member | None:
        """The family's primary elsewhere; None for a primary, and where the fleet does not have it."""
        return self._first(states.PRIMARY)

    @property
    def silent_primary(self) -> str:
        """The host in the fleet that has or should have the primary and does not answer; empty where none is silent."""
        primary = self.primary
        if primary is None:
            return self.primary_unread
        return "" if primary.live else primary.host

    @property
    def replica(self) -> Member | None:
        """The family's replica elsewhere."""
        return self._first(states.REPLICA)

    @property
    def running(self) -> Member | None:
        """A member elsewhere that is alive."""
        return next((member for member in self.members if member.runs), None)

    def _first(self, mode: int) -> Member | None:
        """One that answers now before one that does not."""
        held = [member for member in self.members if member.moment.mode == mode]
        return next((member for member in held if member.live), held[0] if held else None)
