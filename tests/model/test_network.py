"""Network: the gate, and to and from matrices and networkx."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from discourse.errors import DataError
from discourse.model.network import Network

NODES = pd.DataFrame({"id": ["a", "b", "c"], "label": ["A", "B", "C"], "kind": ["x", "x", "y"]})


def edges(*rows: tuple[Any, Any, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["source", "target", "weight"])


def test_a_sound_network() -> None:
    net = Network(NODES, edges(("a", "b", 2), ("c", "a", -0.5)))
    assert (net.order, net.size, net.signed) == (3, 2, True)
    assert [e.tolist() for e in net.ends] == [[0, 2], [1, 0]]
    assert net.matrix().toarray().tolist() == [[0, 2, -0.5], [2, 0, 0], [-0.5, 0, 0]]
    assert net.matrix("x", "y").toarray().tolist() == [[-0.5], [0]]
    assert repr(net) == "Network('', 3 nodes, 2 edges)"


def test_direction() -> None:
    net = Network(NODES, edges(("a", "b", 2), ("b", "a", 1)), directed=True)
    assert net.matrix().toarray().tolist() == [[0, 2, 0], [1, 0, 0], [0, 0, 0]]
    with pytest.raises(DataError, match="comes twice"):
        Network(NODES, edges(("a", "b", 2), ("b", "a", 1)))


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (edges(("a", "z", 1)), "'z' in row 0 is not among the nodes"),
        (edges(("z", "a", 1)), "source 'z'"),
        (edges(("a", None, 1)), "row 0|no target"),
        (edges(("a", "b", "x")), "weights must be numbers"),
        (edges(("a", "b", float("nan"))), "finite"),
        (edges(("a", "b", float("inf"))), "finite"),
        (edges(("a", "b", 1), ("a", "b", 1)), "comes twice"),
        (edges(("a", "b", 1))[["source", "target"]], "no column 'weight'"),
        ([], "must be a pandas DataFrame"),
    ],
)
def test_unsound_edges_are_refused(made: Any, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        Network(NODES, made)


def test_unsound_nodes_are_refused() -> None:
    with pytest.raises(DataError, match="comes twice"):
        Network(NODES.assign(id="a"), edges())
    with pytest.raises(DataError, match="no column 'label'"):
        Network(NODES[["id"]], edges())


def test_attributes_stay_behind_the_columns_of_the_contract() -> None:
    net = Network(
        NODES.assign(size=[1, 2, 3]),
        edges(("a", "b", 1)).assign(sign=[-1])[["sign", "weight", "target", "source"]],
    )
    assert list(net.nodes.columns) == ["id", "label", "kind", "size"]
    assert list(net.edges.columns) == ["source", "target", "weight", "sign"]


def test_an_empty_network() -> None:
    net = Network(NODES[:0], edges())
    assert (net.order, net.size) == (0, 0)
    assert net.matrix().shape == (0, 0)
    assert net.graph().number_of_nodes() == 0
    assert Network.from_networkx(nx.Graph()).order == 0
    assert "Network" in net._repr_html_()


def test_networkx_and_back() -> None:
    graph = nx.Graph()
    graph.add_node(1, label="one", kind="k", colour="red", parts=[1])
    graph.add_edge(1, 2, weight=3, note="n")
    net = Network.from_networkx(graph, kind="other")
    assert net.nodes[["id", "label", "kind"]].values.tolist() == [["1", "one", "k"], ["2", "2", "other"]]
    again = net.graph()
    assert again.nodes["1"] == {"label": "one", "kind": "k", "colour": "red"}
    assert again.edges["1", "2"] == {"weight": 3.0, "note": "n"}
    again.remove_node("1")
    assert net.order == 2
    with pytest.raises(DataError, match="parallel edges"):
        Network.from_networkx(nx.MultiGraph())


def test_networkx_nodes_that_read_alike_are_refused() -> None:
    with pytest.raises(DataError, match="comes twice"):
        Network.from_networkx(nx.Graph([(1, "1")]))


def test_the_karate_club_comes_and_goes_whole() -> None:
    club = nx.karate_club_graph()
    again = Network.from_networkx(club).graph()
    assert nx.is_isomorphic(club, again)
    assert again.size(weight="weight") == club.size(weight="weight") == 231  # Zachary (1977), weighted


@given(
    st.integers(0, 6).flatmap(lambda n: st.lists(st.integers(-2, 2), min_size=n * n, max_size=n * n)),
    st.booleans(),
)
def test_matrices_and_back(values: list[int], directed: bool) -> None:
    n = int(len(values) ** 0.5)
    matrix = np.array(values, dtype=float).reshape(n, n)
    if not directed:
        matrix = matrix + matrix.T
    labels = [f"n{i}" for i in range(n)]
    wanted = matrix * (1 - np.eye(n))
    for given_as in (matrix, sparse.csr_array(matrix), matrix.tolist()):
        if not n and isinstance(given_as, list):
            continue
        net = Network.from_matrix(given_as, labels, directed=directed)
        assert (net.matrix().toarray() == wanted).all()


def test_unsound_matrices_are_refused() -> None:
    with pytest.raises(DataError, match="2 x 2, but there are 3 labels"):
        Network.from_matrix(np.zeros((2, 2)), ["a", "b", "c"])
    with pytest.raises(DataError, match="not symmetric"):
        Network.from_matrix([[0, 1], [0, 0]], ["a", "b"])
    with pytest.raises(DataError, match="comes twice"):
        Network.from_matrix([[0, 1], [1, 0]], ["a", "a"])
    with pytest.raises(DataError, match="finite"):
        Network.from_matrix([[0, np.nan], [np.nan, 0]], ["a", "b"])


def test_subgraph() -> None:
    net = Network(NODES, edges(("a", "b", 2), ("c", "a", 1)))
    part = net.subgraph(["c", "a", "nobody"])
    assert part.nodes["id"].tolist() == ["a", "c"]
    assert part.edges.astype({"source": str, "target": str}).values.tolist() == [["c", "a", 1.0]]
    assert net.order == 3


def test_the_digest_is_of_nodes_edges_and_direction() -> None:
    one = Network(NODES, edges(("a", "b", 2)))
    assert one.digest == Network(NODES.copy(), edges(("a", "b", 2.0)), made={"method": "other"}).digest
    assert one.digest != Network(NODES, edges(("a", "b", 2)), directed=True).digest
    assert one.digest != Network(NODES, edges(("a", "b", 3))).digest
    assert one.digest != Network(NODES, edges(("a", "c", 2))).digest
