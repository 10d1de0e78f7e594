"""A plan's hash: two people who reviewed the same changes hold the same hash."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict

from tui.model.change import Change

SHORTEST = 12
"""Digits that a shortened hash must have."""


def plan_hash(plan: Iterable[Change]) -> str:
    """SHA-256 in lower-case hexadecimal over every change: which adapter, its VM's mode, before and after, exactly.

    The order of the changes and the names, which are for people, do not count.
    """
    content = [
        [change.key.host, change.key.vm, change.key.adapter, change.mode, asdict(change.before), asdict(change.after)]
        for change in sorted(plan, key=lambda change: change.key)
    ]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def is_hash_of(text: str, plan: Iterable[Change]) -> bool:
    """Whether the text is the plan's hash, or at least its first SHORTEST digits."""
    given = text.strip().lower()
    return len(given) >= SHORTEST and plan_hash(plan).startswith(given)
