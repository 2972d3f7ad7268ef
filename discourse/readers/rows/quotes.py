"""Words of the comment answered, or of the article, that stand in a comment without a sign of quotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from discourse.readers.thread.quoting import SHORTEST

QUOTED = "paragraphs of the comment answered, or of the article, moved from the text to quoted"
_MARKS = " \"'“”„‘’‚«»‹›>…"


def plain(text: str) -> str:
    r"""Return a text in the form in which quotations are looked for: no case, white space collapsed.

    Examples
    --------
    >>> plain("“The  Army\n left.”")
    'the army left.'
    """
    return " ".join(text.casefold().split()).strip(_MARKS)


def own_words(text: str, sources: Sequence[str]) -> tuple[str, str] | None:
    r"""Return a comment's own words and those of others in it; None where nothing is to be moved.

    A paragraph of at least 8 words that stands in one of the sources is a quotation, unless nothing else is left.

    Parameters
    ----------
    text : str
    sources : sequence of str
        Plain.

    Examples
    --------
    >>> parent = plain("I think the army was forced to leave the village. Sad.")
    >>> own_words("The army was forced to leave the village.\n\nNo, it left.", [parent])
    ('No, it left.', 'The army was forced to leave the village.')
    """
    own, theirs = [], []
    for paragraph in text.split("\n"):
        if len(paragraph) < 2 * SHORTEST - 1:
            own.append(paragraph)
            continue
        words = plain(paragraph)
        if words.count(" ") + 1 >= SHORTEST and any(words in source for source in sources):
            theirs.append(paragraph.strip())
        else:
            own.append(paragraph)
    if not theirs:
        return None
    left = "\n".join(own).strip()
    while "\n\n\n" in left:
        left = left.replace("\n\n\n", "\n\n")
    return (left, "\n\n".join(theirs)) if left else None


def _may_quote(text: str, folded: str) -> bool:
    """Whether some paragraph's middle words stand in a text; if not, none of its paragraphs is a quotation of it."""
    for paragraph in text.split("\n"):
        words = paragraph.split() if len(paragraph) >= 2 * SHORTEST - 1 else []
        if len(words) < SHORTEST:
            continue
        middle = len(words) // 2
        if not all(word.strip(_MARKS) for word in (*words[:2], *words[-2:])):
            return True  # signs alone at its ends are not looked for
        if all(word.casefold() in folded for word in words[middle - 1 : middle + 2]):
            return True
    return False


def set_apart(
    comments: pd.DataFrame, parents: Sequence[str | None], articles: Mapping[str, str]
) -> tuple[pd.DataFrame, list[int]]:
    """Move quotations of others from the text to ``quoted``.

    Parameters
    ----------
    comments : pandas.DataFrame
        As ``Corpus.comments``.
    parents : sequence of (str or None)
        The text of the comment that each answers.
    articles : mapping of str to str
        The texts of documents.

    Returns
    -------
    comments : pandas.DataFrame
    moved : list of int
        The rows that were changed.
    """
    folded = {name: plain(text) for name, text in articles.items() if text}
    texts = comments["text"].tolist()
    candidates = [
        i
        for i, text in enumerate(texts)
        if "\n" in text and len(text) >= 5 * SHORTEST and (folded or isinstance(parents[i], str))
    ]
    if not candidates:
        return comments, []
    columns = {name: comments[name].tolist() for name in ("quoted", "raw", "document_id")} | {"text": texts}
    moved = []
    for i in candidates:
        text = texts[i]
        parent, article = parents[i], folded.get(columns["document_id"][i])
        if article is None and not (isinstance(parent, str) and _may_quote(text, parent.casefold())):
            continue
        sources = [s for s in (plain(parent) if isinstance(parent, str) else None, article) if s]
        found = own_words(text, sources) if sources else None
        if found is None:
            continue
        columns["text"][i] = found[0]
        before = columns["quoted"][i]
        columns["quoted"][i] = f"{before}\n\n{found[1]}" if isinstance(before, str) else found[1]
        if not isinstance(columns["raw"][i], str):
            columns["raw"][i] = text
        moved.append(i)
    if not moved:
        return comments, []
    changed = {name: pd.Series(columns[name], dtype="str") for name in ("text", "quoted", "raw")}
    return comments.assign(**changed), moved
