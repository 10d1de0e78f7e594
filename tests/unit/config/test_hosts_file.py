"""A hosts file is read strictly, and what is wrong names file, line and key."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tui.config import CredentialSource, read_configuration
from tui.model.readiness import DEFAULT_SETTINGS, Severity, Thresholds
from tui.yamlfile import FileError

GOOD = """\
defaults:
  auth: ntlm
  scheme: http
  username: 'lab\\operator'
  password_file: secret
groups:
  dr-site:
    scheme: https
    ca: ca.pem
hosts:
  - name: dr-hv-01
    group: dr-site
  - name: dr-hv-02
    address: 127.0.0.1
    port: 41001
    password_env: LAB_PASSWORD
    read_only: true
settings:
  quick_interval: 5
"""


def _write(folder: Path, text: str) -> Path:
    path = folder / "hosts.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_host_takes_from_its_group_and_the_defaults(tmp_path: Path) -> None:
    configuration = read_configuration(_write(tmp_path, GOOD))
    first, second = configuration.hosts
    assert first.url == "https://dr-hv-01:5986/wsman"
    assert first.ca == tmp_path / "ca.pem"
    assert first.credential == CredentialSource("lab\\operator", password_file=tmp_path / "secret")
    assert first.badges == ()
    assert second.url == "http://127.0.0.1:41001/wsman"
    assert second.credential == CredentialSource("lab\\operator", password_env="LAB_PASSWORD")
    assert second.read_only
    assert second.badges == ("ntlm over http: proves no host",)
    assert configuration.settings.quick_interval == 5


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("    port: 41001", "    prot: 41001", 15, "hosts[1].prot: unknown key; did you mean port?"),
        ("port: 41001", "port: high", 15, "hosts[1].port: must be a whole number from 1 to 65535"),
        ("port: 41001", "port: 70000", 15, "hosts[1].port: 70000 is not from 1 to 65535"),
        ("name: dr-hv-02", "name: DR-HV-01", 13, "hosts[1].name: 'DR-HV-01' is the name of an earlier host"),
        ("  - name: dr-hv-02\n", "  - group: dr-site\n", 13, "hosts[1].name is missing"),
        ("read_only: true", "read_only: perhaps", 17, "hosts[1].read_only: must be true or false"),
        ("auth: ntlm", "auth: credssp", 2, "defaults.auth: credssp hands your password to the host"),
        ("auth: ntlm", "auth: certificate", 2, "defaults.auth: 'certificate' is not one of kerberos, ntlm, basic"),
        ("  auth: ntlm\n", "", 2, "defaults.scheme: ntlm over http is less safe"),
        ("  scheme: http\n", "  verify: null\n", 3, "defaults.verify: must be true or false"),
        ("read_only: true", "thresholds: {behind: soon}", 17, "behind: must be a whole number"),
        ("read_only: true", "thresholds: {drill-overdew: 9}", 17, "no such limit; there are behind, drill-overdue"),
        ("read_only: true", "rules: {legacy-adapter: loud}", 17, "'loud' is not one of block, warn, note, off"),
        ("read_only: true", "rules: {legacy-adaptor: note}", 17, "no rule legacy-adaptor; did you mean legacy-adapter"),
        ("read_only: true", "proxy: proxy.lab", 17, "hosts[1].proxy: must be a URL"),
        ("read_only: true", "proxy: 'http://u:p@proxy.lab:3128'", 17, "hosts[1].proxy: must be a URL"),
        ("read_only: true", "proxy: 'http://proxy.lab:3128'", 17, "hosts[1].proxy: only https goes through a proxy"),
        ("read_only: true", "password_command: pass lab", 17, "hosts[1].password_command: must be a list"),
        ("read_only: true", "break_glass: {password_env: X}", 17, "hosts[1].break_glass.username is missing"),
        ("group: dr-site", "group: dr-sight", 12, "'dr-sight' is not under groups"),
        ("  quick_interval: 5", "  probe: sometimes", 19, "settings.probe: must be true or false"),
        ("  username: 'lab\\operator'\n", "", 10, "hosts[0].username: is missing"),
        ("address: 127.0.0.1", "address: http://x/", 14, "must be a host name or an IP address alone"),
        ("    port: 41001", "    port: 41001\n    port: 41002", 16, "hosts[1].port stands here a second time"),
        ("settings:", "setings:", 18, "setings: unknown key; did you mean settings?"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    path = _write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(FileError) as caught:
        read_configuration(path)
    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "hosts: []", "[1, 2]", "hosts: {", "hosts: 3", "\x00"])
def test_a_file_that_is_no_hosts_file_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileError) as caught:
        read_configuration(_write(tmp_path, text))
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No such file"):
        read_configuration(tmp_path / "hosts.yaml")


def test_an_ipv6_address_is_written_in_brackets(tmp_path: Path) -> None:
    text = "hosts:\n  - {name: a, address: '::1', username: x}\n"
    assert read_configuration(_write(tmp_path, text)).hosts[0].url == "https://[::1]:5986/wsman"


def test_kerberos_needs_no_user_and_no_password(tmp_path: Path) -> None:
    text = "defaults: {auth: kerberos}\nhosts:\n  - name: a.lab\n    address: 192.0.2.1\n    kerberos_hostname: b.lab\n"
    (host,) = read_configuration(_write(tmp_path, text)).hosts
    assert host.credential == CredentialSource(None, ticket=True)
    assert (host.name, host.address, host.kerberos_hostname) == ("a.lab", "192.0.2.1", "b.lab")
    assert (host.scheme, host.badges) == ("https", ())


def test_a_level_that_names_another_user_does_not_send_him_with_the_first_ones_password(tmp_path: Path) -> None:
    text = "defaults: {username: x, password_env: X}\nhosts:\n  - {name: a, username: y}\n  - {name: b, keyring: k}\n"
    first, second = read_configuration(_write(tmp_path, text)).hosts
    assert first.credential == CredentialSource("y")
    assert second.credential == CredentialSource("x", keyring="k")


def test_thresholds_and_severities_are_merged_by_rule(tmp_path: Path) -> None:
    text = """\
groups:
  dr:
    username: x
    thresholds: {behind: 9, drill-overdue: 14}
    rules: {dns-missing: "off", two-running: warn}
hosts:
  - {name: a, group: dr, thresholds: {behind: 2, pending-replication: 3}, rules: {dns-missing: block}}
  - {name: b, username: x}
"""
    first, second = read_configuration(_write(tmp_path, text)).hosts
    assert first.readiness.thresholds == Thresholds(2, timedelta(days=14), 3 * 1024 * 1024)
    assert first.readiness.severities == {"dns-missing": Severity.BLOCK, "two-running": Severity.WARN}
    assert second.readiness == DEFAULT_SETTINGS


def test_a_group_may_name_a_credential_for_the_day_on_which_the_first_is_of_no_use(tmp_path: Path) -> None:
    text = "groups:\n  dr:\n    username: x\n    break_glass: {username: '.\\fire', password_file: fire}\n"
    (host,) = read_configuration(_write(tmp_path, f"{text}hosts:\n  - {{name: a, group: dr}}\n")).hosts
    assert host.credential == CredentialSource("x")
    assert host.break_glass == CredentialSource(".\\fire", password_file=tmp_path / "fire")


def test_a_second_credential_is_refused_where_it_would_be_sent_to_whoever_answers(tmp_path: Path) -> None:
    text = "hosts:\n  - name: a\n    auth: kerberos\n    scheme: http\n    break_glass: {username: x}\n"
    with pytest.raises(FileError, match=r"line 5: .*break_glass: .*proves no host"):
        read_configuration(_write(tmp_path, text))


CLUSTER = """\
defaults: {username: x}
hosts:
  - {name: node-01, read_only: true}
clusters:
  - name: dr-cl
    port: 5999
    nodes:
      - node-01
      - {name: node-02, address: 192.0.2.2}
  - {name: prod-cl, address: 192.0.2.9}
"""


def test_a_cluster_is_named_once_and_its_nodes_are_hosts(tmp_path: Path) -> None:
    configuration = read_configuration(_write(tmp_path, CLUSTER))
    assert [(host.name, host.cluster, host.port) for host in configuration.hosts] == [
        ("node-01", "dr-cl", 5986),
        ("node-02", "dr-cl", 5999),
    ]
    first, second = configuration.clusters
    assert first.nodes == configuration.hosts
    assert first.nodes[0].read_only
    assert (second.name, second.nodes, second.contact.address) == ("prod-cl", (), "192.0.2.9")


@pytest.mark.parametrize("old", ["name: prod-cl", "name: dr-cl", "name: node-02"])
def test_a_cluster_is_not_named_like_a_host(tmp_path: Path, old: str) -> None:
    with pytest.raises(FileError, match="names must differ"):
        read_configuration(_write(tmp_path, CLUSTER.replace(old, "name: NODE-01")))


def test_waivers_of_all_levels_add_up_and_a_day_ends_with_itself(tmp_path: Path) -> None:
    text = """\
groups:
  dr:
    username: x
    waivers: [{rule: never-drilled, reason: first drill in May, until: 2026-04-30T18:00:00Z}]
hosts:
  - {name: a, group: dr, waivers: [{rule: dns-missing, reason: an appliance, until: 2026-04-30, vms: [sql01]}]}
"""
    (host,) = read_configuration(_write(tmp_path, text)).hosts
    first, second = host.readiness.waivers
    assert (first.rule_id, first.reason, first.vms) == ("never-drilled", "first drill in May", ())
    assert first.until == datetime(2026, 4, 30, 18, tzinfo=UTC)
    assert (second.rule_id, second.vms) == ("dns-missing", ("sql01",))
    assert second.until == datetime(2026, 5, 1).astimezone(UTC)


@pytest.mark.parametrize(
    ("waiver", "words"),
    [
        ("{rule: dns-mising, reason: x, until: 2026-04-30}", "no rule dns-mising; did you mean dns-missing"),
        ("{rule: dns-missing, reason: x}", "waivers[0].until is missing"),
        ("{rule: dns-missing, until: 2026-04-30}", "waivers[0].reason is missing"),
        ("{rule: dns-missing, reason: x, until: soon}", "must be a day or a moment"),
        ("{rule: dns-missing, reason: x, until: 2026-04-30, vm: a}", "unknown key; did you mean vms"),
    ],
)
def test_a_waiver_has_a_rule_a_reason_and_an_end(tmp_path: Path, waiver: str, words: str) -> None:
    with pytest.raises(FileError, match=re.escape(words)):
        read_configuration(_write(tmp_path, f"hosts:\n  - {{name: a, username: x, waivers: [{waiver}]}}\n"))


def test_a_group_or_a_host_is_production_where_the_file_says_so(tmp_path: Path) -> None:
    text = GOOD.replace("    ca: ca.pem", "    ca: ca.pem\n    production: true")
    first, second = read_configuration(_write(tmp_path, text)).hosts
    assert (first.production, second.production) == (True, False)
    text = GOOD.replace("    read_only: true", "    production: true")
    first, second = read_configuration(_write(tmp_path, text)).hosts
    assert (first.production, second.production) == (False, True)


def test_settings_name_a_shared_journal_beside_the_file_and_how_long_statistics_stay_fresh(tmp_path: Path) -> None:
    text = GOOD.replace("  quick_interval: 5", "  journal: journal\n  statistics_interval: 120")
    settings = read_configuration(_write(tmp_path, text)).settings
    assert (settings.journal, settings.statistics_interval) == (tmp_path / "journal", 120)
    usual = read_configuration(_write(tmp_path, GOOD)).settings
    assert (usual.journal, usual.statistics_interval) == (None, 900)


def test_staged_addresses_are_tried_from_here_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    assert read_configuration(_write(tmp_path, GOOD)).settings.probe
    text = GOOD.replace("  quick_interval: 5", "  probe: false")
    assert not read_configuration(_write(tmp_path, text)).settings.probe
