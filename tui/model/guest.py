"""What the host knows of the way into a guest: its integration services."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GuestServices:
    """The integration services of one VM as the host sees them now (facts/hyperv-wmi.md 1.13, 1.14, 1.16)."""

    kvp_offered: bool | None = None
    """Whether data exchange is offered, which injection needs; None where the host did not tell."""
    kvp_status: int | None = None
    """OperationalStatus[0] of data exchange: 2 OK, 12 no contact, 13 lost; None while the VM does not run."""
    heartbeat: int | None = None
    """OperationalStatus[0] of the heartbeat, with the same numbers; None while the VM does not run."""
    services_state: int | None = None
    """IntegrationServicesVersionState, see ``model.machine``."""
    system: str | None = None
    """The guest's operating system in its own words; None while it does not tell."""

    @property
    def speaks(self) -> bool:
        """The guest has told the host something about itself through data exchange."""
        return self.system is not None

    @property
    def beats(self) -> bool:
        """The guest is up, as far as its heartbeat tells."""
        return self.heartbeat == OK


OK, NO_CONTACT, LOST_COMMUNICATION = 2, 12, 13
"""Values of OperationalStatus[0]."""
