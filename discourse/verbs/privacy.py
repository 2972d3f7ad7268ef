"""Hiding who wrote what."""

from __future__ import annotations

import os

from discourse.model import pseudonyms
from discourse.model.corpus import Corpus


def pseudonymise(corpus: Corpus, key: bytes | str | os.PathLike[str] | None = None) -> Corpus:
    """Replace commenters' names, and mask names, addresses and numbers of people in the texts.

    Parameters
    ----------
    corpus : Corpus
    key : bytes or path-like, optional
        With a key, or a file that holds one, a commenter has the same pseudonym in every corpus; without, commenters
        are numbered.

    Returns
    -------
    Corpus
        See :func:`discourse.model.pseudonyms.pseudonymise`. Pseudonymised data remain personal data.

    Raises
    ------
    InputError
        If there is no such file, or it holds too short a key.

    Examples
    --------
    >>> hidden = pseudonymise(Corpus.from_comments([("Ada Low", "hi"), ("Ben", "@ada low no")]))
    >>> hidden.comments["text"].tolist()
    ['hi', '@Commenter 1 no']
    """
    if key is not None and not isinstance(key, bytes):
        key = pseudonyms.read_key(key)
    return pseudonyms.pseudonymise(corpus, key)
