"""Projections against the definitions written out slowly, over random statements and every option."""

from __future__ import annotations

from typing import Any

import dna_plain as plain
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.model.statements import Statements, Variable
from discourse.projections.counts import count
from discourse.projections.dense import tie_weights, window_counts
from discourse.projections.one_mode import conflict, congruence, ignore, subtract
from discourse.projections.repeats import DUPLICATES
from discourse.projections.two_mode import two_mode

METHODS = {"ignore": ignore, "congruence": congruence, "conflict": conflict, "subtract": subtract}
NAMES = ("who", "what")
QUALIFIERS = {"agree": "boolean", "scale": "integer", "tone": "text", None: ""}
ROW = st.fixed_dictionaries(
    {
        "who": st.sampled_from(["Ada", "Ben", "Çem", "\U0001f41d", None]),
        "what": st.sampled_from(["tax", "ban", "war", None]),
        "agree": st.integers(0, 1),
        "scale": st.one_of(st.none(), st.integers(-200, 300)),
        "tone": st.sampled_from(["mild", "sharp", None]),
        "document": st.sampled_from(["d1", "d2"]),
        "day": st.integers(0, 800),
    }
)
ROWS = st.lists(ROW, min_size=1, max_size=14)


def made(rows: list[dict[str, Any]]) -> tuple[Statements, list[plain.Row]]:
    """Return random statements as the package and as the slow definitions take them."""
    when = [pd.Timestamp("2023-11-28") + pd.Timedelta(row["day"], "D") for row in rows]
    table = pd.DataFrame(rows).drop(columns="day")
    table = table.rename(columns={"document": "document_id"}).assign(coder="c", created_at=when)
    table = table.astype({"who": object, "what": object, "tone": object})
    table.insert(0, "statement_id", [f"s{i}" for i in range(len(rows))])
    documents = pd.DataFrame({"document_id": ["d1", "d2"], "author": ["O'Neill", None], "source": ["x", "x"]})
    kinds = [Variable(n, QUALIFIERS.get(n, "text")) for n in ("who", "what", "agree", "scale", "tone")]
    authors = {"d1": "O'Neill", "d2": None}
    slow = [
        {**row, "when": w.to_pydatetime(), "place": i, "author": authors[row["document"]]}
        for i, (row, w) in enumerate(zip(rows, when, strict=True))
    ]
    return Statements(table, tuple(kinds), documents=documents), slow


def length(kept: list[plain.Row], qualifier: str | None) -> float | None:
    """Return the length of the qualifier's scale: declared for a boolean, found for an integer."""
    if qualifier == "agree":
        return 1.0
    if qualifier != "scale":
        return None
    values = [r["scale"] for r in kept if r["scale"] is not None]
    return float(max(values) - min(values)) or 1.0 if values else 1.0


def ties(network: Network) -> dict[tuple[str, str], float]:
    table = network.edges.astype({"source": str, "target": str})
    one = {
        (s.split(":", 1)[1], t.split(":", 1)[1]): w
        for s, t, w in zip(table["source"], table["target"], table["weight"], strict=True)
    }
    return one | {(b, a): w for (a, b), w in one.items()}


def filled(matrix: plain.Matrix) -> plain.Matrix:
    return {pair: value for pair, value in matrix.items() if abs(value) > 1e-12}


OPTIONS = st.fixed_dictionaries(
    {
        "duplicates": st.sampled_from(DUPLICATES),
        "exclude": st.sampled_from(
            [None, {"what": ["tax"]}, {"who": ["Ada"], "agree": [1]}, {"author": ["O'Neill"]}]
        ),
        "only": st.sampled_from(
            [None, {"what": ["tax", "ban"]}, {"tone": ["mild"], "who": ["Ada", "Ben", "Çem"]}]
        ),
    }
)


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=120)
@given(
    rows=ROWS,
    options=OPTIONS,
    qualifier=st.sampled_from(list(QUALIFIERS)),
    normalization=st.sampled_from([None, "average", "jaccard", "cosine", "dna_cosine"]),
)
def test_one_mode(
    method: str,
    qualifier: str | None,
    normalization: str | None,
    rows: list[dict[str, Any]],
    options: dict[str, Any],
) -> None:
    statements, slow = made(rows)
    kept = plain.chosen(slow, NAMES, qualifier, **options, ignoring=method == "ignore")
    how = {"rows": "who", "cols": "what", "qualifier": qualifier, **options}
    if not kept:
        with pytest.raises(NotComputable):
            METHODS[method](statements, **how)
        return
    scale = length(kept, qualifier)
    own = plain.itself(kept, NAMES, qualifier, method, scale)
    wanted = plain.normalised(
        plain.one_mode(kept, NAMES, qualifier, method, scale), kept, NAMES, qualifier, normalization, own
    )
    network = METHODS[method](statements, normalization=normalization, **how)
    assert ties(network) == pytest.approx(filled(wanted), abs=1e-9)
    labels = sorted({r["who"] for r in kept}, key=plain.utf16)
    assert network.nodes["id"].tolist() == [f"who:{label}" for label in labels]
    counts = count(statements, "who", "what", qualifier, **options, ignoring=method == "ignore")
    dense = tie_weights(counts, method, normalization)
    assert {(a, b): dense[i, j] for i, a in enumerate(labels) for j, b in enumerate(labels) if i != j} == (
        pytest.approx(wanted, abs=1e-9)
    )


@pytest.mark.parametrize("how", ["ignore", "subtract", "combine"])
@settings(max_examples=100)
@given(
    rows=ROWS,
    options=OPTIONS,
    qualifier=st.sampled_from(["agree", "scale", "tone"]),
    normalization=st.sampled_from([None, "activity", "prominence"]),
)
def test_two_mode(
    how: str, qualifier: str, normalization: str | None, rows: list[dict[str, Any]], options: dict[str, Any]
) -> None:
    statements, slow = made(rows)
    used = None if how == "ignore" else qualifier
    kept = plain.chosen(slow, NAMES, used, **options)
    given_options = {"rows": "who", "cols": "what", "qualifier": qualifier, "aggregation": how, **options}
    if not kept:
        with pytest.raises(NotComputable):
            two_mode(statements, **given_options)
        return
    if qualifier == "agree":
        bits = {1: 0, 0: 1, "boolean": 1}
    else:
        levels = sorted({r[qualifier] for r in kept if r[qualifier] is not None}, reverse=True)
        bits = {level: place for place, level in enumerate(levels)}
    wanted = plain.two_mode(kept, NAMES, used, how, normalization, bits)
    network = two_mode(statements, normalization=normalization, **given_options)
    table = network.edges.astype({"source": str, "target": str})
    found = {
        (s.split(":", 1)[1], t.split(":", 1)[1]): w
        for s, t, w in zip(table["source"], table["target"], table["weight"], strict=True)
    }
    assert found == pytest.approx(filled(wanted), abs=1e-9)


@given(rows=ROWS, least=st.integers(1, 4), other=st.integers(1, 3), isolates=st.booleans())
def test_every_value_that_remains_has_enough_statements(
    rows: list[dict[str, Any]], least: int, other: int, isolates: bool
) -> None:
    statements, _ = made(rows)
    wanted = {"who": least, "what": other}
    try:
        counts = count(statements, "who", "what", None, min_statements=wanted, isolates=isolates)
    except NotComputable:
        return
    per = {"who": counts.activity, "what": np.bincount(counts.col, counts.n, minlength=len(counts.cols))}
    for name, number in wanted.items():
        some = per[name][per[name] > 0]
        assert (some >= number).all()
        if not isolates:
            assert (per[name] > 0).all()


@given(rows=ROWS, kernel=st.sampled_from(["uniform", "triangular", "epanechnikov", "gaussian"]))
def test_kernel_windows_count_weights(rows: list[dict[str, Any]], kernel: str) -> None:
    """The slow definition with the weights that the windows carry, and the counts that windows share."""
    statements, slow = made(rows)
    try:
        shared = list(window_counts(statements, "200D", "who", "what", "agree", kernel=kernel, step=60))
    except NotComputable:
        assert not plain.chosen(slow, NAMES, "agree")
        return
    kept = statements.rows(np.array([r["who"] is not None and r["what"] is not None for r in rows]))
    cut = list(kept.windows("200D", kernel=kernel, step=60))
    assert [w for w, _ in shared] == [c.window for c in cut]
    for part, (_, counts) in zip(cut, shared, strict=True):
        by_id = {f"s{i}": row for i, row in enumerate(slow)}
        weighted = [
            {**by_id[name], "weight": w}
            for name, w in zip(part.table["statement_id"], part.table["weight"], strict=True)
        ]
        for method in ("congruence", "subtract"):
            wanted = filled(plain.one_mode(weighted, NAMES, "agree", method, 1.0))
            how = {"rows": "who", "cols": "what", "qualifier": "agree"}
            assert ties(METHODS[method](part, **how)) == pytest.approx(wanted, abs=1e-9)
            dense = tie_weights(counts, method)
            found = {
                (a, b): dense[i, j] for i, a in enumerate(counts.rows) for j, b in enumerate(counts.rows)
            }
            assert filled(found) == pytest.approx(wanted, abs=1e-9)
