"""What the readers of documents share: the text of a document goes to the reader of pasted threads."""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from discourse.errors import InputError
from discourse.model.corpus import Corpus
from discourse.readers.source import Source
from discourse.readers.tally import Tally, excerpt

#: Bytes; a larger document is no pasted thread.
LARGEST = 200_000_000
_LINES = "lines are those of the text taken out of the document"


@dataclass
class Extract:
    """The text of a document, and the account of how it was taken out.

    Attributes
    ----------
    text : str
    tally : Tally
        What was left out (``dropped``) and mended (``repaired``), in lines of the document that are not in ``text``.
    title, author, url : str
        Empty where the document does not say.
    date : datetime or None
        UTC.
    extra : dict
        What else is known of the document.
    """

    text: str
    tally: Tally
    title: str = ""
    author: str = ""
    url: str = ""
    date: Any = None
    extra: dict[str, str] = field(default_factory=dict)


def content(source: Source) -> bytes:
    """Return all bytes of a document.

    Raises
    ------
    InputError
        If it is larger than any pasted thread.

    Examples
    --------
    >>> content(Source.from_text("Ada"))
    b'Ada'
    """
    data = source.data
    if not getattr(source, "whole", True):
        with source.stream() as stream:
            data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"{source.name} is larger than 200 MB, which no pasted thread is; split it")
    return data


def as_thread(source: Source, format: str, extract: Extract, **options: Any) -> Corpus:
    r"""Read the text of a document as a pasted thread.

    Parameters
    ----------
    source : Source
        The document.
    format : str
        Its format's name.
    extract : Extract
    **options
        Of :func:`discourse.readers.thread.read`.

    Returns
    -------
    Corpus
        Its sources name the document itself.

    Examples
    --------
    >>> source = Source.from_text("a document's bytes", "note.pdf")
    >>> extract = Extract("Ada Byron:\nIran out.\n\nBen King:\nStay.", Tally("note.pdf", "lines"))
    >>> corpus = as_thread(source, "pdf", extract)
    >>> corpus.sources[0]["format"], corpus.comments["author"].tolist()
    ('pdf', ['Ada Byron', 'Ben King'])
    """
    from discourse.readers import thread

    corpus = thread.read(Source.from_text(extract.text, source.name), **options)
    documents = corpus.documents.copy()
    if extract.title:
        documents["title"] = extract.title
    for name in ("author", "url", "date"):
        value = getattr(extract, name)
        if value:
            documents[name] = pd.Series([value], dtype="datetime64[us]" if name == "date" else None)
    if extract.extra:
        documents["extra"] = json.dumps(extract.extra, ensure_ascii=False, sort_keys=True)
    record = source.record(format, options=dict(corpus.sources[0]["options"]), lines=_LINES)
    return Corpus(documents, corpus.comments, _audit(corpus.audit, extract.tally), (record,))


def _audit(audit: pd.DataFrame, tally: Tally) -> pd.DataFrame:
    """Add what was left out before the thread was read to its audit."""
    added = pd.DataFrame(list(tally.rows.values()), columns=list(audit.columns))
    if not len(added):
        return audit
    dropped = added["action"] == "dropped"
    audit = audit.copy()
    audit.loc[audit["action"] == "read", "rows"] += int(added.loc[dropped, "rows"].sum())
    order = {"read": 0, "kept": 1, "dropped": 2, "repaired": 3, "flagged": 4}
    rows = [*audit.to_dict("records"), *added.to_dict("records")]
    rows.sort(key=lambda row: order[str(row["action"])])
    return pd.DataFrame(rows, columns=list(audit.columns)).astype({"line": "Int64"})


def shown(error: BaseException) -> str:
    r"""Return the first line of what a library says of a fault, without its full stop.

    Examples
    --------
    >>> shown(ValueError("no element found.\nsecond line"))
    'no element found'
    """
    return excerpt(str(error).split("\n", 1)[0]).rstrip(". ") or type(error).__name__


@contextmanager
def silenced(*names: str) -> Iterator[None]:
    """Keep libraries from telling on standard error what they stumble over."""
    loggers = [logging.getLogger(name) for name in names]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
