"""One-mode and two-mode networks against the outputs of Discourse Network Analyzer 3.0.11.5 on its sample."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from discourse.errors import NotComputable
from discourse.model.statements import Statements, Variable
from discourse.projections.one_mode import conflict, congruence, ignore, subtract
from discourse.projections.two_mode import two_mode

pytestmark = pytest.mark.shared

ONE_MODE = {"ignore": ignore, "congruence": congruence, "conflict": conflict, "subtract": subtract}
NORMALIZATION = {"no": None, "average": "average", "jaccard": "jaccard", "cosine": "dna_cosine"}
DUPLICATES = {"include": None, "document": "document", "year": "year", "acrossrange": "range"}


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "dna" / "reference"


@pytest.fixture(scope="module")
def sample(folder: Path) -> Statements:
    raw = pd.read_csv(folder / "statements.csv", dtype=str, keep_default_na=False)
    table = pd.DataFrame(
        {
            "statement_id": raw["id"],
            "document_id": raw["document_id"],
            "start": raw["start"].astype(int),
            "stop": raw["stop"].astype(int),
            "coder": raw["coder"],
            "created_at": pd.to_datetime(raw["date"]),
        }
    )
    for name in ("person", "organization", "concept"):
        table[name] = raw[name].where(raw[name] != "", None)
    table["agreement"] = raw["agreement"].astype(int)
    kinds = [
        Variable("person"),
        Variable("organization"),
        Variable("concept"),
        Variable("agreement", "boolean"),
    ]
    return Statements(table, tuple(kinds))


def cases(folder: Path, name: str) -> list[dict[str, Any]]:
    return json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))


def excluded(case: dict[str, Any]) -> dict[str, list[Any]]:
    return {k: list(v) for k, v in case["params"]["excludeValues"].items()}


def plain(case: dict[str, Any]) -> bool:
    """Whether the case uses only what this file compares."""
    p = case["params"]
    filters = ("excludeAuthors", "excludeSources", "excludeSections", "excludeTypes")
    return (
        "error" not in case
        and p["duplicates"] in DUPLICATES
        and not any(p[f] for f in filters)
        and not p["invertValues"]
        and p["timeWindow"] == "no"
        and not (p["variable1Document"] or p["variable2Document"] or p["qualifierDocument"])
    )


def dated(statements: Statements, case: dict[str, Any]) -> Statements:
    p = case["params"]
    start = pd.to_datetime(f"{p['startDate']} {p['startTime']}", dayfirst=True)
    stop = pd.to_datetime(f"{p['stopDate']} {p['stopTime']}", dayfirst=True)
    return statements.between(start, stop)


@pytest.mark.parametrize("name", ["onemode_organization", "onemode_person"])
def test_one_mode_matches(
    folder: Path, sample: Statements, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    compared = 0
    for case in cases(folder, name):
        p = case["params"]
        if not plain(case):
            continue
        try:
            net = ONE_MODE[p["qualifierAggregation"]](
                dated(sample, case),
                rows=p["variable1"],
                cols=p["variable2"],
                qualifier=p["qualifier"],
                normalization=NORMALIZATION[p["normalization"]],
                duplicates=DUPLICATES[p["duplicates"]],
                isolates=p["isolates"],
                exclude=excluded(case),
            )
        except NotComputable:
            assert case["numStatements"] == 0, case["id"]
            continue
        assert net.nodes["label"].tolist() == case["rows"], case["id"]
        np.testing.assert_allclose(
            net.matrix().toarray(), np.array(case["matrix"]), atol=1e-9, err_msg=case["id"]
        )
        compared += 1
    with capsys.disabled():
        print(f"\n{name}: {compared} cases equal")
    assert compared >= 200


@pytest.mark.parametrize("name", ["twomode_organization", "twomode_person"])
def test_two_mode_matches(
    folder: Path, sample: Statements, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    compared = 0
    for case in cases(folder, name):
        p = case["params"]
        if not plain(case):
            continue
        try:
            net = two_mode(
                dated(sample, case),
                rows=p["variable1"],
                cols=p["variable2"],
                qualifier=p["qualifier"],
                aggregation=p["qualifierAggregation"],
                normalization={"no": None}.get(p["normalization"], p["normalization"]),
                duplicates=DUPLICATES[p["duplicates"]],
                isolates=p["isolates"],
                exclude=excluded(case),
            )
        except NotComputable:
            assert case["numStatements"] == 0, case["id"]
            continue
        rows = net.nodes.loc[net.nodes["kind"] == p["variable1"], "label"].tolist()
        cols = net.nodes.loc[net.nodes["kind"] == p["variable2"], "label"].tolist()
        assert rows == case["rows"], case["id"]
        assert cols == case["cols"], case["id"]
        block = net.matrix(rows=p["variable1"], cols=p["variable2"]).toarray()
        np.testing.assert_allclose(block, np.array(case["matrix"]), atol=1e-9, err_msg=case["id"])
        compared += 1
    with capsys.disabled():
        print(f"\n{name}: {compared} cases equal")
    assert compared >= 100
