"""Every spelling of times that servers were seen to use (facts/wsman.md 2.4, 6.5; facts/real-host.md 3)."""

import datetime as dt

import pytest

from tui.wsman.timetext import read_datetime, read_interval

MOMENT = dt.datetime(2026, 10, 8, 15, 15, 36, 684240, dt.UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-08T15:15:36.68424Z", MOMENT),
        ("2026-10-08T15:15:36.684240000Z", MOMENT),
        ("2026-10-08T15:15:36.68424", MOMENT),
        ("2026-10-09T05:05:36.68424+13:50", MOMENT),
        ("2026-10-08T15:15:36Z", MOMENT.replace(microsecond=0)),
        ("20261008151536.684240+000", MOMENT),
        ("20261008171536.684240+120", MOMENT),
        ("20261008151536.******+000", MOMENT.replace(microsecond=0)),
        (" 2026-10-08T15:15:36.68424Z\n", MOMENT),
    ],
)
def test_a_time_reads_as_utc_in_every_spelling(text: str, moment: dt.datetime) -> None:
    assert read_datetime(text) == moment
    assert str(read_datetime(text)) == str(moment)


@pytest.mark.parametrize(
    "text", ["1601-01-01T00:00:00Z", "16010101000000.000000-000", "1601-01-01T00:00:00.0000000+01:00"]
)
def test_the_year_1601_means_never(text: str) -> None:
    assert read_datetime(text) is None


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P0DT0H5M0S", dt.timedelta(minutes=5)),
        ("P0DT0H0M1.00417S", dt.timedelta(seconds=1, microseconds=4170)),
        ("P1DT10H11M12.000123S", dt.timedelta(days=1, hours=10, minutes=11, seconds=12, microseconds=123)),
        ("PT20S", dt.timedelta(seconds=20)),
        ("00000000000500.000000:000", dt.timedelta(minutes=5)),
        ("00000001101112.000123:000", dt.timedelta(days=1, hours=10, minutes=11, seconds=12, microseconds=123)),
    ],
)
def test_an_interval_reads_in_both_spellings(text: str, length: dt.timedelta) -> None:
    assert read_interval(text) == length


@pytest.mark.parametrize("text", ["", "P", "PT", "5 minutes", "2026-10-08T15:15:36Z"])
def test_what_is_no_interval_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not an interval"):
        read_interval(text)
