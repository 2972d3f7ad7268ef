"""The figure of many divisions shows what the study says, and nothing else."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import plot_examples as make
import pytest

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.study import Study
from discourse.plots import style
from discourse.plots.multiclust import plot_multiclust

METHODS = ("pam", "louvain", "walktrap", "greedy")


def study(nodes: int = 9, windows: int = 1, *, labels: tuple[str, ...] = (), failed: bool = True) -> Study:
    """Return a study with falling modularity from the third method on; the last method failed."""
    random = np.random.default_rng(1)
    scores, members, winners = [], [], []
    start = pd.Timestamp("2024-01-01")
    for window in range(1, windows + 1):
        best = METHODS[window % 3]
        for i, method in enumerate(METHODS):
            ran = not (failed and method == "greedy")
            value = 0.4 if method == best else 0.3 - 0.1 * i
            fixed = {"window": window, "method": method, "label": method.capitalize(), "best": method == best}
            scores.append(
                fixed | ({"k": 2 + (i == 0), "modularity": value} if ran else {"note": "too large"})
            )
            for node in range(nodes) if ran else ():
                group = 1 + node % 3 if i == 0 else 1 + int(random.random() < 0.3)
                name = labels[node] if labels else f"actor {node}"
                members.append(fixed | {"node": f"n{node}", "label": name, "group": group})
        winners.append(
            {
                "window": window,
                "middle": start + pd.Timedelta(days=7 * window),
                "statements": 40,
                "nodes": nodes,
            }
            | {"method": best, "label": best.capitalize(), "k": 2 + (best == "pam"), "modularity": 0.4}
        )
    frames = {n: pd.DataFrame(t) for n, t in (("winners", winners), ("scores", scores), ("members", members))}
    for name in ("winners", "scores"):
        frames[name] = frames[name].astype({"k": "Int64", "modularity": "float64"})
    return Study(frames, Made("multiclust", {"k": None, "k_max": 5, "seed": 0, "dna": False}))


def drawn(ax):
    ax.figure.draw_without_rendering()
    return ax


def caption(ax) -> str:
    (text,) = [t for t in ax.texts if t.get_label() == "_caption"]
    return " ".join(text.get_text().split())


def series(ax, name: str) -> list[tuple[float, float]]:
    return [tuple(p) for line in ax.lines if line.get_label() == name for p in line.get_xydata().tolist()]


def test_methods_stand_by_modularity_the_best_first():
    given = study()
    ax = drawn(plot_multiclust(given))
    assert [t.get_text() for t in ax.get_yticklabels()] == ["Louvain", "Pam", "Walktrap"]
    assert series(ax, "_best") == [(0.4, 0.0)]
    assert series(ax, "_others") == [(pytest.approx(0.3), 1.0), (pytest.approx(0.1), 2.0)]
    assert [t.get_text() for t in ax.texts if t.get_label() == "_k"] == ["2", "3", "2"]
    assert "Not run, or without a result: Greedy." in caption(ax)
    assert "k max 5" in caption(ax)
    best, other = (line for line in ax.lines if line.get_label() in ("_best", "_others"))
    assert best.get_markerfacecolor() != other.get_markerfacecolor()


def test_negative_modularity_is_left_of_a_line_at_zero():
    given = study()
    scores = given["scores"].assign(modularity=[-0.3, -0.1, -0.2, np.nan], best=[False, True, False, False])
    ax = drawn(plot_multiclust(Study(dict(given.tables) | {"scores": scores})))
    low, high = ax.get_xlim()
    assert low < -0.3
    assert high > 0


def cells(ax) -> np.ndarray:
    (image,) = [i for i in ax.images if i.get_label() == "_cells"]
    return np.asarray(image.get_array())


def test_colours_and_numbers_are_the_groups():
    from matplotlib.colors import to_hex

    given = study()
    ax = drawn(plot_multiclust(given, view="members"))
    wide = given["members"].pivot_table(index="label", columns="method", values="group")
    rows = [t.get_text() for t in ax.get_yticklabels()]
    cols = [t.get_text().lower() for t in ax.get_xticklabels()]
    assert cols == ["louvain", "pam", "walktrap"]
    assert sorted(rows) == sorted(wide.index)
    shown = {t.get_position(): int(t.get_text()) for t in ax.texts if t.get_label() == "_group"}
    for y, row in enumerate(rows):
        for x, col in enumerate(cols):
            group = int(wide.loc[row, col])
            assert to_hex(cells(ax)[y, x]) == style.group_fill(group).lower()
            assert shown[x, y] == group
    assert np.all(np.diff(wide.loc[rows, "louvain"]) >= 0)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["group 1", "group 2", "group 3"]


def test_neighbouring_groups_differ_in_grey():
    grey = [
        np.dot([int(f[i : i + 2], 16) for i in (1, 3, 5)], [0.2126, 0.7152, 0.0722])
        for f in style.GROUP_FILLS[:4]
    ]
    assert all(abs(a - b) > 15 for i, a in enumerate(grey) for b in grey[:i])


def test_only_so_many_nodes_are_shown_and_the_rest_is_counted():
    ax = drawn(plot_multiclust(study(30), view="members", top=12))
    assert cells(ax).shape[:2] == (12, 3)
    assert "Not shown: 18 nodes." in caption(ax)


def test_two_hundred_nodes_are_thinned():
    ax = drawn(plot_multiclust(study(200), view="members"))
    assert cells(ax).shape[:2] == (200, 3)
    assert "row is named" in caption(ax)
    boxes = [t.get_window_extent() for t in ax.get_yticklabels() if t.get_text()]
    assert len(boxes) < 200
    assert all(a.y0 >= b.y1 - 0.5 for a, b in itertools.pairwise(boxes))


def test_hostile_names():
    ax = drawn(plot_multiclust(study(len(make.HOSTILE), labels=make.HOSTILE), view="members"))
    said = [t.get_text() for t in ax.get_yticklabels()]
    assert "$\\alpha$ and $x$" in said
    assert not any(t.get_parse_math() for t in ax.get_yticklabels())
    assert max(map(len, said)) <= 42


def test_the_best_over_time():
    given = study(windows=12)
    ax = drawn(plot_multiclust(given, view="time"))
    assert [y for _, y in series(ax, "_series")] == [0.4] * 12
    marked = [line for line in ax.lines if line.get_label() == "_method"]
    assert len({line.get_marker() for line in marked}) == 3
    assert sum(len(line.get_xdata()) for line in marked) == 12
    (strip,) = ax.child_axes
    (count,) = [line for line in strip.lines if line.get_label() == "_count"]
    assert count.get_ydata().tolist() == given["winners"]["k"].tolist()
    said = [t.get_text() for t in ax.get_legend().get_texts()]
    assert "Louvain (4)" in said


def test_windows_without_a_division_are_gaps():
    given = study(windows=6)
    winners = given["winners"].copy()
    winners.loc[2, ["method", "label", "k", "modularity"]] = None
    ax = drawn(plot_multiclust(Study(dict(given.tables) | {"winners": winners}), view="time"))
    values = [y for _, y in series(ax, "_series")]
    assert np.isnan(values[2])
    assert np.isfinite(values[:2] + values[3:]).all()
    assert "1 of 6 windows have no division." in caption(ax)


def test_which_window_is_shown_is_said():
    given = study(windows=5)
    winners = given["winners"].assign(modularity=[0.1, 0.2, 0.7, 0.3, 0.1])
    given = Study(dict(given.tables) | {"winners": winners})
    assert "Window 3 of 5, around 2024-01-22." in caption(drawn(plot_multiclust(given)))
    ax = drawn(plot_multiclust(given, view="members", window=2))
    assert "Window 2 of 5" in caption(ax)
    assert ax.get_xticklabels()[0].get_text() == "Walktrap"


@pytest.mark.parametrize("view", ["scores", "members", "time"])
def test_names_stay_on_the_page(view):
    ax = plot_multiclust(study(20, windows=8), view=view, title="A title")
    drawn(ax)
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert tight.x0 >= -0.01
    assert tight.y0 >= -0.01
    assert tight.x1 <= page.x1 + 0.01
    assert tight.y1 <= page.y1 + 0.01


@pytest.mark.parametrize("view", ["scores", "members", "time"])
def test_given_tables_and_axes_are_kept(view):
    from matplotlib.figure import Figure

    given = study(12, windows=3)
    before = {name: table.copy() for name, table in given.tables.items()}
    left, right = Figure(figsize=(9, 4), layout="constrained").subplots(1, 2)
    assert plot_multiclust(given, view=view, ax=left) is left
    assert not right.texts
    for name, table in before.items():
        pd.testing.assert_frame_equal(given[name], table)


def test_what_is_wrong_gets_a_sentence():
    given = study(windows=2)
    with pytest.raises(OptionError, match="Did you mean 'scores'"):
        plot_multiclust(given, view="score")
    with pytest.raises(OptionError, match="the windows 1 to 2"):
        plot_multiclust(given, window=7)
    with pytest.raises(OptionError, match="top must be"):
        plot_multiclust(given, view="members", top=0)
    with pytest.raises(DataError, match="no column 'modularity'"):
        plot_multiclust(Study({"winners": given["winners"].drop(columns="modularity")}))
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_multiclust(Study({n: t.head(0) for n, t in given.tables.items()}))
    undated = given["winners"].assign(middle=pd.NaT)
    with pytest.raises(NotComputable, match="no dates, so there is nothing to draw"):
        plot_multiclust(Study(dict(given.tables) | {"winners": undated}), view="time")
    lost = given["winners"].copy()
    lost.loc[0, "modularity"] = np.nan
    with pytest.raises(NotComputable, match="window 1 has no division"):
        plot_multiclust(Study(dict(given.tables) | {"winners": lost}), window=1)
