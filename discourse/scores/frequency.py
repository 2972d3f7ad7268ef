"""Statements over time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements

BINS = {"hour": "h", "day": "D", "week": "W-MON", "month": "MS", "year": "YS"}


def frequency(statements: Statements, *, variable: str = "narrative", every: str = "auto") -> pd.DataFrame:
    """Count statements by code and period.

    Parameters
    ----------
    statements : Statements
        Undated ones are left out.
    variable : str
        Whose values are counted.
    every : {"auto", "hour", "day", "week", "month", "year"}
        The period; ``auto`` takes the shortest that gives at most 40 of them and two statements to each on
        average, or else the longest that gives at least two. Weeks start on Monday; all UTC.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value`` (the total), ``label``, then one column per period, named by its start in ISO 8601 and
        without gaps. The first row, ``"all"``, counts all dated statements with a value: the denominator.

    Raises
    ------
    NotComputable
        If no statement with a value has a date, or all fall into one period.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1), ("Cy", "tax", 1)])
    >>> dated = st.select(st.table.assign(created_at=["2024-03-01", "2024-03-03", "2024-03-03"]))
    >>> frequency(dated, every="day").iloc[:, 1:].values.tolist()
    [[3.0, 'all statements', 1, 0, 2], [2.0, 'ban', 1, 0, 1], [1.0, 'tax', 0, 0, 1]]
    """
    if every != "auto" and every not in BINS:
        raise OptionError(f"every={every!r} is no period; use auto, {', '.join(BINS)}")
    statements.variable(variable)
    table = statements.table
    rows = table[table[variable].notna() & table["created_at"].notna()]
    if not len(rows):
        raise NotComputable(
            f"no statement about {_plural(variable)} has a date, so there is no course over time"
        )
    when, edges = _bins(rows["created_at"], every)
    if len(edges) < 2:
        raise NotComputable("all dated statements fall into one period, so there is no course over time")
    counts = pd.crosstab(rows[variable], when).reindex(columns=range(len(edges)), fill_value=0)
    counts = counts.iloc[np.argsort(-counts.sum(axis=1).to_numpy(), kind="stable")]
    labels = statements.labels(variable)
    iso = "%Y-%m-%dT%H:%M" if every == "hour" or (edges.to_series().dt.hour != 0).any() else "%Y-%m-%d"
    names = edges.strftime(iso).tolist()
    body = pd.concat([counts.sum(axis=0).to_frame().T, counts])
    out = pd.DataFrame(body.to_numpy(dtype=np.int64), columns=names)
    out.insert(0, "node", ["all", *(variable + ":" + counts.index)])
    out.insert(1, "value", body.sum(axis=1).to_numpy(dtype=float))
    out.insert(2, "label", ["all statements", *(labels.get(v, v) for v in counts.index)])
    return out


def _plural(variable: str) -> str:
    return variable if variable.endswith("s") else variable + "s"


def _bins(times: pd.Series, every: str) -> tuple[np.ndarray, pd.DatetimeIndex]:
    """Return the number of the period of each time, and the starts of all periods."""
    most = min(40, max(2, len(times) // 2))
    found: tuple[np.ndarray, pd.DatetimeIndex] | None = None
    for name in [every] if every != "auto" else BINS:
        floor = {"hour": "h", "day": "D", "week": "W-SUN", "month": "M", "year": "Y"}[name]
        if name in ("hour", "day"):
            starts = times.dt.floor(floor)
        else:
            starts = times.dt.to_period(floor).dt.start_time
        edges = pd.date_range(starts.min(), starts.max(), freq=BINS[name])
        if found is not None and len(edges) < 2:
            break  # coarser than that, nothing is left of the course
        found = edges.get_indexer(pd.DatetimeIndex(starts)), edges
        if len(edges) <= most:
            break
    assert found is not None
    return found
