"""The register of unconfirmed facts and the code agree."""

import importlib.util
import re
from pathlib import Path

import tui.hyperv
from tui.hyperv.assumptions import ASSUMPTIONS, Settled
from tui.hyperv.probes import PROBES

_PACKAGE = Path(tui.hyperv.__file__).parent


def _leaning() -> set[tuple[str, str]]:
    """Module and assumption, for every assumption that a module names."""
    found = set()
    for module in _PACKAGE.glob("*.py"):
        if module.stem != "assumptions":
            for mention in re.findall(r"\(assumptions?\s+(``[^)]*)\)", module.read_text(encoding="utf-8")):
                found |= {(module.stem, name) for name in re.findall(r"``([a-z0-9-]+)``", mention)}
    return found


def test_every_entry_is_named_where_it_is_used_and_nothing_else_is_named() -> None:
    used = {(module, entry.id) for entry in ASSUMPTIONS for module in entry.used_by}
    assert _leaning() == {(module, name) for module, name in used if "." not in module}


def test_what_is_used_elsewhere_than_in_hyperv_is_a_module_of_ours() -> None:
    elsewhere = {module for entry in ASSUMPTIONS for module in entry.used_by if "." in module}
    assert elsewhere
    assert all(importlib.util.find_spec(f"tui.{module}") for module in elsewhere)


def test_only_what_reading_settles_has_a_check_and_each_says_what_is_done_instead() -> None:
    settled_by_reading = {entry.id for entry in ASSUMPTIONS if entry.settled_by is Settled.READING}
    assert PROBES.keys() <= settled_by_reading
    assert all(probe.instead for probe in PROBES.values())


def test_an_entry_has_one_id_and_says_where_it_comes_from() -> None:
    assert len({entry.id for entry in ASSUMPTIONS}) == len(ASSUMPTIONS)
    assert all(entry.statement.endswith(".") and entry.source for entry in ASSUMPTIONS)
