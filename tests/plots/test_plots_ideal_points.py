"""The figures of ideal points: what is drawn is what the tables hold, and names have their room."""

from __future__ import annotations

import io
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.study import Study
from discourse.plots.ideal_points import plot_ideal_points
from discourse.plots.save import save_figure

HOSTILE = [
    "$\\alpha$ and $x$", "a" * 300, "line\nbreak", "شهر دمشق", "_under^", "<b>&", "", "long name that must be broken",
]  # fmt: skip


def summaries(count: int, seed: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(seed)
    mean = random.standard_normal(count)
    return {
        "mean": mean,
        "low": mean - random.uniform(0.3, 1.5, count),
        "high": mean + random.uniform(0.3, 1.5, count),
    }


def study(count: int, *, dimensions: int = 1, ordinal: bool = False, names: list[str] | None = None) -> Study:
    """Return a study of ``count`` actors and as many concepts, a trace of six of them, no draws behind them."""
    names = names or [f"organization {i}" for i in range(count)]
    points = pd.concat(
        [
            pd.DataFrame({"node": names, "dimension": k + 1, **summaries(count, k), "rhat": 1.0})
            for k in range(dimensions)
        ],
        ignore_index=True,
    )
    parameters = [f"discrimination {k + 1}" for k in range(dimensions)] + ["difficulty"]
    parameters += ["cutpoint 1", "cutpoint 2"] if ordinal else []
    items = pd.concat(
        [
            pd.DataFrame({"concept": names, "parameter": p, **summaries(count, 9 + k)})
            for k, p in enumerate(parameters)
        ],
        ignore_index=True,
    )
    responses = pd.DataFrame(
        {"node": np.repeat(names, 3), "response": np.tile([1.0, 0.0, np.nan], len(names)), "concept": "c"}
    )
    shown = points.head(6)[["node", "dimension"]]
    trace = shown.merge(pd.DataFrame({"chain": [1, 2, 3, 4]}), how="cross").merge(
        pd.DataFrame({"draw": np.arange(1, 41)}), how="cross"
    )
    trace["value"] = np.random.default_rng(0).standard_normal(len(trace))
    tables = {"points": points, "items": items, "responses": responses, "trace": trace}
    return Study(tables, Made("ideal_points", {"dimensions": dimensions, "seed": 0}))


def drawn(ax):
    ax.figure.draw_without_rendering()
    return ax


def caption(ax):
    found = [t.get_text() for t in ax.texts if t.get_label() == "_caption"]
    return " ".join(found[0].split()) if found else ""


def segments(ax, name="_intervals"):
    return np.array([s for c in ax.collections if c.get_label() == name for s in c.get_segments()])


def means(ax):
    return [line for line in ax.lines if line.get_label() == "_means"]


def overlap(a, b):
    return min(min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0))


def check_inside(figure):
    tight, page = figure.get_tightbbox(), figure.bbox_inches
    assert tight.x0 >= -0.02
    assert tight.y0 >= -0.02
    assert tight.x1 <= page.x1 + 0.02
    assert tight.y1 <= page.y1 + 0.02


def test_rows_are_sorted_and_filled_where_the_interval_leaves_out_zero():
    made = study(9)
    ax = drawn(plot_ideal_points(made))
    table = made["points"].sort_values("mean", ignore_index=True)
    assert [t.get_text().replace("\n", " ") for t in ax.get_yticklabels()] == table["node"].tolist()
    np.testing.assert_allclose(segments(ax)[:, :, 0], table[["low", "high"]])
    np.testing.assert_allclose(segments(ax)[:, 0, 1], np.arange(9))
    full, open_ = means(ax)
    sure = (table["low"] > 0) | (table["high"] < 0)
    np.testing.assert_allclose(full.get_xdata(), table["mean"][sure])
    np.testing.assert_allclose(open_.get_xdata(), table["mean"][~sure])
    assert 0 < sure.sum() < 9
    assert full.get_markerfacecolor() != open_.get_markerfacecolor()
    assert [t.get_text() for t in ax.texts if t.get_label() == "_n"] == ["2"] * 9
    assert any(line.get_label() == "_zero" for line in ax.lines)
    assert "ideal_points (dimensions 1, seed 0)" in caption(ax)


@pytest.mark.parametrize("count", [1, 2, 40, 200])
@pytest.mark.parametrize("width", [3.5, 7.2])
def test_names_of_rows_have_room(count, width):
    ax = plot_ideal_points(study(count))
    ax.figure.set_size_inches(width, ax.figure.get_figheight())
    drawn(ax)
    labels = [t for t in ax.get_yticklabels() if t.get_text()]
    for a, b in pairwise(t.get_window_extent() for t in labels):
        assert overlap(a, b) <= 0.5
    check_inside(ax.figure)
    assert ("is named" in caption(ax)) == (len(labels) < count)
    assert sum(len(m.get_xdata()) for m in means(ax)) == count


@pytest.mark.parametrize("count", [3, 12, 45])
def test_plane_shows_crosses_and_labels_that_do_not_touch(count):
    made = study(count, dimensions=2)
    ax = drawn(plot_ideal_points(made))
    first, second = (made["points"].query(f"dimension == {k}") for k in (1, 2))
    (dots,) = means(ax)
    wanted = sorted(zip(first["mean"], second["mean"], strict=True))
    np.testing.assert_allclose(sorted(zip(*dots.get_data(), strict=True)), wanted)
    lines = segments(ax)
    assert len(lines) == 2 * count
    across = lines[lines[:, 0, 1] == lines[:, 1, 1]]
    np.testing.assert_allclose(
        sorted(across[:, :, 0].tolist()), sorted(first[["low", "high"]].values.tolist())
    )
    shown = [t for t in ax.texts if t.get_label() == "_label" and t.get_visible()]
    assert len(shown) >= min(count, 30)
    for a, b in combinations([t.get_window_extent() for t in shown], 2):
        assert overlap(a, b) <= 1.5
    box = ax.bbox
    assert all(box.x0 - 2 <= t.get_window_extent().x0 for t in shown)
    assert all(t.get_window_extent().x1 <= box.x1 + 2 for t in shown)
    left_out = count - len(shown)
    assert (f"{left_out} label" in caption(ax)) == (left_out > 0)
    # One scale in both directions.
    width, height = ax.bbox.width / np.ptp(ax.get_xlim()), ax.bbox.height / np.ptp(ax.get_ylim())
    assert width == pytest.approx(height)


def test_items_have_a_panel_for_each_parameter_in_the_same_order():
    made = study(7, dimensions=2)
    ax = drawn(plot_ideal_points(made, view="items"))
    items = made["items"]
    order = items.query("parameter == 'discrimination 1'").sort_values("mean")["concept"]
    assert [t.get_text().replace("\n", " ") for t in ax.get_yticklabels()] == order.tolist()
    assert [p.get_xlabel() for p in ax.child_axes] == ["discrimination 1", "discrimination 2", "difficulty"]
    for panel, name in zip(
        ax.child_axes, ("discrimination 1", "discrimination 2", "difficulty"), strict=True
    ):
        part = items[items["parameter"] == name].set_index("concept").loc[order]
        np.testing.assert_allclose(segments(panel)[:, :, 0], part[["low", "high"]])
        assert panel.get_ylim() == ax.get_ylim()


def test_ordinal_items_show_both_cut_points_with_markers_of_their_own():
    ax = drawn(plot_ideal_points(study(5, ordinal=True), view="items"))
    assert [p.get_xlabel() for p in ax.child_axes] == ["discrimination", "cut points"]
    assert {m.get_marker() for m in means(ax.child_axes[1])} == {"<", ">"}
    assert len(segments(ax.child_axes[1])) == 10
    words = [t.get_text() for t in ax.get_legend().get_texts()]
    assert words[2:] == ["rejects | both", "both | supports"]


@pytest.mark.parametrize("width", [3.5, 7.2])
def test_traces_have_a_line_per_chain_and_say_whose_they_are(width):
    made = study(8)
    ax = plot_ideal_points(made, view="trace")
    ax.figure.set_size_inches(width, 5.6)
    drawn(ax)
    assert len(ax.child_axes) == 6
    for panel, (node, part) in zip(ax.child_axes, made["trace"].groupby("node", sort=False), strict=True):
        lines = [line for line in panel.lines if line.get_label() == "_chain"]
        assert len(lines) == 4
        np.testing.assert_allclose(lines[2].get_ydata(), part[part["chain"] == 3]["value"])
        (head,) = (t.get_text() for t in panel.texts)
        assert head == f"{node} · R-hat 1.000"
    assert [t.get_text() for t in ax.get_legend().get_texts()] == [f"chain {k}" for k in (1, 2, 3, 4)]
    check_inside(ax.figure)


def test_chains_that_have_not_converged_are_told():
    made = study(4)
    told = Study(made.tables, Made("ideal_points", notes=("not converged: positions (R-hat up to 1.2)",)))
    assert "have not converged" in caption(drawn(plot_ideal_points(told)))
    assert "have not converged" not in caption(drawn(plot_ideal_points(made)))
    assert caption(drawn(plot_ideal_points(told, caption="Mine."))) == "Mine."


def test_labels_are_shown_in_place_of_ids():
    made = study(2)
    points = made["points"].assign(label=["Ada", None])
    ax = drawn(plot_ideal_points(Study({"points": points})))
    assert {t.get_text() for t in ax.get_yticklabels()} == {"Ada", "organization 1"}


@pytest.mark.parametrize("view", ["points", "items", "trace"])
@pytest.mark.parametrize("dimensions", [1, 2])
def test_hostile_names_are_drawn_as_they_are(view, dimensions):
    ax = drawn(plot_ideal_points(study(8, dimensions=dimensions, names=HOSTILE), view=view))
    texts = [*ax.get_yticklabels(), *ax.texts, *(t for p in ax.child_axes for t in p.texts)]
    said = " ".join(t.get_text() for t in texts)
    assert "$\\alpha$" in said
    assert not any(t.get_parse_math() for t in texts if "$" in t.get_text())
    check_inside(ax.figure)


@pytest.mark.parametrize(("view", "dimensions"), [("points", 1), ("points", 2), ("items", 2), ("trace", 1)])
def test_figures_are_saved_twice_alike(view, dimensions, tmp_path):
    files = []
    for name in ("a", "b"):
        ax = plot_ideal_points(study(10, dimensions=dimensions), view=view)
        save_figure(ax.figure, tmp_path / f"{name}.svg", preset="nature", width="single")
        files.append((tmp_path / f"{name}.svg").read_bytes())
    assert files[0] == files[1]
    assert io.BytesIO(files[0]).read(5) == b"<?xml"


def test_what_cannot_be_drawn_is_said():
    made = study(3)
    with pytest.raises(OptionError, match="Did you mean 'points'"):
        plot_ideal_points(made, view="point")
    with pytest.raises(OptionError, match="no table 'items'"):
        plot_ideal_points(Study({"points": made["points"]}), view="items")
    with pytest.raises(DataError, match="no column 'low'"):
        plot_ideal_points(Study({"points": made["points"].drop(columns="low")}))
    with pytest.raises(DataError, match="no parameter 'discrimination 1'"):
        plot_ideal_points(Study({"items": made["items"].query("parameter == 'difficulty'")}), view="items")
    with pytest.raises(NotComputable, match="is empty"):
        plot_ideal_points(Study({"points": made["points"].head(0)}))
    with pytest.raises(OptionError, match="matplotlib Axes"):
        plot_ideal_points(made, ax=3)
