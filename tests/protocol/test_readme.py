"""The README's marked examples, run line by line as an operator would, on practice hosts."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.protocol.running import environment
from tests.scenarios import default_scenario
from tui.practice.serve import PracticeServer, ServeOptions

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
_EXAMPLES = re.findall(r"^<!-- run -->\n```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
_EXIT_CODE = re.compile(r"  # exit code (\d+)$")


@pytest.fixture
def at_home(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of somebody whose own hosts file names the practice hosts, and who has `hvr` installed."""
    config = Path(os.environ["XDG_CONFIG_HOME"], "hvr")
    program = tmp_path / "bin" / "hvr"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m tui "$@"\n')
    program.chmod(0o755)
    with PracticeServer(ServeOptions(default_scenario(), config / "hosts.yaml")):
        yield environment(
            PATH=f"{program.parent}:{os.environ['PATH']}",
            PYTHONPATH=str(Path(__file__).parents[2]),
            **{name: os.environ[name] for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME")},
        )


def test_every_marked_example_does_what_it_says(at_home: dict[str, str], tmp_path: Path) -> None:
    assert _EXAMPLES, "the README marks examples with <!-- run -->"
    for line in "".join(_EXAMPLES).splitlines():
        said = _EXIT_CODE.search(line)
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", line],
            capture_output=True,
            text=True,
            env=at_home,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (int(said[1]) if said else 0, ""), line
