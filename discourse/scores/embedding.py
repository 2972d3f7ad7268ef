"""Embedding controversy: how far apart two camps lie on the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.errors import NotComputable
from discourse.model.checks import check_whole
from discourse.model.network import Network
from discourse.scores._camps import camps_of
from discourse.scores._ties import check_choice

if TYPE_CHECKING:
    from scipy import sparse

_DENSE = 500
_BATCH = 512
#: Eigenvalues that differ by less are the same.
_TIE = 1e-8


def embedding(
    network: Network,
    *,
    partition: np.ndarray | None = None,
    method: str = "spectral",
    iterations: int = 100,
    weighted: bool = False,
    seed: int = 0,
) -> float:
    """Return the embedding controversy of two camps X and Y [1]_, 1 − (d_X + d_Y)/(2 d_XY).

    d_X and d_Y are the mean distances between two nodes of a camp, d_XY the mean distance between a node of one and a
    node of the other, on the plane. The literature lays nodes out by simulated forces, which takes long and depends
    on a seed. The default is quicker and has no seed: the two leading eigenvectors, after the trivial one, of the
    normalised adjacency matrix, to which a little is added between all pairs of nodes [2]_ (the mean degree over n),
    so that small twigs and pieces do not fill the plane. Each axis is divided by the root of the degree and scaled
    by its eigenvalue. All pairs of nodes are measured: time grows as the square of the nodes.

    Parameters
    ----------
    network : Network
        Directions do not count. Nodes without ties are set aside.
    partition : array of int, shape (n,)
        Two groups among the nodes with ties.
    method : {"spectral", "force"}
        ``"force"`` is the ForceAtlas2 layout of networkx [3]_: it takes minutes beyond some thousand nodes, and goes
        by the order of the nodes. Eigenvalues tied with the second each bring an axis, so that the spectral value does
        not depend on the order; among more than 500 nodes at most six.
    iterations : int
        Of the forces.
    weighted : bool
        Whether absolute weights count.
    seed : int
        Of the places where the forces begin.

    Returns
    -------
    float
        At most 1: each camp in one place. About 0 if the camps lie over one another, below 0 if the nodes of a camp
        are further from one another than from the other camp. In a camp of one node the distance within is 0.

    Raises
    ------
    NotComputable
        If there are no ties, or all nodes come to lie in one place.
    OptionError
        If there is no partition, the nodes with ties are not in two groups, or an option has a value not known.

    Notes
    -----
    Pieces of the network come to lie apart, whatever camps they are in, and two axes do not show many of them; by
    ``"force"`` they drift apart without limit: divide and score the largest piece. Ties of a node with itself and ties
    that weigh 0 do not count, negative ones count by their size. Ties in degree make no difference.

    References
    ----------
    .. [1] Garimella, K., De Francisci Morales, G., Gionis, A. & Mathioudakis, M. (2018). Quantifying controversy on
       social media. *ACM Transactions on Social Computing* 1, 3. https://doi.org/10.1145/3140565
    .. [2] Amini, A. A., Chen, A., Bickel, P. J. & Levina, E. (2013). Pseudo-likelihood methods for community detection
       in large sparse networks. *Annals of Statistics* 41, 2097–2122. https://doi.org/10.1214/13-AOS1138
    .. [3] Jacomy, M., Venturini, T., Heymann, S. & Bastian, M. (2014). ForceAtlas2, a continuous graph layout
       algorithm for handy network visualization designed for the Gephi software. *PLoS ONE* 9, e98679.
       https://doi.org/10.1371/journal.pone.0098679

    Examples
    --------
    >>> camps = np.kron(np.eye(2), np.ones((5, 5)))
    >>> camps[4, 5] = camps[5, 4] = 1
    >>> two = Network.from_matrix(camps, list("abcdefghij"))
    >>> embedding(two, partition=np.repeat([1, 2], 5)) > embedding(two, partition=np.tile([1, 2], 5))
    True
    """
    check_choice(method, "method", ("spectral", "force"))
    check_whole(iterations, "iterations", 1)
    check_whole(seed, "seed", 0)
    matrix, side = camps_of(network, partition, "embedding", weighted=weighted)
    place = _spectral(matrix) if method == "spectral" else _force(matrix, int(iterations), int(seed))
    one, other = place[~side], place[side]
    within = sum(_distances(camp, camp) / max(1, len(camp) * (len(camp) - 1)) for camp in (one, other))
    between = _distances(one, other) / (len(one) * len(other))
    if between <= 1e-12 * max(1e-300, float(np.abs(place).max())):
        raise NotComputable("embedding controversy is not defined: the embedding puts all nodes in one place")
    return float(1 - within / (2 * between))


def _spectral(matrix: sparse.csr_array) -> np.ndarray:
    """Return the leading axes, the largest coordinate 1."""
    from scipy import sparse
    from scipy.linalg import eigh
    from scipy.sparse.linalg import LinearOperator, eigsh

    n = matrix.shape[0]
    degree = matrix.sum(axis=1)
    more = degree.mean()
    scale = 1.0 / np.sqrt(degree + more)
    if n <= _DENSE:
        values, vectors = eigh((matrix.toarray() + more / n) * scale[:, None] * scale[None, :])
    else:
        normal = (sparse.diags_array(scale) @ matrix @ sparse.diags_array(scale)).tocsr()
        whole = LinearOperator(
            (n, n), matvec=lambda x: normal @ x + scale * ((scale @ x) * more / n), dtype=float
        )
        values, vectors = eigsh(whole, k=7, which="LA", v0=np.random.default_rng(0).random(n), tol=1e-9)
    order = np.argsort(-values, kind="stable")[1:]
    values, vectors = values[order], vectors[:, order]
    axes = values >= values[min(1, len(values) - 1)] - _TIE
    values = np.where(np.abs(values) < _TIE, 0.0, values)
    place = vectors[:, axes] * values[axes] * scale[:, None]
    most = np.abs(place).max()
    return place / most if most > 0 else place


def _force(matrix: sparse.csr_array, iterations: int, seed: int) -> np.ndarray:
    import networkx as nx

    graph = nx.from_scipy_sparse_array(matrix)
    places = nx.forceatlas2_layout(graph, max_iter=iterations, weight="weight", seed=seed)
    return np.array([places[node] for node in range(matrix.shape[0])])


def _distances(one: np.ndarray, other: np.ndarray) -> float:
    """Return all distances between rows of ``one`` and of ``other``, added up."""
    from scipy.spatial.distance import cdist

    return float(sum(cdist(one[i : i + _BATCH], other).sum() for i in range(0, len(one), _BATCH)))
