"""CONCOR: correlations of correlations, until all are 1 or -1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_k, symmetric
from discourse.errors import NotComputable, OptionError
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

_DIAGONALS = ("largest", "zero")
#: After so many correlations of correlations the signs are taken as they are.
_ROUNDS = 100


def concor(
    network: Network, *, k: int | str = "auto", max_groups: int = 10, diagonal: str = "largest"
) -> np.ndarray:
    """Divide the nodes by CONCOR [1]_: blocks of nodes with correlated ties.

    The rows of the matrix are correlated, then the rows of the correlations, and so on; all become 1 or −1, which
    divides the nodes in two. Groups are divided in turn, by their rows of the whole matrix: of all present groups
    always the one whose division gives the highest modularity.

    Parameters
    ----------
    network : Network
        Negative weights count as such. Nodes without ties are groups of their own. Memory grows with the square
        of the number of nodes.
    k : int or "auto"
        Groups among the nodes with ties. ``"auto"`` takes the number up to ``max_groups`` with the highest
        modularity; where weights are negative it is the signed one.
    max_groups : int
        The largest number tried by ``"auto"``.
    diagonal : {"largest", "zero"}
        What stands for the tie of a node with itself: its largest weight, or 0. With 0, two nodes that are tied
        differ where they are tied, and in small networks tied nodes may be put into different blocks.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes, or its nodes cannot be divided into ``k`` groups.
    OptionError
        If ``k`` exceeds the nodes, or an option has a value that is not taken.

    References
    ----------
    .. [1] Breiger, R. L., Boorman, S. A. & Arabie, P. (1975). An algorithm for clustering relational data with
       applications to social network analysis and comparison with multidimensional scaling. *Journal of
       Mathematical Psychology* 12, 328–383. https://doi.org/10.1016/0022-2496(75)90028-0

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> concor(Network.from_matrix(two, list("abcdef"))).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    check_whole(max_groups, "max_groups", 1)
    if diagonal not in _DIAGONALS:
        raise OptionError(f"diagonal must be one of {', '.join(_DIAGONALS)}, not {diagonal!r}")
    matrix = symmetric(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        rows = part.toarray()
        excess = _excess(rows)
        if diagonal == "largest":
            np.fill_diagonal(rows, np.abs(rows).max(axis=1))
        stages = divided(rows, excess, max_groups if k == "auto" else int(k))
        if k == "auto":
            return max(stages, key=lambda s: (round(_quality(excess, s), 12), -s.max()))
        if len(stages) < int(k):
            raise NotComputable(
                f"{k} groups were asked for, but correlations divide the nodes into {len(stages)} at most; lower k"
            )
        return stages[-1]

    return apart(matrix, divide)


def _excess(weights: np.ndarray) -> np.ndarray:
    """Return the weights beyond chance, those of negative ties taken off; their sum in groups is modularity."""
    out = np.zeros_like(weights)
    for part, sign in ((np.maximum(weights, 0.0), 1.0), (np.maximum(-weights, 0.0), -1.0)):
        strength = part.sum(axis=1)
        if strength.any():
            out += sign * (part - np.outer(strength, strength) / strength.sum())
    return out / np.abs(weights).sum()


def _quality(excess: np.ndarray, labels: np.ndarray) -> float:
    inside = np.eye(int(labels.max()) + 1)[labels]
    return float(np.einsum("ig,ig->", inside, excess @ inside))


def divided(rows: np.ndarray, excess: np.ndarray, most: int) -> list[np.ndarray]:
    """Return the labels of one group, two groups, … as groups are divided by :func:`blocks`.

    Parameters
    ----------
    rows : numpy.ndarray of float, shape (n, m)
        What is correlated.
    excess : numpy.ndarray of float, shape (n, n)
        What each pair in one group adds to modularity: it decides which group is divided next.
    most : int
        The largest number of groups.

    Returns
    -------
    list of numpy.ndarray of int, shape (n,)
        Shorter than ``most`` if no group can be divided further.
    """
    stages = [np.zeros(len(rows), dtype=np.int64)]
    splits = {0: _gain(rows, excess, np.arange(len(rows)))}
    while len(stages) < most:
        able = [g for g, (_, moved) in splits.items() if len(moved)]
        if not able:
            break
        best = max(able, key=lambda g: (splits[g][0], -g))
        labels = stages[-1].copy()
        labels[splits[best][1]] = len(stages)
        for group in (best, len(stages)):
            splits[group] = _gain(rows, excess, np.flatnonzero(labels == group))
        stages.append(labels)
    return stages


def _gain(rows: np.ndarray, excess: np.ndarray, members: np.ndarray) -> tuple[float, np.ndarray]:
    """Return what modularity gains if a group is divided, and which members leave it."""
    moved = members[~blocks(rows[members])]
    stay = np.setdiff1d(members, moved, assume_unique=True)
    return round(-2.0 * float(excess[np.ix_(stay, moved)].sum()), 12), moved


def blocks(rows: np.ndarray) -> np.ndarray:
    """Divide rows in two by correlations of correlations.

    Parameters
    ----------
    rows : numpy.ndarray of float, shape (n, m)

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
        Which rows are in the block of the first; all, if they cannot be divided. Rows without any difference in
        them correlate with none, and stay with the first.

    Examples
    --------
    >>> blocks(np.array([[1.0, 1, 0], [2, 1, 0], [0, 1, 3]])).tolist()
    [True, True, False]
    """
    found = _correlations(rows)
    for _ in range(_ROUNDS):
        varied = np.flatnonzero(np.diag(found))
        if not len(varied):
            return np.ones(len(rows), dtype=bool)
        if np.abs(found[np.ix_(varied, varied)]).min() > 0.999:
            break
        found = _correlations(found)
    side = found[np.flatnonzero(np.diag(found))[:1]].sum(axis=0) >= 0
    return side if side[0] else ~side


def _correlations(rows: np.ndarray) -> np.ndarray:
    """Return the correlations of rows, 0 for a row that has no variance; rounded, so that equal stays equal."""
    centred = rows - rows.mean(axis=1, keepdims=True)
    size = np.abs(centred).max(axis=1, keepdims=True)
    centred = np.divide(
        centred, size, out=np.zeros_like(centred), where=size > 1e-10 * np.abs(rows).max(initial=0.0)
    )
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    centred = np.divide(centred, length, out=centred, where=length > 0)
    return np.round(np.clip(centred @ centred.T, -1.0, 1.0), 10)
