"""Parts of the figure of many divisions: rows of methods, the strip of numbers of groups, marks of methods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator
from matplotlib.transforms import Bbox

from discourse.plots import style
from discourse.plots.arrange import Below, slot
from discourse.plots.canvas import dress
from discourse.plots.legend import Key, line
from discourse.plots.polarization_parts import Cells

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

#: The part of the height that the line takes; the strip stands above it.
LINES, _STRIP = 0.74, 0.82
#: Methods with a mark of their own; the others share one.
_MARKS = 7


class Strips(Cells):
    """Names rows and columns of cells, with room for names as wide as they are in fine print.

    At low resolutions text is drawn narrower than it is, by which the margin would be too small at high ones.
    """

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        box = super()._stack(ax, renderer)
        _, _, pixel = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        named = [t.get_text() for t in ax.get_yticklabels()]
        widest = max((style.measure(n, size)[0] for n in named), default=0.0)
        margin = Bbox.from_extents(
            ax.bbox.x0 - (1.03 * widest + 4.0) * pixel, ax.bbox.y0, ax.bbox.x0, ax.bbox.y1
        )
        return margin if box is None else Bbox.union([box, margin])


class MethodRows(Below):
    """Names methods at the left, and as many ticks of modularity as there is room for.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : list of str
        Of the rows, from the top.
    caption : str
    key : Key
    """

    def __init__(self, ax: Axes, names: list[str], caption: str, key: Key) -> None:
        super().__init__(ax, caption, key)
        self.names = names
        ax.yaxis.set_major_locator(FixedLocator(list(range(len(names)))))
        ax.tick_params(axis="y", length=0, pad=7)
        ax.spines["left"].set_visible(False)
        self._name(ax)

    def _name(self, ax: Axes) -> None:
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        letters = int(np.clip(0.4 * slot(ax)[0] / (0.57 * size), 10, 40))
        ax.yaxis.set_major_formatter(FixedFormatter([style.drawable(n, letters) for n in self.names]))
        width, _, _ = self.frame(ax)
        low, high = ax.get_xlim()
        found = MaxNLocator(int(np.clip(width / (5.0 * size), 2, 7))).tick_values(low, high)
        ticks = [float(t) for t in found if low - 1e-9 <= t <= high + 1e-9]
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.xaxis.set_major_formatter(FixedFormatter([style.number(round(t, 10)) for t in ticks]))
        for tick in [*ax.yaxis.get_major_ticks(len(self.names)), *ax.xaxis.get_major_ticks(len(ticks))]:
            tick.label1.set(parse_math=False, usetex=False, fontfamily=style.FONT)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        return super()._stack(ax, renderer)


def marked(ax: Axes, times: np.ndarray, value: np.ndarray, methods: pd.Series) -> list[tuple[Artist, str]]:
    """Mark each window by its best method, and return the rows of the legend, the commonest method first."""
    counts = methods.value_counts()
    order = sorted(counts.index, key=lambda name: (-int(counts[name]), str(name)))
    rows: list[tuple[Artist, str]] = []
    parts = [(name, [name]) for name in order[:_MARKS]]
    if len(order) > _MARKS:
        parts.append(("other methods", order[_MARKS:]))
    for (name, which), (shape, _, colour) in zip(parts, style.SERIES, strict=False):
        here = methods.isin(which).to_numpy()
        look: dict[str, Any] = {
            "marker": shape, "markersize": 5.2 if len(times) <= 60 else 3.8, "markerfacecolor": "white",
            "markeredgecolor": colour, "markeredgewidth": 1.2,
        }  # fmt: skip
        ax.plot(times[here], value[here], linestyle="none", clip_on=False, zorder=3, label="_method", **look)
        rows.append((line(colour, "none", 1.2, **look), f"{style.drawable(name, 40)} ({int(here.sum())})"))
    return rows


def strip_of(ax: Axes, times: np.ndarray, groups: pd.Series, reach: tuple[float, float]) -> Axes:
    """Draw the numbers of groups above the line, and the ticks of both axes."""
    low, room = reach
    ticks = [t for t in MaxNLocator(5).tick_values(low, low + room) if low <= t <= low + room]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_major_formatter(FixedFormatter([style.number(round(float(t), 10)) for t in ticks]))
    ax.spines["left"].set_bounds(low, low + room)
    ax.set_ylabel("modularity", y=LINES / 2, **style.text(style.LABEL))
    strip = ax.inset_axes((0.0, _STRIP, 1.0, 1.0 - _STRIP))
    dress(strip)
    strip.set(label="_groups", facecolor="none")
    count = groups.to_numpy(dtype=float, na_value=np.nan)
    strip.plot(times, count, color=style.INK, linewidth=1.1, drawstyle="steps-mid", label="_count")
    if len(times) <= 60:
        strip.plot(
            times,
            count,
            linestyle="none",
            marker="o",
            markersize=2.6,
            color=style.INK,
            clip_on=False,
            label="_k",
        )
    top = max(float(np.nanmax(count)), 2.0)
    least = float(np.nanmin(count))
    strip.set_ylim(least - 0.6, top + 0.5)
    steps = sorted({least, top}) if top - least > 3 else list(np.arange(least, top + 1))
    strip.yaxis.set_major_locator(FixedLocator(steps))
    strip.yaxis.set_major_formatter(FixedFormatter([str(int(t)) for t in steps]))
    strip.tick_params(labelbottom=False, bottom=False)
    strip.set_ylabel("groups", **style.text(style.LABEL))
    return strip
