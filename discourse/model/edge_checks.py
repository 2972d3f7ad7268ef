"""What the edges of a network must be: ends among the nodes, weights finite, no pair twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.errors import DataError

#: Pairs of nodes up to which repeated edges are looked for in a bitmap, in bytes.
_BITMAP = 100_000_000


def checked_edges(edges: pd.DataFrame, nodes: pd.DataFrame, directed: bool) -> pd.DataFrame:
    """Return the edges with numbered ends and float weights, or say which row is wrong.

    Parameters
    ----------
    edges, nodes : pandas.DataFrame
        As :class:`discourse.model.network.Network` takes them.
    directed : bool

    Raises
    ------
    DataError
    """
    ids = pd.Index(nodes["id"])
    if not isinstance(edges, pd.DataFrame):
        raise DataError(f"Network.edges must be a pandas DataFrame, not {type(edges).__name__}")
    fresh = isinstance(edges.index, pd.RangeIndex) and edges.index.equals(pd.RangeIndex(len(edges)))
    out = edges.copy(deep=False) if fresh else edges.reset_index(drop=True)
    for name in ("source", "target", "weight"):
        if name not in out.columns:
            raise DataError(
                f"Network.edges has no column {name!r}; it has {', '.join(map(str, out.columns))}"
            )
    for name in ("source", "target"):
        values = out[name]
        if not (values.dtype == "category" and values.cat.categories.equals(ids)):
            codes = ids.get_indexer(pd.Index(values.astype("str")))
            unknown = np.flatnonzero(codes < 0)
            if len(unknown):
                raise DataError(
                    f"Network.edges: the {name} {values.iloc[unknown[0]]!r} in row {unknown[0]} is not among the nodes"
                )
            out[name] = pd.Categorical.from_codes(codes, categories=ids)
    if out["weight"].dtype != "float64":
        try:
            out["weight"] = out["weight"].astype("float64")
        except (ValueError, TypeError):
            raise DataError("Network.edges: weights must be numbers") from None
    finite = np.isfinite(out["weight"].to_numpy())
    if not finite.all():
        where = int(np.flatnonzero(~finite)[0])
        raise DataError(
            f"Network.edges: the weight {out['weight'].iloc[where]} in row {where} is not a finite number; "
            "give one, or leave the edge out"
        )
    a, b = (out[n].cat.codes.to_numpy() for n in ("source", "target"))
    if len(out) and (a.min() < 0 or b.min() < 0):
        raise DataError("Network.edges: an edge has no source or no target")
    again = _repeated(a, b, len(ids), directed)
    if again is not None:
        row = out.iloc[again]
        raise DataError(
            f"Network.edges: the edge {row['source']} – {row['target']} comes twice; add up the weights first"
        )
    first = ["source", "target", "weight"]
    return (
        out if out.columns[:3].tolist() == first else out[first + [c for c in out.columns if c not in first]]
    )


def _repeated(a: np.ndarray, b: np.ndarray, n: int, directed: bool) -> int | None:
    """Return the row of the first edge that comes a second time, None if there is none."""
    if not directed and not (a < b).all():
        a, b = np.minimum(a, b), np.maximum(a, b)
    key = a.astype(np.int32 if n * n < 2**31 else np.int64) * n + b
    if n * n <= _BITMAP:
        seen = np.zeros(n * n, dtype=bool)
        seen[key] = True
        if np.count_nonzero(seen) == len(key):
            return None
    twice = pd.Series(key).duplicated().to_numpy()
    return int(np.flatnonzero(twice)[0]) if twice.any() else None
