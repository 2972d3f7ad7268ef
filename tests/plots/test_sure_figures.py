"""Figures of what is sure: chance, sensitivity and robustness; what is drawn is what was given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import plot_examples as make
import pytest
import sure_examples as sure
from sure_examples import apart, caption, columns, drawn, legend, lines, named, words

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.results import Made, Scores
from discourse.model.study import Study
from discourse.plots.chance import plot_chance
from discourse.plots.robustness import plot_robustness
from discourse.plots.save import save_figure
from discourse.plots.sensitivity import plot_sensitivity

# Chance


def test_one_score_stands_beside_its_random_networks() -> None:
    scores = sure.compared(0.5, 99)
    chance = scores.chance
    assert chance is not None
    ax = drawn(plot_chance(scores))
    bars = [p for p in ax.patches if p.get_width() > 0 and p.get_label() != "_own"]
    assert sum(p.get_height() for p in bars) == 99
    for bar in bars:
        inside = (chance.values >= bar.get_x() - 1e-12) & (
            chance.values < bar.get_x() + bar.get_width() - 1e-12
        )
        last = bar.get_x() + bar.get_width() >= chance.values.max() - 1e-12
        assert bar.get_height() == inside.sum() + last
    (span,), (mean,) = lines(ax, "range"), lines(ax, "null_mean")
    np.testing.assert_allclose(span.get_xdata(), chance.range)
    np.testing.assert_allclose(mean.get_xdata(), [chance.mean])
    observed = next(c for c in ax.collections if c.get_label() == "_value")
    np.testing.assert_allclose(observed.get_segments()[0][:, 0], 0.5)
    assert len(next(c for c in ax.collections if c.get_label() == "_each").get_segments()) == 99
    assert words(ax, "observed") == [f"observed .500 z = {chance.z:.2f}, p = .020"]
    assert ax.get_xlabel() == "rwc"
    said = caption(ax)
    assert "99 random networks with the same degrees (1K), each divided anew by bisection" in said
    assert said.startswith(chance.sentence("rwc").replace(" -.", " −."))
    assert "Seed 0." in said
    assert any("99 random networks (1K)" in t for t in legend(ax))


@pytest.mark.parametrize(
    ("observed", "values", "told"),
    [
        (2.0, [1.0], "observed 2 no z; p = 1.000"),
        (1.0, [1.0] * 30, "observed 1 z = 0.00, p = 1.000"),
        (0.3, [0.1, 0.2, 0.1, 0.2, np.nan], "observed .300 z = 2.60, p = .400"),
        (-4.0, [-1e9, 0.0, 1e9], "observed −4 z = −0.00, p = 1.000"),
    ],
)
def test_few_and_equal_values(observed: float, values: list[float], told: str) -> None:
    ax = drawn(plot_chance(sure.compared(observed, values=values)))
    assert words(ax, "observed") == [told]
    bars = [p for p in ax.patches if p.get_height() > 0]
    assert sum(p.get_height() for p in bars) == np.isfinite(values).sum()
    assert ("Not defined on 1 more random networks." in caption(ax)) == (len(values) == 5)
    apart(ax)


def test_several_scores_share_a_frame_of_standard_deviations() -> None:
    found = sure.many(6)
    ax = drawn(plot_chance(found))
    assert named(ax) == list(found)
    (places, faces) = zip(
        *((x.get_xdata()[0], x.get_markerfacecolor()) for x in lines(ax, "value")), strict=True
    )
    np.testing.assert_allclose(places, [s.z for s in found.values()])
    assert [f == "white" for f in faces] == [s.p > 0.05 for s in found.values()]
    bars = [p for p in ax.patches if p.get_width() > 0]
    for bar, one in zip(bars, found.values(), strict=True):
        assert one.chance is not None
        ends = (np.array(one.chance.range) - one.chance.mean) / one.chance.sd
        np.testing.assert_allclose([bar.get_x(), bar.get_x() + bar.get_width()], ends)
    shown = columns(ax)
    assert list(shown) == ["observed", "null mean", "p"]
    assert shown["observed"] == ["−.060", ".020", ".100", ".180", ".260", ".340"]
    assert "50 random networks with the same degrees (1K)" in caption(ax)
    assert "Seeds 0 to 5." in caption(ax)
    one = drawn(plot_chance({"only": found["score 1"]}))
    assert one.get_xlabel() == "only"


def test_what_lies_far_out_has_an_arrow_and_its_number() -> None:
    found = {"near": sure.compared(0.2), "far": sure.compared(5.0), "below": sure.compared(-3.0)}
    found["alike"] = sure.compared(2.0, values=[1.0] * 20)
    ax = drawn(plot_chance(found))
    assert [x.get_marker() for x in lines(ax, "value")] == ["o", ">", "<"]
    assert words(ax, "far") == [f"z = {found[n].z:.1f}".replace("-", "−") for n in ("far", "below")]
    assert words(ax, "no_z") == ["no z"]
    assert "Arrows: more than 12 standard deviations." in caption(ax)
    assert "No z: random networks do not differ in it." in caption(ax)
    low, high = ax.get_xlim()
    assert all(low < x.get_xdata()[0] < high for x in lines(ax, "value"))


def test_very_many_scores_leave_the_nearest_out() -> None:
    found = sure.many(60)
    ax = drawn(plot_chance(found))
    far = sorted(found, key=lambda n: -abs(found[n].z))[:40]
    assert named(ax) == [n for n in found if n in far]
    assert "Not shown: 20 scores nearer to chance." in caption(ax)
    apart(ax)


def test_chance_says_what_is_wrong() -> None:
    plain = Scores(pd.DataFrame({"node": ["graph"], "value": [0.5]}), "graph", Made("rwc"))
    with pytest.raises(OptionError, match=r"'rwc' was not compared with random networks.*nulls=100"):
        plot_chance(plain)
    with pytest.raises(OptionError, match="'b' was not compared"):
        plot_chance({"a": sure.compared(), "b": plain})
    with pytest.raises(NotComputable, match="no score was given, so there is nothing to draw"):
        plot_chance({})
    with pytest.raises(NotComputable, match="'rwc' is not defined on the network itself"):
        plot_chance(sure.compared(float("nan"), values=[0.1, 0.2]))
    with pytest.raises(DataError, match="takes Scores, or a mapping of names to Scores, not float"):
        plot_chance(0.5)  # type: ignore[arg-type]
    with pytest.raises(DataError, match="'a' is int, not Scores"):
        plot_chance({"a": 1})  # type: ignore[dict-item]


# Sensitivity


def test_every_value_of_every_option_is_a_point() -> None:
    study = sure.sensitivity(
        names={"threshold": ["0", "1", "2"], "normalization": ["none", "average", "cosine"]}
    )
    table = study["strips"]
    ax = drawn(plot_sensitivity(study))
    assert named(ax) == ["threshold", "0", "1", "2", "normalization", "none", "average", "cosine"]
    (other,), (own,) = lines(ax, "found"), lines(ax, "found_usual")
    known = table["found"].notna()
    np.testing.assert_allclose(other.get_xdata(), table.loc[known & ~table["usual"], "found"])
    np.testing.assert_allclose(own.get_xdata(), [0.4, 0.4])
    assert own.get_markerfacecolor() != other.get_markerfacecolor()
    (usual,) = lines(ax, "usual")
    assert usual.get_xdata().tolist() == [0.4, 0.4]
    assert words(ax, "n_a") == ["n/a", "n/a"]
    (panel,) = ax.child_axes
    (alike,), (same,) = lines(panel, "ari"), lines(panel, "ari_usual")
    np.testing.assert_allclose(alike.get_xdata(), [0.7, 0.7])
    assert same.get_xdata().tolist() == [1.0, 1.0]
    assert set(alike.get_ydata()) == set(other.get_ydata())
    spans = [(p.get_x(), p.get_x() + p.get_width()) for p in ax.patches]
    np.testing.assert_allclose(spans, table.groupby("option", sort=False)["found"].agg(["min", "max"]))
    assert columns(ax)["groups"] == ["3", "4", "–", "3", "4", "–"]
    assert "No value (n/a) with 2 of 6 settings: there is no tie left." in caption(ax)
    assert "Network: congruence. Groups: leiden." in caption(ax)


def test_seeds_and_very_many_values_lie_in_one_row() -> None:
    names = {
        "seed": [str(i) for i in range(9)],
        "resolution": [str(i) for i in range(25)],
        "cluster.seed": ["1", "2"],
    }
    ax = drawn(plot_sensitivity(sure.sensitivity(names=names)))
    assert named(ax) == ["seed", "9 values", "resolution", "25 values", "cluster.seed", "1", "2"]
    assert len(set(lines(ax, "found")[0].get_ydata())) == 2
    assert columns(ax)["groups"][:2] == ["3–4", "3–4"]
    much = {f"option {i}": ["1", "2", "3"] for i in range(80)}
    ax = drawn(plot_sensitivity(sure.sensitivity(names=much)))
    assert "Not shown: 40 options on which it depends less." in caption(ax)
    assert len(columns(ax)["groups"]) == 40
    apart(ax)


def test_a_score_is_chosen_and_the_order_of_nodes_is_said() -> None:
    study = sure.sensitivity(scores=("modularity", "degree, order of nodes"))
    ax = drawn(plot_sensitivity(study, score="degree, order of nodes"))
    label = " ".join(ax.get_xlabel().split())
    assert label == "degree: rank correlation of nodes with the usual values"
    assert plot_sensitivity(study).get_xlabel() == "modularity"
    with pytest.raises(OptionError, match=r"score='modularty' is not among .*Did you mean 'modularity'"):
        plot_sensitivity(study, score="modularty")


def test_little_looks_little_and_without_groups_there_is_no_panel() -> None:
    table = sure.strips({"threshold": ["0", "1", "2"]}).assign(ari=np.nan)
    table["found"] = [0.401, 0.402, 0.403]
    ax = drawn(plot_sensitivity(Study({"strips": table})))
    assert not ax.child_axes
    assert np.ptp(ax.get_xlim()) >= 0.1 - 1e-9
    assert "usual value" in legend(ax)
    unusual = drawn(plot_sensitivity(Study({"strips": table.assign(usual=False)})))
    assert "usual value" not in legend(unusual)
    assert not lines(unusual, "usual")


def test_sensitivity_says_what_is_wrong() -> None:
    lost = sure.strips().assign(found=np.nan, reason="there is no tie left")
    with pytest.raises(NotComputable, match=r"no value with any option \(there is no tie left\)"):
        plot_sensitivity(Study({"strips": lost}))
    with pytest.raises(DataError, match="no column 'found'"):
        plot_sensitivity(Study({"strips": lost.drop(columns="found")}))
    with pytest.raises(OptionError, match="no table 'strips'"):
        plot_sensitivity(Study({"other": lost}))


# All


def figures() -> dict[str, Any]:
    """Every view with hostile names, and with many long ones."""
    bad, long = list(make.HOSTILE), [make.long_name("Score", i) for i in range(24)]
    study = sure.robustness(tuple(bad[:3]), labels=bad, scores=bad[3:8])
    return {
        "chance": lambda: plot_chance(sure.many(len(bad), bad)),
        "one chance": lambda: plot_chance(sure.compared(name=bad[2])),
        "long chance": lambda: plot_chance(sure.many(len(long), long)),
        "sensitivity": lambda: plot_sensitivity(sure.sensitivity(names={n: ["a", n] for n in bad})),
        "intervals": lambda: plot_robustness(study),
        "coalitions": lambda: plot_robustness(study, view="coalitions"),
        "ranks": lambda: plot_robustness(study, view="ranks"),
        "long intervals": lambda: plot_robustness(sure.robustness(("one",), scores=long)),
    }


@pytest.mark.parametrize("name", list(figures()))
def test_hostile_and_long_names_keep_apart_on_one_column(name: str) -> None:
    ax = figures()[name]()
    ax.figure.set_size_inches(89 / 25.4, ax.figure.get_figheight())
    for _ in range(2):
        drawn(ax)
    apart(ax)
    shown = [t for t in [*ax.get_yticklabels(), *ax.texts, ax.xaxis.label] if "$" in t.get_text()]
    assert not any(t.get_parse_math() for t in shown)


def test_a_file_has_the_same_bytes_twice(tmp_path: Any) -> None:
    ax = plot_robustness(sure.robustness(), title="How sure")
    one, two = (
        save_figure(ax, tmp_path / f"{n}.pdf", preset="nature", width="single")[0].read_bytes() for n in "ab"
    )
    assert one == two


def test_captions_can_be_given_or_left_out() -> None:
    study = sure.robustness()
    for view in ("intervals", "coalitions", "strips", "ranks"):
        assert caption(plot_robustness(study, view=view, caption="So be it.")) == "So be it."
        assert caption(drawn(plot_robustness(study, view=view, caption=""))) == ""
    assert caption(plot_chance(sure.compared(), caption="")) == ""
    assert caption(plot_chance(sure.many(2), caption="Yes.")) == "Yes."
    assert caption(plot_sensitivity(sure.sensitivity(), caption="")) == ""
