"""Infomap: the groups in which a random walk is told in the fewest bits."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, by_igraph, check_seed, positive
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

#: Bits that a move must save.
_LEAST = 1e-10


def infomap(network: Network, *, trials: int = 10, seed: int = 0, engine: str = "own") -> np.ndarray:
    """Divide the nodes by the map equation [1]_: the groups in which a random walk is told in the fewest bits.

    There is one level of groups. As in Louvain, nodes are moved to the neighbouring group that saves most, groups
    become nodes, and it begins again; then single nodes, and the parts of groups, are moved once more.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    trials : int
        How many times to begin anew; the shortest description is kept, the first of equal ones.
    seed : int
        Of the order in which nodes are visited.
    engine : {"own", "igraph"}
        ``"igraph"`` is faster on networks of many thousand ties and needs the optional part of that name (GPL); its
        groups may differ from ours.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    MissingExtra
        For ``engine="igraph"``, if it is not installed.
    NotComputable
        If the network has no nodes.
    OptionError
        If ``trials`` or ``seed`` is not a whole number.

    References
    ----------
    .. [1] Rosvall, M. & Bergstrom, C. T. (2008). Maps of random walks on complex networks reveal community
       structure. *PNAS* 105, 1118–1123. https://doi.org/10.1073/pnas.0706851105

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> labels = infomap(Network.from_matrix(two, list("abcdef")))
    >>> int(labels[0] == labels[2]), int(labels[0] == labels[3])
    (1, 0)
    """
    if by_igraph(engine):
        from discourse.clusterers import igraph_methods

        return igraph_methods.infomap(network, trials=trials, seed=seed)
    check_whole(trials, "trials", 1)
    check_seed(seed)

    def divide(part: sparse.csr_array) -> np.ndarray:
        flow = (part / part.sum()).tocsr()
        random = np.random.default_rng(int(seed))
        best, kept = np.inf, np.zeros(part.shape[0], dtype=np.int64)
        for labels in [kept, *(_trial(flow, random) for _ in range(int(trials)))]:
            length = round(codelength(flow, labels), 10)
            if length < best:
                best, kept = length, labels
        return kept

    return apart(positive(network), divide)


def codelength(flow: sparse.csr_array, labels: np.ndarray) -> float:
    """Return the map equation: bits per step of a random walk told by groups.

    Parameters
    ----------
    flow : scipy.sparse.csr_array, shape (n, n)
        Symmetric weights that sum to 1; on the diagonal, twice the weight of loops.
    labels : numpy.ndarray of int, shape (n,)
        From 0.

    Returns
    -------
    float

    Examples
    --------
    A ring of four nodes needs 2 bits in one group:

    >>> from scipy import sparse
    >>> ring = sparse.csr_array(np.array([[0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 0, 1], [1, 0, 1, 0]]) / 8)
    >>> codelength(ring, np.zeros(4, dtype=int))
    2.0
    """
    visits = np.asarray(flow.sum(axis=1)).ravel()
    ties = flow.tocoo()
    across = labels[ties.row] != labels[ties.col]
    groups = int(labels.max()) + 1
    leave = np.bincount(labels[ties.row[across]], ties.data[across], groups)
    inside = np.bincount(labels, visits, groups)
    return float(
        _plogp(leave.sum()) - 2.0 * _plogp(leave).sum() - _plogp(visits).sum() + _plogp(leave + inside).sum()
    )


def _plogp(p: np.ndarray | float) -> np.ndarray:
    p = np.maximum(p, 0.0)
    return p * np.log2(np.where(p > 1e-300, p, 1.0))


def _trial(flow: sparse.csr_array, random: np.random.Generator) -> np.ndarray:
    """Return one division: a core of moves and mergers, and then again from single nodes and from parts of groups."""
    labels = _core(flow, np.arange(flow.shape[0]), random)
    length = codelength(flow, labels)
    for _ in range(20):
        for again in (_parts(flow, labels, random), np.arange(flow.shape[0])):
            found = _merged(flow, again, labels, random)
            new = codelength(flow, found)
            if new < length - _LEAST:
                labels, length = found, new
                break
        else:
            return labels
    return labels


def _core(flow: sparse.csr_array, start: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Move nodes, then whole groups, until nothing saves a bit."""
    labels = _moved(flow, start, random)
    while True:
        groups = int(labels.max()) + 1
        joined = _moved(_aggregated(flow, labels), np.arange(groups), random)
        if joined.max() + 1 == groups:
            return labels
        labels = joined[labels]


def _parts(flow: sparse.csr_array, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Return the groups divided once more, each by itself."""
    out = np.zeros(len(labels), dtype=np.int64)
    for group in range(int(labels.max()) + 1):
        members = np.flatnonzero(labels == group)
        inside = flow[members][:, members].tocsr()
        total = inside.sum()
        found = (
            _moved((inside / total).tocsr(), np.arange(len(members)), random)
            if total > 0
            else np.zeros(len(members), dtype=np.int64)
        )
        out[members] = out.max() + 1 + found
    return np.unique(out, return_inverse=True)[1]


def _merged(
    flow: sparse.csr_array, parts: np.ndarray, labels: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """Take parts for nodes that stand in the groups they are in, and move them from there."""
    _, first = np.unique(parts, return_index=True)
    coarse = _aggregated(flow, parts)
    return _core(coarse, np.unique(labels[first], return_inverse=True)[1], random)[parts]


def _aggregated(flow: sparse.csr_array, labels: np.ndarray) -> sparse.csr_array:
    from scipy import sparse

    member = sparse.coo_array((np.ones(len(labels)), (np.arange(len(labels)), labels))).tocsr()
    out = (member.T @ flow @ member).tocsr()
    out.sort_indices()
    return out


def _moved(flow: sparse.csr_array, labels: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Move single nodes between neighbouring groups; a loop, since each move depends on those before.

    A node is looked at again only if a neighbour has moved.
    """
    from scipy.special import xlogy

    n = flow.shape[0]
    labels = labels.copy()
    visits = np.asarray(flow.sum(axis=1)).ravel()
    out = visits - flow.diagonal()
    ties = flow.tocoo()
    across = labels[ties.row] != labels[ties.col]
    leave = np.bincount(labels[ties.row[across]], ties.data[across], n)
    inside = np.bincount(labels, visits, n)
    total = float(leave.sum())
    # The terms of the map equation that belong to each group, in nats.
    terms = xlogy(leave + inside, leave + inside) - 2.0 * xlogy(leave, leave)
    bounds, near, weight = flow.indptr.tolist(), flow.indices, flow.data
    waiting = np.ones(n, dtype=bool)
    for _ in range(100):
        order = random.permutation(np.flatnonzero(waiting))
        if not len(order):
            break
        waiting[order] = False
        for node in order.tolist():
            low, high = bounds[node], bounds[node + 1]
            mine, gone, here = int(labels[node]), out[node], visits[node]
            to = np.bincount(labels[near[low:high]], weight[low:high], mine + 1)
            # What leaves the old group without the node; its own loop does not count.
            old = leave[mine] - gone + 2.0 * (to[mine] - (here - gone))
            to[mine] = 0.0
            groups = np.flatnonzero(to)
            if not len(groups):
                continue
            # The new groups first and the old one last: what leaves them, and with what is inside.
            new = np.append(leave[groups] + gone - 2.0 * to[groups], old)
            both = np.append(new[:-1] + inside[groups] + here, old + inside[mine] - here)
            sums = total - leave[mine] + old - leave[groups] + new[:-1]
            value = np.maximum(np.concatenate([new, both, sums]), 0.0)
            value = xlogy(value, value)
            many = len(new)
            term = value[many : 2 * many] - 2.0 * value[:many]
            nats = value[2 * many :] + term[:-1] - terms[groups]
            at = int(np.round(nats, 12).argmin())
            gain = nats[at] + term[-1] - terms[mine] - total * math.log(total if total > 0 else 1.0)
            if gain >= -_LEAST:
                continue
            group = int(groups[at])
            total = float(sums[at])
            leave[mine], leave[group] = max(old, 0.0), max(new[at], 0.0)
            terms[mine], terms[group] = term[-1], term[at]
            inside[mine] -= here
            inside[group] += here
            labels[node] = group
            waiting[near[low:high]] = True
            waiting[node] = False
    return np.unique(labels, return_inverse=True)[1]
