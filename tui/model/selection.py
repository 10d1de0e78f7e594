"""The filter language: which VMs a few words mean, in the console and on the command line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Self

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
    A key without text yet means everything. Raises SelectionFault for a key that is none.
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
        if texts:
            terms.append(Term(key.casefold() if key else None, texts, minus == "-"))
    return Selection(tuple(terms))


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
