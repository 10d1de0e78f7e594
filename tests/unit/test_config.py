"""A hosts file is read strictly, and what is wrong names file, line and key."""

from pathlib import Path

import pytest

from tui.config import CredentialSource, read_configuration
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
        ("auth: ntlm", "auth: credssp", 2, "defaults.auth: 'credssp' is not one of ntlm, basic"),
        ("group: dr-site", "group: dr-sight", 12, "'dr-sight' is not under groups"),
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
