"""Divisions in two: the smallest cut, balance, pieces, weights; the Fiedler vector; Leiden merged to two."""

from __future__ import annotations

from importlib.util import find_spec

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from discourse.clusterers import TABLE
from discourse.clusterers import spectral_bisection as fiedler
from discourse.clusterers._halves import smallest_cut
from discourse.clusterers.bisection import bisection, whole_weights
from discourse.clusterers.leiden2 import _merged, leiden2
from discourse.clusterers.spectral_bisection import spectral_bisection
from discourse.errors import MissingExtra, NotComputable, OptionError
from discourse.model.network import Network

ENGINES = ("kahip", "metis")
MODULES = {"kahip": "kahip", "metis": "pymetis"}


def halved(net: Network, engine: str, **options: object) -> np.ndarray | None:
    """Divide; where the engine is not installed, check that it says so and return None."""
    if find_spec(MODULES[engine]):
        return bisection(net, engine=engine, **options)
    with pytest.raises(MissingExtra, match=engine):
        bisection(net, engine=engine, **options)
    return None


def cut(net: Network, labels: np.ndarray) -> float:
    matrix = net.matrix().tocoo()
    return float(matrix.data[labels[matrix.row] != labels[matrix.col]].sum() / 2)


def net_of(graph: nx.Graph) -> Network:
    return Network.from_networkx(graph)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_karate_club_is_cut_at_ten_ties(engine):
    # The smallest cut into 17 and 17 is 10, by integer programming (scipy's HiGHS, proven optimal).
    net = net_of(nx.Graph(nx.karate_club_graph().edges))
    labels = halved(net, engine, balance=0.0, trials=10)
    if labels is not None:
        assert np.bincount(labels).tolist() == [17, 17]
        assert cut(net, labels) == 10


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("seed", range(3))
def test_planted_camps_are_found(engine, seed):
    net = net_of(nx.planted_partition_graph(2, 100, 0.1, 0.01, seed=seed))
    labels = halved(net, engine, seed=seed)
    if labels is not None:
        tied = np.bincount(np.concatenate(net.ends), minlength=net.order) > 0
        assert adjusted_rand_score(np.repeat([0, 1], 100)[tied], labels[tied]) > 0.85


@given(
    st.integers(0, 10**6), st.integers(11, 60), st.sampled_from([0.0, 0.05, 0.3]), st.sampled_from(ENGINES)
)
def test_balance_is_kept_in_connected_graphs(seed, n, balance, engine):
    graph = nx.gnm_random_graph(n, 2 * n, seed=seed)
    graph.add_edges_from(zip(range(n - 1), range(1, n), strict=True))
    labels = halved(net_of(graph), engine, balance=balance, seed=seed % 7)
    if labels is not None:
        assert set(labels.tolist()) == {0, 1}
        # METIS may miss the balance by a node.
        assert np.bincount(labels).max() <= np.ceil((1 + balance) * np.ceil(n / 2)) + (engine == "metis")


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 8), st.floats(0.3, 1))
def test_small_graphs_have_the_smallest_cut(seed, n, p):
    upper = np.triu(np.random.default_rng(seed).random((n, n)) < p, 1)
    weight = (upper + upper.T) * np.random.default_rng(seed).integers(1, 5)
    net = Network.from_matrix(weight, [str(i) for i in range(n)])
    labels = smallest_cut(net.matrix())
    assert int(labels.sum()) == n // 2
    every = [np.array([m >> i & 1 for i in range(n)]) for m in range(2**n)]
    assert cut(net, labels) == min(cut(net, side) for side in every if side.sum() == n // 2)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 11, 12, 15, 40])
@pytest.mark.parametrize("engine", ENGINES)
def test_stars_have_two_camps(size, engine):
    labels = halved(net_of(nx.star_graph(size)), engine)
    if labels is not None:
        assert sorted(set(labels.tolist())) == [0, 1]
        assert labels[0] == 0


def test_two_large_pieces_are_camps():
    labels = bisection(net_of(nx.disjoint_union(nx.complete_graph(20), nx.complete_graph(12))))
    assert labels.tolist() == [0] * 20 + [1] * 12


@pytest.mark.parametrize("method", [bisection, spectral_bisection])
def test_small_pieces_are_put_where_there_is_room(method):
    camps = nx.planted_partition_graph(2, 30, 0.5, 0.01, seed=1)
    graph = nx.disjoint_union_all([camps, nx.path_graph(4), nx.path_graph(3), nx.path_graph(2)])
    graph.add_nodes_from(["alone", "alone too"])
    labels = method(net_of(graph))
    assert adjusted_rand_score(np.repeat([0, 1], 30), labels[:60]) == 1
    # Four on the one side, three and then two on the other.
    assert labels[60:69].tolist() == [0] * 4 + [1] * 5
    assert len(set(labels.tolist())) == 4


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_seed_gives_the_same_camps_and_trials_do_not_harm(engine):
    net = net_of(nx.gnm_random_graph(300, 700, seed=1))
    labels = halved(net, engine)
    if labels is not None:
        np.testing.assert_array_equal(labels, halved(net, engine))
        cuts = [cut(net, halved(net, engine, seed=seed)) for seed in range(4)]
        assert len(set(cuts)) > 1
        assert cut(net, halved(net, engine, trials=4)) == min(cuts)


def test_whole_weights():
    assert whole_weights(np.array([3.0, 3.0])).tolist() == [1, 1]
    assert whole_weights(np.array([1.0, 4.0])).tolist() == [2500, 10000]
    assert whole_weights(np.array([1e-300, 1.0])).tolist() == [1, 10000]
    many = whole_weights(np.concatenate([np.ones(2_000_000), [0.5]]))
    assert int(many.sum()) < 2**31
    assert int(many.min()) >= 1


@pytest.mark.parametrize("cut_at", ["sign", "median"])
def test_the_fiedler_vector_of_many_nodes(monkeypatch, cut_at):
    net = net_of(nx.planted_partition_graph(2, 300, 0.05, 0.005, seed=2))
    labels = spectral_bisection(net, cut=cut_at)
    assert adjusted_rand_score(np.repeat([0, 1], 300), labels) > 0.95
    monkeypatch.setattr(fiedler, "_DENSE", 10**6)
    np.testing.assert_array_equal(labels, spectral_bisection(net, cut=cut_at))
    if cut_at == "median":
        assert np.bincount(labels).tolist() == [300, 300]


def test_the_fiedler_vector_of_a_path_is_a_cosine():
    # D^(-1/2) v of the path of n nodes is cos(pi k / (n - 1)), falling from one end to the other.
    value = fiedler.fiedler(net_of(nx.path_graph(9)).matrix(), 0.0)
    wanted = np.cos(np.pi * np.arange(9) / 8)
    np.testing.assert_allclose(value * np.sign(value[0]), wanted, atol=1e-12)


def test_a_twig_is_no_camp():
    # Two camps of 60, and a path of 12 hanging on one of them.
    graph = nx.planted_partition_graph(2, 60, 0.2, 0.04, seed=3)
    nx.add_path(graph, [0, *range(120, 132)])
    truth = np.repeat([0, 1], 60)
    assert adjusted_rand_score(truth, spectral_bisection(net_of(graph))[:120]) > 0.9
    assert adjusted_rand_score(truth, spectral_bisection(net_of(graph), regularize=0)[:120]) < 0.5


@pytest.mark.parametrize("seed", range(3))
def test_leiden_merged_to_two(seed):
    # Each camp is two groups with fewer ties between them.
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(4), 30)
    chance = np.where(group[:, None] == group, 0.5, np.where(group[:, None] // 2 == group // 2, 0.08, 0.01))
    upper = np.triu(rng.random((120, 120)) < chance, 1).astype(float)
    net = Network.from_matrix(upper + upper.T, [str(i) for i in range(120)])
    assert adjusted_rand_score(group // 2, leiden2(net, seed=seed)) == 1


@given(st.integers(0, 10**6), st.integers(2, 9))
def test_groups_are_merged_by_the_greatest_gain(seed, count):
    rng = np.random.default_rng(seed)
    share = rng.integers(0, 20, (count, count)).astype(float)
    share = share + share.T + np.eye(count)
    share /= share.sum()
    groups = [[i] for i in range(count)]
    while len(groups) > 2:
        gains = {}
        for i, one in enumerate(groups):
            for j in range(i + 1, len(groups)):
                inside = share[np.ix_(one, groups[j])].sum()
                gains[i, j] = inside - share[one].sum() * share[groups[j]].sum()
        best = sorted(gains.values())[-2:]
        if len(best) == 2 and abs(best[0] - best[1]) < 1e-9:
            return  # Two merges gain the same: either is right.
        i, j = max(gains, key=gains.__getitem__)
        groups[i] += groups.pop(j)
    found = _merged(share)
    assert sorted(np.flatnonzero(found == c).tolist() for c in (0, 1)) == sorted(map(sorted, groups))


def test_a_graph_without_groups_is_divided_at_a_higher_resolution():
    labels = leiden2(net_of(nx.complete_graph(8)))
    assert len(set(labels.tolist())) == 2


@pytest.mark.parametrize("name", ["bisection", "spectral_bisection", "leiden2"])
def test_two_nodes_are_two_camps(name):
    assert TABLE.call(name, net_of(nx.path_graph(2))).tolist() == [0, 1]
    assert len(set(TABLE.call(name, net_of(nx.path_graph(3))).tolist())) == 2
    assert len(set(TABLE.call(name, net_of(nx.empty_graph(3))).tolist())) == 3
    with pytest.raises(NotComputable, match="without nodes"):
        TABLE.call(name, Network.from_matrix(np.zeros((0, 0)), []))


@pytest.mark.parametrize(
    ("method", "options"),
    [
        (bisection, {"engine": "kahipp"}),
        (bisection, {"balance": -0.1}),
        (bisection, {"balance": 1}),
        (bisection, {"balance": "0.1"}),
        (bisection, {"trials": 0}),
        (bisection, {"seed": -1}),
        (spectral_bisection, {"cut": "mean"}),
        (spectral_bisection, {"regularize": -1}),
        (spectral_bisection, {"regularize": float("nan")}),
        (leiden2, {"resolution": 0}),
        (leiden2, {"trials": 0}),
    ],
)
def test_bad_options_of_bisection(method, options):
    with pytest.raises(OptionError, match=next(iter(options))):
        method(net_of(nx.path_graph(12)), **options)


@pytest.mark.parametrize(
    ("name", "option"),
    [("bisection", "engine"), ("spectral_bisection", "cut"), ("coclustering", "choose"), ("coclustering", "rows"),
     ("opinion", "rows"), ("opinion", "weighted")],
)  # fmt: skip
def test_options_that_are_no_words_are_named(name, option):
    votes = Network.from_matrix(
        [[1, -1], [-1, 1]], ["a", "b"], columns=["x", "y"], kind=("commenter", "narrative")
    )
    for value in (np.array(["kahip", "sign"]), ["kahip"], 3, float("nan")):
        with pytest.raises(OptionError, match=option):
            TABLE.call(name, votes, **{option: value})
