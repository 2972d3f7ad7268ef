"""Joining the work of several coders, and finding which of their statements are in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from discourse.errors import DataError, OptionError
from discourse.model.statements import ENTITY_COLUMNS, Statements, Variable


def merge_entities(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join entity tables, the first one naming an entity deciding its label."""
    filled = [p for p in parts if len(p)]
    if not filled:
        return pd.DataFrame(columns=[c.name for c in ENTITY_COLUMNS])
    return pd.concat(filled, ignore_index=True).drop_duplicates(["variable", "id"], ignore_index=True)


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
    whole = Statements(
        table, tuple(variables.values()), merge_entities([p.entities for p in parts]), dict(made)
    )
    return whole.resolved(prefer)
