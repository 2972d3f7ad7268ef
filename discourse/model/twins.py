"""What becomes of the ties between copies of one node, where it was drawn more than once."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.model.network import Network

#: How copies of one node are tied: as a random pair is, not at all, or as the projection ties them.
TWINS = ("random", "none", "own")


def untwinned(network: Network, origin: np.ndarray, twins: str, seed: int) -> Network:
    """Return the network with other ties between the copies of one node.

    Parameters
    ----------
    network : Network
    origin : numpy.ndarray of int, shape (nodes,)
        The same number for the copies of one node.
    twins : {"random", "none"}
        What two copies get: with the chance that a random pair of other drawn nodes of their kind is tied, a tie like
        that of such a pair, its weight and sign included; or none. Where nodes of a kind are never tied, as in a
        network of two modes, neither are copies.
    seed : int

    Returns
    -------
    Network

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1, 2], [1, 0, 2], [2, 2, 0]], list("abc"))
    >>> untwinned(net, np.array([0, 0, 1]), "none", 0).edges["weight"].tolist()
    [2.0, 2.0]
    """
    if len(origin) < 2 or np.bincount(origin).max() < 2:
        return network
    source, target = network.ends
    rows = np.flatnonzero((origin[source] != origin[target]) | (source == target))
    if twins != "random":
        return with_rows(network, rows, np.zeros((2, 0), dtype=np.int64))
    more, ends = _drawn(network, rows, origin, np.random.default_rng([seed, 1]))
    if len(rows) == network.size and not len(more):
        return network
    return with_rows(network, np.concatenate([rows, more]), ends)


def with_rows(network: Network, rows: np.ndarray, ends: np.ndarray | None = None) -> Network:
    """Return the network of the same nodes with some of its edges.

    Parameters
    ----------
    network : Network
    rows : numpy.ndarray of int
        Which edges; one may come again with other ends.
    ends : numpy.ndarray of int, shape (2, k), optional
        New ends of the last k edges, as rows of ``nodes``.

    Returns
    -------
    Network

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1, 2], [1, 0, 0], [2, 0, 0]], list("abc"))
    >>> with_rows(net, np.array([0, 0]), np.array([[1], [2]])).edges.astype(str).values.tolist()
    [['a', 'b', '1.0'], ['b', 'c', '1.0']]
    """
    edges, columns = network.edges, {}
    for place, name in enumerate(("source", "target")):
        codes = network.ends[place][rows]
        if ends is not None and ends.size:
            codes[-ends.shape[1] :] = ends[place]
        columns[name] = pd.Categorical.from_codes(codes, dtype=edges[name].dtype, validate=False)  # type: ignore[call-overload]
    more = {name: edges[name].array.take(rows) for name in edges.columns if name not in columns}
    made = pd.DataFrame(columns | more, copy=False)
    return Network.of_sound(network.nodes, made, network.directed, network.made)


def _drawn(
    network: Network, rows: np.ndarray, origin: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return which edges the pairs of copies get, and the pairs that get one."""
    one, other = _pairs(origin)
    source, target = (end[rows] for end in network.ends)
    names = network.nodes["kind"].to_numpy(dtype=object)
    kind = pd.factorize(names)[0]
    edges, ends = [np.zeros(0, dtype=np.int64)], [np.zeros((2, 0), dtype=np.int64)]
    for mine in pd.unique(kind[one]):
        here = kind == mine
        pool = np.flatnonzero((source != target) & here[source] & here[target])
        n, twins = int(here.sum()), here[one]
        possible = (n * (n - 1) // 2 - int(twins.sum())) * (2 if network.directed else 1)
        if not len(pool) or not possible:
            continue
        pair = np.stack([one[twins], other[twins]])
        if network.directed:
            pair = np.concatenate([pair, pair[::-1]], axis=1)
        tied = np.flatnonzero(rng.random(pair.shape[1]) < len(pool) / possible)
        edges.append(rows[pool[rng.integers(len(pool), size=len(tied))]])
        ends.append(pair[:, tied])
    return np.concatenate(edges), np.concatenate(ends, axis=1)


def _pairs(code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the places of all pairs of the same number, the first place first."""
    order = np.argsort(code, kind="stable")
    sorted_code = code[order]
    stop = np.searchsorted(sorted_code, sorted_code, side="right")
    count = stop - np.arange(len(code)) - 1
    first = np.repeat(np.arange(len(code)), count)
    second = first + 1 + np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
    return order[first], order[second]
