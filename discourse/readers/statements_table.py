"""Statements from the table that :func:`discourse.writers.statements_table.write_statements_csv` writes."""

from __future__ import annotations

import csv
import io

import pandas as pd

from discourse.errors import DataError, InputError
from discourse.files import apply_to_text, refuse
from discourse.model.statements import BASE_COLUMNS, COMMENT_VARIABLES, Statements, Variable
from discourse.model.storage import read_parquet
from discourse.readers.source import Source

_BASE = tuple(c.name for c in BASE_COLUMNS)
_NEEDED = ("statement_id", "document_id", "coder")
_KNOWN = {v.name: v for v in COMMENT_VARIABLES}


def sniff(source: Source) -> float:
    r"""Return how surely this is a table of statements: 1 where its first line names the columns it must have.

    Examples
    --------
    >>> sniff(Source.from_text("statement_id,document_id,coder,narrative\ns1,d,hand,ban"))
    1.0
    """
    if source.suffix == ".parquet":
        return 1.0 if all(name.encode() in source.data for name in _NEEDED) else 0.0
    first = source.text.lstrip("\n").partition("\n")[0]
    names = [c.strip().strip('"').strip() for c in first.split(",")]
    return 1.0 if all(name in names for name in _NEEDED) else 0.0


def read(source: Source) -> Statements:
    r"""Read a table of statements, CSV or Parquet.

    Parameters
    ----------
    source : Source
        Its columns are those of ``Statements.table``: at least ``statement_id``, ``document_id`` and ``coder``. Any
        other column is a variable: of a known name, of its known kind; else whole numbers if all its values are,
        and text if not. Columns ``<variable>_label`` and ``<variable>_kind`` name the codes.

    Returns
    -------
    Statements
        Its entities are the codes that come in the table and have a label.

    Raises
    ------
    InputError
        Naming the file and what is wrong in it.

    Examples
    --------
    >>> st = read(Source.from_text("statement_id,document_id,coder,narrative,narrative_label\ns1,d,me,ban,Ban it"))
    >>> st.labels("narrative"), [v.name for v in st.variables]
    ({'ban': 'Ban it'}, ['narrative'])
    """
    if source.suffix == ".parquet" and source.path is not None:
        frame = read_parquet(source.path)
    else:
        frame = _table(source)
    return from_frame(frame, source.name)


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
    missing = [c for c in _NEEDED if c not in frame.columns]
    if missing:
        raise InputError(
            f"{name} has no column {missing[0]!r}; a table of statements has {', '.join(_NEEDED)} and one column per "
            f"variable, such as commenter, actor, narrative and stance. It has: {', '.join(map(str, frame.columns))}"
        )
    own = [str(c) for c in frame.columns if c not in _BASE]
    about = [c for c in own if c.endswith(("_label", "_kind")) and c.rpartition("_")[0] in own]
    variables = tuple(_variable(frame, c) for c in own if c not in about)
    if not variables:
        raise InputError(f"{name} has no variable: add a column such as narrative")
    try:
        return Statements(
            frame.drop(columns=about),
            variables,
            _entities(frame, [v.name for v in variables if v.kind == "text"]),
            {"method": "table"},
        )
    except DataError as error:
        raise InputError(f"{name}: {error}") from None


def _table(source: Source) -> pd.DataFrame:
    """Parse CSV: every cell text, empty ones missing, spreadsheet apostrophes taken off."""
    old = csv.field_size_limit(2**31 - 1)
    try:
        rows = list(csv.reader(io.StringIO(source.raw or source.text, newline=""), strict=True))
    except csv.Error as error:
        raise InputError(
            f"{source.name} cannot be read as CSV: {error}; save it again as CSV (UTF-8)"
        ) from None
    finally:
        csv.field_size_limit(old)
    rows = [row for row in rows if row]
    if not rows:
        raise InputError(f"{source.name} has no header line")
    header, body = [refuse(c.strip()) for c in rows[0]], rows[1:]
    odd = next((i for i, row in enumerate(body) if len(row) != len(header)), None)
    if odd is not None:
        raise InputError(
            f"{source.name}: row {odd + 2} has {len(body[odd])} cells, but the header has {len(header)}; "
            f"check commas and quotes there"
        )
    twice = [c for i, c in enumerate(header) if c in header[:i]]
    if twice:
        raise InputError(f"{source.name} has the column {twice[0]!r} twice; rename one")
    frame = pd.DataFrame(body, columns=header, dtype="str")
    return apply_to_text(frame.where(frame != "", None), refuse).astype("str")


def _variable(frame: pd.DataFrame, name: str) -> Variable:
    if name in _KNOWN:
        return _KNOWN[name]
    values = frame[name].dropna()
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
    columns = ["variable", "id", "label", "kind", "parent"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
