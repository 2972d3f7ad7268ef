"""Layouts: what a reader of the figure must be able to see."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.layouts import TABLE
from discourse.layouts._pack import shelves
from discourse.layouts.circular import circular
from discourse.layouts.columns import columns
from discourse.layouts.kamada_kawai import kamada_kawai
from discourse.layouts.seriation import seriation
from discourse.layouts.spring import spring
from discourse.model.network import Network

FORCES = [spring, kamada_kawai]


def apart(places: np.ndarray) -> np.ndarray:
    return np.linalg.norm(places[:, None] - places[None], axis=2)


def two_mode(
    pairs: list[tuple[int, int]], left: int, right: int, kinds=("commenter", "narrative")
) -> Network:
    ids = [f"l{i}" for i in range(left)] + [f"r{i}" for i in range(right)]
    nodes = pd.DataFrame({"id": ids, "label": ids, "kind": [kinds[0]] * left + [kinds[1]] * right})
    source, target = (
        (np.array(x, dtype=int) for x in zip(*pairs, strict=True)) if pairs else (np.zeros(0, int),) * 2
    )
    return Network.from_arrays(nodes, source, target + left, {"weight": np.ones(len(pairs))})


def crossings(net: Network, places: np.ndarray) -> int:
    source, target = net.ends
    a, b = places[source, 1], places[target, 1]
    return int(((a[:, None] > a[None]) & (b[:, None] < b[None])).sum())


@pytest.mark.parametrize("layout", FORCES)
def test_groups_are_seen(layout):
    net = Network.from_networkx(nx.planted_partition_graph(3, 20, 0.6, 0.02, seed=1))
    far = apart(layout(net))
    group = np.repeat(np.arange(3), 20)
    same = group[:, None] == group[None]
    assert far[same].mean() < 0.6 * far[~same].mean()


@pytest.mark.parametrize("layout", FORCES)
def test_tied_nodes_are_nearer_than_others(layout):
    graph = nx.karate_club_graph()
    far = apart(layout(Network.from_networkx(nx.Graph(graph.edges))))
    names = {n: i for i, n in enumerate(nx.Graph(graph.edges))}
    tied = np.array([far[names[a], names[b]] for a, b in graph.edges])
    assert tied.mean() < 0.75 * far[np.triu_indices(34, 1)].mean()


@pytest.mark.parametrize("layout", FORCES)
def test_pieces_stand_side_by_side(layout):
    parts = [nx.karate_club_graph(), nx.cycle_graph(8), nx.star_graph(5), nx.path_graph(2), nx.empty_graph(6)]
    union = nx.disjoint_union_all([nx.Graph(p.edges) if p.edges else p for p in parts])
    places = layout(Network.from_networkx(union))
    pieces = [sorted(p) for p in nx.connected_components(union) if len(p) > 1]
    boxes = [(places[p].min(axis=0), places[p].max(axis=0)) for p in pieces]
    for i, (low, high) in enumerate(boxes):
        for other_low, other_high in boxes[:i]:
            assert (high < other_low).any() or (other_high < low).any()
    # None is thrown far away: the figure is at most a few times the area of the boxes in it.
    area = sum(float(np.prod(high - low + 1)) for low, high in boxes)
    assert np.prod(np.ptp(places, axis=0)) < 3 * area
    alone = [next(iter(p)) for p in nx.connected_components(union) if len(p) == 1]
    assert places[alone, 1].max() < min(low[1] for low, _ in boxes)


@pytest.mark.parametrize("layout", FORCES)
def test_nodes_without_ties_make_a_grid(layout):
    places = layout(Network.from_networkx(nx.empty_graph(9)))
    assert sorted(map(tuple, places.tolist())) == [(x, -y) for x in range(3) for y in (2, 1, 0)]


def test_kamada_kawai_follows_path_lengths():
    # A grid of 5 × 5 can be drawn with its distances nearly right; a path exactly.
    graph = nx.convert_node_labels_to_integers(nx.grid_2d_graph(5, 5))
    far = apart(kamada_kawai(Network.from_networkx(graph)))
    hops = nx.floyd_warshall_numpy(graph)
    upper = np.triu_indices(25, 1)
    assert np.corrcoef(far[upper], hops[upper])[0, 1] > 0.95
    path = kamada_kawai(Network.from_networkx(nx.path_graph(6)))
    steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
    np.testing.assert_allclose(steps, steps.mean(), rtol=0.1)
    assert np.ptp(path[:, 1]) < 0.2 * np.ptp(path[:, 0])


def test_kamada_kawai_draws_heavy_ties_short_if_asked():
    matrix = np.zeros((3, 3))
    matrix[0, 1], matrix[1, 2] = 4.0, 1.0
    net = Network.from_matrix(matrix + matrix.T, ["a", "b", "c"])
    far = apart(kamada_kawai(net, weighted=True))
    assert far[0, 1] < 0.5 * far[1, 2]
    even = apart(kamada_kawai(net))
    assert even[0, 1] == pytest.approx(even[1, 2], rel=0.05)


def test_one_heavy_tie_does_not_collapse_the_figure():
    graph = nx.cycle_graph(20)
    for a, b in graph.edges:
        graph[a][b]["weight"] = 1.0
    graph[0][1]["weight"] = 10_000.0
    places = spring(Network.from_networkx(graph))
    ties = np.linalg.norm(places - np.roll(places, -1, axis=0), axis=1)
    assert ties[1:].max() < 1.2 * ties[1:].min()
    assert 0.2 * ties[1:].mean() < ties[0] < ties[1:].mean()


def test_seeds_differ_in_detail():
    net = Network.from_networkx(nx.gnp_random_graph(30, 0.15, seed=1))
    for layout in FORCES:
        assert not np.array_equal(layout(net, seed=1), layout(net, seed=2))


@pytest.mark.parametrize("name", list(TABLE))
def test_two_thousand_nodes(name):
    net = Network.from_networkx(nx.barabasi_albert_graph(2000, 2, seed=1))
    places = TABLE.call(name, net)
    assert places.shape == (2000, 2)
    assert np.isfinite(places).all()
    assert len(np.unique(np.round(places, 9), axis=0)) == 2000


def test_columns_stand_in_reading_order():
    kind = ["narrative", "theme", "actor", "commenter", "article", "alliance"]
    nodes = pd.DataFrame({"id": kind, "label": kind, "kind": kind})
    net = Network(nodes, pd.DataFrame({"source": ["actor"], "target": ["narrative"], "weight": [1.0]}))
    places = columns(net)
    order = [kind[i] for i in np.argsort(places[:, 0])]
    assert order == ["commenter", "article", "actor", "narrative", "alliance", "theme"]
    np.testing.assert_allclose(np.diff(np.sort(places[:, 0])), 0.4)
    assert (places[:, 1] == 0).all()


def test_columns_untangle_what_can_be_untangled():
    rng = np.random.default_rng(4)
    left, right = rng.permutation(12), rng.permutation(12)
    # A ladder: node i is tied to i and i + 1, all shuffled; it can be drawn without any crossing.
    pairs = [(int(left[i]), int(right[j])) for i in range(12) for j in (i, i + 1) if j < 12]
    net = two_mode(pairs, 12, 12)
    places = columns(net)
    as_given = np.column_stack([places[:, 0], -np.arange(24.0)])
    assert crossings(net, as_given) > 50
    assert crossings(net, places) == 0
    for side in (-1.0, 1.0):
        np.testing.assert_allclose(np.sort(places[places[:, 0] == side, 1]), np.linspace(-1, 1, 12))


def test_columns_put_nodes_without_ties_at_the_bottom():
    places = columns(two_mode([(1, 0), (3, 1)], 5, 3))
    assert set(np.argsort(places[:5, 1])[:3].tolist()) == {0, 2, 4}
    assert places[7, 1] == -1.0


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4)), unique=True, max_size=20))
def test_columns_never_lengthen_ties(pairs):
    net = two_mode(pairs, 7, 5)
    source, target = net.ends

    def length(places: np.ndarray) -> float:
        return float(np.abs(places[source, 1] - places[target, 1]).sum())

    assert length(columns(net)) <= length(columns(net, sweeps=0)) + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_columns_keep_the_best_order_they_came_by(seed):
    rng = np.random.default_rng(seed)
    net = two_mode([(i, j) for i in range(15) for j in range(10) if rng.random() < 0.25], 15, 10)
    source, target = net.ends
    lengths = []
    for sweeps in range(8):
        places = columns(net, sweeps=sweeps)
        lengths.append(np.abs(places[source, 1] - places[target, 1]).sum())
    assert (np.diff(lengths) <= 1e-9).all()


def test_circular_goes_kind_by_kind_round_the_circle():
    net = two_mode([(0, 0)], 3, 5, kinds=("narrative", "actor"))
    places = circular(net)
    np.testing.assert_allclose(np.linalg.norm(places, axis=1), 1.0)
    clockwise = np.argsort(np.arctan2(places[:, 0], places[:, 1]) % (2 * np.pi))
    assert clockwise.tolist() == [3, 4, 5, 6, 7, 0, 1, 2]


def test_seriation_brings_blocks_together():
    rng = np.random.default_rng(0)
    group = rng.permutation(np.repeat(np.arange(4), 6))
    pairs = [(i, j) for i in range(24) for j in range(8) if j // 2 == group[i]]
    places = seriation(two_mode(pairs, 24, 8))
    assert (places[:, 1] == 0).all()
    assert sorted(places[:24, 0]) == list(range(24))
    assert sorted(places[24:, 0]) == list(range(24, 32))
    ranked = group[np.argsort(places[:24, 0])]
    assert (np.diff(ranked) != 0).sum() == 3
    columns_ranked = (np.argsort(places[24:, 0])) // 2
    assert (np.diff(columns_ranked) != 0).sum() == 3


def test_seriation_of_one_mode_keeps_cliques_together():
    rng = np.random.default_rng(1)
    group = rng.permutation(np.repeat(np.arange(3), 5))
    net = Network.from_matrix((group[:, None] == group[None]) - np.eye(15), [str(i) for i in range(15)])
    ranked = group[np.argsort(seriation(net)[:, 0])]
    assert (np.diff(ranked) != 0).sum() == 2


def test_seriation_puts_opposites_apart_and_empty_rows_last():
    camp = np.array([1, -1, 1, -1, 1, 0, -1, 0])
    net = Network.from_matrix(np.outer(camp, camp) - np.diag(camp**2), [str(i) for i in range(8)])
    ranked = camp[np.argsort(seriation(net)[:, 0])]
    assert ranked[-2:].tolist() == [0, 0]
    assert (np.diff(ranked[:-2]) != 0).sum() == 1


@given(st.lists(st.tuples(st.floats(0.1, 30), st.floats(0.1, 30)), max_size=12))
def test_boxes_on_shelves_do_not_overlap(sizes):
    boxes = sorted((np.array(s) for s in sizes), key=lambda s: -s.max())
    corners = shelves(boxes)
    assert len(corners) == len(boxes)
    for i, (corner, size) in enumerate(zip(corners, boxes, strict=True)):
        for other, its in zip(corners[:i], boxes[:i], strict=True):
            beside = corner[0] >= other[0] + its[0] or other[0] >= corner[0] + size[0]
            below = corner[1] <= other[1] - its[1] or other[1] <= corner[1] - size[1]
            assert beside or below
