"""Legends in sections: a heading, then one row per encoding."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.legend_handler import HandlerLine2D
from matplotlib.lines import Line2D
from matplotlib.offsetbox import DrawingArea, HPacker, OffsetBox
from matplotlib.text import Text

from discourse.plots import style

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.legend import Legend


class Badge(Line2D):
    """A marker with a number in it, for the legend."""

    def __init__(self, number: str, marker: str, size: float, fill: str) -> None:
        super().__init__(
            [],
            [],
            linestyle="none",
            marker=marker,
            markersize=size,
            markerfacecolor=fill,
            markeredgecolor=style.INK,
            markeredgewidth=0.6,
        )
        self.number = number


class Exact(Line2D):
    """A marker that shows a size in the figure, and shrinks only as the nodes do.

    ``least`` is the smallest diameter among the nodes if they carry numbers, else 0.
    """

    least = 0.0


class _BadgeHandler(HandlerLine2D):
    def __init__(self, size: float) -> None:
        super().__init__(numpoints=1)
        self.size = size

    def create_artists(self, legend: Any, orig_handle: Any, *place: Any) -> list[Any]:
        xdescent, ydescent, width, height, _, trans = place
        made = super().create_artists(legend, orig_handle, *place)
        at = ((width - xdescent) / 2, (height - ydescent) / 2)
        face = style.text(self.size, color=style.ink_on(orig_handle.get_markerfacecolor()), fontweight="bold")
        return [
            *made,
            Text(*at, orig_handle.number, ha="center", va="center_baseline", transform=trans, **face),
        ]


def marker(shape: str, fill: str, size: float = 6.0, kind: type[Line2D] = Line2D) -> Line2D:
    """Return a legend handle for a kind of node."""
    look: dict[str, Any] = {
        "markersize": size,
        "markerfacecolor": fill,
        "markeredgecolor": style.INK,
        "markeredgewidth": 0.7,
    }
    return kind([], [], linestyle="none", marker=shape, **look)


def line(colour: str, dash: Any = "solid", width: float = 1.8, **more: Any) -> Line2D:
    """Return a legend handle for a kind of line."""
    return Line2D([], [], color=colour, linestyle=dash, linewidth=width, **{"marker": "none"} | more)


@dataclass
class Key:
    """What a legend says, kept so that it can be made again at another size.

    Attributes
    ----------
    sections : list of list of tuple
        Rows of a handle and its label; a handle of None makes the label a heading, or a gap if it is empty.
    options : dict
        For :class:`matplotlib.legend.Legend`.
    badge : float
        Size of the numbers in markers, in points.
    """

    sections: list[list[tuple[Artist | None, str]]] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    badge: float = style.BADGE

    def section(self, heading: str, rows: list[tuple[Artist, str]]) -> None:
        """Add a heading and its rows, or nothing if there are no rows."""
        if rows:
            self.sections.append([(None, heading), *rows])

    def columns(self, count: int) -> list[tuple[Artist | None, str]]:
        """Return all rows, with gaps between sections, so that columns of equal length split no section."""
        if count <= 1 or len(self.sections) == 1:
            return [row for i, s in enumerate(self.sections) for row in ([(None, ""), *s] if i else s)]
        total = sum(len(s) + 1 for s in self.sections)
        columns: list[list[tuple[Artist | None, str]]] = [[]]
        for left, section in zip(range(len(self.sections), 0, -1), self.sections, strict=True):
            full = len(columns[-1]) + (len(section) + 1) / 2 > total / count
            if columns[-1] and len(columns) < count and (full or left < count - len(columns) + 1):
                columns.append([])
            columns[-1] += [(None, ""), *section] if columns[-1] else section
        tall = max(map(len, columns))
        return [row for c in columns for row in [*c, *[(None, "")] * (tall - len(c))]]

    def fit(
        self, ax: Axes, size: float, scale: float, width: float, counts: tuple[int, ...]
    ) -> Legend | None:
        """Make the legend with the first number of columns that is no wider than ``width`` points."""
        legend = None
        for count in counts:
            legend = self.build(ax, size, scale, count)
            pixel = ax.get_figure(root=True).dpi / 72.0  # type: ignore[union-attr]
            if legend is None or legend.get_window_extent().width / pixel <= width:
                break
        return legend

    def build(
        self, ax: Axes, size: float = style.LABEL, scale: float = 1.0, columns: int = 1
    ) -> Legend | None:
        """Make the legend and give it to ``ax`` in place of any other.

        Parameters
        ----------
        ax : matplotlib.axes.Axes
        size : float
            Font size in points.
        scale : float
            Factor for the marks.
        columns : int
            How many.

        Returns
        -------
        matplotlib.legend.Legend or None
            None if there is nothing to explain.
        """
        if not self.sections:
            return None
        rows = self.columns(columns)
        handles = [
            Line2D([], [], linestyle="none") if h is None else _scaled(h, scale, self.badge) for h, _ in rows
        ]
        plain: dict[str, Any] = {
            "prop": {"family": style.FONT, "size": size}, "frameon": False, "borderpad": 0.0, "borderaxespad": 0.0,
            "handlelength": 2.4, "handletextpad": 0.7, "labelspacing": 0.38, "columnspacing": 1.6,
            "labelcolor": style.INK, "handler_map": {Badge: _BadgeHandler(self.badge)}, "numpoints": 1,
            "alignment": "left", "loc": "upper left", "fancybox": False, "shadow": False, "markerscale": 1.0,
            "mode": None, "ncols": columns,
            "handleheight": 0.8,
        }  # fmt: skip
        legend = ax.legend(handles, [label for _, label in rows], **(plain | self.options))
        headings = [t for t, (h, _) in zip(legend.get_texts(), rows, strict=True) if h is None]
        for t in legend.get_texts():
            t.set(parse_math=False, usetex=False)
        for t in headings:
            t.set(fontweight="bold", fontsize=size if t.get_text() else size * 0.3)
        _outdent(legend._legend_box, headings)  # type: ignore[attr-defined]
        return legend


def _scaled(handle: Any, scale: float, badge: float) -> Any:
    """Return the handle as large as what it stands for is in a figure that has been resized."""
    out = copy(handle)
    if not isinstance(out, Line2D):
        return out
    size = handle.get_markersize()
    if isinstance(out, Badge):
        size = max(size * scale, style.ROOM * badge)
    elif isinstance(out, Exact):
        size = float(
            style.with_room(np.array([size, handle.least or size]), scale, badge if handle.least else 0.0)[0]
        )
    else:
        size *= float(np.clip(scale, 0.8, 1.0))
    out.set(markersize=size, linewidth=max(handle.get_linewidth() * scale**0.5, 0.3))
    out.set_markeredgewidth(handle.get_markeredgewidth() * max(scale**0.5, 0.6))
    return out


def _outdent(box: OffsetBox, headings: list[Text]) -> None:
    """Take the empty handle away before each heading, so that it stands at the margin; make room for large marks."""
    children = box.get_children()
    if isinstance(box, HPacker) and len(children) == 2 and isinstance(children[0], DrawingArea):
        if any(t in headings for t in children[1].findobj(Text)):
            children.pop(0)
            return
        area = children[0]
        marks = [
            m.get_markersize()
            for m in area.findobj(Line2D)
            if m.get_marker() not in (None, "None", "none", "")
        ]
        extra = (max(marks, default=0.0) + 1.0 - area.height) / 2
        if extra > 0:
            area.ydescent += extra
            area.height += 2 * extra
        return
    for child in children:
        if isinstance(child, OffsetBox):
            _outdent(child, headings)
