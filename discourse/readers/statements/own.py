"""The table of statements that this project writes, read back as it was."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from discourse.errors import DataError, InputError
from discourse.files import apply_to_text, refuse
from discourse.model.statements import Statements
from discourse.model.stored import ABOUT_DOCUMENTS
from discourse.model.variables import (
    BASE_COLUMNS,
    COMMENT_VARIABLES,
    DOCUMENT_COLUMNS,
    ENTITY_COLUMNS,
    Variable,
)
from discourse.readers.tables.mapping import listed

NEEDED = ("statement_id", "document_id", "coder")
_BASE = tuple(c.name for c in BASE_COLUMNS)
_TRUTH = {True: 1, False: 0, "TRUE": 1, "FALSE": 0, "True": 1, "False": 0, "true": 1, "false": 0}
_KNOWN = {v.name: v for v in COMMENT_VARIABLES}


def from_frame(frame: pd.DataFrame, name: str = "the table") -> Statements:
    """Take a table in the form of :func:`discourse.writers.statements_table.statements_table`.

    Parameters
    ----------
    frame : pandas.DataFrame
    name : str
        What to call it in messages.

    Returns
    -------
    Statements

    Raises
    ------
    InputError
    """
    missing = [c for c in NEEDED if c not in frame.columns]
    if missing:
        raise InputError(
            f"{name} has no column {missing[0]!r}; a table of statements has {', '.join(NEEDED)} and one column per "
            f"variable, such as commenter, actor, narrative and stance. It has: {listed(frame.columns)}"
        )
    own = [str(c) for c in frame.columns if c not in _BASE and c not in ABOUT_DOCUMENTS]
    about = [c for c in own if c.endswith(("_label", "_kind")) and c.rpartition("_")[0] in own]
    variables = tuple(_variable(frame, c) for c in own if c not in about)
    if not variables:
        raise InputError(f"{name} has no variable: add a column such as narrative")
    told = [c for c in frame.columns if c in ABOUT_DOCUMENTS]
    frame = frame.assign(
        **{v.name: frame[v.name].map(_TRUTH).astype("Int64") for v in variables if v.kind == "boolean"}
    )
    try:
        return Statements(
            frame.drop(columns=[*about, *told]),
            variables,
            _entities(frame, [v.name for v in variables if v.kind == "text"]),
            {"method": "table", "rows": {"read": len(frame), "kept": len(frame), "dropped": {}}},
            _documents(frame, told, name),
        )
    except DataError as error:
        raise InputError(f"{name}: {error}") from None


def parse(rows: Sequence[list[str]], name: str) -> pd.DataFrame:
    """Make a table of cells: all text, empty ones missing, spreadsheet apostrophes taken off.

    Raises
    ------
    InputError
    """
    rows = [row for row in rows if any(row)]
    if not rows:
        raise InputError(f"{name} has no header line")
    header, body = [refuse(c.strip()) for c in rows[0]], rows[1:]
    odd = next((i for i, row in enumerate(body) if len(row) != len(header)), None)
    if odd is not None:
        raise InputError(
            f"{name}: row {odd + 2} has {len(body[odd])} cells, but the header has {len(header)}; "
            f"check commas and quotes there"
        )
    twice = [c for i, c in enumerate(header) if c in header[:i]]
    if twice:
        raise InputError(f"{name} has the column {twice[0]!r} twice; rename one")
    frame = pd.DataFrame(body, columns=header, dtype="str")
    return apply_to_text(frame.where(frame != "", None), refuse).astype("str")


def _variable(frame: pd.DataFrame, name: str) -> Variable:
    if name in _KNOWN:
        return _KNOWN[name]
    values = frame[name].dropna()
    if (
        len(values)
        and all(v in _TRUTH for v in values.unique())
        and not pd.api.types.is_numeric_dtype(values)
    ):
        return Variable(name, "boolean")
    if pd.api.types.is_bool_dtype(values.dtype):
        return Variable(name, "boolean")
    if pd.api.types.is_integer_dtype(values.dtype):
        return Variable(name, "integer")
    # A number that does not come back as it was written ("007", "+1", 19 digits) is a name.
    whole = values.astype("str").str.fullmatch(r"0|-?[1-9][0-9]{0,17}")
    return Variable(name, "integer" if len(values) and whole.all() else "text")


def _entities(frame: pd.DataFrame, variables: list[str]) -> pd.DataFrame:
    parts = []
    for name in variables:
        label, kind = f"{name}_label", f"{name}_kind"
        if label not in frame.columns:
            continue
        rows = frame[frame[name].notna() & frame[label].notna()].drop_duplicates(name)
        part = pd.DataFrame({"variable": name, "id": rows[name], "label": rows[label]})
        parts.append(part.assign(kind=rows[kind] if kind in frame.columns else None, parent=None))
    columns = [c.name for c in ENTITY_COLUMNS]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _documents(frame: pd.DataFrame, told: list[str], name: str) -> pd.DataFrame:
    if not told:
        return pd.DataFrame(columns=[c.name for c in DOCUMENT_COLUMNS])
    found = frame[["document_id", *told]].drop_duplicates(ignore_index=True)
    twice = found["document_id"].duplicated() & found["document_id"].notna()
    if twice.any():
        odd = found["document_id"][twice].iloc[0]
        raise InputError(
            f"{name}: the rows of the document {odd!r} tell different things of it; make them the same"
        )
    return found.rename(columns=ABOUT_DOCUMENTS)
