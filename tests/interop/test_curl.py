"""curl judges the HTTP layer of the practice host."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.test_pywinrm import GET
from tests.unit.practice_protocol.listening import PASSWORD, USER, Running, running
from tui.practice.http.misbehaviour import Misbehaviour
from tui.practice.http.options import ListenerOptions

CURL = shutil.which("curl")
pytestmark = pytest.mark.skipif(CURL is None, reason="curl is not installed")


@pytest.fixture
def host() -> Iterator[Running]:
    """curl's NTLM needs the scheme by name (facts/wsman.md 6.2)."""
    with running(ListenerOptions(basic=True, ntlm=True)) as started:
        yield started


def curl(host: Running, folder: Path, *arguments: str, body: bytes = GET) -> tuple[int, bytes]:
    """The status and the body; user and password go in by a file, never as arguments."""
    assert CURL is not None
    config = folder / "curl.conf"
    config.write_text(f'user = "{USER}:{PASSWORD}"\n', encoding="utf-8")
    ran = subprocess.run(
        [
            CURL, "--silent", "--show-error", "--noproxy", "*", "--max-time", "20", "--config", str(config),
            "--write-out", "%{stderr}%{http_code}", "--header", "Content-Type: application/soap+xml;charset=UTF-8",
            "--data-binary", "@-", *arguments, host.url,
        ],
        input=body,
        capture_output=True,
        check=False,
    )  # fmt: skip
    return int(ran.stderr[-3:]), ran.stdout


def test_ntlm_signs_in_on_one_connection_and_clear_soap_is_refused(host: Running, tmp_path: Path) -> None:
    """facts/wsman.md 6.1: AllowUnencrypted=false is HTTP 500 without a body."""
    assert curl(host, tmp_path, "--ntlm") == (500, b"")


@pytest.mark.parametrize("body", [GET, GET + b" " * 100_000])
def test_ntlm_in_clear_where_it_is_allowed(host: Running, tmp_path: Path, body: bytes) -> None:
    """facts/wsman.md 6.1: a big body waits for 100 Continue."""
    host.listener.misbehaviour = Misbehaviour(allow_unencrypted=True)
    status, answer = curl(host, tmp_path, "--ntlm", "--header", "Expect: 100-continue", body=body)
    assert status == 200
    assert b"sql01" in answer


def test_basic(host: Running, tmp_path: Path) -> None:
    """facts/wsman.md 6.1."""
    status, answer = curl(host, tmp_path, "--basic")
    assert (status, b"sql01" in answer) == (200, True)
