"""Bootstrap of nodes: what is drawn, what copies have, networks of two modes, directions, signs, groups given."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import discourse as ds
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.results import Partition
from discourse.model.statements import Statements
from discourse.model.twins import untwinned, with_rows
from discourse.model.vertices import NodeUrn


@pytest.fixture(autouse=True)
def _gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every network that is made without the gate goes through it here, and comes out the same."""
    made = Network.__dict__["of_sound"]

    def both(cls: type[Network], nodes: Any, edges: Any, directed: bool, about: Any) -> Network:
        found, searched = (
            made.__func__(cls, nodes, edges, directed, about),
            Network(nodes, edges, directed, about),
        )
        pd.testing.assert_frame_equal(found.nodes, searched.nodes)
        pd.testing.assert_frame_equal(found.edges, searched.edges)
        assert all((a == b).all() for a, b in zip(found.ends, searched.ends, strict=True))
        return found

    monkeypatch.setattr(Network, "of_sound", classmethod(both))


def random_network(*, directed: bool = False, signed: bool = False, n: int = 14, seed: int = 0) -> Network:
    rng = np.random.default_rng(seed)
    matrix = np.where(rng.random((n, n)) < 0.3, rng.integers(1, 9, (n, n)), 0) * 1.0
    matrix *= np.where(rng.random((n, n)) < 0.3, -1, 1) if signed else 1
    if not directed:
        matrix = np.triu(matrix, 1) + np.triu(matrix, 1).T
    return Network.from_matrix(matrix, [f"p{i}" for i in range(n)], directed=directed)


def two_modes() -> Network:
    rng = np.random.default_rng(2)
    votes = np.where(rng.random((12, 5)) < 0.6, rng.choice([-1, 1], (12, 5)), 0)
    frame = pd.DataFrame(votes, index=[f"w{i}" for i in range(12)], columns=list("vwxyz"))
    return Network.from_matrix(frame, kind=("commenter", "narrative"))


NETWORKS = {
    "plain": random_network(),
    "signed": random_network(signed=True, seed=1),
    "directed": random_network(directed=True, signed=True, seed=2),
    "two modes": two_modes(),
    "isolates": Network.from_matrix(
        np.diag([1.0, 0, 0, 0, 0, 0, 0], 1)[:8, :8], list("abcdefgh"), directed=True
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_ties_among_the_drawn_are_those_of_the_network(name: str) -> None:
    network = NETWORKS[name]
    urn = NodeUrn(network)
    index = pd.Index(network.nodes["id"])
    whole = network.matrix().toarray()
    counted = np.zeros(network.order)
    for seed in range(25):
        drawn = urn.draw(np.random.default_rng(seed))
        place = index.get_indexer(pd.Index(drawn.origin))
        counted += np.bincount(place, minlength=network.order)
        wanted = whole[np.ix_(place, place)]
        wanted[place[:, None] == place] = 0  # copies of one node have no ties
        assert (drawn.matrix().toarray() == wanted).all()
        assert drawn.directed == network.directed
        assert drawn.nodes["kind"].tolist() == network.nodes["kind"].tolist()  # as many of each kind
        assert drawn.nodes["id"].str.split("\x1f").str[0].tolist() == drawn.origin.tolist()
        assert (np.diff(place) >= 0).all()
    assert np.abs(counted / 25 - 1).max() < 4 / 5  # each once on average: 4 standard errors


def test_attributes_and_ties_of_a_node_with_itself_come_along() -> None:
    nodes = pd.DataFrame({"id": ["a", "b"], "label": ["A", "B"], "kind": "x", "party": [None, "left"]})
    edges = pd.DataFrame(
        {
            "source": ["a", "a"],
            "target": ["b", "a"],
            "weight": [2.0, 3.0],
            "sign": [1, -1],
            "note": ["t", None],
        }
    )
    urn = NodeUrn(Network(nodes, edges))
    drawn = {tuple(d.origin): d for d in (urn.draw(np.random.default_rng(i)) for i in range(12))}
    assert set(drawn) == {("a", "a"), ("a", "b"), ("b", "b")}
    assert drawn["a", "b"].edges.astype({"source": str, "target": str}).equals(urn.network.edges.astype(
        {"source": str, "target": str}))  # fmt: skip
    twice = drawn["a", "a"]
    assert twice.edges[["source", "target", "weight", "sign"]].astype(str).values.tolist() == [
        ["a", "a", "3.0", "-1"], ["a\x1f2", "a\x1f2", "3.0", "-1"]]  # fmt: skip
    assert drawn["b", "b"].nodes["party"].tolist() == ["left", "left"]
    assert not drawn["b", "b"].size


def test_names_with_the_mark_of_copies() -> None:
    network = Network.from_matrix(np.ones((4, 4)), ["a", "a\x1f2", "a\x1f\x1f2", "a\x1f3"])
    urn = NodeUrn(network)
    for seed in range(30):
        assert set(urn.draw(np.random.default_rng(seed)).origin) <= set(network.nodes["id"])


def test_copies_get_what_a_random_pair_has() -> None:
    network = random_network(n=40, signed=True, seed=3)
    urn = NodeUrn(network)
    tied, possible, weights = 0, 0, []
    for seed in range(60):
        drawn = urn.draw(np.random.default_rng(seed))
        code = pd.factorize(drawn.origin)[0]
        found = untwinned(drawn, code, "random", seed)
        a, b = found.ends
        same = code[a] == code[b]
        assert found.edges[~same].reset_index(drop=True)["weight"].equals(drawn.edges["weight"])
        tied += same.sum()
        size = np.bincount(code)
        possible += (size * (size - 1) // 2).sum()
        weights += found.edges["weight"][same].tolist()
        assert untwinned(drawn, code, "none", seed).size == drawn.size
    density = network.size / (40 * 39 / 2)
    assert tied / possible == pytest.approx(density, abs=4 * np.sqrt(density / possible))
    assert np.mean(np.array(weights) < 0) == pytest.approx((network.edges["weight"] < 0).mean(), abs=0.1)


def test_copies_of_two_modes_have_no_ties() -> None:
    network = two_modes()
    kind = network.nodes["kind"]
    for seed in range(10):
        drawn = NodeUrn(network).draw(np.random.default_rng(seed))
        found = untwinned(drawn, pd.factorize(drawn.origin)[0], "random", seed)
        source, target = found.ends
        assert (kind.to_numpy()[source] != kind.to_numpy()[target]).all()
    # Two kinds with ties within one of them: only its copies get some.
    mixed = Network.from_edges(
        pd.DataFrame({"source": [*"aabbcc", "x"], "target": [*"bcxycy", "z"]}).iloc[[0, 1, 2, 3, 5, 6]],
        kinds=dict.fromkeys("abc", "p") | dict.fromkeys("xyz", "q"),
    )
    for seed in range(40):
        drawn = NodeUrn(mixed).draw(np.random.default_rng(seed))
        code = pd.factorize(drawn.origin)[0]
        found = untwinned(drawn, code, "random", seed)
        a, b = (end[code[found.ends[0]] == code[found.ends[1]]] for end in found.ends)
        for one in np.concatenate([a, b]):
            inside = drawn.matrix(drawn.nodes["kind"][one], drawn.nodes["kind"][one])
            assert inside.nnz > 0


@pytest.mark.parametrize("name", ["plain", "signed", "directed", "two modes"])
def test_a_bootstrap_of_every_kind_of_network(name: str) -> None:
    network = NETWORKS[name]
    found = ds.bootstrap(network, scores=["modularity", "ei", "density", "degree"], times=15, seed=4)
    again = ds.bootstrap(
        network, scores=["modularity", "ei", "density", "degree"], times=15, seed=4, by="node"
    )
    for table, values in found.tables.items():
        pd.testing.assert_frame_equal(values, again.tables[table])
    assert found.coalitions["node"].tolist() == network.nodes["id"].tolist()
    whole = found.whole.set_index("score")
    assert whole.loc["density", "value"] == ds.score(network, "density").value
    assert whole.loc["density", "low"] < whole.loc["density", "value"] < whole.loc["density", "high"]
    assert found.nodes["n"].mean() / 15 == pytest.approx(1 - np.exp(-1), abs=0.08)
    assert found.made.of == network.digest
    assert found.made.parameters["by"] == "node"
    assert found.made.parameters["project"] is None
    assert "draws by node" in found.sentence("density")


def test_density_of_a_random_graph_varies_as_it_should() -> None:
    # The density of G(n, p) has the variance v = p (1 - p) / pairs. Draws of nodes have v for which pairs are drawn,
    # and 2 v for the degrees, which differ by chance in the one graph that they are drawn from: on the safe side.
    n, p, ratio = 50, 0.2, []
    for seed in range(6):
        urn = NodeUrn(Network.from_networkx(nx.gnp_random_graph(n, p, seed=seed)))
        size = []
        for i in range(40):
            drawn = urn.draw(np.random.default_rng([seed, i]))
            size.append(untwinned(drawn, pd.factorize(drawn.origin)[0], "random", i).size)
        pairs = n * (n - 1) / 2
        assert np.mean(size) == pytest.approx(urn.network.size, rel=0.1)
        ratio.append(np.var(size, ddof=1) / (p * (1 - p) * pairs))
    assert np.mean(ratio) == pytest.approx(3, rel=0.35)


def test_groups_given_are_kept() -> None:
    network = Network.from_networkx(nx.planted_partition_graph(2, 12, 0.6, 0.1, seed=1))
    part = Partition(pd.DataFrame({"node": network.nodes["id"], "group": np.repeat([1, 2], 12)}))
    found = ds.bootstrap(network, cluster=part, scores=["ei", "aei"], times=12)
    assert (found.draws["ari"] == 1).all()
    assert found.whole["value"][0] == ds.score(network, "ei", partition=part).value
    assert found.whole["low"][0] < found.whole["value"][0] < found.whole["high"][0]
    other = Partition(pd.DataFrame({"node": list("xy"), "group": [1, 2]}))
    with pytest.raises(NotComputable, match="24 of 24 nodes are in none of the groups given"):
        ds.bootstrap(network, cluster=other, scores=["ei"], times=5)


def test_groups_are_looked_for_anew_and_planted_ones_found() -> None:
    network = Network.from_networkx(nx.planted_partition_graph(2, 15, 0.7, 0.05, seed=1))
    found = ds.bootstrap(network, times=25)
    assert pd.crosstab(np.arange(30) // 15, found.coalitions["group"]).gt(0).sum().tolist() == [1, 1]
    assert found.coalitions["certainty"].mean() > 0.9


def test_the_bootstrap_of_commenters_is_that_of_nodes() -> None:
    """Where every commenter has one statement, the projection of a draw is the draw of the projection."""
    rows = [(f"p{i:02}", f"n{i % 5}", (-1) ** (i // 3)) for i in range(26)]
    statements = Statements.from_rows(rows)
    network = ds.project(statements, "congruence")
    options: dict[str, Any] = {"scores": ["density", "modularity"], "twins": "none", "times": 40, "seed": 5}
    one, other = ds.bootstrap(statements, **options), ds.bootstrap(network, **options)
    assert one.whole["value"].tolist() == other.whole["value"].tolist()
    for name in ("mean", "sd"):
        np.testing.assert_allclose(one.whole[name], other.whole[name], rtol=0.3, atol=0.02)


def test_what_a_network_cannot_be_drawn_by() -> None:
    network = random_network()
    for options, message in (
        ({"by": "commenter"}, "a network is drawn by its nodes"),
        ({"by": ("node",)}, "a network is drawn by its nodes"),
        ({"project": "congruence"}, "leave it out where a network is given"),
        ({"project": {"method": "ignore"}}, "leave it out where a network is given"),
        ({"twins": "own"}, "'own' is for networks made of statements"),
        ({"scores": ["narratives"]}, "'narratives' is a score of statements, not of a network"),
    ):
        with pytest.raises(OptionError, match=message):
            ds.bootstrap(network, **{"times": 3, **options})
    with pytest.raises(OptionError, match="'node' cannot be drawn"):
        ds.bootstrap(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1)]), by="node")
    with pytest.raises(NotComputable, match="has 1 node: there is nothing to draw anew"):
        NodeUrn(Network.from_matrix([[0]], ["a"]))
    pair = Network.from_matrix([[1]], ["a"], columns=["x"], kind=("p", "q"))
    with pytest.raises(NotComputable, match="has 2 nodes, no two of a kind"):
        NodeUrn(pair)
    notes = ds.bootstrap(two_modes(), times=3).made.notes
    assert notes == ("only 5 nodes of the kind narrative to draw from: the intervals are too narrow",)


def test_a_network_without_ties() -> None:
    network = Network.from_matrix(np.zeros((6, 6)), list("abcdef"))
    assert ds.bootstrap(network, scores=["density"], times=5).whole["high"][0] == 0
    with pytest.raises(NotComputable, match="without ties"):
        ds.bootstrap(network, scores=["modularity"], times=5)


def test_some_edges_of_a_network() -> None:
    network = random_network(signed=True)
    assert with_rows(network, np.arange(network.size)).digest == network.digest
    some = with_rows(network, np.array([4, 2, 2]), np.array([[0], [1]]))
    assert some.edges["weight"].tolist() == network.edges["weight"].iloc[[4, 2, 2]].tolist()
    assert [end[-1] for end in some.ends] == [0, 1]


def test_statements_make_networks_that_pass_the_gate() -> None:
    rng = np.random.default_rng(0)
    rows = [(f"p{rng.integers(9)}", f"n{rng.integers(4)}", int(rng.choice([-1, 0, 1]))) for _ in range(60)]
    for method in ("congruence", "subtract", "two_mode", "discourse"):
        for twins in ("random", "none", "own"):
            step = {"method": method, "threshold": 0.6}
            ds.bootstrap(Statements.from_rows(rows), project=step, scores=["density"], twins=twins, times=4)
