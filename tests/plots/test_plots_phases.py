"""Phases: what the four views draw, in every size, and with awkward studies."""

from __future__ import annotations

from itertools import combinations, pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from discourse.errors import NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.study import Study
from discourse.plots import style
from discourse.plots.phases import VIEWS, plot_phases
from discourse.plots.save import save_figure


def study(windows: int = 24, phases: int = 3, *, every: str = "D", notes: tuple[str, ...] = ()) -> Study:
    """Windows whose phases follow each other, the first coming back at the end."""
    random = np.random.default_rng(0)
    state = np.minimum(np.arange(windows) * (phases + 1) // max(windows, 1), phases)
    state = np.where(state == phases, 0, state) + 1
    points = np.column_stack([np.cos(state), np.sin(state)]) + random.normal(0, 0.05, (windows, 2))
    apart = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    apart /= apart.max(initial=0.0) or 1.0
    low, high = np.triu_indices(windows, 1)
    middle = pd.date_range("2024-03-01", periods=windows, freq=every)
    states = pd.DataFrame(
        {
            "window": np.arange(1, windows + 1),
            "start": middle - pd.Timedelta("2D"),
            "middle": middle,
            "stop": middle + pd.Timedelta("2D"),
            "state": state,
            "x": points[:, 0],
            "y": points[:, 1],
            "silhouette": np.where(np.arange(windows) % 7 == 3, -0.2, 0.6),
            "statements": random.integers(3, 40, windows).astype(float),
        }
    )
    distances = pd.DataFrame({"window": low + 1, "other": high + 1, "distance": apart[low, high]})
    return Study({"states": states, "distances": distances}, Made("phases", {"width": "5D"}, notes=notes))


def drawn(ax):
    ax.figure.draw_without_rendering()
    return ax


def named(ax, name):
    bars = [bar for held in ax.containers if held.get_label() == f"_{name}" for bar in held]
    return bars + [a for a in ax.lines if a.get_label() == f"_{name}"]


def caption(ax):
    found = [t.get_text() for t in ax.texts if t.get_label() == "_caption"]
    return " ".join(found[0].split()) if found else ""


def test_states_are_spans_in_lanes():
    made = study()
    ax = drawn(plot_phases(made))
    spans = [(b.get_x(), b.get_x() + b.get_width(), b.get_y() + b.get_height() / 2) for b in named(ax, "run")]
    days = mpl.dates.date2num(made["states"]["middle"])
    assert [lane for _, _, lane in spans] == pytest.approx([1, 2, 3, 1])
    assert [s[0] for s in spans] == pytest.approx([days[i] - 0.5 for i in (0, 6, 12, 18)])
    assert spans[-1][1] == pytest.approx(days[-1] + 0.5)
    assert [a[1] for a in spans[:-1]] == pytest.approx([b[0] for b in spans[1:]])
    assert [t.get_text() for t in ax.get_yticklabels()] == [
        "phase 1\n12 windows", "phase 2\n6 windows", "phase 3\n6 windows",
    ]  # fmt: skip
    assert len(named(ax, "doubtful")) == (made["states"]["silhouette"] < 0).sum()
    assert all(p.get_hatch() for p in named(ax, "doubtful"))
    assert "Hatched" in caption(ax)


def test_strip_holds_the_statements():
    made = study()
    strip = next(c for c in plot_phases(made).child_axes if c.get_label() == "_statements")
    assert strip.patches[0].get_data().values.tolist() == made["states"]["statements"].tolist()


def test_distances_are_symmetric_and_boundaries_stand_at_changes():
    made = study()
    ax = drawn(plot_phases(made, view="distances"))
    (image,) = ax.images
    found = np.asarray(image.get_array())
    np.testing.assert_array_equal(found, found.T)
    table = made["distances"]
    np.testing.assert_array_equal(found[table["window"] - 1, table["other"] - 1], table["distance"])
    assert len(named(ax, "boundary")) == 2 * 3
    strip = next(c for c in ax.child_axes if c.get_label() == "_phases")
    assert [t.get_text() for t in strip.texts if t.get_visible()] == ["1", "2", "3", "1"]
    assert any(a.get_ylabel() == "distance, as a share of the largest" for a in ax.child_axes)


def test_title_stands_above_the_strip_of_phases():
    ax = drawn(plot_phases(study(), view="distances", title="A title"))
    strip = next(c for c in ax.child_axes if c.get_label() == "_phases")
    assert ax.get_title(loc="left") == "A title"
    title = next(t for t in ax.findobj(mpl.text.Text) if t.get_text() == "A title")
    assert title.get_window_extent().y0 >= strip.bbox.y1


def test_windows_at_uneven_times_keep_their_times():
    made = study(9)
    when = pd.Timestamp("2024-03-01") + pd.to_timedelta(np.cumsum(np.arange(1, 10)), unit="D")
    made = Study(dict(made.tables) | {"states": made["states"].assign(middle=when)}, made.made)
    ax = drawn(plot_phases(made, view="distances"))
    assert not ax.images
    edges = ax.collections[0].get_coordinates()[0, :, 0]
    np.testing.assert_allclose((edges[1:-2] + edges[2:-1]) / 2 - mpl.dates.date2num(when[1:-1]), 0, atol=0.51)


@pytest.mark.parametrize("view", ["states", "distances"])
def test_windows_at_the_same_time_are_numbered(view):
    made = study()
    states = made["states"].assign(middle=pd.Timestamp("2024-03-01"))
    ax = drawn(plot_phases(Study(dict(made.tables) | {"states": states}, made.made), view=view))
    assert ax.get_xlabel() == "window"
    assert ax.get_xlim() == (0.5, 24.5)


def test_silhouettes_go_from_best_to_worst_by_phase():
    made = study()
    made = Study(
        dict(made.tables)
        | {"states": made["states"].assign(silhouette=np.random.default_rng(1).uniform(-0.3, 0.9, 24))},
        made.made,
    )
    ax = drawn(plot_phases(made, view="silhouette"))
    bars = named(ax, "window")
    assert len(bars) == 24
    state = made["states"]["state"].to_numpy()
    wanted = [sorted(made["states"]["silhouette"][state == s], reverse=True) for s in (1, 2, 3)]
    assert [b.get_width() for b in bars] == pytest.approx(np.concatenate(wanted).tolist())
    (mean,) = named(ax, "mean")
    assert mean.get_xdata()[0] == pytest.approx(made["states"]["silhouette"].mean())
    assert len(named(ax, "doubtful")) == (made["states"]["silhouette"] < 0).sum()


def test_map_follows_time_and_dates_do_not_overlap():
    made = study(40, 4)
    ax = drawn(plot_phases(made, view="map"))
    (way,) = [a for a in ax.lines if a.get_label() == "_way"]
    np.testing.assert_array_equal(way.get_xydata(), made["states"][["x", "y"]])
    shapes = {a.get_marker() for a in ax.lines if a.get_label() == "_windows"}
    assert len(shapes) == 4
    boxes = [t.get_window_extent() for t in ax.texts if t.get_label() == "_date" and t.get_visible()]
    assert len(boxes) >= 2
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))
    words = [t.get_text() for t in ax.get_legend().get_texts()]
    assert words[0] == "phase 1 (16 windows)"


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("windows", [1, 2, 200])
def test_few_and_many_windows_stay_on_the_page(view, windows):
    made = study(windows, min(windows, 8))
    if view == "distances" and windows == 1:
        with pytest.raises(NotComputable, match="nothing to draw"):
            plot_phases(made, view=view)
        return
    ax = drawn(plot_phases(made, view=view, title="Phases of a debate"))
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert tight.x0 >= -0.01
    assert tight.y0 >= -0.01
    assert tight.x1 <= page.x1 + 0.01
    assert tight.y1 <= page.y1 + 0.01


@pytest.mark.parametrize("view", ["states", "distances"])
@pytest.mark.parametrize("every", ["h", "D", "MS", "YS"])
def test_dates_do_not_touch(view, every):
    ax = drawn(plot_phases(study(30, every=every), view=view))
    for axis in [ax.xaxis, *([ax.yaxis] if view == "distances" else [])]:
        boxes = [t.get_window_extent() for t in axis.get_ticklabels() if t.get_text()]
        assert boxes
        assert not any(a.overlaps(b) for a, b in pairwise(boxes))


@pytest.mark.parametrize("view", VIEWS)
def test_saved_twice_gives_the_same_bytes_in_both_widths(view, tmp_path):
    for width in (89, 183):
        one, two = (
            save_figure(plot_phases(study(), view=view).figure, tmp_path / f"{i}.png", width=width, dpi=72)[0]
            for i in (1, 2)
        )
        assert one.read_bytes() == two.read_bytes()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_but_its_axes_is_touched(view):
    made = study()
    before = {name: table.copy() for name, table in made.tables.items()}
    settings = dict(mpl.rcParams)
    figure = Figure(figsize=(7, 5), layout="constrained")
    left, right = figure.subplots(1, 2)
    assert plot_phases(made, view=view, ax=left) is left
    figure.draw_without_rendering()
    assert not right.lines
    assert dict(mpl.rcParams) == settings
    for name, table in before.items():
        pd.testing.assert_frame_equal(made[name], table)


@pytest.mark.parametrize("view", ["states", "map"])
@pytest.mark.parametrize(
    "words", ["$\\alpha$ costs $5", "x" * 300, "line\nbreak\ttab", "مرحبا \u202eevil", "100% <b>"]
)
def test_hostile_words_are_drawn_as_they_are(view, words):
    ax = drawn(plot_phases(study(notes=(words,)), view=view, title=words))
    assert ax.get_title(loc="left") == style.drawable(words, 90)
    assert style.drawable(words, 50)[1:20].strip() in caption(ax)


def test_caption_says_what_it_is_and_can_be_left_out():
    made = study(notes=("24 windows in 3 phases, by ward",))
    assert "24 windows in 3 phases, by ward. Study: phases (width 5D)." in caption(drawn(plot_phases(made)))
    assert caption(drawn(plot_phases(made, caption=""))) == ""
    assert caption(drawn(plot_phases(made, caption="Mine."))) == "Mine."


def test_more_phases_than_fills_are_told_apart_by_lane():
    ax = drawn(plot_phases(study(60, 14)))
    assert len(ax.get_yticklabels()) == 14
    boxes = [t.get_window_extent() for t in ax.get_yticklabels()]
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_study_gets_a_sentence(view):
    made = study()
    empty = Study({n: t.head(0) for n, t in made.tables.items()})
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_phases(empty, view=view)


def test_wrong_views_and_studies_get_a_sentence():
    with pytest.raises(OptionError, match="Did you mean 'states'"):
        plot_phases(study(), view="stats")
    with pytest.raises(OptionError, match="no table 'states'"):
        plot_phases(Study({"counts": pd.DataFrame({"value": [1]})}))
    with pytest.raises(OptionError, match="no column 'window'"):
        plot_phases(Study({"states": pd.DataFrame({"value": [1]})}))
