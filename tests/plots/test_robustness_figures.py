"""Figures of robustness: what is drawn is what was given."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import sure_examples as sure
from sure_examples import apart, caption, columns, drawn, legend, lines, named, words

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.study import Study
from discourse.plots.robustness import plot_robustness
from discourse.plots.sensitivity import plot_sensitivity


def test_the_forest_shows_every_interval_and_counts_on_scales_of_their_own() -> None:
    study = sure.robustness()
    table = study["scores"]
    ax = drawn(plot_robustness(study))
    assert [p.get_label() for p in ax.child_axes] == ["_scale", "_own"]
    inner, own = ax.child_axes
    small = table[~table["score"].isin(["components", "groups"])]
    large = table[table["score"].isin(["components", "groups"])]
    for name in ("sample", "coding", "options"):
        np.testing.assert_allclose(
            [x.get_xdata() for x in lines(inner, name)], small[[f"{name}_low", f"{name}_high"]]
        )
    np.testing.assert_allclose([x.get_xdata()[0] for x in lines(inner, "value")], small["value"])
    faces = [x.get_markerfacecolor() for x in lines(inner, "value")]
    assert [f == "white" for f in faces] == (small["p"] > 0.05).tolist()
    bands = [(p.get_x(), p.get_x() + p.get_width()) for p in inner.patches]
    np.testing.assert_allclose(bands, small[["null_low", "null_high"]])
    looks = {
        (lines(inner, n)[0].get_linestyle(), lines(inner, n)[0].get_linewidth())
        for n in ("sample", "coding", "options")
    }
    assert len(looks) == 3
    # Every row of the second panel from 0 to the number at its end.
    units = [float(t) for t in words(own, "most")]
    np.testing.assert_allclose(
        [x.get_xdata() for x in lines(own, "sample")],
        large[["sample_low", "sample_high"]].to_numpy() / np.array(units)[:, None],
    )
    assert all(x.get_xdata().max() <= 1 for x in lines(own, "sample"))
    order = ["modularity", "ei", "density", "rwc"]
    heads = ["congruence", "replies"]
    assert named(ax) == [n for h in heads for n in (h, *order)] + [
        n for h in heads for n in (h, "components", "groups")
    ]
    shown = columns(ax)
    assert shown["value"][:3] == [".420", "−.600", ".310"]
    assert shown["95 % (samples)"][0] == ".265 to .606"
    assert shown["p"][:2] == [".020", ".300"]
    said = caption(ax)
    assert "congruence: 14 nodes, 56 ties." in said
    assert "200 samples. 99 random networks (1K)." in said
    apart(ax)


def test_samples_alone_are_enough_and_what_is_missing_is_left_out() -> None:
    ax = drawn(plot_robustness(sure.robustness(("debate",), bare=True)))
    assert legend(ax) == ["value", "other samples, 95 %"]
    assert list(columns(ax)) == ["value", "95 % (samples)"]
    rows = dict(zip(ax.get_yticks(), named(ax), strict=True))
    inner = ax.child_axes[0]
    assert [rows[x.get_ydata()[0]] for x in lines(inner, "value")] == ["modularity", "ei", "density", "rwc"]
    table = sure.robustness(("debate",))["scores"]
    table.loc[0, ["value", "p", "sample_low", "sample_high"]] = np.nan
    ax = drawn(plot_robustness(Study({"scores": table})))
    assert columns(ax)["value"][0] == "n/a"
    assert columns(ax)["95 % (samples)"][0] == "–"
    assert "value (p ≤ .05, or not compared)" in legend(ax)
    only = table[["score", "value"]].tail(1)
    ax = drawn(plot_robustness(Study({"scores": only})))
    assert [p.get_label() for p in ax.child_axes] == ["_own"]
    apart(ax)


def test_one_network_one_score_and_the_first_rows() -> None:
    study = sure.robustness()
    assert named(drawn(plot_robustness(study, network="replies", score="rwc"))) == ["rwc"]
    assert named(drawn(plot_robustness(study, score="rwc"))) == ["congruence", "rwc", "replies", "rwc"]
    ax = drawn(plot_robustness(study, top=2))
    assert named(ax) == ["modularity", "ei"]
    assert "Not shown: 10 more scores." in caption(ax)


def test_coalitions_show_how_sure_each_member_is() -> None:
    study = sure.robustness()
    table = study["coalitions"]
    table = table[table["network"] == "congruence"].sort_values(
        ["group", "certainty"], ascending=[True, False]
    )
    ax = drawn(plot_robustness(study, view="coalitions"))
    rows = named(ax)
    assert [n for n in rows if n.startswith("group")] == [
        "group 1 (n = 5)",
        "group 2 (n = 5)",
        "group 3 (n = 4)",
    ]
    assert [n for n in rows if not n.startswith("group")] == table["label"].tolist()
    (stable,), (unstable,), (other,) = (lines(ax, n) for n in ("stable", "unstable", "other"))
    np.testing.assert_allclose(stable.get_xdata(), table.loc[~table["unstable"], "certainty"])
    np.testing.assert_allclose(unstable.get_xdata(), table.loc[table["unstable"], "certainty"])
    np.testing.assert_allclose(other.get_xdata(), table["elsewhere"])
    assert stable.get_marker() != unstable.get_marker()
    assert other.get_markerfacecolor() == "white"
    assert columns(ax)["draws"] == table["n"].astype(str).tolist()
    assert f"{int(table['unstable'].sum())} of 14." in caption(ax)
    assert "Of the network congruence." in caption(ax)


def test_of_many_members_the_least_sure_are_shown() -> None:
    study = sure.robustness(("debate",), nodes=60)
    ax = drawn(plot_robustness(study, view="coalitions"))
    table = study["coalitions"].sort_values(["unstable", "certainty"], ascending=[False, True])
    assert {n for n in named(ax) if not n.startswith("group")} == set(table["label"].head(40))
    assert "The 40 least sure of 60 nodes." in caption(ax)
    assert "n = 20" in named(ax)[0]
    apart(ax)


def test_ranks_show_the_highest_with_intervals() -> None:
    study = sure.robustness(("debate",), nodes=30)
    table = study["nodes"].head(20)
    ax = drawn(plot_robustness(study, view="ranks"))
    assert named(ax) == table["label"].tolist()
    (rank,) = lines(ax, "rank")
    assert rank.get_xdata().tolist() == table["rank"].tolist()
    bars = next(c for c in ax.collections if c.get_label() == "_intervals").get_segments()
    np.testing.assert_allclose([b[:, 0] for b in bars], table[["rank_low", "rank_high"]])
    assert "The 20 highest of 30 nodes." in caption(ax)
    ticks = ax.get_xticks()
    assert ticks[0] == 1
    assert all(float(t).is_integer() for t in ticks)
    assert columns(ax)["value"][:2] == ["30", "29"]


def test_strips_are_those_of_sensitivity() -> None:
    study = sure.robustness()
    table = pd.concat(
        [study["strips"].assign(network=n) for n in ("congruence", "replies")], ignore_index=True
    )
    ax = drawn(plot_robustness(Study({"strips": table}, study.made), view="strips", network="replies"))
    alone = drawn(plot_sensitivity(Study({"strips": study["strips"]}, study.made)))
    assert named(ax) == named(alone)
    assert columns(ax) == columns(alone)
    assert caption(ax) == f"Of the network replies. {caption(alone)}"


def test_robustness_says_what_is_wrong() -> None:
    study = sure.robustness()
    with pytest.raises(OptionError, match="view='forest' is not known"):
        plot_robustness(study, view="forest")
    with pytest.raises(OptionError, match="draws the table 'nodes', which this study has not; it has scores"):
        plot_robustness(Study({"scores": study["scores"]}), view="ranks")
    with pytest.raises(OptionError, match=r"network='reply' is not in this study .*Did you mean 'replies'"):
        plot_robustness(study, network="reply")
    with pytest.raises(OptionError, match="score='rcw' is not in this study"):
        plot_robustness(study, score="rcw")
    with pytest.raises(OptionError, match="network='a': this study does not tell networks apart"):
        plot_robustness(Study({"scores": study["scores"].drop(columns="network")}), network="a")
    with pytest.raises(DataError, match="no column 'certainty'"):
        plot_robustness(
            Study({"coalitions": study["coalitions"].drop(columns="certainty")}), view="coalitions"
        )
    for top in (0, 1.5, True):
        with pytest.raises(OptionError, match="top must be a whole number"):
            plot_robustness(study, top=top)  # type: ignore[arg-type]
    numbers = study["scores"].columns.difference(["network", "score", "null", "sentence"])
    nothing = study["scores"].assign(**dict.fromkeys(numbers, np.nan))
    with pytest.raises(NotComputable, match="no score has a value or an interval"):
        plot_robustness(Study({"scores": nothing}))
    with pytest.raises(NotComputable, match="no node was drawn again"):
        plot_robustness(
            Study({"coalitions": study["coalitions"].assign(certainty=np.nan)}), view="coalitions"
        )
    with pytest.raises(NotComputable, match="no node has a rank by 'degree'"):
        plot_robustness(Study({"nodes": study["nodes"].assign(rank=np.nan)}), view="ranks")


def test_infinite_and_missing_numbers_are_not_drawn() -> None:
    table = sure.robustness(("debate",))["scores"].astype({"nulls": "Int64", "sample_n": "Int64"})
    table.loc[0, "value"], table.loc[1, "null_low"] = np.inf, -np.inf
    table.loc[2, ["nulls", "sample_n"]] = pd.NA
    ax = drawn(plot_robustness(Study({"scores": table})))
    inner = ax.child_axes[0]
    assert len(lines(inner, "value")) == 3
    assert len(inner.patches) == 3
    table = sure.strips({"threshold": ["0", "1", "2"]})
    table.loc[1, "found"] = np.inf
    assert words(drawn(plot_sensitivity(Study({"strips": table}))), "n_a") == ["n/a", "n/a"]


@pytest.mark.parametrize("count", [1, 12])
def test_the_scale_of_the_upper_panel_has_room(count: int) -> None:
    scores = [*(f"score {i}" for i in range(count)), "components", "groups"]
    ax = drawn(plot_robustness(sure.robustness(scores=scores)))
    upper, lower = ax.child_axes
    assert upper.xaxis.label.get_window_extent().y0 >= lower.bbox.y1 - 1
