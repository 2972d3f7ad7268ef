"""What our writer put beside DNA's own tables, and what is still true of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.cells import from_cells, to_cells
from discourse.readers.dna.tables import Tables


@dataclass(frozen=True)
class Sides:
    """The side tables of a database; all empty where it was not written by us.

    Attributes
    ----------
    settings : dict
    types : dict of int to dict
        What is known of each statement type.
    documents : dict of int to (int or None, str, str or None, int, bool)
        Place among the documents, their id, for a comment, its id, the length of the text, and whether its date was
        missing.
    statements : pandas.DataFrame
        By DNA's id: document, start and stop as they were written, and what DNA has no column for.
    bare : frozenset of int
        Entities that only stand for a value.
    shown : dict of str to dict of str to list of (int, str or None, str)
        By kind and field: DNA's id, what DNA was given to show, and what it stands for.
    statement_links : list of (str, str)
    """

    settings: dict[str, Any] = field(default_factory=dict)
    types: dict[int, dict[str, Any]] = field(default_factory=dict)
    documents: dict[int, tuple[int | None, str, str | None, int, bool]] = field(default_factory=dict)
    statements: pd.DataFrame = field(default_factory=pd.DataFrame)
    bare: frozenset[int] = frozenset()
    shown: dict[str, dict[str, list[tuple[int, str | None, str]]]] = field(default_factory=dict)
    statement_links: list[tuple[str, str]] = field(default_factory=list)

    def restore(
        self, frame: pd.DataFrame, ids: np.ndarray, kind: str, columns: Sequence[tuple[str, str]] = ()
    ) -> pd.DataFrame:
        """Return a table with the values that DNA shows in another form, save those that were changed in DNA.

        Parameters
        ----------
        frame : pandas.DataFrame
        ids : numpy.ndarray of int
            DNA's id of each row.
        kind : str
        columns : sequence of (str, str)
            Names and dtypes of columns that DNA does not have.
        """
        dtypes = dict(columns)
        place = pd.Index(ids)
        out = frame.copy(deep=False)
        for name, entries in self.shown.get(kind, {}).items():
            if name not in frame and name not in dtypes:  # of another statement type
                continue
            at = place.get_indexer(pd.Index([e[0] for e in entries]))
            cells = to_cells(out[name]) if name in out else [None] * len(out)
            for i, (_, shown, value) in zip(at.tolist(), entries, strict=True):
                if i >= 0 and (shown is None or cells[i] == json.loads(shown)):
                    cells[i] = json.loads(value)
            dtype = str(frame[name].dtype) if name in frame else "object"
            out[name] = from_cells(cells, dtypes.get(name, dtype))
        for name, dtype in dtypes.items():
            if name not in out:
                out[name] = from_cells([None] * len(out), dtype)
            elif str(out[name].dtype) != dtype:
                out[name] = from_cells(to_cells(out[name]), dtype)
        return out


STATEMENT_COLUMNS = (
    *("StatementId", "Document", "First", "Last", "Place", "Name", "Confidence", "Status"),
    *("Supersedes", "Weight"),
)


def read_sides(tables: Tables) -> Sides:
    """Return the side tables; empty ones where there are none."""
    if not tables.has("DISCOURSE_SETTINGS"):
        return Sides(statements=pd.DataFrame(columns=list(STATEMENT_COLUMNS)))
    values: dict[str, dict[str, list[tuple[int, str | None, str]]]] = {}
    for kind, number, name, shown, value in tables.optional(
        "DISCOURSE_VALUES", ("Kind", "Id", "Field", "Shown", "Value"), "Kind"
    ):
        values.setdefault(kind, {}).setdefault(name, []).append((number, shown, value))
    statements = tables.optional("DISCOURSE_STATEMENTS", STATEMENT_COLUMNS, "StatementId")
    return Sides(
        {
            k: json.loads(v)
            for k, v in tables.optional("DISCOURSE_SETTINGS", ("Property", "Value"), "Property")
        },
        {k: json.loads(v) for k, v in tables.optional("DISCOURSE_TYPES", ("TypeId", "Facts"), "TypeId")},
        {
            k: (p, n, c, size, bool(undated))
            for k, p, n, c, size, undated in tables.optional(
                "DISCOURSE_DOCUMENTS",
                ("DocumentId", "Place", "Name", "Comment", "Length", "Undated"),
                "DocumentId",
            )
        },
        pd.DataFrame(statements, columns=list(STATEMENT_COLUMNS)),
        frozenset(k for (k,) in tables.optional("DISCOURSE_BARE", ("EntityId",), "EntityId")),
        values,
        list(tables.optional("DISCOURSE_LINKS", ("Source", "Target"), "ID")),
    )
