"""Network and coalitions: shapes, dashes, numbers, hulls, legends, and labels that never collide."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import plot_examples as make
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Polygon

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.results import Partition, Positions, Scores
from discourse.plots.coalitions import plot_coalitions
from discourse.plots.network import plot_network


def texts(ax, label):
    return [t for t in ax.texts if t.get_label() == label and t.get_visible()]


def drawn(ax):
    ax.figure.draw_without_rendering()
    return ax


def boxes(ax, *labels):
    renderer = ax.figure.canvas.get_renderer()
    return [t.get_window_extent(renderer) for label in labels for t in texts(ax, label)]


def check_apart(found, page):
    """No two boxes overlap by more than half a pixel, and all are on the page."""
    for i, a in enumerate(found):
        assert a.x0 >= page.x0 - 0.5
        assert a.y0 >= page.y0 - 0.5
        assert a.x1 <= page.x1 + 0.5
        assert a.y1 <= page.y1 + 0.5
        for b in found[:i]:
            wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
            assert min(wide, high) <= 0.5, (a, b)


def legend_words(ax):
    return [t.get_text() for t in ax.get_legend().get_texts()]


def nodes_of(ax):
    return [c for c in ax.collections if isinstance(c, PathCollection)]


def edges_of(ax):
    found = [
        c for c in ax.collections if isinstance(c, LineCollection) and c.get_label().startswith("_edges")
    ]
    return {c.get_label().removeprefix("_edges "): c for c in found}


def test_shape_is_kind_and_the_legend_says_so():
    net = make.discourse_network()
    ax = drawn(plot_network(net, make.circle(net)))
    for dots, marker, kind in zip(nodes_of(ax), "osD", ("commenter", "actor", "narrative"), strict=True):
        style = MarkerStyle(marker)
        expected = style.get_path().transformed(style.get_transform())
        np.testing.assert_allclose(dots.get_paths()[0].vertices, expected.vertices)
        assert f"{kind} ({(net.nodes['kind'] == kind).sum()})" in legend_words(ax)


def test_sign_is_dash_as_well_as_hue_and_neutral_is_thin_and_grey():
    net = make.discourse_network()
    ax = plot_network(net, make.circle(net))
    found = edges_of(ax)
    sign = net.edges["sign"]
    counts = {"supports": (sign > 0).sum(), "rejects": (sign < 0).sum()}
    counts["neutral or unknown"] = net.size - sum(counts.values())
    assert {k: len(c.get_segments()) for k, c in found.items()} == counts
    dashes = {k: c.get_linestyle()[0][1] for k, c in found.items()}
    assert dashes["supports"] is None
    assert dashes["neutral or unknown"] is None
    assert len(dashes["rejects"]) == 2
    for word, count in counts.items():
        assert f"{word} ({count})" in legend_words(ax)
    red, green, blue, _ = found["neutral or unknown"].get_color()[0]
    assert red == green == blue


def test_width_is_linear_in_the_size_of_the_weight():
    nodes = pd.DataFrame({"id": list("abcd"), "label": list("abcd"), "kind": "commenter"})
    edges = pd.DataFrame({"source": ["a", "b", "c"], "target": ["b", "c", "d"], "weight": [1.0, 2.0, 4.0]})
    ax = plot_network(Network(nodes, edges), make.circle(Network(nodes, edges)))
    np.testing.assert_allclose(edges_of(ax)["tie"].get_linewidths(), [0.5 + 3.5 * w / 4 for w in (1, 2, 4)])
    assert "Width: weight" in legend_words(ax)


def test_negative_weights_are_dashed_where_there_is_no_column_of_signs():
    net, _ = make.camps(signed=True)
    found = edges_of(plot_network(net, make.circle(net)))
    assert len(found["negative tie"].get_segments()) == (net.edges["weight"] < 0).sum()
    assert found["negative tie"].get_linestyle()[0][1] is not None


@pytest.mark.parametrize("place", [make.circle, make.columns])
@pytest.mark.parametrize("size", [(7, 5), (3.5, 4), (12, 4)])
def test_labels_never_collide_nor_leave_the_page(place, size):
    net = make.discourse_network()
    ax = plot_network(net, place(net), labels=32, sizes=make.degree(net), title="Who says what")
    ax.figure.set_size_inches(*size)
    drawn(ax)
    found = boxes(ax, "_label")
    legend = ax.get_legend().get_window_extent()
    check_apart([*found, legend], ax.figure.bbox)
    left_out = 32 - len(found)
    caption = " ".join(texts(ax, "_caption")[0].get_text().split())
    assert ("not shown for want of room" in caption) == (left_out > 0)
    if left_out:
        assert f"{left_out} label" in caption


def test_all_labels_have_room_in_columns():
    net = make.discourse_network()
    ax = drawn(plot_network(net, make.columns(net), labels=40))
    names = {" ".join(t.get_text().split()) for t in texts(ax, "_label")}
    assert names == set(net.nodes["label"])
    spots = ax.transData.transform(make.columns(net).of(net))
    kinds = net.nodes["kind"].to_numpy()
    where = {" ".join(t.get_text().split()): t.get_window_extent() for t in texts(ax, "_label")}
    for label, kind, (x, _) in zip(net.nodes["label"], kinds, spots, strict=True):
        if kind == "commenter":
            assert where[label].x1 < x
        elif kind == "narrative":
            assert where[label].x0 > x


def test_labels_stay_off_the_nodes():
    net = make.discourse_network()
    ax = drawn(plot_network(net, make.circle(net), labels=32))
    spots = ax.transData.transform(make.circle(net).of(net))
    for box in boxes(ax, "_label"):
        inside = (spots > [box.x0, box.y0]) & (spots < [box.x1, box.y1])
        assert not inside.all(axis=1).any()


def test_the_most_important_nodes_are_labelled():
    net = make.discourse_network()
    scores = Scores(pd.DataFrame({"node": net.nodes["id"], "value": np.arange(32.0)}))
    ax = drawn(plot_network(net, make.circle(net), labels=3, sizes=scores))
    assert {t.get_text().replace("\n", " ") for t in texts(ax, "_label")} == set(net.nodes["label"].iloc[-3:])
    assert "Labelled: 3 of 32 nodes" in " ".join(texts(ax, "_caption")[0].get_text().split())


def test_area_grows_with_the_score_and_is_explained():
    net = make.discourse_network()
    ax = drawn(plot_network(net, make.circle(net), sizes=make.degree(net)))
    value = make.degree(net).table["value"].to_numpy()
    kinds = net.nodes["kind"].to_numpy()
    shown = np.concatenate([np.sort(value[kinds == k])[::-1] for k in ("commenter", "actor", "narrative")])
    areas = np.concatenate([dots.get_sizes() for dots in nodes_of(ax)])
    slope, start = np.polyfit(shown, areas, 1)
    assert slope > 0
    np.testing.assert_allclose(areas, start + slope * shown)
    assert {"Area: degree", "2", "9"} <= set(legend_words(ax))


def test_groups_carry_numbers_and_the_legend_lists_them():
    net, partition = make.camps()
    ax = drawn(plot_network(net, make.circle(net), partition=partition))
    assert [t.get_text() for t in texts(ax, "_badge")] == [str(g) for g in partition.of(net)]
    for group, count in partition.sizes.items():
        assert f"group {group} (n={count})" in legend_words(ax)
    numbers = [t.get_text() for t in ax.get_legend().findobj(mpl.text.Text) if t.get_text().isdigit()]
    assert {"1", "2", "3"} <= set(numbers)
    badge, dots = texts(ax, "_badge")[0], nodes_of(ax)[0]
    assert np.sqrt(dots.get_sizes().min()) >= 1.4 * badge.get_fontsize()


def test_fills_of_groups_next_to_each_other_differ_in_grey():
    from discourse.plots.style import GROUP_FILLS

    rgb = np.array([[int(f[i : i + 2], 16) / 255 for i in (1, 3, 5)] for f in GROUP_FILLS])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    lightness = 116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16
    assert (np.abs(np.diff(lightness)) > 9).all()


def test_twelve_groups_and_three_hundred_nodes():
    net = make.random_network(300, 900, spread=6.0)
    partition = Partition.from_labels(net, np.arange(300) % 12)
    ax = drawn(plot_network(net, make.circle(net), partition=partition, sizes=make.degree(net)))
    check_apart([*boxes(ax, "_label"), ax.get_legend().get_window_extent()], ax.figure.bbox)
    assert sum(w.startswith("group ") for w in legend_words(ax)) == 12


@pytest.mark.parametrize("directed", [False, True])
def test_hostile_names_are_shown_as_they_are(directed):
    nodes = pd.DataFrame(
        {"id": [f"n{i}" for i in range(len(make.HOSTILE))], "label": make.HOSTILE, "kind": "$k$"}
    )
    source, target = np.arange(len(nodes) - 1), np.arange(1, len(nodes))
    net = Network.from_arrays(nodes, source, target, {"weight": np.ones(len(source))}, directed=directed)
    ax = drawn(plot_network(net, make.circle(net), title="$\\frac$ title", caption="$ and $\n" * 3))
    check_apart(boxes(ax, "_label"), ax.figure.bbox)
    said = [t.get_text().replace("\n", " ") for t in texts(ax, "_label")]
    assert "$\\alpha$ and $x$" in said
    assert "<script>alert(1)</script>" in said
    assert "evil" in said
    assert "(no name)" in said
    assert any(t.endswith("x…") and len(t) < 70 for t in said)
    assert not any(t.get_parse_math() for t in ax.findobj(mpl.text.Text) if "$" in t.get_text())
    assert ax.get_title(loc="left") == "$\\frac$ title"


def test_directed_ties_have_heads_that_end_at_the_node():
    net = make.random_network(8, 12, directed=True)
    ax = drawn(plot_network(net, make.circle(net)))
    heads = next(c for c in ax.collections if c.get_label() == "_arrowheads")
    assert len(heads.get_paths()) == 12
    spots = ax.transData.transform(make.circle(net).of(net))
    for path, target in zip(heads.get_paths(), net.ends[1], strict=True):
        assert 2 < np.hypot(*(path.vertices[0] - spots[target])) < 15


@pytest.mark.parametrize(
    ("nodes", "edges"), [(1, 0), (2, 0), (6, 0), (6, 5)], ids=["one", "two", "no edges", "same place"]
)
def test_awkward_networks_are_drawn(nodes, edges):
    net = make.random_network(nodes, edges) if edges else Network(
        make.random_network(max(nodes, 2), 1).nodes.head(nodes),
        pd.DataFrame({"source": [], "target": [], "weight": []}),
    )  # fmt: skip
    same = Positions(pd.DataFrame({"node": net.nodes["id"], "x": 0.0, "y": 0.0}))
    ax = drawn(plot_network(net, same))
    check_apart(boxes(ax, "_label"), ax.figure.bbox)
    assert sum(len(c.get_offsets()) for c in nodes_of(ax)) == nodes


def test_a_reader_who_zooms_is_left_alone():
    net = make.discourse_network()
    ax = drawn(plot_network(net, make.circle(net)))
    ax.set_xlim(0, 0.5)
    drawn(ax)
    assert ax.get_xlim() == (0, 0.5)


def test_what_is_wrong_is_said():
    net = make.discourse_network()
    with pytest.raises(OptionError, match="labels must be"):
        plot_network(net, make.circle(net), labels=-1)
    with pytest.raises(OptionError, match="ax must be"):
        plot_network(net, make.circle(net), ax="here")
    with pytest.raises(DataError, match="another network"):
        plot_network(net, make.circle(make.random_network(4, 3)))
    with pytest.raises(DataError, match="no value for any node"):
        plot_network(net, make.circle(net), sizes=make.degree(make.random_network(4, 3)))
    empty = Network(net.nodes.head(0), net.edges.head(0).astype({"source": str, "target": str}))
    with pytest.raises(NotComputable, match="no nodes"):
        plot_network(empty, make.circle(empty))


def test_hulls_hold_their_members_and_are_named():
    net, partition = make.camps()
    at = make.circle(net)
    ax = drawn(plot_coalitions(net, at, partition=partition, sizes=make.degree(net)))
    spots = ax.transData.transform(at.of(net))
    groups = partition.of(net)
    hulls = {
        int(p.get_label().split()[-1]): p for p in ax.findobj(Polygon) if p.get_label().startswith("_hull")
    }
    assert sorted(hulls) == [1, 2, 3]
    tied = np.bincount(np.concatenate(net.ends), minlength=net.order) > 0
    for number, patch in hulls.items():
        assert patch.get_path().contains_points(spots[(groups == number) & tied]).all()
    assert len({str(p.get_linestyle()) for p in hulls.values()}) == 3
    names = sorted(t.get_text() for t in texts(ax, "_group"))
    assert names == [f"group {g} (n={n})" for g, n in partition.sizes.items()]
    check_apart(boxes(ax, "_group"), ax.figure.bbox)


def test_labels_of_coalitions_stay_apart():
    net, partition = make.camps(24, signed=True)
    ax = drawn(plot_coalitions(net, make.circle(net), partition=partition))
    check_apart([*boxes(ax, "_label"), ax.get_legend().get_window_extent()], ax.figure.bbox)


def test_the_threshold_cuts_and_the_caption_tells():
    net, partition = make.camps()
    ax = drawn(plot_coalitions(net, make.circle(net), partition=partition, threshold=0.3))
    kept = (net.edges["weight"] >= 0.3).sum()
    assert len(edges_of(ax)["tie"].get_segments()) == kept
    said = " ".join(texts(ax, "_caption")[0].get_text().split())
    for part in (
        f"{kept} of {net.size} ties", "≥ 0.3", "isolate", "congruence", "normalization average",
        "leiden (resolution 1, seed 7)", "circular (seed 0)",
    ):  # fmt: skip
        assert part in said


def test_isolates_are_hollow_and_counted():
    net, partition = make.camps()
    ax = drawn(plot_coalitions(net, make.circle(net), partition=partition))
    fills = nodes_of(ax)[0].get_facecolor()
    assert (fills[:, :3] == 1).all(axis=1).sum() == 1
    assert "no tie drawn (1)" in legend_words(ax)


@pytest.mark.parametrize("threshold", [-1, float("nan"), float("inf"), "a", True])
def test_a_threshold_is_a_number(threshold):
    net, partition = make.camps()
    with pytest.raises(OptionError, match="threshold must be"):
        plot_coalitions(net, make.circle(net), partition=partition, threshold=threshold)


def test_everything_below_the_threshold_leaves_an_empty_but_sound_figure():
    net, partition = make.camps()
    ax = drawn(plot_coalitions(net, make.circle(net), partition=partition, threshold=1e9))
    assert edges_of(ax) == {}
    assert "14 isolates" in texts(ax, "_caption")[0].get_text().replace("\n", " ")


def test_a_figure_may_hold_several():
    net, partition = make.camps()
    figure = Figure(figsize=(10, 4), layout="constrained")
    for ax in figure.subplots(1, 2):
        assert plot_coalitions(net, make.circle(net), partition=partition, ax=ax) is ax
    figure.draw_without_rendering()
    for ax in figure.axes:
        check_apart([t.get_window_extent() for t in texts(ax, "_label")], ax.bbox)
