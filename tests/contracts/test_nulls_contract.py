"""Every registered null of networks, over every awkward network. A new line in the table is tested without more ado."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from awkward import EMPTY, NETWORKS, network, renamed, turned

from discourse.errors import NotComputable, OptionError
from discourse.model.ties import kept
from discourse.nulls import TABLE

METHODS = [name for name in TABLE if TABLE.entry(name).takes == "network"]
BOTH_WAYS = network(
    9,
    [
        *((0, 5, 1.0), (5, 0, -1.0), (1, 6, 2.0), (6, 2, 1.0), (2, 7, 1.0), (7, 3, 1.0)),
        *((3, 8, 1.0), (8, 4, 3.0), (4, 5, 1.0), (5, 1, 1.0), (0, 6, 1.0), (7, 0, 1.0)),
    ],
    kind=["row"] * 5 + ["column"] * 4,
    directed=True,
)
ALL = NETWORKS | {"two modes, ties there and back": BOTH_WAYS}


def drawn(name, net, **options):
    """Return what was drawn, or why nothing can be."""
    try:
        return list(TABLE.call(name, net, **{"count": 2} | options))
    except NotComputable as error:
        return str(error)


def ends(net):
    a, b = net.ends
    if not net.directed:
        a, b = np.minimum(a, b), np.maximum(a, b)
    return sorted(zip(a.tolist(), b.tolist(), strict=True))


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", ALL)
def test_nodes_ties_and_weights_are_kept(name, case):
    net = ALL[case]
    nodes, edges = net.nodes.copy(), net.edges.copy()
    found = drawn(name, net)
    pd.testing.assert_frame_equal(net.nodes, nodes)
    pd.testing.assert_frame_equal(net.edges, edges)
    if isinstance(found, str):
        assert len(found) > 20
        return
    a, b, weight = kept(net)
    kind = net.nodes["kind"].to_numpy()
    joined = {(kind[i], kind[j]) for i, j in zip(a, b, strict=True)}
    joined |= set() if net.directed else {(j, i) for i, j in joined}
    two_modes = len({k for pair in joined for k in pair}) == 2 and all(i != j for i, j in joined)
    assert len(found) == 2
    for other in found:
        assert other.nodes.equals(net.nodes)
        assert other.directed == net.directed
        assert sorted(other.edges["weight"]) == sorted(weight)
        assert all(i != j for i, j in ends(other))
        if two_modes:
            assert all(kind[i] != kind[j] for i, j in ends(other))


@pytest.mark.parametrize("name", ["1K", "2K"])
@pytest.mark.parametrize("case", ALL)
def test_degrees_are_kept_by_sign_and_direction(name, case):
    net = ALL[case]
    found = drawn(name, net)
    for other in [] if isinstance(found, str) else found:
        counts = []
        for some in (net, other):
            a, b, weight = kept(some)
            parts = [
                np.bincount(e[sign], minlength=net.order) for sign in (weight > 0, weight < 0) for e in (a, b)
            ]
            counts.append(parts if net.directed else [parts[0] + parts[1], parts[2] + parts[3]])
        np.testing.assert_array_equal(*counts)
        if name == "2K":
            code = [tuple(row) for row in np.transpose(counts[0]).tolist()]
            pairs = []
            for some in (net, other):
                a, b, _ = kept(some)
                both = [(code[i], code[j]) for i, j in zip(a, b, strict=True)]
                pairs.append(Counter(both if net.directed else [tuple(sorted(pair)) for pair in both]))
            assert pairs[0] == pairs[1]


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", ALL)
def test_the_same_again_and_with_other_names(name, case):
    net = ALL[case]
    found, again, named = drawn(name, net), drawn(name, net), drawn(name, renamed(net))
    if isinstance(found, str):
        assert found == again == named
        return
    assert [n.digest for n in found] == [n.digest for n in again]
    for one, other in zip(found, named, strict=True):
        np.testing.assert_array_equal(one.ends, other.ends)
        np.testing.assert_array_equal(one.edges["weight"], other.edges["weight"])


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", ["random", "signed", "directed", "two modes", "pieces and isolates"])
def test_other_seeds_give_other_ties(name, case):
    net = ALL[case]
    found = {tuple(ends(drawn(name, net, seed=seed, count=1)[0])) for seed in range(6)}
    assert len(found) > 1


@pytest.mark.parametrize("name", METHODS)
def test_more_networks_begin_with_the_same(name):
    net = NETWORKS["random"]
    few, many = drawn(name, net, count=2), drawn(name, net, count=4)
    assert [n.digest for n in few] == [n.digest for n in many[:2]]


@pytest.mark.parametrize("name", METHODS)
def test_what_can_be_drawn_does_not_depend_on_how_ties_are_written(name):
    for case, net in NETWORKS.items():
        if not net.directed:
            assert isinstance(drawn(name, net), str) == isinstance(drawn(name, turned(net)), str), case


@pytest.mark.parametrize("name", METHODS)
def test_too_little_and_bad_options_are_said(name):
    with pytest.raises(NotComputable, match="0 ties"):
        next(TABLE.call(name, EMPTY))
    for option, values in {"count": (0, -1, 1.5, "many", True), "seed": (-1, 0.5, "x", None)}.items():
        for value in values:
            with pytest.raises(OptionError, match=option):
                next(TABLE.call(name, NETWORKS["random"], **{option: value}))


SCRIPT = """
import sys
sys.path.insert(0, sys.argv[1])
from awkward import NETWORKS
from discourse.model.statements import Statements
from discourse.nulls import TABLE
st = Statements.from_rows([(f"c{i % 7}", f"n{i * i % 5}", i % 3 - 1) for i in range(40)])
networks = [NETWORKS[case] for case in ("odd ids", "signed", "directed")]
for name in TABLE:
    given = [st] if TABLE.entry(name).takes == "statements" else networks
    for one in given:
        print(name, [found.digest for found in TABLE.call(name, one, count=2)])
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
    assert all(name in outputs[0] for name in TABLE)
