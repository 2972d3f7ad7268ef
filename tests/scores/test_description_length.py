"""Whether groups pay: planted ones do, those of random graphs do not."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from discourse.clusterers.leiden import leiden
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.scores.description_length import description_length


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("groups", "size", "inside", "across"), [(2, 60, 0.25, 0.03), (4, 40, 0.35, 0.03)])
def test_planted_groups_save_bits(groups, size, inside, across, seed):
    net = Network.from_networkx(nx.planted_partition_graph(groups, size, inside, across, seed=seed))
    truth = np.repeat(np.arange(groups), size)
    right = description_length(net, partition=truth).iloc[0]
    assert right["value"] > 50
    assert right["value"] == pytest.approx(right["one_group"] - right["length"])
    assert right["groups"] == groups
    # Neither groups merged nor groups cut in two at random are better.
    cut = truth * 2 + np.arange(net.order) % 2
    for other in (truth // 2, cut, np.random.default_rng(seed).permutation(truth)):
        assert description_length(net, partition=other)["value"].iloc[0] < right["value"]


@pytest.mark.parametrize("seed", range(5))
def test_groups_found_in_random_graphs_cost_bits(seed):
    net = Network.from_networkx(nx.gnm_random_graph(150, 600, seed=seed))
    found = leiden(net, seed=seed)
    assert len(set(found)) > 2
    assert description_length(net, partition=found)["value"].iloc[0] < 0


def test_one_group_saves_nothing_and_isolates_do_not_count():
    net = Network.from_networkx(nx.karate_club_graph())
    assert description_length(net, partition=np.ones(34))["value"].iloc[0] == 0.0
    graph = nx.karate_club_graph()
    graph.add_nodes_from(["alone", "also alone"])
    side = np.arange(34) % 2
    more = description_length(Network.from_networkx(graph), partition=np.append(side, [5, 6]))
    assert more.equals(description_length(net, partition=side))
    assert more.attrs["level"] == "graph"


def test_bad_input():
    none = Network.from_matrix(np.zeros((3, 3)), list("abc"))
    with pytest.raises(NotComputable, match="without ties"):
        description_length(none, partition=np.array([1, 1, 2]))
    with pytest.raises(OptionError, match="partition="):
        description_length(none)
