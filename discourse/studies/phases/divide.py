"""Clustering on a matrix of distances: trees, and k-means on its rows."""

from __future__ import annotations

import numpy as np

from discourse.errors import NotComputable


def tree(distance: np.ndarray, linkage: str, k: int) -> np.ndarray:
    """Cut an agglomerative tree into ``k`` groups.

    Parameters
    ----------
    distance : numpy.ndarray, shape (n, n)
    linkage : {"ward", "average", "complete", "single"}
        Ward's criterion on squared distances (R's ``ward.D2``).
    k : int

    Returns
    -------
    numpy.ndarray of int, shape (n,)

    References
    ----------
    Murtagh, F. & Legendre, P. (2014). Ward's hierarchical agglomerative clustering method: which algorithms implement
    Ward's criterion? *Journal of Classification* 31, 274–295. https://doi.org/10.1007/s00357-014-9161-z

    Examples
    --------
    >>> x = np.array([0.0, 0.1, 0.9, 1.0])
    >>> tree(np.abs(x[:, None] - x), "ward", 2).tolist()
    [0, 0, 1, 1]
    """
    from scipy.cluster import hierarchy
    from scipy.spatial.distance import squareform

    merged = hierarchy.linkage(squareform(distance, checks=False), linkage)
    return hierarchy.cut_tree(merged, k)[:, 0]


def kmeans(distance: np.ndarray, k: int, seed: int) -> np.ndarray:
    """Divide by k-means on the rows of the matrix of distances, the best of ten starts.

    Parameters
    ----------
    distance : numpy.ndarray, shape (n, n)
    k : int
    seed : int

    Returns
    -------
    numpy.ndarray of int, shape (n,)

    Raises
    ------
    NotComputable
        If fewer than ``k`` rows differ.
    """
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    different = len(np.unique(np.round(distance, 9), axis=0))
    if k > different:
        raise NotComputable(f"k-means cannot make {k} groups of {different} different windows")
    with threadpool_limits(limits=1):
        return KMeans(n_clusters=k, n_init=10, random_state=seed).fit_predict(distance)
