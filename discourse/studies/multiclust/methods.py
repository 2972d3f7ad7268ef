"""The methods that are compared: what each is given, and which can be asked for a number of groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.projections.counts import Counts
from discourse.projections.dense import tie_weights
from discourse.registry import defaults

if TYPE_CHECKING:
    from scipy import sparse


@dataclass(frozen=True)
class Material:
    """The statements of one window as the methods need them.

    Attributes
    ----------
    counts : Counts
    normalization : str or None
    dna : bool
        Compute as Discourse Network Analyzer does.
    seed : int
    """

    counts: Counts
    normalization: str | None
    dna: bool
    seed: int

    @cached_property
    def weights(self) -> np.ndarray:
        """Congruence minus conflict, with negative ties set to 0, shape (rows, rows)."""
        return np.maximum(tie_weights(self.counts, "subtract", self.normalization), 0.0)

    @cached_property
    def network(self) -> Network:
        """The same as a network whose nodes are numbers, so that names cannot change a result."""
        return Network.from_matrix(self.weights, [str(i) for i in range(len(self.weights))])

    @cached_property
    def said(self) -> np.ndarray:
        """Rows by columns and levels: 1 where the row said it; with a kernel, the sum of the weights."""
        found = self.counts.array().reshape(len(self.counts.rows), -1)
        whole = np.all(np.mod(self.counts.n, 1) == 0)
        return (found > 0).astype(float) if whole else found

    @cached_property
    def jaccard(self) -> np.ndarray:
        """Jaccard distances between rows, shape (rows, rows); with a kernel, the weighted ones (Ruzicka)."""
        from scipy.spatial.distance import cdist

        total = self.said.sum(axis=1)
        # Of two numbers, the sum is smaller plus larger and the difference is larger minus smaller.
        differ = cdist(self.said, self.said, "cityblock")
        either = (total[:, None] + total + differ) / 2
        found = np.divide(differ, either, out=np.zeros_like(differ), where=either > 0)
        return np.round(found, 12)

    @cached_property
    def excess(self) -> np.ndarray:
        """What within a group adds to modularity, shape (rows, rows)."""
        weights = (self.weights > 0).astype(float) if self.dna else self.weights
        strength = weights.sum(axis=1)
        return (weights - np.outer(strength, strength) / strength.sum()) / strength.sum()

    @cached_property
    def trees(self) -> dict[str, np.ndarray]:
        """Mergers by method: kept, since several numbers of groups are cut from each."""
        return {}

    def tied(self, k: int) -> int:
        """Return how many of ``k`` groups are left to the nodes with ties; each other node is a group of its own."""
        alone = int((self.weights.sum(axis=1) == 0).sum())
        if k <= alone:
            raise NotComputable(
                f"{alone} nodes have no positive tie and are groups of their own; ask for more groups"
            )
        return k - alone

    def modularity(self, labels: np.ndarray) -> float:
        """Return the modularity of groups, rounded so that what is equal in truth is equal."""
        return round(float(self.excess[labels[:, None] == labels].sum()), 12) + 0.0


#: Returns labels for a number of groups, or for the method's own choice where the number is None.
Divide = Callable[[Material, int | None], np.ndarray]


@dataclass(frozen=True)
class Method:
    """One of the methods.

    Attributes
    ----------
    label : str
        For figures.
    divide : Divide
    takes_k : bool
        Whether it can be asked for a number of groups.
    own_k : bool
        Whether it chooses the number by itself if it is not asked for one.
    """

    label: str
    divide: Divide
    takes_k: bool = True
    own_k: bool = False


def _cut(
    given: Material, name: str, distance: Callable[[], np.ndarray], linkage: str, k: int | None
) -> np.ndarray:
    from scipy import sparse

    from discourse.clusterers._trees import agglomerate, cut_tree

    if name not in given.trees:
        given.trees[name] = agglomerate(distance(), linkage)
    return cut_tree(given.trees[name], sparse.csr_array(given.weights), _number(k))


def _linked(linkage: str) -> Divide:
    return lambda given, k: _cut(given, linkage, lambda: given.jaccard, linkage, k)


def _kmeans(given: Material, k: int | None) -> np.ndarray:
    from discourse.clusterers._profiles import kmeans_rows

    return kmeans_rows(given.jaccard, _number(k), given.seed)


def _pam(given: Material, k: int | None) -> np.ndarray:
    from discourse.clusterers.pam import around_medoids

    return around_medoids(given.jaccard, _number(k))


def _equivalence(given: Material, k: int | None) -> np.ndarray:
    from discourse.clusterers.equivalence import ties_differ

    return _cut(given, "equivalence", lambda: ties_differ(given.weights), "complete", k)


def _concor(given: Material, k: int | None) -> np.ndarray:
    rows = given.weights.copy()
    if not given.dna:
        np.fill_diagonal(rows, rows.max(axis=1))
    return _blocks(given, rows, k)


def _concor_two_mode(given: Material, k: int | None) -> np.ndarray:
    return _blocks(given, given.said, k)


def _blocks(given: Material, rows: np.ndarray, k: int | None) -> np.ndarray:
    from discourse.clusterers.concor import divided

    found = divided(rows, given.excess, _number(k))
    if len(found) < _number(k):
        raise NotComputable(f"correlations divide the nodes into {len(found)} groups at most")
    return found[-1]


def _greedy(given: Material, k: int | None) -> np.ndarray:
    import networkx as nx

    from discourse.clusterers._graph import apart, graph_of, labels_of, positive
    from discourse.clusterers._trees import check_pieces
    from discourse.clusterers.greedy import greedy

    if k is None:
        return greedy(given.network)
    wanted = given.tied(k)

    def divide(part: sparse.csr_array) -> np.ndarray:
        check_pieces(part, wanted)
        groups = nx.community.greedy_modularity_communities(
            graph_of(part), weight="weight", cutoff=wanted, best_n=wanted
        )
        return labels_of(groups, part.shape[0])

    return apart(positive(given.network), divide)


def _clusterer(name: str) -> Divide:
    """Call a clusterer by its own name, which is that of its file."""

    def divide(given: Material, k: int | None) -> np.ndarray:
        function = getattr(import_module(f"discourse.clusterers.{name}"), name)
        more: dict[str, object] = {"seed": given.seed} if "seed" in defaults(function) else {}
        if k is not None:
            more["k"] = given.tied(k)
        if given.dna and name == "edge_betweenness":
            more["weights"] = "far"
        return function(given.network, **more)

    return divide


def _number(k: int | None) -> int:
    assert k is not None
    return k


#: Of methods with the same modularity the first is called best.
METHODS: dict[str, Method] = {
    "hierarchical_single": Method("Hierarchical (single)", _linked("single")),
    "hierarchical_average": Method("Hierarchical (average)", _linked("average")),
    "hierarchical_complete": Method("Hierarchical (complete)", _linked("complete")),
    "hierarchical_ward": Method("Hierarchical (Ward)", _linked("ward")),
    "kmeans": Method("k-means", _kmeans),
    "pam": Method("Medoids (PAM)", _pam),
    "equivalence": Method("Equivalence", _equivalence),
    "concor": Method("CONCOR (one-mode)", _concor),
    "concor_two_mode": Method("CONCOR (two-mode)", _concor_two_mode),
    "louvain": Method("Louvain", _clusterer("louvain"), takes_k=False, own_k=True),
    "greedy": Method("Greedy modularity", _greedy, own_k=True),
    "walktrap": Method("Walktrap", _clusterer("walktrap"), own_k=True),
    "leading_eigenvector": Method(
        "Leading eigenvector", _clusterer("leading_eigenvector"), takes_k=False, own_k=True
    ),
    "edge_betweenness": Method("Edge betweenness", _clusterer("edge_betweenness"), own_k=True),
    "infomap": Method("Infomap", _clusterer("infomap"), takes_k=False, own_k=True),
    "label_propagation": Method(
        "Label propagation", _clusterer("label_propagation"), takes_k=False, own_k=True
    ),
    "spinglass": Method("Spinglass", _clusterer("spinglass"), takes_k=False, own_k=True),
}
