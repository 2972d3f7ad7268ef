"""Clusterers on networks whose best division is known, and what is particular to single methods."""

from __future__ import annotations

from importlib.util import find_spec

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from discourse.clusterers import TABLE
from discourse.clusterers.hierarchical import hierarchical
from discourse.clusterers.kmeans import kmeans
from discourse.clusterers.leiden import leiden
from discourse.clusterers.louvain import louvain
from discourse.clusterers.spectral import spectral
from discourse.errors import MissingExtra, NotComputable, OptionError
from discourse.model.network import Network


@pytest.fixture(scope="module")
def karate() -> Network:
    """Return Zachary's karate club, without weights."""
    graph = nx.karate_club_graph()
    return Network.from_networkx(nx.Graph(graph.edges))


def quality(net: Network, labels: np.ndarray, resolution: float = 1.0) -> float:
    graph = net.graph()
    names = net.nodes["id"].to_numpy()
    groups = [set(names[labels == g]) for g in np.unique(labels)]
    return nx.community.modularity(graph, groups, resolution=resolution)


# The optimum, .4197896 with 4 groups, is known from exact solutions.
@pytest.mark.parametrize("method", [leiden, louvain])
def test_the_best_division_of_the_karate_club_is_found(karate, method):
    found = [method(karate, seed=seed) for seed in range(10)]
    best = max(found, key=lambda labels: quality(karate, labels))
    assert quality(karate, best) == pytest.approx(0.4197896, abs=1e-7)
    assert len(set(best.tolist())) == 4
    assert all(quality(karate, labels) <= 0.4197897 for labels in found)


def test_leiden_is_good_at_its_defaults(karate):
    assert quality(karate, leiden(karate)) >= 0.41


@pytest.mark.parametrize(("name", "least"), [("greedy", 0.3806), ("spectral", 0.40), ("hierarchical", 0.38)])
def test_others_come_near(karate, name, least):
    # .381 is the published value of greedy merging (Newman 2004, doi 10.1103/PhysRevE.69.066133).
    assert quality(karate, TABLE.call(name, karate)) >= least


@pytest.mark.parametrize("method", [leiden, louvain])
def test_resolution_raises_the_number_of_groups(karate, method):
    few, some, many = (len(set(method(karate, resolution=r).tolist())) for r in (0.2, 1.0, 4.0))
    assert few < some < many


def test_leiden_with_more_trials_is_no_worse(karate):
    values = [quality(karate, leiden(karate, trials=trials)) for trials in (1, 5, 50)]
    assert values == sorted(values)


def test_groups_of_leiden_hold_together():
    graph = nx.gnp_random_graph(80, 0.04, seed=5)
    net = Network.from_networkx(graph)
    labels = leiden(net)
    for group in np.unique(labels):
        assert nx.is_connected(graph.subgraph(np.flatnonzero(labels == group).tolist()))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["leiden", "louvain", "spectral"])
def test_political_blogs_fall_into_their_two_sides(shared, name):
    graph = nx.Graph(nx.read_gexf(shared / "data" / "networks" / "polblogs.gexf"))
    graph.remove_edges_from(list(nx.selfloop_edges(graph)))
    graph = graph.subgraph(max(nx.connected_components(graph), key=len)).copy()
    side = np.array([a["labels"] for _, a in graph.nodes(data=True)])
    net = Network.from_networkx(nx.Graph(graph.edges))
    side = np.array([graph.nodes[n]["labels"] for n in net.nodes["id"]])
    labels = TABLE.call(name, net)
    # The two largest groups are one side each; modularity is above .4052, that of the true sides.
    sizes = np.bincount(labels)
    largest = np.argsort(-sizes)[:2]
    major = [np.bincount(side[labels == g], minlength=2) for g in largest]
    assert {int(m.argmax()) for m in major} == {0, 1}
    assert all(m.max() / m.sum() > 0.9 for m in major)
    if name != "spectral":
        assert quality(net, labels) > 0.4052


# igraph's own worked values: Infomap on the karate club has a codelength of 4.31179 and a modularity of .40203.
@pytest.mark.parametrize(
    ("name", "value"),
    [("infomap", 0.40203), ("walktrap", 0.35322), ("spinglass", 0.41979), ("leading_eigenvector", 0.39341)],
)
def test_igraph_methods_on_the_karate_club(karate, name, value):
    if find_spec("igraph") is None:
        with pytest.raises(MissingExtra, match=r"pip install 'discourse-toolkit\[igraph\]'"):
            TABLE.call(name, karate, engine="igraph")
        return
    assert quality(karate, TABLE.call(name, karate, engine="igraph")) == pytest.approx(value, abs=2e-5)


@pytest.mark.parametrize("name", ["infomap", "walktrap", "spinglass", "leading_eigenvector"])
def test_an_unknown_engine_is_refused(karate, name):
    with pytest.raises(OptionError, match=r"engine='igraf' is not known\. Did you mean 'igraph'"):
        TABLE.call(name, karate, engine="igraf")


@pytest.mark.parametrize("name", ["kmeans", "hierarchical", "spinglass"])
def test_negative_ties_push_apart(name):
    # Two camps of five: friends within, enemies across.
    camp = np.repeat([1, -1], 5)
    net = Network.from_matrix(np.outer(camp, camp) - np.eye(10), [str(i) for i in range(10)])
    assert adjusted_rand_score(camp, TABLE.call(name, net)) == 1.0


@pytest.mark.parametrize("linkage", ["average", "complete", "single", "ward"])
def test_every_linkage_finds_cliques(linkage):
    net = Network.from_networkx(nx.connected_caveman_graph(5, 6))
    labels = hierarchical(net, linkage=linkage, k=5)
    assert adjusted_rand_score(np.repeat(np.arange(5), 6), labels) > 0.9
    assert len(set(labels.tolist())) == 5


def test_hierarchical_with_single_linkage_on_ties_cuts_the_weakest_bridges():
    # A path with weights 5 5 1 5 5 2 5: single linkage on ties takes the bridges of weight 1 and 2 last.
    weights = [5, 5, 1, 5, 5, 2, 5]
    matrix = np.zeros((8, 8))
    matrix[np.arange(7), np.arange(1, 8)] = weights
    net = Network.from_matrix(matrix + matrix.T, list("abcdefgh"))
    assert hierarchical(net, linkage="single", distance="tie", k=2).tolist() == [0, 0, 0, 1, 1, 1, 1, 1]
    assert hierarchical(net, linkage="single", distance="tie", k=3).tolist() == [0, 0, 0, 1, 1, 1, 2, 2]


def test_hierarchical_cuts_where_modularity_is_highest(karate):
    auto = hierarchical(karate)
    cuts = [quality(karate, hierarchical(karate, k=k)) for k in range(1, 35)]
    assert quality(karate, auto) == pytest.approx(max(cuts), abs=1e-12)
    assert len(set(auto.tolist())) == int(np.argmax(np.round(cuts, 9))) + 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"linkage": "median"}, "linkage must be one of average, complete, single, ward"),
        ({"distance": "hops"}, "distance must be one of profile, tie"),
        ({"linkage": "ward", "distance": "tie"}, "straight-line"),
    ],
)
def test_hierarchical_names_what_it_takes(karate, options, words):
    with pytest.raises(OptionError, match=words):
        hierarchical(karate, **options)


def test_kmeans_cannot_divide_nodes_that_are_alike():
    complete = Network.from_matrix(np.ones((5, 5)), list("abcde"))
    assert len(set(kmeans(complete).tolist())) == 1
    with pytest.raises(NotComputable, match="only 1 different"):
        kmeans(complete, k=2)


def test_spectral_counts_pieces_as_groups():
    pieces = Network.from_networkx(nx.disjoint_union_all([nx.complete_graph(5)] * 12))
    labels = spectral(pieces)
    assert adjusted_rand_score(np.repeat(np.arange(12), 5), labels) == 1.0


def test_spectral_sees_no_groups_in_a_complete_network():
    assert len(set(spectral(Network.from_matrix(np.ones((8, 8)), list("abcdefgh"))).tolist())) == 1


def test_spectral_divides_large_networks_by_the_sparse_solver():
    net = Network.from_networkx(nx.random_partition_graph([550, 550, 550], 0.05, 0.002, seed=2))
    labels = spectral(net)
    assert adjusted_rand_score(np.repeat(np.arange(3), 550), labels) > 0.98


def test_two_modes_are_divided_across_kinds():
    matrix = np.zeros((8, 8))
    matrix[:2, 4:6] = matrix[2:4, 6:8] = 1
    net = Network.from_matrix(matrix + matrix.T, list("abcdwxyz"))
    for method in (leiden, louvain, spectral):
        assert adjusted_rand_score([0, 0, 1, 1, 0, 0, 1, 1], method(net)) == 1.0


@st.composite
def networks(draw: st.DrawFn) -> Network:
    n = draw(st.integers(1, 9))
    pairs = [(i, j) for i in range(n) for j in range(i)]
    weights = draw(
        st.lists(st.sampled_from([0.0, 0.0, 1.0, 2.5, -1.0]), min_size=len(pairs), max_size=len(pairs))
    )
    matrix = np.zeros((n, n))
    for (i, j), weight in zip(pairs, weights, strict=True):
        matrix[i, j] = matrix[j, i] = weight
    return Network.from_matrix(matrix, [f"n{i}" for i in range(n)])


@given(networks(), st.sampled_from(["leiden", "louvain", "greedy", "label_propagation", "spectral"]))
def test_no_group_spans_two_pieces(net, name):
    labels = TABLE.call(name, net)
    source, target = net.ends
    graph = nx.Graph()
    graph.add_nodes_from(range(net.order))
    positive = net.edges["weight"].to_numpy() > 0
    graph.add_edges_from(zip(source[positive].tolist(), target[positive].tolist(), strict=True))
    piece = {node: i for i, nodes in enumerate(nx.connected_components(graph)) for node in nodes}
    for group in np.unique(labels):
        assert len({piece[node] for node in np.flatnonzero(labels == group)}) == 1


@given(networks(), st.integers(0, 5))
def test_leiden_and_louvain_do_no_worse_than_single_nodes_or_one_group(net, seed):
    matrix = np.maximum(net.matrix().toarray(), 0.0)
    if not matrix.any():
        return
    degree = matrix.sum(axis=1)
    excess = (matrix - np.outer(degree, degree) / degree.sum()) / degree.sum()
    for method in (leiden, louvain):
        labels = method(net, seed=seed)
        value = excess[labels[:, None] == labels[None]].sum()
        assert value >= max(np.trace(excess), 0.0) - 1e-9
