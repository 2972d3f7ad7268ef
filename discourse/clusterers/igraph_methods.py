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
    check_whole,
    positive,
    symmetric,
)
from discourse.errors import MissingExtra
from discourse.model.network import Network


def walktrap(network: Network, *, steps: int = 4, k: int | str = "auto") -> np.ndarray:
    """Divide the nodes by Walktrap [1]_: short random walks tend to stay within a group.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    steps : int
        The length of the walks.
    k : int or "auto"
        Groups among the nodes with ties; ``"auto"`` cuts the tree where modularity is highest.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    MissingExtra
        If igraph is not installed.
    NotComputable
        If the network has no nodes.
    OptionError
        If ``steps`` or ``k`` is not a whole number, or ``k`` exceeds the nodes.

    References
    ----------
    .. [1] Pons, P. & Latapy, M. (2006). Computing communities in large networks using random walks. *Journal of
       Graph Algorithms and Applications* 10, 191–218. https://doi.org/10.7155/jgaa.00124

    Examples
    --------
    With igraph installed::

        discourse.cluster(network, "walktrap", steps=5)
    """
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
    """Divide the nodes by Infomap [1]_: the groups in which a random walk is told in the fewest bits.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    trials : int
        How many times to begin anew; the shortest description is kept.
    seed : int
        Of the trials.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    MissingExtra
        If igraph is not installed.
    NotComputable
        If the network has no nodes.
    OptionError
        If ``trials`` or ``seed`` is not a whole number.

    References
    ----------
    .. [1] Rosvall, M. & Bergstrom, C. T. (2008). Maps of random walks on complex networks reveal community
       structure. *PNAS* 105, 1118–1123. https://doi.org/10.1073/pnas.0706851105

    Examples
    --------
    With igraph installed::

        discourse.cluster(network, "infomap", seed=1)
    """
    check_whole(trials, "trials", 1)
    check_seed(seed)

    def divide(graph: Any) -> Any:
        return graph.community_infomap(edge_weights="weight", trials=int(trials)).membership

    return _run("infomap", positive(network), divide, seed)


def spinglass(
    network: Network, *, resolution: float = 1.0, spins: int = 25, trials: int = 5, seed: int = 0
) -> np.ndarray:
    """Divide the nodes by simulated annealing of a spin glass [1]_; negative ties push apart [2]_.

    Every piece of a network in several pieces is annealed by itself. One annealing often leaves a node or two
    astray; of several the one of lowest energy is kept. It is slow beyond a few thousand ties.

    Parameters
    ----------
    network : Network
        Negative weights count as such. Nodes without ties are groups of their own.
    resolution : float
        Above 1 gives more and smaller groups, below 1 fewer and larger ones.
    spins : int
        The largest number of groups in a piece.
    trials : int
        How many times to anneal each piece.
    seed : int
        Of the annealing.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    MissingExtra
        If igraph is not installed.
    NotComputable
        If the network has no nodes.
    OptionError
        If ``resolution`` is not above 0, or ``spins``, ``trials`` or ``seed`` not a whole number.

    References
    ----------
    .. [1] Reichardt, J. & Bornholdt, S. (2006). Statistical mechanics of community detection. *Physical Review E*
       74, 016110. https://doi.org/10.1103/PhysRevE.74.016110
    .. [2] Traag, V. A. & Bruggeman, J. (2009). Community detection in networks with positive and negative links.
       *Physical Review E* 80, 036115. https://doi.org/10.1103/PhysRevE.80.036115

    Examples
    --------
    With igraph installed::

        discourse.cluster(network, "spinglass", seed=1)
    """
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
    """Divide the nodes in two, again and again, by the leading eigenvector of the modularity matrix [1]_.

    Parameters
    ----------
    network : Network
        Positive weights count. Nodes without them are groups of their own.
    k : int or "auto"
        The largest number of groups among the nodes with ties; ``"auto"`` goes on as long as modularity gains.
    seed : int
        Of the eigen-solver's first vector.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    MissingExtra
        If igraph is not installed.
    NotComputable
        If the network has no nodes.
    OptionError
        If ``k`` or ``seed`` is not a whole number, or ``k`` exceeds the nodes.

    References
    ----------
    .. [1] Newman, M. E. J. (2006). Finding community structure in networks using the eigenvectors of matrices.
       *Physical Review E* 74, 036104. https://doi.org/10.1103/PhysRevE.74.036104

    Examples
    --------
    With igraph installed::

        discourse.cluster(network, "leading_eigenvector")
    """
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
