"""What :mod:`discourse.readers.rows.link` does, by dictionaries, for rows in memory whose ids are all different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from discourse.readers.rows.link import BLANK, CYCLE, ORPHAN, TOP, Event, cycles

Found = dict[str, Any]
_GIVEN, _NONE = np.array("given", dtype=object), np.array(None)


def link_plainly(
    ids: Sequence[str],
    documents: Sequence[str],
    parents: Sequence[str],
    who: Sequence[str],
    files: np.ndarray,
    gone: np.ndarray,
    blank: np.ndarray,
) -> tuple[list[Event], Found] | None:
    """Return the events, and the columns of ``linked``; None where an id is missing or comes twice.

    Parameters
    ----------
    ids, documents, parents, who : sequence of str
        As in the relation ``item``.
    files : numpy.ndarray of int
    gone, blank : numpy.ndarray of bool

    Examples
    --------
    >>> no = np.array([False, False])
    >>> events, found = link_plainly(["a", "b"], ["d", "d"], ["", "a"], ["x", "y"], np.array([0, 0]), no, no)
    >>> events, found["parent_n"].tolist()
    ([], [None, 0])
    """
    kept = gone | ~blank
    if not kept.all():
        answered = {*parents, *(p[3:] for p in parents if p.startswith("t1_"))}
        for i in np.flatnonzero(~kept).tolist():
            kept[i] = ids[i] != "" and ids[i] in answered
    rows = np.flatnonzero(kept)
    if len(rows) < len(ids):
        ids, documents, parents, who = ([c[i] for i in rows.tolist()] for c in (ids, documents, parents, who))
    place = dict(zip(ids, rows.tolist(), strict=True))
    if len(place) < len(ids) or "" in place:
        return None
    events = _events("dropped", BLANK, files, np.flatnonzero(~kept))
    at = np.fromiter(map(place.get, parents, repeat(-1)), np.int64, len(rows))
    if "t1_" in "".join(parents):
        _bare_parents(at, rows, documents, parents, place)
    answers = at >= 0
    missing = _missing(np.flatnonzero(~answers), documents, parents)
    events += _events("repaired", ORPHAN, files, rows[list(missing)])
    cut: dict[int, str] = {}
    if (at >= rows).any():
        there = np.flatnonzero(answers)
        first = np.searchsorted(rows, cycles(rows[there], at[there]))
        cut = {i: ids[int(np.searchsorted(rows, at[i]))] for i in first.tolist()}
        at[first], answers[first] = -1, False
        events += _events("repaired", CYCLE, files, rows[first])
    unknown: dict[int, int] = {}
    counts: Counter[str] = Counter()
    for i in [] if all(who) else [i for i, name in enumerate(who) if not name]:
        counts[documents[i]] += 1
        unknown[i] = counts[documents[i]]
    found = {
        "n": rows,
        "comment_id": np.array(ids, dtype=object),
        "parent_n": np.ma.masked_array(at, ~answers),
        "parent_by": np.where(answers, _GIVEN, _NONE),
        "missing": _column(missing, len(rows)),
        "cut": _column(cut, len(rows)),
        "unknown": _column(unknown, len(rows)),
    }
    return sorted(events, key=lambda e: e.file), found


def _bare_parents(
    at: np.ndarray, rows: np.ndarray, documents: Sequence[str], parents: Sequence[str], place: dict[str, int]
) -> None:
    """Look also for parents without Reddit's prefix; those of the same document count most."""
    for i in [i for i, p in enumerate(parents) if p.startswith("t1_")]:
        bare = place.get(parents[i][3:], -1)
        if bare < 0:
            continue
        known = int(at[i])
        here = known >= 0 and documents[int(np.searchsorted(rows, known))] == documents[i]
        there = documents[int(np.searchsorted(rows, bare))] == documents[i]
        if known < 0 or (there and not here):
            at[i] = bare


def _missing(top: np.ndarray, documents: Sequence[str], parents: Sequence[str]) -> dict[int, str]:
    """Return the ids of parents that are not there and do not say that a comment answers nobody."""
    out = {}
    for i in [i for i in top.tolist() if parents[i]]:
        parent = parents[i]
        if parent == documents[i] or parent.lower() in TOP:
            continue
        document = documents[i].removeprefix("t3_")
        if parent != document and parent.removeprefix("t3_") != document:
            out[i] = parent
    return out


def _column(values: Mapping[int, Any], size: int) -> np.ma.MaskedArray[Any, Any]:
    """Return a column in which all rows are masked but those with a value."""
    data, hidden = np.full(size, None, dtype=object), np.ones(size, dtype=bool)
    if values:
        where = list(values)
        data[where], hidden[where] = list(values.values()), False
    return np.ma.masked_array(data, hidden)


def _events(action: str, reason: str, files: np.ndarray, where: np.ndarray) -> list[Event]:
    """Return one event for each file, in which so many rows were met, the first of them there."""
    if not len(where):
        return []
    numbers, first, count = np.unique(files[where], return_index=True, return_counts=True)
    return [
        Event(action, reason, int(f), int(c), int(where[i]))
        for f, i, c in zip(numbers, first, count, strict=True)
    ]
