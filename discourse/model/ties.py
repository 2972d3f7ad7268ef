"""The ties of a network that count, as arrays and as a matrix: what clusterers, scores and layouts all start from.

Ties of a node with itself and ties that weigh nothing never count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse


def kept(network: Network) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return source rows, target rows and weights of the ties that count: no loops, no zeros.

    Examples
    --------
    >>> [part.tolist() for part in kept(Network.from_matrix([[0, 2], [2, 0]], ["a", "b"]))]
    [[0], [1], [2.0]]
    """
    source, target = network.ends
    weight = network.edges["weight"].to_numpy()
    keep = (source != target) & (weight != 0)
    return source[keep], target[keep], weight[keep]


def scaled(weight: np.ndarray) -> np.ndarray:
    """Return weights divided by a power of two, the largest size between 1/2 and 1; no ratio changes.

    So the unit in which ties are counted makes no difference to any method.

    Examples
    --------
    >>> scaled(np.array([3.0, -12.0])).tolist()
    [0.1875, -0.75]
    """
    return np.ldexp(weight, -int(np.frexp(np.abs(weight).max(initial=0.0))[1]))


def tie_matrix(
    network: Network, *, absolute: bool = False, directed: bool = False, scale: bool = True
) -> sparse.csr_array:
    """Return the ties that count as a matrix without stored zeros.

    Parameters
    ----------
    network : Network
    absolute : bool
        Let negative weights count by their size.
    directed : bool
        Keep the direction of directed ties; if not, the weights of both directions are added up.
    scale : bool
        Divide the weights as :func:`scaled` does.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        Symmetric unless ``directed`` and the network is.

    Examples
    --------
    >>> tie_matrix(Network.from_matrix([[0, -3], [-3, 0]], ["a", "b"]), absolute=True).toarray().tolist()
    [[0.0, 0.75], [0.75, 0.0]]
    """
    from scipy import sparse

    source, target, weight = kept(network)
    if absolute:
        weight = np.abs(weight)
    if scale:
        weight = scaled(weight)
    if not (directed and network.directed):
        source, target = np.concatenate([source, target]), np.concatenate([target, source])
        weight = np.concatenate([weight, weight])
    matrix = sparse.coo_array((weight, (source, target)), shape=(network.order,) * 2).tocsr()
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    return matrix
