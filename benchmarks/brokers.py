"""Brokers, balance and frustration on random graphs, beside networkx where it has them; prints seconds and ratios.

Run with ``python benchmarks/brokers.py``. All runs are of one process; frustration is on graphs of two camps in which a
part of the ties contradicts them, exact as long as it says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np

from discourse.model.network import Network
from discourse.scores import TABLE


def seconds(call: Callable[..., Any], *given: Any, **options: Any) -> tuple[float, Any]:
    """Return how long the faster of two calls took, and what it returned."""
    took = []
    for _ in range(2):
        start = time.perf_counter()
        found = call(*given, **options)
        took.append(time.perf_counter() - start)
    return min(took), found


def camps(nodes: int, ties: int, contrary: float) -> Network:
    """Return two camps, positive ties within and negative ones between, a part of them the other way round."""
    rng = np.random.default_rng(0)
    graph = nx.gnm_random_graph(nodes, ties, seed=1)
    for a, b in graph.edges:
        sign = 1.0 if a % 2 == b % 2 else -1.0
        graph.edges[a, b]["weight"] = -sign if rng.random() < contrary else sign
    return Network.from_networkx(graph)


def main() -> None:
    """Print the tables."""
    for nodes, ties in ((500, 1_200), (5_000, 12_000)):
        graph = nx.gnm_random_graph(nodes, ties, seed=1)
        net = Network.from_networkx(graph)
        options = {"partition": np.arange(nodes) % 5}
        peers = {"constraint": nx.constraint, "effective_size": nx.effective_size}
        print(f"{nodes} nodes, {ties} ties")
        for name in ("constraint", "effective_size", "gould_fernandez", "participation", "balance"):
            grouped = name in ("gould_fernandez", "participation")
            took, _ = seconds(TABLE.call, name, net, **(options if grouped else {}))
            line = f"{name:18}{took:8.3f} s"
            if name in peers:
                peer, _ = seconds(peers[name], graph)
                line += f"   networkx {peer:8.3f} s, {peer / took:.1f} times"
            print(line)
    print("frustration")
    for nodes, ties, contrary in ((50, 150, 0.1), (100, 300, 0.1), (100, 300, 0.3), (2_000, 8_000, 0.1)):
        took, found = seconds(TABLE.call, "frustration", camps(nodes, ties, contrary))
        row = found.iloc[0]
        told = "exact" if row["exact"] else f"a bound, at least {row['lower']:.0f}"
        print(
            f"{nodes:6} nodes {ties:6} ties {contrary:.0%} contrary {took:8.2f} s   {row['index']:.0f} ({told})"
        )


if __name__ == "__main__":
    main()
