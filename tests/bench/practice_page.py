"""What a page costs the practice host, against what merely parsing it costs a client.

``python -m tests.bench.practice_page [VMS]`` prints a line for each query of a console and for each of its classes
whole: rows, bytes, CPU time of the practice host's service (request parsed, query run, answer written) and of
``xml.etree.ElementTree`` over the same bytes, both for a page of 300 rows, and how they compare. "changed" is the
service's time when the host's state has changed since the last time it was asked, so that every object is made anew.
It imports nothing of the client. All are the best of several runs in turn, so that other work on the machine does not
count. The host's clock runs.
"""

import sys
import time
from xml.etree import ElementTree

from tui.practice.clock import Clock
from tui.practice.fleet import Fleet
from tui.practice.hyperv.host import PracticeHost
from tui.practice.scenario.builtin import generated_scenario
from tui.practice.wsman.options import ServiceOptions
from tui.practice.wsman.record import Log, RequestRecord
from tui.practice.wsman.service import Service

RUNS = 7
PAGE = 300
V2 = "http://schemas.microsoft.com/wbem/wsman/1/wmi/root/virtualization/v2/"
ENUMERATION = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"
STAGED = "InstanceID,ProtocolIFType,DHCPEnabled,IPAddresses,Subnets,DefaultGateways,DNSServers"
NARROW = {
    "Msvm_ComputerSystem": "Name,ElementName,EnabledState,ReplicationMode,ReplicationState,ReplicationHealth,"
    "LastReplicationTime",
    "Msvm_ReplicationRelationship": "InstanceID,ReplicationState,ReplicationHealth,LastReplicationTime,LastApplyTime",
    "Msvm_ReplicationSettingData": "InstanceID,PrimaryHostSystem,RecoveryHostSystem,ReplicationInterval",
    "Msvm_SyntheticEthernetPortSettingData": "InstanceID,ElementName,Address,StaticMacAddress",
    "Msvm_EthernetPortAllocationSettingData": "InstanceID,EnabledState,HostResource,Parent,TestReplicaSwitchName,"
    "TestReplicaPoolID,LastKnownSwitchName",
    "Msvm_FailoverNetworkAdapterSettingData": STAGED,
    "Msvm_GuestNetworkAdapterConfiguration": STAGED,
    "Msvm_EthernetSwitchPortVlanSettingData": "InstanceID,OperationMode,AccessVlanId,NativeVlanId,TrunkVlanIdArray",
    "Msvm_KvpExchangeComponentSettingData": "InstanceID,EnabledState",
    "Msvm_VirtualSystemSettingData": "InstanceID,VirtualSystemIdentifier,VirtualSystemType",
    "Msvm_SummaryInformation": "Name,EnabledState,Heartbeat",
}
QUERIES = {f"{name} (narrow)": f"select {names} from {name}" for name, names in NARROW.items()}
QUERIES |= {f"{name} *": f"select * from {name}" for name in NARROW}
ENVELOPE = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:n="{enumeration}"
 xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><s:Header><a:To>http://127.0.0.1/wsman</a:To>
 <w:ResourceURI>{uri}*</w:ResourceURI><a:ReplyTo><a:Address>
 http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>
 <a:Action>{enumeration}/{verb}</a:Action><a:MessageID>uuid:1</a:MessageID></s:Header><s:Body>{body}</s:Body>
</s:Envelope>"""
ENUMERATE = """<n:Enumerate><w:OptimizeEnumeration/><w:MaxElements>32000</w:MaxElements>
<w:Filter Dialect="http://schemas.microsoft.com/wbem/wsman/1/WQL">{query}</w:Filter></n:Enumerate>"""
PULL = """<n:Pull><n:EnumerationContext>{context}</n:EnumerationContext><n:MaxElements>32000</n:MaxElements></n:Pull>"""
CONTEXT = f"{{{ENUMERATION}}}EnumerationContext"


def made_host(machines: int) -> PracticeHost:
    """One host with so many machines, in real time."""
    return next(iter(Fleet(generated_scenario(1, machines, 1), Clock()).hosts.values()))


def ask(service: Service, verb: str, body: str) -> bytes:
    message = ENVELOPE.format(enumeration=ENUMERATION, uri=V2, verb=verb, body=body).encode()
    answer = service.answer(message, "utf-8", "operator")
    assert answer.status == 200, answer.body
    return answer.body


def pages(service: Service, query: str) -> tuple[list[bytes], float]:
    """Every answer to a query, and the seconds of CPU that answering took."""
    spent, answers, body, verb = 0.0, [], ENUMERATE.format(query=query), "Enumerate"
    while True:
        began = time.process_time()
        answers.append(ask(service, verb, body))
        spent += time.process_time() - began
        context = ElementTree.fromstring(answers[-1]).findtext(f".//{CONTEXT}")
        if not context:
            return answers, spent
        verb, body = "Pull", PULL.format(context=context)


def parse(answers: list[bytes]) -> float:
    began = time.process_time()
    for answer in answers:
        ElementTree.fromstring(answer)
    return time.process_time() - began


def dearest(runs: int, machines: int = 500) -> float:
    """The service's time as a share of the parser's, for the console's query where that is largest."""
    host = made_host(machines)
    service = Service(host, ServiceOptions(), Log[RequestRecord]())
    return max(_share(service, f"select {names} from {name}", runs) for name, names in NARROW.items())


def _share(service: Service, query: str, runs: int) -> float:
    answers, _ = pages(service, query)
    served = min(pages(service, query)[1] for _ in range(runs))
    return served / min(parse(answers) for _ in range(runs))


def report(host: PracticeHost, service: Service, name: str, query: str) -> float:
    """Print a query's line; the service's time as a share of the parser's."""
    answers, _ = pages(service, query)
    rows = sum(len(items) for answer in answers for items in ElementTree.fromstring(answer).iter() if is_items(items))
    served, changed, parsed = [], [], []
    for _ in range(RUNS):
        served.append(pages(service, query)[1])
        parsed.append(parse(answers))
        with host.state.lock:
            pass  # whoever takes it may have changed the state
        changed.append(pages(service, query)[1])
    size = sum(map(len, answers)) / rows
    times = [min(each) * PAGE / rows * 1000 for each in (served, parsed, changed)]
    ratio = times[0] / times[1]
    print(f"{name:<50}{rows:>6}{size:>7.0f}{times[0]:>9.2f}{times[1]:>8.2f}{ratio:>7.2f}{times[2]:>9.2f}")  # noqa: T201
    return ratio


def is_items(element: ElementTree.Element) -> bool:
    return element.tag.rpartition("}")[2] == "Items"


def main() -> None:
    machines = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    host = made_host(machines)
    log: Log[RequestRecord] = Log()
    service = Service(host, ServiceOptions(), log)
    print(f"one host, {machines} machines; times in ms of CPU for {PAGE} rows")  # noqa: T201
    print(f"{'query':<50}{'rows':>6}{'B/row':>7}{'service':>9}{'parse':>8}{'ratio':>7}{'changed':>9}")  # noqa: T201
    ratios = [report(host, service, name, query) for name, query in QUERIES.items()]
    print(f"the dearest page: {max(ratios):.2f} of its parsing")  # noqa: T201


if __name__ == "__main__":
    main()
