"""No text of any figure reaches over the edge of the page, whatever its size, the names and the resolution."""

from __future__ import annotations

from contextlib import ExitStack

import matplotlib as mpl
import numpy as np
import plot_examples as make
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator
from PIL import Image

from discourse.plots import TABLE, save
from discourse.plots.presets import preset_of
from discourse.plots.rescale import fresh, resized, settled

#: Millimetres; None is the size that the figure has by itself, in which the report saves it.
WIDTHS = (None, 89.0, 120.0, 183.0)
#: Half of these have been seen to give hinted text another width than the other half.
RESOLUTIONS = (60, 72, 100, 200)


def drawn(name: str, count: int) -> Figure:
    args, options = make.long_named(name, count)
    return TABLE.load(name)(*args, **options).figure


def seen(figure: Figure) -> list[Text]:
    """All texts that are drawn: tick labels only where their tick is in the view."""
    hidden: set[int] = set()
    for ax in figure.findobj(mpl.axes.Axes):
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                inside = low - 1e-9 <= tick.get_loc() <= high + 1e-9
                if not (inside and ax.axison and ax.get_visible() and axis.get_visible()):
                    hidden |= {id(tick.label1), id(tick.label2)}
            if not (ax.axison and axis.get_visible()):
                hidden.add(id(axis.label))
    return [
        t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip() and id(t) not in hidden
    ]


def overhangs(figure: Figure, width: float | None) -> list[tuple[int, str, float]]:
    """Texts that reach over the edge while the figure is saved: resolution, text and by how many points."""
    rules = preset_of(None)
    size = save._size(figure, rules, None, width, None)
    found = []
    dpi = figure.dpi
    with ExitStack() as stack:
        stack.enter_context(mpl.rc_context(save._SETTINGS))
        stack.enter_context(fresh(figure))
        if size is not None:
            stack.enter_context(resized(figure, *size, rules))
        stack.enter_context(settled(figure))
        for figure.dpi in RESOLUTIONS:
            figure.draw_without_rendering()
            page = figure.bbox
            for text in seen(figure):
                box = text.get_window_extent()
                over = max(page.x0 - box.x0, page.y0 - box.y0, box.x1 - page.x1, box.y1 - page.y1)
                if over > 0.5:
                    found.append((int(figure.dpi), text.get_text(), round(72 * over / figure.dpi, 1)))
        figure.dpi = dpi
    return found


@pytest.mark.parametrize("name", list(TABLE))
@pytest.mark.parametrize("count", [2, 9, 40])
def test_no_text_reaches_over_the_edge(name, count):
    figure = drawn(name, count)
    for width in WIDTHS:
        assert overhangs(figure, width) == [], f"{width} mm"


@pytest.mark.parametrize("name", list(TABLE))
def test_no_ink_touches_the_edge_after_other_formats_and_a_drawing_on_the_screen(name, tmp_path):
    figure = drawn(name, 9)
    with mpl.rc_context({"text.hinting": "force_autohint"}):
        figure.draw_without_rendering()
    save.save_figure(figure, tmp_path / "x", formats=("pdf", "svg", "png"), dpi=60)
    save.save_figure(figure, tmp_path / "y.png", dpi=200)
    for path in ("x.png", "y.png"):
        with Image.open(tmp_path / path) as image:
            grey = np.asarray(image.convert("L"))
        edges = [grey[0], grey[-1], grey[:, 0], grey[:, -1]]
        assert min(int(edge.min()) for edge in edges) > 200, path


def test_a_screen_with_hinted_text_does_not_change_what_is_saved(tmp_path):
    saved = []
    for hinting in ("default", "no_hinting", "force_autohint"):
        with mpl.rc_context({"text.hinting": hinting}):
            figure = drawn("agreement", 9)
            figure.draw_without_rendering()
            (path,) = save.save_figure(figure, tmp_path / f"{hinting}.png", dpi=100)
        saved.append(path.read_bytes())
    assert saved[0] == saved[1] == saved[2]


def test_a_text_over_the_edge_is_found():
    figure = drawn("agreement", 2)
    figure.axes[0].text(-3, 0, "far away", transform=figure.axes[0].transAxes).set_in_layout(False)
    figure.axes[0].yaxis.set_major_locator(FixedLocator([0, 1, 500]))
    assert {text for _, text, _ in overhangs(figure, None)} == {"far away"}


def test_the_canvas_of_a_figure_is_kept(tmp_path):
    figure = drawn("agreement", 2)
    canvas = figure.canvas
    save.save_figure(figure, tmp_path / "a", formats=("pdf", "png"), dpi=40)
    assert figure.canvas is canvas
