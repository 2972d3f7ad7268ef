"""Every registered score of networks, over every awkward network."""

from __future__ import annotations

import inspect
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from awkward import EMPTY, NETWORKS, call, network, renamed, shuffled, turned

from discourse.errors import DataError, DiscourseError, NotComputable, OptionError
from discourse.registry import defaults
from discourse.scores import TABLE

METHODS = [name for name in TABLE if TABLE.entry(name).takes == "network"]


def wants_partition(name):
    return "partition" in inspect.signature(TABLE.load(name)).parameters


#: Scores of two camps, which want two groups; all others take three.
TWO = {"rwc", "arwc", "aei", "bcc", "boundary", "dipole", "embedding", "esteban_ray"}


def groups(net, name=""):
    return np.arange(net.order) % (2 if name in TWO else 3) + 1


def score(name, net, partition=None, **options):
    """Return the result, or the error if it cannot be computed there."""
    if wants_partition(name):
        options["partition"] = groups(net, name) if partition is None else partition
    try:
        found = call(TABLE, name, net, **options)
    except NotComputable as error:
        return str(error)
    if isinstance(found, pd.DataFrame) and found.attrs.get("level") == "graph":
        assert found["node"].tolist() == ["graph"]
        return float(found["value"].iloc[0])
    return found


def same(one, other, **how):
    if isinstance(one, pd.DataFrame):
        assert isinstance(other, pd.DataFrame)
        assert list(one.columns) == list(other.columns)
        np.testing.assert_allclose(one.drop(columns="node"), other.drop(columns="node"), **how)
    elif isinstance(one, float):
        np.testing.assert_allclose(one, other, **how)
    else:
        assert one == other


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", NETWORKS)
def test_a_value_per_node_or_one_for_all(name, case):
    net = NETWORKS[case]
    nodes, edges = net.nodes.copy(), net.edges.copy()
    found = score(name, net)
    pd.testing.assert_frame_equal(net.nodes, nodes)
    pd.testing.assert_frame_equal(net.edges, edges)
    if isinstance(found, pd.DataFrame):
        assert found["node"].tolist() == net.nodes["id"].tolist()
        assert list(found.columns[:2]) == ["node", "value"]
        numbers = found.drop(columns="node")
        assert (numbers.dtypes == "float64").all()
        assert np.isfinite(numbers.to_numpy()).all()
    else:
        # Either a number, or a sentence that says why there is none.
        assert len(found) > 20 if isinstance(found, str) else type(found) is float and np.isfinite(found)
    same(found, score(name, net), rtol=0, atol=0)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", NETWORKS)
def test_values_follow_the_nodes(name, case):
    net = NETWORKS[case]
    found = score(name, net)
    same(found, score(name, renamed(net)), rtol=0, atol=0)
    other, order = shuffled(net)
    moved = score(name, other, groups(net, name)[order])
    if isinstance(found, pd.DataFrame):
        assert moved["node"].tolist() == found["node"].iloc[order].tolist()
        same(found.iloc[order], moved, rtol=1e-7, atol=1e-9)
    else:
        same(found, moved, rtol=1e-9, atol=1e-12)
    if not net.directed:
        same(found, score(name, turned(net)), rtol=1e-9, atol=1e-12)


SWITCHES = [
    (n, o) for n in METHODS for o, default in defaults(TABLE.load(n)).items() if isinstance(default, bool)
]


@pytest.mark.parametrize(("name", "option"), SWITCHES)
@pytest.mark.parametrize("case", NETWORKS)
def test_both_ways_of_every_switch(name, option, case):
    known = defaults(TABLE.load(name))
    found = score(name, NETWORKS[case], **{option: not known[option]})
    if isinstance(found, pd.DataFrame):
        assert np.isfinite(found.drop(columns="node").to_numpy()).all()
    else:
        assert isinstance(found, str) or np.isfinite(found)


@pytest.mark.parametrize("name", METHODS)
def test_is_defined_on_an_ordinary_network(name):
    net = NETWORKS["directed"] if name == "reciprocity" else NETWORKS["random"]
    assert isinstance(score(name, net), pd.DataFrame | float)


@pytest.mark.parametrize("name", METHODS)
def test_loops_and_weights_of_nothing_do_not_count(name):
    bare = [(0, 1, 2.0), (1, 2, 1.0), (0, 2, 1.0), (2, 3, 4.0), (3, 4, 1.0)]
    more = [*bare, (0, 0, 3.0), (4, 4, 9.0), (0, 4, 0.0)]
    for directed in (False, True):
        same(
            score(name, network(6, bare, directed=directed)), score(name, network(6, more, directed=directed))
        )


@pytest.mark.parametrize("name", METHODS)
def test_no_nodes_no_scores(name):
    options = {"partition": np.zeros(0, dtype=int)} if wants_partition(name) else {}
    with pytest.raises(NotComputable):
        TABLE.call(name, EMPTY, **options)


@pytest.mark.parametrize("name", [n for n in METHODS if wants_partition(n)])
def test_groups_must_be_given_and_fit(name):
    net = NETWORKS["random"]
    with pytest.raises(OptionError, match="partition"):
        TABLE.call(name, net)
    with pytest.raises(DataError, match="3 labels"):
        TABLE.call(name, net, partition=np.array([1, 2, 3]))
    found = score(name, net, groups(net, name))
    same(found, score(name, net, groups(net, name) * 10 - 100), rtol=1e-12)


@pytest.mark.parametrize("name", METHODS)
def test_bad_options_are_named(name):
    bad = {"resolution": (0, -1.0, float("nan"), "x", True), "damping": (0, 1, -0.5, 2.0, "x", True)}
    options = {"partition": groups(NETWORKS["random"], name)} if wants_partition(name) else {}
    for option in defaults(TABLE.load(name)):
        for value in bad.get(option, ()):
            with pytest.raises(DiscourseError, match=option):
                TABLE.call(name, NETWORKS["random"], **options, **{option: value})


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
import numpy as np
from awkward import NETWORKS
from discourse.errors import NotComputable
from discourse.registry import defaults
from discourse.scores import TABLE
TWO = set(sys.argv[2].split())
for name in TABLE:
    if TABLE.entry(name).takes == "network":
        for case in ("odd ids", "signed", "directed"):
            net = NETWORKS[case]
            count = 2 if name in TWO else 3
            options = {"partition": np.arange(net.order) % count} if "partition" in defaults(TABLE.load(name)) else {}
            try:
                found = TABLE.call(name, net, **options)
            except NotComputable:
                found = "not defined"
            print(name, found.to_csv() if hasattr(found, "to_csv") else repr(found))
"""


def test_the_hash_seed_does_not_matter():
    here = os.path.dirname(__file__)  # noqa: PTH120
    outputs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, here, " ".join(TWO)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert outputs[0] == outputs[1]
    assert all(name in outputs[0] for name in METHODS)
