"""Scores of networks against values from elsewhere: by hand, from the literature, from networkx."""

from __future__ import annotations

from fractions import Fraction

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.scores import TABLE


def values(name: str, net: Network, **options: object) -> np.ndarray:
    return TABLE.call(name, net, **options)["value"].to_numpy()


def of(found: dict, graph: nx.Graph) -> np.ndarray:
    return np.array([float(found[node]) for node in graph])


def random_graph(seed: int, *, directed: bool) -> nx.Graph:
    """Return a network of 40 nodes in several pieces with weights 1 to 5; ``length`` is the exact 1/weight."""
    rng = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(40, 0.06, seed=seed, directed=directed)
    for *_, attributes in graph.edges(data=True):
        attributes["weight"] = int(rng.integers(1, 6))
        attributes["length"] = Fraction(1, attributes["weight"])
    return graph


@pytest.fixture(scope="module")
def karate() -> Network:
    return Network.from_networkx(nx.Graph(nx.karate_club_graph().edges))


@pytest.fixture(params=[(seed, directed) for seed in range(3) for directed in (False, True)])
def graph(request: pytest.FixtureRequest) -> nx.Graph:
    seed, directed = request.param
    return random_graph(seed, directed=directed)


@pytest.fixture
def net(graph: nx.Graph) -> Network:
    plain = graph.copy()
    for *_, attributes in plain.edges(data=True):
        del attributes["length"]
    return Network.from_networkx(plain)


# --- against networkx ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("normalized", [True, False])
def test_betweenness_of_networkx(graph, net, normalized):
    found = values("betweenness", net, normalized=normalized)
    np.testing.assert_allclose(
        found, of(nx.betweenness_centrality(graph, normalized=normalized), graph), atol=1e-12
    )


def test_weighted_betweenness_of_networkx_with_exact_lengths(graph, net):
    # In floating point three ties of length 1/3 are not as long as one of length 1; with fractions they are.
    wanted = of(nx.betweenness_centrality(graph, weight="length"), graph)
    np.testing.assert_allclose(values("betweenness", net, weighted=True), wanted, atol=1e-12)


def test_betweenness_in_more_than_one_batch():
    graph = nx.barabasi_albert_graph(300, 2, seed=1)
    wanted = of(nx.betweenness_centrality(graph), graph)
    np.testing.assert_allclose(values("betweenness", Network.from_networkx(graph)), wanted, atol=1e-12)


def test_closeness_of_networkx(graph, net):
    np.testing.assert_allclose(
        values("closeness", net), of(nx.closeness_centrality(graph), graph), atol=1e-12
    )
    wanted = of(nx.closeness_centrality(graph, distance="length"), graph)
    np.testing.assert_allclose(values("closeness", net, weighted=True), wanted, atol=1e-12)


def test_pagerank_of_networkx(graph, net):
    wanted = of(nx.pagerank(graph, tol=1e-14, max_iter=1000), graph)
    np.testing.assert_allclose(values("pagerank", net), wanted, atol=1e-12)
    wanted = of(nx.pagerank(graph, alpha=0.5, weight=None, tol=1e-14, max_iter=1000), graph)
    np.testing.assert_allclose(values("pagerank", net, weighted=False, damping=0.5), wanted, atol=1e-12)


def test_clustering_core_and_assortativity_of_networkx(graph, net):
    # Here directed ties are taken in both directions.
    plain = nx.Graph(graph) if not graph.is_directed() else graph.to_undirected()
    np.testing.assert_allclose(values("clustering", net), of(nx.clustering(plain), plain), atol=1e-12)
    assert values("core", net).tolist() == of(nx.core_number(plain), plain).tolist()
    assert TABLE.call("assortativity", net) == pytest.approx(
        nx.degree_assortativity_coefficient(plain), abs=1e-9
    )
    if not graph.is_directed():
        wanted = of(nx.clustering(plain, weight="weight"), plain)
        np.testing.assert_allclose(values("clustering", net, weighted=True), wanted, atol=1e-12)


def test_density_reciprocity_and_components_of_networkx(graph, net):
    assert TABLE.call("density", net) == pytest.approx(nx.density(graph))
    if graph.is_directed():
        assert TABLE.call("reciprocity", net) == pytest.approx(nx.reciprocity(graph))
        assert TABLE.call("components", net) == nx.number_weakly_connected_components(graph)
    else:
        assert TABLE.call("components", net) == nx.number_connected_components(graph)


@pytest.mark.parametrize("resolution", [1.0, 0.4, 2.5])
@pytest.mark.parametrize("weighted", [True, False])
def test_modularity_of_networkx(resolution, weighted):
    graph = random_graph(5, directed=False)
    groups = np.arange(40) % 4
    wanted = nx.community.modularity(
        graph,
        [set(range(g, 40, 4)) for g in range(4)],
        weight="weight" if weighted else None,
        resolution=resolution,
    )
    for *_, attributes in graph.edges(data=True):
        del attributes["length"]
    found = TABLE.call(
        "modularity", Network.from_networkx(graph), partition=groups, resolution=resolution, weighted=weighted
    )
    assert found == pytest.approx(wanted, abs=1e-12)


# --- values from the literature --------------------------------------------------------------------------------------


def test_betweenness_of_the_instructor_of_the_karate_club(karate):
    assert values("betweenness", karate)[0] == pytest.approx(0.437635, abs=1e-6)


def test_modularity_of_the_best_division_of_the_karate_club(karate):
    four = [
        {8, 9, 14, 15, 18, 20, 22, 26, 29, 30, 32, 33},
        {0, 1, 2, 3, 7, 11, 12, 13, 17, 19, 21},
        {23, 24, 25, 27, 28, 31},
        {4, 5, 6, 10, 16},
    ]
    group = np.array(
        [next(g for g, names in enumerate(four) if int(node) in names) for node in karate.nodes["id"]]
    )
    assert TABLE.call("modularity", karate, partition=group) == pytest.approx(0.4197896, abs=1e-7)


@pytest.mark.shared
def test_modularity_of_the_sides_of_political_blogs(shared):
    graph = nx.Graph(nx.read_gexf(shared / "data" / "networks" / "polblogs.gexf"))
    giant = graph.subgraph(max(nx.connected_components(graph), key=len))
    net = Network.from_networkx(nx.Graph(giant.edges))
    side = np.array([giant.nodes[node]["labels"] for node in net.nodes["id"]])
    assert net.order == 1222
    assert TABLE.call("modularity", net, partition=side) == pytest.approx(0.4052, abs=1e-4)
    # 16,714 ties (loops left out) among 1,222 blogs.
    assert TABLE.call("density", net) == pytest.approx(16714 / (1222 * 1221 / 2))


def test_eigenvector_of_the_karate_club(karate):
    graph = nx.Graph(nx.karate_club_graph().edges)
    wanted = of(nx.eigenvector_centrality_numpy(graph), graph)
    np.testing.assert_allclose(values("eigenvector", karate), wanted, atol=1e-9)


# --- values by hand --------------------------------------------------------------------------------------------------


def test_degree_of_a_directed_signed_network():
    matrix = np.array([[0, 2, -1], [0, 0, 3], [4, 0, 0]])
    net = Network.from_matrix(matrix, ["a", "b", "c"], directed=True)
    found = TABLE.call("strength", net).set_index("node")
    assert found["out"].tolist() == [3, 3, 4]
    assert found["in"].tolist() == [4, 2, 4]
    assert found["value"].tolist() == [7, 5, 8]
    assert found["negative"].tolist() == [1, 0, 1]
    assert found["positive"].tolist() == [6, 5, 7]
    assert TABLE.call("degree", net)["value"].tolist() == [3, 2, 3]


def test_eigenvector_piece_by_piece():
    # A tied pair has 1/√2 each, a triangle 1/√3; times the square root of 2/6 and 3/6; one node has no ties.
    matrix = np.zeros((6, 6))
    matrix[0, 1] = matrix[2, 3] = matrix[2, 4] = matrix[3, 4] = 1
    net = Network.from_matrix(matrix + matrix.T, list("abcdef"))
    wanted = [6**-0.5] * 5 + [0.0]
    np.testing.assert_allclose(values("eigenvector", net), wanted, atol=1e-12)


def test_eigenvector_of_a_large_network_by_the_sparse_solver():
    # A star of n leaves: the centre has 1/√2, each leaf 1/√(2n).
    net = Network.from_networkx(nx.star_graph(1500))
    found = values("eigenvector", net)
    assert found[0] == pytest.approx(2**-0.5, abs=1e-9)
    np.testing.assert_allclose(found[1:], 3000**-0.5, atol=1e-9)


def two_modes(pairs: list[tuple[str, str]]) -> Network:
    nodes = pd.DataFrame(
        {"id": ["a", "b", "c", "x", "y"], "label": "-", "kind": ["actor"] * 3 + ["narrative"] * 2}
    )
    edges = pd.DataFrame(pairs, columns=["source", "target"]).assign(weight=1.0)
    return Network(nodes, edges)


def test_density_over_the_pairs_that_are_possible():
    # Three actors and two narratives make six pairs; with a tie between actors all ten count.
    assert TABLE.call("density", two_modes([("a", "x"), ("b", "y")])) == pytest.approx(2 / 6)
    assert TABLE.call("density", two_modes([("a", "x"), ("b", "y"), ("a", "b")])) == pytest.approx(3 / 10)
    assert TABLE.call("density", two_modes([])) == 0.0


def test_density_of_full_networks_is_one():
    assert TABLE.call("density", two_modes([(a, x) for a in "abc" for x in "xy"])) == 1.0
    assert TABLE.call("density", Network.from_networkx(nx.complete_graph(5))) == 1.0
    assert TABLE.call("density", Network.from_networkx(nx.complete_graph(5, nx.DiGraph))) == 1.0


def test_ei_by_hand():
    # a-b inside; b-c, c-a between: (2 − 1)/3. By weight: (3 − 4)/7.
    net = Network.from_matrix([[0, 4, 1], [4, 0, 2], [1, 2, 0]], ["a", "b", "c"])
    groups = np.array([1, 1, 2])
    assert TABLE.call("ei", net, partition=groups) == pytest.approx(1 / 3)
    assert TABLE.call("ei", net, partition=groups, weighted=True) == pytest.approx(-1 / 7)
    assert TABLE.call("ei", net, partition=np.array([1, 1, 1])) == -1.0
    assert TABLE.call("ei", net, partition=np.array([1, 2, 3])) == 1.0


def test_signed_modularity_by_hand():
    # Two friends and two friends, all enemies across. Positive part: 2 ties, Q = 1/2. Negative part: a full
    # two-mode graph of 4 ties, nothing within, Q = −1/2. Together (2·1/2 + 4·1/2)/6 = 1/2.
    camp = np.array([1, 1, -1, -1])
    net = Network.from_matrix(np.outer(camp, camp) - np.eye(4), list("abcd"))
    assert TABLE.call("modularity", net, partition=camp) == pytest.approx(0.5)
    assert TABLE.call("modularity", net, partition=camp, signed=True) == pytest.approx(0.5)
    wrong = np.array([1, 2, 1, 2])
    # Positive part: −1/2. Negative part: half of the ties within, Q = 0. Together −1/6.
    assert TABLE.call("modularity", net, partition=wrong, signed=True) == pytest.approx(-1 / 6)


def test_signed_modularity_without_negative_ties_is_modularity(karate):
    groups = np.arange(34) % 3
    plain = TABLE.call("modularity", karate, partition=groups)
    assert TABLE.call("modularity", karate, partition=groups, signed=True) == pytest.approx(plain, abs=1e-12)


def test_what_is_not_defined_says_so():
    path = Network.from_networkx(nx.path_graph(3))
    ring = Network.from_networkx(nx.cycle_graph(4))
    bare = Network.from_networkx(nx.empty_graph(3))
    enemies = Network.from_matrix([[0, -1], [-1, 0]], ["a", "b"])
    for name, net, options, words in [
        ("reciprocity", path, {}, "directed"),
        ("assortativity", ring, {}, "one degree"),
        ("ei", bare, {"partition": np.ones(3)}, "without ties"),
        ("modularity", bare, {"partition": np.ones(3)}, "without ties"),
        ("modularity", enemies, {"partition": np.ones(2)}, "positive"),
        ("density", Network.from_networkx(nx.empty_graph(1)), {}, "no pair"),
    ]:
        with pytest.raises(NotComputable, match=words):
            TABLE.call(name, net, **options)


# --- properties ------------------------------------------------------------------------------------------------------


@st.composite
def weighted(draw: st.DrawFn) -> Network:
    n = draw(st.integers(2, 8))
    directed = draw(st.booleans())
    cells = draw(st.lists(st.sampled_from([0, 0, 1, 2, 3, -1]), min_size=n * n, max_size=n * n))
    matrix = np.array(cells, dtype=float).reshape(n, n)
    if not directed:
        matrix = np.triu(matrix, 1) + np.triu(matrix, 1).T
    return Network.from_matrix(matrix, [f"n{i}" for i in range(n)], directed=directed)


@given(weighted())
def test_ranges_and_sums(net):
    for name in ("betweenness", "closeness", "eigenvector", "pagerank", "clustering"):
        found = values(name, net)
        assert (found >= -1e-12).all()
        assert (found <= 1 + 1e-12).all()
    assert values("pagerank", net).sum() == pytest.approx(1.0)
    assert values("degree", net).sum() == 2 * net.size
    assert values("strength", net).sum() == pytest.approx(2 * net.edges["weight"].abs().sum())
    assert 0 <= TABLE.call("density", net) <= 1
    assert (values("core", net) <= values("degree", net)).all()


@given(weighted(), st.integers(0, 3))
def test_weighted_betweenness_with_equal_weights_is_betweenness(net, power):
    even = Network.from_matrix(
        (net.matrix().toarray() != 0) * 3.0**power, net.nodes["id"].tolist(), directed=net.directed
    )
    np.testing.assert_allclose(
        values("betweenness", even, weighted=True), values("betweenness", even), atol=1e-12
    )


@given(weighted(), st.lists(st.integers(1, 3), min_size=8, max_size=8))
def test_signed_modularity_turns_over_with_the_signs(net, labels):
    if not net.size:
        return
    groups = np.array(labels[: net.order])
    flipped = Network(net.nodes, net.edges.assign(weight=-net.edges["weight"]), net.directed)
    one, other = (TABLE.call("modularity", n, partition=groups, signed=True) for n in (net, flipped))
    assert one == pytest.approx(-other, abs=1e-12)
