"""Every registered score of networks, over input that careless ones answer with tracebacks, warnings or nonsense."""

from __future__ import annotations

import inspect

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from awkward import NETWORKS, network
from test_scores_contract import METHODS, TWO, wants_partition

import discourse as ds
from discourse.errors import DataError, DiscourseError, NotComputable, OptionError
from discourse.registry import defaults
from discourse.scores import TABLE

GROUPED = [name for name in METHODS if wants_partition(name)]
CLIQUES = [(i, j, 1.0) for first in (0, 4) for i in range(first, first + 4) for j in range(first, i)]
ODD = {
    "two cliques": network(8, CLIQUES),
    "two cliques and isolates": network(10, CLIQUES),
    "opposite ties": network(4, [(0, 1, 1.0), (1, 0, -1.0), (2, 3, 1.0), (3, 2, -1.0)], directed=True),
    "all negative": network(8, [(a, b, -w) for a, b, w in [*CLIQUES, (0, 4, 1.0), (1, 5, 1.0)]]),
    "largest floats": network(4, [(0, 1, 1.7e308), (1, 2, 1.7e308), (2, 3, 1.7e308), (0, 2, -1.7e308)]),
    "largest floats, both ways": network(
        4, [(0, 1, 1.7e308), (1, 0, 1.7e308), (1, 2, 1.0), (2, 3, 1.7e308)], directed=True
    ),
    "smallest floats": network(4, [(0, 1, 5e-324), (1, 2, 5e-324), (2, 3, 5e-324)]),
    "as far apart as floats are": network(
        6, [(5, 4, 1e-300), (4, 3, 1e300), (3, 2, 1.0), (2, 1, 1e-300), (1, 0, 1e300), (5, 3, 1e-300)]
    ),
}
HALVES = {name: (np.arange(net.order) >= net.order / 2).astype(int) for name, net in ODD.items()}


def sentence(error):
    text = str(error)
    return len(text) > 20 and "\n" not in text and "nan" not in text.split()


def finite(found):
    """Whether a result is a finite float, or a table of them."""
    if isinstance(found, pd.DataFrame):
        return bool(np.isfinite(found.select_dtypes("number").to_numpy(dtype=float)).all())
    return type(found) is float and np.isfinite(found)


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("case", ODD)
def test_a_finite_value_or_a_sentence(name, case):
    known = defaults(TABLE.load(name))
    switches = [{}, *({o: not d} for o, d in known.items() if isinstance(d, bool))]
    parts = [{"partition": HALVES[case]}, {"partition": np.arange(ODD[case].order) % 2}]
    for options in switches:
        for part in parts if name in GROUPED else [{}]:
            try:
                assert finite(TABLE.call(name, ODD[case], **options, **part))
            except NotComputable as error:
                assert sentence(error)


@pytest.mark.parametrize("name", GROUPED)
def test_labels_of_any_sort_are_groups(name):
    net = NETWORKS["random"]
    groups = np.arange(net.order) % (2 if name in TWO else 3)
    wanted = TABLE.call(name, net, partition=groups)
    words = np.array(["left", "right", "third"])[groups]
    for given in (
        groups.tolist(),
        pd.Series(words),
        pd.Categorical(words),
        groups - 7.5,
        words.astype(object),
    ):
        pd.testing.assert_frame_equal(*map(_frame, (TABLE.call(name, net, partition=given), wanted)))
    mixed = np.array([1, "b", 2.5], dtype=object)[groups]
    assert finite(TABLE.call(name, net, partition=mixed))


def _frame(found):
    return found if isinstance(found, pd.DataFrame) else pd.DataFrame({"value": [found]})


@pytest.mark.parametrize("name", GROUPED)
def test_what_is_no_partition_is_named(name):
    net = NETWORKS["random"]
    for missing in (np.nan, None, pd.NA):
        given = np.arange(net.order).astype(object) % 2
        given[3] = missing
        with pytest.raises(DataError, match=r"no group to 'n3' \(place 3\)"):
            TABLE.call(name, net, partition=given)
    for given, what in (
        ("leiden", "str"),
        (2, "int"),
        ({"a": 1}, "dict"),
        (np.zeros((14, 2)), "2 dimensions"),
        (ds.cluster(net, "bisection"), "Partition"),
    ):
        with pytest.raises(DataError, match=what):
            TABLE.call(name, net, partition=given)
    other = ds.cluster(NETWORKS["signed"], "bisection")
    with pytest.raises(DataError, match="not of this network"):
        ds.score(net, name, partition=other)


@pytest.mark.parametrize("name", GROUPED)
def test_one_group_and_a_group_for_each(name):
    net = NETWORKS["random"]
    for groups, count in ((np.ones(net.order, dtype=int), "1 group:"), (np.arange(net.order), "14 groups")):
        if name in TWO:
            with pytest.raises(OptionError, match=f"in {count}"):
                TABLE.call(name, net, partition=groups)
            continue
        try:
            assert finite(TABLE.call(name, net, partition=groups))
        except NotComputable as error:
            assert sentence(error)


def test_limits_that_the_docstrings_state():
    net = NETWORKS["random"]
    one, each = np.zeros(net.order), np.arange(net.order)
    assert [TABLE.call("ei", net, partition=p) for p in (one, each)] == [-1.0, 1.0]
    assert TABLE.call("description_length", net, partition=one)["value"].tolist() == [0.0]
    assert not TABLE.call("participation", net, partition=one)["value"].any()
    roles = TABLE.call("gould_fernandez", net, partition=one)
    assert (roles["coordinator"] == roles["value"]).all()
    assert not roles.filter(like="z_").any(axis=None)
    pieces = ODD["two cliques and isolates"]
    sides = np.array([0] * 4 + [1] * 4 + [0, 1])
    for name in ("aei", "dipole", "esteban_ray"):
        assert TABLE.call(name, pieces, partition=sides) == pytest.approx(1)
    assert TABLE.call("rwc", pieces, partition=sides, ends=1, choose="random", starts="all", seed=1) == 1
    with pytest.raises(NotComputable, match="those that tie in degree are taken together"):
        TABLE.call("rwc", pieces, partition=sides)
    # Longer and longer ties, whose lengths are lost beside one another, still make a path.
    path = network(6, [(5 - i, 4 - i, 10.0 ** (-120 * (i % 2))) for i in range(5)])
    np.testing.assert_allclose(
        TABLE.call("betweenness", path, weighted=True)["value"] * 10, [0, 4, 6, 6, 4, 0]
    )


BAD = {
    bool: ("yes", 2.5, None, np.array([1, 2]), []),
    str: ("xyz", 1, None, True, float("nan"), np.array(["a", "b"]), []),
    float: ("xyz", None, float("nan"), float("inf"), np.array([0.5, 0.5]), [], -1),
    type(None): ("xyz", float("nan"), float("inf"), np.array([0.5, 0.5]), [], -1, 0),
}
OPTIONS = [(n, o) for n in METHODS for o in defaults(TABLE.load(n)) if o != "partition"]


@pytest.mark.parametrize(("name", "option"), OPTIONS)
def test_bad_values_of_options_are_named(name, option):
    default = defaults(TABLE.load(name))[option]
    given = {}
    kind = float if isinstance(default, int | float) and not isinstance(default, bool) else type(default)
    if name in GROUPED:
        given["partition"] = np.arange(14) % (2 if name in TWO else 3)
    for value in BAD[kind]:
        with pytest.raises(OptionError, match=option):
            TABLE.call(name, NETWORKS["random"], **given, **{option: value})


def test_comparisons_refuse_what_they_cannot_draw():
    net = ds.Network.from_networkx(nx.ring_of_cliques(4, 4))
    for nulls in (-1, 2.5, True, "many", float("nan"), float("inf")):
        with pytest.raises(OptionError, match="nulls is a number"):
            ds.score(net, "ei", nulls=nulls)
    for null in ("3K", None, 1):
        with pytest.raises(OptionError, match="not one of the nulls"):
            ds.score(net, "ei", nulls=2, null=null)
    assert ds.score(net, "ei", nulls=0).chance is None
    for case, odd in ODD.items():
        for name in ("ei", "bcc", "frustration"):
            with pytest.raises(DiscourseError) as caught:
                ds.score(odd, name, nulls=2, partition=_camps(odd, case) if name != "frustration" else None)
            assert sentence(caught.value)


def _camps(net, case):
    return ds.Partition.from_labels(net, HALVES[case])


def test_docstrings_speak_of_pieces_zeros_signs_and_ties_in_degree():
    others = {"balance", "frustration", "betweenness", "constraint", "effective_size", "bridging"}
    for name in sorted({*GROUPED, *others}):
        told = " ".join((inspect.getdoc(TABLE.load(name)) or "").split("References")[0].split()).lower()
        for words in (("piece",), ("weigh 0",), ("negative",), ("degree",)):
            assert any(word in told for word in words), (name, words)
