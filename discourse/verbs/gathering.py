"""From what came of many draws to the tables of a bootstrap."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from discourse.model.bootstrap import bounds, certainties
from discourse.model.partitions import ari
from discourse.verbs.refitting import Fit

Ends = tuple[float, str, int | None]


def gathered(base: Fit, fits: list[Fit], names: list[str], how: Ends) -> dict[str, Any]:
    """Return the tables of a :class:`discourse.model.bootstrap.Bootstrap` by name.

    Parameters
    ----------
    base : Fit
        Of the statements or network themselves.
    fits : list of Fit
        Of the draws.
    names : list of str
        The scores of the whole network.
    how : tuple
        ``level``, ``interval`` and ``units`` of :func:`discourse.model.bootstrap.bounds`.

    Returns
    -------
    dict
        ``whole``, ``nodes``, ``coalitions``, ``draws``, ``labels``.
    """
    labels = _labels(base, fits)
    coalitions = pd.DataFrame(columns=["node", "group", "certainty", "elsewhere", "unstable", "n"])
    if len(base.ids):
        own = _numbered(base.labels)
        coalitions = pd.concat(
            [pd.DataFrame({"node": base.ids, "group": own}), certainties(own, labels)], axis=1
        )
    values = _draws(base, fits, labels, names)
    return {
        "whole": _whole(base, values, how),
        "nodes": _nodes(base, fits, how),
        "coalitions": coalitions,
        "draws": values,
        "labels": labels,
    }


def _labels(base: Fit, fits: list[Fit]) -> np.ndarray:
    """Return the groups of the draws by node of the network."""
    index = pd.Index(base.ids, dtype=object)
    out = np.full((len(fits), len(index)), -1, dtype=np.int64)
    if len(index):
        for row, fit in zip(out, fits, strict=True):
            if not len(fit.ids):
                continue
            place = index.get_indexer(pd.Index(fit.ids, dtype=object))
            codes = np.unique(fit.labels, return_inverse=True)[1]
            row[place[place >= 0]] = codes[place >= 0]
    return out


def _numbered(labels: np.ndarray) -> np.ndarray:
    """Return group numbers from 1, the largest group first, as partitions have them."""
    codes, _ = pd.factorize(labels)
    size = np.bincount(codes)
    place = np.empty(len(size), dtype=np.int64)
    place[np.argsort(-size, kind="stable")] = np.arange(1, len(size) + 1)
    return place[codes]


def _draws(base: Fit, fits: list[Fit], labels: np.ndarray, names: list[str]) -> pd.DataFrame:
    out = pd.DataFrame({name: [fit.whole.get(name, np.nan) for fit in fits] for name in names}, dtype=float)
    if not len(base.ids):
        return out
    own = _numbered(base.labels)
    groups = [fit.groups if len(fit.labels) else np.nan for fit in fits]
    return out.assign(groups=np.array(groups, dtype=float), ari=[_agreement(own, row) for row in labels])


def _agreement(own: np.ndarray, found: np.ndarray) -> float:
    """Return the adjusted Rand index over the nodes that both have; NaN for fewer than two."""
    there = found >= 0
    return ari(own[there], found[there]) if there.sum() > 1 else float("nan")


def _whole(base: Fit, draws: pd.DataFrame, how: Ends) -> pd.DataFrame:
    values = dict(base.whole) | ({"groups": float(base.groups)} if len(base.ids) else {})
    names = [name for name in draws.columns if name in values]
    own = np.array([values[name] for name in names], dtype=float)
    table = _summary(own, draws[names].to_numpy(dtype=float).reshape(len(draws), len(names)), how)
    counted = np.array([name == "groups" for name in names], dtype=bool)
    if counted.any() and how[1] == "basic":  # a number of groups is no quantity that could be mirrored
        low, high = bounds(own, draws[names].to_numpy(dtype=float), how[0], "percentile")
        table.loc[counted, "low"], table.loc[counted, "high"] = low[counted], high[counted]
    return pd.concat([pd.DataFrame({"score": names}), table], axis=1)


def _summary(own: np.ndarray, draws: np.ndarray, how: Ends) -> pd.DataFrame:
    known = np.isfinite(draws)
    n = known.sum(axis=0)
    filled = np.where(known, draws, 0.0)
    mean = np.divide(filled.sum(axis=0), n, out=np.full(len(own), np.nan), where=n > 0)
    square = (np.where(known, draws - np.nan_to_num(mean), 0.0) ** 2).sum(axis=0)
    sd = np.sqrt(np.divide(square, n - 1, out=np.full(len(own), np.nan), where=n > 1))
    low, high = bounds(own, draws, *how)
    return pd.DataFrame(
        {"value": own, "mean": mean, "sd": sd, "bias": mean - own, "low": low, "high": high, "n": n}
    )


def _nodes(base: Fit, fits: list[Fit], how: Ends) -> pd.DataFrame:
    parts = []
    for name, own in base.by_node.items():
        draws = np.full((len(fits), len(own)), np.nan)
        for row, fit in zip(draws, fits, strict=True):
            if name in fit.by_node:
                found = fit.by_node[name]
                place = own.index.get_indexer(found.index)
                row[place[place >= 0]] = found.to_numpy()[place >= 0]
        known = np.where(np.isfinite(draws), draws, np.nan)
        there = np.maximum(np.isfinite(draws).sum(axis=1, keepdims=True), 1)
        ranks = pd.DataFrame(known).rank(axis=1, ascending=False).to_numpy()
        ranks = (ranks - 0.5) * len(own) / there + 0.5
        table = _summary(own.to_numpy(dtype=float), draws, how)
        low, high = bounds(np.zeros(len(own)), ranks, how[0], "percentile")
        table.insert(0, "node", own.index.to_numpy(dtype=object))
        table.insert(0, "score", name)
        table["rank"] = own.rank(ascending=False).to_numpy()
        table["rank_low"], table["rank_high"] = low, high
        parts.append(table)
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
