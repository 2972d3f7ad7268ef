"""Cutting statements into time windows, by the clock or by events, with or without a kernel."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean

if TYPE_CHECKING:
    from discourse.model.statements import Statements

KERNELS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "uniform": lambda u: 0.5 * (np.abs(u) <= 1),
    "triangular": lambda u: np.maximum(1 - np.abs(u), 0),
    "epanechnikov": lambda u: np.maximum(0.75 * (1 - u**2), 0),
    "gaussian": lambda u: np.exp(-(u**2) / 2) / np.sqrt(2 * np.pi),
}
_UNITS = {
    "seconds": ("s", "sec", "second"),
    "minutes": ("min", "minute"),
    "hours": ("h", "hour"),
    "days": ("d", "day"),
    "weeks": ("w", "week"),
    "months": ("month", "mo"),
    "years": ("y", "a", "year"),
    "events": ("e", "event", "statements"),
}
_UNIT_OF = {alias: unit for unit, aliases in _UNITS.items() for alias in (unit, *aliases)}
_LENGTH = {
    unit: np.timedelta64(n, "us")
    for unit, n in {
        "seconds": 10**6, "minutes": 60 * 10**6, "hours": 3600 * 10**6, "days": 86400 * 10**6,
        "weeks": 7 * 86400 * 10**6,
    }.items()
}  # fmt: skip
#: Mean length of a Gregorian month, in days; only for distances that are asked for exactly.
_MONTH_DAYS = 30.436875


@dataclass(frozen=True)
class Window:
    """One window of time.

    Attributes
    ----------
    number : int
        From 1, in order of time.
    start, middle, stop : pandas.Timestamp
        UTC; both ends belong to the window.
    width : str
        ``"30 days"``, ``"100 events"``.
    kernel : str or None
    """

    number: int
    start: pd.Timestamp
    middle: pd.Timestamp
    stop: pd.Timestamp
    width: str
    kernel: str | None = None


def parse_width(width: str) -> tuple[int, str]:
    """Return number and unit of a window's width.

    Parameters
    ----------
    width : str
        A whole number and a unit: ``"30D"``, ``"12 hours"``, ``"6 months"``, ``"1Y"``, ``"100 events"``.

    Returns
    -------
    (int, str)

    Raises
    ------
    OptionError

    Examples
    --------
    >>> parse_width("30D"), parse_width("6 months"), parse_width("100 events")
    ((30, 'days'), (6, 'months'), (100, 'events'))
    """
    found = re.fullmatch(r"\s*([0-9]{1,9})?\s*([A-Za-z]+)\s*", str(width))
    if not found:
        raise OptionError(
            f"the window {width!r} has no width and unit; write it as in '30D', '6 months', '100 events'"
        )
    number, word = int(found[1] or 1), found[2]
    unit = {"M": "months", "m": None, "T": "minutes"}.get(word, _UNIT_OF.get(word.lower()))
    if unit is None:
        hint = " Write 'min' for minutes or 'M' for months." if word == "m" else did_you_mean(word, _UNITS)
        raise OptionError(f"the window {width!r} has an unknown unit {word!r}.{hint}")
    if number < 1:
        raise OptionError(f"the window {width!r} is empty; its width must be at least 1")
    return number, unit


def cut(
    statements: Statements,
    width: str,
    *,
    step: int = 1,
    kernel: str | None = None,
    complete: bool = True,
    exact: bool = False,
    start: Any = None,
    stop: Any = None,
) -> Iterator[Statements]:
    """Cut statements into windows; see :meth:`discourse.model.statements.Statements.windows`.

    Returns
    -------
    iterator of Statements
        Each with its ``window``.
    """
    number, unit = parse_width(width)
    if isinstance(step, bool) or not isinstance(step, int | np.integer) or step < 1:
        raise OptionError(f"step={step!r}: windows move on by a whole number of units, at least 1")
    if kernel is not None and kernel not in KERNELS:
        raise OptionError(f"kernel={kernel!r} is not known.{did_you_mean(str(kernel), KERNELS)}")
    dated = statements.between(start, stop)
    if not len(dated):
        raise NotComputable("no statement has a date in the range: there is nothing to cut into windows")
    order = np.argsort(dated.times, kind="stable")
    label = f"{number} {unit if number != 1 else unit[:-1]}"
    if unit == "events":
        if kernel is not None:
            raise OptionError(
                "a kernel needs a window in units of time, as in '30D'; events have no distance"
            )
        return _events(dated, order, number, step, label)
    first, last = (_edge(given, dated.times[order[at]]) for given, at in ((start, 0), (stop, -1)))
    return _clock(dated, order, (first, last), (number, unit, label), step, kernel, complete, exact)


def _edge(given: Any, found: np.datetime64) -> pd.Timestamp:
    return pd.Timestamp(found) if given is None else utc(given)


def utc(when: Any) -> pd.Timestamp:
    """Return a time without a zone, in UTC; one without a zone is taken for UTC.

    Examples
    --------
    >>> utc("2024-03-01T12:00+02:00").isoformat()
    '2024-03-01T10:00:00'
    """
    try:
        time = pd.Timestamp(when)
    except (ValueError, TypeError):
        raise OptionError(f"{when!r} is no date; write it as in 2024-03-01 or 2024-03-01T12:00:00Z") from None
    return time if time.tzinfo is None else time.tz_convert("UTC").tz_localize(None)


def _events(dated: Statements, order: np.ndarray, number: int, step: int, label: str) -> Iterator[Statements]:
    times = dated.times
    for k, low in enumerate(range(0, len(order) - number + 1, step), 1):
        rows = order[low : low + number]
        at = [pd.Timestamp(times[rows[i]]) for i in (0, (number - 1) // 2, -1)]
        yield dated.rows(rows, window=Window(k, at[0], at[1], at[2], label))


def _clock(
    dated: Statements,
    order: np.ndarray,
    reach: tuple[pd.Timestamp, pd.Timestamp],
    size: tuple[int, str, str],
    step: int,
    kernel: str | None,
    complete: bool,
    exact: bool,
) -> Iterator[Statements]:
    width, unit, label = size
    first, last = reach
    # Half the width, halves rounded up: of the units beside the middle one, or for a kernel of all.
    half = width // 2 if kernel is None else (width + 1) // 2
    times = dated.times[order]
    k = number = 0
    while (middle := moved(first, k, unit)) <= last:
        start, stop = moved(middle, -half, unit), moved(middle, half, unit)
        k += step
        if complete and (start < first or stop > last):
            if stop > last:
                return
            continue
        number += 1
        window = Window(number, max(start, first), middle, min(stop, last), label, kernel)
        if kernel is None:
            low = times.searchsorted(start.to_datetime64(), "left")
            high = times.searchsorted(stop.to_datetime64(), "right")
            yield dated.rows(order[low:high], window=window)
        else:
            u = distance(times, middle, unit, exact=exact) / half
            weight = KERNELS[kernel](u)
            keep = weight > 0
            if kernel != "gaussian":  # whole units reach beyond the window's ends
                keep &= (times >= start.to_datetime64()) & (times <= stop.to_datetime64())
            yield dated.rows(order[keep], window=window, weights=weight[keep])


def moved(time: pd.Timestamp, units: int, unit: str) -> pd.Timestamp:
    """Return a time so many units later; the last day of a month stands in for a day that it lacks.

    Examples
    --------
    >>> moved(pd.Timestamp("2024-01-31"), 1, "months").isoformat()
    '2024-02-29T00:00:00'
    """
    try:
        if unit in ("months", "years"):
            months = units if unit == "months" else 12 * units
            return time + pd.DateOffset(months=months)
        return time + pd.Timedelta(int(_LENGTH[unit].astype(int)) * units, "us")
    except (OverflowError, pd.errors.OutOfBoundsDatetime, ValueError):
        raise OptionError(f"a window of {units} {unit} leads beyond the calendar; make it smaller") from None


def distance(times: np.ndarray, middle: pd.Timestamp, unit: str, *, exact: bool = False) -> np.ndarray:
    """Return how many units each time is after ``middle`` (before it: negative).

    Parameters
    ----------
    times : numpy.ndarray of datetime64[us]
    middle : pandas.Timestamp
    unit : str
        ``"seconds"`` to ``"years"``.
    exact : bool
        Give fractions; else whole units, as Discourse Network Analyzer counts them.

    Returns
    -------
    numpy.ndarray of float

    Examples
    --------
    >>> times = np.array(["2024-01-10", "2024-03-09", "2024-03-10"], dtype="datetime64[us]")
    >>> distance(times, pd.Timestamp("2024-02-10"), "months").tolist()
    [-1.0, 0.0, 1.0]
    """
    at = middle.to_datetime64().astype("datetime64[us]")
    if unit in _LENGTH:
        found = (times - at) / _LENGTH[unit]
        return found if exact else np.trunc(found)
    months = 12 if unit == "years" else 1
    if exact:
        return (times - at) / np.timedelta64(1, "D") / (_MONTH_DAYS * months)
    month = times.astype("datetime64[M]")
    whole = (month - at.astype("datetime64[M]")).astype(np.int64)
    rest = times - month.astype("datetime64[us]")
    over = at - at.astype("datetime64[M]").astype("datetime64[us]")
    whole = whole - ((whole > 0) & (rest < over)) + ((whole < 0) & (rest > over))
    return np.trunc(whole / months)


def fitting_width(times: np.ndarray) -> str:
    """Return a width that cuts a range into some dozens of windows, each of about a fifth of it.

    Parameters
    ----------
    times : numpy.ndarray of datetime64[us]
        At least two different ones.

    Returns
    -------
    str

    Raises
    ------
    NotComputable
        If there are no two different times.

    Examples
    --------
    >>> fitting_width(np.array(["2005-01-26", "2005-02-16"], dtype="datetime64[us]"))
    '5 days'
    """
    dated = times[~np.isnat(times)]
    days = (dated.max() - dated.min()) / np.timedelta64(1, "D") if len(dated) else 0.0
    if days == 0:
        raise NotComputable("the statements do not have two different dates, so there is no course over time")
    for unit, length in (
        ("minutes", 1 / 1440),
        ("hours", 1 / 24),
        ("days", 1),
        ("weeks", 7),
        ("months", 30.4),
    ):
        if days / length <= _MOST_WINDOWS:
            return f"{max(3, round(days / length / 5) | 1)} {unit}"
    return f"{max(3, round(days / 365.25 / 5) | 1)} years"


#: Of units in a range, before the next longer unit is taken.
_MOST_WINDOWS = 150
