"""What the layouts share: the ties as a matrix, kinds in reading order, and a first placing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import OptionError
from discourse.model.network import Network
from discourse.model.ties import tie_matrix

if TYPE_CHECKING:
    from scipy import sparse

#: Kinds are read in this order, then the others in that of the alphabet.
READING = ("commenter", "article", "actor", "narrative")
_PIVOTS = 50


def sizes(network: Network) -> sparse.csr_array:
    """Return the absolute weights as a symmetric matrix, the largest between 1/2 and 1, without loops and zeros.

    Parameters
    ----------
    network : Network
        Directed weights are added up over both directions.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
    """
    return tie_matrix(network, absolute=True)


def kinds(network: Network) -> list[np.ndarray]:
    """Return the row numbers of each kind of node, the kinds in reading order, rows rising.

    Examples
    --------
    >>> import pandas as pd
    >>> kind = ["narrative", "commenter", "narrative"]
    >>> nodes = pd.DataFrame({"id": ["n:1", "c:1", "n:2"], "label": "x", "kind": kind})
    >>> [rows.tolist() for rows in kinds(Network(nodes, pd.DataFrame(columns=["source", "target", "weight"])))]
    [[1], [0, 2]]
    """
    kind = network.nodes["kind"].to_numpy(dtype=object)
    found = sorted(set(kind), key=lambda k: (READING.index(k) if k in READING else len(READING), str(k)))
    return [np.flatnonzero(kind == k) for k in found]


def first_places(matrix: sparse.csr_array, seed: int) -> np.ndarray:
    """Return a first placing of a connected network: pivot multidimensional scaling [1]_ and a little noise.

    Distances in ties to up to 50 pivots, each the farthest from those before it, are turned into coordinates; so
    the large shape is right before forces begin, and seeds differ in detail rather than in shape.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
    seed : int

    Returns
    -------
    numpy.ndarray of float, shape (n, 2)
        About 1 unit for every tie on a path.

    References
    ----------
    .. [1] Brandes, U. & Pich, C. (2007). Eigensolver methods for progressive multidimensional scaling of large
       data. *Graph Drawing*, LNCS 4372, 42–53. https://doi.org/10.1007/978-3-540-70904-6_6
    """
    from scipy.sparse.csgraph import dijkstra

    n = matrix.shape[0]
    pivot = int(np.argmax(np.diff(matrix.indptr)))
    far, nearest = [], np.full(n, np.inf)
    for _ in range(min(n, _PIVOTS)):
        far.append(dijkstra(matrix, unweighted=True, indices=pivot))
        nearest = np.minimum(nearest, far[-1])
        pivot = int(np.argmax(nearest))
    square = np.column_stack(far) ** 2
    centred = square - square.mean(axis=0) - square.mean(axis=1, keepdims=True) + square.mean()
    _, vectors = np.linalg.eigh(centred.T @ centred)
    places = centred @ vectors[:, ::-1][:, :2]
    if places.shape[1] < 2:
        places = np.column_stack([places, np.zeros(n)])
    reach = np.abs(places).max()
    if reach > 0:
        places = places * (max(1.0, float(np.max(far))) / 2.0 / reach)
    noise = np.random.default_rng(seed).standard_normal((n, 2))
    return places + 0.25 * noise


def check_count(value: Any, name: str, least: int) -> None:
    """Raise :class:`OptionError` unless ``value`` is a whole number, ``least`` or more."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise OptionError(f"{name} must be a whole number from {least}, not {value!r}")
