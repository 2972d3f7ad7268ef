"""What every clusterer needs: the ties as a symmetric matrix, and nodes without ties set apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.checks import check_whole
from discourse.model.network import Network
from discourse.model.ties import tie_matrix

if TYPE_CHECKING:
    import networkx as nx
    from scipy import sparse


def symmetric(network: Network) -> sparse.csr_array:
    """Return the weights as a symmetric matrix without loops and zeros, the largest between 1/2 and 1.

    Directed weights are added up over both directions. Dividing by a power of two changes no ratio between two
    weights, so that the unit in which ties are counted makes no difference to any method.

    Parameters
    ----------
    network : Network

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)

    Raises
    ------
    NotComputable
        If the network has no nodes.
    """
    if network.order == 0:
        raise NotComputable("a network without nodes has no groups; check what it was projected from")
    return tie_matrix(network)


def positive(network: Network) -> sparse.csr_array:
    """Return :func:`symmetric` with the positive weights only.

    Parameters
    ----------
    network : Network

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
    """
    matrix = symmetric(network)
    matrix.data = np.maximum(matrix.data, 0.0)
    matrix.eliminate_zeros()
    return matrix


def apart(matrix: sparse.csr_array, divide: Callable[[sparse.csr_array], np.ndarray]) -> np.ndarray:
    """Divide the nodes that have ties; every other node becomes a group of its own.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Symmetric.
    divide : callable
        Takes the matrix of the nodes with ties, returns a label from 0 upwards for each.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
    """
    tied = np.flatnonzero(np.diff(matrix.indptr))
    alone = np.flatnonzero(np.diff(matrix.indptr) == 0)
    labels = np.zeros(matrix.shape[0], dtype=np.int64)
    if len(tied):
        labels[tied] = divide(matrix[tied][:, tied].tocsr())
    labels[alone] = labels.max(initial=-1) + 1 + np.arange(len(alone))
    return labels


def graph_of(matrix: sparse.csr_array) -> nx.Graph:
    """Return a networkx graph whose nodes are row numbers, so that names cannot change a result."""
    import networkx as nx

    upper = matrix.tocoo()
    keep = upper.row < upper.col
    graph = nx.Graph()
    graph.add_nodes_from(range(matrix.shape[0]))
    graph.add_weighted_edges_from(
        zip(upper.row[keep].tolist(), upper.col[keep].tolist(), upper.data[keep].tolist(), strict=True)
    )
    return graph


def labels_of(groups: Any, n: int) -> np.ndarray:
    """Return one label per node from an iterable of sets of row numbers."""
    labels = np.zeros(n, dtype=np.int64)
    for number, members in enumerate(groups):
        labels[list(members)] = number
    return labels


def check_positive(value: Any, name: str) -> None:
    """Raise :class:`OptionError` unless ``value`` is a finite number above 0."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not 0 < float(value) < float("inf"):
        raise OptionError(f"{name} must be a number above 0, not {value!r}")


def check_seed(seed: Any) -> None:
    """Raise :class:`OptionError` unless ``seed`` is a whole number from 0 to 2**32 − 1."""
    check_whole(seed, "seed", 0, 2**32 - 1)


def check_k(k: Any, matrix: sparse.csr_array) -> None:
    """Raise :class:`OptionError` unless ``k`` is ``"auto"`` or a number of groups that the nodes can be divided into.

    Parameters
    ----------
    k : int or "auto"
        Groups among the nodes that have ties.
    matrix : scipy.sparse.csr_array, shape (n, n)
    """
    if isinstance(k, str) and k == "auto":
        return
    n = matrix.shape[0]
    tied = int((np.diff(matrix.indptr) > 0).sum())
    if not isinstance(k, int | np.integer) or isinstance(k, bool) or k < 1:
        raise OptionError(f"k must be 'auto' or a whole number from 1, not {k!r}")
    if k > n:
        raise OptionError(
            f"k={k} groups were asked for, but the network has {n} nodes; ask for at most that many"
        )
    if tied and k > tied:
        raise OptionError(
            f"k={k} groups were asked for, but only {tied} of the {n} nodes have ties that count; "
            "ask for at most that many (nodes without ties are groups of their own)"
        )


def by_igraph(engine: str) -> bool:
    """Return whether igraph is asked for; raise :class:`OptionError` for an engine that is not known."""
    if engine not in ("own", "igraph"):
        raise OptionError(f"engine={engine!r} is not known.{did_you_mean(str(engine), ('own', 'igraph'))}")
    return engine == "igraph"
