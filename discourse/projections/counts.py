"""The count that every projection starts from: statements by row, column and qualifier level."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.coded import Coded
from discourse.model.columns import entities
from discourse.model.statements import Statements, Variable
from discourse.projections.choice import chosen, enough
from discourse.projections.repeats import units

if TYPE_CHECKING:
    from scipy import sparse


@dataclass(frozen=True)
class Counts:
    """a[i, j, k]: statements of row i about column j at level k, as a list of its filled cells.

    Attributes
    ----------
    rows, cols : numpy.ndarray of str
        Values in order of their UTF-16 code units.
    levels : numpy.ndarray
        Qualifier levels, ascending; one level where there is no qualifier.
    row, col, level : numpy.ndarray of int, shape (cells,)
        The cells.
    n : numpy.ndarray, shape (cells,)
        Statements of each; the sum of their weights where a kernel has weighted them.
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

    def array(self) -> np.ndarray:
        """Return a as a dense array, shape (rows, cols, levels)."""
        out = np.zeros((len(self.rows), len(self.cols), len(self.levels)))
        out[self.row, self.col, self.level] = self.n
        return out


def count(
    statements: Statements,
    rows: str,
    cols: str,
    qualifier: str | None,
    *,
    duplicates: str | None = None,
    isolates: bool = False,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: Mapping[str, int] | None = None,
    ignoring: bool = False,
    all_labels: bool = False,
) -> Counts:
    """Count statements by row, column and level.

    Parameters
    ----------
    statements : Statements
    rows, cols : str
        Text variables, those of the document included.
    qualifier : str or None
        A boolean, integer or text variable.
    duplicates : {None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month"}
        The same row, column and level counts once within it; see :func:`discourse.projections.repeats.units`.
    isolates : bool
        Keep the values of rows and columns that lose all their statements to ``exclude``, ``only`` (of values, not
        of documents) or to an empty partner.
    exclude : dict of str to list, optional
        Statements with any of these values are left out.
    only : dict of str to list, optional
        Statements are kept whose value is listed, for every variable named.
    min_statements : dict of str to int, optional
        For ``rows`` or ``cols``, how many statements a value must have; applied until all that remain have them.
    ignoring : bool
        Whether the ties will not depend on the level: the same row and column at another level is then a
        repetition too (the first in time is kept), and statements without a level count.
    all_labels : bool
        Keep every label that the statements these were selected from have (so that windows share their labels).

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
    if not isinstance(isolates, bool | np.bool_):
        raise OptionError(f"isolates={isolates!r}: give True or False")
    if rows == cols:
        raise OptionError(f"rows and cols are both {rows!r}; they must differ")
    found = counted(
        statements, (rows, cols), qualifier, duplicates=duplicates, exclude=exclude, only=only,
        min_statements=min_statements, ignoring=ignoring,
    )  # fmt: skip
    at, level = found.at, found.level
    if not len(at) and not isolates and not all_labels and statements.window is None:
        raise NotComputable(
            f"no statement has a value for {rows} and for {cols}{f' and for {qualifier}' if qualifier else ''}: "
            f"there is nothing to project"
        )
    seen = np.flatnonzero(found.seen) if isolates else at
    source, seen = statements, at  # whose values are labels: those counted, or with isolates all
    if isolates:  # of a window, all that it was cut from
        source = statements.uncut
        mask = found.seen if source is statements else chosen(source, exclude, only)[0]
        seen = np.flatnonzero(mask)
    row, col = (
        _labelled(statements.coded(name), at, None if all_labels else source.coded(name).codes[seen])
        for name in (rows, cols)
    )
    if not all_labels:
        level = level.used()
    weights = None if statements.weights is None else statements.weights[at]
    shape = (max(len(row.labels), 1), max(len(col.labels), 1), max(len(level.labels), 1))
    i, j, k, n = _cells(row.codes, col.codes, level.codes, shape, weights)
    return Counts(row.labels, col.labels, level.labels, i, j, k, n, _span(found.variable, level.labels))


@dataclass(frozen=True)
class Counted:
    """The statements that are counted.

    Attributes
    ----------
    at : numpy.ndarray of int
        Their places; with a duplicates rule, in order of time where it decides which is kept.
    level : Coded
        The level of each.
    seen : numpy.ndarray of bool, shape (statements,)
        The statements whose values are labels where isolates are kept.
    variable : Variable or None
        The qualifier.
    """

    at: np.ndarray
    level: Coded
    seen: np.ndarray
    variable: Variable | None


def counted(
    statements: Statements,
    names: Sequence[str],
    qualifier: str | None,
    *,
    duplicates: str | None = None,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: Mapping[str, int] | None = None,
    ignoring: bool = False,
) -> Counted:
    """Choose the statements that count, in the order of work of Discourse Network Analyzer.

    Parameters
    ----------
    statements : Statements
    names : sequence of str
        The text variables that must be filled, and in which repeats are alike: rows and columns, or one alone.
    qualifier, duplicates, exclude, only, min_statements, ignoring
        See :func:`count`.

    Returns
    -------
    Counted

    Raises
    ------
    OptionError
        For an unknown variable or rule.
    """
    for option, name in zip(("rows", "cols"), names, strict=False):
        if _named(statements, option, name).kind != "text":
            raise OptionError(f"{option}={name!r}: rows and columns must be text variables")
    variable = _named(statements, "qualifier", qualifier) if qualifier is not None else None
    coded = {name: statements.coded(name) for name in names}
    seen, kept = chosen(statements, exclude, only)
    for column in coded.values():
        kept = kept & (column.codes >= 0)
    if variable is not None and not ignoring:
        kept &= statements.coded(variable.name).codes >= 0
    at = np.flatnonzero(kept)
    unit = units(statements, at, duplicates)
    level = _levels(statements, variable, at)
    if unit is not None:
        if ignoring or statements.weights is not None:
            order = np.argsort(statements.times[at], kind="stable")
            at, unit, level = at[order], unit[order], level.take(order)
        same = [column.codes[at] for column in coded.values()] + ([] if ignoring else [level.codes])
        keep = _first([*same, unit])
        at, level = at[keep], level.take(keep)
    if min_statements is not None and min_statements != {}:
        keep = enough({name: column.codes[at] for name, column in coded.items()}, min_statements)
        lost = np.setdiff1d(at, at[keep], assume_unique=True)
        for column in coded.values():
            seen = seen & ~np.isin(column.codes, np.setdiff1d(column.codes[lost], column.codes[at[keep]]))
        at, level = at[keep], level.take(keep)
    return Counted(at, level, seen, variable)


def _named(statements: Statements, option: str, name: str) -> Variable:
    try:
        return statements.variable(name)
    except OptionError as error:
        raise OptionError(f"{option}={name!r}: {error}") from None


def _labelled(coded: Coded, at: np.ndarray, seen: np.ndarray | None) -> Coded:
    """Return the codes of the rows ``at``, with the labels that have the codes ``seen``, or with all."""
    if seen is None:
        return coded.take(at)
    marked = np.zeros(len(coded.labels) + 1, dtype=bool)
    marked[seen] = True
    marked[-1] = False
    place = np.cumsum(marked, dtype=np.int64) - 1
    return Coded(place[coded.codes[at]], coded.labels[marked[:-1]])


def _levels(statements: Statements, variable: Variable | None, at: np.ndarray) -> Coded:
    if variable is None:
        return Coded(np.zeros(len(at), dtype=np.int64), np.zeros(1))
    found = statements.coded(variable.name).take(at)
    if (found.codes >= 0).all():
        return found
    # Without a level, but counted all the same: the ties do not depend on it.
    none = np.array([""], dtype=object) if variable.kind == "text" else np.array([np.iinfo(np.int64).min])
    return Coded(found.codes + 1, np.concatenate([none, found.labels]))


def _span(variable: Variable | None, levels: np.ndarray) -> float:
    """Return the length of the scale: as declared, or else as found."""
    if variable is None or variable.kind == "text":
        return 0.0
    low, high = (0, 1) if variable.kind == "boolean" else (variable.low, variable.high)
    if low is None or high is None:
        low, high = (int(levels.min()), int(levels.max())) if len(levels) else (0, 1)
    return float(high - low) or 1.0


def _first(parts: Sequence[np.ndarray]) -> np.ndarray:
    """Return the places, ascending, of the first of each combination of numbers."""
    key = parts[0].astype(np.int64)
    for part in parts[1:]:
        key = _joined(key, part)
    return np.flatnonzero(~pd.Series(key).duplicated().to_numpy())


def _joined(key: np.ndarray, more: np.ndarray) -> np.ndarray:
    """Return one number for every pair of numbers."""
    if not len(key):
        return key
    size = int(more.max()) + 1
    if int(key.max()) + 1 > (2**62) // size:
        key = pd.factorize(key)[0].astype(np.int64)
    return key * size + more


def _cells(
    row: np.ndarray,
    col: np.ndarray,
    level: np.ndarray,
    shape: tuple[int, int, int],
    weights: np.ndarray | None,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return the filled cells in order of row, column and level, and what they hold."""
    key = (row.astype(np.int64) * shape[1] + col) * shape[2] + level
    size = shape[0] * shape[1] * shape[2]
    if size <= max(4 * len(key), _DENSE):
        whole = np.bincount(key, weights=weights, minlength=size)
        cells = np.flatnonzero(np.bincount(key, minlength=size) if weights is not None else whole)
        n = whole[cells]
    elif weights is None:
        cells, n = np.unique(key, return_counts=True)
    else:
        cells, place = np.unique(key, return_inverse=True)
        n = np.bincount(place, weights=weights, minlength=len(cells))
    place, level = np.divmod(cells, shape[2])
    row, col = np.divmod(place, shape[1])
    return row, col, level, n


#: Up to so many cells, they are counted in one array.
_DENSE = 10_000


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
        Number of statements of each (with a kernel, the sum of their weights).

    Returns
    -------
    pandas.DataFrame
    """
    return pd.DataFrame(node_columns(statements, variable, values, activity))


def node_columns(
    statements: Statements, variable: str, values: np.ndarray, activity: np.ndarray
) -> dict[str, Any]:
    """Return the columns of :func:`node_table`."""
    activity = np.asarray(activity)
    columns: dict[str, Any] = {
        "id": [f"{variable}:{v}" for v in values],
        "label": values,
        "kind": [variable] * len(values),
        "statements": activity if statements.weights is not None else activity.astype(np.int64),
    }
    about = entities(statements, variable)
    if not len(about):
        return columns
    place = about.index.get_indexer(pd.Index(values, dtype=about.index.dtype))
    known, there = place >= 0, np.flatnonzero(place >= 0)
    labels = np.array(values, dtype=object)
    found = about["label"].to_numpy(dtype=object)[place[there]]
    filled = np.array([isinstance(label, str) for label in found], dtype=bool)
    labels[there[filled]] = found[filled]
    columns["label"] = labels
    for name, column in [
        ("type", "kind"),
        *((str(n), n) for n in about.columns if n not in ("variable", "parent")),
    ]:
        taken = about[column].iloc[place[known]]
        if name in columns or not taken.notna().any():
            continue
        if column != "kind" or (taken.dropna() != variable).any():
            columns[name] = about[column].iloc[np.maximum(place, 0)].where(known).to_numpy()
    return columns
