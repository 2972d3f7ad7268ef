"""Joining the work of several coders, and finding which of their statements are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from discourse.errors import DataError, OptionError
from discourse.model.statements import Statements
from discourse.model.variables import DOCUMENT_COLUMNS, ENTITY_COLUMNS, Variable


def merge_entities(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join entity tables, the first one naming an entity deciding its label."""
    filled = [p for p in parts if len(p)]
    if not filled:
        return pd.DataFrame(columns=[c.name for c in ENTITY_COLUMNS])
    return pd.concat(filled, ignore_index=True).drop_duplicates(["variable", "id"], ignore_index=True)


def merge_documents(ids: pd.Series, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join document tables, the first one naming a document deciding; those of no table have their id alone."""
    filled = [p for p in parts if len(p)]
    if not filled:
        return pd.DataFrame(columns=[c.name for c in DOCUMENT_COLUMNS])
    known = pd.concat(filled, ignore_index=True).drop_duplicates("document_id", ignore_index=True)
    rest = pd.Series(ids.unique(), name="document_id", dtype="str")
    return pd.concat([known, rest[~rest.isin(known["document_id"])].to_frame()], ignore_index=True)


def merge(parts: Sequence[Statements], prefer: Sequence[str] = ()) -> Statements:
    """Join the work of several coders and return what is in force.

    Parameters
    ----------
    parts : sequence of Statements
        Statement ids must not clash; variables of the same name must have the same kind.
    prefer : sequence of str
        Coders, the most trusted first.

    Returns
    -------
    Statements

    Examples
    --------
    >>> a = Statements.from_rows([("Ada", "ban", 1)], coder="dictionary")
    >>> fix = a.table.assign(statement_id="fix", stance=-1, coder="hand", status="corrected", supersedes="s1")
    >>> merge([a, a.select(fix)]).table["stance"].tolist()
    [-1]
    """
    if not parts:
        raise OptionError("merge needs at least one Statements")
    variables: dict[str, Variable] = {}
    for part in parts:
        for variable in part.variables:
            if variables.setdefault(variable.name, variable).kind != variable.kind:
                raise DataError(
                    f"the variable {variable.name!r} has two kinds; rename it in one of the tables"
                )
    table = pd.concat([p.table for p in parts], ignore_index=True)
    made: Mapping[str, Any] = {"merged": [p.made for p in parts], "prefer": list(prefer)}
    documents = merge_documents(table["document_id"], [p.documents for p in parts])
    entities = merge_entities([p.entities for p in parts])
    whole = Statements(table, tuple(variables.values()), entities, dict(made), documents)
    return whole.resolved(prefer)
