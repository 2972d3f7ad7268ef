"""The corpus as one table that can be edited by hand and read back."""

from __future__ import annotations

import os
import re
import unicodedata

import numpy as np
import pandas as pd

from discourse.files import write_csv
from discourse.model.corpus import Corpus

COLUMNS = (
    *(
        "kind",
        "document_id",
        "comment_id",
        "parent_id",
        "author",
        "created_at",
        "text",
        "quoted",
        "likes",
        "deleted",
    ),
    *("confidence", "extra", "author_id", "title", "source", "url", "date"),
    *("role", "links", "parent_by", "missing_parent", "precision", "raw"),
)
#: Columns that are told of each comment and not read back: they follow from the texts.
MARKS = ("language", "near_duplicate_of")
_UNKNOWN = re.compile(r"unknown ([1-9][0-9]{0,8})")
_RESERVED = ("unknown:", "name:")


def corpus_table(corpus: Corpus, *, marks: bool = False) -> pd.DataFrame:
    """Return documents and comments as one table, each document followed by its comments.

    Parameters
    ----------
    corpus : Corpus
    marks : bool
        Add ``language`` and ``near_duplicate_of``, which are not read back.

    Returns
    -------
    pandas.DataFrame
        One row per document (``kind`` "document": document_id, title, text, author, …) and per comment
        (``kind`` "comment"). Times are text, in UTC. ``author_id`` is empty where it follows from the author, so
        that changing the author's name in the table changes the commenter. Documents and comments each keep
        their order; where the comments of documents are mixed, so are the rows. Missing values and empty texts
        both are empty cells; they are read back as missing, save for a comment's ``text``, which is read back as
        the empty text.

    Examples
    --------
    >>> table = corpus_table(Corpus.from_comments([("Ada", "Iran out")], title="News"))
    >>> table[["kind", "document_id", "comment_id", "author", "text"]].fillna("").values.tolist()
    [['document', 'd', '', '', ''], ['comment', 'd', 'd:1', 'Ada', 'Iran out']]
    """
    documents = corpus.documents.assign(kind="document", date=_times(corpus.documents["date"]))
    follows = [
        _follows(person, name, document)
        for person, name, document in corpus.comments[["author_id", "author", "document_id"]].itertuples(
            index=False
        )
    ]
    comments = corpus.comments.assign(
        kind="comment",
        created_at=_times(corpus.comments["created_at"]),
        author_id=corpus.comments["author_id"].where(~np.array(follows, dtype=bool), None),
        confidence=[repr(float(c)) for c in corpus.comments["confidence"]],
        deleted=["True" if d else "False" for d in corpus.comments["deleted"]],
    )
    place = pd.Series(np.arange(len(documents)), index=documents["document_id"])
    # A document stands before its first comment; the running maximum keeps both tables in their own order.
    reached = np.maximum.accumulate(place.loc[comments["document_id"]].to_numpy(dtype=np.int64))
    order = np.concatenate([2 * np.arange(len(documents)), 2 * reached + 1])
    names = [*COLUMNS, *MARKS] if marks else list(COLUMNS)
    if marks:
        comments = comments.assign(**{name: corpus.marks[name] for name in MARKS})
    parts = [frame.reindex(columns=names) for frame in (documents, comments)]
    likes = pd.array([pd.NA] * len(documents) + comments["likes"].tolist(), dtype="Int64")
    table = pd.concat([p.astype(object) for p in parts], ignore_index=True)
    for name in names:
        if name != "likes":
            table[name] = table[name].where(table[name].notna(), None).astype("str")
    table["likes"] = likes
    return table.iloc[np.argsort(order, kind="stable")].reset_index(drop=True)


def write_corpus_csv(corpus: Corpus, path: str | os.PathLike[str]) -> None:
    """Write a corpus as a CSV table for editing; the reader ``csv`` reads it back.

    Parameters
    ----------
    corpus : Corpus
    path : path-like

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_csv(corpus_table(corpus, marks=True), path)


def _times(values: pd.Series) -> pd.Series:
    """Return times as ISO text with as many digits as they need."""
    out = [None if pd.isna(v) else f"{v.isoformat()}Z" for v in values]
    return pd.Series(out, index=values.index, dtype="str")


def _follows(author_id: str, author: str, document_id: str) -> bool:
    """Whether the id of a commenter can be told from the name in the table."""
    unknown = _UNKNOWN.fullmatch(author)
    if unknown:
        return author_id == f"unknown:{document_id}:{unknown[1]}"
    plain = (
        author == " ".join(author.split())
        and unicodedata.is_normalized("NFC", author)
        and author.isprintable()
    )
    return author_id == author != "" and plain and not author.startswith(_RESERVED)
