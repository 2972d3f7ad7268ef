"""Multiclust: what its tables say, over windows, with options, and on bad input."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements
from discourse.studies.multiclust.groups import numbered
from discourse.studies.multiclust.methods import METHODS, Material
from discourse.studies.multiclust.study import multiclust


def camps(
    size: int = 8, *, days: int = 0, loyalty: float = 0.9, camps: int = 2, times: int = 1, seed: int = 0
) -> Statements:
    """Return statements of camps about eight narratives, half of which each camp supports."""
    random = np.random.default_rng(seed)
    rows = []
    for actor in range(camps * size):
        for narrative in [*range(8)] * times:
            # Two camps differ in every narrative; of more camps any two differ in half of them.
            camp = actor % camps
            side = 1 if (narrative + camp if camps == 2 else narrative >> camp) % 2 else -1
            rows.append(
                (f"actor {actor:02d}", f"narrative {narrative}", side if random.random() < loyalty else -side)
            )
    made = Statements.from_rows(rows)
    if not days:
        return made
    start = pd.Timestamp("2024-01-01")
    when = start + pd.to_timedelta(random.integers(0, days * 24, len(rows)), unit="h")
    return made.select(made.table.assign(created_at=when))


def test_planted_camps_are_found_by_nearly_all():
    found = multiclust(camps())
    truth = np.arange(16) % 2
    scores = found["scores"].set_index("method")
    good = 0
    for _, part in found["members"].groupby("method"):
        good += adjusted_rand_score(truth, part.sort_values("node")["group"]) == 1.0
    assert good >= 12
    assert scores["k"].notna().all()
    assert found["winners"]["k"].tolist() == [2]


def test_tables_agree_with_each_other():
    found = multiclust(camps(6, loyalty=0.7))
    assert list(found.tables) == ["winners", "scores", "members"]
    assert found["scores"]["method"].tolist() == list(METHODS)
    best = found["scores"].query("best")
    assert len(best) == 1
    assert (
        best["modularity"].iloc[0]
        == found["scores"]["modularity"].max()
        == found["winners"]["modularity"].iloc[0]
    )
    assert best["method"].iloc[0] == found["winners"]["method"].iloc[0]
    for row in found["scores"].itertuples():
        groups = found["members"].query("method == @row.method")["group"]
        assert groups.nunique() == row.k
        assert len(groups) == 12
    assert found["members"].query("best")["method"].unique().tolist() == best["method"].tolist()
    assert found["winners"]["start"].dtype == "datetime64[us]"
    assert found.made.method == "multiclust"
    assert found.made.parameters["k_max"] == 5


def test_groups_of_the_best_are_numbered_by_size_and_the_others_follow():
    found = multiclust(camps(6, loyalty=0.75, camps=3))["members"]
    best = found.query("best").set_index("node")["group"]
    assert best.value_counts().reindex(range(1, best.nunique() + 1)).is_monotonic_decreasing
    for _, part in found.groupby("method"):
        mine = part.set_index("node")["group"]
        # No other way to exchange two of its numbers would share more nodes with the best division.
        shared = (mine == best.reindex(mine.index)).sum()
        numbers = mine.unique()
        for a in numbers:
            for b in numbers:
                other = mine.replace({a: b, b: a})
                assert (other == best.reindex(mine.index)).sum() <= shared


@pytest.mark.parametrize("k", [2, 3, 4])
def test_k_groups_if_k_are_asked_for(k):
    found = multiclust(camps(6, loyalty=0.7), k=k)["scores"].set_index("method")
    ran = found[found["modularity"].notna()]
    assert (ran["k"] == k).all()
    own = {"louvain", "leading_eigenvector", "infomap", "label_propagation", "spinglass"}
    assert set(found.index[found["note"] == "finds the number of groups itself"]) == own
    assert len(ran) >= 10


def test_the_number_of_groups_is_the_best_one():
    given = camps(5, loyalty=0.7, camps=3, seed=2)
    chosen = multiclust(given)["scores"].set_index("method")
    fixed = [multiclust(given, k=k)["scores"].set_index("method")["modularity"] for k in (2, 3, 4, 5)]
    for name in ("hierarchical_average", "hierarchical_ward", "kmeans", "pam", "equivalence", "concor"):
        values = [f[name] for f in fixed]
        assert chosen.loc[name, "modularity"] == np.nanmax(values)
        assert chosen.loc[name, "k"] == 2 + int(np.nanargmax(values))
    few = multiclust(given, k_max=2)["scores"].set_index("method")
    assert few.loc["hierarchical_ward", "k"] == 2


def test_some_methods_only():
    found = multiclust(camps(4), methods=["walktrap", "pam"])
    assert found["scores"]["method"].tolist() == ["pam", "walktrap"]


def test_windows_keep_the_numbers_of_groups():
    given = camps(6, days=60, loyalty=0.95, times=4)
    found = multiclust(given, width="20D", step=5, methods=["hierarchical_average", "greedy", "louvain"])
    winners = found["winners"]
    assert winners["window"].tolist() == list(range(1, len(winners) + 1))
    assert len(winners) >= 5
    assert (winners["start"] <= winners["middle"]).all()
    assert (winners["middle"] <= winners["stop"]).all()
    best = found["members"].query("best")
    kept = changed = 0
    for first, second in zip(winners["window"][:-1], winners["window"][1:], strict=True):
        a, b = (best[best["window"] == w].set_index("node")["group"] for w in (first, second))
        both = a.index.intersection(b.index)
        kept += int((a[both] == b[both]).sum())
        changed += int((a[both] != b[both]).sum())
    assert kept > 2 * changed


def test_a_window_without_statements_has_no_winner():
    given = camps(4)
    when = pd.to_datetime(["2024-01-01"] + ["2024-01-11"] * 31 + ["2024-02-20"] * 31 + ["2024-03-01"])
    given = given.select(given.table.assign(created_at=when))
    found = multiclust(given, width="5D", step=10, methods=["pam", "greedy"])
    empty = found["winners"]["method"].isna()
    assert empty.any()
    assert found["winners"].loc[empty, "modularity"].isna().all()
    notes = found["scores"].query("window == 3")["note"]
    assert notes.str.contains("at least 2 are needed").all()
    assert any("windows have no division" in note for note in found.made.notes)


def test_a_kernel_weighs_what_is_said():
    given = camps(5, days=40)
    found = multiclust(
        given, width="20D", step=10, kernel="triangular", methods=["hierarchical_average", "louvain"]
    )
    assert len(found["winners"]) >= 2
    with pytest.raises(OptionError, match="give a width too"):
        multiclust(given, kernel="triangular")


def test_the_same_again_and_whatever_the_order_of_rows():
    given = camps(5, loyalty=0.7)
    first, second = multiclust(given, seed=3), multiclust(given, seed=3)
    turned = multiclust(given.rows(np.arange(len(given))[::-1]), seed=3)
    for name in first.tables:
        pd.testing.assert_frame_equal(first[name], second[name])
        pd.testing.assert_frame_equal(first[name], turned[name])


def test_labels_of_entities_are_carried():
    given = camps(3)
    entities = pd.DataFrame({"variable": ["commenter"], "id": ["actor 00"], "label": ["The First"]})
    given = Statements(given.table, given.variables, entities)
    found = multiclust(given, methods=["pam"])["members"].set_index("node")["label"]
    assert found["actor 00"] == "The First"
    assert found["actor 01"] == "actor 01"


@given(st.lists(st.lists(st.booleans(), min_size=6, max_size=6), min_size=2, max_size=6))
def test_jaccard_is_that_of_sets(said):
    from discourse.projections.counts import count

    rows = [
        (f"a{i}", f"n{j // 2}", 1 if j % 2 else -1)
        for i, row in enumerate(said)
        for j, here in enumerate(row)
        if here
    ]
    if not rows:
        return
    counts = count(Statements.from_rows(rows), "commenter", "narrative", "stance")
    found = Material(counts, "average", False, 0).jaccard
    sets = {name: {(n, s) for c, n, s in rows if c == name} for name in counts.rows}
    for i, a in enumerate(counts.rows):
        for j, b in enumerate(counts.rows):
            truth = 1 - len(sets[a] & sets[b]) / len(sets[a] | sets[b])
            assert found[i, j] == pytest.approx(truth)


@given(
    st.lists(st.integers(0, 4), min_size=1, max_size=9),
    st.dictionaries(st.sampled_from("abcdefghi"), st.integers(1, 5)),
)
def test_numbering_changes_no_group(labels, known):
    names = np.array(list("abcdefghi")[: len(labels)])
    found = numbered(np.array(labels), names, known)
    assert adjusted_rand_score(labels, found) == 1.0
    assert found.min() >= 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"k": 1}, "k must be a whole number from 2, not 1"),
        ({"k": "two"}, "k must be a whole number"),
        ({"k_max": 1}, "k_max must be"),
        ({"seed": -1}, "seed must be"),
        ({"methods": ["louvian"]}, "Did you mean 'louvain'"),
        ({"methods": []}, "methods is empty"),
        ({"normalization": "avarage"}, "Did you mean 'average'"),
        ({"rows": "speaker"}, "no variable 'speaker'"),
        ({"width": "30 parsecs"}, "unknown unit"),
    ],
)
def test_bad_options_get_a_sentence(options, words):
    with pytest.raises(OptionError, match=words):
        multiclust(camps(3), **options)


def test_where_nothing_can_be_divided():
    with pytest.raises(NotComputable, match="no two rows have a positive tie"):
        multiclust(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)]))
    with pytest.raises(NotComputable, match="nothing to project"):
        multiclust(Statements.from_rows([]))
    with pytest.raises(NotComputable, match="only 2 nodes"):
        multiclust(Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1)]), k=3)


def test_rows_without_a_positive_tie_are_groups_of_their_own_on_the_network():
    rows = [(a, n, 1) for a in ("Ada", "Ben", "Cy") for n in ("ban", "tax")] + [("Di", "law", 1)]
    found = multiclust(Statements.from_rows(rows), k=2)
    scores = found["scores"].set_index("method")
    assert scores.loc["greedy", "k"] == 2
    groups = found["members"].query("method == 'greedy'").set_index("node")["group"]
    assert groups.tolist() == [1, 1, 1, 2]
    two = [*rows, ("Ed", "war", 1)]
    noted = multiclust(Statements.from_rows(two), k=2)["scores"].set_index("method")["note"]
    assert "2 nodes have no positive tie" in noted["walktrap"]
