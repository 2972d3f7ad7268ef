"""Edges whose ends are row numbers of the nodes: the quick way to a table of edges, and through its gate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.edge_checks import checked_edges

#: Up to so many nodes, all edges are searched in one go, which takes a fifth of the time for few of them.
_FEW = 500


def numbered_edges(
    nodes: pd.DataFrame,
    source: np.ndarray,
    target: np.ndarray,
    columns: Mapping[str, Any],
    directed: bool,
    kind: Any = None,
) -> pd.DataFrame:
    """Return the edges as :class:`discourse.model.network.Network` has them, or say which row is wrong.

    Parameters
    ----------
    nodes : pandas.DataFrame
        That passed the gate.
    source, target : numpy.ndarray of int, shape (edges,)
    columns : mapping of str to array
        ``weight`` and any attributes.
    directed : bool
    kind : pandas.CategoricalDtype, optional
        Of the nodes' ids, where it is there already.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    DataError

    Examples
    --------
    >>> nodes = pd.DataFrame({"id": ["a", "b"]})
    >>> numbered_edges(nodes, np.array([0]), np.array([1]), {"weight": np.array([2.0])}, False).values.tolist()
    [['a', 'b', 2.0]]
    """
    kind = pd.CategoricalDtype(pd.Index(nodes["id"])) if kind is None else kind
    ends = {
        name: pd.Categorical.from_codes(np.asarray(codes), dtype=kind)
        for name, codes in (("source", source), ("target", target))
    }
    edges = pd.DataFrame({**ends, **columns}, copy=False)
    return edges if _sound(edges, len(nodes), directed) else checked_edges(edges, nodes, directed)


def _sound(edges: pd.DataFrame, n: int, directed: bool) -> bool:
    """Return whether numbered edges among few nodes are right, so that no row need be looked for."""
    if n > _FEW or edges.columns[:3].tolist() != ["source", "target", "weight"]:
        return False
    weight = edges["weight"].to_numpy()
    if weight.dtype != np.float64 or not np.isfinite(weight).all():
        return False
    a, b = (edges[name].array.codes.astype(np.int64) for name in ("source", "target"))
    if min(a.min(initial=0), b.min(initial=0)) < 0 or not edges.index.equals(pd.RangeIndex(len(a))):
        return False
    if not directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    seen = np.zeros(n * n, dtype=bool)
    seen[a * n + b] = True
    return bool(np.count_nonzero(seen) == len(a))
