"""The filter language: which VMs a few words mean, in the console and on the command line."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import product
from types import MappingProxyType
from typing import Self

from tui.model import states
from tui.model.readiness import Verdict

KEYS: Mapping[str, str] = {
    "verdict": "ready, warn or blocked",
    "state": "its kind, whether it runs, and its replication state",
    "health": "replication health",
    "host": "the host's name",
    "group": "the host's group",
    "vm": "the VM's name",
    "switch": "a switch or test switch of an adapter",
    "address": "a staged address",
    "rule": "the id of a readiness rule that found something",
}
"""What may stand before a colon, and what it looks into."""

_RUNS = (*states.ENABLED_STATES.values(), "Other ()", states.ONLY_BY_FAILOVER)
_KINDS = (*states.MODE_WORDS.values(), "mode ")
_FIXED: Mapping[str, Sequence[str]] = MappingProxyType(
    {
        "verdict": [verdict.word for verdict in Verdict],
        "state": [
            *(f"{kind}, {runs}".casefold() for kind, runs in product(_KINDS, _RUNS)),
            *(text.casefold() for text in (*states.REPLICATION_STATES.values(), "Other ()")),
        ],
        "health": [text.casefold() for text in (*states.HEALTH_NAMES.values(), "Other ()")],
    }
)
"""All texts that there can be in a place, folded and without a number that may stand in them."""

_NAMED: Mapping[str, str] = MappingProxyType(
    {
        "verdict": ", ".join(verdict.word for verdict in Verdict),
        "state": "running, off, replicating, critical, …",
        "health": ", ".join(states.HEALTH_NAMES.values()).lower(),
    }
)
"""What is told of them; of the many states those that are searched for."""

Searched = Mapping[str, Iterable[str]]
"""A VM's texts under the words of KEYS."""

_BETWEEN = "\0"
"""Between texts that are searched as one; nobody can type it."""

_WORD = re.compile(r'(-?)(?:([A-Za-z]+):)?(?:"([^"]*)"?|(\S+))|\S+')
_HEX = frozenset("abcdef")


class SelectionFault(ValueError):
    """A filter that means nothing; its message is a sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A VM's texts made ready for any number of filters."""

    places: Mapping[str, str]
    everywhere: str

    @classmethod
    def of(cls, searched: Searched) -> Self:
        places = {key: _BETWEEN.join(texts).casefold() for key, texts in searched.items()}
        return cls(places, _BETWEEN.join(places.values()))


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a filter."""

    key: str | None
    """Where to look, None for everywhere."""
    texts: tuple[str, ...]
    """Any of these, folded; a part of a text is enough."""
    negated: bool = False

    def finds(self, searchable: Searchable) -> bool:
        place = searchable.everywhere if self.key is None else searchable.places.get(self.key, "")
        return any(text in place for text in self.texts) is not self.negated


@dataclass(frozen=True, slots=True)
class Selection:
    """All terms must hold; without any, everything is meant."""

    terms: tuple[Term, ...] = ()

    def means(self, searched: Searched) -> bool:
        return not self.terms or self.finds(Searchable.of(searched))

    def finds(self, searchable: Searchable) -> bool:
        return all(term.finds(searchable) for term in self.terms)


def read_selection(text: str) -> Selection:
    """Words that must all hold: ``sql verdict:blocked,warn -host:dr-hv-03 state:"test vm"``.

    A word alone is looked for everywhere, KEY:TEXT in one place; commas mean any of, a minus before a word means not.
    A key without text yet means everything. Raises SelectionFault for a key that is none, and for a text that no VM
    can ever have in a place of fixed words.
    """
    terms = []
    for match in _WORD.finditer(text):
        minus, key, quoted, plain = match.groups()
        value = quoted if quoted is not None else plain
        if value is None or (key is not None and not _is_key(key)):
            minus, key, value = "", None, match[0]
        if key is None and value.endswith(":") and _is_key(value[:-1]):
            continue
        wanted = (value,) if quoted is not None else tuple(value.split(",")) if key else (value,)
        texts = tuple(part.casefold() for part in wanted if part)
        if key is not None:
            _check_texts(key.casefold(), texts)
        if texts:
            terms.append(Term(key.casefold() if key else None, texts, minus == "-"))
    return Selection(tuple(terms))


def _check_texts(key: str, texts: Sequence[str]) -> None:
    """Raises SelectionFault for a text that is no part of any that there can be."""
    for text in texts if key in _FIXED else ():
        wanted = re.sub(r"\d+", "", text)
        if not any(wanted in each for each in _FIXED[key]):
            raise SelectionFault(f"there is no {key} {text}: there are {_NAMED[key]}")


def _is_key(word: str) -> bool:
    """Whether the word before a colon is a key; False for a group of an IPv6 address. Raises SelectionFault."""
    folded = word.casefold()
    if folded in KEYS:
        return True
    if len(folded) <= 4 and set(folded) <= _HEX:
        return False
    close = get_close_matches(folded, KEYS, n=1)
    hint = f"did you mean {close[0]}:?" if close else f"there are {', '.join(KEYS)}"
    raise SelectionFault(f"there is no filter word {word}: {hint}")
