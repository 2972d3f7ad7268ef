"""Breadth, lift, salience, lead and lag, characters, antagonism: worked values, planted effects, awkward input."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse as ds
from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements, Variable
from discourse.scores.codes import wilson
from discourse.studies.antagonism import antagonism
from discourse.studies.narratives.breadth import breadth
from discourse.studies.narratives.characters import characters
from discourse.studies.narratives.lead_lag import lead_lag
from discourse.studies.narratives.lift import _holm, lift
from discourse.studies.narratives.salience import salience


def made(rows, **columns):
    """Statements of (commenter, narrative, stance), with more columns."""
    found = Statements.from_rows(rows)
    return found.select(found.table.assign(**columns))


# --- breadth ---------------------------------------------------------------------------------------------------------


def test_breadth_by_hand():
    rows = [("Ada", c, 1) for c in "xxxy"] + [("Ben", c, 1) for c in "wxyz"] + [("Cy", "x", 1)]
    found = breadth(made(rows, comment_id=[f"c{i}" for i in range(9)])).table.set_index("commenter")
    assert found["breadth"].round(6).tolist() == [
        round(float(np.exp(-0.75 * np.log(0.75) - 0.25 * np.log(0.25))), 6),
        4.0,
        1.0,
    ]
    assert found["evenness"].iloc[1] == pytest.approx(1)
    assert np.isnan(found["evenness"].iloc[2])
    assert found[["n", "comments", "narratives"]].to_numpy().tolist() == [[4, 4, 2], [4, 4, 4], [1, 1, 1]]


def test_what_is_repeated_in_one_comment_counts_once():
    rows = [("Ada", "x", 1)] * 5 + [("Ada", "y", 1), (None, "x", 1)]
    study = breadth(made(rows, comment_id=["c1"] * 6 + ["c2"]))
    assert study.table[["commenter", "n", "comments", "breadth"]].round(6).to_numpy().tolist() == [
        ["Ada", 2, 1, 2.0]
    ]
    assert study["by_activity"].to_numpy().tolist() == [[1, 1, pytest.approx(2), pytest.approx(2)]]


# --- lift ------------------------------------------------------------------------------------------------------------


def test_sdsm_p_values_of_the_worked_matrix(monkeypatch):
    # The matrix and p-values of Neal's backbone package, by the normal distribution; narratives are its rows.
    matrix = ["1011", "0100", "1001"]
    rows = [
        (f"u{j}", f"n{i}", 1) for i, line in enumerate(matrix) for j, cell in enumerate(line) if cell == "1"
    ]
    found = lift(Statements.from_rows(rows), levels=["commenter"]).table
    assert found[["one", "other", "both"]].to_numpy().tolist() == [
        ["n0", "n1", 0],
        ["n0", "n2", 2],
        ["n1", "n2", 0],
    ]
    assert found["p_more"].iloc[0] == 1
    assert found["p_more"].iloc[1] == pytest.approx(0.555, abs=0.0005)  # added up exactly
    assert found["units"].tolist() == [4, 4, 4]
    assert found["lift"].round(4).tolist() == [0.0, round(2 / 4 / (3 / 4 * 2 / 4), 4), 0.0]
    assert found["pmi"].isna().tolist() == [True, False, True]
    monkeypatch.setattr("discourse.studies.narratives.lift._MOST", 0)
    normal = lift(Statements.from_rows(rows), levels=["commenter"]).table
    assert normal["p_more"].round(3).tolist()[:2] == [0.977, 0.549]


def test_levels_have_units_of_their_own():
    rows = [("Ada", "x", 1), ("Ada", "y", 1), ("Ben", "x", 1), ("Ben", "z", 1)]
    data = made(rows, comment_id=["c1", "c2", "c3", "c3"], document_id=["d1", "d1", "d2", "d2"])
    found = lift(data)
    both = found.table.pivot_table(index=["one", "other"], columns="level", values="both")
    assert both.loc[("x", "y")].to_dict() == {"comment": 0, "commenter": 1, "thread": 1}
    assert both.loc[("x", "z")].to_dict() == {"comment": 1, "commenter": 1, "thread": 1}
    assert found["levels"][["level", "units", "narratives", "pairs", "p_values"]].to_numpy().tolist() == [
        ["comment", 3, 3, 3, "exact"],
        ["commenter", 2, 3, 3, "exact"],
        ["thread", 2, 3, 3, "exact"],
    ]
    assert len(lift(data, levels=["commenter"], min_units=2).table) == 0


def test_the_normal_distribution_where_there_is_too_much_to_add_up(monkeypatch):
    rng = np.random.default_rng(2)
    rows = [(f"u{i}", f"n{j}", 1) for i in range(400) for j in range(5) if rng.random() < 0.1 * (j + 1)]
    data = Statements.from_rows(rows)
    exact = lift(data, levels=["commenter"])
    monkeypatch.setattr("discourse.studies.narratives.lift._MOST", 0)
    normal = lift(data, levels=["commenter"])
    assert normal["levels"]["p_values"].tolist() == ["normal"]
    np.testing.assert_allclose(normal.table["p_more"], exact.table["p_more"], atol=0.01)
    assert (exact.table["p_more"] + exact.table["p_less"] >= 1 - 1e-9).all()


def test_holm_by_hand():
    assert _holm(np.array([0.01, 0.04, 0.03])).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert _holm(np.array([])).tolist() == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"levels": ["threads"]}, "Did you mean 'thread'"),
        ({"levels": "comment"}, "in a list"),
        ({"min_units": 0}, "min_units"),
        ({"cols": "commenter"}, "must differ"),
        ({"cols": "stance"}, "text variable"),
    ],
)
def test_bad_options_of_lift(options, told):
    with pytest.raises(OptionError, match=told):
        lift(Statements.from_rows([("Ada", "x", 1)]), **options)


# --- salience --------------------------------------------------------------------------------------------------------


def test_salience_without_a_kernel_is_wilsons():
    rows = [(f"p{i}", "x" if i < 3 else "y", 1) for i in range(10)]
    data = made(rows, created_at=pd.Timestamp("2024-03-01"))
    found = salience(data, width="1D", kernel=None).table
    x = found[found["narrative"] == "x"].iloc[0]
    share, low, high = (float(v[0]) for v in wilson(np.array([3]), np.array([10])))
    assert x[["share", "low", "high", "n", "comments", "held"]].tolist() == pytest.approx(
        [share, low, high, 10, 10, 3]
    )


def test_salience_with_a_kernel_weighs_and_has_fewer_comments():
    days = pd.date_range("2024-03-01", periods=21)
    data = made([("Ada", "x" if i < 10 else "y", 1) for i in range(21)], created_at=days)
    found = salience(data, width="7D", kernel="triangular").table
    x = found[found["narrative"] == "x"].set_index("middle")
    assert x["share"].is_monotonic_decreasing
    assert x["share"].iloc[0] == 1
    assert x["share"].iloc[-1] == 0
    weights = next(w.weights for w in data.windows("7D", kernel="triangular") if w.window.middle == days[10])
    assert x.loc[days[10], "n"] == pytest.approx(weights.sum() ** 2 / (weights**2).sum())
    assert (x["n"] <= x["comments"] + 1e-9).all()
    assert ((x["low"] <= x["share"]) & (x["share"] <= x["high"])).all()


def test_salience_needs_dates():
    with pytest.raises(NotComputable, match="no statement has a date"):
        salience(Statements.from_rows([("Ada", "x", 1)]))


# --- lead and lag ----------------------------------------------------------------------------------------------------


def threads(days=60, lag=2, seed=1, planted=True):
    """Twenty threads through the whole time: bursts of a, and of b some days after; c is all that is left."""
    rng = np.random.default_rng(seed)
    burst = rng.random(days) < 0.25
    rows, when, where = [], [], []
    for day in range(days):
        for thread in range(20):
            chance = 0.1 + 0.6 * burst[day], 0.1 + 0.6 * (planted and day >= lag and burst[day - lag])
            draw = rng.random(2)
            said = "a" if draw[0] < chance[0] else "b" if draw[1] < chance[1] else "c"
            rows.append((f"p{thread}", said, 1))
            when.append(pd.Timestamp("2024-03-01") + pd.Timedelta(day, "D"))
            where.append(f"d{thread}")
    return made(rows, created_at=when, document_id=where)


def test_a_planted_lead_is_found():
    found = lead_lag(threads(), lags=4, draws=99)
    pair = found.table.set_index(["one", "other"]).loc[("a", "b")]
    assert pair["lag"] == 2
    assert pair["r"] > 0.5
    assert pair["p"] == 0.01
    turned = lead_lag(threads(lag=3), lags=4, draws=99)["lags"]
    best = turned[(turned["one"] == "a") & (turned["other"] == "b")].sort_values("r").iloc[-1]
    assert best["lag"] == 3
    assert best["high"] < best["r"]


def test_correlations_written_out():
    study = lead_lag(threads(days=30), lags=2, draws=5)
    shares = study["shares"].pivot_table(index="day", columns="narrative", values="share")
    lags = study["lags"].set_index(["one", "other", "lag"])
    for lag in (0, 1, 2):
        one, other = shares["a"].to_numpy(), shares["b"].to_numpy()
        assert lags.loc[("a", "b", lag), "r"] == pytest.approx(
            np.corrcoef(one[: 30 - lag], other[lag:])[0, 1]
        )
        assert lags.loc[("a", "b", -lag), "r"] == pytest.approx(
            np.corrcoef(other[: 30 - lag], one[lag:])[0, 1]
        )
        assert lags.loc[("a", "b", lag), "days"] == 30 - lag


def test_without_a_lead_p_values_are_not_small():
    """One p-value of each of 30 debates in which days do not matter: no more are small than chance has it."""
    rng = np.random.default_rng(0)
    found = []
    for run in range(30):
        rows = [(f"p{i}", "ab"[int(rng.random() < 0.4)], 1) for i in range(150)]
        days = pd.Timestamp("2024-03-01") + pd.to_timedelta(rng.integers(0, 25, 150), unit="D")
        data = made(rows, created_at=days, document_id=[f"d{i % 5}" for i in range(150)])
        found.append(lead_lag(data, lags=2, draws=39, seed=run).table["p"].iloc[0])
    assert (np.array(found) <= 0.05).sum() <= 5  # binomial(30, .05) exceeds 5 in 3 of 1000 cases
    assert np.mean(found) > 0.3


def test_bad_input_of_lead_lag():
    data = threads(days=8)
    for options in (
        {"every": "soon"},
        {"every": "-1D"},
        {"lags": -1},
        {"most": 1},
        {"draws": 0},
        {"seed": 1.5},
    ):
        with pytest.raises(OptionError, match=next(iter(options))):
            lead_lag(data, **options)
    with pytest.raises(NotComputable, match="4 different days"):
        lead_lag(threads(days=4))
    with pytest.raises(NotComputable, match="no statement has a date"):
        lead_lag(Statements.from_rows([("Ada", "x", 1), ("Ada", "y", 1)]))
    with pytest.raises(NotComputable, match="one narrative only"):
        lead_lag(made([("Ada", "x", 1)] * 6, created_at=pd.date_range("2024-03-01", periods=6)))
    alone = threads(days=8)
    alone = lead_lag(alone.select(alone.table.assign(document_id=alone.table["statement_id"])), draws=3)
    assert (alone.table["p"] == 1).all()
    assert "cannot be exchanged" in alone.made.notes[0]
    short = lead_lag(data, lags=30, draws=3)["lags"]
    assert (short["r"].isna() == (short["days"] < 5)).all()
    assert short["p"].isna().any()


# --- characters ------------------------------------------------------------------------------------------------------

CAST = [
    ("Ada", "Ada's party", "hero"), ("Ada", "Ada's party", "hero"), ("Ada", "Ministry", "villain"),
    ("Ada", "fishers", "victim"), ("Ben", "Ada's party", "villain"), ("Ben", "Ada's party", "villain"),
    ("Ben", "Ministry", "hero"), ("Cy", "Ministry", "villain"),
]  # fmt: skip
CAMPS = {"Ada": "left", "Ben": "right", "Cy": "left"}
SIDES = {"Ada's party": "left", "Ministry": "right"}


def cast(**columns):
    return made([(who, None, 0) for who, _, _ in CAST], actor=[a for _, a, _ in CAST], **columns)


def test_the_matrix_and_the_shift_by_hand():
    data = cast(role=[part for _, _, part in CAST])
    study = characters(data, camps=CAMPS, sides=SIDES)
    matrix = study.table.set_index(["camp", "actor", "part"])
    assert matrix["n"].sum() == len(CAST)
    assert matrix.loc[("left", "Ministry", "villain"), ["n", "speakers", "side"]].tolist() == [2, 2, "right"]
    assert matrix.loc[("left", "Ada's party", "hero"), "share"] == 2 / 5
    shift = study["shift"].set_index("camp")
    # left: 2 own heroes, 2 villains of the right; right: 1 own hero, 2 villains of the left.
    assert shift["shift"].tolist() == pytest.approx([0, -1 / 3])
    assert shift[["heroes", "villains", "victims"]].to_numpy().tolist() == [[2, 2, 1], [1, 2, 0]]
    _, low, high = wilson(np.array([1]), np.array([3]))
    assert shift.loc["right", ["low", "high"]].tolist() == pytest.approx([2 * low[0] - 1, 2 * high[0] - 1])
    _, low, high = wilson(np.array([1]), np.array([3]))  # right: 1 hero, 2 villains
    assert shift.loc["right", ["tone_low", "tone_high"]].tolist() == pytest.approx(
        [2 * low[0] - 1, 2 * high[0] - 1]
    )
    assert not study.made.notes
    blind = characters(data, camps=CAMPS)["shift"]
    assert blind["shift"].isna().all()
    assert blind["tone"].tolist() == pytest.approx([0, -1 / 3])


def test_parts_in_columns_of_their_own():
    rows = Statements.from_rows([(who, None, 0) for who, _, _ in CAST]).table.drop(
        columns=["actor", "narrative", "stance", "role", "evidence"]
    )
    for part in ("hero", "villain", "victim"):
        rows[part] = [a if p == part else None for _, a, p in CAST]
    data = Statements(
        rows, (Variable("commenter"), Variable("hero"), Variable("villain"), Variable("victim"))
    )
    wide = characters(data, parts={p: p for p in ("hero", "villain", "victim")}, camps=CAMPS, sides=SIDES)
    long = characters(cast(role=[part for _, _, part in CAST]), camps=CAMPS, sides=SIDES)
    for name in ("matrix", "shift"):
        pd.testing.assert_frame_equal(wide[name], long[name])


def test_stances_stand_for_parts_that_are_not_coded():
    rows = [(p, "x", 1 if p in "ab" else -1) for p in "abcd"] * 3
    study = characters(Statements.from_rows(rows))
    assert any("narratives stand for" in n for n in study.made.notes)
    assert any("support stands for hero" in n for n in study.made.notes)
    assert any("the camps were found" in n for n in study.made.notes)
    counted = study.table[study.table["n"] > 0]
    assert sorted(counted["part"]) == ["hero", "villain"]
    assert counted["camp"].nunique() == 2


def test_bad_input_of_characters():
    data = cast(role=[part for _, _, part in CAST])
    for options, told in (
        ({"camps": {"Nobody": "left"}}, "none of the names"),
        ({"camps": ["left"]}, "give the camp of each speaker"),
        ({"sides": ["left"]}, "sides: give"),
        ({"parts": {"king": "actor"}}, "parts: name"),
        ({"cols": "actors"}, "Did you mean 'actor'"),
        ({"role": "roles"}, "Did you mean 'role'"),
    ):
        with pytest.raises(OptionError, match=told):
            characters(data, **options)
    with pytest.raises(NotComputable, match="nobody is supported or rejected"):
        characters(Statements.from_rows([("Ada", "x", 0)]))


# --- antagonism ------------------------------------------------------------------------------------------------------


def test_a_wedge_a_quarrel_and_a_consensus():
    """Two camps of 12: 'wedge' and four more divide them; 'quarrel' divides each camp evenly; on 'common' all agree."""
    rows = []
    for i in range(24):
        side = 1 if i < 12 else -1
        rows += [(f"p{i}", c, side) for c in ("wedge", "w2", "w3", "w4", "w5")]
        rows += [(f"p{i}", "quarrel", 1 if i % 2 else -1), (f"p{i}", "common", 1)]
    study = antagonism(Statements.from_rows(rows))
    found = study.table.set_index("narrative")
    assert found.loc["wedge", "antagonism"] == found.loc["quarrel", "antagonism"] == pytest.approx(144 / 276)
    assert found.loc["wedge", ["alignment", "cohesiveness", "divisiveness", "wedge"]].tolist() == [1, 1, 1, 1]
    assert found.loc["wedge", "p"] < 1e-5
    assert found.loc["quarrel", "alignment"] < 0.05
    assert found.loc["common", "antagonism"] == 0
    assert np.isnan(found.loc["common", "alignment"])  # all agree: nothing could go along with any line
    assert study["camps"]["camp"].value_counts().tolist() == [12, 12]
    assert found.index[0] in ("wedge", "w2", "w3", "w4", "w5")


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from([1, -1]), st.sampled_from("LR")), min_size=4, max_size=7))
def test_alignment_by_all_ways_to_deal_out_the_stances(people):
    if len({camp for _, camp in people}) < 2:
        return
    rows = [(f"p{i}", "x", stance) for i, (stance, _) in enumerate(people)]
    camps = {f"p{i}": camp for i, (_, camp) in enumerate(people)}
    found = antagonism(Statements.from_rows(rows), camps=camps, min_speakers=2).table.iloc[0]

    def along(stances):
        pairs = itertools.combinations(zip(stances, camps.values(), strict=True), 2)
        return np.mean([(a[0] == b[0]) == (a[1] == b[1]) for a, b in pairs])

    real = [s for s, _ in people]
    ways = [along(way) for way in itertools.permutations(real)]
    assert found["along"] == pytest.approx(along(real))
    assert found["expected"] == pytest.approx(np.mean(ways))
    assert found["p"] == pytest.approx(np.mean(np.array(ways) >= along(real) - 1e-12))
    if max(ways) - np.mean(ways) > 1e-9:
        expected = (along(real) - np.mean(ways)) / (max(ways) - np.mean(ways))
        assert found["alignment"] == pytest.approx(expected)


def test_a_line_found_without_the_narrative_is_not_circular():
    """Stances drawn at random: a line made by four narratives goes along with each of them, but should not count."""
    found = {True: [], False: []}
    for seed in range(6):
        rng = np.random.default_rng(seed)
        rows = [(f"p{i}", c, int(rng.choice([1, -1]))) for i in range(20) for c in "vwxy"]
        for leave_out, values in found.items():
            values.append(
                antagonism(Statements.from_rows(rows), leave_out=leave_out).table["alignment"].mean()
            )
    assert abs(np.mean(found[True])) < 0.12
    assert np.mean(found[False]) > 0.2


def test_bad_input_of_antagonism():
    data = Statements.from_rows([(p, "x", 1 if p in "ab" else -1) for p in "abcd"])
    for options in ({"min_speakers": 1}, {"seed": -1}, {"camps": {"a": "L"}}, {"camps": "L"}):
        with pytest.raises(OptionError, match=next(iter(options))):
            antagonism(data, **options)
    with pytest.raises(NotComputable, match="no sides to take"):
        antagonism(Statements.from_rows([("a", "x", 0), ("b", "x", 0)]))
    alone = ds.study(data, "antagonism")
    assert any("one narrative only" in note for note in alone.made.notes)
    few = antagonism(data, min_speakers=9).table
    assert few["antagonism"].isna().all()
