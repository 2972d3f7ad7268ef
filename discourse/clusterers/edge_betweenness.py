"""Girvan and Newman: take the ties between groups away, one by one."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_k, positive
from discourse.clusterers._trees import check_pieces
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

_WEIGHTS = ("divide", "near", "far")
#: The largest nodes · ties² that is begun: some minutes of work.
MOST = 4e9


def edge_betweenness(network: Network, *, k: int | str = "auto", weights: str = "divide") -> np.ndarray:
    """Divide the nodes by taking away, again and again, the tie on most shortest paths [1]_.

    Ties between groups are on the paths of many pairs. The betweenness of ties is found anew after each removal;
    the groups are the pieces into which the network falls. There is no chance in it: of ties with the same
    betweenness the one whose nodes come first goes first. It is slow: nodes times the square of the number of ties
    may be at most 4 · 10⁹, such as 300 nodes with 3,600 ties.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    k : int or "auto"
        Groups among the nodes with ties; ``"auto"`` takes the pieces at the highest modularity.
    weights : {"divide", "near", "far"}
        ``"divide"``: all ties are of length 1, and their betweenness is divided by their weight [2]_. ``"near"``: a
        tie is as long as 1 over its weight. ``"far"``: a tie is as long as its weight, so that paths avoid strong
        ties; that is what Discourse Network Analyzer computes.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes, is too large, or has more pieces than ``k``.
    OptionError
        If ``k`` exceeds the nodes, or an option has a value that is not listed.

    References
    ----------
    .. [1] Girvan, M. & Newman, M. E. J. (2002). Community structure in social and biological networks. *PNAS* 99,
       7821–7826. https://doi.org/10.1073/pnas.122653799
    .. [2] Newman, M. E. J. (2004). Analysis of weighted networks. *Physical Review E* 70, 056131.
       https://doi.org/10.1103/PhysRevE.70.056131

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> two[2, 3] = two[3, 2] = 1
    >>> edge_betweenness(Network.from_matrix(two, list("abcdef"))).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    if weights not in _WEIGHTS:
        raise OptionError(f"weights must be one of {', '.join(_WEIGHTS)}, not {weights!r}")
    matrix = positive(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        ties = part.nnz // 2
        if part.shape[0] * ties**2 > MOST:
            raise NotComputable(
                f"edge betweenness would take too long on {part.shape[0]} nodes with {ties} ties: take another "
                "method, or a backbone with fewer ties first"
            )
        if k != "auto":
            check_pieces(part, int(k))
        return _Removal(part, weights).run(k)

    return apart(matrix, divide)


class _Removal:
    """The ties left, and from every node how many shortest paths pass each of them."""

    def __init__(self, matrix: sparse.csr_array, weights: str) -> None:
        from scipy import sparse

        upper = sparse.triu(matrix, 1).tocoo()
        order = np.lexsort((upper.col, upper.row))
        self.ends = upper.row[order].astype(np.int64), upper.col[order].astype(np.int64)
        self.weight = upper.data[order]
        largest = self.weight.max()
        self.length = np.ones_like(self.weight)
        if weights != "divide":
            self.length = largest / self.weight if weights == "near" else self.weight / largest
        self.part = self.weight / largest if weights == "divide" else np.ones_like(self.weight)
        self.n, self.left = matrix.shape[0], np.ones(len(self.weight), dtype=bool)
        self.passed = np.zeros((self.n, len(self.weight)))

    def run(self, k: int | str) -> np.ndarray:
        """Take ties away until there are ``k`` pieces, or all of them, and return the best pieces seen."""
        from scipy.sparse.csgraph import connected_components

        sources = np.arange(self.n)
        best, kept, seen = -np.inf, np.zeros(self.n, dtype=np.int64), 0
        while True:
            count, labels = connected_components(self._matrix(), directed=False)
            if count > seen:
                seen, value = count, round(self._modularity(labels), 12)
                if count == k:
                    return labels
                if value > best:
                    best, kept = value, labels
            if not self.left.any():
                return kept
            self._count(sources)
            between = np.where(self.left, self.passed.sum(axis=0) / self.part, -1.0)
            # Of those that differ by rounding only, the first.
            tie = int(np.flatnonzero(between >= between.max() * (1 - 1e-9))[0])
            self.left[tie] = False
            sources = np.flatnonzero(self.passed[:, tie])

    def _matrix(self) -> sparse.csr_array:
        from scipy import sparse

        a, b = (end[self.left] for end in self.ends)
        length = self.length[self.left]
        both = (np.concatenate([length, length]), (np.concatenate([a, b]), np.concatenate([b, a])))
        return sparse.coo_array(both, shape=(self.n, self.n)).tocsr()

    def _modularity(self, labels: np.ndarray) -> float:
        a, b = self.ends
        groups = int(labels.max()) + 1
        half = sum(np.bincount(labels[end], self.weight, groups) for end in self.ends)
        total = self.weight.sum()
        return float(self.weight[labels[a] == labels[b]].sum() / total - ((half / (2 * total)) ** 2).sum())

    def _count(self, sources: np.ndarray) -> None:
        """Count the shortest paths from some nodes anew, by the accumulation of Brandes for all of them at once."""
        from scipy.sparse.csgraph import dijkstra

        self.passed[sources] = 0.0
        if not len(sources):
            return
        far, before = dijkstra(self._matrix(), directed=True, indices=sources, return_predecessors=True)
        place = np.flatnonzero(self.left)
        a, b = (end[place] for end in self.ends)
        length = self.length[place]
        start, stop = np.concatenate([a, b]), np.concatenate([b, a])
        with np.errstate(invalid="ignore"):
            gap = far[:, stop] - (far[:, start] + np.concatenate([length, length]))
            # A tie is on a shortest path if it leads further; Dijkstra's path counts whatever rounding does.
            on = (np.abs(gap) <= 1e-10 * far[:, stop]) & (far[:, stop] > far[:, start])
        on &= np.isfinite(far[:, stop])
        on |= before[:, stop] == start
        row, tie = np.nonzero(on)
        u, v = row * self.n + start[tie], row * self.n + stop[tie]
        depth = self._depth(u, v, len(sources))
        order = np.argsort(depth[v], kind="stable")
        row, tie, u, v = row[order], tie[order], u[order], v[order]
        cuts = np.searchsorted(depth[v], np.arange(1, int(depth.max(initial=0)) + 2))
        size = len(sources) * self.n
        paths = np.zeros(size)
        paths[np.arange(len(sources)) * self.n + sources] = 1.0
        for low, high in pairwise(cuts):
            paths += np.bincount(v[low:high], paths[u[low:high]], size)
        rests = np.zeros(size)
        flow = np.zeros(len(u))
        for low, high in reversed(list(pairwise(cuts))):
            flow[low:high] = paths[u[low:high]] / paths[v[low:high]] * (1.0 + rests[v[low:high]])
            rests += np.bincount(u[low:high], flow[low:high], size)
        tie = place[np.where(tie < len(place), tie, tie - len(place))]
        whole = np.bincount(row * len(self.left) + tie, flow, len(sources) * len(self.left))
        self.passed[sources] = whole.reshape(len(sources), -1)

    def _depth(self, u: np.ndarray, v: np.ndarray, sources: int) -> np.ndarray:
        """Return the number of ties on the longest of the shortest paths to each node."""
        depth = np.zeros(sources * self.n, dtype=np.int64)
        for _ in range(self.n):
            deeper = depth[u] + 1 > depth[v]
            if not deeper.any():
                break
            np.maximum.at(depth, v[deeper], depth[u[deeper]] + 1)
        return depth
