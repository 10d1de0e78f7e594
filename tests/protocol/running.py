"""The `hvr` command in a process of its own, with an environment of its own."""

import os
import subprocess
import sys


def environment(**more: str) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "LANG": "C", **more}


def hvr(*arguments: str, stdin: str = "", timeout: float = 60, **more: str) -> subprocess.CompletedProcess[str]:
    """Run to the end, without a terminal, on a pipe that holds `stdin`; `more` goes into its environment."""
    return subprocess.run(
        [sys.executable, "-m", "tui", *arguments],
        capture_output=True,
        text=True,
        env=environment(**more),
        timeout=timeout,
        input=stdin,
        check=False,
    )
