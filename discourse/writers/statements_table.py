"""Statements as one flat table that people can read and programs can read back."""

from __future__ import annotations

import os

import pandas as pd

from discourse.files import write_csv
from discourse.model.statements import Statements

_DOCUMENT = ("title", "author", "source", "section", "type", "date")


def statements_table(statements: Statements) -> pd.DataFrame:
    """Return the statement table with labels and kinds of its codes.

    Parameters
    ----------
    statements : Statements

    Returns
    -------
    pandas.DataFrame
        The columns of ``statements.table``, booleans as true and false; then, for every text variable that has
        entities, ``<variable>_label`` and ``<variable>_kind`` (missing where a value is no entity); then
        ``document_title``, ``document_author``, ``document_source``, ``document_section``, ``document_type`` and
        ``document_date``, where known.
        :func:`discourse.readers.statements_table.read` takes it back.

    Examples
    --------
    >>> about = pd.DataFrame({"variable": ["narrative"], "id": ["ban"], "label": ["Ban it"], "kind": ["claim"]})
    >>> st = Statements.from_rows([("Ada", "ban", 1)])
    >>> st = Statements(st.table, entities=about)
    >>> statements_table(st)[["commenter", "narrative", "narrative_label", "narrative_kind"]].values.tolist()
    [['Ada', 'ban', 'Ban it', 'claim']]
    """
    out = statements.table.copy()
    for variable in statements.variables:
        if variable.kind == "boolean":
            out[variable.name] = out[variable.name].astype("boolean")
        about = statements.entities[statements.entities["variable"] == variable.name].set_index("id")
        if variable.kind != "text" or not len(about):
            continue
        for name in ("label", "kind"):
            column = f"{variable.name}_{name}"
            if column not in out.columns:
                out[column] = statements.table[variable.name].map(about[name]).astype("str")
    documents = statements.documents.set_index("document_id")
    for name in _DOCUMENT:
        column = f"document_{name}"
        if column not in out.columns and name in documents and documents[name].notna().any():
            out[column] = statements.table["document_id"].map(documents[name])
    return out


def write_statements_csv(statements: Statements, path: str | os.PathLike[str]) -> None:
    """Write :func:`statements_table` as CSV: UTF-8 with a byte-order mark, whole or not at all, cells defused.

    Parameters
    ----------
    statements : Statements
    path : path-like

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    write_csv(statements_table(statements), path)
