"""The layout of Kamada and Kawai: distances on the page follow the lengths of paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.layouts._pack import by_piece
from discourse.layouts._ties import check_count, first_places, sizes
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def kamada_kawai(
    network: Network, *, seed: int = 0, iterations: int = 100, weighted: bool = False
) -> np.ndarray:
    """Place the nodes so that distances on the page come close to the lengths of shortest paths [1]_.

    The energy is Kamada and Kawai's; it is lowered by majorisation [2]_, which is much faster than moving one node
    at a time and never raises it. Every connected piece is laid out by itself and the pieces are packed; nodes
    without ties stand in a grid below.

    Parameters
    ----------
    network : Network
        Directions do not count, negative weights by their size.
    seed : int
        Of the noise on the first placing.
    iterations : int
        The most steps; it ends earlier when a step lowers the energy by less than one part in 2,000. Time and
        memory grow with the square of the largest piece.
    weighted : bool
        By default every tie is 1 long. If true, its length is the median absolute weight over its own, at least
        1/5 and at most 5.

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
    .. [1] Kamada, T. & Kawai, S. (1989). An algorithm for drawing general undirected graphs. *Information
       Processing Letters* 31, 7–15. https://doi.org/10.1016/0020-0190(89)90102-6
    .. [2] Gansner, E. R., Koren, Y. & North, S. (2005). Graph drawing by stress majorization. *Graph Drawing*,
       LNCS 3383, 239–250. https://doi.org/10.1007/978-3-540-31843-9_25

    Examples
    --------
    A path comes out straight.

    >>> path = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])
    >>> x = kamada_kawai(path)[:, 0]
    >>> bool(abs(abs(x[0] - x[2]) - 2 * abs(x[0] - x[1])) < 0.01)
    True
    """
    check_count(seed, "seed", 0)
    check_count(iterations, "iterations", 0)
    matrix = sizes(network)
    if matrix.nnz:
        with np.errstate(over="ignore"):
            long = np.clip(np.median(matrix.data) / matrix.data, 0.2, 5.0)
        matrix.data = long if weighted else np.ones(matrix.nnz)

    def place(part: sparse.csr_array) -> np.ndarray:
        from scipy.sparse.csgraph import dijkstra

        return _majorise(dijkstra(part, directed=False), first_places(part, seed), iterations)

    return by_piece(matrix, place)


def _majorise(wanted: np.ndarray, places: np.ndarray, iterations: int) -> np.ndarray:
    """Lower Σ ((distance − wanted)/wanted)² by solving one Laplacian system per step."""
    from scipy.linalg import cho_factor, cho_solve

    np.fill_diagonal(wanted, 1.0)
    weight = wanted**-2
    np.fill_diagonal(weight, 0.0)
    # The first node is held at (0, 0), or the system would have no single solution.
    factor = cho_factor(np.diag(weight.sum(axis=1)[1:]) - weight[1:, 1:], overwrite_a=True)
    push = weight * wanted
    least = float(push.ravel() @ wanted.ravel())
    last = np.inf
    for _ in range(iterations):
        apart = np.subtract.outer(places[:, 0], places[:, 0])
        apart *= apart
        other = np.subtract.outer(places[:, 1], places[:, 1])
        other *= other
        apart += other
        energy = float(weight.ravel() @ apart.ravel()) + least
        np.sqrt(apart, out=apart)
        energy -= 2.0 * float(push.ravel() @ apart.ravel())
        if energy > (1.0 - 5e-4) * last:
            break
        last = energy
        np.maximum(apart, 1e-9, out=apart)
        ratio = np.divide(push, apart, out=apart)
        right = places * ratio.sum(axis=1)[:, None] - ratio @ places
        places = np.vstack([np.zeros((1, 2)), cho_solve(factor, right[1:])])
    return places
