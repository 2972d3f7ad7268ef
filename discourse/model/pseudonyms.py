"""Hiding commenters' names: in the columns, in @names, and where they stand in other people's text."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd

from discourse.model.corpus import Corpus


def pseudonymise(corpus: Corpus) -> Corpus:
    """Return the corpus with numbered commenters in place of named ones.

    Commenters are numbered in order of first appearance, so the same input gives the same pseudonyms. Inside texts,
    quotes and audit examples a commenter's name is replaced after an ``@``, and elsewhere where it has several words,
    a digit or an underscore (a commenter called "Iran" must not take the country out of the texts). What a reader
    could not place (``extra``) is dropped, since it may hold names.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    Corpus
        Pseudonymised data remain personal data: texts can be searched for.

    Examples
    --------
    >>> hidden = pseudonymise(Corpus.from_comments([("Ada Low", "hi"), ("Ben", "@ada low no"), ("Cy", "Ada Low lies")]))
    >>> hidden.comments[["author", "text"]].values.tolist()
    [['Commenter 1', 'hi'], ['Commenter 2', '@Commenter 1 no'], ['Commenter 3', 'Commenter 1 lies']]
    """
    comments = corpus.comments
    people = comments.drop_duplicates("author_id")
    known = ~people["author_id"].str.startswith("unknown:")
    ids = people.loc[known, "author_id"].tolist()
    number = {author: f"Commenter {n}" for n, author in enumerate(ids, 1)}
    names = dict(zip(people.loc[known, "author"], (number[i] for i in ids), strict=True))
    mask = masker(names)
    out = comments.assign(
        author_id=[number.get(i, i) for i in comments["author_id"]],
        author=[number.get(i, a) for i, a in zip(comments["author_id"], comments["author"], strict=True)],
        text=comments["text"].map(mask),
        quoted=comments["quoted"].map(mask, na_action="ignore"),
        extra=pd.Series(None, index=comments.index, dtype="str"),
    )
    audit = corpus.audit.assign(
        example=corpus.audit["example"].map(lambda e: names.get(e.strip(), mask(e)), na_action="ignore"),
        reason=corpus.audit["reason"].map(_exactly(names)),
    )
    return Corpus(corpus.documents, out, audit, corpus.sources)


def _exactly(names: dict[str, str]) -> Callable[[str], str]:
    """Return a function that replaces every name where it stands as a whole, in sentences of our own."""
    if not names:
        return lambda text: text
    longest = sorted(names, key=lambda n: (-len(n), n))
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)")
    return lambda text: pattern.sub(lambda match: names[match[1]], text)


def masker(names: dict[str, str]) -> Callable[[str], str]:
    """Return a function that replaces names in a text.

    Parameters
    ----------
    names : dict of str to str
        Name and what stands for it.

    Returns
    -------
    callable
    """
    folded = {" ".join(name.split()).casefold(): new for name, new in names.items() if name.strip()}
    if not folded:
        return lambda text: text

    def pattern(options: list[str]) -> str:
        longest = sorted(options, key=lambda n: (-len(n), n))
        return "|".join(r"\s+".join(map(re.escape, n.split())) for n in longest)

    telling = [n for n in folded if " " in n or "_" in n or any(c.isdigit() for c in n)]
    joined = {n.replace(" ", ""): new for n, new in folded.items()}
    handles = re.compile(rf"@({pattern(sorted({*folded, *joined}))})(?!\w)", re.IGNORECASE)
    bare = re.compile(rf"(?<![\w@])({pattern(telling)})(?!\w)", re.IGNORECASE) if telling else None

    def new(match: re.Match[str]) -> str:
        found = " ".join(match[1].split()).casefold()
        return folded.get(found) or joined[found.replace(" ", "")]

    def mask(text: str) -> str:
        text = handles.sub(lambda m: "@" + new(m), text) if "@" in text else text
        return bare.sub(new, text) if bare is not None else text

    return mask
