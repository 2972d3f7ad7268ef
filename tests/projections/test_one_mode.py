"""One-mode projections against the definition written out slowly, and what must hold whatever the data."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.statements import Statements, Variable
from discourse.projections.one_mode import conflict, congruence, ignore, subtract

METHODS = {"ignore": ignore, "congruence": congruence, "conflict": conflict, "subtract": subtract}
ROWS = st.lists(
    st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(-1, 1)), min_size=1, max_size=25
)


def weights(network: Network) -> dict[tuple[str, str], float]:
    table = network.edges.astype({"source": str, "target": str})
    return {
        (s.split(":", 1)[1], t.split(":", 1)[1]): w
        for s, t, w in zip(table["source"], table["target"], table["weight"], strict=True)
    }


def slowly(rows: list[tuple[str, str, int]], method: str, scale: float = 2.0) -> dict[tuple[str, str], float]:
    """Compare every statement of one row with every statement of another about the same column."""
    out = {}
    for a, b in combinations(sorted({r[0] for r in rows}), 2):
        total = 0.0
        for who, what, q in rows:
            for other, same, r in rows:
                if who == a and other == b and what == same:
                    d = abs(q - r) / scale
                    total += {"ignore": 1.0, "congruence": 1 - d, "conflict": d, "subtract": 1 - 2 * d}[
                        method
                    ]
        if abs(total) > 1e-12:
            out[a, b] = total
    return out


@pytest.mark.parametrize("method", METHODS)
@given(rows=ROWS)
def test_the_definition(method: str, rows: list[tuple[str, str, int]]) -> None:
    assert weights(METHODS[method](Statements.from_rows(rows))) == pytest.approx(slowly(rows, method))


@given(rows=ROWS)
def test_subtract_is_congruence_minus_conflict_under_every_normalization(
    rows: list[tuple[str, str, int]],
) -> None:
    made = Statements.from_rows(rows)
    for how in (None, "average", "jaccard", "cosine", "dna_cosine"):
        agree, oppose, both = (weights(f(made, normalization=how)) for f in (congruence, conflict, subtract))
        for pair in {*agree, *oppose, *both}:
            assert both.get(pair, 0.0) == pytest.approx(
                agree.get(pair, 0.0) - oppose.get(pair, 0.0), abs=1e-9
            )


@given(rows=ROWS)
def test_true_cosine_is_at_most_one_and_one_for_twins(rows: list[tuple[str, str, int]]) -> None:
    twins = [*rows, *(("twin of " + who, what, q) for who, what, q in rows)]
    found = weights(congruence(Statements.from_rows(twins), normalization="cosine"))
    assert all(w <= 1 + 1e-9 for w in found.values())
    for who in {r[0] for r in rows}:
        assert found[who, "twin of " + who] == pytest.approx(1.0)


@given(rows=ROWS, seed=st.integers(0, 100))
def test_the_order_of_statements_does_not_matter(rows: list[tuple[str, str, int]], seed: int) -> None:
    made = Statements.from_rows(rows)
    mixed = made.select(made.table.sample(frac=1, random_state=seed))
    for method in METHODS.values():
        for duplicates in (None, "document", "range"):
            one, two = method(made, duplicates=duplicates), method(mixed, duplicates=duplicates)
            assert one.nodes.equals(two.nodes)
            assert one.edges.equals(two.edges)


@given(rows=ROWS)
def test_duplicates_within_the_range_count_once(rows: list[tuple[str, str, int]]) -> None:
    once = list(dict.fromkeys(rows))
    twice = weights(congruence(Statements.from_rows(rows), duplicates="range"))
    assert twice == pytest.approx(weights(congruence(Statements.from_rows(once))))


def test_dna_cosine_of_twins_is_one_over_n() -> None:
    rows = [(who, what, 1) for who in "ab" for what in "wxyz"]
    made = Statements.from_rows(rows)
    assert weights(congruence(made, normalization="dna_cosine")) == {("a", "b"): pytest.approx(1 / 4)}
    assert weights(congruence(made, normalization="cosine")) == {("a", "b"): pytest.approx(1.0)}
    assert weights(congruence(made, normalization="average")) == {("a", "b"): pytest.approx(1.0)}


def dated(times: list[str]) -> Statements:
    made = Statements.from_rows([(who, "x", 1) for who in "ab" for _ in times])
    return made.select(made.table.assign(created_at=pd.to_datetime(pd.Series(times * 2), format="ISO8601")))


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (None, 36.0),
        ("day", 25.0),
        ("week", 16.0),
        ("month", 16.0),
        ("year", 4.0),
        ("range", 1.0),
        ("document", 1.0),
    ],
)
def test_periods_have_their_year(rule: str | None, expected: float) -> None:
    """Two on one day; Sunday and Monday are two weeks; 30 Dec 2024 is in ISO week 1 of 2025, as is 1 Jan 2025."""
    times = ["2024-03-03T10:00", "2024-03-03T12:00", "2024-03-04", "2024-04-01", "2024-12-30", "2025-01-01"]
    assert weights(ignore(dated(times), duplicates=rule)) == {("a", "b"): expected}


def test_rules_that_need_dates_say_so() -> None:
    with pytest.raises(OptionError, match="needs dates, and 1 statements have none"):
        ignore(Statements.from_rows([("a", "x", 1)]), duplicates="day")


def test_a_text_qualifier() -> None:
    table = pd.DataFrame(
        {
            "commenter": list("aabb"),
            "narrative": ["x"] * 4,
            "tone": ["mild", "sharp", "mild", "wry"],
            "coder": "c",
        }
    )
    table["statement_id"], table["document_id"] = [f"s{i}" for i in range(4)], "d"
    made = Statements(table, (Variable("commenter"), Variable("narrative"), Variable("tone")))
    assert weights(congruence(made, qualifier="tone")) == {("a", "b"): 1.0}
    assert weights(conflict(made, qualifier="tone")) == {("a", "b"): 2.0}
    assert weights(subtract(made, qualifier="tone")) == {("a", "b"): -1.0}


def test_isolates_and_exclusion() -> None:
    made = Statements.from_rows([("a", "x", 1), ("b", "x", 1), ("c", "y", 1)])
    assert congruence(made, exclude={"narrative": ["y"]}).nodes["label"].tolist() == ["a", "b"]
    kept = congruence(made, exclude={"narrative": ["y"]}, isolates=True)
    assert kept.nodes["label"].tolist() == ["a", "b", "c"]
    assert kept.nodes["statements"].tolist() == [1, 1, 0]
    with pytest.raises(NotComputable):
        congruence(made, exclude={"narrative": ["x", "y"]})


def test_labels_and_attributes_of_entities_come_along() -> None:
    made = Statements.from_rows([("a", "x", 1), ("b", "x", 1)])
    entities = pd.DataFrame(
        {
            "variable": ["commenter"],
            "id": ["a"],
            "label": ["Ada"],
            "kind": ["person"],
            "parent": [None],
            "colour": ["red"],
        }
    )
    nodes = congruence(Statements(made.table, made.variables, entities)).nodes
    assert nodes["label"].tolist() == ["Ada", "b"]
    assert nodes["type"].tolist()[0] == "person"
    assert nodes["colour"].tolist()[0] == "red"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"rows": "speaker"}, "no variable 'speaker'"),
        ({"rows": "stance"}, "must be text variables"),
        ({"rows": "narrative"}, "must differ"),
        ({"normalization": "jacard"}, "Did you mean 'jaccard'"),
        ({"duplicates": "weekly"}, "Did you mean 'week'"),
        ({"exclude": {"narative": ["x"]}}, "Did you mean 'narrative'"),
        ({"exclude": {"narrative": "x"}}, "give a list"),
    ],
)
def test_bad_options(options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        congruence(Statements.from_rows([("a", "x", 1)]), **options)


def test_many_blocks_give_what_one_gives() -> None:
    random = np.random.default_rng(0)
    rows = [
        (f"p{i}", f"n{j}", int(q))
        for i, j, q in zip(
            random.integers(0, 700, 4000),
            random.integers(0, 30, 4000),
            random.integers(-1, 2, 4000),
            strict=True,
        )
    ]
    made = Statements.from_rows(rows)
    net = subtract(made)
    table = made.table
    levels = pd.crosstab(table["commenter"], [table["narrative"], table["stance"]])
    levels = levels.loc[[i.removeprefix("commenter:") for i in net.nodes["id"]]]
    value = levels.columns.get_level_values(1).to_numpy(dtype=float)
    same = (
        levels.columns.get_level_values(0).to_numpy()[:, None]
        == levels.columns.get_level_values(0).to_numpy()
    )
    kernel = np.where(same, 1 - np.abs(value[:, None] - value), 0.0)
    full = levels.to_numpy() @ kernel @ levels.to_numpy().T
    np.fill_diagonal(full, 0)
    np.testing.assert_allclose(net.matrix().toarray(), full, atol=1e-9)
