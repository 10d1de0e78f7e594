"""Text goldens: what a screen shows, kept as it is to be read in a diff.

`python -m tests.screens.golden` draws all of them anew.
"""

import os
import sys
from pathlib import Path

FOLDER = Path(__file__).parent / "goldens"
_RENEW = "HVR_RENEW_GOLDENS"


def check(name: str, text: str) -> None:
    """Raises AssertionError where the screen looks different from its golden, with both."""
    path = FOLDER / f"{name}.txt"
    shown = "\n".join(line.rstrip() for line in text.splitlines()).rstrip() + "\n"
    if os.environ.get(_RENEW):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(shown, encoding="utf-8")
        return
    assert path.is_file(), f"{path} is not there: python -m tests.screens.golden draws it"
    golden = path.read_text(encoding="utf-8")
    assert shown == golden, f"{path.name} looks different; python -m tests.screens.golden renews it\n{shown}"


if __name__ == "__main__":
    import pytest

    os.environ[_RENEW] = "1"
    for old in FOLDER.glob("*.txt") if len(sys.argv) == 1 else ():
        old.unlink()
    sys.exit(pytest.main([str(Path(__file__).parent / "test_goldens.py"), "-q", *sys.argv[1:]]))
