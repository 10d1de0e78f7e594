"""The doctor says of each host what is wrong, in order, and never more than one logon is wasted on a wrong password."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.protocol.doctor.conftest import Serve, findings
from tests.protocol.proxy import Proxy
from tests.scenarios import default_scenario
from tui.config import Configuration
from tui.doctor.examination import ALL, examine
from tui.doctor.finding import Verdict
from tui.fleet.logon import Logon
from tui.model.secret import Secret
from tui.practice.scenario.reading import read_scenario
from tui.practice.serve import PracticeServer

Ground = tuple[PracticeServer, Configuration]
EXAMPLES = Path(__file__).parents[3] / "examples"


def test_a_host_that_is_well_passes_all_that_applies_but_for_its_short_lived_certificate(
    secure: Ground,
) -> None:
    _, configuration = secure
    found = findings(configuration, configuration.hosts[0])
    assert tuple(found) == ALL
    assert {check for check, finding in found.items() if finding.verdict is Verdict.SKIPPED} == {"write", "cluster"}
    assert {check for check, finding in found.items() if finding.verdict is Verdict.WARN} == {"certificate"}
    assert "renew it" in found["certificate"].remedy
    assert found["certificate"].sentence.startswith(f"valid for {configuration.hosts[0].name} until ")
    assert "only a write would show" in found["write"].sentence
    assert "MaxConcurrentOperationsPerUser 1500" in found["limits"].sentence


def test_nothing_is_ever_written(ground: Ground) -> None:
    server, configuration = ground
    for entry in configuration.hosts:
        findings(configuration, entry)
    assert server.administration.executed() == []


def test_what_is_less_safe_is_a_warning_with_the_way_out(ground: Ground) -> None:
    _, configuration = ground
    logon = findings(configuration, configuration.hosts[0])["logon"]
    assert (logon.verdict, logon.remedy) == (Verdict.WARN, "use kerberos, or ntlm over https")
    assert "ntlm over http: proves no host" in logon.sentence


def test_a_name_that_nobody_knows_ends_the_examination(ground: Ground) -> None:
    _, configuration = ground
    found = findings(configuration, configuration.hosts[0], address="no-such-host.invalid")
    assert found["name"].verdict is Verdict.FAIL
    assert "address" in found["name"].remedy
    assert {finding.verdict for check, finding in found.items() if check != "name"} == {Verdict.SKIPPED}
    assert found["limits"].sentence == "after the failure of name"


def test_a_closed_port_is_named_with_what_to_look_at(ground: Ground) -> None:
    server, configuration = ground
    server.administration.stop("dr-hv-01")
    found = findings(configuration, configuration.hosts[0])
    assert (found["name"].verdict, found["port"].verdict) == (Verdict.PASS, Verdict.FAIL)
    assert "firewall" in found["port"].remedy


def test_an_authority_that_is_not_named_is_what_the_certificate_fails_by(secure: Ground) -> None:
    _, configuration = secure
    found = findings(configuration, configuration.hosts[0], ca=None)["certificate"]
    assert (found.verdict, found.remedy) == (Verdict.FAIL, "name the file of its authority with ca:")


def test_authorities_that_cannot_be_read_are_named_by_their_file(secure: Ground, tmp_path: Path) -> None:
    _, configuration = secure
    for ca in (tmp_path / "missing.pem", configuration.path):
        found = findings(configuration, configuration.hosts[0], ca=ca)["certificate"]
        assert (found.verdict, str(ca) in found.sentence) == (Verdict.FAIL, True)
        assert "PEM" in found.remedy


def test_a_certificate_of_another_name_says_for_whom_it_is(secure: Ground) -> None:
    _, configuration = secure
    found = findings(configuration, configuration.hosts[0], name="other.example")["certificate"]
    assert found.verdict is Verdict.FAIL
    assert configuration.hosts[0].name in found.remedy


def test_a_certificate_that_is_not_checked_is_a_warning(secure: Ground) -> None:
    _, configuration = secure
    assert findings(configuration, configuration.hosts[0], verify=False)["certificate"].verdict is Verdict.WARN


def test_https_on_a_port_that_speaks_http_is_said(ground: Ground) -> None:
    _, configuration = ground
    found = findings(configuration, configuration.hosts[0], scheme="https")["certificate"]
    assert (found.verdict, found.sentence.startswith("no TLS")) == (Verdict.FAIL, True)


def test_a_way_to_log_on_that_is_not_offered_is_found_before_any_password_leaves(ground: Ground) -> None:
    server, configuration = ground
    found = findings(configuration, configuration.hosts[0], auth="basic")
    assert found["service"].verdict is Verdict.FAIL
    assert "does not offer basic, only Negotiate" in found["service"].sentence
    assert found["logon"].verdict is Verdict.SKIPPED
    assert server.listeners["dr-hv-01"].sign_ins == ()


def test_a_wrong_path_is_told_from_a_wrong_host(ground: Ground) -> None:
    _, configuration = ground
    assert "nothing at /other" in findings(configuration, configuration.hosts[0], path="/other")["service"].sentence


def test_a_port_of_something_else_is_not_taken_for_winrm(ground: Ground, mute: int) -> None:
    _, configuration = ground
    assert findings(configuration, configuration.hosts[0], port=mute)["service"].verdict is Verdict.FAIL


@pytest.fixture
def mute() -> Iterator[int]:
    """The port of something that takes connections and closes them."""
    import threading

    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                listening.accept()[0].close()
            except OSError:
                return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()
    thread.join()


def test_a_rejected_password_is_tried_on_one_host_alone(ground: Ground) -> None:
    server, configuration = ground
    logon = Logon()
    verdicts = []
    for entry in configuration.hosts:
        found = {each.check: each for each in examine(entry, configuration.settings, Secret("wrong"), logon)}
        verdicts.append(found["logon"].verdict)
        assert found["read"].verdict is Verdict.SKIPPED
    assert verdicts == [Verdict.FAIL, Verdict.SKIPPED, Verdict.SKIPPED]
    assert sum(len(listener.sign_ins) for listener in server.listeners.values()) == 1


def test_an_account_without_rights_is_told_which_group_it_needs(ground: Ground) -> None:
    server, configuration = ground
    server.administration.habits("dr-hv-01", visible=False)
    found = findings(configuration, configuration.hosts[0])
    assert (found["read"].verdict, found["write"].verdict) == (Verdict.NOT_PERMITTED, Verdict.NOT_PERMITTED)
    assert found["read"].sentence == "nothing visible: check Hyper-V Administrators"
    assert "Hyper-V Administrators" in found["read"].remedy


def test_channels_that_a_host_lacks_are_named(serve: Serve) -> None:
    _, configuration = serve(read_scenario(EXAMPLES / "hard-hosts.yaml"))
    entry = next(entry for entry in configuration.hosts if entry.name == "dr-lies")
    found = findings(configuration, entry)["events"]
    assert found.verdict is Verdict.PASS
    assert found.sentence.startswith("4 of 6 channels; this host lacks ")


@pytest.mark.parametrize(
    ("seconds", "verdict", "words"),
    [(3, Verdict.PASS, " s ahead"), (90, Verdict.WARN, " s ahead"), (400, Verdict.FAIL, "Kerberos refuses")],
)
def test_a_clock_that_is_off_is_measured_against_the_hosts_own_time(
    ground: Ground, seconds: int, verdict: Verdict, words: str
) -> None:
    server, configuration = ground
    server.fleet.clock.advance(timedelta(seconds=seconds))
    found = findings(configuration, configuration.hosts[0])["clock"]
    assert found.verdict is verdict
    assert words in found.sentence


def test_a_cluster_tells_its_nodes_or_that_it_may_not_be_asked(serve: Serve) -> None:
    server, configuration = serve(read_scenario(EXAMPLES / "cluster.yaml"))
    entry = replace(configuration.hosts[0], cluster="dr-cluster")
    found = findings(configuration, entry)["cluster"]
    assert (found.verdict, found.sentence) == (Verdict.PASS, "dr-cluster has the nodes dr-node-01, dr-node-02")
    cluster = server.fleet.hosts["dr-node-01"].state.cluster
    assert cluster is not None
    cluster.readable = False
    assert findings(configuration, entry)["cluster"].verdict is Verdict.NOT_PERMITTED


def test_a_host_outside_every_cluster_is_not_taken_for_a_node(serve: Serve) -> None:
    _, configuration = serve(default_scenario())
    found = findings(configuration, configuration.hosts[0], cluster="dr-cluster")["cluster"]
    assert found.verdict is Verdict.FAIL


def test_a_host_behind_a_proxy_is_looked_at_through_it(secure: Ground) -> None:
    _, configuration = secure
    with Proxy() as proxy:
        found = findings(configuration, configuration.hosts[0], proxy=proxy.url)
        assert {finding.verdict for finding in found.values()} <= {Verdict.PASS, Verdict.WARN, Verdict.SKIPPED}
        assert found["logon"].verdict is Verdict.PASS
        assert len(proxy.asked_for) >= 4
