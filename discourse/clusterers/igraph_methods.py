"""Clusterers that igraph brings: Walktrap, Infomap, spinglass, leading eigenvector.

igraph is under the GPL and therefore never a dependency of this package, only an extra. Its random numbers come
from Python's generator, seeded anew for every call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from discourse.clusterers._graph import (
    apart,
    check_k,
    check_positive,
    check_seed,
    positive,
    symmetric,
)
from discourse.errors import MissingExtra
from discourse.model.checks import check_whole
from discourse.model.network import Network


def walktrap(network: Network, *, steps: int = 4, k: int | str = "auto") -> np.ndarray:
    """Divide the nodes by igraph; see :func:`discourse.clusterers.walktrap.walktrap`."""
    check_whole(steps, "steps", 1)
    matrix = positive(network)
    check_k(k, matrix)

    def divide(graph: Any) -> Any:
        from scipy.sparse.csgraph import connected_components

        tree = graph.community_walktrap(weights="weight", steps=int(steps))
        if k == "auto":
            return tree.as_clustering().membership
        pieces, piece = connected_components(graph.get_adjacency_sparse(), directed=False)
        return piece if k <= pieces else tree.as_clustering(int(k)).membership

    return _run("walktrap", matrix, divide)


def infomap(network: Network, *, trials: int = 10, seed: int = 0) -> np.ndarray:
    """Divide the nodes by igraph; see :func:`discourse.clusterers.infomap.infomap`."""
    check_whole(trials, "trials", 1)
    check_seed(seed)

    def divide(graph: Any) -> Any:
        return graph.community_infomap(edge_weights="weight", trials=int(trials)).membership

    return _run("infomap", positive(network), divide, seed)


def spinglass(
    network: Network, *, resolution: float = 1.0, spins: int = 25, trials: int = 5, seed: int = 0
) -> np.ndarray:
    """Divide the nodes by igraph; see :func:`discourse.clusterers.spinglass.spinglass`."""
    check_positive(resolution, "resolution")
    check_whole(spins, "spins", 2, 500)
    check_whole(trials, "trials", 1)
    check_seed(seed)
    matrix = symmetric(network)
    options: dict[str, Any] = {"weights": "weight", "spins": int(spins), "gamma": float(resolution)}
    if matrix.data.min(initial=0.0) < 0:
        options |= {"implementation": "neg", "lambda_": float(resolution)}

    def divide(graph: Any) -> Any:
        labels = np.zeros(graph.vcount(), dtype=np.int64)
        for piece in graph.connected_components():
            part = graph.induced_subgraph(piece)
            found = [np.array(part.community_spinglass(**options).membership) for _ in range(trials)]
            best = max(found, key=lambda groups: _quality(part, groups, resolution))
            labels[piece] = labels.max() + 1 + best
        return labels

    return _run("spinglass", matrix, divide, seed)


def leading_eigenvector(network: Network, *, k: int | str = "auto", seed: int = 0) -> np.ndarray:
    """Divide the nodes by igraph; see :func:`discourse.clusterers.leading_eigenvector.leading_eigenvector`."""
    check_seed(seed)
    matrix = positive(network)
    check_k(k, matrix)

    def divide(graph: Any) -> Any:
        clusters = None if k == "auto" else int(k)
        return graph.community_leading_eigenvector(clusters=clusters, weights="weight").membership

    return _run("leading_eigenvector", matrix, divide, seed)


def _quality(graph: Any, groups: np.ndarray, resolution: float) -> float:
    """Return the weight within groups beyond chance, negative ties counted against: the energy, turned round."""
    ends = np.array(graph.get_edgelist())
    weight = np.array(graph.es["weight"])
    total = 0.0
    for part, sign in ((np.maximum(weight, 0.0), 1.0), (np.maximum(-weight, 0.0), -1.0)):
        if part.any():
            within = part[groups[ends[:, 0]] == groups[ends[:, 1]]].sum()
            degrees = np.bincount(groups[ends].ravel(), weights=np.repeat(part, 2))
            total += sign * (within - resolution * (degrees @ degrees) / (4.0 * part.sum()))
    # Rounded, so that of equal ones the first is kept.
    return round(total, 9)


def _run(name: str, matrix: Any, divide: Callable[[Any], Any], seed: int = 0) -> np.ndarray:
    """Hand the nodes with ties to igraph, with Python's random numbers seeded, and take back the labels."""
    import random

    try:
        import igraph
    except ModuleNotFoundError as error:
        raise MissingExtra(f"{name!r} among the clusterers", "igraph") from error

    def with_graph(part: Any) -> np.ndarray:
        upper = part.tocoo()
        keep = upper.row < upper.col
        pairs = np.column_stack([upper.row[keep], upper.col[keep]]).tolist()
        graph = igraph.Graph(n=part.shape[0], edges=pairs, edge_attrs={"weight": upper.data[keep].tolist()})
        igraph.set_random_number_generator(random.Random(int(seed)))
        try:
            return np.asarray(divide(graph), dtype=np.int64)
        finally:
            igraph.set_random_number_generator(random)

    return apart(matrix, with_graph)
