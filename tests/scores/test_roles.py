"""Brokers: worked values, definitions written out, all ways to put groups on nodes, and awkward input."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.scores.betweenness import betweenness
from discourse.scores.brokerage import bridging, constraint, effective_size
from discourse.scores.gould_fernandez import ROLES, gould_fernandez
from discourse.scores.participation import participation

# Burt's example as networkx works it out in its tests of structural holes.
BURT = {
    ("A", "B"): 2, ("A", "F"): 3, ("A", "G"): 5, ("A", "E"): 2, ("E", "G"): 8, ("F", "G"): 3, ("B", "G"): 4,
    ("B", "D"): 1, ("D", "G"): 3, ("G", "C"): 10,
}  # fmt: skip


def burt(*, weights):
    graph = nx.Graph()
    graph.add_weighted_edges_from([(a, b, w if weights else 1) for (a, b), w in BURT.items()])
    return Network.from_networkx(graph)


def values(found, column="value"):
    return dict(zip(found["node"], found[column], strict=True))


def test_burts_example():
    found = values(constraint(burt(weights=False)))
    assert [round(found[k], 3) for k in "GAC"] == [0.400, 0.595, 1.0]
    found = values(constraint(burt(weights=True), weighted=True))
    assert [round(found[k], 3) for k in "GAC"] == [0.299, 0.795, 1.0]
    found = values(effective_size(burt(weights=False)))
    assert [round(found[k], 2) for k in "GAC"] == [4.67, 2.50, 1.0]
    found = values(effective_size(burt(weights=True), weighted=True))
    assert [found[k] for k in "GAC"] == [pytest.approx(v, abs=0.006) for v in (5.47, 2.47, 1.0)]
    assert values(effective_size(burt(weights=False)), "efficiency")["G"] == pytest.approx(4.6666667 / 6)


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(2, 12), st.booleans(), st.booleans())
def test_the_same_as_networkx(seed, n, directed, weighted):
    graph = nx.gnp_random_graph(n, 0.4, seed=seed, directed=directed)
    rng = np.random.default_rng(seed)
    for _, _, tie in graph.edges(data=True):
        tie["weight"] = int(rng.integers(1, 9))
    net = Network.from_networkx(graph)
    weight = "weight" if weighted else None
    expected = nx.constraint(graph, weight=weight)
    for node, found in values(constraint(net, weighted=weighted)).items():
        assert found == pytest.approx(expected[int(node)] if graph.degree(int(node)) else 1.0)
    if not directed and not weighted:
        expected = nx.effective_size(graph)
        for node, found in values(effective_size(net)).items():
            assert found == pytest.approx(expected[int(node)] if graph.degree(int(node)) else 0.0)
    both = nx.to_numpy_array(graph, weight=weight)
    both = both + both.T if directed else both
    for i, found in enumerate(effective_size(net, weighted=weighted)["value"]):
        assert found == pytest.approx(_effective(both, i))


def _effective(both, i):
    """Burt's formula written out."""
    contacts = np.flatnonzero(both[i])
    return sum(
        1 - sum(both[i, q] / both[i].sum() * both[j, q] / both[j].max() for q in contacts) for j in contacts
    )


def test_bridging_written_out():
    graph = nx.barbell_graph(5, 1)
    net = Network.from_networkx(graph)
    found = bridging(net)
    for row in found.itertuples():
        node = int(row.node)
        coefficient = (1 / graph.degree(node)) / sum(1 / graph.degree(other) for other in graph[node])
        assert row.coefficient == pytest.approx(coefficient)
    np.testing.assert_allclose(found["betweenness"], betweenness(net)["value"])
    np.testing.assert_allclose(found["value"], found["betweenness"] * found["coefficient"])
    assert found["node"].iloc[found["value"].argmax()] == "5"  # the one node between the two halves


def test_participation_written_out():
    graph = nx.karate_club_graph()
    net = Network.from_networkx(graph)
    group = np.array([int(graph.nodes[v]["club"] == "Officer") for v in graph]) + 2 * (np.arange(34) % 3 == 0)
    found = participation(net, partition=group, weighted=True)
    adjacency = nx.to_numpy_array(graph)
    inner = np.array([adjacency[i, group == group[i]].sum() for i in range(34)])
    for i in range(34):
        shares = [adjacency[i, group == g].sum() / adjacency[i].sum() for g in set(group)]
        assert found["value"].iloc[i] == pytest.approx(1 - sum(s**2 for s in shares))
        own = inner[group == group[i]]
        assert found["z"].iloc[i] == pytest.approx((inner[i] - own.mean()) / own.std())


def test_roles_of_participation():
    # A hub with ties to its group only, its members, and a node with one tie to each of five groups.
    star = np.zeros((17, 17))
    star[0, 1:11] = 1
    star[11, [1, 12, 13, 14, 15]] = 1
    net = Network.from_matrix(star + star.T, [f"n{i}" for i in range(17)])
    group = np.array([0] * 11 + [1, 2, 3, 4, 5, 6])
    found = participation(net, partition=group)
    assert found["role"].iloc[[0, 2, 11, 16]].tolist() == [5, 1, 3, 1]
    assert found["value"].iloc[[0, 11, 16]].tolist() == [0, pytest.approx(0.8), 0]
    assert found["z"].iloc[[11, 16]].tolist() == [0, 0]  # alone in their groups


def counted(matrix, group):
    """Return the counts by role of each node, by the definition: ordered pairs of a start and a stop."""
    n = len(group)
    out = {role: np.zeros(n) for role in ROLES}
    for a, b, c in itertools.permutations(range(n), 3):
        if matrix[a, b] and matrix[b, c] and not matrix[a, c]:
            ga, gb, gc = group[a], group[b], group[c]
            if ga == gb == gc:
                role = "coordinator"
            elif ga == gc:
                role = "itinerant"
            elif gb == gc:
                role = "gatekeeper"
            elif ga == gb:
                role = "representative"
            else:
                role = "liaison"
            out[role][b] += 1
    return out


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 7), st.booleans(), st.sampled_from([0.25, 0.5, 0.8]))
def test_brokerage_by_all_ways_to_put_groups_on_nodes(seed, n, directed, p):
    rng = np.random.default_rng(seed)
    matrix = (rng.random((n, n)) < p).astype(float)
    np.fill_diagonal(matrix, 0)
    if not directed:
        matrix = np.maximum(np.triu(matrix), np.triu(matrix).T)
    group = rng.integers(0, 4, n)
    net = Network.from_matrix(matrix, [f"n{i}" for i in range(n)], directed=directed)
    found = gould_fernandez(net, partition=group)
    own = counted(matrix, group)
    ways = set(itertools.permutations(group.tolist()))
    by_way = [counted(matrix, way) for way in ways]
    for role in ROLES:
        once = 1 if directed or role in ("gatekeeper", "representative") else 2
        np.testing.assert_array_equal(found[role], own[role] / once)
        all_ways = np.array([way[role] for way in by_way])
        mean, spread = all_ways.mean(axis=0), all_ways.std(axis=0)
        expected = np.divide(own[role] - mean, spread, out=np.zeros(n), where=spread > 1e-9)
        np.testing.assert_allclose(found[f"z_{role}"], expected, rtol=1e-6, atol=1e-6)
    np.testing.assert_array_equal(found["value"], sum(own.values()) / (1 if directed else 2))
    if not directed:
        np.testing.assert_array_equal(found["gatekeeper"], found["representative"])


def test_one_group_leaves_nothing_to_chance():
    net = Network.from_networkx(nx.karate_club_graph())
    found = gould_fernandez(net, partition=np.zeros(34, dtype=int))
    assert (found["coordinator"] == found["value"]).all()
    assert (found[[f"z_{role}" for role in ROLES]] == 0).all(axis=None)
    alone = gould_fernandez(net, partition=np.arange(34))
    assert (alone["liaison"] == alone["value"]).all()
    assert (alone["z_liaison"] == 0).all()


@pytest.mark.parametrize("score", [gould_fernandez, participation])
def test_groups_are_wanted(score):
    net = Network.from_matrix([[0, 1], [1, 0]], ["a", "b"])
    with pytest.raises(OptionError, match="give it partition"):
        score(net)


@pytest.mark.parametrize("score", [constraint, effective_size, bridging])
def test_no_nodes(score):
    with pytest.raises(NotComputable, match="without nodes"):
        score(Network.from_matrix(np.zeros((0, 0)), []))
