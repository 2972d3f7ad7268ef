"""The split of a signed graph into two camps that contradicts the fewest ties: exactly, or a bound.

A tie is frustrated by a split if it is positive between the camps, or negative within one. What several layers share
(the score ``frustration``, the clusterer ``frustration_split``, the study ``antagonism``) stands here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from scipy import sparse

#: Ties of a block (a part that no single node cuts) up to which the best split is sought exactly.
LARGEST = 300
_MORE = 5  # up to so many times as many ties, a linear program gives a bound
#: Linear programs that may be solved for a block; if that does not suffice, its number is a bound.
PROGRAMS = 300
#: Rounds of looking for cycles.
_ROUNDS = 25
#: Ties up to which a graph is taken apart, and pairs of ties looked at for triangles.
_APART, _WEDGES = 30_000, 3_000_000


@dataclass(frozen=True)
class Split:
    """Two camps.

    Attributes
    ----------
    side : numpy.ndarray of int, shape (n,)
        1 or −1; in every unconnected piece, 1 for the larger camp (that of its first node if both are equal).
    frustrated : int
        How many ties the split contradicts.
    lower : int
        Fewer than that, no split contradicts.
    """

    side: np.ndarray
    frustrated: int
    lower: int

    @property
    def exact(self) -> bool:
        """Whether no split contradicts fewer ties."""
        return self.frustrated == self.lower


def best_split(
    matrix: sparse.csr_array,
    *,
    largest: int = LARGEST,
    programs: int = PROGRAMS,
    starts: int = 10,
    seed: int = 0,
    bounded: bool = True,
) -> Split:
    """Find the split of fewest frustrated ties.

    The graph is taken apart where a single node holds it together, for the parts do not bear on one another. Each part
    is divided by local search from several starts, which gives an upper bound. In parts of up to five times ``largest``
    ties a linear program gives a lower one: every unbalanced cycle has a frustrated tie [2]_. If the two meet, the
    division is the best; if not, parts of up to ``largest`` ties are solved by integer programming [1]_, unless
    ``programs`` linear programs do not suffice. In larger parts, unbalanced triangles without a common tie are counted
    for a lower bound.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Symmetric, 1 and −1, no loops.
    largest, programs : int
    starts : int
        Of the local search: one from the last eigenvector, the others at random.
    seed : int
    bounded : bool
        Look for a lower bound where the division is not known to be the best; otherwise it is 1.

    Returns
    -------
    Split

    References
    ----------
    .. [1] Aref, S. & Wilson, M. C. (2019). Balance and frustration in signed networks. *Journal of Complex Networks*
       7, 163–189. https://doi.org/10.1093/comnet/cny015
    .. [2] Barahona, F. & Mahjoub, A. R. (1986). On the cut polytope. *Mathematical Programming* 36, 157–173.
       https://doi.org/10.1007/BF02592023

    Examples
    --------
    >>> from scipy import sparse
    >>> triangle = np.array([[0, 1, -1], [1, 0, 1], [-1, 1, 0.0]])
    >>> found = best_split(sparse.csr_array(triangle))
    >>> found.frustrated, found.exact
    (1, True)
    """
    upper = matrix.tocoo()
    keep = upper.row < upper.col
    one, other, sign = upper.row[keep], upper.col[keep], upper.data[keep]
    frustrated = np.zeros(len(one), dtype=bool)
    lower = 0
    limits = largest, programs, bounded
    for block in _blocks(one, other):
        nodes, ends = np.unique(np.concatenate([one[block], other[block]]), return_inverse=True)
        i, j = ends[: len(block)], ends[len(block) :]
        side, least = _solve(len(nodes), i, j, sign[block], limits, starts, seed)
        wrong = side[i] * side[j] != sign[block]
        frustrated[block[wrong]] = True
        lower += int(wrong.sum()) if least is None else least
    side = _spread(matrix.shape[0], one[~frustrated], other[~frustrated], sign[~frustrated])
    number = int((side[one] * side[other] != sign).sum())
    return Split(_larger_first(matrix, side), number, min(lower, number))


def _blocks(one: np.ndarray, other: np.ndarray) -> list[np.ndarray]:
    """Return the ties of each part that no single node cuts; single ties are left out, they frustrate nothing.

    A graph of very many ties is one part.
    """
    if len(one) > _APART:
        return [np.arange(len(one))]
    import networkx as nx

    place = {pair: e for e, pair in enumerate(zip(one.tolist(), other.tolist(), strict=True))}
    graph = nx.Graph(list(place))
    found = []
    for part in nx.biconnected_component_edges(graph):
        if len(part) > 2:
            found.append(np.sort(np.array([place[(i, j) if i < j else (j, i)] for i, j in part])))
    return sorted(found, key=lambda block: int(block[0]))


def _solve(
    n: int,
    i: np.ndarray,
    j: np.ndarray,
    sign: np.ndarray,
    limits: tuple[int, int, bool],
    starts: int,
    seed: int,
) -> tuple[np.ndarray, int | None]:
    """Return the sides within a block, and a lower bound, or None where the sides are the best."""
    largest, programs, bounded = limits
    side = _spread(n, i, j, sign)
    if (side[i] * side[j] == sign).all():
        return side, None
    side = _search(n, i, j, sign, starts, seed)
    wrong, least = int((side[i] * side[j] != sign).sum()), 1
    if len(i) <= _MORE * largest:
        cycles, least = _cycles(n, i, j, sign)
        if wrong > least and len(i) <= largest:
            found, bound = _program(n, i, j, sign, cycles, programs)
            if found is not None and (found[i] * found[j] != sign).sum() < wrong:
                side, wrong = found, int((found[i] * found[j] != sign).sum())
            least = max(least, bound)
    elif bounded:
        least = max(least, _apart(n, i, j, sign))
    return side, None if wrong <= least else least


def _program(
    n: int, i: np.ndarray, j: np.ndarray, sign: np.ndarray, cycles: sparse.csr_array, programs: int
) -> tuple[np.ndarray | None, int]:
    """Return the best sides found by integer programming, and what no division goes below."""
    from scipy import sparse
    from scipy.optimize import Bounds, LinearConstraint, milp

    m = len(i)
    tie = np.arange(m)
    # f − x_i + s x_j ≥ (s − 1)/2 and f + x_i − s x_j ≥ (1 − s)/2: f is 1 where the camps contradict the sign s.
    ends = np.column_stack([i, j, n + tie]).ravel()
    ones = np.ones(m)
    signs = [np.column_stack([-turn * ones, turn * sign, ones]).ravel() for turn in (1.0, -1.0)]
    camps = sparse.csr_array(
        (np.concatenate(signs), (np.repeat(np.arange(2 * m), 3), np.tile(ends, 2))), shape=(2 * m, n + m)
    )
    covers = sparse.hstack([sparse.csr_array((cycles.shape[0], n)), cycles])
    system = sparse.vstack([camps, covers], format="csr")
    low = np.concatenate([(sign - 1) / 2, (1 - sign) / 2, np.ones(cycles.shape[0])])
    top = np.ones(n + m)
    top[np.argmax(np.bincount(np.concatenate([i, j]), minlength=n))] = (
        0  # one camp's name is as good as another
    )
    found = milp(
        np.concatenate([np.zeros(n), np.ones(m)]),
        integrality=np.concatenate([np.ones(n), np.zeros(m)]),
        bounds=Bounds(np.zeros(n + m), top),
        constraints=LinearConstraint(system, lb=low),
        options={"node_limit": programs, "mip_rel_gap": 0.0},
    )
    side = None if found.x is None else np.where(found.x[:n] > 0.5, -1.0, 1.0)
    bound = found.mip_dual_bound
    return side, 0 if bound is None or not np.isfinite(bound) else int(np.ceil(bound - 1e-4))


def _cycles(n: int, i: np.ndarray, j: np.ndarray, sign: np.ndarray) -> tuple[sparse.csr_array, int]:
    """Return unbalanced cycles, shape (cycles, ties), and the bound that a linear program over them gives.

    Cycles that the solution of the linear program so far does not cover are looked for, and added, until there are
    none or many rounds are over.
    """
    from scipy import sparse
    from scipy.optimize import linprog

    m = len(i)
    cover = np.zeros(m)
    known: dict[tuple[int, ...], None] = {}
    matrix = sparse.csr_array((0, m))
    for _ in range(_ROUNDS):
        fresh = [c for c in _uncovered(n, i, j, sign, cover) if c not in known]
        if not fresh:
            break
        known.update(dict.fromkeys(fresh))
        row = np.repeat(np.arange(len(known)), [len(c) for c in known])
        col = np.concatenate([np.array(c) for c in known])
        matrix = sparse.csr_array((np.ones(len(col)), (row, col)), shape=(len(known), m))
        found = linprog(np.ones(m), A_ub=-matrix, b_ub=-np.ones(len(known)), bounds=(0, 1), method="highs")
        if found.x is None:
            break
        cover = found.x
    return matrix, int(np.ceil(cover.sum() - 1e-4))


def _uncovered(
    n: int, i: np.ndarray, j: np.ndarray, sign: np.ndarray, cover: np.ndarray
) -> list[tuple[int, ...]]:
    """Return, for each node, the unbalanced cycle through it that is covered least, if that is less than once.

    In the double cover, in which negative ties lead from one copy of the nodes to the other, they are shortest paths
    from a node to its copy.
    """
    from scipy import sparse
    from scipy.sparse.csgraph import dijkstra

    across = np.where(sign < 0, n, 0)
    one, other = np.concatenate([i, i + n]), np.concatenate([j + across, j + n - across])
    length = np.tile(cover + 1e-6, 2)
    graph = sparse.csr_array((length, (one, other)), shape=(2 * n, 2 * n))
    far, before = dijkstra(graph, directed=False, indices=np.arange(n), return_predecessors=True)
    number = {(a, b): e for e, (a, b) in enumerate(zip(i.tolist(), j.tolist(), strict=True))}
    out: dict[tuple[int, ...], None] = {}
    for node in np.flatnonzero(far[np.arange(n), np.arange(n) + n] < 1 - 1e-3).tolist():
        at, odd = node + n, set[int]()
        while at != node:  # a tie walked twice is no part of the cycle
            last = int(before[node, at])
            a, b = sorted((at % n, last % n))
            odd ^= {number[a, b]}
            at = last
        out[tuple(sorted(odd))] = None
    return list(out)


def _triangles(n: int, i: np.ndarray, j: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the three ties of each triangle; in graphs of very many, of the first ones."""
    from scipy import sparse

    number = sparse.csr_array((np.arange(1.0, len(i) + 1), (i, j)), shape=(n, n))
    order = np.argsort(i, kind="stable")
    start = np.searchsorted(i[order], np.arange(n + 1))
    count = (start[1:] - start[:-1])[j]
    count = np.where(np.cumsum(count) <= _WEDGES, count, 0)
    first = np.repeat(np.arange(len(i)), count)
    step = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    second = order[start[j[first]] + step]
    third = np.asarray(number[i[first], j[second]]).ravel().astype(np.int64) - 1 if len(first) else first
    closed = third >= 0
    return first[closed], second[closed], third[closed]


def _apart(n: int, i: np.ndarray, j: np.ndarray, sign: np.ndarray) -> int:
    """Return how many unbalanced triangles are found that have no tie in common, one after the other."""
    a, b, c = _triangles(n, i, j)
    odd = sign[a] * sign[b] * sign[c] < 0
    used = np.zeros(len(i), dtype=bool)
    number = 0
    for ends in np.column_stack([a[odd], b[odd], c[odd]]).tolist():  # each choice bears on the next
        if not used[ends].any():
            used[ends] = True
            number += 1
    return number


def _search(n: int, i: np.ndarray, j: np.ndarray, sign: np.ndarray, starts: int, seed: int) -> np.ndarray:
    """Return the best sides found by moving one node at a time, the one that gains most, from several starts."""
    from scipy import sparse

    ends = np.concatenate([i, j]), np.concatenate([j, i])
    matrix = sparse.csr_array((np.concatenate([sign, sign]), ends), shape=(n, n))
    rng = np.random.default_rng(seed)
    best, least = np.ones(n), np.inf
    for start in range(starts):
        side = _eigen(matrix) if start == 0 else rng.choice([-1.0, 1.0], n)
        side = _descend(matrix, side)
        wrong = (side[i] * side[j] != sign).sum()
        for _ in range(60):  # a part of the best so far is turned over at random, and put right again
            other = side.copy()
            other[rng.integers(0, n, max(2, n // 50))] *= -1
            other = _descend(matrix, other)
            now = (other[i] * other[j] != sign).sum()
            if now <= wrong:
                side, wrong = other, now
        if wrong < least:
            best, least = side, wrong
    return best


def _descend(matrix: sparse.csr_array, side: np.ndarray) -> np.ndarray:
    """Move nodes to the other camp while that leaves fewer frustrated ties."""
    side = side.copy()
    agree = side * (matrix @ side)  # agreeing ties of each node minus frustrated ones
    while True:
        node = int(np.argmin(agree))
        if agree[node] >= 0:
            return side
        near = slice(matrix.indptr[node], matrix.indptr[node + 1])
        others = matrix.indices[near]
        agree[others] -= 2 * matrix.data[near] * side[others] * side[node]
        agree[node] = -agree[node]
        side[node] = -side[node]


def _eigen(matrix: sparse.csr_array) -> np.ndarray:
    """Return sides by the signs of the vector of the largest eigenvalue."""
    from scipy.sparse.linalg import eigsh

    n = matrix.shape[0]
    if n < 20:
        return np.where(np.linalg.eigh(matrix.toarray())[1][:, -1] < 0, -1.0, 1.0)
    vector = eigsh(matrix, k=1, which="LA", v0=np.random.default_rng(0).random(n), tol=1e-3, maxiter=5000)[1]
    return np.where(vector[:, 0] < 0, -1.0, 1.0)


def _spread(n: int, i: np.ndarray, j: np.ndarray, sign: np.ndarray) -> np.ndarray:
    """Return sides that agree with the ties of a spanning tree, from the first node of each piece outwards."""
    from scipy import sparse
    from scipy.sparse.csgraph import breadth_first_order, connected_components

    side = np.ones(n)
    graph = sparse.csr_array((np.ones(len(i)), (i, j)), shape=(n, n))
    graph = (graph + graph.T).tocsr()
    signs = sparse.csr_array((sign, (i, j)), shape=(n, n))
    signs = (signs + signs.T).tocsr()
    piece = connected_components(graph, directed=False)[1]
    for root in np.unique(piece, return_index=True)[1].tolist():
        order, parent = breadth_first_order(graph, root, directed=False)
        if len(order) == 1:
            continue
        tie = np.asarray(signs[order[1:], parent[order[1:]]]).ravel()
        for node, before, s in zip(order[1:].tolist(), parent[order[1:]].tolist(), tie.tolist(), strict=True):
            side[node] = side[before] * s
    return side


def _larger_first(matrix: sparse.csr_array, side: np.ndarray) -> np.ndarray:
    """Turn the sides of every piece so that its larger camp, or its first node, is 1."""
    from scipy.sparse.csgraph import connected_components

    number, piece = connected_components(matrix, directed=False)
    first = np.unique(piece, return_index=True)[1]
    balance = np.bincount(piece, weights=side, minlength=number)
    turn = np.where(balance != 0, np.sign(balance), side[first])
    return (side * turn[piece]).astype(np.int64)
