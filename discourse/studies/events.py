"""The list of the statements that a projection would count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.projections.counts import counted


def events(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    aggregation: str = "subtract",
    duplicates: str | None = None,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: Mapping[str, int] | None = None,
) -> Study:
    """List the statements that a projection with these options counts, in order of time.

    Parameters
    ----------
    statements : Statements
    rows, cols, qualifier, duplicates, exclude, only, min_statements
        See :func:`discourse.projections.one_mode.congruence`.
    aggregation : str
        With ``"ignore"``, the same row and column at another level is a repetition too.

    Returns
    -------
    Study
        One table, ``events``: the columns of the statements (those that have any value), then ``document_title``,
        ``document_author``, ``document_source``, ``document_section`` and ``document_type`` where known.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ada", "ban", 1), ("Ben", "ban", -1)])
    >>> events(st, duplicates="document").table["statement_id"].tolist()
    ['s1', 's3']
    """
    found = counted(
        statements, (rows, cols), qualifier, duplicates=duplicates, exclude=exclude, only=only,
        min_statements=min_statements, ignoring=aggregation == "ignore",
    )  # fmt: skip
    at = np.sort(found.at)
    at = at[np.argsort(statements.times[at], kind="stable")]
    table = statements.table.iloc[at].reset_index(drop=True)
    always = ["statement_id", "document_id", *(v.name for v in statements.variables)]
    table = table[[c for c in table.columns if c in always or table[c].notna().any()]]
    documents = statements.documents.set_index("document_id")
    for name in ("title", "author", "source", "section", "type"):
        if name in documents and documents[name].notna().any() and f"document_{name}" not in table:
            table[f"document_{name}"] = table["document_id"].map(documents[name])
    parameters = {
        "rows": rows, "cols": cols, "qualifier": qualifier, "aggregation": aggregation, "duplicates": duplicates,
        "exclude": dict(exclude or {}), "only": dict(only or {}), "min_statements": dict(min_statements or {}),
    }  # fmt: skip
    return Study({"events": table}, Made("events", parameters))
