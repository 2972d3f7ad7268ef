"""Making ids unique and reply trees sound, by DuckDB, whether the rows are in memory or in files.

The relation ``item`` holds one row per comment that was read: ``n`` (its place), ``file`` (the file's number), ``id``,
``document``, ``parent`` (as found; empty where there is none), ``who`` (empty for an unknown commenter), ``t`` (time),
``h`` (hash of the text), ``gone`` (deleted) and ``blank`` (without text). Where names after an ``@`` tell of replies
there are also ``mention`` (``n``, ``place``, ``key``) and ``speaker`` (``n``, ``key``).

What is found stands in the table ``linked``, by ``n``; those that are another once more, in ``repeated``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

#: Parents that say that a comment answers nobody.
TOP = ("", "0", "-1", "root", "none", "null", "nan", "false", "n/a", "top", "-")

BLANK = "no text"
CLASH = "an id that comes twice; the later row got another"
ORPHAN = "answers a comment that is not there; taken as top-level"
CYCLE = "answers itself, or one of its own answers; taken as top-level"
NAMED = "answers somebody whom it names (@name); linked to the latest comment by that name"

#: Rows that are linked together.
_STEP = 1_000_000


@dataclass(frozen=True)
class Event:
    """What was done to some rows of a file: how many, and the place of the first."""

    action: str
    reason: str
    file: int
    rows: int
    first: int


def link(connection: Any, *, mentions: bool = False) -> list[Event]:
    """Make the table ``linked`` of the relation ``item``.

    Its columns: ``n``, ``comment_id``, ``parent_n`` (the place of the comment answered, or NULL), ``parent_by``,
    ``missing`` (the id of a parent that is not there), ``cut`` (the id of a parent left out of a cycle), ``unknown``
    (the number of an unknown commenter within its document, else NULL). Rows that are dropped are not in it.

    Rows without text are in the table ``dropped``. Those that are the same comment once more are in ``repeated``,
    whose columns are those of :class:`~discourse.readers.rows.repeats.Again`; to count them is left to who holds their
    other columns.

    Parameters
    ----------
    connection : duckdb.DuckDBPyConnection
    mentions : bool
        Whether ``mention`` and ``speaker`` are there.

    Returns
    -------
    list of Event
        Ordered by file, then by kind.
    """
    run = connection.execute
    events: list[Event] = []

    def note(action: str, reason: str, query: str) -> None:
        for file, rows, first in run(
            f"SELECT file, count(*), min(n) FROM ({query}) GROUP BY file ORDER BY file"
        ).fetchall():
            events.append(Event(action, reason, int(file), int(rows), int(first)))

    _drop_blank(run, note)
    _drop_repeats(run)
    _name(connection, note)
    steps = _steps(run)
    _find_parents(run, steps, mentions, note)
    _cut_cycles(connection, note)
    _gather(run, steps)
    for name in ("VIEW own", "VIEW named", "VIEW kept", "VIEW live"):
        run(f"DROP {name}")
    for name in ("shadowed", "fresh", "parents"):
        run(f"DROP TABLE {name}")
    return sorted(events, key=lambda e: e.file)


def _drop_blank(run: Any, note: Any) -> None:
    run("CREATE OR REPLACE TEMP TABLE wordless AS SELECT n, file, id FROM item WHERE blank AND NOT gone")
    # Small tables of rows that are left out, and views: a copy of all rows would take long.
    run(
        "CREATE OR REPLACE TEMP TABLE spared AS SELECT w.n FROM item i JOIN wordless w ON i.parent = w.id "
        "WHERE w.id <> '' UNION SELECT w.n FROM item i JOIN wordless w ON substr(i.parent, 4) = w.id "
        "WHERE w.id <> '' AND starts_with(i.parent, 't1_')"
    )
    run("CREATE OR REPLACE TEMP TABLE dropped AS SELECT * FROM wordless ANTI JOIN spared USING (n)")
    run("DROP TABLE wordless")
    run("DROP TABLE spared")
    note("dropped", BLANK, "SELECT * FROM dropped")
    _without(run, "live", "item", "dropped")


def _without(run: Any, name: str, rows: str, dropped: str) -> None:
    """Make a view of rows without those that are dropped."""
    some = run(f"SELECT count(*) FROM {dropped}").fetchone()[0]
    run(
        f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {rows}{f' ANTI JOIN {dropped} USING (n)' if some else ''}"
    )


def _drop_repeats(run: Any) -> None:
    run(
        "CREATE OR REPLACE TEMP TABLE twice AS SELECT id FROM live WHERE id <> '' GROUP BY id HAVING count(*) > 1"
    )
    # Where the time is not known, or only the day, or the id has lost digits (1.2E+18), only the same words make the
    # same comment.
    run(
        "CREATE OR REPLACE TEMP TABLE repeated AS WITH doubles AS ("
        "  SELECT n, file, id, document, who, gone OR blank AS empty, t, "
        "  CASE WHEN t IS NULL OR t = date_trunc('day', t) OR contains(id, '+') THEN h END AS same "
        "  FROM live SEMI JOIN twice USING (id)), "
        "people AS (SELECT *, CASE WHEN min(nullif(who, '')) OVER w IS NOT DISTINCT FROM max(nullif(who, '')) OVER w "
        "  AND (t IS NOT NULL OR count(nullif(who, '')) OVER w IN (0, count(*) OVER w)) THEN '' ELSE who END AS one "
        "  FROM doubles WINDOW w AS (PARTITION BY id, document, t, same)), "
        "versions AS (SELECT n, t, who, same, row_number() OVER w AS version, first_value(n) OVER w AS kept, "
        "  first_value(who) OVER w AS known FROM people "
        "  WINDOW w AS (PARTITION BY id, document, t, same, one ORDER BY empty, n)) "
        "SELECT n, kept, t IS NOT NULL AS time, who <> '' AND known <> '' AS author, same IS NOT NULL AS words "
        "FROM versions WHERE version > 1"
    )
    _without(run, "kept", "live", "repeated")


def _name(connection: Any, note: Any) -> None:
    """Give every row an id that no other has; ``fresh`` has those that are not from the file."""
    run = connection.execute
    run(
        "CREATE OR REPLACE TEMP TABLE again AS SELECT * FROM (SELECT n, file, id, document, "
        "row_number() OVER (PARTITION BY id ORDER BY n) AS turn, "
        "row_number() OVER (PARTITION BY document, id ORDER BY n) AS turn_here, "
        "first_value(document) OVER (PARTITION BY id ORDER BY n) AS first_document "
        "FROM kept SEMI JOIN twice USING (id)) WHERE turn > 1"
    )
    run("DROP TABLE twice")
    note("repaired", CLASH, "SELECT * FROM again")
    run("CREATE OR REPLACE TEMP TABLE shadowed AS SELECT n FROM again WHERE turn_here > 1")
    run(
        "CREATE OR REPLACE TEMP TABLE fresh AS SELECT n, "
        "CASE WHEN document = first_document THEN id || '~' || turn ELSE document || ':' || id END AS name FROM again"
    )
    run("DROP TABLE again")
    if run("SELECT count(*) FROM kept WHERE id = ''").fetchone()[0]:
        run(
            "INSERT INTO fresh SELECT n, document || ':' || place FROM (SELECT n, id, document, "
            "row_number() OVER (PARTITION BY document ORDER BY n) AS place FROM kept "
            "SEMI JOIN (SELECT DISTINCT document FROM kept WHERE id = '') USING (document)) WHERE id = ''"
        )
    taken, repeated = run(
        "SELECT (SELECT count(*) FROM kept k JOIN fresh f ON k.id = f.name), count(*) - count(DISTINCT name) FROM fresh"
    ).fetchone()
    if taken or repeated:
        _free_all(connection)
    _without(run, "own", "(SELECT n, id, document FROM kept WHERE id <> '')", "shadowed")
    run(
        "CREATE OR REPLACE TEMP VIEW named AS SELECT k.*, coalesce(f.name, k.id) AS comment_id "
        "FROM kept k LEFT JOIN fresh f USING (n)"
        if run("SELECT count(*) FROM fresh").fetchone()[0]
        else "CREATE OR REPLACE TEMP VIEW named AS SELECT *, id AS comment_id FROM kept"
    )


def _free_all(connection: Any) -> None:
    """Replace those names in ``fresh`` that are taken."""
    import pandas as pd

    found = connection.execute("SELECT n, name FROM fresh ORDER BY n").fetchnumpy()
    names = _free(connection, found["name"].tolist())
    connection.register("freed", pd.DataFrame({"n": found["n"], "name": pd.Series(names, dtype="str")}))
    connection.execute("CREATE OR REPLACE TEMP TABLE fresh AS SELECT n, name FROM freed")
    connection.unregister("freed")


def _free(connection: Any, names: list[str]) -> list[str]:
    """Return names that are neither ids of the file nor given twice: ``~2``, ``~3``, … is put behind those that are."""
    import pandas as pd

    connection.register("wish", pd.DataFrame({"name": pd.Series(names, dtype="str")}).drop_duplicates())
    clashing = connection.execute(
        "SELECT DISTINCT w.name FROM kept k JOIN wish w ON k.id = w.name"
    ).fetchall()
    connection.unregister("wish")
    taken = {name for (name,) in clashing}
    if not taken and len(set(names)) == len(names):
        return names
    taken |= {
        i for (i,) in connection.execute("SELECT DISTINCT id FROM kept WHERE contains(id, '~')").fetchall()
    }
    out = []
    for name in names:
        base, number = name, 2
        while name in taken:
            name, number = f"{base}~{number}", number + 1
        taken.add(name)
        out.append(name)
    return out


def _steps(run: Any) -> list[tuple[int, int]]:
    """Return the first and last place of some rows after the other, so few that what is made of them fits."""
    last = run("SELECT coalesce(max(n), -1) FROM kept").fetchone()[0]
    return [(first, first + _STEP - 1) for first in range(0, last + 1, _STEP)]


def _find_parents(run: Any, steps: Sequence[tuple[int, int]], mentions: bool, note: Any) -> None:
    run(
        "CREATE OR REPLACE TABLE parents "
        "(n BIGINT, file BIGINT, parent_n BIGINT, how VARCHAR, missing VARCHAR, cut VARCHAR)"
    )
    run(
        "CREATE OR REPLACE TABLE lost (n BIGINT, file BIGINT, parent VARCHAR, document VARCHAR, bare VARCHAR)"
    )
    # Nearly all parents stand near their answers, and no comment comes twice in "own": so most are found without a
    # table of all comments, which would not fit into memory.
    for first, last in steps:
        run(
            "CREATE OR REPLACE TEMP TABLE found AS SELECT k.n, k.file, k.parent, k.document, a.n AS parent_n FROM "
            f"(SELECT n, file, parent, document FROM kept WHERE n BETWEEN {first} AND {last} AND parent <> '') k "
            f"LEFT JOIN (SELECT * FROM own WHERE n BETWEEN {first - _STEP} AND {last + _STEP}) a "
            "ON k.document = a.document AND k.parent = a.id"
        )
        run(
            "INSERT INTO parents SELECT n, file, parent_n, 'given', NULL, NULL FROM found WHERE parent_n IS NOT NULL"
        )
        run(
            "INSERT INTO lost SELECT n, file, parent, document, "
            "CASE WHEN starts_with(parent, 't1_') THEN substr(parent, 4) END FROM found WHERE parent_n IS NULL"
        )
        run("DROP TABLE found")
    ways = (
        ("here", "own o ON l.document = o.document AND l.parent = o.id"),
        ("near", "own o ON l.document = o.document AND l.bare = o.id"),
        ("far", "own o ON l.parent = o.id"),
        ("far_bare", "own o ON l.bare = o.id"),
    )
    for name, join in ways:
        run(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT l.n, min(o.n) AS m FROM lost l JOIN {join} GROUP BY l.n"
        )
    top = ", ".join(f"'{t}'" for t in TOP)
    plain = "CASE WHEN starts_with(document, 't3_') THEN substr(document, 4) ELSE document END"
    run(
        "INSERT INTO parents WITH whole AS (SELECT l.*, coalesce(h.m, a.m, b.m, c.m) AS parent_n FROM lost l "
        "  LEFT JOIN here h USING (n) LEFT JOIN near a USING (n) LEFT JOIN far b USING (n) "
        "  LEFT JOIN far_bare c USING (n)) "
        "SELECT n, file, parent_n, 'given' AS how, CASE WHEN parent_n IS NULL AND parent <> document "
        f"AND lower(parent) NOT IN ({top}) AND (NOT starts_with(parent, 't3_') OR substr(parent, 4) <> {plain}) "
        f"AND parent <> {plain} THEN parent END AS missing, NULL::VARCHAR AS cut FROM whole"
    )
    for name in ("lost", "here", "near", "far", "far_bare"):
        run(f"DROP TABLE {name}")
    note("repaired", ORPHAN, "SELECT * FROM parents WHERE missing IS NOT NULL")
    if mentions:
        run(
            "CREATE OR REPLACE TEMP TABLE said AS SELECT m.n, k.file, k.document, m.place, m.key FROM mention m "
            "JOIN named k USING (n) ANTI JOIN parents p "
            "ON m.n = p.n AND (p.parent_n IS NOT NULL OR p.missing IS NOT NULL)"
        )
        run(
            "CREATE OR REPLACE TEMP TABLE named_by AS "
            "SELECT s.n, s.file, arg_min(k.n, s.place) AS parent_n FROM said s "
            "ASOF JOIN (SELECT k.n, k.document, p.key FROM named k JOIN speaker p USING (n)) k "
            "ON s.document = k.document AND s.key = k.key AND s.n > k.n GROUP BY s.n, s.file"
        )
        note("repaired", NAMED, "SELECT * FROM named_by")
        run("DELETE FROM parents WHERE n IN (SELECT n FROM named_by)")
        run("INSERT INTO parents SELECT n, file, parent_n, 'mention', NULL, NULL FROM named_by")
        run("DROP TABLE said")
        run("DROP TABLE named_by")


def _gather(run: Any, steps: Sequence[tuple[int, int]]) -> None:
    run(
        "CREATE OR REPLACE TEMP TABLE nameless AS SELECT n, row_number() OVER (PARTITION BY document ORDER BY n) "
        "AS unknown FROM kept WHERE who = ''"
    )
    run(
        "CREATE OR REPLACE TABLE linked (n BIGINT, comment_id VARCHAR, parent_n BIGINT, parent_by VARCHAR, "
        "missing VARCHAR, cut VARCHAR, unknown BIGINT)"
    )
    for first, last in steps:
        here = f"WHERE n BETWEEN {first} AND {last}"
        run(
            "INSERT INTO linked SELECT k.n, k.comment_id, p.parent_n, "
            "CASE WHEN p.parent_n IS NOT NULL THEN p.how END, p.missing, p.cut, u.unknown "
            f"FROM (SELECT n, comment_id FROM named {here}) k LEFT JOIN (SELECT * FROM parents {here}) p ON k.n = p.n "
            f"LEFT JOIN (SELECT * FROM nameless {here}) u ON k.n = u.n ORDER BY k.n"
        )
    run("DROP TABLE nameless")


def _cut_cycles(connection: Any, note: Any) -> None:
    """Take away one parent of every cycle, of the row that comes first in the file."""
    import pandas as pd

    up, down = connection.execute(
        "SELECT count(*) FILTER (parent_n >= n), count(*) FILTER (parent_n <= n) FROM parents"
    ).fetchone()
    if not up or not down:
        return  # every parent comes before its answers, or every one after them
    # A cycle goes up as well as down, and every step of it lies between the ends of others that go the other way.
    least, most, sign = ("n", "parent_n", ">=") if up <= down else ("parent_n", "n", "<=")
    turns = connection.execute(
        f"SELECT {least} AS least, {most} AS most FROM parents WHERE parent_n {sign} n ORDER BY least"
    ).fetchnumpy()
    spans = _united(np.asarray(turns["least"], dtype=np.int64), np.asarray(turns["most"], dtype=np.int64))
    connection.register("span", pd.DataFrame({"least": spans[0], "most": spans[1]}))
    pairs = connection.execute(
        "SELECT p.n, p.parent_n FROM parents p ASOF JOIN span s ON p.n >= s.least "
        "WHERE p.parent_n IS NOT NULL AND p.n <= s.most ORDER BY p.n"
    ).fetchnumpy()
    connection.unregister("span")
    cut = cycles(np.asarray(pairs["n"], dtype=np.int64), np.asarray(pairs["parent_n"], dtype=np.int64))
    if not len(cut):
        return
    connection.register("cuts", pd.DataFrame({"n": cut}))
    connection.execute(
        "UPDATE parents SET cut = (SELECT k.comment_id FROM named k WHERE k.n = parents.parent_n), parent_n = NULL "
        "WHERE n IN (SELECT n FROM cuts)"
    )
    note("repaired", CYCLE, "SELECT * FROM parents WHERE cut IS NOT NULL")
    connection.unregister("cuts")


def _united(least: np.ndarray, most: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return spans that overlap as one; those given are in the order of their beginnings."""
    reach = np.maximum.accumulate(most)
    starts = np.flatnonzero(np.append(True, least[1:] > reach[:-1]))
    return least[starts], np.append(reach[starts[1:] - 1], reach[-1])


def cycles(children: np.ndarray, parents: np.ndarray) -> np.ndarray:
    """Return the first member of every cycle.

    Parameters
    ----------
    children : numpy.ndarray of int64
        In rising order.
    parents : numpy.ndarray of int64

    Returns
    -------
    numpy.ndarray of int64

    Examples
    --------
    >>> cycles(np.array([1, 2, 3, 5]), np.array([2, 3, 1, 1])).tolist()
    [1]
    """
    size = len(children)
    place = np.searchsorted(children, parents)
    place[place == size] = 0
    up = np.where((children[place] == parents) if size else False, place, size)
    up = np.append(up, size).astype(np.int32 if size < 2**31 - 1 else np.int64)
    for _ in range(max(size, 1).bit_length()):
        up = up[up]
    left = np.flatnonzero(up[:-1] != size)
    if not len(left):
        return np.array([], dtype=np.int64)
    # Everything that never comes to an end leads into a cycle; what can be reached from itself is on one.
    above = dict(zip(left.tolist(), place[left].tolist(), strict=True))
    state: dict[int, int] = {}
    first = []
    for start in left.tolist():
        at, way = start, []
        while at not in state:
            state[at] = start
            way.append(at)
            at = above[at]
        if state[at] == start and at in way:
            first.append(min(way[way.index(at) :]))
    return children[np.array(sorted(first), dtype=np.int64)]
