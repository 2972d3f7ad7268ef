"""Making a stored corpus of files larger than memory: batches go to disk, are linked there, and written in order."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import InputError
from discourse.model.corpus import COMMENT_COLUMNS
from discourse.model.corpus_folder import CorpusWriter
from discourse.readers.commenters import slug
from discourse.readers.rows.assemble import Account, batches, example, with_cut
from discourse.readers.rows.clean import Batch
from discourse.readers.rows.format import Format
from discourse.readers.rows.homes import homes
from discourse.readers.rows.link import link
from discourse.readers.rows.pausing import paused
from discourse.readers.rows.people import name_key
from discourse.readers.rows.quotes import QUOTED, set_apart
from discourse.readers.rows.repeats import put_aside, put_back
from discourse.readers.rows.stored_documents import StoredDocuments
from discourse.readers.source import Source
from discourse.readers.tally import Tally
from discourse.readers.thread.quoting import SHORTEST

if TYPE_CHECKING:
    from discourse.model.stored_corpus import StoredCorpus

#: Rows of a file on disk, which are in memory together when the corpus is written.
_PART = 50_000
#: Characters of its texts after which a file ends even if it has fewer rows.
_LONG = 40_000_000
#: What DuckDB may use while rows are linked, and after that, when the corpus is written by another.
_LINKING, _WRITING = "600MB", "200MB"
_TYPES = {
    "n": "BIGINT", "file": "INTEGER", "id": "VARCHAR", "document": "VARCHAR", "parent": "VARCHAR", "who": "VARCHAR",
    "label": "VARCHAR", "role": "VARCHAR", "t": "TIMESTAMP", "precision": "VARCHAR", "text": "VARCHAR",
    "raw": "VARCHAR", "quoted": "VARCHAR", "links": "VARCHAR", "likes": "BIGINT", "gone": "BOOLEAN",
    "extra": "VARCHAR", "line": "BIGINT", "h": "BIGINT", "blank": "BOOLEAN", "adrift": "BOOLEAN",
}  # fmt: skip


@paused()
def assemble_stored(
    format: Format,
    sources: Iterable[Source],
    into: str | os.PathLike[str],
    *,
    force: bool = False,
    facts: Mapping[str, Any] | None = None,
    tallies: Sequence[Tally] | None = None,
    check: Callable[[pd.DataFrame], None] | None = None,
    **options: Any,
) -> StoredCorpus:
    """Make a corpus in a folder, as :func:`~discourse.readers.rows.assemble.assemble` makes one in memory.

    Parameters
    ----------
    format : Format
    sources : iterable of Source
    into : path-like
        The folder.
    force : bool
        Replace a folder that is there.
    facts : mapping, optional
        To be recorded in the corpus's sources.
    tallies : sequence of Tally, optional
        Those that something was counted in before.
    check : callable, optional
        Called with the audit before the folder is put in place; what it raises leaves nothing there.
    **options
        Those of ``format.rows``.

    Returns
    -------
    StoredCorpus
        The same comments, in the same order, as in memory.

    Raises
    ------
    InputError
        If no file holds a comment.
    OutputError
        If the folder cannot be written.
    """
    account = Account(format, facts, tallies, options)
    with CorpusWriter(into, force=force) as out:
        spool = Spool(out.scratch, mentions=format.mentions)
        try:
            documents = StoredDocuments(format, spool.folder, spool.connection)
            for number, source, tally in account.of(sources):
                whole = slug(source.stem, format.name)
                found = format.rows(source, tally, **options)
                for batch in batches(found, format, whole, documents, source.name, tally):
                    account.read[number] += batch if isinstance(batch, int) else spool.take(batch, number)
            if not spool.filled:
                raise InputError(account.nothing())
            spool.link(account.tallies)
            documents.settle(spool.documents())
            for table in documents.tables(account.stem):
                out.documents(table)
            for frame in spool.comments(documents.articles, account.tallies):
                out.comments(format.told(frame))
        finally:
            spool.close()
        audit = account.audit()
        if check is not None:
            check(audit)
        return out.close(audit, tuple(account.records))


class Spool:
    """Cleaned comments in files, in their order.

    Parameters
    ----------
    folder : pathlib.Path
        An empty folder.
    mentions : bool
        Whether names after an ``@`` may tell of replies.
    """

    def __init__(self, folder: Path, *, mentions: bool) -> None:
        import duckdb

        self.folder, self.mentions = folder, mentions
        self.rows, self.filled = 0, False
        self.starts: list[int] = []
        self._waiting: list[pd.DataFrame] = []
        self._held = self._long = 0
        config = {"threads": 2, "memory_limit": _LINKING, "temp_directory": str(folder / "spill")}
        self.connection = duckdb.connect(str(folder / "work.duckdb"), config=config)
        self.connection.execute("SET preserve_insertion_order = true")
        if mentions:
            self.connection.execute("CREATE TABLE mention (n BIGINT, place INTEGER, key VARCHAR)")
            self.connection.execute("CREATE TABLE speaker (n BIGINT, key VARCHAR)")

    def close(self) -> None:
        """Let go of all files."""
        self.connection.close()

    def take(self, batch: Batch, file: int) -> int:
        """Add a batch; return its length."""
        size = len(batch)
        texts = batch.texts
        frame = pd.DataFrame(
            {
                "n": np.arange(self.rows, self.rows + size),
                "file": file,
                "id": batch.ids,
                "document": batch.documents,
                "parent": batch.parents,
                "who": batch.who,
                "label": batch.labels,
                "role": _texts(batch.roles),
                "t": batch.at,
                "precision": _texts(batch.precision),
                "text": texts,
                "raw": _texts(batch.raw),
                "quoted": _texts(batch.quoted),
                "links": _texts(batch.links),
                "likes": pd.array(batch.likes, dtype="Int64"),
                "gone": batch.deleted,
                "extra": _texts(batch.extra),
                "line": batch.lines,
                "adrift": batch.adrift,
                "h": np.fromiter(map(hash, texts), np.int64, size),
                "blank": np.fromiter(
                    (not t and not q for t, q in zip(texts, batch.quoted, strict=True)), bool, size
                ),
            }
        )
        self.filled = self.filled or any(texts) or bool(batch.deleted.any())
        if self.mentions:
            self._mention(batch)
        self.rows += size
        self._held += size
        self._waiting.append(frame)
        for column in (texts, batch.raw, batch.quoted, batch.extra):
            self._long += sum(map(len, filter(None, column)))
        if self._held >= _PART or self._long >= _LONG:
            self._flush()
        return size

    def _mention(self, batch: Batch) -> None:
        said = [
            (self.rows + i, p, k) for i, keys in enumerate(batch.mentions) if keys for p, k in enumerate(keys)
        ]
        who = [(self.rows + i, key) for i, name in enumerate(batch.labels) if (key := name_key(name))]
        for table, found in (("mention", said), ("speaker", who)):
            if found:
                frame = pd.DataFrame(found)
                self.connection.register("frame", frame)
                self.connection.execute(f"INSERT INTO {table} SELECT * FROM frame")
                self.connection.unregister("frame")

    def _flush(self) -> None:
        if not self._waiting:
            return
        frame = pd.concat(self._waiting, ignore_index=True) if len(self._waiting) > 1 else self._waiting[0]
        self.connection.register("frame", frame)
        columns = ", ".join(f"{name}::{kind} AS {name}" for name, kind in _TYPES.items())
        place = _literal(self._part(len(self.starts)))
        self.connection.execute(
            f"COPY (SELECT {columns} FROM frame) TO '{place}' (FORMAT parquet, COMPRESSION zstd)"
        )
        self.connection.unregister("frame")
        self.starts.append(self.rows - self._held)
        self._waiting, self._held, self._long = [], 0, 0
        gc.collect()  # which is paused otherwise

    def _part(self, number: int) -> Path:
        return self.folder / f"rows-{number:06d}.parquet"

    def link(self, tallies: Sequence[Tally]) -> None:
        """Make ids unique and trees sound, and count what was done."""
        self._flush()
        run = self.connection.execute
        run("BEGIN")  # for each query that is committed waits for the disk
        files = ", ".join(f"'{_literal(self._part(i))}'" for i in range(len(self.starts)))
        run(f"CREATE VIEW raw AS SELECT * FROM read_parquet([{files}])")
        run("CREATE VIEW item AS SELECT n, file, id, document, parent, who, t, h, gone, blank FROM raw")
        for event in link(self.connection, mentions=self.mentions):
            line, name, parent, label, text = run(
                "SELECT line, id, parent, label, text[:400] FROM raw WHERE n = ?", [event.first]
            ).fetchone()
            tallies[event.file].add(
                event.action, event.reason, line, example(event, name, parent, label, text), event.rows
            )
        put_aside(self.connection, tallies)
        run(
            "CREATE TEMP VIEW kept AS SELECT * FROM raw "
            "ANTI JOIN (SELECT n FROM dropped UNION ALL SELECT n FROM repeated) d USING (n)"
        )
        self._settle()
        # Of comments with several paragraphs, the words answered are needed to tell quotations.
        run(
            "CREATE TABLE answers AS SELECT l.n, l.parent_n FROM linked l JOIN (SELECT n FROM raw "
            f"WHERE strlen(text) >= {2 * SHORTEST} AND contains(text, chr(10))) r ON l.n = r.n "
            "WHERE l.parent_n IS NOT NULL"
        )
        run(
            "CREATE TABLE answered AS SELECT a.n, r.text FROM raw r JOIN answers a ON r.n = a.parent_n ORDER BY a.n"
        )
        run("DROP TABLE answers")
        run(
            "CREATE TEMP TABLE counted AS SELECT file, gone OR blank AS gone, count(*) AS rows, min(n) AS first "
            "FROM kept GROUP BY ALL"
        )
        for file, gone, rows, line, name in run(
            "SELECT c.file, c.gone, c.rows, r.line, l.comment_id FROM counted c JOIN raw r ON c.first = r.n "
            "JOIN linked l ON c.first = l.n ORDER BY 1, 2"
        ).fetchall():
            reason = "deleted comments, as placeholders" if gone else "comments"
            tallies[file].add("kept", reason, line, name, rows)

    def _settle(self) -> None:
        """Give comments that tell of no document that of the comment above them which does."""
        run = self.connection.execute
        run("CREATE TABLE home (n BIGINT, document VARCHAR)")
        few, many = run("SELECT count(*) FILTER (adrift), count(*) FROM kept").fetchone()
        if few in (0, many):
            return
        found = run(
            "SELECT l.n, l.parent_n FROM linked l JOIN (SELECT n FROM raw WHERE adrift) r ON l.n = r.n "
            "WHERE l.parent_n IS NOT NULL ORDER BY l.n"
        ).fetchnumpy()
        rows, above = homes(
            np.asarray(found["n"], dtype=np.int64), np.asarray(found["parent_n"], dtype=np.int64)
        )
        self.connection.register("settled", pd.DataFrame({"n": rows, "at": above}))
        run("INSERT INTO home SELECT s.n, r.document FROM raw r JOIN settled s ON s.at = r.n ORDER BY s.n")
        self.connection.unregister("settled")

    def documents(self) -> str:
        """Return the query of the documents of the comments that are kept."""
        return "SELECT DISTINCT coalesce(h.document, k.document) AS id FROM kept k LEFT JOIN home h USING (n)"

    def comments(
        self, articles: Callable[[str], Mapping[str, str]], tallies: Sequence[Tally]
    ) -> Iterator[pd.DataFrame]:
        """Yield the comments that are kept, in order, and remove each file when it was used."""
        run = self.connection.execute
        run("COMMIT")
        run(f"SET memory_limit = '{_WRITING}'")
        cuts = {
            n: with_cut(extra, cut)
            for n, extra, cut in run(
                "SELECT l.n, r.extra, l.cut FROM raw r JOIN (SELECT * FROM linked WHERE cut IS NOT NULL) l USING (n)"
            ).fetchall()
        }
        names = [c.name for c in COMMENT_COLUMNS]
        for number, first in enumerate(self.starts):
            place = self._part(number)
            last = (*self.starts, self.rows)[number + 1] - 1
            frame = run(
                "SELECT r.n, r.file, r.line, a.text AS answered, f.comment_id, "
                "coalesce(h.document, r.document) AS document_id, "
                "p.comment_id AS parent_id, f.parent_by, f.missing AS missing_parent, "
                "CASE WHEN f.unknown IS NULL THEN r.who ELSE 'unknown:' || r.document || ':' || f.unknown END "
                "AS author_id, CASE WHEN f.unknown IS NULL THEN r.label ELSE 'unknown ' || f.unknown END AS author, "
                "r.role, r.t AS created_at, r.precision, r.text, r.raw, r.quoted, r.links, r.likes, "
                f"r.gone OR r.blank AS deleted, r.extra FROM read_parquet('{_literal(place)}') r "
                f"JOIN (SELECT * FROM linked WHERE n BETWEEN {first} AND {last}) f ON r.n = f.n "
                f"LEFT JOIN (SELECT l.n, u.comment_id FROM linked u JOIN (SELECT n, parent_n FROM linked "
                f"WHERE n BETWEEN {first} AND {last}) l ON u.n = l.parent_n) p ON r.n = p.n "
                f"LEFT JOIN (SELECT * FROM answered WHERE n BETWEEN {first} AND {last}) a ON r.n = a.n "
                f"LEFT JOIN (SELECT * FROM home WHERE n BETWEEN {first} AND {last}) h ON r.n = h.n ORDER BY r.n"
            ).df()
            here = frame["n"].isin(list(cuts))
            if here.any():
                frame.loc[here, "extra"] = [cuts[n] for n in frame.loc[here, "n"]]
            if len(frame):
                put_back(self.connection, frame)
            for name in names:
                if name in frame.columns and frame[name].dtype == object:
                    frame[name] = frame[name].astype("str")
            frame["likes"] = frame["likes"].astype("Int64")
            frame["created_at"] = frame["created_at"].astype("datetime64[us]")
            texts, files, lines = (frame[c].to_numpy() for c in ("text", "file", "line"))
            spoken = articles(
                f"SELECT coalesce(h.document, r.document) AS id FROM read_parquet('{_literal(place)}') r "
                f"LEFT JOIN (SELECT * FROM home WHERE n BETWEEN {first} AND {last}) h ON r.n = h.n"
            )
            frame, moved = set_apart(frame, frame["answered"].tolist(), spoken)
            for i in moved:
                tallies[int(files[i])].add("repaired", QUOTED, int(lines[i]), texts[i])
            yield frame.drop(columns=["n", "file", "line", "answered"])
            place.unlink()


def _texts(values: Sequence[str | None]) -> pd.Series:
    return pd.Series(values, dtype="str")


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")
