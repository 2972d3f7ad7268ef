"""Coding, and joining the work of coders."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from discourse import coders
from discourse.model import merging
from discourse.model.codebook import Codebook
from discourse.model.corpus import Corpus
from discourse.model.statements import Statements
from discourse.registry import defaults
from discourse.verbs.versions import versions


def code(
    corpus: Corpus, codebook: Codebook | str | os.PathLike[str], coder: str = "dictionary", **options: Any
) -> Statements:
    """Find the actors and narratives of a codebook in every comment.

    Parameters
    ----------
    corpus : Corpus
    codebook : Codebook or str or path-like
        Or the name of a shipped one, or a file.
    coder : str
        A registered coder.
    **options
        Those of the coder.

    Returns
    -------
    Statements
    """
    book = codebook if isinstance(codebook, Codebook) else Codebook.load(codebook)
    out = coders.TABLE.call(coder, corpus, book, **options)
    out.made.update(
        method=coder,
        parameters=defaults(coders.TABLE.load(coder)) | options,
        corpus=corpus.digest,
        codebook=book.digest,
        codebook_id=book.id,
        versions=versions(),
    )
    out.made["parameters"].pop("executor", None)
    return out


def merge(*parts: Statements, prefer: Sequence[str] = ()) -> Statements:
    """Join the statements of several coders and apply corrections; see :func:`discourse.model.merging.merge`."""
    return merging.merge(parts, prefer)
