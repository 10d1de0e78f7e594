"""The register of unconfirmed facts and the code agree."""

import re
from pathlib import Path

import tui.hyperv
from tui.hyperv.assumptions import ASSUMPTIONS

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
    assert _leaning() == {(module, entry.id) for entry in ASSUMPTIONS for module in entry.used_by}


def test_an_entry_has_one_id_and_says_where_it_comes_from() -> None:
    assert len({entry.id for entry in ASSUMPTIONS}) == len(ASSUMPTIONS)
    assert all(entry.statement.endswith(".") and entry.source for entry in ASSUMPTIONS)
