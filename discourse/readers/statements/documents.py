"""What a hand-coded table tells of the documents that its statements come from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from discourse.model.variables import DOCUMENT_COLUMNS
from discourse.readers.statements.grid import Grid
from discourse.readers.statements.headings import OF_DOCUMENT
from discourse.readers.statements.values import are_years, dates

#: The id of the document of statements that name none, where others do.
NOWHERE = "(no document)"


def gather(grid: Grid, role: Mapping[str, str]) -> tuple[list[str], list[Any], pd.DataFrame]:
    """Return the document and the date of every row, and the documents.

    Parameters
    ----------
    grid : Grid
        Receives notes.
    role : dict of str to str
        The columns by role.

    Returns
    -------
    ids : list of str
        As in the column of documents; without one, ``d1``, ``d2`` and so on, one for each combination of what is told
        of documents.
    when : list of datetime or None
    documents : pandas.DataFrame
        Empty where nothing is told but the id.
    """
    about = {r: role[r] for r in OF_DOCUMENT if r in role and r != "year"}
    when: list[Any] = [None] * len(grid.rows)
    if "date" not in about and "year" in role:
        about["date"] = role["year"]
    if "date" in about:
        column = about["date"]
        years = are_years(grid.column(column))
        when = dates(grid, column, years=years or role.get("year") == column)
        if years:
            grid.notes.append(f"{column!r} has years only; each stands for its first day")
        undated = sum(w is None for w in when)
        if undated:
            grid.notes.append(f"{undated} statement{'s have' if undated > 1 else ' has'} no date")
    columns = {r: grid.column(c) for r, c in about.items()}
    keys = list(zip(*columns.values(), strict=True)) if columns else [()] * len(grid.rows)
    if "document" in role:
        ids = [cell or NOWHERE for cell in grid.column(role["document"])]
        if NOWHERE in ids:
            n = ids.count(NOWHERE)
            grid.notes.append(
                f"{n} statement{'s name' if n > 1 else ' names'} no document; {'their' if n > 1 else 'its'} "
                f"document is {NOWHERE!r}"
            )
    else:
        numbers = {key: f"d{n}" for n, key in enumerate(dict.fromkeys(keys), 1)}
        ids = [numbers[key] for key in keys]
        if not columns:
            grid.notes.append(
                "no column tells of the document, so all statements are of one; name it with document="
            )
    names = [c.name for c in DOCUMENT_COLUMNS]
    if not columns:
        return ids, when, pd.DataFrame(columns=names)
    told: dict[str, dict[str, Any]] = {i: {} for i in ids}
    odd: dict[str, tuple[int, str, int]] = {}
    for row, i in enumerate(ids):
        for r, cells in columns.items():
            value = when[row] if r == "date" else cells[row]
            if value and told[i].setdefault(r, value) != value:
                odd[r] = (odd[r][0] + 1, odd[r][1], odd[r][2]) if r in odd else (1, i, row)
    for r, (n, i, row) in odd.items():
        grid.notes.append(
            f"{n} statement{'s' if n > 1 else ''} (the first in row {grid.numbers[row]}) with another {r} of the "
            f"document than an earlier one, as for {i!r}: the first is taken"
        )
    found = pd.DataFrame([{"document_id": i, **facts} for i, facts in told.items()], columns=names)
    found["date"] = pd.to_datetime(found["date"])
    return ids, when, found
