"""What the scores of two camps share: the nodes with ties, their sides, and the leading nodes of a side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.ties import scaled
from discourse.scores._ties import groups_of, ties

if TYPE_CHECKING:
    from scipy import sparse

#: Rounds over which nodes of one degree are told apart by their neighbours.
_ROUNDS = 3


def camps_of(
    network: Network, partition: np.ndarray | None, name: str, *, weighted: bool = False
) -> tuple[sparse.csr_array, np.ndarray]:
    """Return the ties among the nodes that have any, and which of these nodes are in the second camp.

    Nodes without ties are set aside, whatever groups they are in, and so are nodes whose ties are all negative if each
    is a group of its own, as clusterers of positive ties leave them. Directions do not count, weights by their size.

    Parameters
    ----------
    network : Network
    partition : array of int, shape (n,), or None
    name : str
        Of the score, for messages.
    weighted : bool
        If not, every tie is 1.

    Returns
    -------
    matrix : scipy.sparse.csr_array, shape (m, m)
        Symmetric; the largest weight is between 1/2 and 1 if ``weighted``.
    side : numpy.ndarray of bool, shape (m,)

    Raises
    ------
    NotComputable
        If there are no ties.
    OptionError
        If there is no partition, or the nodes with ties are not in exactly two groups.
    """
    group = groups_of(network, partition, name)
    matrix = ties(network, weighted=weighted, directed=False)
    tied = np.diff(matrix.indptr) > 0
    if not tied.any():
        raise NotComputable(f"{name!r} is not defined for a network without ties")
    if network.signed and len(np.unique(group[tied])) > 2:
        tied = _in_camps(network, matrix, tied, group)
        if not tied.any():
            raise NotComputable(
                f"{name!r} is not defined here: no tie is positive, so that there are no camps"
            )
    kept, side = np.unique(group[tied], return_inverse=True)
    if len(kept) != 2:
        raise OptionError(
            f"{name!r} compares two camps, but the nodes with ties are in {len(kept)} group"
            f"{'' if len(kept) == 1 else 's'}: divide them into two, for example by the clusterer 'bisection'"
        )
    if not tied.all():
        matrix = matrix[tied][:, tied].tocsr()
    if weighted:
        # What would vanish beside the heaviest stays above 0: no node with ties is left without.
        matrix.data = np.maximum(scaled(matrix.data), np.finfo(float).tiny)
    return matrix, side.astype(bool)


def _in_camps(network: Network, matrix: sparse.csr_array, tied: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Return the nodes with ties but for those that a clusterer of positive ties leaves alone, having none."""
    friends = np.asarray((ties(network, weighted=True, signed=True, directed=False) > 0).sum(axis=1)).ravel()
    tied = tied & ~((friends == 0) & (np.bincount(group)[group] == 1))
    # Who had ties to those only has none now.
    return tied & (matrix @ tied.astype(float) > 0)


def how_many(ends: Any, side: np.ndarray, name: str = "ends") -> tuple[int, int]:
    """Return how many nodes of either camp are meant by a number, a share or None.

    Parameters
    ----------
    ends : int, float or None
        A whole number for each camp; a share of each camp, above 0 and below 1, of which the whole part is taken,
        at least 1; or None: ten, in camps of fewer than twenty nodes half of the camp.
    side : numpy.ndarray of bool
    name : str
        Of the option.

    Raises
    ------
    OptionError
        If it is neither.
    NotComputable
        If a camp has fewer nodes.
    """
    check_ends(ends, name)
    sizes = int((~side).sum()), int(side.sum())
    if ends is None:
        return max(1, min(10, sizes[0] // 2)), max(1, min(10, sizes[1] // 2))
    if ends < 1:
        return max(1, int(ends * sizes[0] + 1e-9)), max(1, int(ends * sizes[1] + 1e-9))
    if ends > min(sizes):
        raise NotComputable(
            f"{name}={ends} asks for {ends} nodes in each camp, but the smaller camp has {min(sizes)} nodes "
            "with ties; ask for fewer, or for a share such as 0.1"
        )
    return int(ends), int(ends)


def check_ends(ends: Any, name: str = "ends") -> None:
    """Raise :class:`OptionError` unless ``ends`` is a whole number from 1, a share between 0 and 1, or None."""
    whole = isinstance(ends, int | np.integer) and not isinstance(ends, bool) and ends >= 1
    share = isinstance(ends, float | np.floating) and 0 < ends < 1
    if ends is not None and not whole and not share:
        raise OptionError(
            f"{name} must be a whole number from 1 of nodes in each camp, or a share above 0 and below 1, not {ends!r}"
        )


def leaders(matrix: sparse.csr_array, side: np.ndarray, counts: tuple[int, int]) -> np.ndarray:
    """Return which nodes lead their camp: those of most ties.

    Nodes of one degree are told apart by the degrees of their neighbours, added up, then by what these add up to.
    Nodes that tie even so stand together: if the limit falls among them, all are taken or all are left out,
    whichever comes nearer to the number (but one lot at least is taken). So the order of the nodes does not matter.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
    side : numpy.ndarray of bool, shape (n,)
    counts : tuple of int
        For either camp.

    Returns
    -------
    numpy.ndarray of bool, shape (n,)
    """
    tied = matrix.copy()
    tied.data = np.ones(tied.nnz)
    weight = matrix.sum(axis=1)
    rank = _ranks(weight)
    for _ in range(_ROUNDS):
        rank = _ranks(np.round(tied @ rank.astype(float)), rank)
    out = np.zeros(len(side), dtype=bool)
    for camp, count in zip((~side, side), counts, strict=True):
        order = np.flatnonzero(camp)
        order = order[np.argsort(-rank[order], kind="stable")]
        ranks = rank[order]
        above = int((ranks > ranks[count - 1]).sum())
        upto = int((ranks >= ranks[count - 1]).sum())
        take = above if above and count - above < upto - count else upto
        out[order[:take]] = True
    return out


def _ranks(value: np.ndarray, first: np.ndarray | None = None) -> np.ndarray:
    """Return the place of each value among the different ones, 0 the smallest, after ``first``."""
    place = np.unique(value, return_inverse=True)[1]
    if first is None:
        return place
    return np.unique(first * (place.max(initial=0) + 1) + place, return_inverse=True)[1]
