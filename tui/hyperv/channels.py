"""Event log channels: which are followed, and which of them a host has (facts/hyperv-wmi.md 6.2)."""

from dataclasses import dataclass

from tui.wsman.client import Client
from tui.wsman.fault import Fault, NotAuthorised

DEFAULT_CHANNELS = (
    "Microsoft-Windows-Hyper-V-VMMS-Admin",
    "Microsoft-Windows-Hyper-V-VMMS-Networking",
    "Microsoft-Windows-Hyper-V-Worker-Admin",
    "Microsoft-Windows-Hyper-V-Integration-Admin",
    "Microsoft-Windows-Hyper-V-SynthNic-Admin",
    "Microsoft-Windows-Hyper-V-High-Availability-Admin",
)


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels asked for, sorted by what the host makes of them; each in the order asked for."""

    present: tuple[str, ...]
    missing: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    """Access denied: the channel's own rights, or membership in Event Log Readers."""


def sort_channels(client: Client, channels: tuple[str, ...]) -> Channels:
    """Subscribes to each channel alone (assumption ``pull-subscription``) and unsubscribes at once.

    A subscription that does not ignore channel errors fails for a channel that the host lacks (facts/wsman.md 3.4),
    and one over several channels does not say for which (assumption ``missing-channel``). Raises the last refusal where
    no channel can be subscribed to: then it is not about channels.
    """
    present: list[str] = []
    missing: list[str] = []
    denied: list[str] = []
    refusal: Fault | NotAuthorised | None = None
    for channel in channels:
        try:
            client.subscribe((channel,), ignore_channel_errors=False).unsubscribe()
            present.append(channel)
        except NotAuthorised as error:
            refusal = error
            denied.append(channel)
        except Fault as error:
            refusal = error
            missing.append(channel)
    if refusal is not None and not present:
        raise refusal
    return Channels(tuple(present), tuple(missing), tuple(denied))
