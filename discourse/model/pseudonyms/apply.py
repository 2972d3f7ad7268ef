"""Hiding the commenters of a corpus."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd

from discourse.errors import OptionError
from discourse.model.corpus import Corpus
from discourse.model.pseudonyms.keys import PSEUDONYM, SOMEONE, Namer, key_id, made_with_another, numbered
from discourse.model.pseudonyms.masking import masker
from discourse.model.pseudonyms.names import Names, normal

_UNKNOWN = "unknown:"
# An e-mail address at the end of an excerpt that was cut short.
_CUT = re.compile(r"(?<![\w.+\-])[\w.+\-]++@[\w.\-]*+…\Z")


def pseudonymise(corpus: Corpus, key: bytes | None = None) -> Corpus:
    """Return the corpus with other names in place of its commenters', and without what leads to a person in its texts.

    With a key a commenter's name and id become ``Commenter`` and ten characters made from key and id alone (HMAC with
    SHA-256; Crockford's base 32): the same in every run and file, whatever else is there. Should two commenters of a
    corpus come to share one, both get longer ones. Without a key commenters are numbered in order of first appearance.
    Commenters without a name (``unknown:…``) stay as they are.

    In texts, quotes and links, and in the documents' titles, texts, sources and addresses, names are replaced behind an
    ``@``, ``u/`` or "replying to" and in addresses of profiles, be they commenters' or not: who is no commenter gets a
    name made from theirs if there is a key, and becomes ``someone`` if not, and so does who shares a name with another
    commenter. Elsewhere a commenter's name is replaced where it has several words, a digit or an underscore (one called
    "Iran" must not take the country out of the texts, nor one called "12" the number). E-mail addresses, telephone
    numbers and IP addresses become ``[e-mail]``, ``[phone]`` and ``[ip]``. In the audit, names are replaced wherever
    they stand. ``extra`` and ``raw`` are dropped, since they may hold names.

    Every document's author is replaced, commenter or not: nothing in the table tells a reporter's byline from the name
    of a private person who posted, and a post may carry the address of an article. A byline within a text stays.

    Texts change, so this comes before anything is coded in them. Doing it twice is doing it once.

    Parameters
    ----------
    corpus : Corpus
    key : bytes, optional
        As :func:`~discourse.model.pseudonyms.read_key` gives it; it is not kept. ``sources`` tell its
        :func:`~discourse.model.pseudonyms.key_id`, or ``"numbered"``, under ``pseudonyms``.

    Returns
    -------
    Corpus
        Pseudonymised data remain personal data: texts can be searched for. Ids of comments and documents stay, and so
        do names of people who are no commenters, and of commenters written otherwise than they call themselves.

    Raises
    ------
    OptionError
        If the key is empty.

    Examples
    --------
    >>> corpus = Corpus.from_comments([("Ada Low", "hi"), ("Ben", "@ada low no"), ("Cy", "Ada Low lies, u/dan_4 too")])
    >>> pseudonymise(corpus).comments[["author", "text"]].values.tolist()
    [['Commenter 1', 'hi'], ['Commenter 2', '@Commenter 1 no'], ['Commenter 3', 'Commenter 1 lies, u/someone too']]
    >>> pseudonymise(corpus, b"an example of a key").comments["author"].tolist()
    ['Commenter t4q6czc5ry', 'Commenter heazweqc9k', 'Commenter jrs3k3r47x']
    """
    if key is not None and not key:
        raise OptionError(
            "the key for pseudonyms is empty; read it with read_key, or leave it out to number commenters"
        )
    comments = corpus.comments
    pairs = comments.loc[
        ~comments["author_id"].str.startswith(_UNKNOWN), ["author_id", "author"]
    ].drop_duplicates()
    people = list(dict.fromkeys(pairs["author_id"]))
    other: Callable[[str], str]
    if key is None:
        new, other = numbered(people), _someone
    else:
        namer = Namer(key)
        new, other = namer.assign(people, anew=made_with_another(corpus.sources, key)), namer.name
    names: dict[str, str | None] = {}
    for person, author in pairs.itertuples(index=False):
        name = normal(author)
        names[name] = new[person] if names.get(name, new[person]) == new[person] else None
    mask = masker(names, ids=new, other=other)
    note = masker(names, ids=new, other=other, everywhere=True)
    lookup = Names({**{normal(i): n for i, n in new.items()}, **names}, other)

    def byline(author: str) -> str:
        if PSEUDONYM.fullmatch(author) or author == SOMEONE or author[:1] == "[":
            return author
        return lookup.get(author) or other(author)

    ids, empty = comments["author_id"], pd.Series(None, index=comments.index, dtype="str")
    hidden = comments.assign(
        author_id=[new.get(i, i) for i in ids],
        author=[new.get(i, a) for i, a in zip(ids, comments["author"], strict=True)],
        text=_each(comments["text"], mask),
        quoted=_each(comments["quoted"], mask),
        links=_each(comments["links"], mask),
        missing_parent=_each(comments["missing_parent"], lambda name: mask(name) if "@" in name else name),
        raw=empty,
        extra=empty,
    )
    documents = corpus.documents.assign(
        **{name: _each(corpus.documents[name], mask) for name in ("title", "text", "source", "url")},
        author=_each(corpus.documents["author"], byline),
        extra=pd.Series(None, index=corpus.documents.index, dtype="str"),
    )
    audit = corpus.audit.assign(
        file=_each(corpus.audit["file"], note),
        example=_each(corpus.audit["example"], lambda text: note(_CUT.sub("[e-mail]", text))),
        reason=_each(corpus.audit["reason"], note),
    )
    mark: Any = "numbered" if key is None else {"key_id": key_id(key)}
    files = (note(str(source["file"])) if "file" in source else None for source in corpus.sources)
    sources = tuple(
        {**source, **({"file": file} if file is not None else {}), "pseudonyms": mark}
        for source, file in zip(corpus.sources, files, strict=True)
    )
    return Corpus(documents, hidden, audit, sources)


def _someone(name: str) -> str:
    return SOMEONE


def _each(column: pd.Series, function: Callable[[str], str]) -> pd.Series:
    return column.map(function, na_action="ignore").astype("str")
