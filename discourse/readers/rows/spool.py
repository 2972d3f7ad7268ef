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
from discourse.readers.rows.documents import Documents
from discourse.readers.rows.format import Format
from discourse.readers.rows.homes import homes
from discourse.readers.rows.link import link
from discourse.readers.rows.pausing import paused
from discourse.readers.rows.people import name_key
from discourse.readers.rows.quotes import QUOTED, set_apart
from discourse.readers.source import Source
from discourse.readers.tally import Tally

if TYPE_CHECKING:
    from discourse.model.stored_corpus import StoredCorpus

#: Rows of a file on disk, which are in memory together when the corpus is written.
_PART = 100_000
_MEMORY = "600MB"
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
    documents = Documents(format)
    account = Account(format, facts, tallies, options)
    with CorpusWriter(into, force=force) as out:
        spool = Spool(out.scratch, mentions=format.mentions)
        try:
            for number, source, tally in account.of(sources):
                whole = slug(source.stem, format.name)
                found = format.rows(source, tally, **options)
                for batch in batches(found, format, whole, documents, source.name, tally):
                    account.read[number] += batch if isinstance(batch, int) else spool.take(batch, number)
            if not spool.filled:
                raise InputError(account.nothing())
            spool.link(account.tallies)
            documents.keep(spool.documents())
            out.documents(documents.table(account.stem))
            for frame in spool.comments(documents.texts(), account.tallies):
                out.comments(frame)
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
        self.rows, self.parts, self.filled = 0, 0, False
        self._waiting: list[pd.DataFrame] = []
        config = {"threads": 2, "memory_limit": _MEMORY, "temp_directory": str(folder / "spill")}
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
        self._waiting.append(frame)
        if sum(map(len, self._waiting)) >= _PART:
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
        place = _literal(self._part(self.parts))
        self.connection.execute(
            f"COPY (SELECT {columns} FROM frame) TO '{place}' (FORMAT parquet, COMPRESSION zstd)"
        )
        self.connection.unregister("frame")
        self.parts += 1
        self._waiting = []
        gc.collect()  # which is paused otherwise

    def _part(self, number: int) -> Path:
        return self.folder / f"rows-{number:06d}.parquet"

    def link(self, tallies: Sequence[Tally]) -> None:
        """Make ids unique and trees sound, and count what was done."""
        self._flush()
        run = self.connection.execute
        files = ", ".join(f"'{_literal(self._part(i))}'" for i in range(self.parts))
        run(f"CREATE VIEW raw AS SELECT * FROM read_parquet([{files}])")
        run("CREATE VIEW item AS SELECT n, file, id, document, parent, who, t, h, gone, blank FROM raw")
        for event in link(self.connection, mentions=self.mentions):
            line, name, parent, label, text = run(
                "SELECT line, id, parent, label, text[:400] FROM raw WHERE n = ?", [event.first]
            ).fetchone()
            tallies[event.file].add(
                event.action, event.reason, line, example(event, name, parent, label, text), event.rows
            )
        run(
            "CREATE TABLE final AS SELECT l.*, p.comment_id AS parent_id FROM linked l "
            "LEFT JOIN linked p ON l.parent_n = p.n ORDER BY l.n"
        )
        run("DROP TABLE linked")
        self._settle()
        # Of comments with several paragraphs, the words answered are needed to tell quotations.
        run(
            "CREATE TABLE answered AS SELECT f.n, p.text FROM final f JOIN raw r ON f.n = r.n "
            "JOIN raw p ON f.parent_n = p.n WHERE contains(r.text, chr(10)) ORDER BY f.n"
        )
        for file, gone, rows, first in run(
            "SELECT r.file, r.gone OR r.blank AS gone, count(*), "
            "arg_min(struct_pack(l := r.line, c := f.comment_id), r.n) "
            "FROM final f JOIN raw r USING (n) GROUP BY 1, 2 ORDER BY 1, 2"
        ).fetchall():
            reason = "deleted comments, as placeholders" if gone else "comments"
            tallies[file].add("kept", reason, first["l"], first["c"], rows)

    def _settle(self) -> None:
        """Give comments that tell of no document that of the comment above them which does."""
        run = self.connection.execute
        run("CREATE TABLE home (n BIGINT, document VARCHAR)")
        few, many = run("SELECT count(*) FILTER (adrift), count(*) FROM final JOIN raw USING (n)").fetchone()
        if few in (0, many):
            return
        found = run(
            "SELECT f.n, f.parent_n FROM final f JOIN raw r USING (n) WHERE r.adrift AND f.parent_n IS NOT NULL "
            "ORDER BY f.n"
        ).fetchnumpy()
        rows, above = homes(
            np.asarray(found["n"], dtype=np.int64), np.asarray(found["parent_n"], dtype=np.int64)
        )
        self.connection.register("settled", pd.DataFrame({"n": rows, "at": above}))
        run("INSERT INTO home SELECT s.n, r.document FROM settled s JOIN raw r ON s.at = r.n")
        self.connection.unregister("settled")

    def documents(self) -> list[str]:
        """Return the documents of the comments that are kept."""
        found = self.connection.execute(
            "SELECT DISTINCT coalesce(h.document, r.document) FROM final f JOIN raw r USING (n) "
            "LEFT JOIN home h USING (n)"
        ).fetchall()
        return [name for (name,) in found]

    def comments(self, articles: Mapping[str, str], tallies: Sequence[Tally]) -> Iterator[pd.DataFrame]:
        """Yield the comments that are kept, in order, and remove each file when it was used."""
        run = self.connection.execute
        cuts = {
            n: with_cut(extra, cut)
            for n, extra, cut in run(
                "SELECT f.n, r.extra, f.cut FROM final f JOIN raw r USING (n) WHERE f.cut IS NOT NULL"
            ).fetchall()
        }
        names = [c.name for c in COMMENT_COLUMNS]
        for number in range(self.parts):
            place = self._part(number)
            first, last = run(f"SELECT min(n), max(n) FROM read_parquet('{_literal(place)}')").fetchone()
            frame = run(
                "SELECT r.n, r.file, r.line, a.text AS answered, f.comment_id, "
                "coalesce(h.document, r.document) AS document_id, "
                "f.parent_id, f.parent_by, f.missing AS missing_parent, "
                "CASE WHEN f.unknown IS NULL THEN r.who ELSE 'unknown:' || r.document || ':' || f.unknown END "
                "AS author_id, CASE WHEN f.unknown IS NULL THEN r.label ELSE 'unknown ' || f.unknown END AS author, "
                "r.role, r.t AS created_at, r.precision, r.text, r.raw, r.quoted, r.links, r.likes, "
                f"r.gone OR r.blank AS deleted, r.extra FROM read_parquet('{_literal(place)}') r "
                f"JOIN (SELECT * FROM final WHERE n BETWEEN {first} AND {last}) f ON r.n = f.n "
                f"LEFT JOIN (SELECT * FROM answered WHERE n BETWEEN {first} AND {last}) a ON r.n = a.n "
                f"LEFT JOIN (SELECT * FROM home WHERE n BETWEEN {first} AND {last}) h ON r.n = h.n ORDER BY r.n"
            ).df()
            here = frame["n"].isin(list(cuts))
            if here.any():
                frame.loc[here, "extra"] = [cuts[n] for n in frame.loc[here, "n"]]
            for name in names:
                if name in frame.columns and frame[name].dtype == object:
                    frame[name] = frame[name].astype("str")
            frame["likes"] = frame["likes"].astype("Int64")
            frame["created_at"] = frame["created_at"].astype("datetime64[us]")
            texts, files, lines = (frame[c].to_numpy() for c in ("text", "file", "line"))
            frame, moved = set_apart(frame, frame["answered"].tolist(), articles)
            for i in moved:
                tallies[int(files[i])].add("repaired", QUOTED, int(lines[i]), texts[i])
            yield frame.drop(columns=["n", "file", "line", "answered"])
            place.unlink()


def _texts(values: Sequence[str | None]) -> pd.Series:
    return pd.Series(values, dtype="str")


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")
