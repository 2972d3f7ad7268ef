"""Partitioning around medoids."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, check_k, symmetric
from discourse.clusterers._profiles import distinct, profiles
from discourse.clusterers.hierarchical import _profile_distance
from discourse.errors import NotComputable
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def pam(network: Network, *, k: int | str = "auto", max_groups: int = 10) -> np.ndarray:
    """Divide the nodes around medoids, the nodes from which all others are least far [1]_.

    The distance between two nodes is the straight-line one between their profiles (see
    :func:`discourse.clusterers.kmeans.kmeans`). There is no chance in it.

    Parameters
    ----------
    network : Network
        Negative weights count as such. Nodes without ties are groups of their own. Memory grows with the square
        of the number of nodes.
    k : int or "auto"
        Groups among the nodes with ties. ``"auto"`` takes the number from 2 to ``max_groups`` with the largest
        mean silhouette, or 1 if no silhouette is above 0.
    max_groups : int
        The largest number tried by ``"auto"``.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    NotComputable
        If the network has no nodes, or fewer than ``k`` different profiles.
    OptionError
        If ``k`` exceeds the nodes, or an option is not a whole number.

    References
    ----------
    .. [1] Kaufman, L. & Rousseeuw, P. J. (1990). *Finding Groups in Data*, chapter 2. Wiley.
       https://doi.org/10.1002/9780470316801

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> pam(Network.from_matrix(two, list("abcdef"))).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    check_whole(max_groups, "max_groups", 2)
    matrix = symmetric(network)
    check_k(k, matrix)

    def divide(part: sparse.csr_array) -> np.ndarray:
        distance, found = _profile_distance(part), distinct(profiles(part))
        if k == "auto":
            return _best(distance, min(max_groups, len(distance) - 1, found))
        if int(k) > found:
            raise NotComputable(
                f"{k} groups were asked for, but the nodes have only {found} different profiles; lower k"
            )
        return around_medoids(distance, int(k))

    return apart(matrix, divide)


def _best(distance: np.ndarray, most: int) -> np.ndarray:
    from sklearn.metrics import silhouette_score

    best, labels = 1e-9, np.zeros(len(distance), dtype=np.int64)
    for k in range(2, most + 1):
        found = around_medoids(distance, k)
        value = silhouette_score(distance, found, metric="precomputed")
        if value > best + 1e-9:
            best, labels = value, found
    return labels


def around_medoids(distance: np.ndarray, k: int) -> np.ndarray:
    """Divide objects around ``k`` medoids: build [1]_, then exchange a medoid for another object while that gains.

    Each exchange is the best of all, found as in [2]_; of equal ones the first.

    Parameters
    ----------
    distance : numpy.ndarray of float, shape (n, n)
        Symmetric, 0 on the diagonal.
    k : int
        From 1 to n.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        Labels from 0, in the order of the medoids.

    References
    ----------
    .. [1] Kaufman, L. & Rousseeuw, P. J. (1990). *Finding Groups in Data*, chapter 2. Wiley.
       https://doi.org/10.1002/9780470316801
    .. [2] Schubert, E. & Rousseeuw, P. J. (2021). Fast and eager k-medoids clustering. *Information Systems* 101,
       101804. https://doi.org/10.1016/j.is.2021.101804

    Examples
    --------
    >>> around_medoids(np.abs(np.subtract.outer([0.0, 1, 2, 9, 10, 11], [0.0, 1, 2, 9, 10, 11])), 2).tolist()
    [0, 0, 0, 1, 1, 1]
    """
    medoids = _build(distance, k)
    n = len(distance)
    everyone = np.arange(n)
    for _ in range(100 * n if 1 < k < n else 0):
        order = np.argsort(distance[:, medoids], axis=1, kind="stable")
        first, second = (distance[everyone, medoids[order[:, i]]] for i in (0, 1))
        # What it gains to add each object as a medoid, and loses to take each medoid away, the first being added.
        gain = np.maximum(first[:, None] - distance, 0.0).sum(axis=0)
        belongs = np.zeros((n, k))
        belongs[everyone, order[:, 0]] = 1.0
        kept = np.minimum(distance, second[:, None]) - np.minimum(distance, first[:, None])
        change = kept.T @ belongs - gain[:, None]
        change[medoids] = np.inf
        change = np.round(change, 10)
        new, old = np.unravel_index(int(change.argmin()), change.shape)
        if change[new, old] >= 0:
            break
        medoids[old] = new
    medoids = np.sort(medoids)
    labels = np.argmin(distance[:, medoids], axis=1)
    labels[medoids] = np.arange(k)
    return labels


def _build(distance: np.ndarray, k: int) -> np.ndarray:
    """Return medoids, each the object that lowers the sum of distances most."""
    chosen = [int(np.round(distance.sum(axis=0), 10).argmin())]
    nearest = distance[chosen[0]].copy()
    while len(chosen) < k:
        gain = np.round(np.maximum(nearest[:, None] - distance, 0.0).sum(axis=0), 10)
        gain[chosen] = -1.0
        chosen.append(int(gain.argmax()))
        nearest = np.minimum(nearest, distance[chosen[-1]])
    return np.array(chosen)
