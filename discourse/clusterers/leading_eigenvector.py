"""Division by the leading eigenvector of the modularity matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, by_igraph, check_k, positive
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

#: Groups larger than this are divided by an iterative solver.
_DENSE = 400


def leading_eigenvector(network: Network, *, k: int | str = "auto", engine: str = "own") -> np.ndarray:
    """Divide the nodes in two, again and again, by the leading eigenvector of the modularity matrix [1]_.

    Of all present groups the one is divided whose division raises modularity most, until none does.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    k : int or "auto"
        The largest number of groups among the nodes with ties; ``"auto"`` sets no limit.
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
        If ``k`` is not a whole number or exceeds the nodes.

    References
    ----------
    .. [1] Newman, M. E. J. (2006). Finding community structure in networks using the eigenvectors of matrices.
       *Physical Review E* 74, 036104. https://doi.org/10.1103/PhysRevE.74.036104

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> labels = leading_eigenvector(Network.from_matrix(two, list("abcdef")))
    >>> int(labels[0] == labels[2]), int(labels[0] == labels[3])
    (1, 0)
    """
    if by_igraph(engine):
        from discourse.clusterers import igraph_methods

        return igraph_methods.leading_eigenvector(network, k=k)
    matrix = positive(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        n = part.shape[0]
        most = n if k == "auto" else int(k)
        labels = np.zeros(n, dtype=np.int64)
        splits = {0: _split(part, np.arange(n))}
        while len(splits) < most:
            best = max(splits, key=lambda g: (splits[g][0], -g))
            gain, moved = splits[best]
            if gain <= 1e-12:
                break
            new = len(splits)
            labels[moved] = new
            for group in (best, new):
                splits[group] = _split(part, np.flatnonzero(labels == group))
        return labels

    return apart(matrix, divide)


def _split(matrix: sparse.csr_array, members: np.ndarray) -> tuple[float, np.ndarray]:
    """Return by how much modularity gains if a group is divided, and which members leave it."""
    strength = np.asarray(matrix.sum(axis=1)).ravel()
    total = strength.sum()
    own = strength[members]
    inside = matrix[members][:, members].tocsr()
    # Beyond chance: what ties each member to the group. It is taken off the diagonal.
    excess = np.asarray(inside.sum(axis=1)).ravel() - own * own.sum() / total

    def times(x: np.ndarray) -> np.ndarray:
        x = np.ravel(x)
        return inside @ x - own * (own @ x / total) - excess * x

    if len(members) == 1:
        return 0.0, members[:0]
    vector = _leading(inside, own, excess, total, times)
    vector = np.where(np.abs(vector) < 1e-9 * np.abs(vector).max(), 0.0, vector)
    # The side of the first member that is on a side stays.
    first = vector[np.flatnonzero(vector)[0]] if vector.any() else 1.0
    side = np.where(vector * first >= 0, 1.0, -1.0)
    return float(side @ times(side) / (2.0 * total)), members[side < 0]


def _leading(
    inside: sparse.csr_array, own: np.ndarray, excess: np.ndarray, total: float, times: object
) -> np.ndarray:
    """Return the eigenvector of the largest eigenvalue."""
    n = len(own)
    if n <= _DENSE:
        from scipy.linalg import eigh

        dense = inside.toarray() - np.outer(own, own) / total - np.diag(excess)
        return eigh(dense, subset_by_index=[n - 1, n - 1])[1][:, 0]
    from scipy.sparse.linalg import ArpackNoConvergence, LinearOperator, eigsh

    start = np.random.default_rng(0).random(n) - 0.5
    operator = LinearOperator((n, n), matvec=times, dtype=float)
    try:
        return eigsh(operator, k=1, which="LA", v0=start, ncv=min(n - 1, 40), maxiter=50 * n, tol=1e-8)[1][
            :, 0
        ]
    except ArpackNoConvergence as error:
        return error.eigenvectors[:, 0] if error.eigenvectors.size else start
