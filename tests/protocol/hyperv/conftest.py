"""Practice hosts in this process, so that a test can also look at them from the other side."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
import yaml

from tests.scenarios import default_scenario
from tui.hyperv import gate, schema
from tui.hyperv.inventory import read_inventory
from tui.model.machine import Adapter, Machine
from tui.model.secret import Secret
from tui.practice.hyperv.hypervisor import Hypervisor
from tui.practice.scenario.plan import Scenario
from tui.practice.serve import PracticeServer, ServeOptions
from tui.wsman.client import Call, Client
from tui.wsman.transport import Connection, Endpoint

JOB_SECONDS = 0.05


@dataclass(frozen=True)
class Site:
    """The practice fleet as its hosts file tells it."""

    server: PracticeServer
    urls: dict[str, str]
    username: str
    password: str

    def state(self, host: str) -> Hypervisor:
        return self.server.fleet.hosts[host].state

    def client(
        self, host: str, may_invoke: Callable[[str, str], bool] = gate.may_write, calls: list[Call] | None = None
    ) -> Client:
        endpoint = Endpoint(self.urls[host], "ntlm", self.username, Secret(self.password))
        on_call = None if calls is None else calls.append
        return Client(Connection(endpoint), arrays=schema.arrays, may_invoke=may_invoke, on_call=on_call)


@contextmanager
def served(scenario: Scenario, folders: pytest.TempPathFactory) -> Iterator[Site]:
    """The scenario's hosts, listening, with jobs that are quick."""
    file = folders.mktemp("practice") / "hosts.yaml"
    with PracticeServer(ServeOptions(scenario, file)) as server:
        written = yaml.safe_load(file.read_text())
        urls = {each["name"]: f"http://{each['address']}:{each['port']}/wsman" for each in written["hosts"]}
        password = (file.parent / written["defaults"]["password_file"]).read_text().strip()
        for host in server.fleet.hosts.values():
            host.state.habits = replace(host.state.habits, job_seconds=JOB_SECONDS)
        yield Site(server, urls, written["defaults"]["username"], password)


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with served(default_scenario(), tmp_path_factory) as site:
        yield site


@pytest.fixture
def client(site: Site) -> Iterator[Client]:
    """Connected to dr-hv-02, where most of the odd VMs are."""
    client = site.client("dr-hv-02")
    yield client
    client.close()


def adapter_named(client: Client, vm: str, name: str = "Network Adapter") -> tuple[Machine, Adapter]:
    machine = next(machine for machine in read_inventory(client).machines if machine.name == vm)
    return machine, next(adapter for adapter in machine.adapters if adapter.name == name)


def compared(adapter: Adapter) -> Adapter:
    """The adapter without what a change does not compare, which is not read when one adapter is."""
    cable = adapter.connection
    return replace(adapter, guest=None, connection=None if cable is None else replace(cable, vlan=None))
