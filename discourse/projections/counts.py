"""The count that every projection starts from: statements by row, column and qualifier level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.statements import Statements, Variable

if TYPE_CHECKING:
    from scipy import sparse

#: Within what a repeated statement counts once. Weeks are ISO weeks; every period has its year.
DUPLICATES = (None, "document", "day", "week", "month", "year", "range")


@dataclass(frozen=True)
class Counts:
    """a[i, j, k]: statements of row i about column j at level k, as a list of its filled cells.

    Attributes
    ----------
    rows, cols : numpy.ndarray of str
        Values in order of their UTF-16 code units.
    levels : numpy.ndarray
        Qualifier levels, ascending; one level where there is no qualifier.
    row, col, level, n : numpy.ndarray of int, shape (cells,)
        The cells.
    span : float
        Length of the qualifier's scale; 0 for a text qualifier.
    """

    rows: np.ndarray
    cols: np.ndarray
    levels: np.ndarray
    row: np.ndarray
    col: np.ndarray
    level: np.ndarray
    n: np.ndarray
    span: float

    @property
    def activity(self) -> np.ndarray:
        """s_i, the number of statements of each row."""
        return np.bincount(self.row, weights=self.n, minlength=len(self.rows))

    def matrix(self) -> sparse.csr_array:
        """Return rows by (column, level), shape (rows, cols · levels), levels of a column side by side."""
        from scipy import sparse

        shape = (len(self.rows), len(self.cols) * len(self.levels))
        place = self.col * len(self.levels) + self.level
        return sparse.coo_array((self.n.astype(float), (self.row, place)), shape=shape).tocsr()


def count(
    statements: Statements,
    rows: str,
    cols: str,
    qualifier: str | None,
    *,
    duplicates: str | None = None,
    isolates: bool = False,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    levels_repeat: bool = False,
) -> Counts:
    """Count statements by row, column and level.

    Parameters
    ----------
    statements : Statements
    rows, cols : str
        Text variables.
    qualifier : str or None
        A boolean, integer or text variable.
    duplicates : {None, "document", "day", "week", "month", "year", "range"}
        The same row, column and level counts once within it.
    isolates : bool
        Keep the values of rows and columns that lose all their statements to ``exclude`` or to an empty partner.
    exclude : dict of str to list, optional
        Statements with any of these values are left out.
    levels_repeat : bool
        Whether the same row and column at another level is a repetition too; the first in time is then kept.

    Returns
    -------
    Counts

    Raises
    ------
    OptionError
        For an unknown variable or rule.
    NotComputable
        If no statement has both a row and a column value.
    """
    names = {"rows": rows, "cols": cols}
    for option, name in names.items():
        if statements.variable(name).kind != "text":
            raise OptionError(f"{option}={name!r}: rows and columns must be text variables")
    if rows == cols:
        raise OptionError(f"rows and cols are both {rows!r}; they must differ")
    everything = statements.table
    table = everything[_kept(everything, exclude)].sort_values("created_at", kind="stable")
    table = table[table[rows].notna() & table[cols].notna()]
    variable = statements.variable(qualifier) if qualifier is not None else None
    if variable is not None:
        table = table[table[variable.name].notna()]
    labelled = everything if isolates else table
    row_values, col_values = (_ordered(labelled[name]) for name in (rows, cols))
    if not len(table) and not isolates:
        raise NotComputable(
            f"no statement has both a {rows} and a {cols}{f' and a {qualifier}' if qualifier else ''}: "
            f"there is nothing to project"
        )
    row = row_values.get_indexer(pd.Index(table[rows]))
    col = col_values.get_indexer(pd.Index(table[cols]))
    levels, level, span = _levels(table, variable)
    unit = _units(table, duplicates)
    frame = {"row": row, "col": col, "level": level}
    if unit is not None:
        same = {"row": row, "col": col} if levels_repeat else frame
        keep = ~pd.DataFrame(same | {"unit": unit}).duplicated().to_numpy()
        frame = {k: v[keep] for k, v in frame.items()}
    key = (frame["row"] * len(col_values) + frame["col"]) * len(levels) + frame["level"]
    cells, n = np.unique(key, return_counts=True)
    place, level = np.divmod(cells, max(len(levels), 1))
    row, col = np.divmod(place, max(len(col_values), 1))
    return Counts(row_values.to_numpy(), col_values.to_numpy(), levels, row, col, level, n, span)


def _kept(table: pd.DataFrame, exclude: Mapping[str, Sequence[Any]] | None) -> pd.Series:
    keep = pd.Series(True, index=table.index)
    for name, values in (exclude or {}).items():
        if name not in table.columns:
            raise OptionError(
                f"exclude: statements have no column {name!r}.{did_you_mean(name, table.columns)}"
            )
        if isinstance(values, str):
            raise OptionError(f"exclude: give a list of values of {name!r}, as in {{{name!r}: [{values!r}]}}")
        keep &= ~table[name].isin(list(values))
    return keep


def _ordered(values: pd.Series) -> pd.Index:
    """Return the distinct values by UTF-16 code unit, as Java (and so DNA) orders them."""
    return pd.Index(
        sorted(values.dropna().unique(), key=lambda v: v.encode("utf-16-be", "surrogatepass")), dtype="str"
    )


def _levels(table: pd.DataFrame, variable: Variable | None) -> tuple[np.ndarray, np.ndarray, float]:
    if variable is None:
        return np.zeros(1), np.zeros(len(table), dtype=np.int64), 0.0
    if variable.kind == "text":
        found = _ordered(table[variable.name])
        return found.to_numpy(), found.get_indexer(pd.Index(table[variable.name])), 0.0
    values = table[variable.name].to_numpy(dtype=np.int64)
    levels, level = np.unique(values, return_inverse=True)
    low, high = (0, 1) if variable.kind == "boolean" else (variable.low, variable.high)
    if low is None or high is None:
        low, high = (levels.min(), levels.max()) if len(levels) else (0, 1)
    return levels, level, float(high - low) or 1.0


def _units(table: pd.DataFrame, duplicates: str | None) -> np.ndarray | None:
    """Return for each statement the number of the document or period within which repeats count once."""
    if duplicates not in DUPLICATES:
        raise OptionError(
            f"duplicates={duplicates!r} is no rule.{did_you_mean(str(duplicates), [d for d in DUPLICATES if d])}"
        )
    if duplicates is None:
        return None
    if duplicates == "range":
        return np.zeros(len(table), dtype=np.int64)
    if duplicates == "document":
        return pd.factorize(table["document_id"])[0]
    when = table["created_at"]
    if when.isna().any():
        raise OptionError(
            f"duplicates={duplicates!r} needs dates, and {int(when.isna().sum())} statements have none; "
            "use 'document' or 'range', or leave them out first"
        )
    if duplicates == "week":
        calendar = when.dt.isocalendar()
        return (calendar["year"].astype(np.int64) * 100 + calendar["week"].astype(np.int64)).to_numpy()
    unit = {"day": "D", "month": "M", "year": "Y"}[duplicates]
    return when.to_numpy().astype(f"datetime64[{unit}]").astype(np.int64)


def node_table(
    statements: Statements, variable: str, values: np.ndarray, activity: np.ndarray
) -> pd.DataFrame:
    """Return nodes for the values of a variable: id, label, kind, statements, and the entities' attributes.

    Parameters
    ----------
    statements : Statements
    variable : str
    values : numpy.ndarray of str
    activity : numpy.ndarray
        Number of statements of each.

    Returns
    -------
    pandas.DataFrame
    """
    about = statements.entities[statements.entities["variable"] == variable].set_index("id").reindex(values)
    nodes = pd.DataFrame({"id": [f"{variable}:{v}" for v in values]})
    nodes["label"] = (
        about["label"]
        .astype(object)
        .where(about["label"].notna(), pd.Series(values, index=about.index, dtype=object))
        .to_numpy()
    )
    nodes["kind"] = variable
    nodes["statements"] = np.asarray(activity).astype(np.int64)
    if (about["kind"].notna() & (about["kind"] != variable)).any():
        nodes["type"] = about["kind"].to_numpy()
    for name in about.columns.difference(["variable", "label", "kind", "parent"], sort=False):
        if about[name].notna().any():
            nodes[str(name)] = about[name].to_numpy()
    return nodes
