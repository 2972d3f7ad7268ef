"""Writing for other programs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from discourse.errors import OutputError
from discourse.model.corpus import Corpus
from discourse.model.database import Database
from discourse.model.statements import Statements


def write_corpus(corpus: Corpus, path: str | os.PathLike[str], *, force: bool = False) -> None:
    """Write a corpus; :func:`discourse.read` reads it back.

    Parameters
    ----------
    corpus : Corpus
    path : path-like
        ``.csv`` for a table to edit, ``.parquet`` for the same table, or a name without suffix for a folder that holds
        a corpus of any size and is opened from there (without ``language`` and ``near_duplicate_of``).
    force : bool
        Replace a folder.

    Raises
    ------
    OutputError
        If it cannot be written, or the suffix is another.
    """
    from discourse.writers.corpus_table import corpus_table, write_corpus_csv

    name = os.fspath(path)
    if is_folder(name):
        from discourse.writers.corpus_folder import write_corpus_folder

        write_corpus_folder(corpus, path, force=force)
    elif name.lower().endswith(".csv"):
        write_corpus_csv(corpus, path)
    elif name.lower().endswith(".parquet"):
        from discourse.model.storage import write_parquet

        write_parquet(corpus_table(corpus, marks=True), path)
    else:
        raise OutputError(f"{name}: name the output .csv or .parquet, or a folder without suffix")


def is_folder(path: str) -> bool:
    """Whether an output names a folder: by a slash at its end, or because it has no suffix.

    Examples
    --------
    >>> is_folder("corpus/"), is_folder("corpus"), is_folder("corpus.csv")
    (True, True, False)
    """
    return path.endswith(("/", "\\")) or not Path(path).suffix


def write_dna(data: Statements | Database, path: str | os.PathLike[str], **options: Any) -> None:
    """Write a database that Discourse Network Analyzer opens; see :func:`discourse.writers.dna.write_dna`.

    Parameters
    ----------
    data : Statements or Database
    path : path-like
        Ends in ``.dna``.
    **options
        ``corpus`` (for the texts of comments), ``statement_type``, ``password``, ``force`` and others.
    """
    from discourse.writers import dna

    dna.write_dna(data, path, **options)
