"""Partition, Scores and Positions: the gate, and what they refuse to be used on."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import DataError
from discourse.model.network import Network
from discourse.model.results import Made, Partition, Positions, Scores

NET = Network.from_matrix([[0, 1, 0], [1, 0, 1], [0, 1, 0]], ["a", "b", "c"])
OTHER = Network.from_matrix([[0, 2, 0], [2, 0, 1], [0, 1, 0]], ["a", "b", "c"])


def test_labels_are_numbered_by_size_then_by_first_member() -> None:
    made = Partition.from_labels(NET, ["z", "y", "y"])
    assert made.table["group"].tolist() == [2, 1, 1]
    assert made.sizes.tolist() == [2, 1]
    assert len(made) == 2
    assert Partition.from_labels(NET, [9, 5, 7]).table["group"].tolist() == [1, 2, 3]
    assert made.of(NET).tolist() == [2, 1, 1]


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_numbering_keeps_the_groups_and_sorts_their_sizes(labels: list[int]) -> None:
    net = Network.from_matrix(np.zeros((len(labels),) * 2), [str(i) for i in range(len(labels))])
    group = Partition.from_labels(net, labels).of(net)
    same = [
        (x == y) == (g == h)
        for x, g in zip(labels, group, strict=True)
        for y, h in zip(labels, group, strict=True)
    ]
    assert all(same)
    sizes = np.bincount(group)[1:]
    assert (np.diff(sizes) <= 0).all()
    assert Partition.from_labels(net, group).of(net).tolist() == group.tolist()


def test_a_partition_of_another_network_is_refused() -> None:
    made = Partition.from_labels(NET, [1, 1, 2])
    with pytest.raises(DataError, match="not of this network"):
        made.of(OTHER)
    with pytest.raises(DataError, match="2 labels for 3 nodes"):
        Partition.from_labels(NET, [1, 2])
    with pytest.raises(DataError, match="not of this network"):
        Partition(made.table[:2]).of(NET)
    assert Partition(made.table[::-1]).of(NET).tolist() == [1, 1, 2]  # by id, not by place


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ({"node": ["a", "a"], "group": [1, 2]}, "comes twice"),
        ({"node": ["a", None], "group": [1, 2]}, "every row needs one"),
        ({"node": ["a", "b"], "group": [1, None]}, "every row needs one"),
        ({"node": ["a", "b"], "group": [1, 1.5]}, "integer"),
        ({"node": ["a"]}, "no column 'group'"),
    ],
)
def test_unsound_partitions_are_refused(table: dict[str, list[object]], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        Partition(pd.DataFrame(table))


def test_scores_by_level() -> None:
    whole = Scores(pd.DataFrame({"node": ["graph"], "value": [0.25]}), "graph")
    assert whole.value == 0.25
    nodes = Scores(pd.DataFrame({"node": ["a", "b"], "value": [1.0, np.nan], "rank": [1, 2]}))
    assert len(nodes) == 2
    assert "rank" in nodes.table
    with pytest.raises(DataError, match=r"look in \.table"):
        _ = nodes.value
    with pytest.raises(DataError, match="one row, not 2"):
        Scores(nodes.table, "graph")
    with pytest.raises(DataError, match="level must be"):
        Scores(nodes.table, "edge")
    with pytest.raises(DataError, match="comes twice"):
        Scores(pd.DataFrame({"node": ["a", "a"], "value": [1, 2]}))


def test_positions() -> None:
    table = pd.DataFrame({"node": ["c", "a", "b"], "x": [3, 1, 2], "y": [0, 0, 0]})
    made = Positions(table, Made(of=NET.digest))
    assert made.of(NET).tolist() == [[1, 0], [2, 0], [3, 0]]
    with pytest.raises(DataError, match="another network"):
        made.of(OTHER)
    with pytest.raises(DataError, match="another network"):
        Positions(table[:2]).of(NET)
    for bad in (np.nan, np.inf):
        with pytest.raises(DataError):
            Positions(table.assign(x=bad))


def test_positions_with_a_node_too_many_are_of_another_network() -> None:
    table = pd.DataFrame({"node": ["c", "a", "b", "z"], "x": 0.0, "y": 0.0})
    with pytest.raises(DataError, match="another network"):
        Positions(table).of(NET)


def test_made_knows_its_seed() -> None:
    assert Made("louvain", {"seed": 3}).seed == 3
    assert Made().seed is None


def test_displays() -> None:
    made = Partition.from_labels(NET, [1, 1, 2], Made("mine"))
    assert repr(made) == "Partition('mine', 2 groups of 3 nodes)"
    for shown in (made, Scores(pd.DataFrame({"node": ["<b>"], "value": [1]}))):
        assert "<b>&lt;b&gt;" not in shown._repr_html_()
        assert "<td><b>" not in shown._repr_html_()
