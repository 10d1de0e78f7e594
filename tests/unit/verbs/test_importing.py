"""A program starts with what its verb needs, and nothing of the others'."""

import os
import subprocess
import sys

import pytest

from tui.cli import hvr

IMPORTED = """
import atexit, sys
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
from tui.__main__ import main
main()
"""


def imported_by(*arguments: str) -> set[str]:
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED, *arguments], capture_output=True, text=True, env=environment, check=True
    )
    return set(done.stderr.split())


@pytest.mark.parametrize("verb", ["list", "check", "practice"])
def test_a_verb_imports_no_other_verb_and_its_help_no_part_of_a_fleet(verb: str) -> None:
    imported = imported_by(verb, "--help")
    modules = {name: each.callback.__module__ for name, each in hvr.commands.items() if each.callback is not None}
    assert {name for name, module in modules.items() if module in imported} == {verb}
    assert [name for name in imported if name.startswith(("textual", "rich", "winrm", "netaddr", "tui.fleet."))] == []


def test_every_verb_is_told_of_by_its_own_name() -> None:
    assert [name for name, verb in hvr.commands.items() if verb.name != name] == []


def test_the_version_is_told_without_reading_a_file_of_hosts() -> None:
    imported = imported_by("--version")
    assert {name for name in imported if name.startswith(("tui.config", "tui.fleet", "tui.app", "textual"))} == set()
