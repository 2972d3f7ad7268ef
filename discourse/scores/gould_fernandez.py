"""Gould and Fernandez's brokerage: between whom each node stands, counted by groups, beside random groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.scores._ties import groups_of, table, ties

if TYPE_CHECKING:
    from scipy import sparse

ROLES = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def gould_fernandez(network: Network, *, partition: np.ndarray | None = None) -> pd.DataFrame:
    """Count for each node b the open two-paths a → b → c, those without a tie a → c, by the groups of the three [1]_.

    Coordinator: all in one group; itinerant: a and c in one, b in another; gatekeeper: b and c in one, a in another;
    representative: a and b in one, c in another; liaison: all in different groups. The z-scores say how far a count is
    from its mean if the same groups were put on the nodes at random, in standard deviations; mean and variance are
    exact, nothing is drawn.

    Parameters
    ----------
    network : Network
        Weights do not count. In an undirected network every open path counts once, and gatekeeper and representative
        are the same.
    partition : array of int, shape (n,)
        The group of each node; nodes without ties are among those on whom groups are put.

    Returns
    -------
    pandas.DataFrame
        ``node``, ``value`` (open paths through it), a column for each role and its z-score: ``coordinator``, …,
        ``z_coordinator``, … (0 where the count could not have been another).

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If there is no partition.

    Notes
    -----
    Pieces and ties in degree make no difference. Ties of a node with itself and ties that weigh 0 do not count,
    negative ones are ties like the others. With one group all paths are a coordinator's, and z is 0.

    References
    ----------
    .. [1] Gould, R. V. & Fernandez, R. M. (1989). Structures of mediation: a formal approach to brokerage in
       transaction networks. *Sociological Methodology* 19, 89–126. https://doi.org/10.2307/270949

    Examples
    --------
    >>> path = Network.from_matrix([[0, 1, 0], [0, 0, 1], [0, 0, 0]], ["a", "b", "c"], directed=True)
    >>> found = gould_fernandez(path, partition=np.array([1, 1, 2]))
    >>> found[["value", *ROLES]].iloc[1].tolist()
    [1.0, 0.0, 0.0, 0.0, 1.0, 0.0]
    """
    matrix = ties(network, weighted=False)
    group = groups_of(network, partition, "gould_fernandez")
    counts = _counts(matrix, group)
    total = np.sum(list(counts.values()), axis=0)
    mean, variance = _moments(_overlaps(matrix, total), np.bincount(group).astype(float))
    z = {}
    for role in ROLES:
        spread = np.sqrt(np.maximum(variance[role], 0.0))
        away = counts[role] - mean[role]
        varies = spread > 1e-7 * np.maximum(mean[role], 1e-3)
        z[f"z_{role}"] = np.divide(away, spread, out=np.zeros_like(away), where=varies)
    if not network.directed:  # every path was counted from both its ends
        total = total / 2
        counts = {r: n if r in ("gatekeeper", "representative") else n / 2 for r, n in counts.items()}
    return table(network, total, **counts, **z)


def _sum(matrix: Any, axis: int) -> np.ndarray:
    return np.asarray(matrix.sum(axis=axis), dtype=float).ravel()


def _counts(matrix: sparse.csr_array, group: np.ndarray) -> dict[str, np.ndarray]:
    """Return the open two-paths through each node by role: all pairs of a tie in and a tie out, minus closed ones."""
    from scipy import sparse

    n = len(group)
    ends = matrix.tocoo()
    own = group[ends.row] == group[ends.col]
    within, across = (
        sparse.csr_array((ends.data[part], (ends.row[part], ends.col[part])), shape=(n, n))
        for part in (own, ~own)
    )
    member = sparse.csr_array((np.ones(n), (np.arange(n), group)), shape=(n, int(group.max()) + 1))
    # Ties in and out that lead to one other group, group by group.
    meeting = _sum((across.T @ member).multiply(across @ member), 1)
    w_in, w_out, x_in, x_out = _sum(within, 0), _sum(within, 1), _sum(across, 0), _sum(across, 1)

    def closed(first: Any, second: Any, third: Any) -> np.ndarray:
        """Return Σ over a, c of first[a, b] · second[b, c] · third[a, c], for each b."""
        return _sum(first.multiply(third @ second.T), 0)

    returned = {"w": _sum(within.multiply(within.T), 1), "x": _sum(across.multiply(across.T), 1)}
    return {
        "coordinator": w_in * w_out - returned["w"] - closed(within, within, within),
        "itinerant": meeting - returned["x"] - closed(across, across, within),
        "gatekeeper": x_in * w_out - closed(across, within, across),
        "representative": w_in * x_out - closed(within, across, across),
        "liaison": x_in * x_out - meeting - closed(across, across, across),
    }


def _overlaps(matrix: sparse.csr_array, total: np.ndarray) -> dict[str, np.ndarray]:
    """Return how many ordered pairs of open paths through a node share which of their ends."""
    turned = matrix.T.tocsr()
    outs, ins = _sum(matrix, 1), _sum(matrix, 0)
    # On each tie a → b: open paths a → b → c; on each tie b → c: open paths a → b → c.
    starts = matrix.multiply(outs[None, :]) - matrix.multiply(turned) - matrix.multiply(matrix @ turned)
    stops = matrix.multiply(ins[:, None]) - matrix.multiply(turned) - matrix.multiply(turned @ matrix)
    starts, stops = starts.tocsr(), stops.tocsr()
    mutual = matrix.multiply(turned).tocsr()
    either = ((matrix + turned) > 0).astype(float)
    many = _sum(mutual, 1)
    swapped = many * (many - 1) - _sum(mutual.multiply(either @ mutual), 0)
    first = _sum(starts.multiply(starts), 0) - total
    last = _sum(stops.multiply(stops), 1) - total
    cross = 2 * (_sum(starts.T.multiply(stops), 1) - swapped)
    none = total**2 - total - swapped - first - last - cross
    return {"same": total, "swapped": swapped, "first": first, "last": last, "cross": cross, "none": none}


def _falling(size: Any, k: int) -> Any:
    """Return size (size − 1) … (size − k + 1)."""
    out = np.ones_like(np.asarray(size, dtype=float))
    for step in range(k):
        out = out * np.maximum(size - step, 0)
    return out


def _moments(
    pairs: dict[str, np.ndarray], size: np.ndarray
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return mean and variance of the counts if groups of these sizes are put on the nodes at random."""
    n = size.sum()
    mean, variance = {}, {}
    for role, ways in _ways(size, n).items():
        chance = {kind: ways[kind] / max(float(_falling(n, k)), 1.0) for kind, k in _NODES.items()}
        mean[role] = pairs["same"] * chance["same"]
        both = np.sum([pairs[kind] * chance[kind] for kind in _NODES], axis=0)
        variance[role] = both - mean[role] ** 2
    return mean, variance


#: How many different nodes a pair of open paths through one node has, b included.
_NODES = {"same": 3, "swapped": 3, "first": 4, "last": 4, "cross": 4, "none": 5}


def _ways(size: np.ndarray, n: float) -> dict[str, dict[str, float]]:
    """Return in how many ways nodes can be named so that both paths of a pair have a role."""
    f2, f3, f4, f5 = (_falling(size, k) for k in (2, 3, 4, 5))
    rest = n - size
    r2, r4 = _falling(rest, 2), _falling(rest, 4)
    # Pairs, triples, … of nodes that are in one group, other than the one that b is in.
    two, three, four = f2.sum() - f2, f3.sum() - f3, f4.sum() - f4
    two_twos = two**2 - ((f2**2).sum() - f2**2)
    apart = np.maximum(n - size[:, None] - size[None, :], 0.0)  # nodes in neither of two groups
    np.fill_diagonal(apart, 0.0)
    liaison3 = float(size @ apart @ size)
    liaison4 = float(size @ (apart * np.maximum(apart - 1, 0.0)) @ size)
    liaison5 = float((size * (r4 - 2 * two * _falling(rest - 2, 2) + four + two_twos)).sum())
    mixed = {"same": float((f2 * rest).sum()), "swapped": 0.0, "cross": 0.0, "none": float((f3 * r2).sum())}
    inner, outer = float((f3 * rest).sum()), float((f2 * r2).sum())
    itinerant3, itinerant4 = float((size * two).sum()), float((size * three).sum())
    return {
        "coordinator": _alike(float(f3.sum()), float(f4.sum()), float(f5.sum())),
        "itinerant": _alike(itinerant3, itinerant4, float((size * (four + two_twos)).sum())),
        "gatekeeper": mixed | {"first": inner, "last": outer},
        "representative": mixed | {"first": outer, "last": inner},
        "liaison": _alike(liaison3, liaison4, liaison5),
    }


def _alike(same: float, shared: float, none: float) -> dict[str, float]:
    """Return the ways of a role that is the same read from either end."""
    return {"same": same, "swapped": same, "first": shared, "last": shared, "cross": shared, "none": none}
