"""Exit codes, times and filters as options have them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import click
import pytest

from tui.cli.timespan import SinceType
from tui.model.event import HostEvent
from tui.verbs.events import LEVELS, EventFilter, channels_of
from tui.verbs.terms import CONFLICT, DIFFERENT, DONE, GATED, INTERRUPTED, UNREACHABLE, UNUSABLE, gravest


def test_of_several_codes_the_first_of_2_3_4_1_counts() -> None:
    assert (DONE, DIFFERENT, UNUSABLE, UNREACHABLE, CONFLICT, GATED, INTERRUPTED) == (0, 1, 2, 3, 4, 5, 130)
    assert gravest(()) == 0
    assert gravest((0, 1, 4, 3, 2)) == 2
    assert gravest((1, 4, 3)) == 3
    assert gravest((0, 1, 4)) == 4
    assert gravest((1, 0)) == 1


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("90s", timedelta(seconds=90)),
        ("30min", timedelta(minutes=30)),
        ("2 h", timedelta(hours=2)),
        ("7d", timedelta(7)),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, span: timedelta) -> None:
    assert SinceType().convert(text, None, None) == span


def test_a_moment_is_so_long_ago() -> None:
    moment = datetime.now(UTC) - timedelta(hours=3)
    ago = SinceType().convert(moment.isoformat(), None, None)
    assert timedelta(hours=3) <= ago < timedelta(hours=3, minutes=1)


@pytest.mark.parametrize("text", ["", "soon", "3 weeks", "-1h", "2999-01-01"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(click.BadParameter):
        SinceType().convert(text, None, None)


EVENT = HostEvent("dr1", "VMMS-Admin", 7, None, 2, 1, "p", "VM1", "vm01", "text")


def test_a_level_lets_through_what_is_as_grave_or_graver() -> None:
    let_through = {
        name: [level for level in (1, 2, 3, 4, 5, 0) if EventFilter(weight).means(replace(EVENT, level=level))]
        for name, weight in LEVELS.items()
    }
    assert let_through == {
        "critical": [1],
        "error": [1, 2],
        "warning": [1, 2, 3],
        "information": [1, 2, 3, 4, 0],
        "verbose": [1, 2, 3, 4, 5, 0],
    }


def test_an_event_belongs_to_a_vm_by_guid_and_by_name_only_where_it_has_none() -> None:
    wanted = EventFilter(vms=frozenset({"VM1"}), names=frozenset({"vm01"}))
    assert wanted.means(EVENT)
    assert not wanted.means(replace(EVENT, vm_id="VM2"))
    assert wanted.means(replace(EVENT, vm_id=None))
    assert not wanted.means(replace(EVENT, vm_id=None, vm_name=None))
    assert not EventFilter(hosts=frozenset({"dr2"})).means(EVENT)


def test_channels_are_chosen_by_a_part_of_their_name() -> None:
    followed = ("Hyper-V-VMMS-Admin", "Hyper-V-Worker-Admin")
    assert channels_of(("worker",), followed) == followed[1:]
    assert channels_of(("ADMIN",), followed) == followed
    with pytest.raises(ValueError, match="no channel kitchen is followed; there are Hyper-V-VMMS-Admin"):
        channels_of(("worker", "kitchen"), followed)
