"""Every registered backbone, over every awkward network. A new line in the table is tested without more ado."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from awkward import EMPTY, NETWORKS, network, renamed, shuffled, turned

from discourse.backbones import TABLE
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.registry import defaults

METHODS = list(TABLE)
TWO_MODES = [name for name in METHODS if TABLE.entry(name).takes == "two modes"]
#: Where p is a share of draws, what follows from the order of nodes is the same only about.
DRAWN = [name for name in METHODS if "seed" in defaults(TABLE.load(name))]


def votes(seed=0, n=12, m=8, *, signed=False, silent=True):
    """Return a two-mode network with full, empty and ordinary rows and columns, and weights."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(1, 4, (n, m)) * (rng.random((n, m)) < 0.4)
    matrix[0] = 1
    if silent:
        matrix[1], matrix[:, 2] = 0, 0
    if signed:
        matrix = matrix * rng.choice([-1, 1], (n, m))
    i, j = np.nonzero(matrix)
    edges = list(zip(i.tolist(), (n + j).tolist(), matrix[i, j].astype(float).tolist(), strict=True))
    return network(n + m, edges, kind=["commenter"] * n + ["narrative"] * m)


ALL = NETWORKS | {
    "votes": votes(),
    "signed votes": votes(3, signed=True),
    "votes, there and back": Network(votes(5).nodes, votes(5).edges, directed=True),
    "one row": network(
        4, [(0, 1, 1.0), (0, 2, 1.0), (0, 3, 1.0)], kind=["row", "column", "column", "column"]
    ),
    "one column": network(4, [(0, 3, 1.0), (1, 3, 1.0), (2, 3, 1.0)], kind=["row", "row", "row", "column"]),
    "all the same": network(
        6, [(i, 3 + j, 1.0) for i in range(3) for j in range(3)], kind=["row"] * 3 + ["col"] * 3
    ),
    "votes of nothing": network(4, [(0, 2, 0.0), (1, 3, 0.0)], kind=["row", "row", "column", "column"]),
}


def options_of(name, **more):
    return ({"draws": 49} if "draws" in defaults(TABLE.load(name)) else {}) | more


def backbone(name, net, **more):
    """Return the backbone, or why there is none."""
    try:
        return TABLE.call(name, net, **options_of(name, **more))
    except NotComputable as error:
        return str(error)


def ties(net):
    """Return p by the two ends."""
    found = {}
    for s, t, p in zip(*net.ends, net.edges["p"], strict=True):
        found[(s, t) if net.directed else (min(s, t), max(s, t))] = p
    return found


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", ALL)
def test_some_of_the_nodes_and_ties_that_have_a_p(name, case):
    net = ALL[case]
    nodes, edges = net.nodes.copy(), net.edges.copy()
    for more in ({}, {"alpha": 1.0}):
        found = backbone(name, net, **more)
        pd.testing.assert_frame_equal(net.nodes, nodes)
        pd.testing.assert_frame_equal(net.edges, edges)
        if isinstance(found, str):
            assert len(found) > 20
            return
        assert isinstance(found, Network)
        ids = net.nodes["id"].tolist()
        if name in TWO_MODES:
            assert not found.directed
            assert found.nodes["kind"].nunique() == 1
            kind = found.nodes["kind"].iloc[0]
            pd.testing.assert_frame_equal(
                found.nodes, net.nodes[net.nodes["kind"] == kind].reset_index(drop=True), check_like=True
            )
            np.testing.assert_array_equal(found.edges["weight"], found.edges["shared"])
        else:
            assert found.nodes["id"].tolist() == ids
            assert found.directed == net.directed
            assert set(zip(*found.ends, strict=True)) <= set(zip(*net.ends, strict=True))
        source, target = found.ends
        assert (source != target).all()
        p = found.edges[["p", "p_adjusted"]].to_numpy()
        assert ((p >= 0) & (p <= 1)).all()
        assert (found.edges["p_adjusted"] <= more.get("alpha", 0.05)).all()
        assert all(isinstance(note, str) and len(note) > 20 for note in found.made["notes"])
    assert found.digest == backbone(name, net, alpha=1.0).digest


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", ALL)
def test_ties_follow_the_nodes(name, case):
    net = ALL[case]
    found = backbone(name, net, alpha=1.0)
    named = backbone(name, renamed(net), alpha=1.0)
    if isinstance(found, str):
        assert isinstance(named, str)
        return
    assert ties(found) == ties(named)
    more = {} if name not in TWO_MODES else {"rows": found.nodes["kind"].iloc[0]}
    moved, _ = shuffled(net)
    wanted = _named(found)
    for other in [moved] if net.directed else [moved, turned(net)]:
        again = _named(backbone(name, other, alpha=1.0, **more))
        assert set(again) == set(wanted)
        near = {"abs": 0.35} if name in DRAWN else {"rel": 1e-9, "abs": 1e-12}
        for pair, p in wanted.items():
            assert again[pair] == pytest.approx(p, **near)


def _named(net):
    """Return p by the names of the two ends."""
    ids = net.nodes["id"].tolist()
    return {
        (ids[s], ids[t]) if net.directed else frozenset((ids[s], ids[t])): p
        for (s, t), p in ties(net).items()
    }


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("correction", ["holm", "bonferroni", "bh"])
def test_corrections_keep_no_more(name, correction):
    net = ALL["votes"] if name in TWO_MODES else ALL["random"]
    plain = backbone(name, net, alpha=0.5)
    strict = backbone(name, net, alpha=0.5, correction=correction)
    assert plain.size > 0
    assert set(ties(strict)) <= set(ties(plain))
    assert (strict.edges["p_adjusted"] >= strict.edges["p"] * (1 - 1e-12)).all()
    assert any("corrected" in note for note in strict.made["notes"])


@pytest.mark.parametrize("name", TWO_MODES)
@pytest.mark.parametrize("case", ["votes", "signed votes", "votes, there and back", "two modes"])
def test_signed_backbones_have_two_tails(name, case):
    net = ALL[case]
    found = backbone(name, net, alpha=1.0, signed=True)
    edges = found.edges
    assert found.size > 0
    np.testing.assert_array_equal(edges["weight"], edges["sign"])
    assert (np.where(edges["p"] < edges["p_lower"], 1, -1) == edges["sign"]).all()
    np.testing.assert_allclose(edges["p_adjusted"], np.minimum(1, 2 * edges[["p", "p_lower"]].min(axis=1)))
    assert (edges["p"] + edges["p_lower"] > 1 - 1e-9).all()


@pytest.mark.parametrize("name", TWO_MODES)
def test_weights_and_silent_nodes_do_not_count(name):
    net = ALL["votes"]
    once = network(
        net.order, [(s, t, 1.0) for s, t in zip(*net.ends, strict=True)], kind=net.nodes["kind"].tolist()
    )
    assert backbone(name, net, alpha=1.0).digest == backbone(name, once, alpha=1.0).digest
    more = [*zip(*net.ends, net.edges["weight"], strict=True), (1, 12, 0.0), (3, 3, 2.0)]
    extra = network(net.order, more, kind=net.nodes["kind"].tolist())
    assert backbone(name, net, alpha=1.0).digest == backbone(name, extra, alpha=1.0).digest


@pytest.mark.parametrize("name", [n for n in METHODS if n not in TWO_MODES])
def test_loops_and_weights_of_nothing_do_not_count(name):
    bare = [(0, 1, 2.0), (1, 2, 1.0), (0, 2, 1.0), (2, 3, 4.0), (3, 4, 1.0)]
    more = [*bare, (0, 0, 3.0), (4, 4, 9.0), (0, 4, 0.0)]
    for directed in (False, True):
        one, other = (backbone(name, network(6, e, directed=directed), alpha=1.0) for e in (bare, more))
        assert one.digest == other.digest


@pytest.mark.parametrize("name", METHODS)
def test_no_nodes_no_backbone(name):
    with pytest.raises(NotComputable):
        TABLE.call(name, EMPTY)


@pytest.mark.parametrize("name", METHODS)
def test_bad_options_are_named(name):
    bad = {
        "alpha": (0, -0.1, 1.5, "x", True, float("nan")),
        "correction": ("hulm", 1, False),
        "signed": (1, "yes", None),
        "ties": ("congruent", None),
        "tails": ("exactly", None),
        "draws": (0, 1.5, True),
        "seed": (-1, 0.5, None),
        "rows": ("nobody", 3),
        "cols": ("nobody", 3),
    }
    known = defaults(TABLE.load(name))
    assert set(known) <= set(bad)
    for option in known:
        for value in bad[option]:
            with pytest.raises(OptionError, match=option):
                TABLE.call(name, ALL["votes"], **{option: value})


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from test_backbones_contract import ALL, METHODS, backbone
for name in METHODS:
    for case in ("odd ids", "votes", "signed votes", "directed"):
        found = backbone(name, ALL[case], alpha=1.0)
        print(name, found if isinstance(found, str) else found.edges.to_csv())
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
    assert all(name in outputs[0] for name in METHODS)
