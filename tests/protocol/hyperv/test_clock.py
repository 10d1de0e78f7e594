"""How far a host's clock is off comes with the full read, by the host's own time."""

from datetime import timedelta

import pytest

from tests.protocol.hyperv.conftest import Site
from tui.hyperv.inventory import read_inventory


@pytest.mark.parametrize("seconds", [0, 90, -400])
def test_a_full_read_tells_how_far_the_hosts_clock_is_ahead(site: Site, seconds: int) -> None:
    site.server.administration.happen("dr-hv-02", "move-clock", seconds=str(seconds))
    client = site.client("dr-hv-02")
    told = read_inventory(client).clock_ahead
    client.close()
    assert told is not None
    assert abs(told - timedelta(seconds=seconds)) < timedelta(seconds=10)
