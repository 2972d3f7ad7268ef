"""Resizes a figure for a publication, and puts it back as it was."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import Collection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from discourse.errors import OptionError
from discourse.plots.arrange import Arranger, arrangers
from discourse.plots.presets import Preset

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_Undo = list[Callable[[], Any]]


@contextmanager
def resized(figure: Figure, width: float, height: float, rules: Preset) -> Iterator[None]:
    """Give a figure another size within the block; text is kept in the sizes allowed, marks shrink with the page.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    width, height : float
        In inches.
    rules : Preset
    """
    undo: _Undo = []
    size = figure.get_size_inches().copy()
    part = width / float(size[0])
    undo.append(lambda: figure.set_size_inches(*size))
    try:
        figure.set_size_inches(width, height)
        _scale(figure, part, rules, undo)
        contain(figure, undo)
        yield
    finally:
        for step in reversed(undo):
            step()


def _scale(figure: Figure, part: float, rules: Preset, undo: _Undo) -> None:
    """Scale text, lines and marks; legends that can are made again."""
    line = part**0.5

    def text(size: float) -> float:
        return float(np.clip(size * part, *rules.text))

    done: set[int] = set()
    layouts: list[tuple[Axes, Arranger]] = []
    for ax in _all_axes(figure):
        for axis in (ax.xaxis, ax.yaxis):
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            done |= {id(t) for tick in ticks for t in tick.findobj()}
            if ticks:
                old = float(ticks[0].label1.get_fontsize())
                axis.set_tick_params(which="both", labelsize=text(old))
                undo.append(lambda axis=axis, old=old: axis.set_tick_params(which="both", labelsize=old))  # type: ignore[misc]
        layouts += [(ax, a) for a in arrangers(ax)]
    for ax, layout in layouts:
        legend = ax.get_legend()
        if layout.key is not None and legend is not None:
            done |= {id(a) for a in legend.findobj()}
    for artist in figure.findobj():
        if id(artist) in done or artist is figure.patch:
            continue
        if isinstance(artist, Text):
            _set(artist, "fontsize", text, undo)
        elif isinstance(artist, Line2D):
            _set(artist, "linewidth", lambda v: _line(v, line, rules), undo)
            _set(artist, "markersize", lambda v: v * part, undo)
            _set(artist, "markeredgewidth", lambda v: _line(v, line, rules), undo)
        elif isinstance(artist, Patch):
            _set(artist, "linewidth", lambda v: _line(v, line, rules), undo)
        elif isinstance(artist, Collection):
            _set(artist, "linewidth", lambda v: [_line(x, line, rules) for x in np.atleast_1d(v)], undo)
            if isinstance(artist, PathCollection):
                _set(artist, "sizes", lambda v: np.asarray(v) * part**2, undo)
    for ax, layout in layouts:
        old_scale, legend = layout.scale, ax.get_legend()
        layout.scale = part
        if layout.key is not None:
            size = float(legend.get_texts()[0].get_fontsize()) if legend is not None else 0.0
            # First in the list, so undone last: the page must have its old size by then.
            undo.insert(0, lambda ax=ax, layout=layout, size=size: layout.suit(ax, size))  # type: ignore[misc]
            _badge(layout, text(layout.key.badge), undo)
            layout.suit(ax, text(size))
        undo.append(lambda layout=layout, old=old_scale: setattr(layout, "scale", old))  # type: ignore[misc]


def _badge(layout: Arranger, size: float, undo: _Undo) -> None:
    key = layout.key
    assert key is not None
    old = key.badge
    key.badge = size
    undo.append(lambda: setattr(key, "badge", old))


def _all_axes(figure: Figure) -> list[Axes]:
    """Return all Axes, insets included, in the order of drawing."""
    return [a for a in figure.findobj(Axes) if isinstance(a, Axes)]


def _line(width: float, part: float, rules: Preset) -> float:
    return max(float(width) * part, rules.line) if width > 0 else float(width)


def _set(artist: Any, name: str, change: Callable[[Any], Any], undo: _Undo) -> None:
    get, put = getattr(artist, f"get_{name}"), getattr(artist, f"set_{name}")
    old = np.array(get()) if isinstance(get(), np.ndarray | list | tuple) else get()
    put(change(old))
    undo.append(lambda: put(old))


def contain(figure: Figure, undo: _Undo) -> None:
    """Move the Axes inwards until nothing reaches over the edge of the page."""
    engine: Any = figure.get_layout_engine()
    fixed = [(ax, ax.get_position(original=True)) for ax in figure.axes]
    room = np.array([0.0, 0.0, 1.0, 1.0])
    for _ in range(6):
        settle(figure)
        over = _overhang(figure)
        if (over <= 1e-3).all():
            return
        room = room + over * (1.0, 1.0, -1.0, -1.0)
        if room[2] - room[0] < 0.2 or room[3] - room[1] < 0.2:
            return
        if engine is not None and "rect" in engine.get():
            if "rect" not in {getattr(u, "what", "") for u in undo}:
                _remember(engine, undo)
            engine.set(rect=(room[0], room[1], room[2] - room[0], room[3] - room[1]))
            continue
        if "position" not in {getattr(u, "what", "") for u in undo}:
            _remember_positions(fixed, undo)
        for ax, box in fixed:
            x, y, w, h = box.bounds
            wide, high = room[2] - room[0], room[3] - room[1]
            ax.set_position((room[0] + x * wide, room[1] + y * high, w * wide, h * high))


@contextmanager
def fresh(figure: Figure) -> Iterator[None]:
    """Measure text anew within the block.

    What was measured for the screen, where text may be hinted, is a few per cent off; canvases remember it.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    canvas = figure.canvas
    FigureCanvasAgg(figure)
    try:
        yield
    finally:
        figure.set_canvas(canvas)


@contextmanager
def settled(figure: Figure) -> Iterator[None]:
    """Lay the figure out once and keep that within the block, so that each format is drawn but once."""
    for ax in _all_axes(figure):
        for layout in arrangers(ax):
            layout.refit(ax)
    settle(figure)
    engine = figure.get_layout_engine()
    figure.set_layout_engine(None)
    try:
        yield
    finally:
        if engine is not None:
            figure.set_layout_engine(engine)


def settle(figure: Figure) -> None:
    """Lay the figure out from the beginning, so that it does not matter what was drawn before."""
    for ax in figure.axes:
        spec = ax.get_subplotspec()
        if spec is not None and figure.get_layout_engine() is not None:
            ax.set_subplotspec(spec)
        for layout in arrangers(ax):
            layout.reset()
    # Names are broken for the room there is, which depends on the names: two rounds come to rest.
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="constrained_layout not applied")
        try:
            for _ in range(2):
                figure.draw_without_rendering()
        except UserWarning:
            width, height = figure.get_size_inches() * 25.4
            raise OptionError(
                f"the text of this figure has no room on {width:.0f} by {height:.0f} mm: give a greater width or height"
            ) from None


def _remember_positions(fixed: list[tuple[Axes, Any]], undo: _Undo) -> None:
    def back() -> None:
        for ax, box in fixed:
            ax.set_position(box)

    back.what = "position"  # type: ignore[attr-defined]
    undo.append(back)


def _remember(engine: Any, undo: _Undo) -> None:
    old = engine.get()["rect"]

    def back() -> None:
        engine.set(rect=old)

    back.what = "rect"  # type: ignore[attr-defined]
    undo.append(back)


def _overhang(figure: Figure) -> np.ndarray:
    """Return by how much the drawing reaches over the left, lower, right and upper edge, in parts of the page."""
    box = figure.get_tightbbox()
    width, height = figure.get_size_inches()
    return np.array(
        [
            max(-box.x0 / width, 0.0),
            max(-box.y0 / height, 0.0),
            max(box.x1 / width - 1, 0.0),
            max(box.y1 / height - 1, 0.0),
        ]
    )
