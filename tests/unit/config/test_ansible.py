"""An Ansible inventory is read as it is, and what is not understood is named."""

from pathlib import Path

import pytest

from tui.config import Configuration, CredentialSource, read_configuration
from tui.yamlfile import FileError

INVENTORY = """\
all:
  vars:
    ansible_user: 'CORP\\operator'
    hvr_password_env: LAB
  children:
    linux:
      hosts:
        jump01: {ansible_host: 192.0.2.50}
    windows:
      vars:
        ansible_connection: winrm
        ansible_winrm_transport: ntlm
      children:
        hyperv:
          hosts:
            hv-[01:02].corp.example:
            hv-03.corp.example:
              ansible_host: 192.0.2.3
              ansible_port: 5985
              ansible_winrm_read_timeout_sec: 70
          vars:
            ansible_winrm_ca_trust_path: corp.pem
        lab:
          hosts:
            lab-01:
              ansible_connection: psrp
              ansible_winrm_transport: [credssp, kerberos]
              ansible_port: "15986"
              ansible_winrm_path: tunnel/wsman
              ansible_winrm_server_cert_validation: ignore
              ansible_winrm_kerberos_hostname_override: lab-01.lab.example
              ansible_password: "{{ vaulted }}"
"""


def _read(folder: Path, text: str) -> Configuration:
    path = folder / "inventory.yml"
    path.write_text(text, encoding="utf-8")
    return read_configuration(path)


def test_hosts_take_from_their_groups_the_nearest_first(tmp_path: Path) -> None:
    hosts = {host.name: host for host in _read(tmp_path, INVENTORY).hosts}
    assert list(hosts) == ["hv-01.corp.example", "hv-02.corp.example", "hv-03.corp.example", "lab-01"]
    first, third, lab = hosts["hv-01.corp.example"], hosts["hv-03.corp.example"], hosts["lab-01"]
    assert first.url == "https://hv-01.corp.example:5986/wsman"
    assert (first.group, first.auth, first.ca) == ("hyperv", "ntlm", tmp_path / "corp.pem")
    assert first.credential == CredentialSource("CORP\\operator", password_env="LAB")
    assert third.url == "http://192.0.2.3:5985/wsman"
    assert third.badges == ("ntlm over http: proves no host",)
    assert lab.url == "https://lab-01:15986/tunnel/wsman"
    assert (lab.auth, lab.verify, lab.kerberos_hostname) == ("kerberos", False, "lab-01.lab.example")
    assert lab.credential == CredentialSource("CORP\\operator", ticket=True)


def test_what_is_not_understood_is_named_with_its_hosts(tmp_path: Path) -> None:
    assert _read(tmp_path, INVENTORY).warnings == (
        "left out, having no ansible_connection: winrm or psrp (jump01)",
        "ansible_winrm_read_timeout_sec: not understood (hv-03.corp.example)",
        "ansible_password: a template or a vault, which only Ansible can read (lab-01)",
    )


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('ansible_password: "{{ vaulted }}"', "ansible_password: hunter2", "a password in clear is not read"),
        ('ansible_port: "15986"', "ansible_port: many", "line 28: lab-01.ansible_port: must be a whole number"),
        ("[credssp, kerberos]", "credssp", "ansible_winrm_transport: credssp hands your password"),
        ("hv-03.corp.example:", "LAB-01:", "names must differ"),
        ("ansible_user: 'CORP\\operator'", "other: x", "username: is missing"),
    ],
)
def test_what_cannot_be_used_is_refused_by_ansibles_own_name(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(FileError) as caught:
        _read(tmp_path, INVENTORY.replace(old, new))
    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_a_vault_is_no_password_in_clear(tmp_path: Path) -> None:
    text = INVENTORY.replace(
        '"{{ vaulted }}"', "!vault |\n                $ANSIBLE_VAULT;1.1;AES256\n                3132"
    )
    assert any(
        warning.startswith("ansible_password: a template or a vault") for warning in _read(tmp_path, text).warnings
    )


def test_an_inventory_without_windows_hosts_says_what_they_need(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no host has ansible_connection"):
        _read(tmp_path, "web:\n  hosts:\n    web01:\n")


def test_our_own_form_is_never_taken_for_an_inventory(tmp_path: Path) -> None:
    configuration = _read(tmp_path, "groups:\n  hosts: {username: x}\nhosts:\n  - {name: a, group: hosts}\n")
    assert [host.name for host in configuration.hosts] == ["a"]
