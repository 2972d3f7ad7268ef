"""Comments that come more than once: one stands for all, and keeps what only the others hold."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from discourse.readers.rows.leftovers import masked
from discourse.readers.tally import Tally

#: Columns of a batch that may differ among the rows of one comment, and their names among the comments.
COLUMNS = {
    "parents": "parent_id", "who": "author_id", "labels": "author", "roles": "role", "texts": "text", "raw": "raw",
    "quoted": "quoted", "links": "links", "likes": "likes",
}  # fmt: skip
_NAMES = tuple(COLUMNS.values())
#: Where the kept comment's extra holds what only the others tell.
KEY = "repeats"
#: The same of rows on disk.
_RAW = (
    "n AS place, file, line, id, gone AS deleted, extra, parent AS parent_id, who AS author_id, label AS author, role, "
    "text, raw, quoted, links, likes"
)
_PAGE = 10_000
#: One row of a comment: what :data:`COLUMNS` names, and ``file``, ``line``, ``id``, ``deleted`` and ``extra``.
Told = Mapping[str, Any]


class Again(NamedTuple):
    """A row that is dropped, the row that stands for it (by their places), and what is known to be the same."""

    n: int
    kept: int
    time: bool
    author: bool
    words: bool


def reason(again: Again, more: bool) -> str:
    """Return what the audit says of a repeat.

    Examples
    --------
    >>> reason(Again(1, 0, True, False, False), False)
    'the same comment once more (its id and its time are the same); the first with its words is kept'
    """
    same = ["its id"]
    same += ["its time"] * again.time + ["its author"] * again.author + ["its words"] * again.words
    told = f"{', '.join(same[:-1])} and {same[-1]}"
    aside = f"; what only they hold is kept in extra under {KEY!r}" if more else ""
    return f"the same comment once more ({told} are the same); the first with its words is kept{aside}"


def settle(found: Iterable[tuple[Again, Told, Told]], tallies: Sequence[Tally]) -> dict[int, list[Any]]:
    """Count repeats, and return what only they hold, in lists by the place of the row that is kept.

    Parameters
    ----------
    found : iterable of (Again, mapping, mapping)
        The repeat, its row, and the row that stands for it.
    tallies : sequence of Tally
        By number of file.
    """
    out: dict[int, list[Any]] = {}
    for again, row, kept in found:
        held = only(row, kept)
        tallies[row["file"]].add("dropped", reason(again, bool(held)), row["line"], row["id"])
        if held:
            place = {"line": row["line"]}
            if row["file"] != kept["file"]:
                place["file"] = tallies[row["file"]].file
            out.setdefault(again.kept, []).append({**held, **place})
    return out


def settle_columns(
    again: Sequence[Again],
    column: Callable[[str], Sequence[Any]],
    files: np.ndarray,
    gone: np.ndarray,
    tallies: Sequence[Tally],
) -> dict[int, list[Any]]:
    """Do what :func:`settle` does, of rows in memory, whose columns a function gives by their name in a batch."""
    if not again:
        return {}
    names = {"lines": "line", "ids": "id", "extra": "extra", **COLUMNS}
    columns = {name: column(own) for own, name in names.items()} | {"file": files, "deleted": gone}

    def row(n: int) -> dict[str, Any]:
        return {name: values[n] for name, values in columns.items()}

    return settle(((one, row(one.n), row(one.kept)) for one in again), tallies)


def put_aside(connection: Any, tallies: Sequence[Tally]) -> None:
    """Count repeats as :func:`settle` does, of rows in the relation ``raw``; what only they hold goes to ``held``."""
    import msgspec

    run = connection.execute
    run("CREATE TABLE held (n BIGINT, place BIGINT, told VARCHAR)")
    if not run("SELECT count(*) FROM repeated").fetchone()[0]:
        return
    run(
        "CREATE TABLE pair AS SELECT row_number() OVER (ORDER BY a.n) - 1 AS row_, a.*, r.*, k.* "
        f"FROM repeated a JOIN (SELECT {_RAW} FROM raw) r ON a.n = r.place "
        f"JOIN (SELECT {_RAW} FROM raw) k ON a.kept = k.place"
    )
    wide = len(Again._fields)
    names = [column.rpartition(" ")[2] for column in _RAW.split(", ")]
    for start in range(0, run("SELECT count(*) FROM pair").fetchone()[0], _PAGE):
        rows = run(
            f"SELECT * EXCLUDE (row_) FROM pair WHERE row_ BETWEEN {start} AND {start + _PAGE - 1} ORDER BY row_"
        ).fetchall()
        found = (
            (
                Again(*row[:wide]),
                dict(zip(names, row[wide:], strict=False)),
                dict(zip(names, row[wide + len(names) :], strict=True)),
            )
            for row in rows
        )
        held = [
            (n, start + i, msgspec.json.encode(one, order="sorted").decode())
            for n, more in settle(found, tallies).items()
            for i, one in enumerate(more)
        ]
        if held:
            connection.register("aside", pd.DataFrame(held, columns=["n", "place", "told"]))
            run("INSERT INTO held SELECT * FROM aside")
            connection.unregister("aside")
    run("DROP TABLE pair")


def put_back(connection: Any, frame: pd.DataFrame) -> None:
    """Give rows, with their places ``n`` and their ``extra``, what only their repeats hold."""
    import msgspec

    places = frame["n"].tolist()
    query = f"SELECT n, told FROM held WHERE n BETWEEN {places[0]} AND {places[-1]} ORDER BY n, place"
    held: dict[int, list[Any]] = {}
    for n, told in connection.execute(query).fetchall():
        held.setdefault(n, []).append(msgspec.Raw(told.encode()))
    if held:
        extra = frame["extra"].tolist()
        for n, more in held.items():
            at = bisect_left(places, n)
            extra[at] = with_repeats(extra[at] if isinstance(extra[at], str) else None, more)
        frame["extra"] = pd.Series(extra, index=frame.index, dtype="str")


def only(row: Told, kept: Told) -> dict[str, Any]:
    """Return what a row holds and the one that is kept does not; empty values are nothing to hold.

    Examples
    --------
    >>> kept = dict.fromkeys(["deleted", *_NAMES]) | {"likes": 1, "extra": '{"mood":"sad","n":1}'}
    >>> list(only(kept | {"likes": 2, "extra": '{"mood":"glad","n":1}'}, kept))
    ['likes', 'mood']
    """
    out = {name: row[name] for name in _NAMES if row[name] != kept[name] and row[name] not in (None, "")}
    if row["deleted"] and not kept["deleted"]:
        out["deleted"] = True
    if row["extra"] != kept["extra"] and row["extra"]:
        mine, theirs = _parts(row["extra"]), _parts(kept["extra"])
        for name, value in mine.items():
            if theirs.get(name) != value:
                out[_free(name, {*out, "line", "file"})] = value
    return out


def with_repeats(extra: str | None, held: Sequence[Any]) -> str:
    """Return ``extra`` with what only the repeats of its comment hold.

    Examples
    --------
    >>> with_repeats('{"mood":"sad"}', [{"line": 3, "mood": "glad"}])
    '{"mood":"sad","repeats":[{"line":3,"mood":"glad"}]}'
    """
    import msgspec

    known = _parts(extra)
    return masked(msgspec.json.encode({**known, _free(KEY, known): held}, order="sorted").decode())


def _parts(extra: str | None) -> dict[str, Any]:
    """Return the values of an ``extra``, each as JSON, in which 1, 1.0 and true differ."""
    import msgspec

    return msgspec.json.decode(extra, type=dict[str, msgspec.Raw]) if extra else {}


def _free(name: str, taken: Container[str]) -> str:
    number, base = 2, name
    while name in taken:
        name, number = f"{base}~{number}", number + 1
    return name
