"""Making ids unique and reply trees sound, by DuckDB, whether the rows are in memory or in files.

The relation ``item`` holds one row per comment that was read: ``n`` (its place), ``file`` (the file's number), ``id``,
``document``, ``parent`` (as found; empty where there is none), ``who`` (empty for an unknown commenter), ``t`` (time),
``h`` (hash of the text), ``gone`` (deleted) and ``blank`` (without text). Where names after an ``@`` tell of replies
there are also ``mention`` (``n``, ``place``, ``key``) and ``speaker`` (``n``, ``key``).

What is found stands in the table ``linked``, by ``n``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

#: Parents that say that a comment answers nobody.
TOP = ("", "0", "-1", "root", "none", "null", "nan", "false", "n/a", "top", "-")

BLANK = "no text"
AGAIN = "the same comment once more (its id, its time and its author are the same); the first with its words is kept"
CLASH = "an id that comes twice; the later row got another"
ORPHAN = "answers a comment that is not there; taken as top-level"
CYCLE = "answers itself, or one of its own answers; taken as top-level"
NAMED = "answers somebody whom it names (@name); linked to the latest comment by that name"


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
    _drop_repeats(run, note)
    _name(connection, note)
    _find_parents(run, mentions, note)
    _cut_cycles(connection, note)
    run(
        "CREATE OR REPLACE TEMP TABLE linked AS SELECT k.n, k.comment_id, p.parent_n, "
        "CASE WHEN p.parent_n IS NOT NULL THEN p.how END AS parent_by, p.missing, p.cut, "
        "CASE WHEN k.who = '' THEN row_number() OVER (PARTITION BY k.document, k.who = '' ORDER BY k.n) END AS unknown "
        "FROM named k LEFT JOIN parents p ON k.n = p.n ORDER BY k.n"
    )
    for name in ("named", "kept", "live", "parents"):
        kind = run(
            "SELECT table_type FROM information_schema.tables WHERE table_name = ?", [name]
        ).fetchone()[0]
        run(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name}")
    return sorted(events, key=lambda e: e.file)


def _drop_blank(run: Any, note: Any) -> None:
    if not run("SELECT count(*) FROM item WHERE blank AND NOT gone").fetchone()[0]:
        run("CREATE OR REPLACE TEMP VIEW live AS SELECT * FROM item")
    else:
        run("CREATE OR REPLACE TEMP TABLE live AS SELECT * FROM item WHERE gone OR NOT blank")
        run(
            "CREATE OR REPLACE TEMP TABLE answered AS SELECT DISTINCT parent AS id FROM item WHERE parent <> '' UNION "
            "SELECT DISTINCT substr(parent, 4) FROM item WHERE starts_with(parent, 't1_')"
        )
        kept = "SELECT i.* FROM item i SEMI JOIN answered a ON i.id = a.id WHERE i.blank AND NOT i.gone AND i.id <> ''"
        run(f"INSERT INTO live {kept}")
        note(
            "dropped",
            BLANK,
            f"SELECT * FROM item WHERE blank AND NOT gone AND n NOT IN (SELECT n FROM ({kept}))",
        )
        run("DROP TABLE answered")


def _drop_repeats(run: Any, note: Any) -> None:
    run(
        "CREATE OR REPLACE TEMP TABLE twice AS SELECT id FROM live WHERE id <> '' GROUP BY id HAVING count(*) > 1"
    )
    if not run("SELECT count(*) FROM twice").fetchone()[0]:
        run("CREATE OR REPLACE TEMP VIEW kept AS SELECT * FROM live")
        return
    # Where the time is not known, or only the day, or the id has lost digits (1.2E+18), only the same words make the
    # same comment.
    run(
        "CREATE OR REPLACE TEMP TABLE versions AS WITH doubles AS ("
        "  SELECT n, file, id, document, who, gone OR blank AS empty, t, "
        "  CASE WHEN t IS NULL OR t = date_trunc('day', t) OR contains(id, '+') THEN h END AS same "
        "  FROM live SEMI JOIN twice USING (id)), "
        "people AS (SELECT *, CASE WHEN min(nullif(who, '')) OVER w IS NOT DISTINCT FROM max(nullif(who, '')) OVER w "
        "  AND (t IS NOT NULL OR count(nullif(who, '')) OVER w IN (0, count(*) OVER w)) THEN '' ELSE who END AS one "
        "  FROM doubles WINDOW w AS (PARTITION BY id, document, t, same)) "
        "SELECT n, file, row_number() OVER (PARTITION BY id, document, t, same, one ORDER BY empty, n) AS version "
        "FROM people"
    )
    note("dropped", AGAIN, "SELECT * FROM versions WHERE version > 1")
    run(
        "CREATE OR REPLACE TEMP TABLE kept AS SELECT * FROM live "
        "ANTI JOIN (SELECT n FROM versions WHERE version > 1) v USING (n)"
    )
    run("DROP TABLE versions")
    run("DROP TABLE twice")


def _name(connection: Any, note: Any) -> None:
    """Give every row an id that no other has."""
    run = connection.execute
    different, all_rows = run("SELECT count(DISTINCT nullif(id, '')), count(*) FROM kept").fetchone()
    if different == all_rows:
        run("CREATE OR REPLACE TEMP VIEW named AS SELECT *, id AS comment_id, 1 AS turn FROM kept")
        return
    run(
        "CREATE OR REPLACE TEMP TABLE named AS SELECT *, id AS comment_id, "
        "row_number() OVER (PARTITION BY id ORDER BY n) AS turn FROM kept WHERE id <> '' UNION ALL "
        "SELECT *, '' AS comment_id, 1 AS turn FROM kept WHERE id = ''"
    )
    open_rows = run(
        "SELECT n, id, document, place, turn, first_document FROM ("
        "  SELECT n, id, document, turn, row_number() OVER (PARTITION BY document ORDER BY n) AS place, "
        "  first_value(document) OVER (PARTITION BY id ORDER BY n) AS first_document FROM named) "
        "WHERE turn > 1 OR id = '' ORDER BY n"
    ).fetchnumpy()
    if not len(open_rows["n"]):
        return
    note("repaired", CLASH, "SELECT * FROM named WHERE turn > 1")
    names = [
        f"{document}:{place}" if not id else f"{id}~{turn}" if document == first else f"{document}:{id}"
        for id, document, place, turn, first in zip(
            *(open_rows[c].tolist() for c in ("id", "document", "place", "turn", "first_document")),
            strict=True,
        )
    ]
    names = _free(connection, names)
    import pandas as pd

    connection.register("fresh", pd.DataFrame({"n": open_rows["n"], "name": pd.Series(names, dtype="str")}))
    run(
        "CREATE OR REPLACE TEMP TABLE named AS SELECT m.* REPLACE (coalesce(f.name, m.comment_id) AS comment_id) "
        "FROM named m LEFT JOIN fresh f USING (n)"
    )
    connection.unregister("fresh")


def _free(connection: Any, names: list[str]) -> list[str]:
    """Return names that are neither ids of the file nor given twice: ``~2``, ``~3``, … is put behind those that are."""
    import pandas as pd

    connection.register("wish", pd.DataFrame({"name": pd.Series(names, dtype="str")}).drop_duplicates())
    clashing = connection.execute(
        "SELECT w.name FROM wish w SEMI JOIN (SELECT id FROM kept WHERE id <> '') k ON w.name = k.id"
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


def _find_parents(run: Any, mentions: bool, note: Any) -> None:
    run(
        "CREATE OR REPLACE TEMP TABLE own AS SELECT document, id, min(n) AS n FROM named WHERE id <> '' "
        "GROUP BY document, id"
    )
    # One join at a time: of several in one query, all hash tables would have to be in memory together.
    run(
        "CREATE OR REPLACE TEMP TABLE found AS SELECT k.n, k.file, k.parent, k.document, a.n AS parent_n FROM "
        "(SELECT n, file, parent, document FROM named WHERE parent <> '') k "
        "LEFT JOIN own a ON k.document = a.document AND k.parent = a.id"
    )
    run(
        "CREATE OR REPLACE TEMP TABLE lost AS SELECT n, parent, document, "
        "CASE WHEN starts_with(parent, 't1_') THEN substr(parent, 4) END AS bare FROM found WHERE parent_n IS NULL"
    )
    ways = (
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
        "CREATE OR REPLACE TEMP TABLE elsewhere AS SELECT l.n, coalesce(a.m, b.m, c.m) AS m FROM lost l "
        "LEFT JOIN near a USING (n) LEFT JOIN far b USING (n) LEFT JOIN far_bare c USING (n)"
    )
    run(
        "CREATE OR REPLACE TEMP TABLE parents AS WITH whole AS (SELECT f.n, f.file, f.parent, f.document, "
        "  coalesce(f.parent_n, e.m) AS parent_n FROM found f LEFT JOIN elsewhere e USING (n)) "
        "SELECT n, file, parent_n, 'given' AS how, CASE WHEN parent_n IS NULL AND parent <> document "
        f"AND lower(parent) NOT IN ({top}) AND (NOT starts_with(parent, 't3_') OR substr(parent, 4) <> {plain}) "
        f"AND parent <> {plain} THEN parent END AS missing, NULL::VARCHAR AS cut FROM whole"
    )
    for name in ("found", "lost", "near", "far", "far_bare", "elsewhere"):
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
    run("DROP TABLE own")


def _cut_cycles(connection: Any, note: Any) -> None:
    """Take away one parent of every cycle, of the row that comes first in the file."""
    if not connection.execute("SELECT count(*) FROM parents WHERE parent_n >= n").fetchone()[0]:
        return  # every parent comes before its answers
    pairs = connection.execute(
        "SELECT n, parent_n FROM parents WHERE parent_n IS NOT NULL ORDER BY n"
    ).fetchnumpy()
    cut = cycles(pairs["n"].astype(np.int64), pairs["parent_n"].astype(np.int64))
    if not len(cut):
        return
    import pandas as pd

    connection.register("cuts", pd.DataFrame({"n": cut}))
    connection.execute(
        "UPDATE parents SET cut = (SELECT k.comment_id FROM named k WHERE k.n = parents.parent_n), parent_n = NULL "
        "WHERE n IN (SELECT n FROM cuts)"
    )
    note("repaired", CYCLE, "SELECT * FROM parents WHERE cut IS NOT NULL")
    connection.unregister("cuts")


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
