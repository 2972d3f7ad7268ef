"""The documents of a corpus that does not fit into memory: what is told of them is kept in files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.tables import Column, conform
from discourse.readers.rows.documents import NAMES, Documents, titled
from discourse.readers.rows.format import Format

#: What is told in one file at most: so many things, so many characters.
_TOLD, _LONG = 100_000, 16_000_000
#: Documents whose tellings are remembered, so that the same is not written for each batch again.
_REMEMBERED = 50_000
#: Documents of a table, in vectors of DuckDB, which have 2048 rows.
_VECTORS = 20
_COLUMNS = (
    Column("place", "integer"),
    Column("own", "boolean"),
    Column("id", "text"),
    Column("what", "text"),
    Column("value", "text"),
)
#: Behind all places, so that what comments tell counts less than what a document says of itself.
_BEHIND = 2**62


class StoredDocuments(Documents):
    """Collects documents as :class:`~discourse.readers.rows.documents.Documents` does, in files.

    Parameters
    ----------
    format : Format
    folder : pathlib.Path
        Where files may be made.
    connection : duckdb.DuckDBPyConnection
    """

    def __init__(self, format: Format, folder: Path, connection: Any) -> None:
        super().__init__(format)
        self.folder, self.connection = folder, connection
        self._waiting: list[tuple[int, bool, str, str, str]] = []
        self._places = self._long = self._files = 0
        self._remembered: dict[str, set[str]] = {}
        connection.execute("CREATE TEMP TABLE speaking (id VARCHAR)")

    def see(self, ids: Sequence[str], told: Mapping[str, Sequence[str]], source: str) -> None:
        """Note the documents of a batch of comments, and what the comments tell of them."""
        if len(self._remembered) > _REMEMBERED:
            self._remembered = {}
        known = self._remembered
        for name in dict.fromkeys(ids):
            if name not in known:
                known[name] = set()
                self._note(name, "source", source)
        for key, values in told.items():
            if values:
                for name, value in dict.fromkeys(zip(ids, values, strict=True)):
                    if value and key not in known[name]:
                        known[name].add(key)
                        self._note(name, key, value)

    def _again(self, ids: Sequence[str]) -> list[bool]:
        frame = pd.DataFrame({"id": pd.Series(list(dict.fromkeys(ids)), dtype="str")})
        self.connection.register("asked", frame)
        found = self.connection.execute("SELECT id FROM asked SEMI JOIN speaking USING (id)").fetchall()
        self.connection.execute("INSERT INTO speaking SELECT id FROM asked ANTI JOIN speaking USING (id)")
        self.connection.unregister("asked")
        known = {name for (name,) in found}
        out = []
        for name in ids:
            out.append(name in known)
            known.add(name)
        return out

    def _take(self, name: str, known: Mapping[str, Any], source: str, again: bool) -> None:
        for key, value in known.items():
            text = value if type(value) is str else str(np.datetime64(value, "us").astype(np.int64))
            self._note(name, key, text, own=not again)

    def _note(self, name: str, what: str, value: str, *, own: bool = False) -> None:
        self._waiting.append((self._places, own, name, what, value))
        self._places += 1
        self._long += len(value)
        if len(self._waiting) >= _TOLD or self._long >= _LONG:
            self._flush()

    def _flush(self) -> None:
        told = dict(zip((c.name for c in _COLUMNS), zip(*self._waiting, strict=True), strict=True))
        frame = conform(
            pd.DataFrame({name: pd.Series(values) for name, values in told.items()}), _COLUMNS, "documents"
        )
        self.connection.register("telling", frame)
        place = _literal(self.folder / f"told-{self._files:06d}.parquet")
        self.connection.execute(
            f"COPY (SELECT place::BIGINT AS place, own::BOOLEAN AS own, id, what, value FROM telling) TO {place} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        self.connection.unregister("telling")
        self._files += 1
        self._waiting, self._long = [], 0

    def settle(self, used: str) -> None:
        """Make the table ``document``, and leave out documents known from comments alone, none of which is kept.

        Parameters
        ----------
        used : str
            The table, or query, of the documents of the comments that are kept; its column is ``id``.
        """
        if self._waiting:
            self._flush()
        run = self.connection.execute
        files = ", ".join(_literal(self.folder / f"told-{i:06d}.parquet") for i in range(self._files))
        run(f"CREATE VIEW told AS SELECT * FROM read_parquet([{files}])")
        # One thing after the other: hash tables of all columns together need not fit into memory.
        run(
            "CREATE TABLE document AS SELECT t.id AS document_id, min(t.place) AS place FROM told t "
            f"SEMI JOIN (SELECT id FROM speaking UNION SELECT id FROM ({used})) u ON t.id = u.id GROUP BY t.id"
        )
        there = {what for (what,) in run("SELECT DISTINCT what FROM told").fetchall()}
        # The longest last, as each step copies all before it.
        for name in sorted(NAMES[1:], key=lambda name: name == "text"):
            if name not in there:
                run(f"ALTER TABLE document ADD COLUMN {name} VARCHAR")
                continue
            run(
                f"CREATE TABLE first AS SELECT id, min(place + CASE WHEN own THEN 0 ELSE {_BEHIND} END) % {_BEHIND} "
                f"AS place FROM told WHERE what = '{name}' GROUP BY id"
            )
            run(
                f"CREATE TABLE said AS SELECT f.id, t.value FROM told t JOIN first f ON t.place = f.place "
                f"WHERE t.what = '{name}'"
            )
            run(
                f"CREATE TABLE wider AS SELECT d.*, s.value AS {name} FROM document d "
                "LEFT JOIN said s ON d.document_id = s.id"
            )
            for table in ("first", "said", "document"):
                run(f"DROP TABLE {table}")
            run("ALTER TABLE wider RENAME TO document")
        run("CREATE TABLE sorted AS SELECT * FROM document ORDER BY place")
        run("DROP TABLE document")
        run("ALTER TABLE sorted RENAME TO document")
        run("DROP VIEW told")
        for i in range(self._files):
            (self.folder / f"told-{i:06d}.parquet").unlink()
        self.kept = int(run("SELECT count(*) FROM document").fetchone()[0])
        self.speak = bool(run("SELECT count(*) FROM document WHERE text <> ''").fetchone()[0])

    def tables(self, stem: str) -> Iterator[pd.DataFrame]:
        """Yield the documents, some at a time."""
        columns = ", ".join(NAMES).replace("date", "make_timestamp(date::BIGINT) AS date")
        self.connection.execute(f"SELECT {columns} FROM document")
        while len(frame := self.connection.fetch_df_chunk(_VECTORS)):
            yield titled(frame, stem if self.kept == 1 else None)

    def articles(self, used: str) -> dict[str, str]:
        """Return the own texts of the documents that a query finds; its column is ``id``."""
        if not self.speak:
            return {}
        return dict(
            self.connection.execute(
                f"SELECT d.document_id, d.text FROM document d JOIN (SELECT DISTINCT id FROM ({used})) u "
                "ON d.document_id = u.id WHERE d.text <> ''"
            ).fetchall()
        )


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
