"""A corpus some comments at a time: what is coded together, who could be addressed in it, and by whom it is coded."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from discourse.coders.dictionary.mentions import HANDLE_KEY, Names
from discourse.errors import InputError
from discourse.model.codebook import Codebook
from discourse.model.corpus import Corpus
from discourse.model.folding import fold
from discourse.model.merging import merge_entities

#: Characters of the longest comment that is coded.
LONGEST = 1_000_000
#: Characters that are coded at a time; a longer comment or article is coded alone.
CHARACTERS = 20_000_000

_ABOUT = ["comment_id", "document_id", "author_id", "created_at", "text"]
_PLAIN, _SIGNS = "@＠", "@＠﹫"

About = TypeVar("About")
Result = TypeVar("Result")


def units(corpus: Corpus, size: int, include_article: bool) -> Iterator[pd.DataFrame]:
    """Give what is coded, in order: comments that are not deleted and, after them, articles.

    Parameters
    ----------
    corpus : Corpus
    size : int
        How many at most; of long ones fewer.
    include_article : bool

    Yields
    ------
    pandas.DataFrame
        ``comment_id`` and ``author_id`` (missing for an article), ``document_id``, ``created_at`` and ``text``. At
        least one table.

    Raises
    ------
    InputError
        If a comment is longer than :data:`LONGEST`.
    """
    for batch in corpus.batches(size, [*_ABOUT, "deleted"]):
        live = batch.loc[~batch["deleted"], _ABOUT]
        length = live["text"].str.len().to_numpy(dtype=np.int64)
        if (length > LONGEST).any():
            name = live["comment_id"].iloc[int(length.argmax())]
            raise InputError(
                f"the comment {name!r} holds {int(length.max()):,} characters, which no person wrote as one "
                f"comment; the longest that is coded has {LONGEST:,}. Look at the input there: line ends may be "
                f"missing"
            )
        yield from _pieces(live, length, size)
    if include_article:
        texts = corpus.documents[corpus.documents["text"].notna()].rename(columns={"date": "created_at"})
        about = texts.reindex(columns=_ABOUT).astype({"comment_id": "str", "author_id": "str"})
        yield from _pieces(about, about["text"].str.len().to_numpy(dtype=np.int64), size)


def _pieces(table: pd.DataFrame, length: np.ndarray, size: int) -> Iterator[pd.DataFrame]:
    """Cut a table after so many rows and :data:`CHARACTERS`."""
    ends = np.cumsum(length)
    start, done = 0, 0
    while True:
        stop = min(start + size, max(int(np.searchsorted(ends, done + CHARACTERS, side="right")), start + 1))
        yield table.iloc[start:stop].reset_index(drop=True)
        if stop >= len(table):
            return
        start, done = stop, int(ends[stop - 1])


def with_names(corpus: Corpus, size: int, include_article: bool) -> Iterator[tuple[pd.DataFrame, Names]]:
    """Give what :func:`units` gives, each with the names of those that an @ in it could mean.

    They are those of :func:`commenters` if any text of the corpus has an @ (the small form U+FE6B alone does not
    count), and are collected when the first one comes; else there are none.
    """
    names: Names | None = None
    for about in units(corpus, size, include_article):
        if names is None and _have(about, _SIGNS):
            used = _have(about, _PLAIN) or any(
                _have(other, _PLAIN) for other in units(corpus, size, include_article)
            )
            names = commenters(corpus) if used else {}
        yield about, names or {}


def _have(about: pd.DataFrame, signs: str) -> bool:
    return any(sign in text for text in about["text"].tolist() for sign in signs)


def commenters(corpus: Corpus) -> Names:
    """Return the folded names of all commenters, each with its spaces and without them."""
    seen: set[str] = set()
    names: Names = {}
    for batch in corpus.batches(columns=["author"]):
        new = set(batch["author"].tolist()) - seen
        seen |= new
        for author in new:
            whole = fold(author)
            for name in {whole, whole.replace(" ", "")}:
                if name:
                    names.setdefault(name[:HANDLE_KEY], {}).setdefault(len(name), set()).add(name)
    return {key: dict(sorted(groups.items(), reverse=True)) for key, groups in names.items()}


def entities(corpus: Corpus, codebook: Codebook) -> pd.DataFrame:
    """Return what statements may name: commenters, each by the first name, articles, and what the codebook lists."""
    first: dict[str, str] = {}
    for batch in corpus.batches(columns=["author_id", "author"]):
        people = batch.drop_duplicates("author_id")
        for person, name in zip(people["author_id"].tolist(), people["author"].tolist(), strict=True):
            first.setdefault(person, name)
    people = pd.DataFrame({"variable": "commenter", "id": list(first), "label": list(first.values())}).assign(
        kind="commenter"
    )
    titles = corpus.documents["title"].where(
        corpus.documents["title"].notna(), corpus.documents["document_id"]
    )
    articles = pd.DataFrame(
        {"variable": "article", "id": corpus.documents["document_id"], "label": titles, "kind": "article"}
    )
    return merge_entities([people, articles, codebook.entities])


def spread(
    function: Callable[..., Result], jobs: Iterable[tuple[About, tuple[Any, ...]]], executor: Any = None
) -> Iterator[tuple[About, Result]]:
    """Call a function for each job, in order, and of an executor's time take no more than keeps it busy.

    Parameters
    ----------
    function : callable
    jobs : iterable of (object, tuple)
        Anything, and the arguments. It is asked for the next only when there is room for it.
    executor : concurrent.futures.Executor, optional
        Never has more than two jobs per worker; those not begun are taken back if one fails.

    Yields
    ------
    tuple
        The first part of the job, and what the function returned.

    Examples
    --------
    >>> list(spread(pow, [("a", (2, 3)), ("b", (3, 2))]))
    [('a', 8), ('b', 9)]
    """
    if executor is None:
        for about, arguments in jobs:
            yield about, function(*arguments)
        return
    room = 2 * (getattr(executor, "_max_workers", None) or os.cpu_count() or 1)
    waiting: deque[tuple[About, Any]] = deque()
    try:
        for about, arguments in jobs:
            waiting.append((about, executor.submit(function, *arguments)))
            if len(waiting) >= room:
                about, future = waiting.popleft()
                yield about, future.result()
        while waiting:
            about, future = waiting.popleft()
            yield about, future.result()
    finally:
        for _, future in waiting:
            future.cancel()
