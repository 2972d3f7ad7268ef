"""A corpus in a folder of Parquet files, opened without being loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, InputError, OptionError
from discourse.model.corpus import AUDIT_COLUMNS, COMMENT_COLUMNS, DOCUMENT_COLUMNS, Corpus
from discourse.model.corpus_checks import check_comments, check_documents
from discourse.model.corpus_folder import corpus_digest
from discourse.model.corpus_manifest import read_manifest, strays
from discourse.model.corpus_parts import Parts, chosen, connect
from discourse.model.tables import Column, conform


class StoredCorpus(Corpus):
    """A corpus that stays in its folder.

    It is used as any other. What it is asked for is fetched from the files column by column and batch by batch, by
    DuckDB with two threads and at most 256 MB of its own; ``comments`` alone loads the whole table, which must then
    fit into memory.

    On opening, ``corpus.json`` is read, and it is checked that every file is there with the size, rows and columns
    that were written. That its bytes are those written too is checked when a file is first read. What the comments
    themselves must fulfil was checked when they were written; :meth:`check` does it again.

    Parameters
    ----------
    path : path-like
        A folder written by :class:`~discourse.model.corpus_folder.CorpusWriter`.

    Raises
    ------
    InputError
        If it is no such folder, is not complete, or was changed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from discourse.model.corpus_folder import CorpusWriter
    >>> corpus = Corpus.from_comments([("Ada", "Iran out"), ("Ben", "Stay"), ("Ada", "No")])
    >>> with CorpusWriter(pathlib.Path(tempfile.mkdtemp()) / "thread") as out:
    ...     out.documents(corpus.documents)
    ...     out.comments(corpus.comments)
    ...     stored = out.close()
    >>> stored
    StoredCorpus('thread', 1 documents, 3 comments, 2 commenters)
    >>> [batch["author"].tolist() for batch in stored.batches(2, ["author"])]
    [['Ada', 'Ben'], ['Ada']]
    >>> stored.where(author="Ada").comments["text"].tolist()
    ['Iran out', 'No']
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        place = Path(path)
        made = read_manifest(place)
        for name in strays(place, made["parts"]):
            raise InputError(
                f"{place} holds {name}, which is none of its parts; take that away, or read the sources again"
            )
        connection = connect()
        documents, audit = made["tables"]
        self.__dict__.update(
            _path=place.absolute(),
            sources=tuple(made["sources"]),
            made=made,
            _comments=Parts(place.absolute(), made["parts"], COMMENT_COLUMNS, connection),
            _documents=Parts(place.absolute(), [documents], DOCUMENT_COLUMNS, connection),
            _audit=Parts(place.absolute(), [audit], AUDIT_COLUMNS, connection),
        )

    @property
    def path(self) -> Path:
        """The folder."""
        return self.__dict__["_path"]

    @property
    def parts(self) -> Parts:
        """The files of the comments."""
        return self.__dict__["_comments"]

    def __len__(self) -> int:
        return self.parts.rows

    @cached_property
    def documents(self) -> pd.DataFrame:
        """All documents; loaded when first asked for."""
        return conform(self.__dict__["_documents"].frame(), DOCUMENT_COLUMNS, "Corpus.documents")

    @cached_property
    def audit(self) -> pd.DataFrame:
        """The account of how it was read; loaded when first asked for."""
        return conform(self.__dict__["_audit"].frame(), AUDIT_COLUMNS, "Corpus.audit")

    @cached_property
    def comments(self) -> pd.DataFrame:
        """All comments; loaded when first asked for.

        Raises
        ------
        InputError
            If they plainly do not fit: where the least they take is more than the memory of the machine, or more
            than the process is allowed.
        """
        need, have = self.parts.footprint(), _memory()
        if have is not None and need > have:
            raise InputError(
                f"{self.path}: all {len(self):,} comments at once take more than {need / 1e9:.1f} GB, and there are "
                f"{have / 1e9:.1f} GB of memory; take them with batches(), columns() or where()"
            )
        return self.parts.frame()

    @cached_property
    def digest(self) -> str:
        """SHA-256 over documents and comments, as of the same corpus in memory; computed when it was written."""
        return str(self.__dict__["made"]["digest"])

    @cached_property
    def marks(self) -> pd.DataFrame:
        """Language of each comment, and the earliest one that it nearly repeats, as of the same corpus in memory.

        Found in bounded memory; see :func:`discourse.model.marks.stored.mark_stored`.
        """
        from discourse.model.marks.stored import mark_stored

        return mark_stored(self.parts)

    def column(self, name: str) -> pd.Series:
        """Return one column of the comments.

        Parameters
        ----------
        name : str

        Returns
        -------
        pandas.Series
        """
        return self.columns(name)[name]

    def columns(self, *names: str) -> pd.DataFrame:
        """Return some columns of the comments, and load no others.

        Parameters
        ----------
        *names : str

        Returns
        -------
        pandas.DataFrame
        """
        return self.parts.frame(names)

    def batches(self, size: int = 50_000, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Give the comments in order, some at a time; see :meth:`Corpus.batches`."""
        return self.parts.stream([c.name for c in _asked(size, columns)], size)

    def where(self, keep: Any = None, /, **values: Any) -> Corpus:
        """Return some comments as a corpus in memory; answers to others become top-level.

        Parameters
        ----------
        keep : sequence of bool, optional
            One value per comment, in order.
        **values
            A column and the value, or a list of values, that it is to have; ``None`` stands for missing.

        Returns
        -------
        Corpus

        Examples
        --------
        ``stored.where(document_id=["d1", "d2"], deleted=False)``
        """
        mask = np.ones(len(self), dtype=bool) if keep is None else np.asarray(keep, dtype=bool)
        if mask.shape != (len(self),):
            raise OptionError(f"where takes one value for each of {len(self)} comments, not {mask.size}")
        if values:
            mask = mask & self._having(values)
        found = list(self.parts.rows_at(np.flatnonzero(mask)))
        comments = pd.concat(found, ignore_index=True) if found else _no(COMMENT_COLUMNS)
        lost = comments["parent_id"].notna() & ~comments["parent_id"].isin(comments["comment_id"])
        comments.loc[lost, "missing_parent"] = comments.loc[lost, "parent_id"]
        comments.loc[lost, ["parent_id", "parent_by"]] = None
        return Corpus(self.documents, comments, self.audit, self.sources)

    def _having(self, values: dict[str, Any]) -> np.ndarray:
        kinds = {c.name: c.kind for c in chosen(COMMENT_COLUMNS, list(values))}
        asked = {}
        for name, value in values.items():
            options = list(value) if isinstance(value, list | tuple | set | frozenset) else [value]
            filled = [o for o in options if not pd.isna(o)]
            if kinds[name] == "time":
                filled = list(pd.to_datetime(filled, utc=True).tz_localize(None).as_unit("us"))
            asked[name] = (filled, len(filled) < len(options))
        parts = []
        for frame in self.parts.stream(list(values), 200_000):
            here = np.ones(len(frame), dtype=bool)
            for name, (filled, missing) in asked.items():
                found = frame[name].isin(filled).to_numpy(dtype=bool)
                here &= found | frame[name].isna().to_numpy() if missing else found
            parts.append(here)
        return np.concatenate(parts)

    def check(self) -> None:
        """Check everything again: the bytes of all files, every comment, and the digest.

        It is done in bounded memory; what does not fit goes to the folder for temporary files.

        Raises
        ------
        InputError
            If a file is not as it was written.
        DataError
            If the comments break the contract of :class:`Corpus`.
        """
        for table in ("_comments", "_documents", "_audit"):
            self.__dict__[table].verify_all()
        documents = self.__dict__["_documents"]
        check_documents(documents)
        check_comments(self.parts, documents)
        Corpus(_no(DOCUMENT_COLUMNS), _no(COMMENT_COLUMNS), self.audit)
        if corpus_digest(documents, self.parts) != self.digest:
            raise DataError(
                f"{self.path}: the digest in corpus.json is not that of the corpus; it was edited"
            )

    def __reduce__(self) -> tuple[Any, ...]:
        return StoredCorpus, (self.path,)

    def __repr__(self) -> str:
        made = self.__dict__["made"]
        return (
            f"StoredCorpus({self.path.name!r}, {made['documents']} documents, {len(self)} comments, "
            f"{made['commenters']} commenters)"
        )

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        made = self.__dict__["made"]
        facts = {
            "documents": made["documents"],
            "comments": len(self),
            "commenters": made["commenters"],
            "uncertain boundaries": int(self.audit.loc[self.audit["action"] == "flagged", "rows"].sum()),
            "folder": self.path.name,
        }
        if not len(self):
            return card(
                "Corpus (stored)", facts, self.documents[["document_id", "title", "source", "date", "text"]]
            )
        names = ["comment_id", "author", "text", "quoted", "confidence"]
        return card("Corpus (stored)", facts, next(self.batches(8, names)))


def sliced(comments: pd.DataFrame, size: int, columns: Sequence[str] | None) -> Iterator[pd.DataFrame]:
    """Give a table of comments some rows at a time, as :meth:`StoredCorpus.batches` does."""
    names = [c.name for c in _asked(size, columns)]
    return (comments[names].iloc[i : i + size] for i in range(0, max(len(comments), 1), size))


def _asked(size: int, columns: Sequence[str] | None) -> tuple[Any, ...]:
    if isinstance(size, bool) or not isinstance(size, int | np.integer) or size < 1:
        raise OptionError(f"size={size!r} must be a whole number of comments, at least 1")
    return chosen(COMMENT_COLUMNS, columns)


def _no(columns: Sequence[Column]) -> pd.DataFrame:
    return conform(pd.DataFrame(columns=[c.name for c in columns]), columns, "Corpus")


def _memory() -> int | None:
    """Return how many bytes of memory there are for this process, where that can be told."""
    found = []
    with suppress(AttributeError, ValueError, OSError):
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    with suppress(ValueError, OSError):
        found.append(int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return min((n for n in found if n > 0), default=None)
