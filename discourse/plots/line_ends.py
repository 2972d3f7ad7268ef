"""Names of lines at their right ends, moved apart, with the room they need taken from the Axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox, IdentityTransform

from discourse.plots import style
from discourse.plots.arrange import Below
from discourse.plots.dates import date_ticks, steps_around
from discourse.plots.labels import spread

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.lines import Line2D

_LEAD = 22.0


class LineEnds(Below):
    """Names lines at their ends.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    lines : list of matplotlib.lines.Line2D
        Over time.
    names : list of str
        One per line.
    strip : matplotlib.axes.Axes or None
        An inset with the same times, which is named too.
    caption : str
    """

    def __init__(
        self, ax: Axes, lines: list[Line2D], names: list[str], strip: Axes | None, caption: str
    ) -> None:
        super().__init__(ax, caption)
        self.lines, self.names, self.strip = lines, names, strip
        edges = steps_around(np.asarray(lines[0].get_xdata(orig=True), dtype=float))
        self.span = float(edges[0]), float(edges[-1])
        self._limits: tuple[float, float] | None = None
        look: dict[str, Any] = {"va": "center", "ha": "left", "clip_on": False, "zorder": 6}
        self.texts = [ax.text(0, 0, n, **look, **style.text(style.LABEL)) for n in names]
        for text in self.texts:
            text.set(
                transform=IdentityTransform(), in_layout=False, linespacing=style.LINESPACING, label="_label"
            )
        self.marks = [copy_mark(ax, line) for line in lines]
        self.all = None
        if strip is not None:
            self.all = ax.text(0, 0, "all statements", **look, **style.text(style.LABEL, fontstyle="italic"))
            self.all.set(transform=IdentityTransform(), in_layout=False, label="_label")
        self.leads = LineCollection([], colors=style.RULE, linewidths=0.6, zorder=2.5, clip_on=False)
        self.leads.set(transform=IdentityTransform(), in_layout=False, label="_leaders")
        ax.add_collection(self.leads, autolim=False)
        for tick in ax.xaxis.get_major_ticks():
            tick.label1.set(parse_math=False, usetex=False)
        ax.set_xlim(*self.span)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        return super()._stack(ax, renderer)

    def _name(self, ax: Axes) -> None:
        width, height, pixel = self.frame(ax)
        size = float(self.texts[0].get_fontsize())
        letters = int(np.clip((0.45 * width - _LEAD - 6.0) / (0.58 * size), 8, 24))
        broken = [style.wrapped(n, letters, 2 if letters > 16 else 3) for n in self.names]
        sizes = np.array([style.measure(b, size) for b in broken])
        widest = max(
            float(sizes[:, 0].max()),
            style.measure("all statements", size)[0] if self.all is not None else 0.0,
        )
        room = min(widest + _LEAD + 6.0, 0.45 * width)
        if self._limits is None or ax.get_xlim() == self._limits:
            low, high = self.span
            ax.set_xlim(low, low + (high - low) * width / max(width - room, 1.0))
            self._limits = ax.get_xlim()
        if self.strip is not None:
            self.strip.set_xlim(ax.get_xlim())
            self.strip.spines["bottom"].set_bounds(*self.span)
            self._date(ax, width - room)
        ax.spines["bottom"].set_bounds(*self.span)
        edge = ax.transData.transform((self.span[1], 0.0))[0]
        top = 0.76 if self.strip is not None else 1.0
        ends = np.array([self._end(ax, line) for line in self.lines])
        low_end, high_end = ax.bbox.y0 / pixel, ax.bbox.y0 / pixel + top * height
        heights = sizes[:, 1] + 1.5
        if heights.sum() > high_end - low_end:
            # Two lines each have no room: one line each.
            broken = [style.wrapped(n, letters, 1) for n in self.names]
            heights = np.array([style.measure(b, size)[1] + 1.0 for b in broken])
        middles = spread(ends[:, 1] / pixel, heights, low_end, high_end)
        leads = []
        for text, mark, said, y, end in zip(self.texts, self.marks, broken, middles, ends, strict=True):
            text.set_text(said)
            mark.set_data([edge + (_LEAD - 5) * pixel], [y * pixel])
            text.set_position((edge + _LEAD * pixel, y * pixel))
            leads.append(
                [
                    (end[0] + 4 * pixel, end[1]),
                    [edge + 3 * pixel, end[1]],
                    [edge + (_LEAD - 9) * pixel, y * pixel],
                ]
            )
        self.leads.set_segments(leads)
        if self.all is not None and self.strip is not None:
            self.all.set_position((edge + _LEAD * pixel, ax.bbox.y0 + 0.9 * ax.bbox.height))

    def _date(self, ax: Axes, room: float) -> None:
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        times = np.asarray(self.lines[0].get_xdata(orig=True), dtype=float)
        most = int(np.clip(room / (5.0 * size), 2, 8))
        places, said = date_ticks(times[0], times[-1], most) if len(times) > 1 else date_ticks(*times, *times)
        ax.xaxis.set_major_locator(FixedLocator(places))
        ax.xaxis.set_major_formatter(FixedFormatter(said))

    @staticmethod
    def _end(ax: Axes, line: Line2D) -> np.ndarray:
        """Return the last point of a line in pixels."""
        x, y = (np.asarray(v, dtype=float) for v in (line.get_xdata(orig=True), line.get_ydata(orig=True)))
        known = np.flatnonzero(np.isfinite(y))
        last = known[-1] if len(known) else 0
        return ax.transData.transform((x[last], y[last] if len(known) else 0.0))


def copy_mark(ax: Axes, line: Line2D) -> Line2D:
    """Return the marker of a line, to stand before its name."""
    (mark,) = ax.plot(
        [], [], linestyle="none", marker=line.get_marker(), markersize=4.6, markerfacecolor="white",
        markeredgecolor=line.get_color(), markeredgewidth=1.1, clip_on=False, zorder=6, label="_mark",
        scalex=False, scaley=False,
    )  # fmt: skip
    mark.set(transform=IdentityTransform(), in_layout=False)
    return mark
