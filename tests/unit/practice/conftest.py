import pytest

from tests.unit.practice.bench import Bench, fleet
from tui.practice.fleet import Fleet


@pytest.fixture
def hosts() -> Fleet:
    return fleet()


@pytest.fixture
def dr(hosts: Fleet) -> Bench:
    return Bench(hosts, "dr")


@pytest.fixture
def prod(hosts: Fleet) -> Bench:
    return Bench(hosts, "prod")
