"""Writing a corpus as a folder, batch by batch."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sys
from collections.abc import Iterable
from contextlib import ExitStack, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pandas as pd

from discourse.errors import OutputError
from discourse.files import building, sha256
from discourse.model.corpus import AUDIT_COLUMNS, COMMENT_COLUMNS, DOCUMENT_COLUMNS, Corpus
from discourse.model.corpus_checks import check_comments, check_documents
from discourse.model.corpus_manifest import FORMAT, MANIFEST, MARK, VERSION, part_name
from discourse.model.corpus_parts import TYPES, Part, Parts, connect
from discourse.model.stored_file import literal, quoted
from discourse.model.tables import Column, conform

if TYPE_CHECKING:
    from discourse.model.stored_corpus import StoredCorpus

#: Rows of a group in a file, which is what a reader decodes at a time; and of a file.
_GROUP = 49_152
_ROWS = 10 * _GROUP
#: Bytes of its texts after which a file ends even if it has fewer rows, since a group must fit into memory.
_BYTES = 64_000_000
_WIDE = ("text", "raw", "quoted", "links", "extra")
#: What DuckDB may use while a reader uses some too, and for the checks at the end.
_WRITING, _CHECKING = "300MB", "512MB"
_SPILL, _SCRATCH = ".spill", ".scratch"


class CorpusWriter:
    """Writes a folder of a corpus from batches that need not all be in memory.

    Everything is written to a folder beside ``path`` and put in place by :meth:`close`, after all that
    :class:`~discourse.model.corpus.Corpus` checks has been checked. If anything is raised before, or the process is
    killed, there is nothing new at ``path``; and what a killed process left beside it goes away when the next one
    starts to write there.

    Parameters
    ----------
    path : path-like
        The folder.
    force : bool
        Replace a folder that is there; it is kept until the new one is complete.

    Raises
    ------
    OutputError
        If the folder exists and ``force`` is not given, or it cannot be written.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> corpus = Corpus.from_comments([("Ada", "Iran out"), ("Ben", "Stay")])
    >>> with CorpusWriter(pathlib.Path(tempfile.mkdtemp()) / "thread") as out:
    ...     out.documents(corpus.documents)
    ...     for batch in corpus.batches(1):
    ...         out.comments(batch)
    ...     stored = out.close()
    >>> stored.digest == corpus.digest
    True
    """

    def __init__(self, path: str | os.PathLike[str], *, force: bool = False) -> None:
        self.path = Path(path)
        clear(self.path)
        self._stack = ExitStack()
        self._folder = self._stack.enter_context(building(self.path, force=force))
        self._ended = False
        try:
            self._mark = (self._folder / MARK).open("w", encoding="utf-8")
            self._mark.write(json.dumps({"pid": os.getpid(), "host": socket.gethostname()}))
            self._mark.flush()
            (self._folder / "comments").mkdir()
            # One thread, so that the same comments give the same bytes.
            self._connection = connect(threads=1, memory=_WRITING, spill=self._folder / _SPILL)
            self._new()
        except BaseException:
            self._discard()
            raise
        self._parts: list[Part] = []
        self._pieces: list[str] = []
        self._waiting = self._held = self._told = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._ended:
            return
        self._discard()
        if kind is None:
            raise OutputError(f"{self.path} was not written: the writer was left without close()")

    def __len__(self) -> int:
        """Return how many comments were taken so far."""
        return sum(p.rows for p in self._parts) + self._waiting

    @property
    def scratch(self) -> Path:
        """An empty folder for what is needed only while the corpus is written; it goes away with the rest."""
        place = self._folder / _SCRATCH
        place.mkdir(exist_ok=True)
        return place

    def documents(self, frame: pd.DataFrame) -> None:
        """Take documents, as many at a time as is convenient.

        Parameters
        ----------
        frame : pandas.DataFrame
            As ``Corpus.documents``.

        Raises
        ------
        DataError
            If it breaks the contract.
        """
        table = conform(frame, DOCUMENT_COLUMNS, f"Corpus.documents (batch from row {self._told})")
        name = f"{self.scratch.name}/documents-{len(self._pieces):05d}.parquet"
        self._copy(f"SELECT {_casts(DOCUMENT_COLUMNS)} FROM frame", name, table)
        self._pieces.append(name)
        self._told += len(table)

    def comments(self, frame: pd.DataFrame) -> None:
        """Take comments, in their order, as many at a time as is convenient.

        Parameters
        ----------
        frame : pandas.DataFrame
            As ``Corpus.comments``. A parent, and the document, may come in an earlier or later batch.

        Raises
        ------
        DataError
            If it breaks the contract; rows are numbered from the start of the batch.
        OutputError
            If it cannot be written.
        """
        table = conform(frame, COMMENT_COLUMNS, f"Corpus.comments (batch from row {len(self)})")
        ends = np.cumsum(np.sum([_lengths(table[name]) for name in _WIDE], axis=0))
        start, before = 0, 0
        while start < len(table):
            # Whatever the batches, a file ends after the same comment.
            full = int(np.searchsorted(ends, before + _BYTES - self._held)) + 1
            stop = min(start + _ROWS - self._waiting, full, len(table))
            self._run(
                f"INSERT INTO waiting SELECT {_casts(COMMENT_COLUMNS)} FROM frame", table.iloc[start:stop]
            )
            self._waiting += stop - start
            self._held += int(ends[stop - 1]) - before
            start, before = stop, int(ends[stop - 1])
            if self._waiting == _ROWS or self._held >= _BYTES:
                self._flush()
                self._new()

    def _new(self) -> None:
        """Begin a table for the comments of the next file; it never is committed, which would copy every batch."""
        names = ", ".join(f"{quoted(c.name)} {TYPES[c.kind]}" for c in COMMENT_COLUMNS)
        self._run("BEGIN")
        self._run(f"CREATE TABLE waiting ({names})")

    def _flush(self) -> None:
        if self._waiting:
            name = part_name(len(self._parts))
            self._copy("SELECT * FROM waiting", name)
            self._parts.append(Part.of(self._folder, name, self._waiting))
        self._run("ROLLBACK")
        self._waiting = self._held = 0

    def _copy(self, query: str, name: str, frame: pd.DataFrame | None = None) -> None:
        place = str(self._folder / name).replace("'", "''")
        options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_GROUP}"
        self._run(f"COPY ({query}) TO '{place}' ({options})", frame)

    def _run(self, query: str, frame: pd.DataFrame | None = None) -> None:
        """Run a query in which ``frame`` is the table given: DuckDB finds it here by its name.

        Were it registered, it would stay in memory until the transaction ends.
        """
        import duckdb

        try:
            self._connection.execute(query)
        except duckdb.Error as error:
            raise OutputError(f"{self.path} cannot be written: {str(error).splitlines()[0]}") from error

    def close(
        self, audit: pd.DataFrame | None = None, sources: Iterable[dict[str, Any]] = ()
    ) -> StoredCorpus:
        """Check the whole, put it in place and open it.

        Parameters
        ----------
        audit : pandas.DataFrame, optional
            As ``Corpus.audit``.
        sources : iterable of dict
            One per input file. What JSON does not know is stored as text.

        Returns
        -------
        StoredCorpus

        Raises
        ------
        DataError
            If an id comes twice, a parent or document is not known, or anything else breaks the contract.
        OutputError
            If it cannot be written.
        """
        from discourse.model.stored_corpus import StoredCorpus

        if self._ended:
            raise OutputError(f"{self.path}: the writer is closed already")
        try:
            self._finish(audit, tuple(sources))
        except BaseException:
            self._discard()
            raise
        self._ended = True
        self._stack.close()
        (self.path / MARK).unlink(missing_ok=True)
        return StoredCorpus(self.path)

    def _finish(self, audit: pd.DataFrame | None, sources: tuple[dict[str, Any], ...]) -> None:
        self._flush()
        # What the readers needed beside this is gone by now.
        self._run(f"SET memory_limit = '{_CHECKING}'")
        if not self._pieces:
            self.documents(_none(DOCUMENT_COLUMNS))
        pieces = ", ".join(literal(self._folder / name) for name in self._pieces)
        self._copy(f"SELECT * FROM read_parquet([{pieces}])", "documents.parquet")
        audit = Corpus(
            _none(DOCUMENT_COLUMNS), _none(COMMENT_COLUMNS), _none(AUDIT_COLUMNS) if audit is None else audit
        ).audit
        self._copy(f"SELECT {_casts(AUDIT_COLUMNS)} FROM frame", "audit.parquet", audit)
        tables = [
            Part.of(self._folder, f"{name}.parquet", rows)
            for name, rows in (("documents", self._told), ("audit", len(audit)))
        ]
        whole = Parts(self._folder, self._parts, COMMENT_COLUMNS, self._connection)
        documents = Parts(self._folder, tables[:1], DOCUMENT_COLUMNS, self._connection)
        check_documents(documents)
        check_comments(whole, documents)
        made = {
            "format": FORMAT,
            "version": VERSION,
            "documents": self._told,
            "comments": len(self),
            "commenters": whole.ask(
                f"SELECT count(*) FROM (SELECT DISTINCT author_id FROM {whole.numbered})"
            )[0][0],
            "sources": sources,
            "digest": corpus_digest(documents, whole),
            "parts": [p.to_dict() for p in self._parts],
            "tables": [p.to_dict() for p in tables],
            "versions": _versions(),
        }
        self._release()
        text = json.dumps(made, indent=1, default=str)
        (self._folder / MANIFEST).write_text(text + "\n", encoding="utf-8")

    def _release(self) -> None:
        """Let go of all files, so that the folder can be moved or removed."""
        if hasattr(self, "_connection"):
            self._connection.close()
        if hasattr(self, "_mark"):
            self._mark.close()
        for name in (_SPILL, _SCRATCH):
            shutil.rmtree(self._folder / name, ignore_errors=True)

    def _discard(self) -> None:
        self._ended = True
        self._release()
        error = sys.exc_info()[1] or GeneratorExit()
        with suppress(GeneratorExit):
            self._stack.__exit__(type(error), error, error.__traceback__)


def corpus_digest(documents: Parts, comments: Parts) -> str:
    """Return what ``Corpus.digest`` is of the same corpus in memory."""
    return sha256((documents.digest() + comments.digest()).encode())


def clear(path: Path) -> None:
    """Remove what processes that are gone have left behind while they wrote a corpus to ``path``."""
    place = path.absolute()
    for part in place.parent.glob(f".part-{_plain(place.name)}-*"):
        if _is_left(part / MARK):
            shutil.rmtree(part, ignore_errors=True)


def _plain(name: str) -> str:
    """Return a name whose brackets, stars and question marks stand for themselves."""
    return "".join(f"[{c}]" if c in "[*?" else c for c in name)


def _is_left(mark: Path) -> bool:
    """Whether the process that wrote a mark is gone; not, where that cannot be told."""
    try:
        found = json.loads(mark.read_text(encoding="utf-8"))
        pid, host = int(found["pid"]), found["host"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    if host != socket.gethostname():
        return False
    if os.name == "nt":
        # A file that is open cannot be removed there; and signals do not only ask.
        try:
            mark.unlink()
        except OSError:
            return False
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False


def _lengths(values: pd.Series) -> np.ndarray:
    """Return how many bytes each text takes in a file."""
    out = np.zeros(len(values), dtype=np.int64)
    filled = values.notna().to_numpy()
    texts = values.to_numpy(dtype=object)[filled]
    out[filled] = [len(t) if t.isascii() else len(t.encode()) for t in texts]
    return out


def _none(columns: Iterable[Column]) -> pd.DataFrame:
    return pd.DataFrame(columns=[c.name for c in columns])


def _casts(columns: Iterable[Column]) -> str:
    return ", ".join(f"{quoted(c.name)}::{TYPES[c.kind]} AS {quoted(c.name)}" for c in columns)


def _versions() -> dict[str, str]:
    found = {}
    for name in ("discourse-toolkit", "duckdb", "numpy", "pandas"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found
