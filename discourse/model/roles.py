"""Which variable of statements speaks, which is claimed, and which says how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import OptionError
from discourse.model.columns import numbers
from discourse.model.corpus import Corpus
from discourse.model.statements import Statements
from discourse.model.variables import Variable

#: Names that hand-coded statements give to who speaks and to what is said, the usual one first.
SPEAKERS = (
    "commenter",
    "organization",
    "organisation",
    "actor",
    "speaker",
    "narrator",
    "person",
    "author",
    "party",
)
CLAIMS = (
    "narrative",
    "concept",
    "claim",
    "frame",
    "framing",
    "category",
    "issue",
    "plot",
    "argument",
    "topic",
)
_STANCE = Variable("stance", "integer", -1, 1)
_NO_CODES = ("role", "evidence")


@dataclass(frozen=True)
class Roles:
    """The variables of statements by what they do.

    Attributes
    ----------
    rows : str
        Who speaks.
    cols : str
        What is said.
    qualifier : str or None
        How: agreement, stance.
    others : tuple of str
        Further codes, such as heroes, villains and victims.
    """

    rows: str
    cols: str
    qualifier: str | None
    others: tuple[str, ...] = ()


def find_roles(
    statements: Statements, rows: str | None = None, cols: str | None = None, qualifier: str | None = None
) -> Roles:
    """Return the variables' roles: those given, the others by their usual names.

    Parameters
    ----------
    statements : Statements
    rows, cols, qualifier : str, optional

    Returns
    -------
    Roles

    Raises
    ------
    OptionError
        If there are not two text variables, or a name is none.

    Examples
    --------
    >>> find_roles(Statements.from_rows([("Ada", "ban", 1)]))
    Roles(rows='commenter', cols='narrative', qualifier='stance', others=('actor',))
    """
    for name in filter(None, (rows, cols, qualifier)):
        statements.variable(name)
    texts = [v.name for v in statements.variables if v.kind == "text" and v.name not in _NO_CODES]
    codes = [name for name in texts if _is_code(statements, name)]
    said = (
        rows
        or _first(SPEAKERS, [n for n in codes if n != cols])
        or next((n for n in codes if n != cols), None)
    )
    claim = cols or _first(CLAIMS, [n for n in codes if n != said])
    claim = claim or next((n for n in codes if n not in (said, *SPEAKERS)), None)
    claim = claim or next((n for n in codes if n != said), None)
    if said is None or claim is None:
        raise OptionError(
            f"two text variables are needed, who speaks and what is said; there are: {', '.join(texts) or 'none'}. "
            "Name them, as in rows='organization', cols='concept'"
        )
    how = qualifier or usual_qualifier(statements)
    speaking = set(SPEAKERS) - {"actor"} if said == "commenter" else set(SPEAKERS)
    others = [n for n in codes if n not in (said, claim) and n not in speaking]
    return Roles(said, claim, how, tuple(others))


def usual_qualifier(statements: Statements) -> str | None:
    """Return the variable that says how: stance, agreement, or else the first boolean.

    Examples
    --------
    >>> usual_qualifier(Statements.from_rows([("Ada", "ban", 1)]))
    'stance'
    """
    how = _first(("stance", "agreement"), [v.name for v in statements.variables if v.kind != "text"])
    return how or next((v.name for v in statements.variables if v.kind == "boolean"), None)


def _first(wanted: tuple[str, ...], names: list[str]) -> str | None:
    found = {n.lower(): n for n in names}
    return next((found[w] for w in wanted if w in found), None)


def _is_code(statements: Statements, name: str) -> bool:
    """Whether values come back, as those of entities do and free notes do not."""
    if name in (*SPEAKERS, *CLAIMS) or (statements.entities["variable"] == name).any():
        return True
    coded = statements.coded(name)
    filled = int((coded.codes >= 0).sum())
    return filled > 0 and len(coded.used().labels) <= max(filled // 2, 1)


def with_stance(statements: Statements, qualifier: str | None) -> Statements:
    """Return the statements with a stance from −1 to 1, read off a boolean or integer qualifier.

    Parameters
    ----------
    statements : Statements
        Returned as they are if they have a stance, or the qualifier is none or a text.
    qualifier : str or None
        Of a boolean, yes is +1 and no −1; of an integer scale, what is above 0 (or, where nothing is negative, above
        the middle of the scale) is +1.

    Returns
    -------
    Statements

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1)])
    >>> table = st.table.drop(columns="stance").assign(agreement=0)
    >>> made = Statements(table, (*(v for v in st.variables if v.name != "stance"), Variable("agreement", "boolean")))
    >>> with_stance(made, "agreement").table["stance"].tolist()
    [-1]
    """
    if qualifier is None or any(v.name == "stance" for v in statements.variables):
        return statements
    middle = _middle(statements, qualifier)
    if middle is None:
        return statements
    values = np.sign(statements.table[qualifier].astype("Float64") - middle)
    return Statements(
        statements.table.assign(stance=values.astype("Int64")), (*statements.variables, _STANCE), statements.entities,
        statements.made, statements.documents,
    )  # fmt: skip


def stances(statements: Statements, qualifier: str | None) -> np.ndarray:
    """Return the stance of every statement, as :func:`with_stance` reads it.

    Parameters
    ----------
    statements : Statements
    qualifier : str or None

    Returns
    -------
    numpy.ndarray of float, shape (statements,)
        NaN where there is none.

    Examples
    --------
    >>> stances(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)]), None).tolist()
    [1.0, -1.0]
    """
    if any(v.name == "stance" for v in statements.variables):
        return numbers(statements, "stance")
    middle = None if qualifier is None else _middle(statements, qualifier)
    if qualifier is None or middle is None:
        return np.full(len(statements), np.nan)
    return np.sign(numbers(statements, qualifier) - middle)


def _middle(statements: Statements, qualifier: str) -> float | None:
    """Return the value of a qualifier that is neither for nor against; None for a text."""
    variable = statements.variable(qualifier)
    if variable.kind == "text":
        return None
    if variable.kind == "boolean":
        return 0.5
    filled = statements.table[variable.name].dropna()
    low = variable.low if variable.low is not None else (filled.min() if len(filled) else 0)
    high = variable.high if variable.high is not None else (filled.max() if len(filled) else 0)
    return 0.0 if low < 0 else (low + high) / 2


def corpus_of(statements: Statements, source: dict[str, Any] | None = None) -> Corpus:
    """Return the documents of statements as a corpus without comments.

    Parameters
    ----------
    statements : Statements
    source : dict, optional
        What is known of the file: ``file``, ``format``, ``sha256``, ``bytes``.

    Returns
    -------
    Corpus
        Its audit counts the statements that were read.
    """
    ids = pd.Series(statements.coded("document_id").used().labels, dtype="str")
    documents = pd.DataFrame({"document_id": ids})
    if len(statements.documents):
        documents = statements.documents[["document_id", "title", "text", "source", "date"]]
        documents = documents.sort_values("date", kind="stable")
    comments = pd.DataFrame(columns=["comment_id", "document_id", "author_id", "author", "text"])
    file = str((source or {}).get("file", "statements"))
    notes = statements.made.get("notes", [])
    audit = [(file, a, "statements coded by hand", len(statements)) for a in ("read", "kept")]
    audit += [(file, "flagged", str(note), 0) for note in notes if isinstance(note, str)]
    rows = pd.DataFrame(audit, columns=["file", "action", "reason", "rows"]).assign(unit="statements")
    return Corpus(documents, comments, rows, (source,) if source else ())


def plural(word: str) -> str:
    """Return a variable's name as more than one of it.

    Examples
    --------
    >>> [plural(w) for w in ("commenter", "hero", "story", "class", "policy solution")]
    ['commenters', 'heroes', 'stories', 'classes', 'policy solutions']
    """
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "x", "ch", "sh", "o")) else f"{word}s"
