from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.readers.times import parse_absolute, parse_cell, parse_when


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-03 14:05",
        "2024-03-03T14:05:00",
        "2024-03-03T14:05Z",
        "2024-03-03T15:05:00+01:00",
        "2024-03-03T15:05:00.000+0100",
        "2024/03/03 14:05",
        "March 3, 2024 at 2:05 PM",
        "Mar 3rd, 2024, 2:05 p.m.",
        "3 March 2024 at 14:05",
        "3 March 2024, 14:05",
        "Sunday, 3 March 2024 14:05 UTC",
        "Sun, Mar 3 2024 14:05",
        "03.03.2024 14:05",
        "03/03/2024 14:05",
        "3-Mar-2024 14:05",
    ],
)
def test_absolute_times_are_read_in_utc(text: str) -> None:
    when = parse_when(text)
    assert when is not None
    assert when.at == datetime(2024, 3, 3, 14, 5)


@pytest.mark.parametrize(
    ("text", "zoned"),
    [
        ("2024-03-03 14:05", False),
        ("2024-03-03T14:05Z", True),
        ("2024-03-03", True),
        ("3 Mar 2024 14:05 GMT", True),
    ],
)
def test_only_a_clock_time_without_a_zone_is_unzoned(text: str, zoned: bool) -> None:
    when = parse_when(text)
    assert when is not None
    assert when.zoned is zoned


def test_midnight_and_noon_of_twelve_hour_clocks() -> None:
    assert parse_absolute("March 3, 2024 12:30 AM").at == datetime(2024, 3, 3, 0, 30)
    assert parse_absolute("March 3, 2024 12:30 PM").at == datetime(2024, 3, 3, 12, 30)
    assert parse_absolute("March 3, 2024 13:30 PM") is None


def test_day_and_month_are_told_apart_only_where_that_is_possible() -> None:
    assert parse_absolute("25/03/2024").at == datetime(2024, 3, 25)
    assert parse_absolute("03/25/2024").at == datetime(2024, 3, 25)
    assert parse_absolute("04/04/2024").at == datetime(2024, 4, 4)
    assert parse_absolute("03/04/2024").at is None


@pytest.mark.parametrize(
    "text",
    [
        "3 hours ago",
        "2d",
        "an hour ago",
        "5 min",
        "3 hrs",
        "1 yr. ago",
        "about 2 weeks ago",
        "just now",
        "yesterday",
    ],
)
def test_relative_times_have_no_date(text: str) -> None:
    when = parse_when(text)
    assert when is not None
    assert when.at is None


@pytest.mark.parametrize(
    "text", ["Damascus", "", "3 soldiers", "2024", "May", "30 February 2024x", "x" * 200, "1234"]
)
def test_other_texts_are_no_times(text: str) -> None:
    assert parse_when(text) is None


def test_impossible_dates_are_no_times() -> None:
    assert parse_when("2024-02-31") is None
    assert parse_when("31 February 2024") is None


@pytest.mark.parametrize("text", ["yesterday", "14:05", "March 3", "10 days"])
def test_vague_times_count_only_where_asked_for(text: str) -> None:
    assert parse_when(text) is not None
    assert parse_when(text, vague=False) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1697222508", datetime(2023, 10, 13, 18, 41, 48)),
        ("1697222508.0", datetime(2023, 10, 13, 18, 41, 48)),
        ("1697222508123", datetime(2023, 10, 13, 18, 41, 48, 123000)),
        ("Wed Jan 07 11:14:38 +0000 2015", datetime(2015, 1, 7, 11, 14, 38)),
        ("Wed, 07 Jan 2015 12:14:38 +0100", datetime(2015, 1, 7, 11, 14, 38)),
        ("2024-03-03T14:05:00.123456Z", datetime(2024, 3, 3, 14, 5, 0, 123456)),
        ("2024-03-03", datetime(2024, 3, 3)),
    ],
)
def test_cells_of_tables(cell: str, expected: datetime) -> None:
    when = parse_cell(cell)
    assert when is not None
    assert when.at == expected


@pytest.mark.parametrize("cell", ["12", "soon", "nan", "inf", "1e400", "-5", "99999999999999999"])
def test_cells_that_hold_no_time(cell: str) -> None:
    assert parse_cell(cell) is None


@given(st.datetimes(min_value=datetime(1975, 1, 1), max_value=datetime(2099, 12, 31)))
def test_every_iso_time_is_read_exactly(moment: datetime) -> None:
    assert parse_cell(moment.isoformat() + "Z").at == moment


@given(st.text(max_size=80))
def test_no_text_makes_the_parsers_fail(text: str) -> None:
    for found in (parse_when(text), parse_cell(text)):
        assert found is None or found.at is None or found.at.tzinfo is None
