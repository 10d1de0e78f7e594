"""Where a password may come from, and that it never shows."""

import copy
import os
from pathlib import Path

import pytest

from tui.config import Configuration, CredentialSource, HostEntry
from tui.credentials import CredentialError, gather
from tui.model.secret import Secret


def _configuration(*sources: CredentialSource) -> Configuration:
    hosts = tuple(
        HostEntry(f"host{n}", f"host{n}", 5986, "https", "/wsman", "ntlm", source) for n, source in enumerate(sources)
    )
    return Configuration(Path("hosts.yaml"), hosts)


def _never(text: str) -> str:
    raise AssertionError(f"asked: {text}")


def test_a_credential_that_many_hosts_share_is_asked_for_once() -> None:
    source = CredentialSource("lab\\operator")
    asked: list[str] = []

    def prompt(text: str) -> str:
        asked.append(text)
        return "hunter2"

    secrets = gather(_configuration(source, source), prompt)
    assert asked == ["Password of lab\\operator"]
    assert secrets[source].reveal() == "hunter2"


def test_the_environment_and_a_file_of_ones_own_are_read(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("from file\nsecond line\n")
    path.chmod(0o600)
    by_file, by_environment = CredentialSource("a", password_file=path), CredentialSource("b", password_env="LAB")
    secrets = gather(_configuration(by_file, by_environment), _never, {"LAB": "from environment"})
    assert [secret.reveal() for secret in secrets.values()] == ["from file", "from environment"]


def test_a_file_that_others_may_read_is_refused_with_the_chmod(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(0o640)
    with pytest.raises(CredentialError, match=f"chmod 600 {path}"):
        gather(_configuration(CredentialSource("a", password_file=path)), _never)


def test_a_file_of_another_user_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret"
    path.write_text("x")
    path.chmod(0o600)
    monkeypatch.setattr(os, "getuid", lambda: path.stat().st_uid + 1)
    with pytest.raises(CredentialError, match="another user"):
        gather(_configuration(CredentialSource("a", password_file=path)), _never)


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(CredentialError, match="LAB_PASSWORD is not set"):
        gather(_configuration(CredentialSource("a", password_env="LAB_PASSWORD")), _never, {})


def test_a_secret_shows_nothing_of_itself() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {secret!s} {[secret]}"
    with pytest.raises(TypeError):
        copy.copy(secret)
