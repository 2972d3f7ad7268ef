"""What a table of statements has: its columns, its variables, and what their values must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from discourse.errors import DataError
from discourse.model.tables import Column

BASE_COLUMNS = (
    Column("statement_id", "text", required=True, filled=True, unique=True),
    Column("comment_id", "text"),
    Column("document_id", "text", required=True, filled=True),
    Column("start", "integer"),
    Column("stop", "integer"),
    Column("coder", "text", required=True, filled=True),
    Column("confidence", "number", default=1.0),
    Column("status", "text", default="coded"),
    Column("supersedes", "text"),
    Column("created_at", "time"),
)
ENTITY_COLUMNS = (
    Column("variable", "text", required=True, filled=True),
    Column("id", "text", required=True, filled=True),
    Column("label", "text", required=True, filled=True),
    Column("kind", "text"),
    Column("parent", "text"),
)
DOCUMENT_COLUMNS = (
    Column("document_id", "text", required=True, filled=True, unique=True),
    Column("title", "text"),
    Column("author", "text"),
    Column("source", "text"),
    Column("section", "text"),
    Column("type", "text"),
    Column("date", "time"),
    Column("text", "text"),
)
#: What of a document can stand for a variable, as rows, columns or qualifier; ``document_author`` always means it.
DOCUMENT_VARIABLES = ("author", "source", "section", "type", "title", "id")
#: A row with status ``rejected`` says that the statement it supersedes is wrong and nothing takes its place.
STATUSES = ("coded", "confirmed", "corrected", "rejected")
ID_COLUMNS = ("document_id", "comment_id", "coder", "status")
KINDS = {"text": "text", "integer": "integer", "boolean": "integer"}


@dataclass(frozen=True)
class Variable:
    """A column of codes.

    Attributes
    ----------
    name : str
    kind : {"text", "integer", "boolean"}
        A boolean is stored as 0 and 1.
    low, high : int or None
        The ends of an integer scale, where it has fixed ones (stance: −1 and 1).
    """

    name: str
    kind: str = "text"
    low: int | None = None
    high: int | None = None


#: What automatic coding of comments fills.
COMMENT_VARIABLES = (
    Variable("commenter"),
    Variable("actor"),
    Variable("narrative"),
    Variable("stance", "integer", -1, 1),
    Variable("role"),
    Variable("evidence"),
)


def check_values(table: pd.DataFrame, variables: Sequence[Variable]) -> None:
    """Raise :class:`DataError` for a status, confidence, span or value that cannot be."""
    wrong = ~table["status"].isin(STATUSES)
    if wrong.any():
        raise DataError(
            f"Statements: {table['status'][wrong].iloc[0]!r} is no status; use {', '.join(STATUSES)}"
        )
    if not table["confidence"].between(0, 1).all():
        raise DataError("Statements: confidence must lie between 0 and 1")
    spans = table["start"].notna() & table["stop"].notna()
    bad = spans & ((table["start"] < 0) | (table["stop"] < table["start"]))
    if bad.any():
        row = table[bad].iloc[0]
        raise DataError(f"Statements: {row['statement_id']!r} has the span {row['start']} to {row['stop']}")
    for variable in variables:
        low, high = (0, 1) if variable.kind == "boolean" else (variable.low, variable.high)
        if variable.kind == "text" or (low is None and high is None):
            continue
        values = table[variable.name].dropna()
        off = values[
            (values < (low if low is not None else values))
            | (values > (high if high is not None else values))
        ]
        if len(off):
            raise DataError(
                f"Statements: {variable.name} must lie between {low} and {high}, found {off.iloc[0]}"
            )
