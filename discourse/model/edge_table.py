"""From somebody's table of edges to nodes and numbered ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, OptionError

Ends = tuple[np.ndarray, np.ndarray]


def edges_of(
    frame: pd.DataFrame,
    source: str,
    target: str,
    weight: str | None,
    kinds: str | Sequence[str] | Mapping[str, str],
    directed: bool,
    repeated: str,
) -> tuple[pd.DataFrame, Ends, dict[str, Any]]:
    """Return the nodes, the rows of both ends among them, and the columns of the edges.

    Parameters
    ----------
    frame, source, target, weight, kinds, directed, repeated
        See :meth:`discourse.model.network.Network.from_edges`.

    Examples
    --------
    >>> nodes, (a, b), columns = edges_of(pd.DataFrame({"x": ["a", "b"], "y": ["b", "c"]}), "source", "target", None,
    ...     "node", False, "error")
    >>> nodes["id"].tolist(), a.tolist(), b.tolist(), columns["weight"].tolist()
    (['a', 'b', 'c'], [0, 1], [1, 2], [1.0, 1.0])
    """
    if not isinstance(frame, pd.DataFrame):
        raise DataError(
            f"from_edges takes a pandas DataFrame with one edge a row, not {type(frame).__name__}"
        )
    if repeated not in ("error", "sum"):
        raise OptionError(f"repeated is 'error' or 'sum', not {repeated!r}")
    source, target, weight = _columns(frame, source, target, weight)
    names = [_names(frame[column], column) for column in (source, target)]
    size = _weights(frame[weight], weight) if weight is not None else np.ones(len(frame))
    nodes, ends = _nodes(names, kinds)
    more = {c: frame[c].to_numpy() for c in frame.columns if c not in (source, target, weight)}
    again = _again(*ends, len(nodes), directed)
    if again.any():
        if repeated == "error":
            row = int(np.flatnonzero(again)[0])
            raise DataError(
                f"from_edges: the edge {names[0].iloc[row]} – {names[1].iloc[row]} in row {row} was there before; add "
                "the weights up with repeated='sum', or leave one out"
            )
        ends, size = _added(*ends, size, len(nodes), directed)
        more = {}
    return nodes, ends, {"weight": size, **{str(name): values for name, values in more.items()}}


def _columns(
    frame: pd.DataFrame, source: str, target: str, weight: str | None
) -> tuple[str, str, str | None]:
    """Return the names of the columns that are meant."""
    found = list(frame.columns)
    if (
        (source, target) == ("source", "target")
        and not {"source", "target"} & set(found)
        and 2 <= len(found) <= 3
    ):
        source, target = found[:2]
        weight = found[2] if weight is None and len(found) == 3 else weight
    for name in (source, target, *([weight] if weight is not None else [])):
        if name not in found:
            raise DataError(
                f"from_edges: there is no column {name!r}; the table has {', '.join(map(str, found)) or 'none'} "
                "(name them: source=, target=, weight=)"
            )
    return source, target, "weight" if weight is None and "weight" in found else weight


def _names(values: pd.Series, column: str) -> pd.Series:
    """Return the names of one end as text; whole numbers without a decimal point."""
    missing = values.isna().to_numpy() | (values.astype("str").str.strip() == "").to_numpy()
    if missing.any():
        row = int(np.flatnonzero(missing)[0])
        raise DataError(f"from_edges: row {row} has no {column!r}; fill it in, or leave the row out")
    if values.dtype.kind == "f" and (values % 1 == 0).all():
        values = values.astype("int64")
    return values.astype("str").reset_index(drop=True)


def _weights(values: pd.Series, column: str) -> np.ndarray:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    bad = ~np.isfinite(numbers)
    if bad.any():
        row = int(np.flatnonzero(bad)[0])
        raise DataError(
            f"from_edges: the {column!r} in row {row} is {values.iloc[row]!r}, not a finite number; give one, or leave "
            "the edge out"
        )
    return numbers


def _nodes(
    names: Sequence[pd.Series], kinds: str | Sequence[str] | Mapping[str, str]
) -> tuple[pd.DataFrame, Ends]:
    """Return the nodes in the order in which they are met, and both ends as their rows."""
    labels = pd.concat(names, ignore_index=True)
    if not isinstance(kinds, str | Mapping):
        pair = tuple(kinds)
        if len(pair) != 2 or not all(isinstance(k, str) and k for k in pair):
            raise OptionError(
                f"kinds is one kind, a pair of kinds (of sources and of targets) or a mapping, not {kinds!r}"
            )
        of = np.repeat(np.array(pair, dtype=object), [len(names[0]), len(names[1])])
        ids = pd.Series(of, dtype="str") + ":" + labels
    else:
        ids = labels
        of = _kind_of(labels, kinds)
    order = np.arange(len(ids)).reshape(2, -1).T.ravel()  # row by row: its source, then its target
    codes, unique = pd.factorize(ids.to_numpy()[order])
    first = order[pd.Series(codes).drop_duplicates().index.to_numpy()] if len(codes) else order
    nodes = pd.DataFrame(
        {"id": pd.Series(unique, dtype="str"), "label": labels.to_numpy()[first], "kind": of[first]}
    )
    ends = np.empty(len(ids), dtype=np.int64)
    ends[order] = codes
    return nodes, (ends[: len(names[0])], ends[len(names[0]) :])


def _kind_of(labels: pd.Series, kinds: str | Mapping[str, str]) -> np.ndarray:
    if isinstance(kinds, str):
        return np.full(len(labels), kinds, dtype=object)
    known = {str(name): kind for name, kind in kinds.items()}
    unknown = [name for name in dict.fromkeys(labels) if name not in known]
    if unknown:
        raise DataError(
            f"from_edges: kinds tells no kind of {unknown[0]!r}; name all {labels.nunique()} nodes"
        )
    return np.array([known[name] for name in labels], dtype=object)


def _key(a: np.ndarray, b: np.ndarray, n: int, directed: bool) -> np.ndarray:
    low, high = (a, b) if directed else (np.minimum(a, b), np.maximum(a, b))
    return low * np.int64(n) + high


def _again(a: np.ndarray, b: np.ndarray, n: int, directed: bool) -> np.ndarray:
    """Return which edges were there in an earlier row."""
    return pd.Series(_key(a, b, n, directed)).duplicated().to_numpy()


def _added(
    a: np.ndarray, b: np.ndarray, weight: np.ndarray, n: int, directed: bool
) -> tuple[Ends, np.ndarray]:
    """Return each pair once, in the order in which it is met first, with its weights added up."""
    codes, _ = pd.factorize(_key(a, b, n, directed))
    first = pd.Series(codes).drop_duplicates().index.to_numpy()
    return (a[first], b[first]), np.bincount(codes, weights=weight)
