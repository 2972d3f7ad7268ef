"""Betweenness controversy: against networkx, by hand, and what drawing sources does to it."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

import discourse as ds
from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.scores.betweenness_controversy import bcc, crowding, edge_flow


def planted(size: int = 40, inside: float = 0.2, across: float = 0.02, seed: int = 1) -> Network:
    """Two camps whose nodes follow one another."""
    return Network.from_networkx(nx.planted_partition_graph(2, size, inside, across, seed=seed))


def halves(net: Network) -> np.ndarray:
    return (np.arange(net.order) >= net.order / 2).astype(int)


def net_of(matrix: np.ndarray) -> Network:
    return Network.from_matrix(matrix, [f"n{i}" for i in range(len(matrix))])


def test_betweenness_of_ties_of_networkx():
    graph = nx.gnp_random_graph(90, 0.03, seed=5)
    matrix = nx.to_scipy_sparse_array(graph, dtype=float, format="csr")
    ends = np.array(graph.edges)
    flow = edge_flow(matrix, ends[:, 0], ends[:, 1], np.arange(90))
    wanted = list(nx.edge_betweenness_centrality(graph, normalized=False).values())
    np.testing.assert_allclose(flow[0], wanted, atol=1e-9)
    np.testing.assert_allclose(flow[1], wanted, atol=1e-9)


def test_sampled_betweenness_is_near_and_says_how_near():
    net = planted(300, 0.03, 0.002, seed=4)
    exact = crowding(net, partition=halves(net), sources=10**6)
    assert exact.error == 0
    assert exact.cut + exact.rest == net.size
    found = [crowding(net, partition=halves(net), sources=150, seed=s) for s in range(4)]
    assert all(f.sources == 150 and 0 < f.error < 0.1 for f in found)
    assert all(abs(f.value - exact.value) < 4 * f.error + abs(f.bias) for f in found)
    told = bcc(net, partition=halves(net), sources=150)
    assert told[["value", "error", "bias"]].iloc[0].tolist() == [
        found[0].value,
        found[0].error,
        found[0].bias,
    ]
    assert f"standard error from that is {found[0].error:.2g}" in told.attrs["notes"][0]
    whole = bcc(net, partition=halves(net))
    assert whole[["value", "error", "bias", "sources"]].iloc[0].tolist() == [exact.value, 0, 0, net.order]
    assert "notes" not in whole.attrs
    one = bcc(net, partition=halves(net), sources=1)
    assert one[["error", "bias"]].isna().all(axis=None)
    assert "not known" in one.attrs["notes"][0]


def test_fewer_sources_lower_a_middling_controversy_and_that_is_estimated():
    net = planted(150, 0.02, 0.004, seed=3)
    exact = crowding(net, partition=halves(net), sources=net.order).value
    found = [crowding(net, partition=halves(net), sources=60, seed=s) for s in range(8)]
    off = np.mean([f.value for f in found]) - exact
    assert off < -3 * np.mean([f.error for f in found]) / np.sqrt(8)
    # The jackknife tells the direction, and less than all of it.
    assert off * 1.5 < np.mean([f.bias for f in found]) < 0


def test_betweenness_controversy_is_compared_with_chance():
    net = planted()
    found = ds.score(net, "bcc", sources=32, nulls=3, seed=1)
    assert found.table.columns.tolist() == [
        *("node", "value", "error", "bias", "sources", "cut", "rest", "exact")
    ]
    assert not found.exact
    assert ds.score(net, "bcc").exact
    assert found.chance is not None
    assert len(found.chance.known) == 3
    assert found.value > found.null_mean
    assert any("standard error" in note for note in found.made.notes)


def test_betweenness_controversy_needs_both_sorts_of_ties():
    pieces = net_of(np.kron(np.eye(2), np.ones((3, 3))))
    with pytest.raises(NotComputable, match="no tie joins"):
        bcc(pieces, partition=np.repeat([1, 2], 3))
    with pytest.raises(NotComputable, match="all ties join"):
        bcc(net_of(nx.to_numpy_array(nx.star_graph(4))), partition=np.array([1, 2, 2, 2, 2]))


def test_betweenness_controversy_by_hand():
    # A ring of twelve: every tie carries the same, whatever camp it joins.
    ring = net_of(nx.to_numpy_array(nx.cycle_graph(12)))
    assert bcc(ring, partition=np.repeat([1, 2], 6))["value"].tolist() == [0.0]
