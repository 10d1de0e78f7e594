"""Who may read the machine's clock, and that no two modules of `practice` need each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import tui.practice

ROOT = Path(tui.practice.__file__).parent
READS_THE_CLOCK = {
    "clock.py": "practice time is made of it",
    "wsman/options.py": "contexts, heartbeats and OperationTimeout end in real time, as clients measure them",
    "http/certificates.py": "clients check validity with their own clocks",
}
NOW = {"now", "utcnow", "today"}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def reads_the_clock(tree: ast.Module) -> bool:
    """Whether a module uses `time`, or asks `datetime` or `date` what time it is."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(alias.name == "time" for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and node.module == "time":
            return True
        if (
            isinstance(node, ast.Attribute)
            and node.attr in NOW
            and isinstance(node.value, ast.Name)
            and node.value.id in ("datetime", "date")
        ):
            return True
    return False


def test_nothing_but_the_clock_and_what_is_named_reads_the_machines_clock() -> None:
    assert {name for name, tree in modules() if reads_the_clock(tree)} == set(READS_THE_CLOCK)


def imports(name: str, tree: ast.Module) -> set[str]:
    """The modules of `practice` that a module imports, `TYPE_CHECKING` or not, as paths."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tui.practice"):
            home = ROOT.joinpath(*node.module.split(".")[2:])
            candidates = [home / alias.name for alias in node.names] + [home]
            files = (candidate.with_suffix(".py") for candidate in candidates)
            found |= {file.relative_to(ROOT).as_posix() for file in files if file.is_file()}
    return found - {name}


def test_no_modules_need_each_other_in_a_circle() -> None:
    needs = {name: imports(name, tree) for name, tree in modules()}
    while free := {name for name, others in needs.items() if not others & needs.keys()}:
        for name in free:
            del needs[name]
    assert needs == {}
