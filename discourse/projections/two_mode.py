"""The two-mode projection: who says how much about what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import OptionError, did_you_mean
from discourse.model.network import Network
from discourse.model.statements import Statements, Variable
from discourse.projections.counts import Counts, count, node_table

AGGREGATIONS = ("ignore", "subtract", "combine")
NORMALIZATIONS = (None, "activity", "prominence")


def two_mode(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    aggregation: str = "ignore",
    normalization: str | None = None,
    duplicates: str | None = None,
    isolates: bool = False,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: Mapping[str, int] | None = None,
) -> Network:
    """Tie rows to the columns they speak about.

    Parameters
    ----------
    statements : Statements
    rows, cols : str
        Text variables.
    qualifier : str or None
        A boolean, integer or text variable.
    aggregation : {"ignore", "subtract", "combine"}
        ``ignore`` counts statements. ``subtract`` is positive minus negative statements for a boolean, the sum of
        the levels for an integer and the count for a text qualifier. ``combine`` names the set of levels used, as
        a sum of powers of two, the highest level counting 1 (boolean: 1 positive only, 2 negative only, 3 both;
        stance: 1 support, 2 neutral, 4 rejection).
    normalization : {None, "activity", "prominence"}
        Divide by the number of statements of the row, or of the column (for ``combine``, the number of its ties).
    duplicates, isolates, exclude, only, min_statements
        As for :func:`discourse.projections.one_mode.congruence`.

    Returns
    -------
    Network
        Between nodes of kind ``rows`` and nodes of kind ``cols``.

    Raises
    ------
    NotComputable
        If no statement has both a row and a column.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ada", "ban", 1), ("Ben", "ban", -1)])
    >>> two_mode(st, aggregation="subtract").edges["weight"].tolist()
    [2.0, -1.0]
    """
    if aggregation not in AGGREGATIONS:
        raise OptionError(
            f"aggregation={aggregation!r} is not known.{did_you_mean(str(aggregation), AGGREGATIONS)}"
        )
    if normalization not in NORMALIZATIONS:
        known = [n for n in NORMALIZATIONS if n]
        raise OptionError(
            f"normalization={normalization!r} is not known.{did_you_mean(str(normalization), known)}"
        )
    if aggregation == "combine" and qualifier is None:
        raise OptionError("aggregation='combine' needs a qualifier, whose levels are combined")
    used = None if aggregation == "ignore" else qualifier
    counts = count(
        statements, rows, cols, used, duplicates=duplicates, isolates=isolates, exclude=exclude,
        only=only, min_statements=min_statements,
    )  # fmt: skip
    row, col, weight, n = _cells(counts, aggregation, statements.variable(used) if used is not None else None)
    if normalization is not None:
        per = row if normalization == "activity" else col
        below = np.bincount(per, weights=np.ones(len(per)) if aggregation == "combine" else n)[per]
        weight = weight / below
    keep = weight != 0
    nodes = pd.concat(
        [
            node_table(statements, rows, counts.rows, counts.activity),
            node_table(
                statements,
                cols,
                counts.cols,
                np.bincount(counts.col, weights=counts.n, minlength=len(counts.cols)),
            ),
        ],
        ignore_index=True,
    )
    made = n[keep] if statements.weights is not None else n[keep].astype(np.int64)
    columns: dict[str, Any] = {"weight": weight[keep], "statements": made}
    if aggregation == "subtract":
        columns["sign"] = np.sign(weight[keep]).astype(np.int64)
    return Network.from_arrays(nodes, row[keep], col[keep] + len(counts.rows), columns)


def _cells(
    counts: Counts, aggregation: str, variable: Variable | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return row, column, value and number of statements of every filled cell."""
    cell, place = np.unique(counts.row * len(counts.cols) + counts.col, return_inverse=True)
    row, col = np.divmod(cell, max(len(counts.cols), 1))
    n = np.bincount(place, weights=counts.n, minlength=len(cell))
    if aggregation == "combine":
        assert variable is not None
        bit = _bits(counts.levels, variable)[counts.level]
        return row, col, np.bincount(place, weights=2.0**bit, minlength=len(cell)), n
    if aggregation == "subtract" and variable is not None and variable.kind != "text":
        levels = counts.levels.astype(float)
        value = (2 * levels - 1 if variable.kind == "boolean" else levels)[counts.level]
        return row, col, np.bincount(place, weights=value * counts.n, minlength=len(cell)), n
    return row, col, n.astype(float), n


def _bits(levels: np.ndarray, variable: Variable) -> np.ndarray:
    """Return the bit of every level: 0 for the highest, one more for each below it.

    On a declared scale (a boolean has one), a level has the same bit wherever it occurs.
    """
    low, high = (0, 1) if variable.kind == "boolean" else (variable.low, variable.high)
    if low is not None and high is not None and high - low < _BITS:
        return np.asarray(high - levels, dtype=int)
    if len(levels) > _BITS:
        raise OptionError(f"aggregation='combine' takes at most {_BITS} levels, and there are {len(levels)}")
    return np.arange(len(levels))[::-1]


#: A number holds so many bits exactly.
_BITS = 53
