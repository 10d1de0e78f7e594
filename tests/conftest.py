"""Keeps the machine that runs the tests out of them, and says how many processes run them."""

import os
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("a busy machine", deadline=None)
settings.load_profile("a busy machine")

_FOREIGN = (
    "NO_COLOR", "COLORTERM", "SSH_CONNECTION", "NTLM_USER_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE",
    "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy", "KRB5_CONFIG", "KRB5CCNAME",
)  # fmt: skip

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
"""Else every program that a test starts would be compiled anew."""
signal.signal(signal.SIGINT, signal.default_int_handler)
"""A job in the background of a shell ignores it, and so would every program that a test interrupts."""


def pytest_xdist_auto_num_workers() -> int | None:
    """What ``-n auto`` means here: two processes for every core and at least four, because half of a run is waiting.

    Most tests wait for a practice host's job, a console's next picture or a limit that must pass, and leave the
    core to another meanwhile. ``PYTEST_XDIST_AUTO_NUM_WORKERS`` goes first, as with any other project.
    """
    if os.environ.get("PYTEST_XDIST_AUTO_NUM_WORKERS"):
        return None
    return max(4, 2 * len(os.sched_getaffinity(0)))


@pytest.fixture(autouse=True)
def _no_machine_settings(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, no proxies, no colour wishes, no tickets."""
    home = tmp_path_factory.mktemp("home")
    for name in _FOREIGN:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home / name.lower()))
    return home
