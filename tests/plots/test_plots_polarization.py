"""Polarization: the line, the single point, and the groups' members."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.study import Study
from discourse.plots.polarization import plot_polarization
from discourse.plots.save import save_figure

HOSTILE = ["$x_1^2$ $", "line\nbreak", "x" * 300, "\u202eevil", "\u6f22\u5b57", "", "a" * 40, "a" * 41]


def study(windows=12, actors=8, *, missing=(), step=30, reach=15, names=None, **more) -> Study:
    rng = np.random.default_rng(windows * 100 + actors)
    middle = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.arange(windows) * step, "D")
    value = rng.uniform(0.4, 0.9, windows)
    value[list(missing)] = np.nan
    table = pd.DataFrame(
        {
            "window": np.arange(1, windows + 1),
            "start": middle - pd.Timedelta(reach, "D"),
            "middle": middle,
            "stop": middle + pd.Timedelta(reach, "D"),
            "value": value,
            "actors": rng.integers(2, 30, windows),
            "reason": pd.array(
                ["2 actors; 2 groups need 4" if np.isnan(v) else None for v in value], dtype="str"
            ),
        }
    )
    if more.get("nulls"):
        table["null_mean"], table["null_low"], table["null_high"] = value - 0.1, value - 0.2, value - 0.05
    if more.get("dna"):
        table["dna_value"] = value / 2
    names = names or [f"actor {i}" for i in range(actors)]
    rows = [
        (w, f"commenter:{i}", name, pd.NA if w - 1 in missing else int(i % 2 + 1), i + 1)
        for w in table["window"]
        for i, name in enumerate(names)
        if (w + i) % 5
    ]
    members = pd.DataFrame(rows, columns=["window", "node", "label", "group", "statements"])
    members["group"] = members["group"].astype("Int64")
    parameters = {"width": f"{2 * reach}D", "method": "greedy", "normalized": more.get("normalized", True)}
    return Study({"polarization": table, "members": members}, Made("polarization", parameters))


def drawn(ax):
    ax.figure.draw_without_rendering()
    return ax


def lines(ax, name):
    return [line for line in ax.lines if line.get_label() == f"_{name}"]


def caption(ax):
    found = [t.get_text() for t in ax.texts if t.get_label() == "_caption"]
    return " ".join(found[0].split()) if found else ""


def words(ax):
    legend = ax.get_legend()
    return {t.get_text() for t in legend.get_texts()} if legend is not None else set()


def within_page(ax):
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert tight.x0 >= -0.02
    assert tight.y0 >= -0.02
    assert tight.x1 <= page.x1 + 0.02
    assert tight.y1 <= page.y1 + 0.02


def test_line_is_the_values_at_the_middles_with_gaps():
    made = study(12, missing=(3, 4))
    ax = drawn(plot_polarization(made))
    table = made["polarization"]
    (line,) = lines(ax, "value")
    np.testing.assert_array_equal(line.get_ydata(), table["value"])
    epoch = (table["middle"] - pd.Timestamp("1970-01-01")) / pd.Timedelta(1, "D")
    np.testing.assert_allclose(line.get_xdata(), epoch)
    (points,) = lines(ax, "value_points")
    assert len(points.get_xdata()) == 10
    (extents,) = [c for c in ax.collections if c.get_label() == "_extent"]
    assert len(extents.get_segments()) == 10
    assert "No value in 2 of 12 windows (2 actors; 2 groups need 4)." in caption(ax)
    assert "hollow: no value" in caption(ax)


def test_scale_is_that_of_the_measure():
    ax = drawn(plot_polarization(study(5)))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["0", "0.25", "0.5", "0.75", "1"]
    assert ax.get_ylim()[0] == 0
    assert ax.transData.transform((0, 1.0))[1] < ax.child_axes[0].bbox.y0


def test_strip_counts_actors_and_is_hollow_without_value():
    made = study(6, missing=(0,))
    (strip,) = drawn(plot_polarization(made)).child_axes
    filled, hollow = strip.patches
    actors = made["polarization"]["actors"].to_numpy()
    assert filled.get_fill()
    assert not hollow.get_fill()
    np.testing.assert_array_equal(filled.get_data().values, [0, *actors[1:]])
    np.testing.assert_array_equal(hollow.get_data().values, [actors[0], 0, 0, 0, 0, 0])


def test_points_between_gaps_keep_a_marker_in_long_series():
    ax = drawn(plot_polarization(study(120, missing=(49, 51))))
    (points,) = lines(ax, "value_points")
    np.testing.assert_array_equal(points.get_xdata(), lines(ax, "value")[0].get_xdata()[[50]])


def test_many_or_overlapping_windows_show_their_width_once():
    for made in (study(120), study(12, reach=200)):
        ax = drawn(plot_polarization(made))
        assert not [c for c in ax.collections if c.get_label() == "_extent"]
        (bracket,) = lines(ax, "bracket")
        start, stop = bracket.get_xdata()
        row = made["polarization"].iloc[0]
        assert stop - start == pytest.approx((row["stop"] - row["start"]) / pd.Timedelta(1, "D"))


def test_chance_and_the_originals_score_are_told_apart():
    ax = drawn(plot_polarization(study(8, nulls=True, dna=True)))
    assert words(ax) == {"polarization", "by chance (mean, middle 95 %)", "DNA's score (greatest loss)"}
    value, dna = lines(ax, "value")[0], lines(ax, "dna")[0]
    assert value.get_linestyle() != dna.get_linestyle()
    marks = {line.get_marker() for name in ("value_points", "dna_points") for line in lines(ax, name)}
    assert len(marks) == 2
    assert [c for c in ax.collections if c.get_label() == "_null"]
    assert not words(drawn(plot_polarization(study(8))))


def test_a_score_on_another_scale_is_not_drawn():
    ax = drawn(plot_polarization(study(8, dna=True, normalized=False)))
    assert not lines(ax, "dna")


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_one_window_is_a_point_with_its_number(value):
    made = study(1, nulls=True, dna=True)
    made["polarization"].loc[0, "value"] = value
    ax = drawn(plot_polarization(made))
    (point,) = lines(ax, "value")
    assert point.get_xdata().tolist() == [value]
    assert [t.get_text() for t in ax.texts if t.get_label() == "_number"] == [f"{value:.2f}"]
    assert ax.get_xlim() == (0, 1)
    within_page(ax)


def test_one_window_without_dates():
    made = study(1)
    for column in ("start", "middle", "stop"):
        made["polarization"][column] = pd.DatetimeIndex([pd.NaT]).as_unit("us")
    assert "actors." in caption(drawn(plot_polarization(made)))
    ax = drawn(plot_polarization(made, view="members"))
    assert [t.get_text() for t in ax.get_xticklabels()] == ["all"]


def test_members_are_rows_and_windows_columns():
    made = study(6, 4, missing=(2,))
    ax = drawn(plot_polarization(made, view="members"))
    (image,) = ax.images
    assert image.get_array().shape == (4, 6, 3)
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert sorted(names) == [f"actor {i}" for i in range(4)]
    assert [n[-1] in "02" for n in names] == [True, True, False, False]  # group 1 first
    assert words(ax) == {"group 1", "group 2", "active, no groups"}
    shown = {tuple(map(int, t.get_position())): t.get_text() for t in ax.texts if t.get_label() == "_group"}
    members = made["members"]
    known = members[members["group"].notna()]
    assert shown == {
        (w - 1, names.index(n)): str(g)
        for w, n, g in zip(known["window"], known["label"], known["group"], strict=True)
    }
    assert "Blank: not active" in caption(ax)
    blank = {(w, n) for w in range(1, 7) for n in names} - set(
        zip(members["window"], members["label"], strict=True)
    )
    for w, n in blank:
        np.testing.assert_array_equal(image.get_array()[names.index(n), w - 1], 1.0)


def test_top_keeps_the_most_active_and_says_so():
    ax = drawn(plot_polarization(study(6, 12), view="members", top=5))
    assert ax.images[0].get_array().shape[0] == 5
    assert "Not shown: 7 actors" in caption(ax)


@pytest.mark.parametrize("view", ["line", "members"])
@pytest.mark.parametrize("width", [3.5, 7.2])
@pytest.mark.parametrize(("windows", "actors"), [(1, 1), (2, 3), (40, 50), (200, 200)])
def test_every_size_stays_on_the_page(view, width, windows, actors):
    ax = plot_polarization(study(windows, actors, nulls=True, dna=True), view=view, top=200)
    ax.figure.set_size_inches(width, ax.figure.get_figheight())
    for _ in range(3):
        drawn(ax)
    within_page(ax)
    for axis in (ax.xaxis, ax.yaxis):
        boxes = [t.get_window_extent() for t in axis.get_ticklabels() if t.get_text()]
        for a, b in pairwise(boxes):
            assert min(min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)) <= 0.5


def test_hostile_names_are_plain_text(tmp_path):
    made = study(4, names=HOSTILE)
    for view in ("line", "members"):
        ax = plot_polarization(made, view=view, title="$\\frac{a}$")
        ax.set_label(view)
        save_figure(ax.figure, tmp_path / view, formats=("png", "svg"), preset="nature")
        save_figure(ax.figure, tmp_path / f"{view}2", formats=("png", "svg"), preset="nature")
        for kind in ("png", "svg"):
            one, two = (tmp_path / f"{view}{n}.{kind}" for n in ("", "2"))
            assert one.read_bytes() == two.read_bytes()
    names = [t.get_text() for t in ax.get_yticklabels()]
    assert any(n.startswith("$x") for n in names)
    assert all("\n" not in n and len(n) <= 30 for n in names)
    assert len(names) == len(HOSTILE)


def test_caption_can_be_given_or_left_out():
    assert caption(drawn(plot_polarization(study(5), caption="Mine."))) == "Mine."
    assert caption(drawn(plot_polarization(study(5), caption=""))) == ""
    assert "Study: polarization (" in caption(drawn(plot_polarization(study(5))))
    assert "search greedy" in caption(drawn(plot_polarization(study(5), view="members")))


def test_nothing_to_draw_and_bad_options():
    with pytest.raises(NotComputable, match="2 actors; 2 groups need 4"):
        plot_polarization(study(3, missing=(0, 1, 2)))
    with pytest.raises(NotComputable, match="no window has a value"):
        plot_polarization(Study({k: v.iloc[:0] for k, v in study(3).tables.items()}))
    with pytest.raises(OptionError, match="Did you mean 'members'"):
        plot_polarization(study(3), view="member")
    with pytest.raises(OptionError, match="top must be"):
        plot_polarization(study(3), top=0)
    with pytest.raises(DataError, match="no column 'actors'"):
        plot_polarization(Study({"polarization": study(3)["polarization"].drop(columns="actors")}))
    with pytest.raises(OptionError, match="no table 'members'"):
        plot_polarization(Study({"polarization": study(3)["polarization"]}), view="members")
