"""Networks that break careless methods, by name. Every registered method is run over all of them."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from discourse.errors import MissingExtra
from discourse.model.network import Network
from discourse.registry import Registry


def network(
    n: int,
    edges: list[tuple[int, int, float]],
    *,
    kind: list[str] | str = "node",
    ids: list[str] | None = None,
    directed: bool = False,
) -> Network:
    ids = ids or [f"node:{i}" for i in range(n)]
    nodes = pd.DataFrame({"id": ids, "label": ids, "kind": kind}, index=range(n))
    source, target, weight = (list(x) for x in zip(*edges, strict=True)) if edges else ([], [], [])
    return Network.from_arrays(
        nodes,
        np.array(source, dtype=int),
        np.array(target, dtype=int),
        {"weight": np.array(weight, dtype=float)},
        directed=directed,
    )


def blocks(groups: int, size: int, *, inside: float = 0.9, across: float = 0.01, seed: int = 3) -> Network:
    """Return a planted partition; the nodes of a group follow one another."""
    graph = nx.planted_partition_graph(groups, size, inside, across, seed=seed)
    return Network.from_networkx(graph)


def shuffled(given: Network, seed: int = 7) -> tuple[Network, np.ndarray]:
    """Return the network with nodes and edges in another order, and where each node of the new one was."""
    rng = np.random.default_rng(seed)
    order = rng.permutation(given.order)
    edges = given.edges.iloc[rng.permutation(given.size)].astype({"source": "str", "target": "str"})
    return Network(given.nodes.iloc[order], edges, given.directed), order


def renamed(given: Network) -> Network:
    """Return the network with other ids in the same order, so that hashes and alphabets differ."""
    ids = [f"x{(i * 7919) % 10007}ü" for i in range(given.order)]
    source, target = given.ends
    return Network.from_arrays(
        given.nodes.assign(id=ids, label=ids),
        source,
        target,
        {"weight": given.edges["weight"].to_numpy()},
        directed=given.directed,
    )


def turned(given: Network) -> Network:
    """Return an undirected network with its edges in reverse order and every edge written the other way round."""
    source, target = given.ends
    return Network.from_arrays(
        given.nodes, target[::-1], source[::-1], {"weight": given.edges["weight"].to_numpy()[::-1]}
    )


def _random(seed: int, *, signed: bool = False, directed: bool = False) -> Network:
    rng = np.random.default_rng(seed)
    weights = np.triu(rng.integers(1, 6, (14, 14)) * (rng.random((14, 14)) < 0.35), 1).astype(float)
    if signed:
        weights *= rng.choice([-1.0, 1.0], (14, 14))
    if directed:
        weights += np.tril(rng.integers(1, 6, (14, 14)) * (rng.random((14, 14)) < 0.2), -1)
    else:
        weights += weights.T
    return Network.from_matrix(weights, [f"n{i}" for i in range(14)], directed=directed)


def _two_mode() -> Network:
    kind = ["commenter"] * 6 + ["narrative"] * 4
    pairs = [(0, 6), (1, 6), (1, 7), (2, 6), (2, 7), (3, 8), (4, 8), (4, 9), (5, 9), (0, 7)]
    return network(10, [(a, b, 1.0 + a) for a, b in pairs], kind=kind)


def _three_modes() -> Network:
    kind = ["narrative", "actor", "commenter", "article", "actor", "commenter", "narrative", "theme"]
    pairs = [(2, 1), (2, 0), (5, 4), (5, 6), (1, 0), (4, 6), (3, 2), (1, 4), (7, 0)]
    return network(8, [(a, b, 2.0) for a, b in pairs], kind=kind)


_ODD = [
    "",
    " ",
    "actor:\u0628\u0634\u0627\u0631",
    "\U0001f9d1\u200d\U0001f4bb",
    "=1+1",
    'a"b\\c',
    "a\nb",
    "0",
    "None",
    "e\u0301",
    "\u00e9",
    "nan",
]
_PIECES = [(0, 1, 1.0), (1, 2, 2.0), (0, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (6, 7, 3.0)]

NETWORKS: dict[str, Network] = {
    "one node": network(1, []),
    "two nodes, no edge": network(2, []),
    "two nodes, one edge": network(2, [(0, 1, 1.0)]),
    "five nodes, no edge": network(5, []),
    "star": network(7, [(0, i, 1.0) for i in range(1, 7)]),
    "path": network(6, [(i, i + 1, 1.0) for i in range(5)]),
    "cycle": network(6, [(i, (i + 1) % 6, 1.0) for i in range(6)]),
    "complete": network(6, [(i, j, 1.0) for i in range(6) for j in range(i)]),
    "pieces and isolates": network(11, _PIECES),
    "three equal pieces": network(6, [(0, 1, 1.0), (2, 3, 1.0), (4, 5, 1.0)]),
    "loops": network(4, [(0, 0, 5.0), (0, 1, 1.0), (1, 2, 1.0), (3, 3, 2.0)]),
    "only a loop": network(1, [(0, 0, 1.0)]),
    "weights of nothing": network(4, [(0, 1, 0.0), (1, 2, 1.0), (2, 3, 1.0)]),
    "all weights nothing": network(3, [(0, 1, 0.0), (1, 2, 0.0)]),
    "random": _random(1),
    "signed": _random(2, signed=True),
    "only negative": network(4, [(0, 1, -1.0), (1, 2, -2.0), (2, 3, -1.0)]),
    "directed": _random(4, directed=True),
    "directed, signed": network(
        5, [(0, 1, 1.0), (1, 0, -1.0), (1, 2, 2.0), (2, 3, -1.0), (3, 4, 1.0)], directed=True
    ),
    "directed, one way": network(5, [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0)], directed=True),
    "two modes": _two_mode(),
    "three modes and more": _three_modes(),
    "two modes, no edge": network(4, [], kind=["actor", "actor", "narrative", "narrative"]),
    "tiny weights": network(5, [(0, 1, 1e-300), (1, 2, 2e-300), (2, 3, 1e-300), (3, 4, 3e-300)]),
    "huge weights": network(5, [(0, 1, 1e300), (1, 2, 2e300), (2, 3, 1e300), (0, 2, 3e300)]),
    "tiny and huge weights": network(
        6, [(0, 1, 1e-9), (1, 2, 1e9), (2, 3, 1.0), (3, 4, 1e-12), (0, 4, 1e12), (4, 5, 1.0)]
    ),
    "odd ids": network(12, [(i, (i * 5 + 1) % 12, 1.0) for i in range(0, 12, 2)], ids=_ODD),
    "twins": network(6, [(i, j, 1.0) for i in (0, 1, 2) for j in (3, 4, 5)]),
}

EMPTY = network(0, [])


def call(table: Registry, name: str, *args: object, **options: object) -> object:
    """Call a method; where its optional part is not installed, check that it says so and return None."""
    from importlib.util import find_spec

    wanted = table.entry(name).extra
    if wanted is None or find_spec(wanted) is not None:
        return table.call(name, *args, **options)
    with pytest.raises(MissingExtra, match=wanted) as caught:
        table.call(name, *args, **options)
    assert caught.value.extra == wanted
    return None
