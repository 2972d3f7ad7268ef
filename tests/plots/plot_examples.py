"""Model objects to be drawn, made by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import sure_examples as sure

from discourse.model.network import Network
from discourse.model.results import Made, Partition, Positions, Scores
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.studies import TABLE as STUDIES

COMMENTERS = (
    "maria_k", "Joe Doe", "Ахмед", "user4711", "Lena", "Peter Silie", "T-Rex",
    "nora.b", "Old Sailor", "quietone", "Zed", "Amal", "مريم", "Bob",
)  # fmt: skip
ACTORS = (
    "Iran", "Russia", "Turkey", "United States", "Syrian Democratic Forces", "Hayat Tahrir al-Sham", "Israel",
    "United Nations", "European Union", "Assad family",
)  # fmt: skip
NARRATIVES = (
    "Reconciliation with former fighters fails",
    "Foreign powers carve up the country",
    "Refugees should return now",
    "Sanctions hurt ordinary people",
    "The new government protects minorities",
    "Elections will be held in time",
    "Oil revenue belongs to the north-east",
    "The media hide the truth",
)
HOSTILE = (
    "$\\alpha$ and $x$", "<script>alert(1)</script>", "x" * 300, "😀🔥 漢字漢字漢字", "مرحبا بالعالم",
    "line\nbreak\ttab", "   ", 'a & "b"', "Z̷̢̛̹̫͙a̸l̵g̶o̷̢̧", "\u202eevil", "100% $5",
)  # fmt: skip


def discourse_network(seed: int = 1) -> Network:
    """14 commenters, 10 actors, 8 narratives, with stance."""
    random = np.random.default_rng(seed)
    named = [("commenter", COMMENTERS), ("actor", ACTORS), ("narrative", NARRATIVES)]
    nodes = pd.DataFrame(
        [(f"{kind}:{i}", label, kind) for kind, labels in named for i, label in enumerate(labels)],
        columns=["id", "label", "kind"],
    )
    rows: list[tuple[str, str, float, float]] = []
    for i in range(14):
        camp = 1 if i < 7 else -1
        for j in random.choice(8, 3, replace=False):
            sign = 0 if random.random() < 0.15 else camp * (1 if j % 2 else -1)
            rows.append((f"commenter:{i}", f"narrative:{j}", float(random.integers(1, 9)), sign))
        for j in random.choice(10, 2, replace=False):
            rows.append(
                (f"commenter:{i}", f"actor:{j}", float(random.integers(1, 5)), int(random.integers(-1, 2)))
            )
    for j in range(8):
        for a in random.choice(10, 2, replace=False):
            rows.append((f"actor:{a}", f"narrative:{j}", float(random.integers(1, 5)), np.nan))
    edges = pd.DataFrame(rows, columns=["source", "target", "weight", "sign"])
    return Network(nodes, edges, made={"method": "discourse", "duplicates": "document"})


def camps(count: int = 14, *, signed: bool = False, seed: int = 0) -> tuple[Network, Partition]:
    """Three camps of commenters; the last commenter has no tie."""
    random = np.random.default_rng(seed)
    group = np.arange(count) % 3
    matrix = np.zeros((count, count))
    for i in range(count - 1):
        for j in range(i):
            weight = (
                random.gamma(2, 0.3)
                if group[i] == group[j]
                else (random.random() < 0.3) * random.gamma(1, 0.12)
            )
            if signed and group[i] != group[j]:
                weight = -weight
            matrix[i, j] = matrix[j, i] = round(weight, 2)
    labels = [*COMMENTERS, *ACTORS][:count] if count <= 24 else [f"commenter {i}" for i in range(count)]
    made = {"method": "subtract" if signed else "congruence", "normalization": "average", "isolates": True}
    network = Network.from_matrix(matrix, labels, kind="commenter", made=made)
    return network, Partition.from_labels(
        network, group, Made("leiden", {"resolution": 1.0, "seed": 7}, network.digest)
    )


def circle(network: Network) -> Positions:
    """All nodes on a circle, pulled in and out a little."""
    angle = np.linspace(0, 2 * np.pi, network.order, endpoint=False)
    radius = 1 - 0.45 * (np.arange(network.order) % 3) / 2
    table = pd.DataFrame(
        {"node": network.nodes["id"], "x": radius * np.cos(angle), "y": radius * np.sin(angle)}
    )
    return Positions(table, Made("circular", {"seed": 0}, network.digest))


def columns(network: Network) -> Positions:
    """One column per kind."""
    kinds = list(dict.fromkeys(network.nodes["kind"]))
    rows = []
    for i, kind in enumerate(kinds):
        ids = network.nodes.loc[network.nodes["kind"] == kind, "id"].tolist()
        rows += [(n, float(i), float(y)) for n, y in zip(ids, np.linspace(1, -1, len(ids)), strict=True)]
    return Positions(pd.DataFrame(rows, columns=["node", "x", "y"]), Made("columns", {}, network.digest))


def random_network(
    nodes: int, edges: int, *, seed: int = 0, directed: bool = False, spread: float = 0.0
) -> Network:
    """Edges drawn at random, weights over 2 x ``spread`` orders of magnitude."""
    random = np.random.default_rng(seed)
    pairs = np.array([(i, j) for i in range(nodes) for j in range(i)])
    pick = pairs[np.sort(random.choice(len(pairs), edges, replace=False))]
    table = pd.DataFrame(
        {
            "id": [f"n{i}" for i in range(nodes)],
            "label": [f"commenter number {i}" for i in range(nodes)],
            "kind": "commenter",
        }
    )
    weight = 10 ** random.uniform(-spread, spread, edges)
    return Network.from_arrays(table, pick[:, 1], pick[:, 0], {"weight": weight}, directed=directed)


def degree(network: Network) -> Scores:
    """How many ties each node has."""
    count = np.bincount(np.concatenate(network.ends), minlength=network.order)
    return Scores(
        pd.DataFrame({"node": network.nodes["id"], "value": count.astype(float)}), made=Made("degree")
    )


def agreement(count: int = 8, seed: int = 0) -> Scores:
    """Agreement by narrative; the third has no supporter and no opponent."""
    random = np.random.default_rng(seed)
    supports, neutral, rejects = (
        random.integers(1, 60, count),
        random.integers(0, 15, count),
        random.integers(1, 60, count),
    )
    if count > 2:
        supports[2] = rejects[2] = 0
    n = supports + rejects
    share = np.where(n > 0, supports / np.maximum(n, 1), np.nan)
    table = pd.DataFrame(
        {
            "node": [f"narrative:{i}" for i in range(count)],
            "value": share,
            "label": [NARRATIVES[i % 8] + ("" if i < 8 else f" {i}") for i in range(count)],
            "supports": supports,
            "neutral": neutral,
            "rejects": rejects,
            "n": n + neutral,
            "support": share,
            "support_low": np.clip(share - 0.1, 0, 1),
            "support_high": np.clip(share + 0.1, 0, 1),
        }
    )
    return Scores(table, "code", Made("agreement", {"code": "narrative"}))


def frequency(codes: int = 5, bins: int = 14, seed: int = 0, every: str = "MS") -> Scores:
    """Statements over time, with all statements in the last row."""
    random = np.random.default_rng(seed)
    counts = random.poisson(random.gamma(2, 4, (codes, 1)), (codes, bins))
    counts = np.vstack([counts, counts.sum(axis=0) + random.integers(5, 30, bins)])
    table = pd.DataFrame(
        {
            "node": [*(f"narrative:{i}" for i in range(codes)), "all"],
            "value": counts.sum(axis=1),
            "label": [*(NARRATIVES[i % 8] for i in range(codes)), "all statements"],
        }
    )
    starts = pd.date_range("2024-03-01", periods=bins, freq=every).strftime("%Y-%m-%d")
    return Scores(
        pd.concat([table, pd.DataFrame(counts, columns=starts)], axis=1), "code", Made("frequency", {})
    )


#: How the studies are called so that they take little time; more, and they take longer.
QUICK: dict[str, dict[str, Any]] = {
    "barplot": {},
    "backbone": {"method": "nested"},
    "polarization": {"width": "60D", "step": 30, "restarts": 1},
    "phases": {"width": "60D", "step": 30, "methods": ["kmeans"], "k_max": 3},
    "multiclust": {"methods": ["louvain", "hierarchical_average"], "k_max": 2},
    "ideal_points": {"draws": 40, "burn_in": 40, "chains": 2},
    "salience": {"width": "60D", "step": 15},
    "lead_lag": {"draws": 19, "lags": 2},
    "characters": {},
    "antagonism": {},
    "lift": {},
    "breadth": {},
}


def long_name(kind: str, i: int) -> str:
    """A name of 40 to 120 characters, no two alike."""
    words = "The assembly of the united provinces should regulate emissions from coal and natural gas by legislation"
    return f"{kind} {i}: {words}, now"[: 40 + (i * 37) % 81].strip()


def statements(actors: int = 8, concepts: int = 6, *, long: bool = False, seed: int = 0) -> Statements:
    """Two camps that take sides over half a year."""
    random = np.random.default_rng(seed)
    who = [long_name("Actor", i) if long else f"actor {i}" for i in range(actors)]
    what = [long_name("Claim", i) if long else NARRATIVES[i % 8] + f" {i}" for i in range(concepts)]
    rows = []
    for i in range(actors):
        for j in range(concepts):
            if i % concepts == j or random.random() < 0.6:
                side = (1 if (i + j) % 2 else -1) * (-1 if random.random() < 0.1 else 1)
                rows.append((who[i], what[j], side, (i * 7 + j * 31) % 180))
    made = Statements.from_rows([row[:3] for row in rows])
    dates = pd.Timestamp("2024-01-01") + pd.to_timedelta([row[3] for row in rows], unit="D")
    return made.select(made.table.assign(created_at=dates))


@cache
def study(name: str, actors: int = 8, concepts: int = 6, *, long: bool = False) -> Study:
    """The study of that name, made quickly."""
    return STUDIES.call(name, statements(actors, concepts, long=long), **QUICK[name])


def _long_scores(found: Scores) -> Scores:
    table = found.table.copy()
    table["label"] = [long_name("Claim", i) for i in range(len(table))]
    return Scores(table, found.level, found.made)


def long_named(name: str, count: int) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Arguments and options of the figure of that name, with about ``count`` rows that have long names."""
    if name == "agreement":
        return (_long_scores(agreement(count)),), {"top": count}
    if name == "frequency":
        return (_long_scores(frequency(min(count, 8))),), {}
    if name in ("network", "coalitions", "heatmap"):
        named = [long_name("Commenter", i) for i in range(count)]
        network = Network.from_matrix(1.0 - np.eye(count), named, kind="commenter")
        groups = Partition.from_labels(network, np.arange(count) % 3)
        return (network, circle(network)), {} if name == "network" else {"partition": groups}
    if name in ("chance", "sensitivity", "robustness"):
        return (sure.long_named(name, [long_name("Score", i) for i in range(count)]),), {}
    return (study(name, max(count, 8), max(count, 6), long=True),), {}
