"""Dates on an axis: few, within the data, and the year always said."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = {"hour": 1 / 24, "day": 1.0, "month": 30.4, "year": 365.25}
_STEPS = (
    (1, "hour"), (3, "hour"), (6, "hour"), (12, "hour"), (1, "day"), (2, "day"), (7, "day"), (14, "day"),
    (1, "month"), (2, "month"), (3, "month"), (6, "month"), (1, "year"), (2, "year"), (5, "year"), (10, "year"),
    (20, "year"), (50, "year"), (100, "year"), (500, "year"),
)  # fmt: skip


def date_ticks(low: float, high: float, most: int = 7) -> tuple[list[float], list[str]]:
    r"""Return places and names of ticks between two times.

    Parameters
    ----------
    low, high : float
        In matplotlib's days since 1970.
    most : int
        About how many ticks at most.

    Returns
    -------
    tuple of list of float and list of str
        The first tick, and every one where the year (or the day, for hours) changes, says so in a second line.

    Examples
    --------
    >>> places, names = date_ticks(19783.0, 20148.0)
    >>> names[0], names[1], names[-1]
    ('Mar\n2024', 'May', 'Mar')
    """
    from matplotlib.dates import date2num, num2date

    start, stop = (num2date(v, tz=UTC) for v in (low, high))
    for step in _STEPS:
        found = _steps(start, stop, *step) if (high - low) / (_DAYS[step[1]] * step[0]) <= 4 * most else []
        if found and len(found) <= most:
            break
    else:
        found = []
    if not found:
        found = [start + (stop - start) / 2]
    places = [float(date2num(t)) for t in found]
    distance = min((b - a for a, b in pairwise(places)), default=1.0)
    return places, names(found, distance)


def _steps(start: datetime, stop: datetime, count: int, unit: str) -> list[datetime]:
    """Return the times from start to stop that fall on whole multiples of a unit."""
    if unit in ("year", "month"):
        months = count * (12 if unit == "year" else 1)
        first = (start.year * 12 + start.month - 1) // months * months
        last = stop.year * 12 + stop.month - 1
        marks = range(max(first, 12), min(last, 9999 * 12) + 1, months)
        found = [datetime(m // 12, m % 12 + 1, 1, tzinfo=UTC) for m in marks]
    else:
        hours = count * (24 if unit == "day" else 1)
        origin = datetime(start.year, 1, 1, tzinfo=UTC)
        skip = int((start - origin) / timedelta(hours=hours))
        total = int((stop - start) / timedelta(hours=hours)) + 2
        found = [origin + timedelta(hours=hours * (skip + i)) for i in range(total)]
    return [t for t in found if start <= t <= stop]


def names(times: list[datetime], step: float) -> list[str]:
    r"""Return the names of ticks that are ``step`` days apart.

    Examples
    --------
    >>> names([datetime(2023, 12, 31), datetime(2024, 1, 1)], 1.0)
    ['31 Dec\n2023', '1 Jan\n2024']
    >>> names([datetime(2024, 1, 1), datetime(2024, 1, 1, 6)], 0.25)
    ['00:00\n1 Jan 2024', '06:00']
    """
    if step > 360:
        return [str(t.year) for t in times]
    out, last = [], ""
    for t in times:
        month = _MONTHS[t.month - 1]
        if step >= 27:
            first, second = month, str(t.year)
        elif step >= 0.99:
            first, second = f"{t.day} {month}", str(t.year)
        else:
            first, second = f"{t.hour:02d}:{t.minute:02d}", f"{t.day} {month} {t.year}"
        out.append(first if second == last else f"{first}\n{second}")
        last = second
    return out


def steps_around(times: np.ndarray) -> np.ndarray:
    """Return the edges of steps that stand around the times of a line, one more than there are times.

    Examples
    --------
    >>> steps_around(np.array([0.0, 2.0, 3.0])).tolist()
    [-1.0, 1.0, 2.5, 3.5]
    >>> steps_around(np.array([5.0])).tolist()
    [4.5, 5.5]
    """
    if len(times) == 1:
        return np.array([times[0] - 0.5, times[0] + 0.5])
    half = np.diff(times) / 2
    return np.concatenate([[times[0] - half[0]], times[:-1] + half, [times[-1] + half[-1]]])
