"""How many statements there are of every value at every level of the qualifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.projections.counts import counted, node_table


def barplot(
    statements: Statements,
    *,
    variable: str = "narrative",
    qualifier: str | None = "stance",
    duplicates: str | None = None,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: int = 0,
) -> Study:
    """Count the statements of every value of a variable by level of the qualifier.

    Parameters
    ----------
    statements : Statements
    variable : str
        A text variable, one of the document included.
    qualifier : str or None
        A boolean, integer or text variable; without one, statements are only counted.
    duplicates : {None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month"}
        Within what the same value and level counts once.
    exclude, only : dict of str to list, optional
        Statements with any of the values excluded are left out; kept are those whose value is among ``only``.
    min_statements : int
        Leave out values with fewer.

    Returns
    -------
    Study
        Tables ``values`` (``value``, ``label``, ``statements`` and the attributes of the value, in order of the
        values' UTF-16 code units) and ``counts`` (``value``, ``level``, ``statements`` and ``share``, the part of
        the value's statements; one row per value and level that occurs anywhere).

    Raises
    ------
    NotComputable
        If no statement has a value.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1), ("Cy", "ban", 1), ("Cy", "tax", 1)])
    >>> barplot(st)["counts"][["value", "level", "statements"]].values.tolist()
    [['ban', -1, 1], ['ban', 1, 2], ['tax', -1, 0], ['tax', 1, 1]]
    """
    least = {variable: min_statements} if min_statements else None
    found = counted(
        statements,
        (variable,),
        qualifier,
        duplicates=duplicates,
        exclude=exclude,
        only=only,
        min_statements=least,
    )
    if not len(found.at):
        raise NotComputable(
            f"no statement has a {variable}{f' and a {qualifier}' if qualifier else ''} to count"
        )
    value = statements.coded(variable).take(found.at).used()
    level = found.level.used()
    shape = (len(value.labels), len(level.labels))
    weights = None if statements.weights is None else statements.weights[found.at]
    n = np.bincount(value.codes * shape[1] + level.codes, weights, minlength=shape[0] * shape[1]).reshape(
        shape
    )
    total = n.sum(axis=1)
    values = node_table(statements, variable, value.labels, total).drop(columns=["id", "kind"])
    values.insert(0, "value", value.labels)
    counts = pd.DataFrame(
        {
            "value": np.repeat(value.labels, shape[1]),
            "level": np.tile(level.labels, shape[0]) if qualifier is not None else 1,
            "statements": n.ravel(),
            "share": (n / total[:, None]).ravel(),
        }
    )
    parameters = {
        "variable": variable, "qualifier": qualifier, "duplicates": duplicates, "exclude": dict(exclude or {}),
        "only": dict(only or {}), "min_statements": min_statements,
    }  # fmt: skip
    return Study({"values": values, "counts": counts}, Made("barplot", parameters))
