"""Backbones against the outputs of Discourse Network Analyzer 3.0.11.5 on its sample."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discourse.model.statements import Statements
from discourse.projections.counts import count
from discourse.studies.backbone.losses import Losses, penalised
from discourse.studies.backbone.networks import Concepts
from discourse.studies.backbone.study import backbone

pytestmark = pytest.mark.shared

NORMALIZATION = {"no": None, "average": "average", "jaccard": "jaccard", "cosine": "dna_cosine"}
DUPLICATES = {"include": None, "document": "document"}
#: The order of the reference notes; "subtract", average activity, once per document.
ANCHOR = [
    "Cap and trade is the solution.",
    "Climate change is caused by greenhouse gases (CO2).",
    "Climate change is real and anthropogenic.",
    "There should be legislation to regulate emissions.",
    "Emissions legislation should regulate CO2.",
    "CO2 legislation will not hurt the economy.",
]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "dna" / "reference"


def cases(folder: Path, name: str) -> list[dict[str, Any]]:
    return json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))


def options(case: dict[str, Any]) -> dict[str, Any]:
    return {
        "rows": case["variable1"],
        "cols": "concept",
        "qualifier": "agreement",
        "aggregation": case["qualifierAggregation"],
        "normalization": NORMALIZATION[case["normalization"]],
        "duplicates": DUPLICATES[case["duplicates"]],
    }


def test_nested_backbones_match_with_the_original_loss(
    folder: Path, sample: Statements, capsys: pytest.CaptureFixture[str]
) -> None:
    compared = values = tied = 0
    for case in cases(folder, "backbone_nested"):
        study = backbone(sample, loss="dna_spectral", **options(case))
        order = study["order"]
        assert order["iteration"].tolist() == case["iteration"]
        assert order["entity"].tolist() == case["entity"], options(case)
        assert order["statements"].tolist() == case["statements"]
        for ours, theirs in (("backbone_loss", "backboneLoss"), ("redundant_loss", "redundantLoss")):
            np.testing.assert_allclose(order[ours], case[theirs], rtol=0, atol=1e-9)
            values += len(order)
        np.testing.assert_allclose(study["spectra"]["full"], case["eigenvaluesFull"], rtol=0, atol=1e-9)
        values += len(study["spectra"])
        tied += bool(study.made.notes)
        compared += 1
    with capsys.disabled():
        print(
            f"\nbackbone_nested: {compared} of 64 cases equal ({values} losses and shares), {tied} of them with ties"
        )
    assert compared == 64
    assert tied == 8


def test_full_networks_match(folder: Path, sample: Statements) -> None:
    for case in cases(folder, "backbone_nested"):
        o = options(case)
        counts = count(
            sample, o["rows"], "concept", "agreement", duplicates=o["duplicates"],
            ignoring=o["aggregation"] == "ignore",
        )  # fmt: skip
        found = Concepts.of(counts, o["aggregation"], o["normalization"]).ties(np.ones((1, 6), dtype=bool))[0]
        np.testing.assert_allclose(found, np.array(case["fullMatrixAfterRun"]), rtol=0, atol=1e-12)
        assert counts.rows.tolist() == case["fullMatrixRows"]


def test_all_subsets_match_with_the_original_loss(
    folder: Path, sample: Statements, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = count(sample, "person", "concept", "agreement", duplicates="document")
    losses = Losses(Concepts.of(counts, "subtract", "average"), "dna_spectral")
    compared = 0
    for case in cases(folder, "backbone_evaluate_all_subsets"):
        mask = np.isin(counts.cols, case["backbone"])
        pair = np.array([mask, ~mask])
        found = losses.of(pair)
        for p in (0, 3, 5):
            ours = penalised(found, pair.sum(axis=1), 6, p)
            np.testing.assert_allclose(ours, case[f"p{p}"], rtol=0, atol=1e-9, err_msg=str(case["backbone"]))
            compared += 2
    with capsys.disabled():
        print(f"\nbackbone_evaluate_all_subsets: {compared} losses equal")
    assert compared == 63 * 3 * 2


@pytest.mark.parametrize("rows", ["person", "organization"])
def test_the_anchor(sample: Statements, rows: str) -> None:
    study = backbone(sample, loss="dna_spectral", rows=rows, cols="concept", qualifier="agreement")
    assert study["order"]["entity"].tolist() == ANCHOR


def test_the_least_of_the_reference_is_what_exact_finds(folder: Path, sample: Statements) -> None:
    subsets = [c for c in cases(folder, "backbone_evaluate_all_subsets") if len(c["backbone"]) < 6]
    for p in (0, 3, 5):
        least = min(c[f"p{p}"][0] for c in subsets)
        found = backbone(
            sample, method="exact", penalty=p, loss="dna_spectral", rows="person", cols="concept",
            qualifier="agreement",
        )  # fmt: skip
        assert found["result"]["penalised"].item() == pytest.approx(least, abs=1e-12)
    for size in range(1, 6):
        least = min(c["p0"][0] for c in subsets if len(c["backbone"]) == size)
        found = backbone(
            sample, method="fixed", size=size, iterations=200, loss="dna_spectral", rows="person", cols="concept",
            qualifier="agreement",
        )  # fmt: skip
        assert found["result"]["backbone_loss"].item() == pytest.approx(least, abs=1e-12)
        assert found["result"]["size"].item() == size
