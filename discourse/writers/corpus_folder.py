"""The corpus as a folder of Parquet files, which opens without being loaded."""

from __future__ import annotations

import os

from discourse.model.corpus import Corpus
from discourse.model.corpus_folder import CorpusWriter
from discourse.model.stored_corpus import StoredCorpus


def write_corpus_folder(corpus: Corpus, path: str | os.PathLike[str], *, force: bool = False) -> StoredCorpus:
    """Write a corpus as a folder, whole or not at all; ``Corpus.open`` opens it.

    The folder holds ``documents.parquet``, ``audit.parquet``, the comments in files of about half a million rows
    (``comments/part-00000.parquet`` and on), and ``corpus.json``, which is written last.

    Parameters
    ----------
    corpus : Corpus
        In memory or stored.
    path : path-like
        The folder.
    force : bool
        Replace a folder that is there; it is kept until the new one is complete.

    Returns
    -------
    StoredCorpus
        The corpus in the folder, of the same digest.

    Raises
    ------
    OutputError
        If the folder exists and ``force`` is not given, or it cannot be written.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> corpus = Corpus.from_comments([("Ada", "Iran out")])
    >>> write_corpus_folder(corpus, pathlib.Path(tempfile.mkdtemp()) / "thread")
    StoredCorpus('thread', 1 documents, 1 comments, 1 commenters)
    """
    with CorpusWriter(path, force=force) as out:
        out.documents(corpus.documents)
        for batch in corpus.batches():
            out.comments(batch)
        return out.close(corpus.audit, corpus.sources)
