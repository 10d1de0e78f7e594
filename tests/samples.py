"""Small values that several tests need."""

from tui.model.change import AdapterKey, AdapterNetwork, Change
from tui.model.staged import CLEARED, IPV4, StagedRaw
from tui.model.states import REPLICA


def staging_change(host: str, adapter: str) -> Change:
    """One IPv4 address staged on an adapter that had nothing."""
    before = AdapterNetwork(CLEARED, None, connected=False, switch_id=None)
    staged = StagedRaw(IPV4, False, ("10.0.0.1",), ("255.0.0.0",))
    after = AdapterNetwork(staged, None, connected=False, switch_id=None)
    return Change(AdapterKey(host, "VM", adapter), "sql01", "Network Adapter", REPLICA, before, after)
