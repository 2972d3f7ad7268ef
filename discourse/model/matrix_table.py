"""From a matrix of weights to nodes and numbered ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, OptionError

Ends = tuple[np.ndarray, np.ndarray]


def entries_of(
    matrix: Any,
    labels: Sequence[str] | None,
    columns: Sequence[str] | None,
    kind: str | tuple[str, str],
    directed: bool,
) -> tuple[pd.DataFrame, Ends, np.ndarray]:
    """Return the nodes, the rows of both ends among them, and the weights of the entries that are not zero.

    Parameters
    ----------
    matrix, labels, columns, kind, directed
        See :meth:`discourse.model.network.Network.from_matrix`.

    Examples
    --------
    >>> nodes, (a, b), weight = entries_of([[0, 2], [2, 0]], ["a", "b"], None, "node", False)
    >>> a.tolist(), b.tolist(), weight.tolist()
    ([0], [1], [2.0])
    """
    from scipy import sparse

    if isinstance(matrix, pd.DataFrame):
        labels = matrix.index.astype("str").tolist() if labels is None else labels
        if not isinstance(kind, str) and columns is None:
            columns = matrix.columns.astype("str").tolist()
        matrix = matrix.to_numpy()
    if labels is None:
        raise DataError("from_matrix: give labels=, one for each row of the matrix")
    try:
        found = sparse.coo_array(matrix, dtype=float)
    except (TypeError, ValueError) as error:
        raise DataError(f"from_matrix: the matrix must be a table of numbers ({error})") from None
    rows = [str(name) for name in labels]
    if columns is not None or not isinstance(kind, str):
        return _two_modes(found, rows, columns, kind)
    if found.shape != (len(rows), len(rows)):
        raise DataError(
            f"the matrix is {_by(found)}, but there are {len(rows)} labels{_hint(found, len(rows))}"
        )
    if not directed and found.nnz and not _symmetric(found):
        raise DataError("the matrix is not symmetric; pass directed=True, or add it to its transpose")
    keep = (found.row != found.col) if directed else (found.row < found.col)
    keep &= found.data != 0
    nodes = pd.DataFrame({"id": rows, "label": rows, "kind": kind})
    return nodes, (found.row[keep], found.col[keep]), found.data[keep]


def _two_modes(
    found: Any, rows: list[str], columns: Sequence[str] | None, kind: str | tuple[str, str]
) -> tuple[pd.DataFrame, Ends, np.ndarray]:
    pair = ("row", "column") if kind == "node" else kind
    if isinstance(pair, str) or len(pair) != 2 or pair[0] == pair[1]:
        raise OptionError(f"kind must be two kinds, of rows and of columns, not {kind!r}")
    if columns is None:
        raise DataError("from_matrix: give columns=, one label for each column of the matrix")
    names = [*rows, *(str(name) for name in columns)]
    if found.shape != (len(rows), len(names) - len(rows)):
        raise DataError(
            f"the matrix is {_by(found)}, but there are {len(rows)} labels of rows and {len(names) - len(rows)} of "
            "columns"
        )
    kinds = [pair[0]] * len(rows) + [pair[1]] * (len(names) - len(rows))
    ids = [f"{of}:{name}" for of, name in zip(kinds, names, strict=True)]
    keep = found.data != 0
    nodes = pd.DataFrame({"id": ids, "label": names, "kind": kinds})
    return nodes, (found.row[keep], found.col[keep] + len(rows)), found.data[keep]


def _symmetric(found: Any) -> bool:
    """Whether entries equal their mirror images; what is no number is the edges' own business."""
    gap = (found - found.T).tocoo().data
    return not (np.abs(gap) > 1e-12).any()


def _by(found: Any) -> str:
    return " x ".join(map(str, found.shape))


def _hint(found: Any, labels: int) -> str:
    two = len(found.shape) == 2 and found.shape[0] == labels != found.shape[1]
    return "; if its columns are nodes of another mode, name them with columns=" if two else ""
