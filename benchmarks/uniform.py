"""Whether p is uniform where nothing is to be found: every score of two camps on random graphs, divided anew.

Run as ``python benchmarks/uniform.py [graphs] [nulls] [first seed]``.

A graph is drawn at random: G(n, m) of 60 to 100 nodes and a mean degree of 5 (``even``), or all graphs with degrees as
uneven as a power of 2.5 alike (``uneven``). It is then divided by bisection and compared with random networks of the
same degrees (1K; the even ones also with 0K and 2K), each of which is divided anew by bisection. The graph is one of
them, so its place among the values should be any with equal chance.

With 19 random networks p lies on a grid of ten values, and lies higher where values are equal, so p itself cannot pass
a test of uniformity. Tested is what it is made from: the place of the graph's value among all, drawn between where it
is one of several equal ones, and within its step of the grid; and twice the smaller tail of that, which is p without
the grid. Both are exactly uniform if the graph is exchangeable with its random networks. Printed by score are the
graphs it is defined on, the share of p up to .1 (at most .1 is right, less where values are often equal), the
Kolmogorov–Smirnov p of both, and the share of graphs in which another has the same value.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.chance import Chance
from discourse.model.network import Network
from discourse.nulls import TABLE as NULLS
from discourse.verbs.scoring import score_many

SCORES = ("ei", "aei", "modularity", "rwc", "arwc", "bcc", "embedding", "boundary", "dipole", "esteban_ray")
SETTINGS = (("even", "1K"), ("even", "0K"), ("even", "2K"), ("uneven", "1K"))
#: The graphs' own seeds, none of which may be that of their random networks.
_OWN = 10**6


def even(seed: int) -> Network:
    """All graphs of as many nodes and ties alike: G(n, m)."""
    import networkx as nx

    n = int(np.random.default_rng([seed, 1]).integers(60, 101))
    return Network.from_networkx(nx.gnm_random_graph(n, 5 * n // 2, seed=_OWN + seed))


def uneven(seed: int) -> Network:
    """All simple graphs of the same uneven degrees alike."""
    import networkx as nx

    rng = np.random.default_rng([seed, 2])
    while True:
        degrees = np.minimum(2 * (1 - rng.random(int(rng.integers(60, 101)))) ** (-1 / 1.5), 20).astype(int)
        if nx.is_graphical(degrees.tolist()):
            base = Network.from_networkx(nx.havel_hakimi_graph(degrees.tolist()))
            return next(NULLS.call("1K", base, count=1, seed=_OWN + seed))


def places(chance: Chance, rng: np.random.Generator) -> tuple[float, float, bool]:
    """The place of the score among all values from 0 to 1, drawn among equal ones; p without the grid; equal ones."""
    less = int((chance.known < chance.observed - 1e-12).sum())
    same = int((np.abs(chance.known - chance.observed) <= 1e-12).sum())
    place = (less + rng.random() * (1 + same)) / (1 + len(chance.known))
    return place, 2 * min(place, 1 - place), same > 0


def found(make: str, null: str, graphs: int, nulls: int, first: int) -> Iterator[dict[str, object]]:
    for seed in range(first, first + graphs):
        network = {"even": even, "uneven": uneven}[make](seed)
        rng = np.random.default_rng([seed, 3])
        for name in SCORES:  # one by one, for one that is not defined would take the others with it
            try:
                one = score_many(network, [name], nulls=nulls, null=null, seed=seed)[name]
            except NotComputable:
                continue
            assert one.chance is not None
            place, p, equal = places(one.chance, rng)
            yield {"score": name, "p": one.p, "place": place, "smooth p": p, "equal": equal}


def main(graphs: int, nulls: int, first: int) -> None:
    from scipy import stats

    for make, null in SETTINGS:
        begun = time.perf_counter()
        rows = pd.DataFrame(found(make, null, graphs, nulls, first)).groupby("score", sort=False)
        table = pd.DataFrame(
            {
                name: {
                    "graphs": len(part),
                    "p up to .1": (part["p"] <= 0.1 + 1e-12).mean(),
                    "KS p, place": stats.kstest(part["place"], "uniform").pvalue,
                    "KS p, p": stats.kstest(part["smooth p"], "uniform").pvalue,
                    "equal": part["equal"].mean(),
                }
                for name, part in rows
            }
        ).T
        taken = time.perf_counter() - begun
        print(f"{make} degrees, {null}: {graphs} graphs, {nulls} random networks each; {taken:.0f} s")
        print(table.astype({"graphs": int}).round(3).to_string(), flush=True)


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*[*given, *(150, 19, 0)[len(given) :]])
