"""Columns: one for each kind of node, ordered so that few ties cross."""

from __future__ import annotations

import numpy as np

from discourse.layouts._ties import check_count, kinds, sizes
from discourse.model.network import Network


def columns(network: Network, *, seed: int = 0, sweeps: int = 24) -> np.ndarray:
    """Place each kind of node in a column: commenters, articles, actors, narratives, then other kinds.

    Within a column the nodes are evenly spaced. Their order comes from the barycentre rule [1]_: sweeping over the
    columns there and back, each is sorted by the mean height of its nodes' neighbours in the other columns,
    weighted by the ties. It is done twice, from the order of the network and from one in which tied nodes are
    close, and the order with the shortest ties is kept. Nodes without ties to other columns stand at the bottom.

    Parameters
    ----------
    network : Network
        Directions do not count, negative weights by their size.
    seed : int
        Not used: there is no chance in it.
    sweeps : int
        How many times to go over the columns.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2)
        In the order of ``network.nodes``; x and y from −1 to 1, the first node of a column at the top.

    Raises
    ------
    OptionError
        If ``sweeps`` is not a whole number.

    References
    ----------
    .. [1] Sugiyama, K., Tagawa, S. & Toda, M. (1981). Methods for visual understanding of hierarchical system
       structures. *IEEE Transactions on Systems, Man, and Cybernetics* 11, 109–125.
       https://doi.org/10.1109/TSMC.1981.4308636

    Examples
    --------
    >>> import pandas as pd
    >>> nodes = pd.DataFrame({"id": ["a", "b", "x", "y"], "label": "-", "kind": ["actor"] * 2 + ["narrative"] * 2})
    >>> edges = pd.DataFrame({"source": ["a", "b"], "target": ["y", "x"], "weight": 1.0})
    >>> columns(Network(nodes, edges)).tolist()
    [[-1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [1.0, 1.0]]
    """
    check_count(seed, "seed", 0)
    check_count(sweeps, "sweeps", 0)
    groups = kinds(network)
    places = np.zeros((network.order, 2))
    for x, rows in zip(_even(len(groups)), groups, strict=True):
        places[rows, 0] = -x
    matrix = sizes(network).tocoo()
    across = places[matrix.row, 0] != places[matrix.col, 0]
    row, col, weight = matrix.row[across], matrix.col[across], matrix.data[across]
    total = np.bincount(row, weights=weight, minlength=network.order)
    ends = row, col, weight, total
    given = -np.arange(network.order, dtype=float)
    tried = [_sweep(start, groups, ends, sweeps) for start in (given, _smooth(given, ends))]
    places[:, 1] = min(tried, key=lambda one: one[1])[0]
    return places


def _sweep(
    height: np.ndarray, groups: list[np.ndarray], ends: tuple[np.ndarray, ...], sweeps: int
) -> tuple[np.ndarray, float]:
    """Sort column after column by the neighbours' mean height; return the best heights and their ties' length."""
    row, col, weight, total = ends
    height = height.copy()
    best, shortest = height.copy(), float("inf")
    for sweep in range(sweeps + 1):
        for rows in groups[:: -1 if sweep % 2 else 1]:
            # The first time, columns only take the order of the heights they begin with.
            pull = (
                np.bincount(row, weights=weight * height[col], minlength=len(height))[rows] if sweep else 0.0
            )
            mean = np.divide(pull, total[rows], out=np.full(len(rows), -np.inf), where=total[rows] > 0)
            # Equal means keep the order they have; the rounding lets equal ones be equal.
            order = np.lexsort((-height[rows], -np.round(mean, 9)))
            height[rows[order]] = _even(len(rows))
        length = round(float(weight @ np.abs(height[row] - height[col])), 9)
        if length < shortest:
            best, shortest = height.copy(), length
    return best, shortest


def _smooth(height: np.ndarray, ends: tuple[np.ndarray, ...], steps: int = 200) -> np.ndarray:
    """Return heights in which tied nodes are close: the slowest wave of a diffusion over the ties."""
    row, col, weight, total = ends
    share = total / total.sum() if total.sum() else total
    for _ in range(steps):
        flow = np.bincount(row, weights=weight * height[col], minlength=len(height))
        height = 0.5 * height + 0.5 * np.divide(flow, total, out=np.zeros(len(height)), where=total > 0)
        height = height - share @ height
        height = height / max(float(np.abs(height).max(initial=0.0)), 1e-12)
    return height


def _even(count: int) -> np.ndarray:
    """Return evenly spaced numbers from 1 down to −1; one alone is 0."""
    return np.linspace(1.0, -1.0, count) if count > 1 else np.zeros(count)
