"""Scores of two camps: what they tell apart once compared with chance, what they cost, and published values.

Run as ``python benchmarks/two_camps.py PART [option ...]`` with PART one of

``finnish``
    122 networks of one topic each, labelled controversial or not: the area under the ROC curve (AUC) of every score,
    raw, and less the mean of 1K nulls (the same degrees), each divided anew.
``rwc``
    Random-walk controversy of five networks by the published recipe, beside the published values.
``cost``
    Seconds of 1K nulls, their division and every score on 5,000 nodes and 12,000 ties; beside networkx, and igraph
    and scikit-learn where they have the same and are installed.

The data lie beside the checkout, in ``../shared`` or where ``DISCOURSE_SHARED`` says.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from discourse.clusterers import TABLE as CLUSTERERS
from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.model.results import Partition
from discourse.nulls import TABLE as NULLS
from discourse.scores import TABLE as SCORES

SHARED = Path(os.environ.get("DISCOURSE_SHARED", Path(__file__).resolve().parents[2] / "shared"))
QUICK = ("ei", "aei", "modularity", "rwc", "arwc", "embedding", "boundary", "dipole", "esteban_ray")
PUBLISHED = {
    "baltimore": 0.869,
    "beefban": 0.873,
    "gunsense": 0.851,
    "indiana": 0.720,
    "indiasdaughter": 0.825,
}


def simple(pairs: pd.DataFrame, *, giant: bool = True) -> Network:
    """The network of these pairs, each once, without loops; by default its largest piece only."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    codes, names = pd.factorize(pairs.to_numpy().ravel())
    ends = np.sort(codes.reshape(-1, 2), axis=1)
    ends = np.unique(ends[ends[:, 0] != ends[:, 1]], axis=0)
    if giant:
        n = len(names)
        matrix = sparse.coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
        piece = connected_components(matrix, directed=False)[1]
        keep = piece == np.bincount(piece).argmax()
        ends = ends[keep[ends[:, 0]]]
        names, ends = names[keep], (np.cumsum(keep) - 1)[ends]
    nodes = pd.DataFrame({"id": pd.Series(names).astype(str)})
    nodes = nodes.assign(label=nodes["id"])
    return Network.from_arrays(nodes, ends[:, 0], ends[:, 1], {"weight": np.ones(len(ends))})


def scored(network: Network, names: list[str], divide: dict[str, object]) -> dict[str, float]:
    labels = CLUSTERERS.call(divide["method"], network, **{k: v for k, v in divide.items() if k != "method"})
    found = {}
    for name in names:
        try:
            one = SCORES.call(name, network, partition=labels)
            found[name] = float(one["value"].iloc[0]) if isinstance(one, pd.DataFrame) else one
        except NotComputable:
            found[name] = np.nan
    return found


def finnish(names: list[str], nulls: int, divide: dict[str, object], most: int) -> None:
    from sklearn.metrics import roc_auc_score

    folder = SHARED / "data" / "networks" / "finnish"
    listed = pd.read_csv(folder / "network_info.csv")
    rows = []
    begun = time.perf_counter()
    for file, label in zip(listed["file_name"], listed["controversial"], strict=True):
        network = simple(pd.read_csv(folder / file, sep=r"\s+", header=None, usecols=[0, 1]))
        if network.size > most:
            continue
        raw = scored(network, names, divide)
        drawn = pd.DataFrame(
            [scored(null, names, divide) for null in NULLS.call("1K", network, count=nulls, seed=0)]
        )
        rows.append({"label": label} | raw | {f"{n}-": raw[n] - drawn[n].mean() for n in names})
        rows[-1] |= {f"{n}z": rows[-1][f"{n}-"] / max(drawn[n].std(), 1e-12) for n in names}
    table = pd.DataFrame(rows)
    print(
        f"{len(table)} networks, {nulls} nulls each, divided by {divide}; {time.perf_counter() - begun:.0f} s"
    )
    print(f"{'score':14s} {'raw':>6s} {'less null':>10s} {'z':>6s}")
    for name in names:
        sign = -1 if name == "ei" else 1
        aucs = []
        for column in (name, f"{name}-", f"{name}z"):
            known = table[column].notna()
            aucs.append(roc_auc_score(table["label"][known], sign * table[column][known]))
        print(f"{name:14s} {aucs[0]:6.3f} {aucs[1]:10.3f} {aucs[2]:6.3f}")


def retweets(name: str) -> tuple[Network, np.ndarray]:
    """One of the five networks, and the sides as given."""
    folder = SHARED / "data" / "networks" / "rwc"
    file = folder / f"retweet_graph_{name}_threshold_largest_CC.txt"
    network = simple(pd.read_csv(file, header=None, usecols=[0, 1], dtype=str), giant=False)
    first = set((folder / f"community1_{name}.txt").read_text(encoding="utf-8").split())
    return network, np.where(network.nodes["id"].isin(first), 1, 2)


def rwc(draws: int) -> None:
    print(f"{'network':16s} nodes  published   mean of {draws}  without replacement  all start  s/draw")
    for name, wanted in PUBLISHED.items():
        network, sides = retweets(name)
        options = {"partition": sides, "ends": 0.3, "choose": "random"}
        begun = time.perf_counter()
        found = SCORES.call("rwc", network, draws=draws, **options)
        taken = (time.perf_counter() - begun) / draws
        once = SCORES.call("rwc", network, draws=max(1, draws // 3), replace=False, **options)
        everywhere = SCORES.call("rwc", network, draws=max(1, draws // 3), starts="all", **options)
        print(
            f"{name:16s} {network.order:5d} {wanted:10.3f} {found:12.3f} {once:20.3f} {everywhere:10.3f} {taken:7.2f}"
        )


def timed(work: Callable[[], object], repeat: int = 3) -> float:
    """CPU seconds of the quickest of a few runs."""
    taken = []
    for _ in range(repeat):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def peers(network: Network, labels: np.ndarray) -> Iterator[tuple[str, str, float]]:
    """Name, peer and CPU seconds of what others compute alike."""
    import networkx as nx

    graph = nx.Graph(list(zip(*network.ends, strict=True)))
    camps = [{int(i) for i in np.flatnonzero(labels == g) if i in graph} for g in np.unique(labels)]
    camps = [c for c in camps if c]
    yield "modularity", "networkx", timed(lambda: nx.community.modularity(graph, camps))
    yield "bcc, 16 sources", "networkx", timed(lambda: nx.edge_betweenness_centrality(graph, k=16, seed=0), 1)
    yield (
        "bisection",
        "networkx Kernighan-Lin",
        timed(lambda: nx.community.kernighan_lin_bisection(graph, seed=0), 1),
    )
    try:
        import igraph
    except ModuleNotFoundError:
        print("igraph is not installed: not compared")
        return
    other = igraph.Graph(network.order, list(zip(*network.ends, strict=True)))
    yield "modularity", "igraph", timed(lambda: other.modularity(labels.tolist()))
    yield "bcc, all sources", "igraph", timed(lambda: other.edge_betweenness(directed=False), 1)


def cost(count: int, divide: dict[str, object]) -> None:
    rng = np.random.default_rng(0)
    pairs = pd.DataFrame(rng.integers(0, 5000, (12_040, 2)))
    network = simple(pairs, giant=False)
    print(f"{network.order} nodes, {network.size} ties; CPU seconds")
    begun = time.process_time()
    drawn = list(NULLS.call("1K", network, count=count, seed=0))
    each = {"1K null": (time.process_time() - begun) / count}
    options = {k: v for k, v in divide.items() if k != "method"}
    begun = time.process_time()
    parts = [CLUSTERERS.call(divide["method"], null, **options) for null in drawn]
    each[str(divide["method"])] = (time.process_time() - begun) / count
    for name in (*QUICK, "bcc"):
        begun = time.process_time()
        for null, labels in zip(drawn, parts, strict=True):
            SCORES.call(name, null, partition=labels)
        each[name] = (time.process_time() - begun) / count
    for name, taken in each.items():
        print(f"{name:16s} {taken:8.4f} a null")
    quick = sum(taken for name, taken in each.items() if name != "bcc")
    print(
        f"100 nulls, every score but bcc: {100 * quick:.0f} s (aim 60); bcc: {100 * each['bcc']:.0f} s (aim 180)"
    )
    labels = Partition.from_labels(drawn[0], parts[0]).table["group"].to_numpy()
    ours = {
        "modularity": lambda: SCORES.call("modularity", drawn[0], partition=parts[0]),
        "bisection": lambda: CLUSTERERS.call("bisection", drawn[0]),
        "bcc, 16 sources": lambda: SCORES.call("bcc", drawn[0], partition=parts[0], sources=16),
        "bcc, all sources": lambda: SCORES.call("bcc", drawn[0], partition=parts[0], sources=5000),
    }
    for name, peer, taken in peers(drawn[0], labels):
        own = timed(ours[name], 1 if "all" in name else 3)
        print(f"{name:18s} ours {own:8.4f}  {peer} {taken:8.4f}  ratio {taken / own:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=("finnish", "rwc", "cost"))
    parser.add_argument("--nulls", type=int, default=20)
    parser.add_argument("--draws", type=int, default=30)
    parser.add_argument("--method", default="bisection", help="bisection, spectral_bisection or leiden2")
    parser.add_argument("--engine", help="of bisection: kahip or metis")
    parser.add_argument("--scores", nargs="*", help="by default all, with betweenness")
    parser.add_argument("--most", type=int, default=10**9, help="leave out networks of more ties")
    given = parser.parse_args()
    divide: dict[str, object] = {"method": given.method} | ({"engine": given.engine} if given.engine else {})
    if given.part == "finnish":
        finnish(given.scores or [*QUICK, "bcc"], given.nulls, divide, given.most)
    elif given.part == "rwc":
        rwc(given.draws)
    else:
        cost(given.nulls, divide)


if __name__ == "__main__":
    main()
