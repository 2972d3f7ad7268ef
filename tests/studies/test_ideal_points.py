"""Ideal points: responses against Discourse Network Analyzer and a plain recoding, tables, awkward input."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements, Variable
from discourse.projections.counts import count
from discourse.studies.ideal_points.responses import recode, scale_of
from discourse.studies.ideal_points.study import ideal_points

SHORT: dict[str, Any] = {"draws": 150, "burn_in": 100, "chains": 2}


@pytest.fixture(scope="module")
def sample(shared: Path) -> Statements:
    raw = pd.read_csv(
        shared / "data" / "dna" / "reference" / "statements.csv", dtype=str, keep_default_na=False
    )
    table = pd.DataFrame(
        {
            "statement_id": raw["id"],
            "document_id": raw["document_id"],
            "coder": raw["coder"],
            "organization": raw["organization"],
            "concept": raw["concept"],
            "agreement": raw["agreement"].astype(int),
        }
    )
    return Statements(
        table, (Variable("organization"), Variable("concept"), Variable("agreement", "boolean"))
    )


SAMPLE = {"rows": "organization", "cols": "concept", "qualifier": "agreement"}


def plainly(
    statements: Statements, model: str, threshold: float, missing: bool
) -> dict[tuple[str, str], float]:
    """Recode a boolean qualifier in the plainest way, pair by pair."""
    said = defaultdict(list)
    table = statements.table
    for actor, concept, agrees in zip(
        table["organization"], table["concept"], table["agreement"], strict=True
    ):
        said[actor, concept].append(bool(agrees))
    out = {}
    for actor in set(table["organization"]):
        for concept in set(table["concept"]):
            mine = said.get((actor, concept), [])
            supports = bool(mine) and sum(mine) / len(mine) > threshold
            rejects = bool(mine) and (len(mine) - sum(mine)) / len(mine) > threshold
            if supports != rejects:
                value = float(supports) if model == "binary" else 2.0 * supports
            elif model == "ordinal" and (mine or not missing):
                value = 1.0
            else:
                value = np.nan if missing else 0.0
            out[actor, concept] = value
    return out


@pytest.mark.shared
def test_responses_are_those_of_dna_where_it_is_right(
    shared: Path, sample: Statements, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = json.loads((shared / "data" / "dna" / "reference" / "scaling_recoded.json").read_text())
    found = count(sample, "organization", "concept", "agreement")
    equal = faulty = 0
    for case in cases:
        threshold = 0.5 if case["threshold"] is None else case["threshold"]
        theirs = np.array(case["matrix"], dtype=float)
        if case["f"] == "bin_recode":
            mine = recode(found, (0, 1), threshold=case["threshold"], zero_as_missing=case["zero_as_na"])
            assert mine.rows.tolist() == case["rows"]
            assert mine.cols.tolist() == case["cols"]
            np.testing.assert_array_equal(mine.matrix, theirs)
            warned = "Cap and trade is the solution." in str(case["warnings"])
            assert warned == any("'Cap and trade is the solution.'" in n for n in mine.notes)
            equal += 1
            continue
        # Fault 7: what the ordinal recoding holds is whether a concept is mentioned, whatever is said of it.
        assert found.rows.tolist() == case["rows"]
        assert found.cols.tolist() == case["cols"]
        np.testing.assert_array_equal(theirs, found.array().sum(axis=2) > 0)
        right = recode(found, (0, 1), "ordinal", zero_as_missing=case["zero_as_na"], min_actors=1)
        plain = plainly(sample, "ordinal", 0.5, case["zero_as_na"])
        wanted = [[plain[r, c] for c in case["cols"]] for r in case["rows"]]
        np.testing.assert_array_equal(right.matrix, np.array(wanted))
        assert set(right.matrix[np.isfinite(right.matrix)]) == {0.0, 1.0, 2.0}
        assert threshold <= 0.5
        faulty += 1
    with capsys.disabled():
        print(
            f"\nscaling: {equal} recodings equal; {faulty} differ by fault 7 (agreement ignored), ours as restated"
        )
    assert (equal, faulty) == (6, 6)


@pytest.mark.shared
@pytest.mark.parametrize("model", ["binary", "ordinal"])
def test_sample_is_scaled(sample: Statements, model: str) -> None:
    study = ideal_points(sample, model=model, draws=1500, burn_in=500, **SAMPLE)
    mean = study["points"].set_index("node")["mean"]
    supporters = ["Sierra Club", "U.S. Public Interest Research Group", "Alliance to Save Energy"]
    assert mean[supporters].min() > mean.drop(supporters).max()
    assert any("Cap and trade" in note for note in study.made.notes)


TRIPLES = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("xyz"), st.booleans()), min_size=1, max_size=40
)


def agreeing(rows: list[tuple[str, str, bool]]) -> Statements:
    table = pd.DataFrame(rows, columns=["organization", "concept", "agreement"])
    table["agreement"] = table["agreement"].astype(int)
    table = table.assign(statement_id=[f"s{i}" for i in range(len(rows))], document_id="d", coder="hand")
    return Statements(
        table, (Variable("organization"), Variable("concept"), Variable("agreement", "boolean"))
    )


@given(
    TRIPLES, st.sampled_from(["binary", "ordinal"]), st.sampled_from([None, 0.5, 0.6, 0.75]), st.booleans()
)
def test_responses_are_those_of_a_plain_recoding(
    rows: list[tuple[str, str, bool]], model: str, threshold: float | None, missing: bool
) -> None:
    statements = agreeing(rows)
    wanted = plainly(statements, model, threshold or 0.5, missing)
    kept = {k: v for k, v in wanted.items() if np.isfinite(v)}
    try:
        found = recode(
            count(statements, **SAMPLE),
            (0, 1),
            model,
            threshold=threshold,
            zero_as_missing=missing,
            min_actors=1,
        )
    except NotComputable:
        assert not kept
        return
    mine = {
        (r, c): found.matrix[i, j]
        for i, r in enumerate(found.rows)
        for j, c in enumerate(found.cols)
        if np.isfinite(found.matrix[i, j])
    }
    assert mine == kept
    assert found.positive.sum() + found.negative.sum() <= len(rows)


def test_scales_know_their_ends() -> None:
    levels = np.array([1, 5])
    assert scale_of(Variable("q", "integer", -1, 1), levels) == (-1, 1)
    assert scale_of(Variable("q", "integer"), levels) == (1, 5)
    assert scale_of(Variable("q", "integer"), np.array([1])) == (0, 1)
    assert scale_of(Variable("q", "integer"), np.array([-2, 1])) == (-2, 2)
    with pytest.raises(OptionError, match="text variable"):
        scale_of(Variable("q"), levels)


def test_stance_of_zero_is_neither() -> None:
    given = Statements.from_rows([("a", "x", 0), ("a", "x", 0), ("b", "x", 1), ("b", "x", 0), ("c", "x", -1)])
    found = count(given, "commenter", "narrative", "stance")
    assert recode(found, (-1, 1), "ordinal").matrix.ravel().tolist() == [1, 2, 0]
    binary = recode(found, (-1, 1))
    assert (binary.rows.tolist(), binary.matrix.ravel().tolist()) == (["b", "c"], [1, 0])
    assert "1 actor without a response" in " ".join(binary.notes)
    assert found.array().sum() == 5
    assert recode(found, (-1, 1), "ordinal").positive.sum() == 1


def camps(actors: int = 8, concepts: int = 6) -> Statements:
    """Return two camps that agree within, but for one concept each."""
    rows = []
    for i in range(actors):
        for j in range(concepts):
            side = 1 if i < actors // 2 else -1
            rows.append((f"a{i}", f"c{j}", side if (i + j) % 5 else -side))
    return Statements.from_rows(rows)


def test_tables_are_complete() -> None:
    study = ideal_points(camps(), model="ordinal", dimensions=2, **SHORT)
    points, items, trace = study["points"], study["items"], study["trace"]
    assert [*study.tables] == ["points", "items", "responses", "diagnostics", "trace"]
    summary = ["mean", "sd", "low", "high", "rhat", "ess", "ess_tail"]
    assert points.columns.tolist() == ["node", "dimension", *summary, "correlation"]
    assert points["dimension"].tolist() == [1, 2] * 8
    assert items.columns.tolist() == ["concept", "parameter", *summary]
    assert items["parameter"].tolist()[:5] == [
        "discrimination 1", "discrimination 2", "difficulty", "cutpoint 1", "cutpoint 2",
    ]  # fmt: skip
    assert len(items) == 6 * 5
    assert ((points["low"] < points["mean"]) & (points["mean"] < points["high"])).all()
    assert study["responses"].columns.tolist() == ["node", "concept", "response", "positive", "negative"]
    assert study["responses"]["positive"].sum() + study["responses"]["negative"].sum() == 48
    assert study["diagnostics"]["parameters"].tolist() == [
        "positions", "discriminations", "difficulties", "cutpoints",
    ]  # fmt: skip
    assert trace.columns.tolist() == ["node", "dimension", "chain", "draw", "value"]
    assert len(trace) == 6 * 2 * 150
    assert study.made.parameters["seed"] == 0
    first = trace[
        (trace["node"] == trace["node"].iloc[0]) & (trace["dimension"] == trace["dimension"].iloc[0])
    ]
    row = points[
        (points["node"] == first["node"].iloc[0]) & (points["dimension"] == first["dimension"].iloc[0])
    ]
    assert first["value"].mean() == pytest.approx(row["mean"].iloc[0])


def test_long_chains_have_thin_traces() -> None:
    trace = ideal_points(camps(), draws=1300, burn_in=10, chains=1)["trace"]
    assert trace.groupby("node")["draw"].count().tolist() == [500] * 6
    assert (trace["draw"].min(), trace["draw"].max()) == (1, 1300)


def test_same_seed_gives_the_same_bytes_and_another_does_not() -> None:
    for options in ({}, {"model": "ordinal"}, {"dimensions": 2}):
        one, two = (ideal_points(camps(), seed=3, **SHORT, **options) for _ in range(2))
        for name, table in one.tables.items():
            pd.testing.assert_frame_equal(table, two[name], check_exact=True)
        other = ideal_points(camps(), seed=4, **SHORT, **options)
        assert (one["points"]["mean"] != other["points"]["mean"]).any()


def test_order_of_statements_does_not_matter() -> None:
    given = camps()
    turned = given.select(given.table.iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(
        ideal_points(given, **SHORT)["points"], ideal_points(turned, **SHORT)["points"], check_exact=True
    )


def test_sides_decide_which_way_round() -> None:
    right, left = (ideal_points(camps(), constraints={"a1": s}, **SHORT)["points"] for s in "+-")
    np.testing.assert_allclose(right["mean"], -left["mean"])
    assert right["low"][1] > 0
    assert left["high"][1] < 0
    by_default = ideal_points(camps(), **SHORT)
    loads = by_default["items"].query("parameter == 'discrimination 1'")["mean"]
    assert loads.sum() > 0
    assert by_default["points"]["mean"][:4].mean() > 0 > by_default["points"]["mean"][4:].mean()
    two = {s: ideal_points(camps(), dimensions=2, constraints={"a1": s}, **SHORT)["points"] for s in "+-"}
    np.testing.assert_allclose(
        two["+"].query("dimension == 1")["mean"], -two["-"].query("dimension == 1")["mean"]
    )
    assert two["+"]["mean"][2] > 0


def test_an_actor_near_the_middle_tells_no_sides_apart_and_that_is_told() -> None:
    doubt = "stands near 0"
    rows = [(f"a{i}", f"c{j}", (1 if i < 3 else -1)) for i in range(6) for j in range(6)]
    rows += [("m", f"c{j}", 1 if j % 2 else -1) for j in range(6)]
    given = Statements.from_rows(rows)
    assert any(doubt in n for n in ideal_points(given, constraints={"m": "+"}, **SHORT).made.notes)
    assert not any(doubt in n for n in ideal_points(given, constraints={"a0": "+"}, **SHORT).made.notes)


def test_given_positions_stay() -> None:
    points = ideal_points(camps(), constraints={"a0": 1.5, "a7": -1}, **SHORT)["points"].set_index("node")
    assert points.loc["a0", ["mean", "low", "high", "sd"]].tolist() == [1.5, 1.5, 1.5, 0]
    assert np.isnan(points.loc["a0", "rhat"])
    assert points.loc["a1", "mean"] > 0 > points.loc["a6", "mean"]
    plane = ideal_points(camps(), dimensions=2, constraints={"a0": (1, 0), "a7": (0, 1)}, **SHORT)
    at = plane["points"].query("node in ['a0', 'a7']")["mean"].tolist()
    assert at == [1, 0, 0, 1]
    assert plane["diagnostics"]["rhat"].notna().all()


def test_two_dimensions_find_two_divides() -> None:
    random = np.random.default_rng(0)
    economy, climate = random.standard_normal((2, 30))
    rows = []
    for i in range(30):
        for j in range(24):
            lean = 2.0 * (economy if j % 3 else climate)[i]
            rows.append((f"a{i:02d}", f"c{j:02d}", int(np.sign(lean + random.standard_normal()))))
    study = ideal_points(Statements.from_rows(rows), dimensions=2, draws=500, burn_in=400, chains=2)
    found = study["points"].pivot(index="node", columns="dimension", values="mean").to_numpy()
    assert np.corrcoef(found[:, 0], economy)[0, 1] > 0.85  # the stronger divide comes first
    assert np.corrcoef(found[:, 1], climate)[0, 1] > 0.8
    assert study["points"]["correlation"].abs().max() < 0.6


def test_unconverged_chains_are_told_and_converged_ones_are_not() -> None:
    short = ideal_points(camps(), draws=20, burn_in=0, chains=2)
    assert not short["diagnostics"]["converged"].all()
    assert any(n.startswith("not converged: ") and "raise draws" in n for n in short.made.notes)
    long = ideal_points(camps(), item_sd=1.0, constraints={"a0": "+"}, draws=4000, burn_in=500)
    assert long["diagnostics"]["converged"].all()
    assert not any("not converged" in n for n in long.made.notes)


def test_perfectly_separated_camps_have_finite_positions() -> None:
    rows = [(f"a{i}", f"c{j}", 1 if i < 3 else -1) for i in range(6) for j in range(5)]
    points = ideal_points(Statements.from_rows(rows), **SHORT)["points"]
    assert np.isfinite(points[["mean", "low", "high"]]).all().all()
    assert points["mean"][:3].min() > points["mean"][3:].max()
    assert points["sd"].max() < 1.2


def test_actors_without_a_response_are_left_out_and_told() -> None:
    extra = Statements.from_rows(
        [("z", "only mine", 1), ("a", "x", 1), ("a", "y", -1), ("b", "x", -1), ("b", "y", 1)]
    )
    study = ideal_points(extra, **SHORT)
    assert study["points"]["node"].tolist() == ["a", "b"]
    said = " ".join(study.made.notes)
    assert "1 concept with responses of fewer than 2 actors: 'only mine'" in said
    assert "1 actor without a response to the concepts that are left: 'z'" in said


def test_mentions_can_be_scaled_without_a_qualifier() -> None:
    rows = [("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("b", "z", 1), ("c", "z", 1), ("c", "w", 1)]
    given = Statements.from_rows(rows)
    study = ideal_points(given, qualifier=None, zero_as_missing=False, **SHORT)
    assert study["responses"]["response"].sum() == 6
    assert len(study["responses"]) == 12
    with pytest.raises(NotComputable, match="every response is the same"):
        ideal_points(given, qualifier=None, **SHORT)


def test_labels_stand_beside_ids() -> None:
    given = camps()
    entities = pd.DataFrame({"variable": ["commenter"], "id": ["a1"], "label": ["Ada"]})
    named = Statements(given.table, given.variables, entities)
    points = ideal_points(named, **SHORT)["points"]
    assert points.columns.tolist()[:3] == ["node", "label", "dimension"]
    assert points["label"].tolist()[:3] == ["a0", "Ada", "a2"]


@pytest.mark.parametrize(
    ("rows", "options", "sentence"),
    [
        ([], {}, "no statement has a value for"),
        ([("a", "x", 1), ("a", "y", -1)], {}, "no concept has responses of 2 actors"),
        ([("a", "x", 1), ("a", "y", -1)], {"min_actors": 1}, "1 actors and 2 concepts"),
        ([("a", "x", 1), ("b", "x", -1)], {}, "2 actors and 1 concepts"),
        ([("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("b", "y", 1)], {}, "every response is the same"),
        (
            [("a", "x", 1), ("a", "y", 1), ("b", "x", 1), ("b", "y", -1)],
            {"dimensions": 2},
            "need at least 3 of each",
        ),
        ([("a", "x", 0), ("b", "x", 0)], {}, "no concept has responses"),
    ],
)
def test_what_cannot_be_scaled_is_said(rows: list[Any], options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotComputable, match=sentence):
        ideal_points(Statements.from_rows(rows), **SHORT, **options)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"dimensions": 3}, "dimensions=3"),
        ({"model": "nominal"}, "'nominal' is not known"),
        ({"draws": 0}, "draws=0"),
        ({"thin": True}, "thin=True"),
        ({"chains": 1.5}, "chains=1.5"),
        ({"item_sd": 0}, "item_sd=0"),
        ({"threshold": 1.0}, "threshold=1.0"),
        ({"threshold": "half"}, "threshold='half'"),
        ({"threshold": 0.4, "model": "ordinal"}, "one side must exceed"),
        ({"min_actors": 0}, "min_actors=0"),
        ({"rows": "organisation"}, "no variable 'organisation'"),
        ({"qualifier": "role"}, "text variable"),
        ({"constraints": {"nobody": "+"}}, "'nobody' is not among"),
        ({"constraints": {"a0": "left"}}, "has 'left'"),
        ({"constraints": {"a0": (1, 2)}}, "a number"),
        ({"constraints": {"a0": float("nan")}}, "has nan"),
        ({"constraints": {"a0": 0}}, "do not tell left from right"),
        ({"constraints": ["a0"]}, "give a dict"),
        ({"constraints": {f"a{i}": 1 for i in range(8)}}, "every actor has a given position"),
        ({"constraints": {"a0": "+", "a1": "-"}, "dimensions": 2}, "in two dimensions"),
        ({"constraints": {"a0": (1, 1), "a1": (2, 2)}, "dimensions": 2}, "not on one line"),
        ({"constraints": {"a0": 1}, "dimensions": 2}, "a pair of numbers"),
    ],
)
def test_options_that_are_not_taken_are_said(options: dict[str, Any], sentence: str) -> None:
    given = camps()
    given = given.select(given.table.assign(role="hero"))
    with pytest.raises(OptionError, match=sentence):
        ideal_points(given, **{**SHORT, **options})


def test_weighted_statements_are_refused() -> None:
    given = camps()
    weighted = given.rows(np.arange(len(given)), weights=np.full(len(given), 0.5))
    with pytest.raises(OptionError, match="kernel"):
        ideal_points(weighted, **SHORT)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz"), st.sampled_from([-1, 0, 1])), max_size=25
    )
)
def test_any_statements_are_scaled_or_refused_in_a_sentence(rows: list[tuple[str, str, int]]) -> None:
    for options in ({"dimensions": 2}, {"model": "ordinal", "zero_as_missing": False}):
        try:
            study = ideal_points(Statements.from_rows(rows), draws=10, burn_in=5, chains=2, **options)
        except NotComputable as error:
            assert str(error).count("\n") == 0
            continue
        assert np.isfinite(study["points"][["mean", "sd", "low", "high"]]).all().all()
        assert np.isfinite(study["items"][["mean", "sd", "low", "high"]]).all().all()
