"""Medoids, CONCOR, equivalence, edge betweenness, Walktrap, Infomap, spinglass, leading eigenvector."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import adjusted_rand_score

from discourse.clusterers import edge_betweenness as betweenness
from discourse.clusterers._trees import agglomerate, cut_tree
from discourse.clusterers.concor import blocks, concor
from discourse.clusterers.edge_betweenness import edge_betweenness
from discourse.clusterers.equivalence import equivalence, ties_differ
from discourse.clusterers.infomap import codelength, infomap
from discourse.clusterers.leading_eigenvector import leading_eigenvector
from discourse.clusterers.pam import around_medoids, pam
from discourse.clusterers.spinglass import spinglass
from discourse.clusterers.walktrap import walktrap
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network

ALL = (pam, concor, equivalence, edge_betweenness, walktrap, infomap, spinglass, leading_eigenvector)


@pytest.fixture(scope="module")
def karate() -> Network:
    """Return Zachary's karate club, without weights."""
    return Network.from_networkx(nx.Graph(nx.karate_club_graph().edges))


def quality(net: Network, labels: np.ndarray) -> float:
    weights = np.maximum(net.matrix().toarray(), 0.0)
    degree, total = weights.sum(axis=1), weights.sum()
    return float(((weights - np.outer(degree, degree) / total) * (labels[:, None] == labels)).sum() / total)


# Edge betweenness: Girvan & Newman give .401 at 5 groups. Leading eigenvector: Newman (2006) gives .393 at 4 groups.
# Infomap: codelength 4.31179 and modularity .40203 (cut off, not rounded) are those of igraph and its authors' program.
# Spinglass: .41979 is the known optimum of modularity.
@pytest.mark.parametrize(
    ("method", "groups", "value"),
    [
        (edge_betweenness, 5, 0.40130),
        (leading_eigenvector, 4, 0.39341),
        (infomap, 3, 0.4020381),
        (spinglass, 4, 0.41979),
    ],
)
def test_published_values_on_the_karate_club(karate, method, groups, value):
    labels = method(karate)
    assert len(set(labels.tolist())) == groups
    assert quality(karate, labels) == pytest.approx(value, abs=5e-6)


def test_the_published_codelength_of_the_karate_club(karate):
    flow = karate.matrix()
    assert codelength((flow / flow.sum()).tocsr(), infomap(karate)) == pytest.approx(4.3117926, abs=1e-7)


def test_concor_tells_the_two_factions_of_the_karate_club_apart(karate):
    club = [nx.karate_club_graph().nodes[int(n)]["club"] == "Officer" for n in karate.nodes["id"]]
    assert adjusted_rand_score(club, concor(karate, k=2)) > 0.7


def small(draw: st.DrawFn, least: int = 2, most: int = 8) -> np.ndarray:
    n = draw(st.integers(least, most))
    upper = np.triu(draw(arrays(float, (n, n), elements=st.sampled_from([0.0, 0.0, 1.0, 2.0, 3.5]))), 1)
    return upper + upper.T


matrices = st.composite(small)


def named(matrix: np.ndarray) -> Network:
    return Network.from_matrix(matrix, [f"n{i}" for i in range(len(matrix))])


# --- agglomeration


@given(st.integers(2, 12), st.integers(0, 99), st.sampled_from(["single", "average", "complete", "ward"]))
def test_agglomeration_is_that_of_scipy_where_no_distances_are_equal(n, seed, how):
    points = np.random.default_rng(seed).random((n, 3))
    distance = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    tree = linkage(squareform(distance, checks=False), how)
    merges = agglomerate(distance, how)
    for k in range(1, n + 1):
        ours = cut_tree(merges, sparse.csr_array(np.ones((n, n))), k)
        assert adjusted_rand_score(fcluster(tree, k, "maxclust"), ours) == 1.0
        assert len(set(ours.tolist())) == k


def test_of_equal_distances_the_first_pair_is_merged():
    # The merged group stands where its first member stood, so that it is first again.
    assert agglomerate(1.0 - np.eye(4), "complete").tolist() == [[0, 1], [2, 4], [3, 5]]


def test_pairs_that_may_not_be_merged_are_joined_last():
    allowed = np.zeros((4, 4), dtype=bool)
    allowed[0, 3] = allowed[3, 0] = allowed[1, 2] = allowed[2, 1] = True
    merges = agglomerate(1.0 - np.eye(4), "average", allowed)
    assert merges[:2].tolist() == [[0, 3], [1, 2]]
    assert merges[2].tolist() == [4, 5]


# --- medoids


def cost(distance: np.ndarray, medoids: tuple[int, ...]) -> float:
    return float(distance[:, list(medoids)].min(axis=1).sum())


@given(st.integers(3, 9), st.integers(1, 4), st.integers(0, 200))
def test_no_exchange_of_a_medoid_gains(n, k, seed):
    points = np.random.default_rng(seed).random((n, 2))
    distance = np.abs(points[:, None] - points).sum(axis=2)
    k = min(k, n)
    labels = around_medoids(distance, k)
    assert set(labels.tolist()) == set(range(k))
    # The medoid of a group is its member with the least sum of distances, or as good.
    medoids = []
    total = 0.0
    for group in range(k):
        inside = np.flatnonzero(labels == group)
        sums = distance[np.ix_(inside, inside)].sum(axis=0)
        medoids.append(int(inside[sums.argmin()]))
        total += sums.min()
    assert cost(distance, tuple(medoids)) <= total + 1e-9
    for old, new in itertools.product(range(k), range(n)):
        other = tuple(new if i == old else m for i, m in enumerate(medoids))
        assert cost(distance, other) >= cost(distance, tuple(medoids)) - 1e-9


def test_medoids_reach_the_optimum_on_separate_clusters():
    points = np.concatenate([np.random.default_rng(1).normal(c, 0.3, (7, 2)) for c in (0, 4, 9)])
    distance = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    labels = around_medoids(distance, 3)
    least = min(cost(distance, m) for m in itertools.combinations(range(21), 3))
    medoids = [
        int(np.flatnonzero(labels == g)[distance[np.ix_(labels == g, labels == g)].sum(axis=0).argmin()])
        for g in range(3)
    ]
    assert cost(distance, tuple(medoids)) == pytest.approx(least)
    assert adjusted_rand_score(np.repeat([0, 1, 2], 7), labels) == 1.0


def test_medoids_cannot_divide_nodes_that_are_alike():
    with pytest.raises(NotComputable, match="only 1 different"):
        pam(named(np.ones((5, 5))), k=2)
    assert len(set(pam(named(np.ones((5, 5)))).tolist())) == 1


# --- CONCOR


def slow_blocks(rows: np.ndarray) -> np.ndarray:
    found = np.corrcoef(rows)
    for _ in range(60):
        found = np.corrcoef(found)
    return found[0] > 0


@given(st.integers(3, 8), st.integers(3, 8), st.integers(0, 300))
def test_blocks_are_the_signs_of_iterated_correlations(n, m, seed):
    rows = np.random.default_rng(seed).random((n, m))
    np.testing.assert_array_equal(blocks(rows), slow_blocks(rows))


def test_rows_without_variance_cannot_be_divided():
    assert blocks(np.ones((4, 3))).all()
    with pytest.raises(NotComputable, match="1 at most"):
        concor(named(np.ones((4, 4))), k=2)
    assert len(set(concor(named(np.ones((4, 4)))).tolist())) == 1


def test_the_diagonal_matters_in_a_pair():
    # Two tied pairs: with a diagonal of 0, tied nodes differ exactly where they are tied.
    pairs = np.kron(np.eye(2), np.array([[0, 1], [1, 0]]))
    assert concor(named(pairs), k=2).tolist() == [0, 0, 1, 1]
    assert concor(named(pairs), k=2, diagonal="zero").tolist() != [0, 0, 1, 1]
    with pytest.raises(OptionError, match="diagonal must be one of largest, zero"):
        concor(named(pairs), diagonal="ones")


# --- structural equivalence


def slow_differ(weights: np.ndarray, how: str) -> np.ndarray:
    n = len(weights)
    out = np.zeros((n, n))
    for i, j in itertools.permutations(range(n), 2):
        others = [q for q in range(n) if q not in (i, j)]
        a, b = weights[i, others], weights[j, others]
        if how == "euclidean":
            out[i, j] = np.sqrt(((a - b) ** 2).sum())
        elif how == "manhattan":
            out[i, j] = np.abs(a - b).sum()
        else:
            varied = len(others) > 1 and a.std() > 1e-9 and b.std() > 1e-9
            out[i, j] = 1 - (np.corrcoef(a, b)[0, 1] if varied else 0.0)
    return out


@given(matrices(least=2), st.sampled_from(["euclidean", "manhattan", "correlation"]))
def test_only_ties_with_others_count(weights, how):
    top = weights.max() or 1.0
    np.testing.assert_allclose(ties_differ(weights, how), slow_differ(weights / top, how), atol=1e-6)


def test_strangers_with_the_same_friends_are_equivalent():
    star = nx.to_numpy_array(nx.complete_bipartite_graph(3, 4))
    labels = equivalence(named(star), k=2)
    assert adjusted_rand_score([0, 0, 0, 1, 1, 1, 1], labels) == 1.0


@pytest.mark.parametrize(
    ("options", "words"), [({"linkage": "x"}, "linkage must be"), ({"distance": "x"}, "distance must be")]
)
def test_equivalence_names_what_it_takes(karate, options, words):
    with pytest.raises(OptionError, match=words):
        equivalence(karate, **options)


# --- edge betweenness


@given(matrices(least=3), st.sampled_from(["divide", "near", "far"]))
def test_betweenness_is_that_of_networkx(weights, how):
    tied = weights[weights.sum(axis=1) > 0][:, weights.sum(axis=1) > 0]
    if not len(tied):
        return
    graph = nx.from_numpy_array(tied)
    largest = tied.max()
    for *_, data in graph.edges(data=True):
        data["length"] = {"divide": 1.0, "near": largest / data["weight"], "far": data["weight"] / largest}[
            how
        ]
    slow = nx.edge_betweenness_centrality(graph, normalized=False, weight="length")
    state = betweenness._Removal(sparse.csr_array(tied), how)
    state._count(np.arange(len(tied)))
    # Both directions are counted here, one there.
    fast = dict(
        zip(
            zip(*(end.tolist() for end in state.ends), strict=True), state.passed.sum(axis=0) / 2, strict=True
        )
    )
    assert fast == pytest.approx(slow)


def test_removal_is_that_of_networkx(karate):
    graph = nx.Graph(nx.karate_club_graph().edges)
    for level, groups in enumerate(itertools.islice(nx.community.girvan_newman(graph), 3), 2):
        truth = np.zeros(34, dtype=int)
        for i, members in enumerate(groups):
            truth[list(members)] = i
        labels = edge_betweenness(karate, k=level)[np.argsort(karate.nodes["id"].astype(int))]
        assert adjusted_rand_score(truth, labels) == 1.0


def test_edge_betweenness_says_when_it_would_take_too_long(monkeypatch, karate):
    monkeypatch.setattr(betweenness, "MOST", 1000)
    with pytest.raises(NotComputable, match="too long on 34 nodes with 78 ties"):
        edge_betweenness(karate)


@pytest.mark.parametrize("method", [edge_betweenness, walktrap])
def test_pieces_are_never_joined(method):
    three = named(np.kron(np.eye(3), np.ones((2, 2))))
    assert len(set(method(three).tolist())) == 3
    with pytest.raises(NotComputable, match="in 3 pieces"):
        method(three, k=2)


def test_weights_of_ties_are_named():
    with pytest.raises(OptionError, match="weights must be one of divide, near, far"):
        edge_betweenness(named(np.ones((3, 3))), weights="length")


# --- Walktrap


def slow_walktrap(weights: np.ndarray, k: int, steps: int = 4) -> list[list[int]]:
    """Merge neighbouring groups by the definition: walks are averaged over the members of each group."""
    looped = weights + np.diag(weights.sum(axis=1) / (weights > 0).sum(axis=1))
    strength = looped.sum(axis=1)
    walk = np.linalg.matrix_power(looped / strength[:, None], steps)
    groups = [[i] for i in range(len(weights))]
    while len(groups) > k:
        best = (np.inf, 0, 0)
        for a, b in itertools.combinations(range(len(groups)), 2):
            if weights[np.ix_(groups[a], groups[b])].any():
                apart = walk[groups[a]].mean(axis=0) - walk[groups[b]].mean(axis=0)
                sizes = len(groups[a]), len(groups[b])
                value = sizes[0] * sizes[1] / sum(sizes) * (apart**2 / strength).sum()
                best = min(best, (value, a, b))
        groups[best[1]] += groups.pop(best[2])
    return groups


@given(st.integers(4, 9), st.integers(1, 4), st.integers(0, 100))
def test_walktrap_merges_by_the_definition(n, k, seed):
    weights = np.triu(np.random.default_rng(seed).random((n, n)), 1)
    weights += weights.T
    truth = np.zeros(n, dtype=int)
    for i, members in enumerate(slow_walktrap(weights, k)):
        truth[members] = i
    assert adjusted_rand_score(truth, walktrap(named(weights), k=k)) == 1.0


# --- Infomap and spinglass


def slow_codelength(weights: np.ndarray, labels: np.ndarray) -> float:
    """Return Shannon's entropies of the index code book and of each group's, weighted by their use."""

    def entropy(parts: list[float]) -> float:
        rates = np.array([p for p in parts if p > 0])
        return float(-(rates / rates.sum() * np.log2(rates / rates.sum())).sum()) if len(rates) else 0.0

    flow = weights / weights.sum()
    visits = flow.sum(axis=1)
    groups = [np.flatnonzero(labels == g) for g in np.unique(labels)]
    exits = [float(flow[g].sum() - flow[np.ix_(g, g)].sum()) for g in groups]
    told = sum(exits) * entropy(exits)
    return told + sum(
        (out + visits[g].sum()) * entropy([out, *visits[g]]) for g, out in zip(groups, exits, strict=True)
    )


@given(matrices(least=3), st.integers(0, 50))
def test_codelength_is_the_entropy_of_the_code_books(weights, seed):
    if not weights.any():
        return
    labels = np.unique(np.random.default_rng(seed).integers(0, 3, len(weights)), return_inverse=True)[1]
    flow = sparse.csr_array(weights / weights.sum())
    assert codelength(flow, labels) == pytest.approx(slow_codelength(weights, labels), abs=1e-9)


def partitions(n: int):
    """Return all ways to divide n nodes, as labels."""
    for tail in itertools.product(*(range(i + 1) for i in range(n))):
        if all(tail[i] <= max(tail[:i], default=-1) + 1 for i in range(n)):
            yield np.array(tail)


@pytest.mark.parametrize("seed", range(6))
def test_infomap_and_spinglass_find_the_optimum_of_small_networks(seed):
    random = np.random.default_rng(seed)
    weights = np.triu(random.integers(1, 5, (7, 7)) * (random.random((7, 7)) < 0.5), 1).astype(float)
    weights = weights + weights.T
    weights[0, 1:] = weights[1:, 0] = np.maximum(weights[0, 1:], 0.5)
    net, flow = named(weights), sparse.csr_array(weights / weights.sum())
    every = list(partitions(7))
    assert len(every) == 877
    assert codelength(flow, infomap(net)) == pytest.approx(min(codelength(flow, p) for p in every), abs=1e-9)
    assert quality(net, spinglass(net)) == pytest.approx(max(quality(net, p) for p in every), abs=1e-9)


def test_spinglass_puts_enemies_apart():
    camp = np.repeat([1, -1], 5)
    net = named(np.outer(camp, camp) - np.eye(10))
    assert adjusted_rand_score(camp, spinglass(net)) == 1.0


@given(matrices(), st.sampled_from([edge_betweenness, walktrap, infomap, spinglass]))
def test_no_group_spans_two_pieces(weights, method):
    labels = method(named(weights))
    pieces = sparse.csgraph.connected_components(sparse.csr_array(weights), directed=False)[1]
    for group in np.unique(labels):
        assert len(set(pieces[labels == group].tolist())) == 1


# --- all


@pytest.mark.parametrize("method", ALL)
def test_a_large_power_of_two_changes_nothing(method, karate):
    weights = karate.matrix().toarray()
    np.testing.assert_array_equal(method(named(weights)), method(named(weights * 2.0**40)))


@pytest.mark.parametrize("method", [infomap, spinglass, leading_eigenvector])
def test_hundreds_of_nodes_in_planted_groups(method):
    net = Network.from_networkx(nx.random_partition_graph([150] * 3, 0.12, 0.004, seed=4))
    assert adjusted_rand_score(np.repeat(np.arange(3), 150), method(net)) > 0.95


def test_leading_eigenvector_is_limited_by_k(karate):
    assert [len(set(leading_eigenvector(karate, k=k).tolist())) for k in (1, 2, 3, 30)] == [1, 2, 3, 4]
