"""Words of the comment answered, or of the article, that stand in a comment without a sign of quotation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from discourse.readers.thread.quoting import SHORTEST

QUOTED = "paragraphs of the comment answered, or of the article, moved from the text to quoted"
_REACH = 30  # characters to each side of a paragraph's middle
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
    """Whether a paragraph may stand in a text, given without case; False is certain.

    It does not if a word from its middle stands nowhere in there: one is looked for first, then all that are near.
    """
    for paragraph in text.split("\n"):
        size = len(paragraph)
        if size < 2 * SHORTEST - 1:
            continue
        middle = paragraph[size // 2 :].split(None, 2)  # the first one may be cut
        if len(middle) == 3 and middle[1].strip(_MARKS).casefold() not in folded:
            continue
        near = paragraph[max(size // 2 - _REACH, 0) : size // 2 + _REACH].split()[1:-1]
        if all(word.strip(_MARKS).casefold() in folded for word in near):
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
    articles_plain = {name: plain(text) for name, text in articles.items() if text}
    texts = comments["text"].tolist()
    candidates = [i for i, text in enumerate(texts) if "\n" in text]
    if not articles_plain:
        candidates = [i for i in candidates if isinstance(parents[i], str)]
    candidates = [i for i in candidates if len(texts[i]) >= 5 * SHORTEST]
    columns: dict[str, list] = {}
    homes = comments["document_id"].tolist() if articles_plain else []
    moved = []
    for i in candidates:
        text, parent = texts[i], parents[i]
        sources = []
        if isinstance(parent, str) and _may_quote(text, parent.casefold()):
            sources.append(plain(parent))
        article = articles_plain.get(homes[i]) if homes else None
        if article and _may_quote(text, article):
            sources.append(article)
        found = own_words(text, sources) if sources else None
        if found is None:
            continue
        if not columns:
            columns = {name: comments[name].tolist() for name in ("quoted", "raw")} | {"text": texts}
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
