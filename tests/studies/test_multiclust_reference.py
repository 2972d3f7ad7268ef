"""Multiclust against the outputs of Discourse Network Analyzer 3.0.11.5 on its sample, method by method."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from discourse.clusterers.infomap import codelength
from discourse.model.statements import Statements
from discourse.studies.multiclust.study import multiclust

pytestmark = pytest.mark.shared

NAMES = {
    "Hierarchical (Single)": "hierarchical_single",
    "Hierarchical (Average)": "hierarchical_average",
    "Hierarchical (Complete)": "hierarchical_complete",
    "Hierarchical (Ward)": "hierarchical_ward",
    "k-Means": "kmeans",
    "Partitioning around Medoids": "pam",
    "Equivalence": "equivalence",
    "CONCOR (One-Mode)": "concor",
    "CONCOR (Two-Mode)": "concor_two_mode",
    "Louvain": "louvain",
    "Fast & Greedy": "greedy",
    "Walktrap": "walktrap",
    "Leading Eigenvector": "leading_eigenvector",
    "Edge Betweenness": "edge_betweenness",
    "Infomap": "infomap",
    "Label Propagation": "label_propagation",
}
#: Those whose result depends on random numbers, which differ between programs.
CHANCE = {"kmeans", "louvain", "infomap", "label_propagation"}


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "dna" / "reference"


@pytest.fixture(scope="module")
def cases(folder: Path) -> list[dict[str, Any]]:
    return json.loads((folder / "multiclust.json").read_text(encoding="utf-8"))


def study(sample: Statements, case: dict[str, Any], **options: Any):
    return multiclust(
        sample,
        rows=case["variable1"],
        cols="concept",
        qualifier="agreement",
        duplicates={"include": None}.get(case["duplicates"], case["duplicates"]),
        k=case["k"] or None,
        **options,
    )


def test_modularity_and_members_match(sample, cases, capsys):
    compared, differ = Counter(), []
    for number, case in enumerate(cases):
        found = study(sample, case, dna=True)
        ours = found["scores"].set_index("method")
        members = found["members"].pivot(index="node", columns="method", values="group")
        theirs = pd.DataFrame(case["memberships"]).pivot(index="node", columns="method", values="cluster")
        for label, k, value in zip(
            *(case["modularity"][c] for c in ("method", "k", "modularity")), strict=True
        ):
            name = NAMES[label]
            compared[name] += 1
            same = adjusted_rand_score(theirs[label], members[name].loc[theirs.index]) == 1.0
            if ours.loc[name, "k"] == k and abs(ours.loc[name, "modularity"] - value) <= 1e-9 and same:
                continue
            differ.append((number, name, value, ours.loc[name, "modularity"]))
    with capsys.disabled():
        print(
            f"\nmulticlust: {sum(compared.values())} method-cases compared, {len(differ)} differ (random numbers)"
        )
        for number, name, theirs, mine in differ:
            print(f"  case {number}, {name}: {theirs:.10f}, here {mine:.10f}")
    assert sum(compared.values()) == 152
    assert {name for _, name, _, _ in differ} <= CHANCE
    assert len(differ) <= 6


def test_where_infomap_differs_ours_is_the_shorter_description(sample, cases):
    shorter = 0
    for case in cases:
        if case["k"]:
            continue
        found = study(sample, case, methods=["infomap"])["members"]
        theirs = pd.DataFrame(case["memberships"]).query("method == 'Infomap'").set_index("node")["cluster"]
        weights = _positive(sample, case)
        lengths = [
            codelength(weights, np.unique(labels, return_inverse=True)[1])
            for labels in (found["group"].to_numpy(), theirs[found["node"]].to_numpy())
        ]
        assert lengths[0] <= lengths[1] + 1e-9
        shorter += lengths[0] < lengths[1] - 1e-9
    assert shorter >= 1


def _positive(sample: Statements, case: dict[str, Any]):
    from scipy import sparse

    from discourse.projections.counts import count
    from discourse.projections.dense import tie_weights

    rule = {"include": None}.get(case["duplicates"], case["duplicates"])
    counts = count(sample, case["variable1"], "concept", "agreement", duplicates=rule)
    weights = np.maximum(tie_weights(counts, "subtract", "average"), 0)
    return sparse.csr_array(weights / weights.sum())


def test_the_best_is_what_the_original_calls_best(sample, cases):
    # Of equally good methods the original takes whichever rounding puts first; the modularity is the same.
    for case in cases:
        (winner,) = study(sample, case, dna=True)["winners"].to_dict("records")
        said = case["max_mod"]
        assert winner["modularity"] == pytest.approx(said["max_mod"][0], abs=1e-9)
        at = case["modularity"]["method"].index(said["max_method"][0])
        assert case["modularity"]["modularity"][at] == pytest.approx(winner["modularity"], abs=1e-9)
        assert winner["start"].isoformat() == said["start"][0]
        assert winner["stop"].isoformat() == said["stop"][0]


def test_by_default_modularity_counts_the_weights(sample, cases):
    # A plain statement of the definition: the sum over pairs in one group of w - s s' / S, over S.
    case = cases[0]
    found = study(sample, case)
    weights = _positive(sample, case).toarray()
    for name, part in found["members"].groupby("method"):
        group = part["group"].to_numpy()
        total = weights.sum()
        value = sum(
            weights[i, j] / total - weights[i].sum() * weights[j].sum() / total**2
            for i in range(len(group))
            for j in range(len(group))
            if group[i] == group[j]
        )
        said = found["scores"].set_index("method").loc[name, "modularity"]
        assert said == pytest.approx(value, abs=1e-9)
    # Methods that maximise it are then no longer behind those that do not.
    best = found["winners"]["modularity"].iloc[0]
    assert found["scores"].set_index("method").loc["spinglass", "modularity"] == pytest.approx(best, abs=1e-9)
