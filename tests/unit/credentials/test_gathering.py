"""Where a password may come from, and that it never shows."""

import copy
import os
import sys
from pathlib import Path

import keyring
import pytest

from tui.config import Configuration, CredentialSource, HostEntry
from tui.credentials import CredentialError, find, gather, sources
from tui.model.secret import Secret


def _configuration(*sources: CredentialSource) -> Configuration:
    hosts = tuple(
        HostEntry(f"host{n}", f"host{n}", 5986, "https", "/wsman", "ntlm", source) for n, source in enumerate(sources)
    )
    return Configuration(Path("hosts.yaml"), hosts)


def _text(secret: Secret | None) -> str:
    assert secret is not None
    return secret.reveal()


def _command(program: str) -> CredentialSource:
    return CredentialSource("a", password_command=(sys.executable, "-c", program))


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
    assert _text(secrets[source]) == "hunter2"


def test_the_environment_and_a_file_of_ones_own_are_read(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("from file\nsecond line\n")
    path.chmod(0o600)
    by_file, by_environment = CredentialSource("a", password_file=path), CredentialSource("b", password_env="LAB")
    secrets = gather(_configuration(by_file, by_environment), _never, {"LAB": "from environment"})
    assert [_text(secret) for secret in secrets.values()] == ["from file", "from environment"]


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


def test_a_ticket_needs_no_password() -> None:
    source = CredentialSource(None, ticket=True)
    assert gather(_configuration(source), _never) == {source: None}


def test_a_command_is_run_once_for_all_hosts_and_its_first_line_is_the_password(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    source = _command(f"open({str(runs)!r}, 'a').write('x'); print('from command'); print('not this')")
    assert _text(gather(_configuration(source, source, source), _never)[source]) == "from command"
    assert runs.read_text() == "x"


def test_a_command_can_ask_nothing() -> None:
    source = _command("import sys; print(f'[{sys.stdin.read()}]')")
    assert _text(find(source, _never)) == "[]"


def test_a_command_that_fails_says_why_without_what_may_be_the_password() -> None:
    source = _command(
        "import sys; print('hunter2'); print('vault is sealed\\nfor hunter2', file=sys.stderr); sys.exit(4)"
    )
    with pytest.raises(CredentialError, match=r"ended with 4: vault is sealed for \*\*\*$"):
        find(source, _never)


def test_a_command_that_does_not_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "COMMAND_LIMIT_S", 0.2)
    with pytest.raises(CredentialError, match=r"did not end within 0\.2 s"):
        find(_command("import time; time.sleep(60)"), _never)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (CredentialSource("a", password_command=("/no/such/program",)), "No such file"),
        (_command("pass"), "printed nothing"),
        (_command("import sys; sys.stdout.buffer.write(bytes([255, 10]))"), "not UTF-8"),
    ],
)
def test_a_command_that_gives_no_password_is_an_error(source: CredentialSource, words: str) -> None:
    with pytest.raises(CredentialError, match=words):
        find(source, _never)


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> None:
    """A keyring that holds one password."""
    held = {("hvr", "a"): "from keyring"}
    monkeypatch.setattr(keyring, "get_password", lambda service, username: held.get((service, username)))


@pytest.mark.usefixtures("ring")
def test_the_keyring_comes_before_every_other_source() -> None:
    assert _text(find(CredentialSource("a", password_env="LAB", keyring="hvr"), _never, {"LAB": "x"})) == "from keyring"


@pytest.mark.usefixtures("ring")
def test_a_source_that_has_nothing_leaves_it_to_the_next_one_named() -> None:
    source = CredentialSource("b", password_env="LAB", keyring="hvr")
    assert _text(find(source, _never, {"LAB": "from environment"})) == "from environment"
    with pytest.raises(CredentialError, match=r"no entry hvr; run: keyring set hvr b; .*LAB is not set"):
        find(source, _never, {})


def test_a_keyring_that_is_not_installed_is_said_with_the_install_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    with pytest.raises(CredentialError, match=r"pip install 'hvr-tui\[keyring\]'"):
        find(CredentialSource("a", keyring="hvr"), _never)
