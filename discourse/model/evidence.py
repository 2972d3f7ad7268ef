"""The words behind a number: from a node or a tie back to the comments it rests on."""

from __future__ import annotations

import pandas as pd

from discourse.errors import OptionError
from discourse.model.corpus import Corpus
from discourse.model.statements import Statements


def statements_behind(
    statements: Statements, source: str, target: str | None = None, *, cols: str = "narrative"
) -> pd.DataFrame:
    """Return the rows of a statement table that a node or a tie rests on.

    Parameters
    ----------
    statements : Statements
    source, target : str
        Node ids with their kind, such as ``"commenter:Ada"`` and ``"actor:iran"``. Without ``target``, the node's
        own statements. For a tie between codes, the statements of both in comments that hold both; between two
        nodes of one kind, the statements of either on values of ``cols`` that both speak of.
    cols : str
        By what nodes of one kind are tied.

    Returns
    -------
    pandas.DataFrame
        Rows of ``statements.table``.

    Raises
    ------
    OptionError
        If an id has no known kind.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "tax", -1)])
    >>> statements_behind(st, "commenter:Ada", "narrative:ban")["statement_id"].tolist()
    ['s1']
    """
    table = statements.table
    kind, mine = _rows(statements, source)
    if target is None:
        return table[mine]
    other_kind, theirs = _rows(statements, target)
    if kind == other_kind:
        shared = set(table.loc[mine, cols].dropna()) & set(table.loc[theirs, cols].dropna())
        return table[(mine | theirs) & table[cols].isin(list(shared))]
    both = table[mine & theirs]
    if len(both):
        return both
    units = set(table.loc[mine, "comment_id"].dropna()) & set(table.loc[theirs, "comment_id"].dropna())
    return table[(mine | theirs) & table["comment_id"].isin(list(units))]


def _rows(statements: Statements, node: str) -> tuple[str, pd.Series]:
    kind, _, value = node.partition(":")
    table = statements.table
    if kind == "article":
        return kind, table["comment_id"].isna() & (table["document_id"] == value)
    if kind not in [v.name for v in statements.variables]:
        raise OptionError(
            f"{node!r} is no node of these statements: its kind {kind!r} is none of their variables"
        )
    return kind, table[kind] == value


def evidence(
    corpus: Corpus, statements: Statements, source: str, target: str | None = None, *, cols: str = "narrative"
) -> pd.DataFrame:
    """Return the comments behind a node or a tie, with the coded words.

    Parameters
    ----------
    corpus : Corpus
        What was coded.
    statements : Statements
    source, target, cols
        As in :func:`statements_behind`.

    Returns
    -------
    pandas.DataFrame
        ``statement_id``, ``comment_id``, ``author``, ``start``, ``stop``, ``words`` (the coded words as they stand),
        ``stance``, ``confidence`` and the whole ``text``, in the order of the corpus.

    Examples
    --------
    >>> corpus = Corpus.from_comments([("Ada", "Iran out now")])
    >>> st = Statements(pd.DataFrame({"statement_id": ["s1"], "comment_id": ["d:1"], "document_id": ["d"],
    ...     "start": [0], "stop": [4], "coder": ["hand"], "commenter": ["Ada"], "actor": ["iran"]}))
    >>> evidence(corpus, st, "actor:iran")["words"].tolist()
    ['Iran']
    """
    rows = statements_behind(statements, source, target, cols=cols)
    comments = corpus.comments[["comment_id", "author", "text"]].assign(place=range(len(corpus.comments)))
    found = rows.merge(comments, on="comment_id", how="left")
    order = pd.Series(range(len(corpus.documents)), index=corpus.documents["document_id"])
    found = found.assign(page=found["document_id"].map(order)).sort_values(
        ["page", "place", "start"], kind="stable", na_position="first"
    )
    article = corpus.documents.set_index("document_id")["text"]
    found["text"] = found["text"].where(found["comment_id"].notna(), found["document_id"].map(article))
    found["words"] = [
        t[int(a) : int(b)] if isinstance(t, str) and not pd.isna(a) and not pd.isna(b) else ""
        for t, a, b in zip(found["text"], found["start"], found["stop"], strict=True)
    ]
    own = [v.name for v in statements.variables if v.name != "evidence"]
    hand = [] if found["comment_id"].notna().any() else [*own, "created_at"]
    names = ["statement_id", "comment_id", "author", "start", "stop", "words", *hand, "confidence", "text"]
    if not hand:
        names.insert(6, "stance")
    return found[[n for n in names if n in found]].reset_index(drop=True)
