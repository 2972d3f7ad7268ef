"""Text that can be drawn, the placer of labels, dates, hulls and the canvas."""

from __future__ import annotations

import subprocess
import sys
import types
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.plots import dates, hulls, labels, style
from discourse.plots.canvas import new_axes


@given(st.text(max_size=200), st.integers(1, 80))
def test_any_text_can_be_drawn(words, width):
    said = style.drawable(words, width)
    codes = style._drawable_codes()
    assert said
    assert len(said) <= max(width, len("(no name)"))
    assert all(ord(c) in codes for c in said)
    assert all(unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") for c in said)
    assert not set(said) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def test_drawable_by_example():
    assert style.drawable("$\\alpha$") == "$\\alpha$"
    assert style.drawable("漢字漢字漢字") == "□□□"
    assert style.drawable("\ud800 lone") == "? lone"
    assert style.drawable("مرحبا") == "مرحبا"
    assert style.drawable("می\u200cخواهم") == "می\u200cخواهم"
    assert style.drawable("e" + "\u0301" * 40) == "é\u0301\u0301"
    assert style.drawable("") == "(no name)"
    assert style.drawable("x" * 300, 20) == "x" * 19 + "…"


@given(
    st.lists(st.text("abc de", min_size=1, max_size=12), min_size=1, max_size=12),
    st.integers(5, 30),
    st.integers(1, 4),
)
def test_wrapped_text_keeps_to_its_lines(words, width, lines):
    said = style.wrapped(" ".join(words), width, lines)
    assert len(said.split("\n")) <= lines
    assert max(map(len, said.split("\n"))) <= 1.3 * width


def test_measured_sizes_are_those_drawn():
    ax = new_axes()
    ax.figure.set_dpi(720)
    for words in ("Reconciliation with", "two\nlines gj", "مرحبا بالعالم", "Ünïcödé"):
        made = ax.text(0, 0, words, linespacing=style.LINESPACING, **style.text(8.0))
        box, (width, height) = made.get_window_extent(), style.measure(words, 8.0)
        assert width == pytest.approx(box.width / 10, abs=0.6)
        assert height >= box.height / 10 - 0.8


BOX = st.tuples(st.floats(0, 300), st.floats(0, 200), st.floats(5, 90), st.floats(5, 25), st.floats(1, 8))


@given(st.lists(BOX, min_size=1, max_size=40))
def test_placed_labels_never_touch_labels_nodes_or_the_frame(spots):
    found = np.array(spots)
    anchors, sizes, radii = found[:, :2], found[:, 2:4], found[:, 4]
    placed = labels.place_labels(anchors, radii, sizes, (0, 0, 300, 200))
    again = labels.place_labels(anchors, radii, sizes, (0, 0, 300, 200))
    np.testing.assert_array_equal(placed.corners, again.corners)
    here = np.isfinite(placed.corners[:, 0])
    low, high = placed.corners[here], placed.corners[here] + sizes[here]
    assert (low >= 0).all()
    assert (high <= [300, 200]).all()
    for i in range(len(low)):
        for j in range(i):
            assert not ((low[i] < high[j]) & (low[j] < high[i])).all()
        near = np.clip(anchors, low[i], high[i])
        assert (np.hypot(*(near - anchors).T) >= radii - 1e-9).all()


def test_a_lone_label_stands_right_of_its_node_and_needs_no_line():
    placed = labels.place_labels(
        np.array([[50.0, 50.0]]), np.array([4.0]), np.array([[20.0, 8.0]]), (0, 0, 200, 100)
    )
    assert placed.corners[0, 0] == pytest.approx(55.5)
    assert placed.corners[0, 1] == pytest.approx(46.0)
    assert not placed.leaders[0]


def test_a_label_too_wide_for_the_frame_is_left_out():
    placed = labels.place_labels(
        np.array([[50.0, 50.0]]), np.array([4.0]), np.array([[200.0, 8.0]]), (0, 0, 100, 100)
    )
    assert np.isnan(placed.corners).all()


def test_labels_rather_do_not_cover_lines():
    line = np.array([[50.0, 50.0, 200.0, 50.0]])
    placed = labels.place_labels(
        np.array([[50.0, 50.0]]), np.array([4.0]), np.array([[20.0, 8.0]]), (0, 0, 200, 100), segments=line
    )
    assert placed.corners[0, 0] + 20 < 50


@given(st.lists(st.tuples(st.floats(-50, 150), st.floats(1, 9)), min_size=1, max_size=10))
def test_spread_labels_do_not_touch_and_keep_their_order(wanted):
    middles, heights = np.array(wanted).T
    found = labels.spread(middles, heights, 0.0, 100.0)
    order = np.argsort(middles, kind="stable")
    gaps = np.diff(found[order]) - (heights[order][:-1] + heights[order][1:]) / 2
    assert (gaps >= -1e-9).all()
    assert (found - heights / 2 >= -1e-9).all()
    assert (found + heights / 2 <= 100 + 1e-9).all()


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=20))
def test_hulls_contain_every_disc(points):
    centres = np.array(points)
    outline = hulls.rounded_hull(centres, np.full(len(centres), 1.0))
    step = np.roll(outline, -1, axis=0) - outline
    to = centres[:, None] - outline[None]
    left_of = step[None, :, 0] * to[..., 1] - step[None, :, 1] * to[..., 0]
    # At least cos(pi / 32) inside of every side: the discs are polygons of 32 corners.
    assert (left_of >= 0.99 * np.hypot(*step.T)[None]).all()


@given(st.floats(-20000, 40000), st.floats(0, 30000), st.integers(2, 9))
def test_ticks_of_dates_lie_within_and_are_few(low, span, most):
    places, said = dates.date_ticks(low, low + span, most)
    assert 1 <= len(places) <= max(most, 1)
    assert len(places) == len(said)
    assert all(low - 1e-6 <= p <= low + span + 1e-6 for p in places)
    assert places == sorted(places)
    assert said[0][-4:].isdigit()


def test_pyplot_is_touched_in_notebooks_only():
    code = (
        "import sys; from discourse.plots.canvas import new_axes; new_axes();"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_in_a_notebook_the_figure_is_pyplots(monkeypatch):
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt  # noqa: TID251

    shell = types.ModuleType("IPython")
    events = types.SimpleNamespace(register=lambda *_: None)
    shell.get_ipython = lambda: types.SimpleNamespace(events=events)
    shell.version_info = (9, 0)
    monkeypatch.setitem(sys.modules, "IPython", shell)
    ax = new_axes()
    assert plt.fignum_exists(ax.figure.number)
    plt.close(ax.figure)
    monkeypatch.setattr(shell, "get_ipython", lambda: None)
    assert not hasattr(new_axes().figure, "number")


def test_kinds_of_coded_statements_differ_in_shape_and_shade():
    coded = ["narrator", "plot", "hero", "villain", "victim", "policy solution", "actor"]
    for found in (style.shapes(coded), style.kind_fills(coded)):
        assert list(found) == coded
    assert list(style.shapes(coded).values()) == ["o", "D", "^", "v", "P", "s", "X"]
    assert len(set(style.kind_fills(coded).values())) == len(coded)


@pytest.mark.parametrize("kind", ["organization", "organisation", "Person", "speaker", "narrator", "party"])
def test_who_speaks_is_a_circle_and_what_is_said_a_diamond(kind):
    for said in ("concept", "claim", "frame", "plot", "category", "narrative"):
        assert style.shapes([said, kind]) == {said: "D", kind: "o"}
        assert len(set(style.kind_fills([said, kind]).values())) == 2
    # The first has the circle, the others do not.
    assert style.shapes(["commenter", kind, "policy_solution"])["commenter"] == "o"
    assert len(set(style.shapes(["commenter", kind, "policy_solution", "actor"]).values())) == 4


def test_no_two_of_fourteen_kinds_share_a_shape():
    kinds = [
        "organization",
        "person",
        "concept",
        "claim",
        "hero",
        "article",
        *(f"kind {i}" for i in range(8)),
    ]
    assert len(set(style.shapes(kinds).values())) == 14
    more = [*kinds, "one too many"]
    assert list(style.shapes(more)) == more
