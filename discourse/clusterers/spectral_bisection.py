"""Spectral bisection: two camps by the sign of the Fiedler vector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, positive
from discourse.clusterers._halves import in_pieces
from discourse.errors import OptionError, did_you_mean
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

_DENSE = 500


def spectral_bisection(network: Network, *, cut: str = "sign", regularize: float = 1.0) -> np.ndarray:
    """Divide the nodes in two by the Fiedler vector of the normalised Laplacian [1]_.

    With L = I − D^(-1/2) A D^(-1/2), the vector D^(-1/2) v of the second smallest eigenvalue is positive in one camp
    and negative in the other. In sparse graphs v is often the mark of a small twig rather than of a camp; so a little
    is added to every pair of nodes first, A + τ/n, with τ the mean degree times ``regularize`` [2]_.

    A network in pieces: the largest is divided, and every other one put whole on the side that has fewer nodes at the
    time, the largest first. If the second piece is at least half as large as the first, no piece is cut.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    cut : {"sign", "median"}
        Camps of any sizes, or halves (nodes of one value by their order).
    regularize : float
        0 gives the plain Laplacian.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    OptionError
        If an option has a value not known.

    References
    ----------
    .. [1] von Luxburg, U. (2007). A tutorial on spectral clustering. *Statistics and Computing* 17, 395–416.
       https://doi.org/10.1007/s11222-007-9033-z
    .. [2] Amini, A. A., Chen, A., Bickel, P. J. & Levina, E. (2013). Pseudo-likelihood methods for community detection
       in large sparse networks. *Annals of Statistics* 41, 2097–2122. https://doi.org/10.1214/13-AOS1138

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> two[2, 3] = two[3, 2] = 1
    >>> spectral_bisection(Network.from_matrix(two, list("abcdef"))).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    if not isinstance(cut, str) or cut not in ("sign", "median"):
        raise OptionError(f"cut={cut!r} is not known.{did_you_mean(str(cut), ('sign', 'median'))}")
    number = isinstance(regularize, int | float | np.number) and not isinstance(regularize, bool)
    if not number or not 0 <= float(regularize) < float("inf"):
        raise OptionError(f"regularize must be a number from 0, not {regularize!r}")

    def divide(part: sparse.csr_array) -> np.ndarray:
        value = np.round(fiedler(part, float(regularize)), 9)
        above = value > 0
        if cut == "median" or above.all() or not above.any():
            above = np.zeros(len(value), dtype=bool)
            above[np.argsort(value, kind="stable")[(len(value) + 1) // 2 :]] = True
        return (above != above[0]).astype(np.int64)

    return apart(positive(network), lambda matrix: in_pieces(matrix, divide))


def fiedler(matrix: sparse.csr_array, regularize: float) -> np.ndarray:
    """Return the Fiedler vector, scaled to a largest size of 1."""
    from scipy import sparse
    from scipy.linalg import eigh
    from scipy.sparse.linalg import LinearOperator, eigsh

    n = matrix.shape[0]
    degree = matrix.sum(axis=1)
    more = regularize * degree.mean()
    scale = 1.0 / np.sqrt(degree + more)
    if n <= _DENSE:
        whole = (matrix.toarray() + more / n) * scale[:, None] * scale[None, :]
        vectors = eigh(whole, subset_by_index=[n - 2, n - 1])[1]
    else:
        normal = (sparse.diags_array(scale) @ matrix @ sparse.diags_array(scale)).tocsr()
        whole = LinearOperator(
            (n, n), matvec=lambda x: normal @ x + scale * ((scale @ x) * more / n), dtype=float
        )
        start = np.random.default_rng(0).random(n)
        values, vectors = eigsh(whole, k=2, which="LA", v0=start, tol=1e-10)
        vectors = vectors[:, np.argsort(values, kind="stable")]
    value = vectors[:, 0] * scale
    return value / np.abs(value).max()
