"""What :mod:`discourse.readers.rows.link` does, by dictionaries, for rows in memory whose ids are all different."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from discourse.readers.rows.link import BLANK, CYCLE, ORPHAN, TOP, Event, cycles

Found = dict[str, Any]


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
    get = place.get
    at = np.array([get(p, -1) for p in parents], dtype=np.int64)
    _bare_parents(at, rows, documents, parents, place)
    missing = _missing(at, documents, parents)
    events += _events(
        "repaired", ORPHAN, files, rows[np.flatnonzero([name is not None for name in missing.tolist()])]
    )
    cut = np.full(len(rows), None, dtype=object)
    if (at >= rows).any():
        there = np.flatnonzero(at >= 0)
        first = np.searchsorted(rows, cycles(rows[there], at[there]))
        for i in first.tolist():
            cut[i] = ids[int(np.searchsorted(rows, at[i]))]
        at[first] = -1
        events += _events("repaired", CYCLE, files, rows[first])
    answers = at >= 0
    unknown = np.zeros(len(rows), dtype=np.int64)
    counts: Counter[str] = Counter()
    for i in [] if all(who) else [i for i, name in enumerate(who) if not name]:
        counts[documents[i]] += 1
        unknown[i] = counts[documents[i]]
    found = {
        "n": rows,
        "comment_id": np.array(ids, dtype=object),
        "parent_n": np.ma.masked_array(at, ~answers),
        "parent_by": np.array(["given" if known else None for known in answers.tolist()], dtype=object),
        "missing": missing,
        "cut": np.ma.masked_array(cut, [parent is None for parent in cut.tolist()]),
        "unknown": np.ma.masked_array(unknown, unknown == 0),
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


def _missing(at: np.ndarray, documents: Sequence[str], parents: Sequence[str]) -> np.ndarray:
    """Return the ids of parents that are not there and do not say that a comment answers nobody."""
    out = np.full(len(at), None, dtype=object)
    for i in np.flatnonzero(at < 0).tolist():
        parent = parents[i]
        if not parent or parent == documents[i] or parent.lower() in TOP:
            continue
        document = documents[i].removeprefix("t3_")
        if parent != document and parent.removeprefix("t3_") != document:
            out[i] = parent
    return out


def _events(action: str, reason: str, files: np.ndarray, where: np.ndarray) -> list[Event]:
    """Return one event for each file, in which so many rows were met, the first of them there."""
    numbers, first, count = np.unique(files[where], return_index=True, return_counts=True)
    return [
        Event(action, reason, int(f), int(c), int(where[i]))
        for f, i, c in zip(numbers, first, count, strict=True)
    ]
