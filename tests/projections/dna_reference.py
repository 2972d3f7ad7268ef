"""The sample of Discourse Network Analyzer and its outputs, case by case (version 3.0.11.5, run headless)."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.network import Network
from discourse.model.statements import Statements, Variable
from discourse.projections.one_mode import conflict, congruence, ignore, subtract
from discourse.projections.two_mode import two_mode

Case = dict[str, Any]
ONE_MODE = {"ignore": ignore, "congruence": congruence, "conflict": conflict, "subtract": subtract}
NORMALIZATION = {
    "no": None, "average": "average", "jaccard": "jaccard", "cosine": "dna_cosine", "activity": "activity",
    "prominence": "prominence",
}  # fmt: skip
DUPLICATES = {
    "include": None, "document": "document", "week": "dna_week", "month": "dna_month", "year": "year",
    "acrossrange": "range",
}  # fmt: skip
DOCUMENT = ("author", "source", "section", "type")
VARIABLES = (
    Variable("person"),
    Variable("organization"),
    Variable("concept"),
    Variable("agreement", "boolean"),
)


def sample(shared: Path) -> Statements:
    """Return the sample's statements with their documents, as its own export lists them."""
    raw = pd.read_csv(
        shared / "data" / "dna" / "reference" / "statements.csv", dtype=str, keep_default_na=False
    )
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
    first = raw.drop_duplicates("document_id")
    documents = pd.DataFrame(
        {
            "document_id": first["document_id"],
            "title": first["document_title"],
            "date": pd.to_datetime(first["date"]),
        }
    )
    for name in DOCUMENT:
        documents[name] = first[f"document_{name}"].where(first[f"document_{name}"] != "", None)
    return Statements(table, VARIABLES, documents=documents)


def cases(shared: Path, name: str) -> list[Case]:
    folder = shared / "data" / "dna" / "reference"
    return json.loads(gzip.decompress((folder / f"{name}.json.gz").read_bytes()))


def limits(case: Case) -> tuple[pd.Timestamp, pd.Timestamp]:
    p = case["params"]
    start, stop = (
        pd.to_datetime(f"{p[f'{end}Date']} {p[f'{end}Time']}", dayfirst=True) for end in ("start", "stop")
    )
    return start, stop


def options(case: Case) -> dict[str, Any]:
    """Return our options for the parameters of a case."""
    p = case["params"]
    exclude: dict[str, list[Any]] = {}
    only: dict[str, list[Any]] = {}
    (only if p["invertValues"] else exclude).update({k: list(v) for k, v in p["excludeValues"].items()})
    for name in DOCUMENT:
        values = p[f"exclude{name.capitalize()}s"]
        if values:
            (only if p[f"invert{name.capitalize()}s"] else exclude)[name] = list(values)
    return {
        "rows": p["variable1"],
        "cols": p["variable2"],
        "qualifier": p["qualifier"],
        "normalization": NORMALIZATION[p["normalization"]],
        "duplicates": DUPLICATES[p["duplicates"]],
        "isolates": p["isolates"],
        "exclude": exclude,
        "only": only,
    }


def project(statements: Statements, case: Case, **changed: Any) -> Network:
    p = case["params"]
    how = options(case) | changed
    if p["networkType"] == "onemode":
        return ONE_MODE[p["qualifierAggregation"]](statements, **how)
    return two_mode(statements, aggregation=p["qualifierAggregation"], **how)


def block(network: Network, case: Case) -> tuple[list[str], list[str], np.ndarray]:
    """Return row labels, column labels and matrix."""
    p = case["params"]
    nodes = network.nodes
    if p["networkType"] == "onemode":
        labels = nodes["label"].tolist()
        return labels, labels, network.matrix().toarray()
    rows, cols = (nodes.loc[nodes["kind"] == p[f"variable{i}"], "label"].tolist() for i in (1, 2))
    return rows, cols, network.matrix(rows=p["variable1"], cols=p["variable2"]).toarray()


def assert_equal(network: Network, case: Case) -> None:
    """Check labels, in their order, and every cell to 1e-9."""
    rows, cols, matrix = block(network, case)
    assert rows == case["rows"], case["id"]
    assert cols == case["cols"], case["id"]
    wanted = np.array(case["matrix"], dtype=float).reshape(matrix.shape)
    np.testing.assert_allclose(matrix, wanted, rtol=0, atol=1e-9, err_msg=case["id"])
