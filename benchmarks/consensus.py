"""Consensus beside the runs that it is made of, on planted groups; and what it costs.

Run as ``python benchmarks/consensus.py [graphs]``. ARI with the planted groups, mean over graphs: of the consensus; of
the mean run; of the run of highest modularity, which one would keep who does not know the groups; and of the run
nearest to the planted groups, which nobody can know. The runs are those of the consensus itself: Leiden with 20 seeds
at three resolutions. Then the mean certainty of the nodes that the consensus places right and of those it misplaces.
"""

from __future__ import annotations

import sys
import time

import networkx as nx
import numpy as np

from discourse.clusterers.consensus import consensus
from discourse.clusterers.leiden import leiden
from discourse.model.network import Network
from discourse.model.partitions import ari
from discourse.scores.modularity import modularity

#: Groups, their size, ties of a node within its group and to others.
LEVELS = (
    (2, 100, 11, 1),
    (2, 100, 10, 2),
    (2, 100, 9, 3),
    (2, 100, 8, 4),
    (3, 60, 10, 2),
    (3, 60, 9, 3),
    (4, 32, 12, 4),
    (4, 32, 10, 6),
    (4, 32, 9, 7),
    (8, 25, 10, 4),
)
RESOLUTIONS = (0.7, 1.0, 1.3)


def planted(groups: int, size: int, within: float, across: float, seed: int) -> tuple[Network, np.ndarray]:
    inside, outside = within / (size - 1), across / (size * (groups - 1))
    graph = nx.planted_partition_graph(groups, size, inside, outside, seed=seed)
    return Network.from_networkx(graph), np.repeat(np.arange(groups), size)


def level(groups: int, size: int, within: float, across: float, graphs: int) -> dict[str, float]:
    rows = []
    for seed in range(graphs):
        net, truth = planted(groups, size, within, across, seed)
        begun = time.perf_counter()
        found = consensus(net, methods=["leiden"], resolutions=RESOLUTIONS)
        taken = time.perf_counter() - begun
        runs = [leiden(net, trials=1, resolution=r, seed=s) for r in RESOLUTIONS for s in range(20)]
        near = np.array([ari(truth, run) for run in runs])
        height = np.array([modularity(net, partition=run) for run in runs])
        right = (found["label"].to_numpy()[:, None] == found["label"].to_numpy()) == (truth[:, None] == truth)
        wrong = right.mean(axis=1) < np.median(right.mean(axis=1)) - 0.1
        rows.append(
            {
                "consensus": ari(truth, found["label"]),
                "mean run": near.mean(),
                "by modularity": near[int(np.argmax(height))],
                "nearest": near.max(),
                "sure": found["certainty"][~wrong].mean(),
                "misplaced": found["certainty"][wrong].mean() if wrong.any() else np.nan,
                "seconds": taken,
            }
        )
    return {name: float(np.nanmean([row[name] for row in rows] or [np.nan])) for name in rows[0]}


def main() -> None:
    graphs = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    names = ("consensus", "mean run", "by modularity", "nearest", "sure", "misplaced", "seconds")
    print("groups size within across " + " ".join(f"{n:>13}" for n in names))
    every = []
    for where in LEVELS:
        found = level(*where, graphs)
        every.append(found)
        print(
            "{:6} {:4} {:6} {:6} ".format(*where) + " ".join(f"{found[n]:13.3f}" for n in names), flush=True
        )
    print(f"{'mean':25} " + " ".join(f"{np.nanmean([row[n] for row in every]):13.3f}" for n in names))
    print("\n nodes   ties  methods         seconds")
    for size in (125, 250, 500, 1250):
        net, _ = planted(4, size, 4, 1, 0)
        for methods in (["leiden"], ["leiden", "louvain"]):
            if "louvain" in methods and size > 500:
                continue
            begun = time.perf_counter()
            consensus(net, methods=methods)
            print(
                f"{net.order:6} {net.size:6}  {'+'.join(methods):15} {time.perf_counter() - begun:7.1f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
