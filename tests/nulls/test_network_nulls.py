"""Random networks: what they keep, and that all with it are equally likely."""

from __future__ import annotations

import itertools
from collections import Counter

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy.stats import chisquare

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.nulls import TABLE
from discourse.nulls._drawing import Drawn
from discourse.nulls.degrees import degrees, joint_degrees
from discourse.nulls.switching import switched
from discourse.nulls.uniform import _pairs, _triangle, uniform


def ends(net):
    a, b = net.ends
    return list(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True))


def of_pairs(pairs, n, directed=False):
    matrix = np.zeros((n, n))
    for a, b in pairs:
        matrix[a, b] = 1
        if not directed:
            matrix[b, a] = 1
    return Network.from_matrix(matrix, [f"n{i}" for i in range(n)], directed=directed)


def graphs_of(sequence):
    """Return all simple graphs with these degrees."""
    pairs = list(itertools.combinations(range(len(sequence)), 2))
    for chosen in itertools.combinations(pairs, sum(sequence) // 2):
        if np.bincount(np.array(chosen).ravel(), minlength=len(sequence)).tolist() == list(sequence):
            yield frozenset(chosen)


def joint(pairs, n):
    """Return how many ties join which degrees."""
    degree = np.bincount(np.array(sorted(pairs)).ravel(), minlength=n)
    return Counter(tuple(sorted((int(degree[a]), int(degree[b])))) for a, b in pairs)


@pytest.mark.parametrize("sequence", [(3, 2, 2, 2, 2, 1), (2, 2, 2, 1, 1)])
def test_all_graphs_with_the_degrees_are_equally_likely(sequence):
    graphs = list(graphs_of(sequence))
    assert len(graphs) > 6
    a, b = (np.array(x) for x in zip(*sorted(graphs[0]), strict=True))
    rng, found = np.random.default_rng(1), Counter()
    for _ in range(100 * len(graphs)):
        a, b, _ = switched(a, b, len(sequence), rng, rounds=6)
        found[frozenset(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True))] += 1
    assert set(found) == set(graphs)
    assert chisquare([found[g] for g in graphs]).pvalue > 0.01


def test_all_graphs_with_the_joint_degrees_are_equally_likely():
    start = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 5), (2, 6)]
    wanted = joint(start, 7)
    degree = np.bincount(np.array(start).ravel(), minlength=7)
    graphs = [g for g in graphs_of(degree.tolist()) if joint(g, 7) == wanted]
    assert len(graphs) > 3
    a, b = np.array(start).T
    rng, found = np.random.default_rng(2), Counter()
    for _ in range(60 * len(graphs)):
        a, b, _ = switched(a, b, 7, rng, rounds=8, degree=degree)
        found[frozenset(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True))] += 1
    assert set(found) == set(graphs)
    assert chisquare([found[g] for g in graphs]).pvalue > 0.01


def test_all_directed_graphs_that_switches_reach_are_equally_likely():
    start = [(0, 1), (0, 2), (1, 2), (3, 0), (2, 3)]
    a, b = np.array(start).T
    rng, found = np.random.default_rng(0), Counter()
    for _ in range(1200):
        a, b, _ = switched(a, b, 4, rng, rounds=8, fixed=True, ordered=True)
        found[frozenset(zip(a.tolist(), b.tolist(), strict=True))] += 1
    for graph in found:
        out, into = (Counter(e) for e in zip(*graph, strict=True))
        assert (out, into) == tuple(Counter(e) for e in zip(*start, strict=True))
    assert len(found) > 3
    assert chisquare(list(found.values())).pvalue > 0.01


@pytest.mark.parametrize("directed", [False, True])
def test_graphs_of_so_many_ties_are_equally_likely(directed):
    ties = Drawn.of(of_pairs([(0, 1), (1, 2), (2, 3)], 4, directed=directed), 1, 0)
    rng, found = np.random.default_rng(0), Counter()
    for _ in range(4000):
        a, b = _pairs(ties, rng)
        if not directed:
            a, b = np.minimum(a, b), np.maximum(a, b)
        found[frozenset(zip(a.tolist(), b.tolist(), strict=True))] += 1
    assert len(found) == (220 if directed else 20)  # 3 of 12 or of 6 pairs
    assert chisquare(list(found.values())).pvalue > 0.01


def test_pairs_by_number_are_all_pairs_also_where_roots_are_rounded():
    n = 40
    a, b = _triangle(np.arange(n * (n - 1) // 2))
    assert sorted(zip(a.tolist(), b.tolist(), strict=True)) == list(itertools.combinations(range(n), 2))
    big = np.array([2**49 - 1, 2**50, 94906265 * 94906264 // 2 - 1, 94906265 * 94906264 // 2])
    a, b = _triangle(big)
    assert (a + b * (b - 1) // 2 == big).all()
    assert ((a >= 0) & (a < b)).all()


@pytest.fixture(scope="module")
def mixed():
    """A network with hubs, pendants, weights and isolates."""
    graph = nx.barabasi_albert_graph(120, 2, seed=1)
    graph.add_nodes_from(range(120, 125))
    rng = np.random.default_rng(0)
    for _, _, data in graph.edges(data=True):
        data["weight"] = float(rng.integers(1, 9))
    return Network.from_networkx(graph)


@pytest.mark.parametrize("name", [n for n in TABLE if TABLE.entry(n).takes == "network"])
def test_nodes_ties_and_weights_are_kept(name, mixed):
    first = None
    for drawn in TABLE.call(name, mixed, count=3, seed=5):
        assert drawn.nodes.equals(mixed.nodes)
        assert sorted(drawn.edges["weight"]) == sorted(mixed.edges["weight"])
        assert len(set(ends(drawn))) == mixed.size
        assert all(a != b for a, b in ends(drawn))
        assert set(ends(drawn)) != set(ends(mixed))
        first = first or drawn.digest
    assert first == next(iter(TABLE.call(name, mixed, count=1, seed=5))).digest
    assert first != next(iter(TABLE.call(name, mixed, count=1, seed=6))).digest


def test_degrees_and_joint_degrees_are_kept(mixed):
    degree = np.bincount(np.concatenate(mixed.ends), minlength=mixed.order)
    for null in (degrees, joint_degrees):
        for drawn in null(mixed, count=3):
            assert (np.bincount(np.concatenate(drawn.ends), minlength=mixed.order) == degree).all()
            if null is joint_degrees:
                assert joint(ends(drawn), mixed.order) == joint(ends(mixed), mixed.order)


def test_signs_stay_with_their_nodes():
    rng = np.random.default_rng(3)
    matrix = np.triu(rng.choice([0, 0, 1.0, -2.0], size=(20, 20)), 1)
    net = Network.from_matrix(matrix + matrix.T, [f"n{i}" for i in range(20)])
    for drawn in [*degrees(net, count=2), *joint_degrees(net, count=2)]:
        for sign in (1, -1):
            was = (np.sign(net.matrix().toarray()) == sign).sum(axis=0)
            assert ((np.sign(drawn.matrix().toarray()) == sign).sum(axis=0) == was).all()


@pytest.mark.parametrize("name", ["0K", "1K", "2K"])
@pytest.mark.parametrize("directed", [False, True])
def test_two_modes_stay_apart(name, directed):
    rng = np.random.default_rng(3)
    votes = (rng.random((15, 8)) < 0.4).astype(float)
    net = Network.from_matrix(
        votes, [f"r{i}" for i in range(15)], columns=[f"c{i}" for i in range(8)], directed=directed
    )
    for drawn in TABLE.call(name, net, count=2):
        kinds = net.nodes["kind"].to_numpy()
        assert all(kinds[a] != kinds[b] for a, b in ends(drawn))
        if name != "0K":
            block = drawn.matrix("row", "column").toarray() != 0
            assert (block.sum(axis=0) == votes.sum(axis=0)).all()
            assert (block.sum(axis=1) == votes.sum(axis=1)).all()


def test_what_cannot_be_drawn_is_said():
    star = of_pairs([(0, i) for i in range(1, 6)], 6)
    with pytest.raises(NotComputable, match="no two ties of this network can be exchanged"):
        next(degrees(star))
    with pytest.raises(NotComputable, match="a network of 1 ties"):
        next(uniform(of_pairs([(0, 1)], 3)))
    full = of_pairs(itertools.combinations(range(5), 2), 5)
    assert set(ends(next(uniform(full)))) == set(ends(full))


def test_all_two_mode_graphs_with_the_joint_degrees_are_equally_likely():
    start = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]])

    def degrees_at_ends(votes):
        return Counter((int(votes.sum(axis=1)[i]), int(votes.sum(axis=0)[j])) for i, j in np.argwhere(votes))

    known = set()
    for rows in itertools.product(*[itertools.combinations(range(4), int(r)) for r in start.sum(axis=1)]):
        votes = np.zeros((4, 4), dtype=int)
        for i, places in enumerate(rows):
            votes[i, list(places)] = 1
        same = (votes.sum(axis=0) == start.sum(axis=0)).all()
        if same and degrees_at_ends(votes) == degrees_at_ends(start):
            known.add(votes.tobytes())
    assert len(known) == 16
    a, b = np.nonzero(start)
    degree = np.r_[start.sum(axis=1), start.sum(axis=0)]
    target, rng, found = b + 4, np.random.default_rng(0), Counter()
    for _ in range(1600):
        a, target, _ = switched(a, target, 8, rng, rounds=8, fixed=True, degree=degree)
        votes = np.zeros((4, 4), dtype=int)
        votes[a, target - 4] = 1
        found[votes.tobytes()] += 1
    assert set(found) == known
    assert chisquare(list(found.values())).pvalue > 0.01


def test_directed_ties_of_two_modes_keep_their_way():
    rng = np.random.default_rng(0)
    there, back = rng.random((6, 5)) < 0.5, rng.random((5, 6)) < 0.5
    matrix = np.zeros((11, 11))
    matrix[:6, 6:], matrix[6:, :6] = there, back
    nodes = of_pairs([], 11).nodes.assign(kind=["row"] * 6 + ["column"] * 5)
    net = Network.from_arrays(
        nodes, *np.nonzero(matrix), {"weight": np.ones(int(matrix.sum()))}, directed=True
    )
    for drawn in degrees(net, count=3):
        new = drawn.matrix().toarray()
        assert new[:6, :6].sum() == new[6:, 6:].sum() == 0
        assert (new.sum(axis=0) == matrix.sum(axis=0)).all()
        assert (new.sum(axis=1) == matrix.sum(axis=1)).all()
        assert (new != matrix).any()


def test_two_ties_alone_do_not_change_places_in_step():
    net = Network.from_matrix(np.eye(2), ["a", "b"], columns=["x", "y"])
    same = [set(ends(drawn)) == set(ends(net)) for drawn in degrees(net, count=400)]
    assert 150 < sum(same) < 250


@pytest.mark.parametrize("name", ["0K", "1K", "2K"])
@pytest.mark.parametrize("directed", [False, True])
def test_kinds_of_ends_are_kept(name, directed):
    """As in a discourse graph: three kinds, ties within one of them too."""
    rng = np.random.default_rng(5)
    kinds = np.repeat(["commenter", "actor", "narrative"], [14, 8, 6])
    wanted = {("commenter", "actor"), ("commenter", "narrative"), ("commenter", "commenter")}
    pairs = {
        (a, b) for a in range(28) for b in range(28)
        if a != b and (kinds[a], kinds[b]) in wanted and rng.random() < 0.3 and (directed or a < b)
    }  # fmt: skip
    nodes = pd.DataFrame({"id": [f"x{i}" for i in range(28)], "label": "x", "kind": kinds})
    source, target = (np.array(e) for e in zip(*sorted(pairs), strict=True))
    net = Network.from_arrays(nodes, source, target, {"weight": np.ones(len(pairs))}, directed=directed)

    def by_kind(one):
        a, b = one.ends
        if not directed:
            a, b = np.concatenate([a, b]), np.concatenate([b, a])
        return pd.crosstab(a, kinds[b]), Counter(zip(kinds[a].tolist(), kinds[b].tolist(), strict=True))

    seen = set()
    for drawn in TABLE.call(name, net, count=4, seed=1):
        degrees_, joined = by_kind(drawn)
        assert joined == by_kind(net)[1]
        if name != "0K":
            pd.testing.assert_frame_equal(degrees_, by_kind(net)[0])
        seen.add(frozenset(ends(drawn)))
    assert len(seen) > 1
