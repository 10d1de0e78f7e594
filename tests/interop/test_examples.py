"""pypsrp meets what the example scenarios set up: languages, a cluster, other tools at work, too little memory."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest
from pypsrp.exceptions import WSManFaultError
from pypsrp.wsman import SelectorSet, WSMan

from tests.interop.fleet import Serving
from tests.interop.psrp import SYSTEM, V2, WSMAN, rows
from tests.interop.test_fleet import epr, value, values
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer, ServeOptions

EXAMPLES = Path(__file__).parents[2] / "examples"
CLUSTER = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/mscluster/"
SERVICE = V2 + "Msvm_ReplicationService"
Serve = Callable[[str], Serving]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    with serving(tmp_path) as start:
        yield start


@contextmanager
def serving(folder: Path) -> Iterator[Serve]:
    """Serves example files whose practice time stands still but for what a test advances."""
    servers: list[PracticeServer] = []

    def start(name: str) -> Serving:
        hosts_file = folder / "hosts.yaml"
        server = PracticeServer(ServeOptions(read_scenario(EXAMPLES / f"{name}.yaml"), hosts_file))
        server.administration.speed(0)
        servers.append(server)
        return Serving(server.__enter__(), hosts_file)

    yield start
    for server in servers:
        server.close()


def invoke(wsman: WSMan, uri: str, method: str, parameters: Mapping[str, str | list[Element]], **keys: str) -> Element:
    body = Element(f"{{{uri}}}{method}_INPUT")
    for name, content in parameters.items():
        parameter = ElementTree.SubElement(body, f"{{{uri}}}{name}")
        if isinstance(content, str):
            parameter.text = content
        else:
            parameter.extend(content)
    selectors = SelectorSet()
    for name, key in keys.items():
        selectors.add_option(name, key)
    answer = wsman.invoke(f"{uri}/{method}", uri, body, selector_set=selectors)
    return next(element for element in answer.iter() if element.tag.endswith("_OUTPUT"))


def machine(wsman: WSMan, name: str) -> Element:
    (found,) = rows(wsman, f"select * from Msvm_ComputerSystem where ElementName = '{name}'")
    return found


def start(wsman: WSMan, vm: Element) -> Element:
    return invoke(wsman, SYSTEM, "RequestStateChange", {"RequestedState": "2"}, Name=value(vm, "Name"))


def job(wsman: WSMan, output: Element) -> Element:
    identifier = output.findtext(f".//{{{WSMAN}}}Selector")
    (found,) = rows(wsman, f"select * from Msvm_ConcreteJob where InstanceID = '{identifier}'")
    return found


@pytest.mark.parametrize(
    ("host", "caption", "word"),
    [
        ("dr-tokyo", "仮想マシン", "クラス"),
        ("dr-berlin", "Virtueller Computer", "Klasse"),
        ("dr-old", "Virtual Machine", "class"),
    ],
)
def test_a_host_speaks_its_language_and_its_codes_do_not(serve: Serve, host: str, caption: str, word: str) -> None:
    """facts/real-host.md 4, 9, REC: Caption and fault texts are the host's, Description and Status are not."""
    with closing(serve("languages").client(host)) as wsman:
        (vm,) = rows(wsman, "select * from Msvm_ComputerSystem where ReplicationMode = 2")
        assert (value(vm, "Caption"), value(vm, "Status")) == (caption, "OK")
        assert value(vm, "Description") == "Microsoft Virtual Machine"
        with pytest.raises(WSManFaultError) as caught:
            rows(wsman, "select * from Msvm_Nothing")
        assert caught.value.code == 2150858778
        assert word in caught.value.reason
        assert value(start(wsman, vm), "ReturnValue") == "32775"


def test_a_cluster_is_the_same_from_every_node_and_its_machines_move(serve: Serve) -> None:
    """facts/hyperv-wmi.md 1.17."""
    served = serve("cluster")
    with closing(served.client("dr-node-01")) as first, closing(served.client("dr-node-02")) as second:
        guid = value(machine(first, "sql01"), "Name")

        def owners(wsman: WSMan) -> dict[str, str]:
            found = rows(wsman, "select * from MSCluster_ResourceGroup", CLUSTER)
            return {value(group, "Name"): value(group, "OwnerNode") for group in found}

        assert owners(first) == owners(second)
        assert owners(first)["sql01"] == "dr-node-01"
        resources = rows(first, "select * from MSCluster_Resource where Type = 'Virtual Machine'", CLUSTER)
        ids = {element.text for each in resources for element in each.iter() if element.tag.endswith("}VmID")}
        assert guid.lower() in ids
        broker = "select * from MSCluster_Resource where Type = 'Virtual Machine Replication Broker'"
        assert [value(each, "State") for each in rows(first, broker, CLUSTER)] == ["2"]
        served.server.administration.advance(5 * 60)
        assert owners(second)["sql01"] == "dr-node-02"
        assert value(machine(second, "sql01"), "Name") == guid
        assert rows(first, "select * from Msvm_ComputerSystem where ElementName = 'sql01'") == []
        served.server.administration.advance(5 * 60)
        states = {value(n, "Name"): value(n, "State") for n in rows(second, "select * from MSCluster_Node", CLUSTER)}
        assert states == {"dr-node-01": "1", "dr-node-02": "0"}


def test_other_tools_change_what_a_client_has_read(serve: Serve) -> None:
    """facts/hyperv-wmi.md 5.1, 7: arrays shortened, other values, a renamed switch, lost jobs, no rights."""
    served = serve("other-tools")
    advance = served.server.administration.advance
    with closing(served.client("dr-hv-01")) as wsman:

        def staged(name: str) -> list[str]:
            like = f"InstanceID like '%{value(machine(wsman, name), 'Name')}%'"
            (found,) = rows(wsman, f"select * from Msvm_FailoverNetworkAdapterSettingData where {like}")
            return values(found, "IPAddresses")

        def switches() -> set[str]:
            return {value(each, "ElementName") for each in rows(wsman, "select * from Msvm_VirtualEthernetSwitch")}

        assert staged("sql01") == ["10.9.20.11", "10.9.20.12", "2001:db8:20::11"]
        advance(5 * 60)
        assert staged("sql01") == ["10.9.20.11", "2001:db8:20::11"]
        advance(5 * 60)
        assert staged("app01") == ["10.9.20.99"]
        advance(5 * 60)
        assert switches() == {"DR-LAN", "Test"}
        advance(5 * 60)
        assert value(machine(wsman, "app01"), "ReplicationState") == "7"
        advance(5 * 60 - 10)
        named = {"ComputerSystem": epr("Msvm_ComputerSystem", Name=value(machine(wsman, "sql01"), "Name"))}
        output = invoke(wsman, SERVICE, "TestReplicaSystem", named, CreationClassName="Msvm_ReplicationService")
        assert value(job(wsman, output), "JobState") == "4"
        advance(40)
        assert rows(wsman, "select * from Msvm_ConcreteJob") == []
        assert rows(wsman, "select * from Msvm_ComputerSystem where ReplicationMode = 3") == []
        advance(10 * 60)
        refused = invoke(wsman, SERVICE, "TestReplicaSystem", named, CreationClassName="Msvm_ReplicationService")
        assert value(refused, "ReturnValue") == "32769"


def test_test_machines_that_do_not_fit_into_memory_do_not_start(serve: Serve) -> None:
    """facts/hyperv-wmi.md 1.15, 2: code 32778. The host has 24 GB, 4 of them its own; the job says what is missing."""
    served = serve("disaster")
    with closing(served.client("dr-hv-01")) as wsman:
        started = {}
        for name in ("big01", "sql01"):
            named = {"ComputerSystem": epr("Msvm_ComputerSystem", Name=value(machine(wsman, name), "Name"))}
            output = invoke(wsman, SERVICE, "TestReplicaSystem", named, CreationClassName="Msvm_ReplicationService")
            assert value(output, "ReturnValue") == "4096"
            served.server.administration.advance(5)
            outcome = start(wsman, machine(wsman, f"{name} - Test"))
            served.server.administration.advance(5)
            started[name] = job(wsman, outcome)
        assert value(started["big01"], "JobState") == "7"
        assert (value(started["sql01"], "JobState"), value(started["sql01"], "ErrorCode")) == ("10", "32778")
        assert "sql01 - Test" in value(started["sql01"], "ErrorDescription")
        assert value(machine(wsman, "sql01 - Test"), "EnabledState") == "3"
