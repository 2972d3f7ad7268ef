"""Corpus: documents, their comments, and the account of how they were read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError
from discourse.model.tables import Column, check_known, checked, conform, digest, laid_out

if TYPE_CHECKING:
    import os

    from discourse.model.stored_corpus import StoredCorpus

DOCUMENT_COLUMNS = (
    Column("document_id", "text", required=True, filled=True, unique=True),
    Column("title", "text"),
    Column("text", "text"),
    Column("source", "text"),
    Column("url", "text"),
    Column("date", "time"),
    Column("author", "text"),
    Column("extra", "text"),
)
COMMENT_COLUMNS = (
    Column("comment_id", "text", required=True, filled=True, unique=True),
    Column("document_id", "text", required=True, filled=True),
    Column("parent_id", "text"),
    Column("parent_by", "text"),
    Column("missing_parent", "text"),
    Column("author_id", "text", required=True, filled=True),
    Column("author", "text", required=True, filled=True),
    Column("role", "text"),
    Column("created_at", "time"),
    Column("precision", "text"),
    Column("text", "text", required=True, filled=True),
    Column("raw", "text"),
    Column("quoted", "text"),
    Column("links", "text"),
    Column("likes", "integer"),
    Column("deleted", "boolean", default=False),
    Column("confidence", "number", default=1.0),
    Column("extra", "text"),
)
AUDIT_COLUMNS = (
    Column("file", "text", required=True, filled=True),
    Column("action", "text", required=True, filled=True),
    Column("reason", "text", required=True, filled=True),
    Column("rows", "integer", required=True, filled=True),
    Column("unit", "text", default="rows"),
    Column("line", "integer"),
    Column("example", "text"),
)
#: ``read`` = ``kept`` + ``dropped``, per file; ``repaired`` and ``flagged`` rows are among the kept ones.
#: What ``parent_by`` may say: how it is known which comment is answered.
PARENT_BY = ("given", "mention", "quote", "indent")
#: What ``role`` may say of who wrote a comment.
ROLES = ("moderator", "admin", "bot", "submitter")
#: What ``precision`` may say: the unit down to which a time is known.
PRECISIONS = ("second", "minute", "hour", "day", "week", "month", "year")
ACTIONS = ("read", "kept", "dropped", "repaired", "flagged")


@dataclass(frozen=True, repr=False)
class Corpus:
    """Documents and comments, checked when made.

    Text is never altered after reading; every offset anywhere is in code points of it.

    Parameters
    ----------
    documents : pandas.DataFrame
        ``document_id``, and where known ``title``, ``text`` (the article, post or video's description), ``source``,
        ``url``, ``date`` (UTC), ``author`` and ``extra`` (JSON).
    comments : pandas.DataFrame
        ``comment_id``, ``document_id``, ``author_id``, ``author`` and ``text``; where known ``parent_id`` (the
        comment answered), ``parent_by`` (how that is known: given, mention, quote, indent), ``missing_parent`` (the
        comment answered, where that is not in the corpus), ``role`` (moderator, admin, bot, submitter),
        ``created_at`` (UTC), ``precision`` (the unit down to which the time is known), ``raw`` (the text as it stood
        in the file, where markup, quotes or characters were taken out of it), ``quoted`` (words of others), ``links``
        (addresses, one a line), ``likes``, ``deleted``, ``confidence`` (0 to 1, that the comment starts here and is
        by this author) and ``extra`` (JSON, what has no column).
    audit : pandas.DataFrame, optional
        ``file``, ``action`` (read, kept, dropped, repaired, flagged), ``reason``, ``rows``, ``unit``, ``line``,
        ``example``. Per file, rows read = kept + dropped.
    sources : tuple of dict
        One per input file: name, format, sha256, bytes, encoding, options.

    Raises
    ------
    DataError
        If a table breaks its contract.

    Examples
    --------
    >>> corpus = Corpus.from_comments([("Ada", "Iran out"), ("Ben", "Stay")])
    >>> len(corpus), corpus.comments["author"].tolist()
    (2, ['Ada', 'Ben'])
    """

    documents: pd.DataFrame
    comments: pd.DataFrame
    audit: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=[c.name for c in AUDIT_COLUMNS]))
    sources: tuple[dict[str, Any], ...] = ()

    def __post_init__(self) -> None:
        ids: dict[str, set[str]] = {}
        documents = conform(self.documents, DOCUMENT_COLUMNS, "Corpus.documents", unique=ids)
        comments = conform(self.comments, COMMENT_COLUMNS, "Corpus.comments", unique=ids)
        audit = conform(self.audit, AUDIT_COLUMNS, "Corpus.audit")
        for name, other, target in (
            ("document_id", "document_id", "documents"),
            ("parent_id", "comment_id", "comments"),
        ):
            check_known(comments[name], ids[other], "Corpus.comments", name, target)
        if (np.asarray(comments["parent_id"].array) == np.asarray(comments["comment_id"].array)).any():
            raise DataError("Corpus.comments: a comment is its own parent; leave parent_id empty there")
        for name, known in (("parent_by", PARENT_BY), ("role", ROLES), ("precision", PRECISIONS)):
            check_known(comments[name], known, "Corpus.comments", name, f"words {', '.join(known)}")
        confidence = comments["confidence"].to_numpy()
        if not ((confidence >= 0) & (confidence <= 1)).all():
            raise DataError("Corpus.comments: confidence must lie between 0 and 1")
        _check_audit(audit)
        for name, table in (("documents", documents), ("comments", comments), ("audit", audit)):
            object.__setattr__(self, name, table)

    @classmethod
    def of_linked(
        cls,
        documents: pd.DataFrame,
        comments: pd.DataFrame,
        audit: pd.DataFrame,
        sources: tuple[dict[str, Any], ...],
    ) -> Corpus:
        """Take comments as the readers have just cleaned and linked them, without going through them all again.

        Their ids are unique, parents and documents are there, and texts hold no halves of characters, for that is what
        cleaning and linking see to; only names and links are searched here. The tests put every corpus that is made in
        this way through the whole gate as well.

        Parameters
        ----------
        documents, comments, audit, sources
            As of the class.

        Returns
        -------
        Corpus
        """
        if not laid_out(comments, COMMENT_COLUMNS):
            return cls(documents, comments, audit, sources)
        documents = conform(documents, DOCUMENT_COLUMNS, "Corpus.documents")
        searched = [c for c in COMMENT_COLUMNS if c.name in ("author_id", "author", "links")]
        comments = checked(comments, searched, "Corpus.comments", None)
        audit = conform(audit, AUDIT_COLUMNS, "Corpus.audit")
        _check_audit(audit)
        out = object.__new__(cls)
        for name, value in (
            ("documents", documents), ("comments", comments), ("audit", audit), ("sources", sources),
        ):  # fmt: skip
            object.__setattr__(out, name, value)
        return out

    @classmethod
    def from_comments(cls, pairs: Iterable[tuple[str, str]], *, title: str = "") -> Corpus:
        """Make a corpus of one document from pairs of author and text.

        Parameters
        ----------
        pairs : iterable of (str, str)
            Author and text, in order.
        title : str
            The document's title.

        Returns
        -------
        Corpus
        """
        rows = [
            {"comment_id": f"d:{i}", "document_id": "d", "author_id": a, "author": a, "text": t}
            for i, (a, t) in enumerate(pairs, 1)
        ]
        columns = ["comment_id", "document_id", "author_id", "author", "text"]
        return cls(
            pd.DataFrame({"document_id": ["d"], "title": [title]}), pd.DataFrame(rows, columns=columns)
        )

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> StoredCorpus:
        """Open a corpus that stays in its folder; see :class:`discourse.model.stored_corpus.StoredCorpus`.

        Parameters
        ----------
        path : path-like
            A folder written by :func:`discourse.writers.corpus_folder.write_corpus_folder`.

        Returns
        -------
        StoredCorpus

        Raises
        ------
        InputError
            If it is no such folder, is not complete, or was changed.
        """
        from discourse.model.stored_corpus import StoredCorpus

        return StoredCorpus(path)

    def batches(self, size: int = 50_000, columns: Sequence[str] | None = None) -> Iterator[pd.DataFrame]:
        """Give the comments in order, some at a time; the same for a corpus in memory and a stored one.

        Parameters
        ----------
        size : int
            How many; the last batch may have fewer. A corpus without comments gives one empty batch.
        columns : sequence of str, optional
            By default, all.

        Returns
        -------
        iterator of pandas.DataFrame
            Rows of ``comments``, numbered as there; parents may be in other batches.

        Raises
        ------
        OptionError
            If ``size`` is less than 1, or there is no such column.

        Examples
        --------
        >>> corpus = Corpus.from_comments([("Ada", "Iran out"), ("Ben", "Stay"), ("Ada", "No")])
        >>> [batch["text"].tolist() for batch in corpus.batches(2)]
        [['Iran out', 'Stay'], ['No']]
        """
        from discourse.model.stored_corpus import sliced

        return sliced(self.comments, size, columns)

    def __len__(self) -> int:
        return len(self.comments)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over documents and comments."""
        from discourse.files import sha256

        return sha256((digest(self.documents) + digest(self.comments)).encode())

    @cached_property
    def marks(self) -> pd.DataFrame:
        """Language of each comment, and the earliest one that it nearly repeats; see :mod:`discourse.model.marks`.

        ``comment_id``, ``language`` (ISO 639-1, or 639-3 where there is none) and ``near_duplicate_of`` (a
        comment_id), one row per comment, missing where not known; deleted comments have neither.
        """
        from discourse.model.marks import mark_comments

        return mark_comments(self.comments)

    def merge_names(self) -> Corpus:
        """Return the corpus with commenters of the same name as one, as where people write on several sites.

        Names are compared without case and with white space collapsed; the first one's id and spelling are taken.
        Commenters without a name stay apart.

        Returns
        -------
        Corpus

        Examples
        --------
        >>> corpus = Corpus.from_comments([("Ada Low", "Iran out"), ("ada  low", "Stay"), ("Ben", "No")])
        >>> corpus.merge_names().comments["author"].tolist()
        ['Ada Low', 'Ada Low', 'Ben']
        """
        comments = self.comments
        keys = [" ".join(name.split()).casefold() for name in comments["author"]]
        first: dict[str, int] = {}
        for row, (key, person) in enumerate(zip(keys, comments["author_id"], strict=True)):
            if not person.startswith("unknown:"):
                first.setdefault(key, row)
        rows = [
            row if person.startswith("unknown:") else first[key]
            for row, (key, person) in enumerate(zip(keys, comments["author_id"], strict=True))
        ]
        changed = {name: comments[name].iloc[rows].reset_index(drop=True) for name in ("author_id", "author")}
        return Corpus(self.documents, comments.assign(**changed), self.audit, self.sources)

    def where(self, keep: pd.Series) -> Corpus:
        """Return the corpus of the comments marked in a boolean series; answers to others become top-level.

        Parameters
        ----------
        keep : pandas.Series of bool
            One value per comment, in order.

        Returns
        -------
        Corpus
        """
        comments = self.comments[keep.to_numpy(dtype=bool)].copy()
        lost = comments["parent_id"].notna() & ~comments["parent_id"].isin(comments["comment_id"])
        comments.loc[lost, "missing_parent"] = comments.loc[lost, "parent_id"]
        comments.loc[lost, ["parent_id", "parent_by"]] = None
        return Corpus(self.documents, comments, self.audit, self.sources)

    def __repr__(self) -> str:
        return (
            f"Corpus({len(self.documents)} documents, {len(self.comments)} comments, "
            f"{self.comments['author_id'].nunique()} commenters)"
        )

    def _repr_html_(self) -> str:
        from discourse.model.display import card

        flagged = int(self.audit.loc[self.audit["action"] == "flagged", "rows"].sum())
        facts = {
            "documents": len(self.documents),
            "comments": len(self.comments),
            "commenters": self.comments["author_id"].nunique(),
            "flagged while reading": flagged,
        }
        if not len(self.comments):
            return card("Corpus", facts, self.documents[["document_id", "title", "source", "date", "text"]])
        return card("Corpus", facts, self.comments[["comment_id", "author", "text", "quoted", "confidence"]])


def _check_audit(audit: pd.DataFrame) -> None:
    counts: dict[str, Counter[str]] = {}
    for file, action, rows in zip(
        audit["file"].tolist(), audit["action"].tolist(), audit["rows"].tolist(), strict=True
    ):
        if action not in ACTIONS:
            raise DataError(f"Corpus.audit: {action!r} is no action; use {', '.join(ACTIONS)}")
        counts.setdefault(file, Counter())[action] += rows
    for file, found in sorted(counts.items()):
        if found["read"] != found["kept"] + found["dropped"]:
            raise DataError(
                f"Corpus.audit: of {file}, {found['read']} rows were read but {found['kept']} kept and "
                f"{found['dropped']} dropped; every row must be accounted for"
            )


def concat(parts: Iterable[Corpus]) -> Corpus:
    """Join corpora whose document and comment ids do not clash.

    Parameters
    ----------
    parts : iterable of Corpus
        At least one.

    Returns
    -------
    Corpus

    Raises
    ------
    DataError
        If an id comes twice.
    """
    corpora = list(parts)
    if not corpora:
        raise DataError("no corpus to join: give at least one file")
    if len(corpora) == 1:
        return corpora[0]
    return Corpus(
        pd.concat([c.documents for c in corpora], ignore_index=True),
        pd.concat([c.comments for c in corpora], ignore_index=True),
        pd.concat([c.audit for c in corpora], ignore_index=True),
        tuple(source for c in corpora for source in c.sources),
    )
