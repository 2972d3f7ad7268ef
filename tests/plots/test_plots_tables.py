"""Agreement, heat map and frequency."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import plot_examples as make
import pytest
from matplotlib.collections import LineCollection

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.results import Partition, Positions, Scores
from discourse.plots.agreement import plot_agreement
from discourse.plots.frequency import plot_frequency
from discourse.plots.heatmap import plot_heatmap


def bars(ax, name):
    return [p for p in ax.patches if p.get_label() == f"_{name}"]


def drawn(ax):
    ax.figure.draw_without_rendering()
    return ax


def caption(ax):
    found = [t.get_text() for t in ax.texts if t.get_label() == "_caption"]
    return " ".join(found[0].split()) if found else ""


def check_tick_labels(axis):
    """Tick labels that are next to each other do not overlap."""
    found = [t.get_window_extent() for t in axis.get_ticklabels() if t.get_text()]
    for a, b in pairwise(found):
        overlap = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        assert min(overlap) <= 0.5


def test_rejects_go_left_and_are_hatched_and_neutral_is_in_the_middle():
    scores = make.agreement(8)
    ax = drawn(plot_agreement(scores))
    table = scores.table.assign(net=lambda t: t["supports"] - t["rejects"])
    table = table.sort_values(["net", "n"], ascending=[False, False])
    np.testing.assert_allclose([p.get_width() for p in bars(ax, "rejects")], -table["rejects"])
    np.testing.assert_allclose([p.get_width() for p in bars(ax, "supports")], table["supports"])
    for patch, half in zip(bars(ax, "neutral"), table["neutral"] / 2, strict=True):
        assert patch.get_x() == -half
        assert patch.get_width() == 2 * half
    assert all(p.get_hatch() for p in bars(ax, "rejects"))
    assert not any(p.get_hatch() for p in bars(ax, "supports"))
    assert [t.get_text() for t in ax.texts if t.get_label() == "_n"] == [str(n) for n in table["n"]]
    said = [" ".join(t.get_text().split()) for t in ax.get_yticklabels()]
    assert said == table["label"].tolist()
    words = {t.get_text() for t in ax.get_legend().get_texts()}
    assert words == {"rejects", "neutral", "supports", "share and 95 % interval"}


def test_intervals_stand_beside_their_rows_and_undefined_shares_say_so():
    scores = make.agreement(8)
    ax = drawn(plot_agreement(scores))
    (panel,) = ax.child_axes
    table = scores.table.assign(net=lambda t: t["supports"] - t["rejects"])
    table = table.sort_values(["net", "n"], ascending=[False, False]).reset_index()
    known = table["support"].notna()
    dots = next(line for line in panel.lines if line.get_marker() == "o")
    np.testing.assert_allclose(dots.get_xdata(), table["support"][known])
    np.testing.assert_allclose(dots.get_ydata(), np.flatnonzero(known))
    whiskers = np.array([s[:, 0] for c in panel.collections for s in c.get_segments()])
    np.testing.assert_allclose(whiskers, table.loc[known, ["support_low", "support_high"]])
    assert [t.get_text() for t in panel.texts] == ["n/a"]
    assert panel.get_ylim() == ax.get_ylim()


@pytest.mark.parametrize("count", [1, 2, 20, 60])
@pytest.mark.parametrize("width", [3.5, 7.0])
def test_agreement_of_one_row_and_of_sixty(count, width):
    ax = plot_agreement(make.agreement(count), top=60)
    ax.figure.set_size_inches(width, ax.figure.get_figheight())
    drawn(ax)
    assert len(bars(ax, "supports")) == count
    check_tick_labels(ax.xaxis)
    check_tick_labels(ax.yaxis)
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert tight.x0 >= -0.01
    assert tight.y0 >= -0.01
    assert tight.x1 <= page.x1 + 0.01
    assert tight.y1 <= page.y1 + 0.01


def test_top_keeps_those_with_most_statements_and_says_what_is_left_out():
    scores = make.agreement(12)
    ax = drawn(plot_agreement(scores, top=5))
    shown = {t.get_text() for t in ax.texts if t.get_label() == "_n"}
    assert shown == {str(n) for n in scores.table["n"].nlargest(5)}
    assert "Not shown: 7" in caption(ax)


def test_agreement_says_what_is_wrong():
    good = make.agreement(3).table
    with pytest.raises(DataError, match="no column 'supports'"):
        plot_agreement(Scores(good.drop(columns="supports"), "code"))
    with pytest.raises(DataError, match="negative"):
        plot_agreement(Scores(good.assign(rejects=-1), "code"))
    with pytest.raises(NotComputable, match="no rows"):
        plot_agreement(Scores(good.head(0), "code"))
    with pytest.raises(OptionError, match="top must be"):
        plot_agreement(make.agreement(3), top=0)


def test_hostile_labels_in_rows():
    table = make.agreement(len(make.HOSTILE)).table.assign(label=make.HOSTILE)
    ax = drawn(plot_agreement(Scores(table, "code")))
    said = [t.get_text() for t in ax.get_yticklabels()]
    assert "$\\alpha$ and $x$" in said
    assert not any(t.get_parse_math() for t in ax.get_yticklabels())


def matrix_of(ax):
    (mesh,) = [c for c in [*ax.collections, *ax.images] if c.get_label() == "_cells"]
    return mesh, np.ma.getdata(mesh.get_array()), np.ma.getmaskarray(mesh.get_array())


def test_the_scale_diverges_at_zero_where_ties_oppose():
    net, _ = make.camps(signed=True)
    mesh, values, blank = matrix_of(plot_heatmap(net))
    assert mesh.norm.vmin == -mesh.norm.vmax
    red, green, blue, _ = mesh.cmap(mesh.norm(0.0))
    assert max(red, green, blue) - min(red, green, blue) < 0.01
    assert red > 0.9
    np.testing.assert_array_equal(np.where(blank, 0, values), net.matrix().toarray())


def test_the_scale_starts_at_zero_and_darkens_where_no_tie_opposes():
    net, _ = make.camps()
    mesh, _, _ = matrix_of(plot_heatmap(net))
    assert mesh.norm.vmin == 0
    grey = mesh.cmap(np.linspace(0, 1, 9))[:, :3] @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(grey) < 0).all()
    np.testing.assert_array_equal(mesh.cmap(np.ma.masked_all(1))[0, :3], 1.0)


def test_rows_and_columns_follow_the_positions():
    net, _ = make.camps(6)
    x = np.array([3.0, 1, 2, 0, 5, 4])
    at = Positions(pd.DataFrame({"node": net.nodes["id"], "x": x, "y": 0.0}))
    ax = drawn(plot_heatmap(net, at))
    order = np.argsort(x)
    assert [t.get_text() for t in ax.get_yticklabels()] == net.nodes["label"].iloc[order].tolist()
    _, values, blank = matrix_of(ax)
    np.testing.assert_array_equal(np.where(blank, 0, values), net.matrix().toarray()[order][:, order])


def test_groups_are_together_with_lines_between_them():
    net, partition = make.camps()
    ax = drawn(plot_heatmap(net, partition=partition))
    sizes = partition.sizes.to_numpy()
    cuts = np.cumsum(sizes)[:-1] - 0.5
    lines = [line for line in ax.lines if line.get_label() == "_boundary"]
    assert sorted(
        {float(v) for line in lines for v in [*line.get_xdata(), *line.get_ydata()]} - {0.0, 1.0}
    ) == sorted(cuts)
    assert [t.get_text() for t in ax.texts if t.get_label() == "_group"] == ["1", "2", "3"]


def test_small_matrices_show_their_values_and_signs():
    net, _ = make.camps(signed=True)
    ax = drawn(plot_heatmap(net))
    shown = [t.get_text() for t in ax.texts if t.get_label() == "_value" and t.get_visible()]
    assert len(shown) == 2 * net.size
    assert sum(t.startswith("−") for t in shown) == 2 * (net.edges["weight"] < 0).sum()


@pytest.mark.parametrize("size", [(7, 6), (3.3, 3)])
def test_negative_cells_are_marked_where_values_have_no_room(size):
    net, _ = make.camps(14 if size[0] < 4 else 24, signed=True)
    ax = plot_heatmap(net)
    ax.figure.set_size_inches(*size)
    drawn(ax)
    assert not [t for t in ax.texts if t.get_label() == "_value" and t.get_visible()]
    (marks,) = [c for c in ax.collections if isinstance(c, LineCollection) and c.get_label() == "_negative"]
    assert marks.get_visible()
    assert len(marks.get_segments()) == 2 * (net.edges["weight"] < 0).sum()
    assert "minus sign" in caption(ax)


def test_the_block_between_two_kinds():
    net = make.discourse_network()
    ax = drawn(plot_heatmap(net, rows="commenter", cols="narrative"))
    _, values, blank = matrix_of(ax)
    np.testing.assert_array_equal(np.where(blank, 0, values), net.matrix("commenter", "narrative").toarray())
    assert [" ".join(t.get_text().split()) for t in ax.get_yticklabels()] == list(make.COMMENTERS)


@pytest.mark.parametrize("count", [2, 30, 300])
def test_names_are_thinned_until_they_have_room(count):
    net = make.random_network(count, min(count * (count - 1) // 2, 3 * count))
    ax = drawn(plot_heatmap(net))
    check_tick_labels(ax.xaxis)
    check_tick_labels(ax.yaxis)
    shown = len([t for t in ax.get_yticklabels() if t.get_text()])
    assert (shown < count) == ("row is named" in caption(ax))
    assert shown == count or count > 40


def test_heatmap_says_what_is_wrong():
    net = make.discourse_network()
    with pytest.raises(OptionError, match="Did you mean 'narrative'"):
        plot_heatmap(net, rows="narative")
    with pytest.raises(NotComputable, match="no tie among"):
        plot_heatmap(net, rows="commenter", cols="commenter")
    with pytest.raises(DataError, match="not of this network"):
        plot_heatmap(net, partition=Partition.from_labels(make.camps()[0], np.ones(14)))
    empty = Network(net.nodes.head(0), net.edges.head(0).astype({"source": str, "target": str}))
    with pytest.raises(NotComputable, match="no nodes"):
        plot_heatmap(empty)


def test_the_colour_bar_is_named():
    net, _ = make.camps(signed=True)
    ax = drawn(plot_heatmap(net))
    (bar,) = ax.child_axes
    assert "weight" in bar.get_ylabel()
    assert bar.get_ylim() == pytest.approx(
        (-net.edges["weight"].abs().max(), net.edges["weight"].abs().max())
    )


def series(ax):
    return [line for line in ax.lines if line.get_label() == "_series"]


def test_lines_over_time_differ_in_marker_and_dash_and_are_named():
    scores = make.frequency(8, 14)
    ax = drawn(plot_frequency(scores))
    table = scores.table[scores.table["node"] != "all"].sort_values("value", ascending=False, kind="stable")
    for line, (_, row) in zip(series(ax), table.iterrows(), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), row.iloc[3:].astype(float))
    assert len({line.get_marker() for line in series(ax)}) == 8
    assert len({str(line._dash_pattern) for line in series(ax)}) == 8
    names = [" ".join(t.get_text().split()) for t in ax.texts if t.get_label() == "_label"]
    assert names[:8] == table["label"].tolist()
    marks = [line.get_marker() for line in ax.lines if line.get_label() == "_mark"]
    assert marks == [line.get_marker() for line in series(ax)]


@pytest.mark.parametrize("size", [(7, 4.6), (3.5, 3.5)])
@pytest.mark.parametrize("codes", [1, 8])
def test_names_of_lines_do_not_collide(size, codes):
    ax = plot_frequency(make.frequency(codes, 14))
    ax.figure.set_size_inches(*size)
    drawn(ax)
    found = [t.get_window_extent() for t in ax.texts if t.get_label() == "_label"]
    page = ax.figure.bbox
    for i, a in enumerate(found):
        assert a.x1 <= page.x1 + 0.5
        for b in found[:i]:
            assert min(min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)) <= 1.0


def test_all_statements_are_the_denominator_in_a_strip_of_their_own():
    scores = make.frequency(3, 6)
    ax = drawn(plot_frequency(scores))
    (strip,) = ax.child_axes
    whole = scores.table.set_index("node").loc["all"].iloc[2:].astype(float)
    (steps,) = [p for p in strip.patches if hasattr(p, "get_data")]
    np.testing.assert_array_equal(steps.get_data().values, whole)
    assert strip.get_xlim() == ax.get_xlim()
    assert "all statements" in [t.get_text() for t in ax.texts]
    assert "own scale" in caption(ax)


@pytest.mark.parametrize(
    ("bins", "every"), [(1, "D"), (2, "D"), (90, "D"), (30, "W"), (60, "MS"), (12, "YS")]
)
def test_the_axis_of_dates_is_readable(bins, every):
    ax = drawn(plot_frequency(make.frequency(3, bins, every=every)))
    said = [t.get_text() for t in ax.get_xticklabels()]
    assert 1 <= len(said) <= 8
    assert said[0][-4:].isdigit()
    check_tick_labels(ax.xaxis)
    low, high = series(ax)[0].get_xdata()[[0, -1]]
    assert all(low <= t <= high for t in ax.get_xticks())


def test_bins_are_put_in_order_of_time_and_need_no_denominator():
    table = pd.DataFrame(
        {"node": ["a"], "value": [6], "2024-03-01": [3], "2024-01-01": [1], "2024-02-01": [2]}
    )
    ax = drawn(plot_frequency(Scores(table, "code")))
    assert series(ax)[0].get_ydata().tolist() == [1, 2, 3]
    assert ax.child_axes == []


def test_frequency_says_what_is_wrong():
    with pytest.raises(DataError, match="named by a date"):
        plot_frequency(Scores(pd.DataFrame({"node": ["a"], "value": [1], "march": [1]}), "code"))
    with pytest.raises(NotComputable, match="no code"):
        plot_frequency(make.frequency(0, 3))
    with pytest.raises(OptionError, match="from 1 to 8"):
        plot_frequency(make.frequency(), top=9)


@pytest.mark.parametrize("stances", [[0], [0, 0], [0, 0, 0]])
def test_agreement_without_any_support_or_rejection_keeps_its_room(stances: list[int]) -> None:
    """A line of markers without a point once claimed the corner of the page, and the bars were squeezed."""
    from discourse.model.statements import Statements
    from discourse.verbs import score

    rows = [("a", f"n{i}", s) for i, s in enumerate(stances)]
    ax = plot_agreement(score(Statements.from_rows(rows), "narratives"))
    for _ in range(2):
        ax.figure.draw_without_rendering()
    assert ax.get_position().height > 0.4
