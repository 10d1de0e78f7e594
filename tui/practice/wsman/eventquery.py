"""The structured query of an event subscription: channels, and which of their records (facts/wsman.md 3.1)."""

import operator
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TypeAlias
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from lark import Lark, Token, Transformer
from lark.exceptions import LarkError

from tui.practice.cim import EventRecord
from tui.practice.wsman.fault import Fault, FaultKind

Test: TypeAlias = Callable[[EventRecord, datetime], bool]
"""Whether a record is wanted at a time, which is the host's now."""
MOST_CHANNELS = 256
_FIELDS: dict[str, Callable[[EventRecord], int]] = {
    "Level": lambda record: record.level,
    "EventID": lambda record: record.event_id,
    "EventRecordID": lambda record: record.record_id,
}
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def read_query(filter_element: Element) -> dict[str, list[Test]]:
    """The channels of a ``QueryList``, given as escaped text or as child elements, and the tests of their records.

    A record is wanted when any test of its channel says so. Raises Fault for what is no such query.
    """
    queries = next(iter(filter_element), None)
    if queries is None:
        try:
            queries = ElementTree.fromstring((filter_element.text or "").strip())
        except ElementTree.ParseError as error:
            raise _invalid("it is not well-formed") from error
    channels: dict[str, list[Test]] = {}
    for channel, expression in _selects(queries):
        channels.setdefault(channel, []).append(read_test(expression))
    if not channels or len(channels) > MOST_CHANNELS:
        raise _invalid("it names no channel, or too many")
    return channels


def read_test(expression: str) -> Test:
    """``*``, or ``*[System[…]]`` over Level, EventID, EventRecordID, Provider/@Name and timediff. Raises Fault."""
    try:
        test: Test = _Reader().transform(_grammar().parse(expression))
    except LarkError as error:
        raise _invalid(f"{expression} is not understood") from error
    return test


def _selects(queries: Element) -> Iterator[tuple[str, str]]:
    for query in queries:
        for select in query:
            channel = select.get("Path") or query.get("Path")
            if _local(query) != "Query" or _local(select) != "Select" or not channel:
                raise _invalid("it must be a QueryList of Query and Select with a Path")
            yield channel, (select.text or "").strip()


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _invalid(why: str) -> Fault:
    return Fault(FaultKind.INVALID_EVENT_QUERY, f"The event query is not valid: {why}.")


@cache
def _grammar() -> Lark:
    return Lark(files("tui.practice.wsman").joinpath("eventquery.lark").read_text("utf-8"), parser="lalr")


class _Reader(Transformer[Token, Test]):
    """Turns the tree of an expression into a test, bottom up: one method a rule of the grammar."""

    def everything(self, _: list[Test]) -> Test:
        return lambda record, now: True

    def any_of(self, tests: list[Test]) -> Test:
        return lambda record, now: any(test(record, now) for test in tests)

    def all_of(self, tests: list[Test]) -> Test:
        return lambda record, now: all(test(record, now) for test in tests)

    def number(self, parts: list[Token]) -> Test:
        field, compare, wanted = _FIELDS[parts[0]], _COMPARE[parts[1]], int(parts[2])
        return lambda record, now: compare(field(record), wanted)

    def provider(self, parts: list[Token]) -> Test:
        return lambda record, now: record.provider == parts[0][1:-1]

    def younger(self, parts: list[Token]) -> Test:
        return lambda record, now: now - record.time <= timedelta(milliseconds=int(parts[0]))
