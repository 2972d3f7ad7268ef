"""Every registered layout, over every awkward network."""

from __future__ import annotations

import os
import subprocess
import sys

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from awkward import EMPTY, NETWORKS, call, renamed, turned

from discourse.errors import OptionError
from discourse.layouts import TABLE
from discourse.model.network import Network
from discourse.registry import defaults

METHODS = list(TABLE)


def check(places, net):
    assert isinstance(places, np.ndarray)
    assert places.shape == (net.order, 2)
    assert places.dtype == np.float64
    assert np.isfinite(places).all()
    # Nodes may not hide one another, by a thousandth of the width of the figure at least.
    reach = np.ptp(places, axis=0).max() if net.order else 0.0
    if net.order > 1:
        gaps = np.linalg.norm(places[:, None] - places[None], axis=2)[np.triu_indices(net.order, 1)]
        assert gaps.min() > 1e-3 * reach / max(1.0, net.order / 100)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", NETWORKS)
def test_a_place_of_its_own_for_every_node_and_the_same_again(name, case):
    net = NETWORKS[case]
    nodes, edges = net.nodes.copy(), net.edges.copy()
    places = call(TABLE, name, net)
    pd.testing.assert_frame_equal(net.nodes, nodes)
    pd.testing.assert_frame_equal(net.edges, edges)
    check(places, net)
    np.testing.assert_array_equal(places, call(TABLE, name, net))
    check(call(TABLE, name, net, seed=12345), net)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", NETWORKS)
def test_names_and_the_order_of_edges_do_not_matter(name, case):
    net = NETWORKS[case]
    places = call(TABLE, name, net)
    np.testing.assert_array_equal(places, call(TABLE, name, renamed(net)))
    if not net.directed:
        np.testing.assert_array_equal(places, call(TABLE, name, turned(net)))


OTHER = {"weighted": (True, False), "iterations": (0, 1), "sweeps": (0, 1)}


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", ["random", "pieces and isolates", "tiny and huge weights"])
def test_other_options(name, case):
    for option in defaults(TABLE.load(name)):
        for value in OTHER.get(option, ()):
            check(call(TABLE, name, NETWORKS[case], **{option: value}), NETWORKS[case])
    with pytest.raises(OptionError, match="colour"):
        TABLE.call(name, NETWORKS[case], colour="red")


@pytest.mark.parametrize("name", METHODS)
def test_no_nodes_no_places(name):
    assert TABLE.call(name, EMPTY).shape == (0, 2)


@pytest.mark.parametrize("name", METHODS)
def test_every_layout_takes_a_seed_and_refuses_nonsense(name):
    assert defaults(TABLE.load(name))["seed"] == 0
    for seed in (-1, 1.5, "1", True, None):
        with pytest.raises(OptionError, match="seed"):
            TABLE.call(name, NETWORKS["path"], seed=seed)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("seed", range(3))
def test_many_pieces_of_all_sizes(name, seed):
    net = Network.from_networkx(nx.gnp_random_graph(150, 0.011, seed=seed))
    check(call(TABLE, name, net), net)


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from awkward import NETWORKS
from discourse.layouts import TABLE
for name in TABLE:
    for case in ("odd ids", "signed", "three modes and more"):
        print(name, TABLE.call(name, NETWORKS[case]).tobytes().hex())
"""


def test_the_hash_seed_does_not_matter():
    here = os.path.dirname(__file__)  # noqa: PTH120
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, here],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert len(outputs[0].splitlines()) == 3 * len(TABLE)
