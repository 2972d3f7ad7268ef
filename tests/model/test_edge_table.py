"""Networks of somebody's table of edges."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import DataError, OptionError
from discourse.model.network import Network


def table(rows, *columns):
    return pd.DataFrame(rows, columns=columns or ["source", "target", "weight"])


def plain(net):
    return net.edges.astype({"source": "str", "target": "str"}).values.tolist()


def test_weights_and_attributes_come_along():
    frame = table([("a", "b", 2, "x"), ("b", "c", -1, "y")], "source", "target", "weight", "topic")
    net = Network.from_edges(frame)
    assert plain(net) == [["a", "b", 2.0, "x"], ["b", "c", -1.0, "y"]]
    assert net.nodes["kind"].tolist() == ["node"] * 3
    assert not net.directed
    assert net.made["method"] == "edges"


def test_two_kinds_keep_a_person_and_a_topic_of_one_name_apart():
    net = Network.from_edges(table([("Iran", "Iran", 1)]), kinds=("commenter", "actor"))
    assert net.nodes["id"].tolist() == ["commenter:Iran", "actor:Iran"]
    assert net.nodes["label"].tolist() == ["Iran", "Iran"]
    assert net.nodes["kind"].tolist() == ["commenter", "actor"]
    assert net.matrix("commenter", "actor").toarray().tolist() == [[1.0]]


def test_kinds_by_name_must_name_all():
    frame = table([("Ada", "ban", 1)])
    net = Network.from_edges(frame, kinds={"Ada": "commenter", "ban": "narrative"})
    assert net.nodes["kind"].tolist() == ["commenter", "narrative"]
    with pytest.raises(DataError, match="no kind of 'ban'; name all 2 nodes"):
        Network.from_edges(frame, kinds={"Ada": "commenter"})


@pytest.mark.parametrize("kinds", [("one",), ("a", "b", "c"), ("a", 1), 3.5])
def test_kinds_are_one_or_two(kinds):
    with pytest.raises((OptionError, TypeError)):
        Network.from_edges(table([("a", "b", 1)]), kinds=kinds)


def test_columns_of_other_names():
    frame = table([(1, 2, 0.5)], "from", "to", "times")
    assert plain(Network.from_edges(frame)) == [["1", "2", 0.5]]
    assert plain(Network.from_edges(frame[["from", "to"]])) == [["1", "2", 1.0]]
    assert plain(Network.from_edges(frame.assign(x=1), source="to", target="from", weight="times")) == [
        ["2", "1", 0.5, 1]
    ]
    with pytest.raises(DataError, match=r"no column 'source'; the table has from, to, times, x \(name them"):
        Network.from_edges(frame.assign(x=1))


def test_pairs_that_come_twice_are_refused_or_added_up():
    frame = table([("a", "b", 1), ("b", "c", 5), ("b", "a", 2)])
    with pytest.raises(DataError, match="the edge b – a in row 2 was there before; add the weights up"):
        Network.from_edges(frame)
    assert plain(Network.from_edges(frame, repeated="sum")) == [["a", "b", 3.0], ["b", "c", 5.0]]
    assert Network.from_edges(frame, directed=True).size == 3
    with pytest.raises(OptionError, match="repeated is 'error' or 'sum'"):
        Network.from_edges(frame, repeated="mean")


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "much", None])
def test_weights_are_finite_numbers(value):
    with pytest.raises(DataError, match=r"'weight' in row 1 is .*not a finite number"):
        Network.from_edges(table([("a", "b", 1), ("b", "c", value)]))


@pytest.mark.parametrize("value", [None, "", "  ", float("nan")])
def test_both_ends_are_there(value):
    with pytest.raises(DataError, match="row 1 has no 'target'"):
        Network.from_edges(table([("a", "b", 1), ("b", value, 1)]))


def test_no_table_and_an_empty_one():
    with pytest.raises(DataError, match="pandas DataFrame with one edge a row, not list"):
        Network.from_edges([("a", "b")])
    empty = Network.from_edges(table([]))
    assert (empty.order, empty.size) == (0, 0)
    with pytest.raises(DataError, match="the table has none"):
        Network.from_edges(pd.DataFrame())


pairs = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(-3, 3)), max_size=30)


@given(pairs, st.booleans())
@settings(deadline=None, derandomize=True, max_examples=60)
def test_added_weights_are_the_matrix_of_all_rows(rows, directed):
    frame = table(rows).astype({"weight": float})
    net = Network.from_edges(frame, directed=directed, repeated="sum")
    expected = np.zeros((7, 7))
    for a, b, w in rows:
        expected[a, b] += w
        if not directed and a != b:
            expected[b, a] += w
    at = [int(name) for name in net.nodes["id"]]
    np.testing.assert_allclose(net.matrix().toarray(), expected[np.ix_(at, at)])
    first = list(dict.fromkeys(str(end) for a, b, _ in rows for end in (a, b)))
    assert net.nodes["id"].tolist() == first
