"""The spring layout: ties pull, nodes push."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.layouts._pack import by_piece
from discourse.layouts._ties import check_count, first_places, sizes
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def spring(network: Network, *, seed: int = 0, iterations: int = 60, weighted: bool = True) -> np.ndarray:
    """Place the nodes by the forces of Fruchterman and Reingold [1]_.

    Every connected piece is laid out by itself and the pieces are packed, so that none flies away; nodes without
    ties stand in a grid below. A tie of weight w pulls with log(1 + w/median), or a single heavy tie would draw all
    else into one spot. The forces act on the placing of pivot multidimensional scaling, not on a random one.

    Parameters
    ----------
    network : Network
        Directions do not count, negative weights by their size.
    seed : int
        Of the noise on the first placing.
    iterations : int
        Steps of the simulation; each takes time in proportion to the square of the largest piece.
    weighted : bool
        Whether weights count.

    Returns
    -------
    numpy.ndarray of float, shape (n, 2)
        In the order of ``network.nodes``; about one square unit per node.

    Raises
    ------
    OptionError
        If ``seed`` or ``iterations`` is not a whole number.

    References
    ----------
    .. [1] Fruchterman, T. M. J. & Reingold, E. M. (1991). Graph drawing by force-directed placement. *Software:
       Practice and Experience* 21, 1129–1164. https://doi.org/10.1002/spe.4380211102

    Examples
    --------
    >>> net = Network.from_matrix([[0, 1, 0], [1, 0, 0], [0, 0, 0]], ["a", "b", "c"])
    >>> spring(net).shape
    (3, 2)
    """
    check_count(seed, "seed", 0)
    check_count(iterations, "iterations", 0)
    matrix = sizes(network)
    if matrix.nnz:
        matrix.data = np.log1p(matrix.data / np.median(matrix.data)) if weighted else np.ones(matrix.nnz)
        matrix.data = matrix.data / matrix.data.mean()

    def place(part: sparse.csr_array) -> np.ndarray:
        return _relax(part, first_places(part, seed), iterations)

    return by_piece(matrix, place)


def _relax(matrix: sparse.csr_array, places: np.ndarray, iterations: int) -> np.ndarray:
    """Move the nodes along the forces, by less and less; nodes are about 1 apart."""
    n = len(places)
    upper = matrix.tocoo()
    warmth = 0.1 * np.sqrt(n) + 0.3
    for step in range(iterations):
        x, y = places[:, 0], places[:, 1]
        apart = np.subtract.outer(x, x)
        apart *= apart
        other = np.subtract.outer(y, y)
        other *= other
        apart += other
        # Push of 1/distance along the line between two nodes: the difference over the squared distance.
        np.maximum(apart, 1e-4, out=apart)
        np.reciprocal(apart, out=apart)
        push = places * apart.sum(axis=1)[:, None] - apart @ places
        # Pull of weight times squared distance.
        along = places[upper.col] - places[upper.row]
        along *= (upper.data * np.hypot(along[:, 0], along[:, 1]))[:, None]
        pull = np.column_stack(
            [np.bincount(upper.row, weights=along[:, axis], minlength=n) for axis in (0, 1)]
        )
        force = push + pull
        length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)
        limit = warmth * (1.0 - step / iterations)
        places = places + force * (np.minimum(length, limit) / length)[:, None]
    return places
