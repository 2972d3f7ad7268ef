"""Errors of coding, other options, and all in one call."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import discourse as ds
from discourse.errors import NotComputable, OptionError
from discourse.model.recoding import Confusion, Recoder
from discourse.model.statements import Statements

STANCE = {"method": "narratives", "column": "stance"}


def statements(people=30, each=6, *, agree=0.9, seed=0, narratives=6):
    rng = np.random.default_rng(seed)
    who = np.repeat(np.arange(people), each)
    story = rng.integers(0, narratives, len(who))
    side = np.where((who + story) % 2 == 0, 1, -1)
    stance = np.where(rng.random(len(who)) < agree, side, -side)
    rows = [(f"p{a}", f"n{b}", int(c)) for a, b, c in zip(who, story, stance, strict=True)]
    st = Statements.from_rows(rows)
    actors = np.array(["iran", "tehran", "usa"])[rng.integers(0, 3, len(who))]
    return st.select(st.table.assign(actor=actors, comment_id=[f"c{i}" for i in range(len(who))]))


def square(diagonal, off, labels):
    return pd.DataFrame(
        np.full((len(labels), len(labels)), off) + np.eye(len(labels)) * (diagonal - off), labels, labels
    )


def test_true_labels_by_bayes():
    # 100 true a, of which 80 are coded a; 100 true b, of which 90 are coded b; in the corpus 300 true a, 100 true b.
    counts = np.array([[80.0, 20.0], [10.0, 90.0]])
    found = Confusion(["a", "b"], ["a", "b"], counts)
    coded = np.array([300 * 0.8 + 100 * 0.1, 300 * 0.2 + 100 * 0.9])
    expected = np.array([[240 / 250, 60 / 150], [10 / 250, 90 / 150]])
    np.testing.assert_allclose(found.chances(coded, "corpus"), expected, atol=1e-6)
    np.testing.assert_allclose(found.chances(coded, "sample"), counts / counts.sum(axis=0))
    # What the matrix cannot tell of.
    odd = Confusion(["a"], ["a", "x"], np.array([[5.0, 0.0]]))
    assert np.isnan(odd.chances(np.array([3.0, 2.0]), "corpus")[:, 1]).all()
    assert odd.chances(np.array([3.0, 2.0]), "corpus")[:, 0].tolist() == [1.0]


def test_no_error_no_interval():
    st = statements()
    found = ds.coding_error(st, square(50, 0, [-1, 1]), "stance", scores=["modularity", STANCE], times=6)
    whole = found.nodes
    for name in ("low", "high", "mean"):
        np.testing.assert_allclose(whole[name], whole["value"], atol=1e-12)
    assert found.made.parameters["prior"] == "corpus"
    assert "codings drawn" in found.sentence("modularity")


def test_intervals_hold_what_was_true():
    """Of 40 corpora coded with 15 % errors, intervals hold the true mean stance; the coded one is too near to 0."""
    hits = near = 0
    for run in range(40):
        rng = np.random.default_rng(run)
        true = np.where(rng.random(300) < 0.8, 1, -1)
        coded = np.where(rng.random(300) < 0.15, -true, true)
        st = Statements.from_rows([(f"p{i % 30}", "ban", int(s)) for i, s in enumerate(coded)])
        wrong = [rng.binomial(200, 0.15) for _ in range(2)]
        counts = pd.DataFrame([[200 - wrong[0], wrong[0]], [wrong[1], 200 - wrong[1]]], [-1, 1], [-1, 1])
        none = {"nothing": "none", "merge": {}, "split": {}, "names": "actor"}
        recoder = Recoder(st, Confusion.of(counts), "stance", prior="corpus", **none)
        draws = [recoder.draw(np.random.default_rng([run, i])).table["stance"].mean() for i in range(40)]
        low, high = np.quantile(draws, [0.025, 0.975])
        hits += bool(low <= true.mean() <= high)
        near += bool(abs(np.mean(draws) - true.mean()) < abs(coded.mean() - true.mean()))
    assert hits >= 34
    assert near >= 36


def test_statements_that_are_none_are_left_out():
    st = statements()
    counts = pd.DataFrame([[30, 0], [0, 40], [10, 0]], index=["n0", "n1", "none"], columns=["n0", "n1"])
    found = ds.coding_error(
        st, counts, project=None, cluster=None, scores=["narratives"],
        prior="sample", times=30,
    )  # fmt: skip
    rows = found.nodes.set_index("node")
    assert rows.loc["narrative:n0", "mean"] < rows.loc["narrative:n0", "value"]
    untold = int((~st.table["narrative"].isin(["n0", "n1"])).sum())
    assert found.made.notes == (
        f"{untold} statements have a narrative of which the confusion matrix says nothing: they stay",
    )


def test_names_merged_and_split():
    st = statements()
    how = {
        "project": {"method": "two_mode", "cols": "actor", "qualifier": None},
        "scores": ["density"],
        "times": 4,
    }
    sure = ds.coding_error(st, merge={("iran", "tehran"): 1}, cluster=None, **how)
    one = st.select(st.table.assign(actor=st.table["actor"].replace("tehran", "iran")))
    wanted = ds.score(ds.project(one, **how["project"]), "density").value
    assert sure.draws["density"].tolist() == [wanted] * 4
    never = ds.coding_error(st, merge={("iran", "tehran"): 0}, split={"usa": 0}, cluster=None, **how)
    assert (never.draws["density"] == never.whole["value"][0]).all()
    often = ds.coding_error(st, merge={("iran", "tehran"): 0.3}, cluster=None, **(how | {"times": 200}))
    assert (often.draws["density"] == wanted).mean() == pytest.approx(0.3, abs=0.1)
    two = ds.coding_error(st, split={"usa": 1.0}, cluster=None, **how)
    assert (two.draws["density"] < two.whole["value"][0]).all()


@pytest.mark.parametrize(
    ("given", "options", "message"),
    [
        (None, {}, "say what may be wrong"),
        ([[1]], {}, "a DataFrame of counts"),
        (square(-1, 0, ["n0"]), {}, "counts, which are numbers from 0"),
        (square(0, 0, ["n0", "n1"]), {}, "is empty"),
        (pd.DataFrame([["x"]], ["n0"], ["n0"]), {}, "some are not numbers"),
        (pd.DataFrame([[1, 2]], ["n0"], ["n0", "n0"]), {}, "the column 'n0' twice"),
        (square(5, 1, ["x", "y"]), {}, "none of the columns of the confusion matrix"),
        (pd.DataFrame([[5]], ["for"], [1]), {"variable": "stance"}, "has the row 'for'"),
        (square(5, 1, ["n0", "n1"]), {"prior": "flat"}, "prior='flat' is not known"),
        (square(5, 1, ["n0", "n1"]), {"variable": "story"}, "no variable 'story'"),
        (None, {"merge": {("iran", "iraq"): 0.2}}, "'iraq' is no actor"),
        (None, {"merge": {"iran": 0.2}}, "name two different values"),
        (None, {"split": {"usa": 2}}, "must lie between 0 and 1"),
        (None, {"split": {"usa": 0.1}, "names": "stance"}, "for a text variable"),
    ],
)
def test_bad_matrices_get_one_sentence(given, options, message):
    with pytest.raises(OptionError, match=message):
        ds.coding_error(statements(), given, times=2, **options)


def test_everything_drawn_as_nothing():
    counts = pd.DataFrame([[5.0] * 6], ["none"], [f"n{i}" for i in range(6)])
    with pytest.raises(NotComputable, match="no statement is left"):
        ds.coding_error(statements(), counts, times=2)


def test_one_option_at_a_time():
    st = statements()
    over = {"threshold": [0, 2, 99], "normalization": [None, "average"], "resolution": [1.0, 2.0]}
    found = ds.sensitivity(st, scores=["modularity", "degree"], over=over, together=True)
    strips = found["strips"]
    assert len(strips) == (3 + 2 + 2) * 2
    assert strips[strips["usual"]].groupby("option")["value"].first().to_dict() == {
        "normalization": "none", "resolution": "1.0", "threshold": "0"
    }  # fmt: skip
    usual = strips[strips["usual"] & (strips["score"] == "modularity")]["found"]
    assert usual.nunique() == 1
    net = ds.project(st, "congruence")
    part = ds.cluster(net, "leiden", trials=1)
    assert usual.iloc[0] == pytest.approx(ds.score(net, "modularity", partition=part).value)
    other = ds.project(st, "congruence", normalization="average")
    row = strips[(strips["value"] == "average") & (strips["score"] == "modularity")].iloc[0]
    mine = ds.cluster(other, "leiden", trials=1)
    assert row["found"] == pytest.approx(ds.score(other, "modularity", partition=mine).value)
    assert (row["nodes"], row["ties"]) == (other.order, other.size)
    lost = strips[(strips["value"] == "99") & (strips["score"] == "modularity")].iloc[0]
    assert np.isnan(lost["found"])
    assert lost["ties"] == 0
    assert lost["reason"]
    order = strips[strips["score"] == "degree, order of nodes"]
    assert order[order["usual"]]["found"].tolist() == pytest.approx([1.0] * 3)
    assert len(found["all"]) == 3 * 2 * 2 * 2
    same = found["all"][(found["all"]["threshold"] == "0") & (found["all"]["resolution"] == "1.0")]
    same = same[(same["normalization"] == "average") & (same["score"] == "modularity")]
    assert same["found"].iloc[0] == row["found"]
    ranges = found["ranges"].set_index(["option", "score"])
    assert ranges.loc[("resolution", "modularity"), "high"] == usual.iloc[0]


def test_options_by_their_full_names():
    st = statements()
    found = ds.sensitivity(
        st, over={"modularity.resolution": [0.5, 1.0, 2.0], "seed": [0, 1], "rows": ["commenter", "actor"]}
    )
    strips = found["strips"]
    mine = strips[strips["option"] == "modularity.resolution"]
    assert (mine["ari"] == 1).all()  # the groups are the same, only the score differs
    assert mine["found"].is_monotonic_decreasing
    assert mine["found"].nunique() == 3
    # Modularity falls by (γ − 1) Σ (K / 2m)², in proportion.
    step = mine["found"].to_numpy()
    assert (step[0] - step[1]) * 2 == pytest.approx(step[1] - step[2])
    assert strips[strips["value"] == "actor"]["nodes"].tolist() == [3]


@pytest.mark.parametrize(
    ("over", "message"),
    [
        ({}, "at least one option"),
        ({"threshold": 3}, "give a list of values of 'threshold'"),
        ({"resolutoin": [1]}, "Did you mean 'resolution'"),
        ({"threshold": [-1]}, "threshold=-1 must be a weight"),
        ({"seed": [0.5]}, "seed=0.5 must be a whole number"),
        ({"normalization": ["mean"]}, "normalization='mean' is not known"),
        ({"partition": [1]}, "nothing on the way has the option"),
    ],
)
def test_bad_strips_get_one_sentence(over, message):
    with pytest.raises(OptionError, match=message):
        ds.sensitivity(statements(people=8), over=over)


def found_groups(st):
    return ds.cluster(ds.project(st, "congruence"), "leiden", trials=1, seed=0)


def test_all_in_one_call():
    st = statements()
    counts = square(45, 5, [-1, 1])
    found = ds.robustness(
        st,
        scores=["modularity", "ei"],
        confusion=counts,
        variable="stance",
        times=12,
        nulls=30,
        over={"threshold": [0, 1, 2]},
    )
    alone = ds.bootstrap(st, scores=["modularity", "ei"], times=12)
    pd.testing.assert_frame_equal(found.bootstrap.whole, alone.whole)
    assert found.table["score"].tolist() == ["modularity", "ei", "groups"]
    row = found.table.iloc[0]
    assert row["options_low"] <= row["value"] <= row["options_high"]
    assert row["coding_high"] < row["value"]  # errors of coding blur camps, and so do those that are drawn
    assert {"scores", "coalitions", "strips", "ranges", "draws", "coding"} <= set(found.tables)
    assert (found.table[["sample_n", "nulls"]].iloc[:2] == [12, 30]).all(axis=None)
    assert found.table["null"].tolist()[:2] == ["fdsm", "fdsm"]  # a projection beside projections
    assert found.table["z"].iloc[0] > 3
    beside = ds.score(
        ds.project(st, "congruence"), "ei", partition=found_groups(st), nulls=30, null="fdsm", of=st
    )
    assert found.table.set_index("score").loc["ei", "null_mean"] == pytest.approx(beside.null_mean)
    assert len(found.sentences) == 2
    assert "With errors of coding once more" in found.sentences[0]
    assert "<table>" in found._repr_html_()
    assert found.made.of == st.digest
    with pytest.raises(OptionError, match="give a confusion matrix as well"):
        ds.robustness(st, prior="sample")
    with pytest.raises(OptionError, match="takes no option 'mrege'"):
        ds.robustness(st, mrege={})


def test_parts_can_be_left_out_and_what_cannot_be_done_is_said():
    st = statements()
    found = ds.robustness(st, times=0, nulls=0, over=None)
    assert found.bootstrap is None
    assert found.sensitivity is None
    assert found.table["score"].tolist() == ["modularity", "ei"]
    assert found.table["null"].isna().all()
    assert repr(found) == "Robustness(2 scores: as they are)"
    assert found.sentences[0].startswith("modularity is .")
    few = ds.robustness(statements(people=6), times=4, nulls=10, over=None)
    assert "at least 10 are needed" in " ".join(few.made.notes)
    strict = ds.robustness(st, project={"method": "congruence", "threshold": 2}, times=4, nulls=10, over=None)
    assert "no threshold" in " ".join(strict.made.notes)
    with pytest.raises(OptionError, match="times must be a whole number from 0"):
        ds.robustness(st, times=-1)
    for wrong in (2.5, True, -1, None):
        with pytest.raises(OptionError, match="nulls is a number of random networks"):
            ds.robustness(st, nulls=wrong)
    with pytest.raises(OptionError, match="say by project= how to make one"):
        ds.robustness(st, project=None, scores=[{"method": "narratives"}])


def test_the_usual_options_are_those_that_the_way_has():
    st = statements()
    for project in (
        "discourse",
        {"method": "congruence", "normalization": "average"},
        {"method": "two_mode"},
    ):
        found = ds.robustness(st, project=project, cluster="walktrap", scores=["ei"], times=0, nulls=0)
        options = set(found.sensitivity["strips"]["option"])
        normalized = isinstance(project, dict) and project["method"] == "congruence"
        assert options == {"threshold"} | ({"normalization"} if normalized else set())
        assert found.sensitivity["strips"]["found"].notna().sum() >= 3
    with pytest.raises(OptionError, match="'usual' or None"):
        ds.robustness(st, over="all")


def test_one_score_that_cannot_be_compared_leaves_the_others_alone():
    st = statements()
    found = ds.robustness(
        st, scores=["modularity", "ei", "rwc"], cluster="leiden2", times=0, nulls=12, over=None
    )
    assert found.table["nulls"].iloc[:2].tolist() == [12, 12]
    assert found.made.parameters["null"] == "fdsm"
    assert found.made.parameters["scores"] == ["modularity", "ei", "rwc"]
    assert ds.plot_study(found, view="intervals") is not None
    assert found["scores"].equals(found.table)


def test_those_who_speak_are_drawn_unless_others_are_named():
    st = ds.Statements.from_rows([(f"p{i}", story, (-1) ** i) for i in range(12) for story in ("ban", "tax")])
    table = st.table.rename(columns={"commenter": "organization"})
    made = ds.Statements(table, tuple(ds.Variable(v.name.replace("commenter", "organization"), v.kind, v.low, v.high)
                                      for v in st.variables))  # fmt: skip
    drawn = ds.bootstrap(made, project={"method": "congruence", "rows": "organization"}, times=5)
    assert drawn.made.parameters["by"] == "organization"


def test_shares_and_labels_without_a_row_are_told_of():
    st = statements()
    shares = square(0.9, 0.1, [-1, 1])
    with pytest.raises(OptionError, match="look like shares"):
        ds.coding_error(st, shares, "stance", times=3)
    lacking = pd.DataFrame([[30, 5]], index=[-1], columns=[-1, 1])
    found = ds.coding_error(st, lacking, "stance", times=3, cluster=None, scores=["density"])
    assert any("has a column in the confusion matrix but no row" in note for note in found.made.notes)
