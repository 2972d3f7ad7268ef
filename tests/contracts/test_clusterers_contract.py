"""Every registered clusterer, over every awkward network. A new line in the table is tested without more ado."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from awkward import EMPTY, NETWORKS, blocks, network, renamed, shuffled, turned
from awkward import call as call_any
from sklearn.metrics import adjusted_rand_score

from discourse.clusterers import TABLE
from discourse.errors import NotComputable, OptionError
from discourse.registry import defaults

#: Those of two-mode networks have tests of their own.
METHODS = [name for name in TABLE if TABLE.entry(name).takes == "network"]
#: What keeps a method quick on small networks.
QUICK = {"consensus": {"seeds": 3}}
#: Negative ties count for these, so that a node with negative ties only is not alone.
SIGNED = {"frustration_split", "hierarchical", "kmeans", "spinglass", "pam", "concor", "equivalence"}


def call(table, name, *args, **options):
    """Return the labels, also of a method that tells more of every node."""
    found = call_any(table, name, *args, **QUICK.get(name, {}) | options)
    if not isinstance(found, pd.DataFrame):
        return found
    assert len(found) == args[0].order
    return found["label"].to_numpy()


def options_of(name: str) -> dict[str, object]:
    return defaults(TABLE.load(name))


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", NETWORKS)
def test_one_label_per_node_and_the_same_ones_again(name, case):
    net = NETWORKS[case]
    nodes, edges = net.nodes.copy(), net.edges.copy()
    labels = call(TABLE, name, net)
    pd.testing.assert_frame_equal(net.nodes, nodes)
    pd.testing.assert_frame_equal(net.edges, edges)
    if labels is None:
        return
    assert isinstance(labels, np.ndarray)
    assert labels.shape == (net.order,)
    assert labels.dtype.kind == "i"
    np.testing.assert_array_equal(labels, call(TABLE, name, net))


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", NETWORKS)
def test_nodes_without_ties_are_groups_of_their_own(name, case):
    net = NETWORKS[case]
    labels = call(TABLE, name, net)
    if labels is None:
        return
    source, target = net.ends
    weight = net.edges["weight"].to_numpy()
    counts = (source != target) & ((weight != 0) if name in SIGNED else (weight > 0))
    tied = np.zeros(net.order, dtype=bool)
    tied[source[counts]] = tied[target[counts]] = True
    for row in np.flatnonzero(~tied):
        assert (labels == labels[row]).sum() == 1


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", NETWORKS)
def test_names_and_the_order_of_edges_do_not_matter(name, case):
    net = NETWORKS[case]
    labels = call(TABLE, name, net)
    if labels is None:
        return
    np.testing.assert_array_equal(labels, call(TABLE, name, renamed(net)))
    if not net.directed:
        np.testing.assert_array_equal(labels, call(TABLE, name, turned(net)))


#: These look at signs only, so that a network without negative ties is one group.
BY_SIGN = {"frustration_split"}
#: These divide in two.
TWO = {"bisection", "spectral_bisection", "leiden2", "frustration_split"}


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_finds_well_separated_groups(name, seed):
    count = 2 if name in TWO else 4
    net = blocks(count, 16, seed=seed)
    truth = np.repeat(np.arange(count), 16)
    labels = call(TABLE, name, net)
    if labels is None:
        return
    if name in BY_SIGN:
        assert len(set(labels.tolist())) == 1
        return
    assert adjusted_rand_score(truth, labels) == 1.0
    other, order = shuffled(net)
    assert adjusted_rand_score(truth[order], call(TABLE, name, other)) == 1.0


@pytest.mark.parametrize("name", METHODS)
def test_weights_count(name):
    # All pairs are tied; only the weights tell the two groups apart.
    ties = [(i, j, 20.0 if (i < 8) == (j < 8) else 1.0) for i in range(16) for j in range(i)]
    if name in BY_SIGN:
        ties = [(a, b, w if w > 1 else -1.0) for a, b, w in ties]
    labels = call(TABLE, name, network(16, ties))
    if labels is None:
        return
    assert adjusted_rand_score(np.repeat([0, 1], 8), labels) == 1.0


@pytest.mark.parametrize("name", METHODS)
def test_directions_are_added_up(name):
    count = 2 if name in TWO else 3
    net = blocks(count, 12)
    source, target = net.ends
    flip = np.arange(net.size) % 2 == 0
    arcs = list(
        zip(np.where(flip, target, source), np.where(flip, source, target), net.edges["weight"], strict=True)
    )
    if name in BY_SIGN:
        arcs = [(a, b, 1.0) for a, b, _ in arcs if a // 12 == b // 12]
        arcs += [(i + 12, i, -1.0) if i % 2 else (i, i + 12, -1.0) for i in range(12)]
    directed = network(net.order, arcs, directed=True)
    labels = call(TABLE, name, directed)
    if labels is None:
        return
    assert adjusted_rand_score(np.repeat(np.arange(count), 12), labels) == 1.0


@pytest.mark.parametrize("name", METHODS)
def test_the_unit_of_the_weights_does_not_matter(name):
    net = NETWORKS["random"]
    labels = call(TABLE, name, net)
    if labels is None:
        return
    source, target = net.ends
    for unit in (2.0**-20, 2.0**30):
        other = network(net.order, list(zip(source, target, net.edges["weight"] * unit, strict=True)))
        np.testing.assert_array_equal(labels, call(TABLE, name, other))


@pytest.mark.parametrize("name", METHODS)
def test_no_nodes_no_groups(name):
    with pytest.raises(NotComputable, match="without nodes"):
        TABLE.call(name, EMPTY)


@pytest.mark.parametrize("name", METHODS)
def test_bad_options_are_named(name):
    bad = {
        "seed": (-1, 1.5, "1", True, None),
        "resolution": (0, -1.0, float("nan"), float("inf"), "high", True),
        "k": (0, -2, 15, "many", 2.5, True, None),
        "trials": (0, 1.5, True),
        "max_groups": (0, 2.5, True),
        "steps": (0, "x"),
        "spins": (1, 501),
    }
    for option in options_of(name):
        for value in bad.get(option, ()):
            with pytest.raises(OptionError, match=option):
                TABLE.call(name, NETWORKS["random"], **{option: value})


@pytest.mark.parametrize("name", [n for n in METHODS if "k" in options_of(n)])
def test_k_groups_if_k_are_asked_for(name):
    net = blocks(4, 12)
    for k in (1, 2, 3, 4):
        labels = call(TABLE, name, net, k=k)
        if labels is None:
            return
        # The leading eigenvector stops when no division gains: there k is the largest number.
        found = len(set(labels.tolist()))
        assert found <= k if name == "leading_eigenvector" else found == k


@pytest.mark.parametrize("name", [n for n in METHODS if "k" in options_of(n)])
def test_k_does_not_count_nodes_without_ties(name):
    net = NETWORKS["pieces and isolates"]
    labels = call(TABLE, name, net, k=3)
    if labels is not None:
        assert len(set(labels.tolist())) == 3 + 3
    with pytest.raises(OptionError, match="only 8 of the 11 nodes"):
        TABLE.call(name, net, k=9)


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from awkward import NETWORKS, blocks
from discourse.clusterers import TABLE
from discourse.errors import MissingExtra
for name in [n for n in TABLE if TABLE.entry(n).takes == "network"]:
    for net in (blocks(3, 12, across=0.2), NETWORKS["odd ids"], NETWORKS["signed"]):
        try:
            found = TABLE.call(name, net, **({"seeds": 3} if name == "consensus" else {}))
            print(name, getattr(found, "label", found).tolist())
        except MissingExtra:
            print(name, "is not installed")
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
    assert len(outputs[0].splitlines()) == 3 * len(METHODS)
