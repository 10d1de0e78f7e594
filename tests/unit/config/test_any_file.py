"""Whatever a file holds: hosts, or one line that says why not."""

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tui.config import HostEntry, read_configuration
from tui.config.ansible.inventory import _KEYS
from tui.yamlfile import FileError

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 70000),
    st.sampled_from(["ntlm", "kerberos", "https", "http", "winrm", "a", "{{ x }}", "hv[1:3]", "/", ""]),
    st.text(max_size=5),
)
KEYS = st.sampled_from(
    [
        "defaults", "groups", "hosts", "clusters", "settings", "nodes", "name", "address", "group", "username", "auth",
        "scheme", "port", "break_glass", "rules", "thresholds", "password_command", "channels", "proxy", "ca",
        "all", "children", "vars", "ansible_connection", "ansible_password", "<<", "hv[1:3]", *sorted(_KEYS),
    ]
)  # fmt: skip
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(KEYS, inner, max_size=5)),
    max_leaves=25,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=DOCUMENTS)
def test_any_document_is_read_or_refused_in_one_line(document: object, tmp_path: Path) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text(yaml.safe_dump(document), encoding="utf-8")
    refusal = ""
    hosts: tuple[HostEntry, ...] = ()
    try:
        hosts = read_configuration(path).hosts
    except FileError as error:
        refusal = str(error)
    assert refusal == "" or refusal.startswith(str(path))
    assert len(refusal.splitlines()) <= 1
    names = [host.name.casefold() for host in hosts]
    assert len(names) == len(set(names))
    for host in hosts:
        assert host.credential.ticket is (host.auth == "kerberos")
        assert host.credential.ticket or host.credential.username


@pytest.mark.parametrize(
    "text", ["hosts: &a [*a]\n", "all: &a\n  children:\n    b: *a\n", f"hosts: {'[' * 3000}{']' * 3000}\n"]
)
def test_a_file_without_an_end_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hosts.yaml"
    path.write_text(text)
    with pytest.raises(FileError):
        read_configuration(path)
