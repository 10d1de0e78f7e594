"""How one practice host takes what the facts leave open, and how it misbehaves."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

EmptyArray: TypeAlias = Literal["accepted", "refused", "unchanged", "cleared"]
"""What SetFailoverNetworkAdapterSettings makes of an array without elements.

accepted: an explicit empty array empties, one left out changes nothing. refused: an explicit one is refused as an
invalid parameter, one left out empties. unchanged: an explicit one changes nothing, one left out empties. cleared:
both empty.
"""


@dataclass(frozen=True, slots=True)
class Habits:
    """A host's choices; they may be replaced while it runs."""

    empty_array: EmptyArray = "accepted"
    checks_addresses: bool = True
    """Refuse staged text that is no address, and unequal numbers of addresses and subnets."""
    job_seconds: float = 0.6
    """Practice time that a job takes."""
    failing_jobs: str = ""
    """Every job of a change fails with this text, "" none."""
    lying_jobs: bool = False
    """Jobs say success and change nothing."""
    injection_channel: str = "Microsoft-Windows-Hyper-V-VMMS-Admin"
    """Where a failed injection of staged settings into a guest is written."""
    visible: bool = True
    """Without the right to Hyper-V a caller sees no instances at all, facts/hyperv-wmi.md 7."""
    writable: bool = True
    """Without it methods answer access denied."""
