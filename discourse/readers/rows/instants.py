"""The times of a batch, to UTC, with the unit down to which each is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.corpus import PRECISIONS
from discourse.readers.rows.leftovers import Leftovers
from discourse.readers.rows.wording import as_text
from discourse.readers.tally import Tally
from discourse.readers.times import parse_cell, precision

_EARLIEST, _LATEST = 10**8, 10**10  # seconds; 1973 to 2286
_NOTHING = frozenset(("", "nan", "none", "null", "n/a", "-", "nat", "<na>", "0"))
UNREAD = "a time that cannot be read, kept as written in extra"
AMBIGUOUS = "a date that may be day/month or month/day, kept as written in extra"
BARE = "a time without its zone, taken as UTC"
_SLASHED = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_MICRO = np.dtype("datetime64[us]")
_NONE = np.zeros(0, dtype=np.int64)
#: Years that every way of reading times understands in the same way.
_FIRST, _END = np.datetime64("1700-01-01", "us"), np.datetime64("2200-01-01", "us")
_FORM = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?P<zone>Z|[+]00:?00|)", re.ASCII)
_ZEROS = bytes(48 if 48 <= byte < 58 else byte for byte in range(256))
_MONTH = re.compile(r"(?:19|20)\d\d-[01]\d")


def instants(
    values: Sequence[Any], given: Sequence[Any], extra: Leftovers, lines: Sequence[int], tally: Tally
) -> tuple[np.ndarray, list[str | None]]:
    """Return times and their precision.

    Parameters
    ----------
    values : sequence
        Numbers are seconds since 1970, or milliseconds or microseconds where seconds would lie beyond 2286.
    given : sequence of (str or None)
        The precision, where the format tells of it.
    extra : Leftovers
        Receives what cannot be read.
    lines : sequence of int
    tally : Tally

    Returns
    -------
    at : numpy.ndarray of datetime64[us]
    precision : list of (str or None)
        One of :data:`discourse.model.corpus.PRECISIONS`, None where there is no time.
    """
    precision: list[str | None]
    found = _of_one_form(values, lines, tally)
    if found is not None:
        at, precision, unread = found, ["second"] * len(values), _NONE
    else:
        at = np.full(len(values), np.datetime64("NaT"), dtype=_MICRO)
        precision = [None] * len(values)
        numbers, texts = _kinds(values, at, precision)
        if numbers:
            _by_number(values, numbers, at, precision)
        if texts:
            _by_text(values, texts, at, precision, lines, tally)
        unread = np.flatnonzero(np.isnat(at))
    if len(unread):
        for i in unread.tolist():
            text = as_text(values[i]).strip()
            if text.lower() in _NOTHING:
                continue
            extra.set(i, "created_at", text)
            tally.add("repaired", AMBIGUOUS if _SLASHED.match(text) else UNREAD, lines[i], text)
    if any(given):
        known = ~np.isnat(at)
        precision = [
            g if g in PRECISIONS and k else p for g, p, k in zip(given, precision, known, strict=True)
        ]
    return at, precision


def _of_one_form(values: Sequence[Any], lines: Sequence[int], tally: Tally) -> np.ndarray | None:
    """Return times in UTC, where all are written in the same form, as 2024-03-01T12:00:00Z; else None."""
    if not len(values) or type(values[0]) is not str or (form := _FORM.fullmatch(values[0])) is None:
        return None
    try:
        joined = "\n".join(values).encode("ascii") + b"\n"
    except (TypeError, UnicodeEncodeError):
        return None
    line = f"{values[0]}\n".encode()
    # With 0 for each digit, all of the lines must be the same.
    if joined.translate(_ZEROS) != line.translate(_ZEROS) * len(values):
        return None
    zone = form["zone"].encode() + b"\n"
    if form["zone"] and joined.count(zone) != len(values):
        return None
    cells = np.frombuffer(joined, dtype=f"S{len(line)}")
    try:
        found = cells.astype(f"S{len(line) - len(zone)}").astype(_MICRO)
    except ValueError:  # a month 13, or a second 60
        return None
    if found.min() < _FIRST or found.max() >= _END:
        return None
    if not form["zone"]:
        tally.add("repaired", BARE, lines[0], values[0], rows=len(values))
    return found


def _kinds(values: Sequence[Any], at: np.ndarray, precision: list[str | None]) -> tuple[list[int], list[int]]:
    numbers: list[int] = []
    texts: list[int] = []
    kinds = set(map(type, values))
    if kinds <= {int, float}:
        return list(range(len(values))), texts
    if kinds == {str} and {value[4:5] for value in values} == {"-"}:
        return numbers, list(range(len(values)))
    for i, value in enumerate(values):
        kind = type(value)
        if kind is str:
            if (value[:4].isdigit() and value[4:5] in ("-", "/")) or not value.strip()[:1].isdigit():
                if value:
                    texts.append(i)
            elif value.replace(".", "", 1).isdigit() and len(value) != 8:
                numbers.append(i)
            else:
                texts.append(i)
        elif kind is int or kind is float:
            numbers.append(i)
        elif isinstance(value, datetime):
            moment = pd.Timestamp(value)
            moment = moment.tz_convert("UTC").tz_localize(None) if moment.tz is not None else moment
            if moment is not pd.NaT:
                at[i] = moment.to_datetime64()
                precision[i] = "second"
        elif isinstance(value, date):
            at[i] = np.datetime64(value, "us")
            precision[i] = "day"
        elif isinstance(value, np.datetime64):
            at[i] = value
            precision[i] = "second"
    return numbers, texts


def _by_number(values: Sequence[Any], where: list[int], at: np.ndarray, precision: list[str | None]) -> None:
    whole = len(where) == len(values)
    found = np.empty(len(where))
    try:
        found[:] = list(map(float, values if whole else [values[i] for i in where]))
    except (ValueError, OverflowError):
        for j, i in enumerate(where):
            try:
                found[j] = float(values[i])
            except (ValueError, OverflowError):
                found[j] = np.nan
    for unit in (1e3, 1e6):
        late = (found >= _EARLIEST * unit) & (found < _LATEST * unit)
        found[late] /= unit
    good = (found >= _EARLIEST) & (found < _LATEST)
    # Whole seconds and their parts apart: a float of microseconds since 1970 is not exact.
    seconds = np.floor(np.where(good, found, 0))
    parts = np.round((np.where(good, found, 0) - seconds) * 1e6)
    moments = (seconds.astype(np.int64) * 1_000_000 + parts.astype(np.int64)).astype(_MICRO)
    index = np.array(where)
    at[index[good]] = moments[good]
    if whole and good.all():
        precision[:] = ["second"] * len(where)
        return
    for i in index[good].tolist():
        precision[i] = "second"


def _by_text(
    values: Sequence[Any],
    where: list[int],
    at: np.ndarray,
    precision: list[str | None],
    lines: Sequence[int],
    tally: Tally,
) -> None:
    iso = [i for i in where if len(v := values[i]) >= 19 and v[4] == v[7] == "-" and v[13] == v[16] == ":"]
    if iso:
        found = pd.to_datetime(
            pd.Series([values[i] for i in iso], dtype=object), format="ISO8601", utc=True, errors="coerce"
        )
        at[iso] = found.dt.tz_localize(None).to_numpy().astype(_MICRO)
        bare = [
            i
            for i in iso
            if (v := values[i])[-1] != "Z" and v[-6] not in "+-" and v[-5] not in "+-" and v[-3] not in "+-"
        ]
        if bare and np.isnat(at[iso]).any():  # what is not ISO is looked at below
            bare = [i for i in bare if not np.isnat(at[i])]
        if len(iso) == len(values):
            precision[:] = ["second"] * len(iso)
        else:
            for i in iso:
                precision[i] = "second"
        if bare:
            tally.add("repaired", BARE, lines[bare[0]], values[bare[0]], rows=len(bare))
    rest = (
        [i for i in where if np.isnat(at[i])]
        if not iso or len(iso) < len(where) or np.isnat(at[iso]).any()
        else []
    )
    known: dict[str, Any] = {}
    for i in rest:
        value = values[i]
        precision[i] = None
        if value not in known:
            known[value] = _parsed(value)
        when = known[value]
        if when is None:
            continue
        moment, zoned, unit = when
        at[i], precision[i] = moment, unit
        if not zoned:
            tally.add("repaired", BARE, lines[i], value)


def _parsed(value: str) -> tuple[np.datetime64, bool, str] | None:
    text = value.strip()
    if _MONTH.fullmatch(text):
        return np.datetime64(text, "us"), True, "month"
    if len(text) == 8 and text.isdigit() and text[:2] in ("19", "20"):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    when = parse_cell(text)
    if when is None or when.at is None:
        return None
    return np.datetime64(when.at, "us"), when.zoned, precision(text)
