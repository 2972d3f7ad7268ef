"""Properties of backbones, and an independent, plain statement of their losses."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements, Variable
from discourse.projections.counts import count
from discourse.projections.dense import AGGREGATIONS, NORMALIZATIONS, tie_weights
from discourse.studies.backbone.annealing import temperatures
from discourse.studies.backbone.exact import MOST
from discourse.studies.backbone.losses import Losses
from discourse.studies.backbone.networks import Concepts
from discourse.studies.backbone.spectra import LOSSES, spectra
from discourse.studies.backbone.study import backbone

PLAIN: dict[str, Any] = {"duplicates": None}
PATH = np.array([[[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]])


def debate(seed: int, *, rows: int = 8, concepts: int = 6, n: int = 60, levels: int = 3) -> Statements:
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "statement_id": [f"s{i}" for i in range(n)],
            "document_id": [f"d{i}" for i in rng.integers(0, 9, n)],
            "coder": "hand",
            "commenter": [f"row {i}" for i in rng.integers(0, rows, n)],
            "narrative": [f"concept {i}" for i in (concepts * rng.random(n) ** 1.4).astype(int)],
            "stance": rng.integers(0, levels, n) - 1 if levels == 3 else rng.choice([-1, 1], n),
        }
    )
    return Statements(table)


def plain_loss(st: Statements, concepts: list[str], loss: str = "spectral") -> float:
    """The loss in other words: project what is said about the concepts, and compare spectra one by one."""
    said = list(st.table[["commenter", "narrative", "stance"]].itertuples(index=False, name=None))
    names = sorted({who for who, _, _ in said})

    def spectrum(kept: list[str]) -> np.ndarray:
        w = np.zeros((len(names), len(names)))
        by = [[(what, how) for who, what, how in said if who == name and what in kept] for name in names]
        for i, one in enumerate(by):
            for j in range(i):
                total = sum(1 - abs(h - g) for what, h in one for other, g in by[j] if what == other)
                w[i, j] = w[j, i] = max(total, 0) / ((len(one) + len(by[j])) / 2) if total else 0
        degree = w.sum(axis=1)
        if loss == "symmetric_spectral":
            scale = np.diag([1 / np.sqrt(d) if d > 0 else 0.0 for d in degree])
            return np.sort(np.linalg.eigvals(scale @ (np.diag(degree) - w) @ scale).real)
        values = np.sort(np.linalg.eigvals(np.diag(degree) - w).real)
        return values / values.sum() if degree.any() else 0 * values

    return float(np.linalg.norm(spectrum(concepts) - spectrum([what for _, what, _ in said])))


@pytest.mark.parametrize("kind", ["integer", "boolean", "text"])
@pytest.mark.parametrize("aggregation", AGGREGATIONS)
@pytest.mark.parametrize("normalization", NORMALIZATIONS)
def test_networks_of_subsets_are_what_projecting_the_subset_gives(
    kind: str, aggregation: str, normalization: str | None
) -> None:
    st = debate(3, levels=2 if kind == "boolean" else 3)
    table = st.table[["statement_id", "document_id", "coder", "commenter", "narrative", "stance"]]
    if kind == "boolean":
        st = Statements(
            table.assign(stance=(table["stance"] > 0).astype(int)),
            (Variable("commenter"), Variable("narrative"), Variable("stance", "boolean")),
        )
    if kind == "text":
        st = Statements(
            table.assign(stance=table["stance"].map({-1: "no", 0: "so", 1: "yes"})),
            (Variable("commenter"), Variable("narrative"), Variable("stance")),
        )
    whole = count(st, "commenter", "narrative", "stance")
    masks = np.random.default_rng(0).random((20, len(whole.cols))) < 0.5
    found = Concepts.of(whole, aggregation, normalization).ties(masks)
    rows = {name: i for i, name in enumerate(whole.rows)}
    for mask, ties in zip(masks, found, strict=True):
        wanted = np.zeros_like(ties)
        part = st.where(narrative=whole.cols[mask].tolist())
        if len(part):
            counts = count(part, "commenter", "narrative", "stance")
            at = [rows[name] for name in counts.rows]
            wanted[np.ix_(at, at)] = np.maximum(tie_weights(counts, aggregation, normalization), 0)
        np.testing.assert_allclose(ties, wanted, atol=1e-12)


def test_spectra_of_the_path() -> None:
    np.testing.assert_allclose(spectra(PATH, "spectral")[0], [0, 0.25, 0.75], atol=1e-15)
    np.testing.assert_allclose(spectra(PATH, "symmetric_spectral")[0], [0, 1, 2], atol=1e-15)
    assert spectra(PATH, "dna_spectral")[0].tolist() == [0.5, 0.25, 0.25]


@pytest.mark.parametrize("graph", [nx.karate_club_graph(), nx.cycle_graph(7), nx.star_graph(5)])
def test_spectra_are_those_of_networkx(graph: nx.Graph) -> None:
    ties = nx.to_numpy_array(graph)[None]
    np.testing.assert_allclose(
        spectra(ties, "symmetric_spectral")[0], nx.normalized_laplacian_spectrum(graph), atol=1e-12
    )
    plain = nx.laplacian_spectrum(graph)
    np.testing.assert_allclose(spectra(ties, "spectral")[0], plain / plain.sum(), atol=1e-12)
    # A complete graph has n/(n−1), n−1 times (Chung 1997, example 1.1); a row without ties adds a 0.
    alone = np.zeros((1, 6, 6))
    alone[0, :5, :5] = 1 - np.eye(5)
    np.testing.assert_allclose(spectra(alone, "symmetric_spectral")[0], [0, 0, *[1.25] * 4], atol=1e-12)


@given(some.integers(0, 10**6), some.floats(1e-6, 1e6))
def test_spectra_do_not_depend_on_the_unit_and_sum_to_what_they_must(seed: int, unit: float) -> None:
    rng = np.random.default_rng(seed)
    w = np.triu(rng.random((7, 7)) * (rng.random((7, 7)) < 0.4), 1)
    ties = (w + w.T)[None]
    for loss in LOSSES:
        np.testing.assert_allclose(spectra(ties * unit, loss), spectra(ties, loss), atol=1e-12)
    linked = int((ties[0].sum(axis=1) > 0).sum())
    sums = [spectra(ties, loss).sum() for loss in LOSSES]
    np.testing.assert_allclose(sums, [bool(linked), linked, bool(linked)], atol=1e-12)


@pytest.mark.parametrize("loss", ["spectral", "symmetric_spectral"])
@given(some.integers(0, 10**6))
def test_losses_are_what_the_plain_statement_gives(loss: str, seed: int) -> None:
    st = debate(seed, rows=5, concepts=4, n=25)
    counts = count(st, "commenter", "narrative", "stance")
    losses = Losses(Concepts.of(counts, "subtract", "average"), loss)
    mask = np.random.default_rng(seed).random(len(counts.cols)) < 0.5
    assert losses.of(mask[None])[0] == pytest.approx(
        plain_loss(st, counts.cols[mask].tolist(), loss), abs=1e-7
    )


@pytest.mark.parametrize("loss", LOSSES)
@given(some.integers(0, 10**6))
def test_losses_are_not_negative_and_nothing_is_lost_with_all_concepts(loss: str, seed: int) -> None:
    counts = count(debate(seed), "commenter", "narrative", "stance")
    losses = Losses(Concepts.of(counts, "subtract", "average"), loss)
    masks = np.random.default_rng(seed).random((12, len(counts.cols))) < 0.5
    masks[0], masks[1] = True, False
    found = losses.of(masks)
    assert (found >= 0).all()
    assert found[0] == 0
    if loss != "dna_spectral":
        assert found[1] == pytest.approx(np.linalg.norm(losses.full), abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("penalty", [0.0, 2.0, 3.5, 6.0])
def test_exact_is_the_least_of_all_and_annealing_finds_it(seed: int, penalty: float) -> None:
    st = debate(seed, rows=9, concepts=8, n=90)
    names = sorted(set(st.table["narrative"]))
    exact = backbone(st, method="exact", penalty=penalty, **PLAIN)
    chosen = exact["concepts"].loc[exact["concepts"]["in_backbone"], "entity"].tolist()
    least = exact["result"]["penalised"].item()
    if seed == 0:
        wanted = min(
            plain_loss(st, list(c)) * np.exp(-penalty * (len(names) - k) / len(names))
            for k in range(1, len(names))
            for c in combinations(names, k)
        )
        assert least == pytest.approx(wanted, abs=1e-9)
    assert plain_loss(st, chosen) == pytest.approx(exact["result"]["backbone_loss"].item(), abs=1e-9)
    annealed = backbone(st, method="penalty", penalty=penalty, iterations=300, **PLAIN)
    assert annealed["result"]["penalised"].item() == pytest.approx(least, abs=1e-10)
    nested = backbone(st, penalty=penalty, **PLAIN)
    assert nested["result"]["penalised"].item() >= least - 1e-10


@pytest.mark.parametrize("size", [1, 3, 7])
def test_fixed_finds_the_best_of_its_size(size: int) -> None:
    st = debate(5, rows=9, concepts=8, n=90)
    exact = backbone(st, method="exact", size=size, **PLAIN)["result"]
    fixed = backbone(st, method="fixed", size=size, iterations=200, **PLAIN)
    assert fixed["result"]["size"].item() == exact["size"].item() == size
    assert fixed["result"]["backbone_loss"].item() == pytest.approx(exact["backbone_loss"].item(), abs=1e-12)
    assert (fixed["diagnostics"]["concepts"] == size).all()


def test_the_best_state_is_reported_not_the_last() -> None:
    st = debate(1, rows=12, concepts=12, n=150)
    study = backbone(st, method="penalty", penalty=2.0, iterations=40, restarts=3, **PLAIN)
    trace = study["diagnostics"]
    assert len(trace) == 120
    best = trace.groupby("chain")["best"]
    assert (best.diff().fillna(0) <= 0).all()
    assert study["result"]["penalised"].item() <= trace["best"].min() + 1e-12
    assert (trace["best"] <= trace["loss"]).all()
    np.testing.assert_array_equal(trace["temperature"].to_numpy().reshape(3, 40)[1], temperatures(40))
    took = trace["accepted"].to_numpy()
    np.testing.assert_array_equal(trace["loss"][took], trace["proposed"][took])
    assert trace["acceptance_ratio"].iloc[39] == pytest.approx(took[:40].mean())
    better = trace["probability"] == 1
    assert took[better.to_numpy()].all()


def test_the_same_seed_gives_the_same_bytes_and_another_another_walk() -> None:
    st = debate(1, concepts=9)
    one, two, three = (backbone(st, method="penalty", iterations=60, seed=s, **PLAIN) for s in (0, 0, 1))
    for name, table in one.tables.items():
        assert table.to_csv() == two[name].to_csv()
    assert one["diagnostics"].to_csv() != three["diagnostics"].to_csv()


@given(some.integers(0, 10**6), some.permutations(range(6)))
def test_names_and_order_of_statements_make_no_difference(seed: int, names: list[int]) -> None:
    st = debate(seed)
    before = backbone(st, **PLAIN)
    table = st.table.sample(frac=1, random_state=seed % 1000)
    new = {f"concept {i}": f"concept {names[i]}" for i in range(6)}
    after = backbone(st.select(table.assign(narrative=table["narrative"].map(new))), **PLAIN)
    if before.made.notes or after.made.notes:
        # Only the first steps, up to the first tie, are the same whatever the names.
        np.testing.assert_allclose(
            after["order"]["backbone_loss"][0], before["order"]["backbone_loss"][0], atol=1e-9
        )
        return
    assert after["order"]["entity"].tolist() == before["order"]["entity"].map(new).tolist()
    for column in ("backbone_loss", "redundant_loss", "statements"):
        np.testing.assert_allclose(after["order"][column], before["order"][column], atol=1e-9)


def test_twins_cost_the_same_and_the_last_goes_first() -> None:
    said = [(who, what, 1) for who in ("Ada", "Ben") for what in ("ban", "law", "tax")] + [("Cy", "end", 1)]
    study = backbone(Statements.from_rows([*said, ("Ada", "end", 1)]), **PLAIN)
    order = study["order"]
    assert order["entity"].tolist()[:2] == ["tax", "law"]
    assert "several concepts cost the same" in study.made.notes[0]
    together = backbone(Statements.from_rows([*said, ("Ada", "end", 1)]), loss="dna_spectral", **PLAIN)[
        "order"
    ]
    assert together["entity"].tolist()[:3] == ["tax", "law", "ban"]
    assert together["statements"].tolist()[:3] == [6, 6, 6]
    assert together["backbone_loss"].nunique() <= 2


def test_tables_say_what_they_should() -> None:
    st = debate(2)
    nested = backbone(st, size=2, **PLAIN)
    assert list(nested.tables) == ["order", "result", "spectra"]
    order = nested["order"]
    assert order["in_backbone"].tolist() == [False] * 4 + [True] * 2
    assert order["statements"].iloc[-1] == 0
    at_cut = order.iloc[3]
    result = nested["result"].iloc[0]
    assert result["backbone_loss"] == pytest.approx(at_cut["backbone_loss"], abs=1e-12)
    assert result["redundant_loss"] == pytest.approx(at_cut["redundant_loss"], abs=1e-12)
    assert result["statements"] == at_cut["statements"]
    assert order["redundant_loss"].iloc[-1] == pytest.approx(0, abs=1e-12)
    spectra_ = nested["spectra"]
    apart = np.linalg.norm(spectra_["full"] - spectra_["backbone"])
    assert apart == pytest.approx(result["backbone_loss"], abs=1e-12)
    assert nested.made.parameters["size"] == 2
    annealed = backbone(st, method="fixed", size=2, iterations=20, **PLAIN)
    assert list(annealed.tables) == ["concepts", "result", "diagnostics", "spectra"]
    assert annealed["concepts"]["statements"].sum() == len(st)
    assert annealed["concepts"]["in_backbone"].tolist() == [True] * 2 + [False] * 4


def test_labels_of_entities_are_told_and_filters_hold() -> None:
    st = debate(2)
    entities = pd.DataFrame({"variable": ["narrative"], "id": ["concept 1"], "label": ["The ban"]})
    named = Statements(st.table, st.variables, entities)
    order = backbone(named, exclude={"narrative": ["concept 0"]}, **PLAIN)["order"].set_index("entity")
    assert order.loc["concept 1", "label"] == "The ban"
    assert "concept 0" not in order.index
    kept = backbone(named, only={"narrative": ["concept 1", "concept 2", "concept 3"]}, **PLAIN)["order"]
    assert sorted(kept["entity"]) == ["concept 1", "concept 2", "concept 3"]


@pytest.mark.parametrize("method", ["nested", "exact", "penalty"])
def test_awkward_statements(method: str) -> None:
    few: dict[str, Any] = {"method": method, "iterations": 10, **PLAIN}
    with pytest.raises(NotComputable, match="only one narrative"):
        backbone(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1)]), **few)
    with pytest.raises(NotComputable, match="no two commenters have a positive tie"):
        backbone(Statements.from_rows([("Ada", "ban", 1), ("Ben", "tax", 1)]), **few)
    with pytest.raises(NotComputable, match="no two commenters"):
        backbone(Statements.from_rows([("Ada", "ban", 1), ("Ada", "tax", 1)]), **few)
    with pytest.raises(NotComputable, match="nothing to project"):
        backbone(Statements.from_rows([]), **few)
    two = backbone(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1), ("Ben", "$x$\n", 1)]), **few)
    assert two["result"]["size"].item() == 1
    assert two["result"]["backbone_loss"].item() == pytest.approx(0, abs=1e-12)
    bare = backbone(debate(4), qualifier=None, aggregation="congruence", **few)
    assert bare["result"]["size"].item() >= 1


def test_weights_of_a_kernel_count() -> None:
    st = debate(6)
    st = st.select(st.table.assign(created_at=pd.date_range("2024-01-01", periods=len(st), freq="D")))
    window = next(iter(st.windows("40D", kernel="gaussian")))
    order = backbone(window, **PLAIN)["order"]
    assert order["statements"].dtype == float
    assert (order["statements"].diff().dropna() <= 0).all()


def test_options_are_refused_with_a_sentence() -> None:
    st = debate(0)
    for bad, said in (
        ({"method": "nestd"}, "Did you mean 'nested'"),
        ({"loss": "dna"}, "loss='dna' is not known"),
        ({"aggregation": "sum"}, "aggregation='sum'"),
        ({"normalization": "avg"}, "normalization='avg'"),
        ({"penalty": -1}, "penalty must be a number of 0 or more"),
        ({"penalty": float("nan")}, "penalty must be"),
        ({"method": "fixed"}, "needs size="),
        ({"method": "fixed", "size": 6}, "size must be a whole number from 1 to 5"),
        ({"method": "penalty", "size": 2}, "finds the size itself"),
        ({"size": True}, "size must be"),
        ({"iterations": 0}, "iterations must be"),
        ({"restarts": 1.5}, "restarts must be"),
        ({"seed": -1}, "seed must be"),
        ({"cols": "concept"}, "no variable 'concept'"),
    ):
        with pytest.raises(OptionError, match=said):
            backbone(st, **{**PLAIN, **bad})
    many = debate(0, rows=5, concepts=30, n=900)
    with pytest.raises(OptionError, match="30 concepts have 1,073,741,822 subsets, and method='exact'"):
        backbone(many, method="exact", **PLAIN)
    assert backbone(many, method="exact", size=2, **PLAIN)["result"]["size"].item() == 2
    assert MOST == 2**15
