"""Dates of a column that one alone does not tell: day and month in either order, and the numbers of spreadsheets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from discourse.readers.tally import Tally
from discourse.readers.times import parse_cell

#: Rows of the start by which a column is judged.
WINDOW = 100_000
#: Rows among which the first filled cell is looked for.
START = 20_000
_SLASHED = re.compile(r"\s*(\d{1,2})([/-])(\d{1,2})\2((?:19|20)\d\d)(?!\d)(.*)", re.DOTALL)
_NUMBER = re.compile(r"\s*\d{5}(?:[.,]\d+)?\s*")
#: 1 January 1990 and 2100, in days as spreadsheets count them.
_FIRST, _LAST = 32_874, 73_051
_PLAIN = (str, int, float)
_ORIGIN = datetime(1899, 12, 30)
ORDERS = ("day/month", "month/day")
SETTLED = "a date that may be day/month or month/day, read as {} as other dates of its column are"
SERIAL = "a date as a spreadsheet's number of days, read as such"


@dataclass(frozen=True)
class Dates:
    """How the cells of a column of times are to be read.

    Attributes
    ----------
    order : str
        One of :data:`ORDERS`; empty where nothing tells.
    serial : bool
        Whether they are numbers of days.
    """

    order: str = ""
    serial: bool = False

    def read(self, values: Sequence[Any], lines: Sequence[int], tally: Tally) -> Sequence[Any]:
        """Return cells with the dates that can be told now written as 2024-03-03.

        Examples
        --------
        >>> Dates("day/month").read(["03/04/2024 14:05"], [1], Tally("x", "rows"))
        ['2024-04-03 14:05']
        >>> Dates(serial=True).read(["45321", 45321.5], [1, 2], Tally("x", "rows"))
        ['2024-01-30', '2024-01-30 12:00:00']
        """
        if not self.order and not self.serial:
            return values
        known: dict[Any, Any] = {}
        out = list(values)
        for i, value in enumerate(values):
            if type(value) not in _PLAIN:
                continue
            if value not in known:
                known[value] = _from_number(value) if self.serial else _in_order(value, self.order)
            new = known[value]
            if new is not None:
                out[i] = new
                reason = SERIAL if self.serial else SETTLED.format(self.order)
                tally.add("repaired", reason, lines[i], f"{value} is {new}")
        return out


def judge(values: Sequence[Any], *, numbers: bool) -> Dates:
    """Return how a column is to be read.

    Parameters
    ----------
    values : sequence
        The start of the column.
    numbers : bool
        Whether numbers may be days.

    Examples
    --------
    >>> judge(["03/04/2024", "25/04/2024"], numbers=True), judge(["03/04/2024"], numbers=True)
    (Dates(order='day/month', serial=False), Dates(order='', serial=False))
    >>> judge(["45321.5", "", "45322"], numbers=True)
    Dates(order='', serial=True)
    """
    if not undecided(values, numbers=numbers):
        return Dates()
    found = {value for value in islice(values, WINDOW) if isinstance(value, _PLAIN) and _filled(value)}
    if numbers and all(map(_is_serial, found)):
        return Dates(serial=True)
    pairs = [(int(m[1]), int(m[3])) for value in found if (m := _slashed(value)) is not None]
    day = any(12 < a < 32 and b < 13 for a, b in pairs)
    month = any(12 < b < 32 and a < 13 for a, b in pairs)
    return Dates(order=ORDERS[0] if day else ORDERS[1]) if day != month else Dates()


def undecided(values: Iterable[Any], *, numbers: bool) -> bool:
    """Whether more than one cell is needed to tell how a column is to be read: by its first filled cell."""
    first = next((value for value in islice(values, START) if _filled(value)), None)
    return first is not None and (_slashed(first) is not None or (numbers and _is_serial(first)))


def _filled(value: Any) -> bool:
    return value is not None and value == value and (not isinstance(value, str) or bool(value.strip()))


def _slashed(value: Any) -> re.Match[str] | None:
    return _SLASHED.fullmatch(value) if isinstance(value, str) else None


def _is_serial(value: Any) -> bool:
    if isinstance(value, str):
        return _NUMBER.fullmatch(value) is not None and _FIRST <= _days(value) < _LAST
    return isinstance(value, int | float) and not isinstance(value, bool) and _FIRST <= value < _LAST


def _from_number(value: Any) -> str | None:
    """Return a number of days as a date, with its time to the second if it has one."""
    if not _is_serial(value):
        return None
    days = _days(value)
    at = _ORIGIN + timedelta(seconds=round(days * 86_400))
    return str(at.date()) if days.is_integer() else str(at)


def _in_order(value: Any, order: str) -> str | None:
    """Return a date with the year first; None of what is none, and of one that tells its order itself."""
    match = _slashed(value)
    if match is None:
        return None
    day, month = int(match[1]), int(match[3])
    if match[2] == "/" and (day > 12 or month > 12 or day == month):
        return None
    if order != ORDERS[0]:
        day, month = month, day
    try:
        new = f"{date(int(match[4]), month, day)}{match[5]}"
    except ValueError:
        return None
    when = parse_cell(new)
    return new.strip() if when is not None and when.at is not None else None


def _days(value: Any) -> float:
    """Return a number of days; many spreadsheets write a comma before its part."""
    return float(value.replace(",", ".") if isinstance(value, str) else value)
