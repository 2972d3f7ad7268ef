"""Statements of a .dna database: spans in UTF-16 code units, and one row per statement and variable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.cells import to_cells
from discourse.model.statements import Statements, Variable
from discourse.model.utf16 import Owners, borders, to_points, to_units
from discourse.writers.dna_documents import Documents
from discourse.writers.dna_rows import BIGGEST, Rows
from discourse.writers.dna_types import Counts, clipped

#: What DNA is given where a value is missing, which it does not know; as it fills in new statements.
_FILL = {"boolean": 1, "integer": 0}
_TABLE = {
    "boolean": "DATABOOLEAN",
    "integer": "DATAINTEGER",
    "short text": "DATASHORTTEXT",
    "long text": "DATALONGTEXT",
}


def write_statements(
    rows: Rows, number: int, part: Statements, ids: np.ndarray, documents: Documents, coders: Mapping[str, int],
    variables: Mapping[str, tuple[int, str]], entities: Mapping[tuple[str, str], int], counts: dict[str, Counts],
) -> None:  # fmt: skip
    """Add the statements of one type and their values.

    Parameters
    ----------
    rows : Rows
    number : int
        DNA's id of the type.
    part : Statements
    ids : numpy.ndarray of int
        DNA's id of each statement.
    documents : Documents
    coders : mapping of str to int
    variables : mapping of str to (int, str)
        Id and kind of each variable.
    entities : mapping of (str, str) to int
        Id of the entity of each variable and value.
    counts : dict of str to Counts
        The last ids of the tables of values.
    """
    table, before = part.table, rows.differing
    comments = table["comment_id"].astype(object).where(table["comment_id"].notna(), None)
    at = np.array(
        [documents.place[key] for key in zip(table["document_id"].tolist(), comments.tolist(), strict=True)],
        dtype=np.int64,
    )
    start, stop = _spans(rows, table, ids, at, documents.texts)
    held = documents.ids[at]
    coder = table["coder"].map(dict(coders)).to_numpy(dtype=np.int64)
    order = np.argsort(ids, kind="stable")
    columns = [ids, np.full(len(ids), number), held, start, stop, coder]
    rows.add("STATEMENTS", list(zip(*(c[order].tolist() for c in columns), strict=True)))
    _moments(rows, table, ids, documents.seconds[at] * 1_000_000)
    for variable in part.variables:
        _values(rows, table, ids, order, variable, *variables[variable.name], entities, counts)
    _kept(rows, part, ids, held, start, stop, documents.seconds[at], plain=rows.differing == before)


def _spans(
    rows: Rows, table: pd.DataFrame, ids: np.ndarray, at: np.ndarray, texts: list[str]
) -> tuple[np.ndarray, np.ndarray]:
    """Return spans that DNA takes, inside the text where there is one; keep those that had to be changed."""
    has = [table[n].notna().to_numpy(dtype=bool) for n in ("start", "stop")]
    start, stop = (table[n].fillna(0).to_numpy(dtype=np.int64, copy=True) for n in ("start", "stop"))
    wide: dict[int, np.ndarray] = {}
    owners = Owners(at, len(texts))
    lengths = np.zeros(len(texts), dtype=np.int64)
    for i, text in enumerate(texts):
        edges = borders(text)
        lengths[i] = len(text) if edges is None else edges[-1]
        if edges is not None:
            wide[i] = edges
            mine = owners.rows(i)
            start[mine], stop[mine] = to_units(edges, start[mine]), to_units(edges, stop[mine])
    last = np.where(lengths[at] > 0, lengths[at], BIGGEST)
    start = np.clip(start, 0, last - 1)
    stop = np.clip(np.where(has[1], stop, 0), start + 1, last)
    back = [start.copy(), stop.copy()]
    for i, edges in wide.items():
        mine = owners.rows(i)
        back[0][mine], back[1][mine] = to_points(edges, start[mine]), to_points(edges, stop[mine], stop=True)
    for name, values in zip(("start", "stop"), back, strict=True):
        changed = np.flatnonzero(table[name].fillna(-1).to_numpy(dtype=np.int64) != values)
        wanted = to_cells(table[name].iloc[changed])
        rows.shown("statement", name, ids[changed].tolist(), values[changed].tolist(), wanted)
    return start, stop


def _moments(rows: Rows, table: pd.DataFrame, ids: np.ndarray, back: np.ndarray) -> None:
    own = table["created_at"].to_numpy(dtype="datetime64[us]")
    changed = np.flatnonzero(np.isnat(own) | (own.astype(np.int64) != back))
    wanted = to_cells(table["created_at"].iloc[changed])
    rows.shown("statement", "created_at", ids[changed].tolist(), back[changed].tolist(), wanted)


def _values(
    rows: Rows, table: pd.DataFrame, ids: np.ndarray, order: np.ndarray, variable: Variable, number: int, kind: str,
    entities: Mapping[tuple[str, str], int], counts: dict[str, Counts],
) -> None:  # fmt: skip
    """Add the values of one variable."""
    column = table[variable.name]
    missing = column.isna().to_numpy(dtype=bool)
    if kind in _FILL:
        own = column.fillna(_FILL[kind]).to_numpy(dtype=np.int64)
        written: Any = clipped(own)
        changed = np.flatnonzero(missing | (written != own))
        back = written[changed].tolist()
        written = written[order].tolist()
    else:
        values = column.astype(object).where(~missing, "").tolist()
        changed = np.flatnonzero((np.array(values, dtype=object) == "") & ~missing)
        back = [None] * len(changed)
        if kind == "short text":
            name = variable.name
            codes = {v: entities[name, v] for v in dict.fromkeys(values)}
            values = [codes[v] for v in values]
        written = [values[i] for i in order.tolist()]
    rows.shown("statement", variable.name, ids[changed].tolist(), back, to_cells(column.iloc[changed]))
    count = counts.setdefault(kind, Counts())
    first = count.value + 1
    count.value += len(ids)
    rows.add(
        _TABLE[kind],
        zip(range(first, first + len(ids)), ids[order].tolist(), [number] * len(ids), written, strict=True),
    )


def _kept(
    rows: Rows, part: Statements, ids: np.ndarray, held: np.ndarray, start: np.ndarray, stop: np.ndarray,
    seconds: np.ndarray, *, plain: bool,
) -> None:  # fmt: skip
    """Keep what DNA has no column for, and the order, where there is anything to keep."""
    table = part.table
    natural = np.lexsort([ids, stop, start, held, seconds])
    nothing = (
        plain
        and (natural == np.arange(len(ids))).all()
        and (table["statement_id"] == pd.Series(ids).astype("str")).all()
        and (table["confidence"] == 1).all()
        and (table["status"] == "coded").all()
        and table["supersedes"].isna().all()
        and not weighted(part)
    )
    if nothing:
        return
    weight = to_cells(table["weight"]) if weighted(part) else [None] * len(ids)
    columns = [ids.tolist(), held.tolist(), start.tolist(), stop.tolist(), range(len(ids))]
    columns += [to_cells(table[n]) for n in ("statement_id", "confidence", "status", "supersedes")]
    rows.add("DISCOURSE_STATEMENTS", list(zip(*columns, weight, strict=True)))


def weighted(part: Statements) -> bool:
    """Whether the table has weights that are no variable's."""
    return "weight" in part.table and not any(v.name == "weight" for v in part.variables)
