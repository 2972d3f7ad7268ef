"""Rows of concepts with a cut between them, and panels over one axis, arranged for the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import Bbox, IdentityTransform

from discourse.plots import style
from discourse.plots.arrange import Below
from discourse.plots.ticks import few_ticks, name_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from discourse.plots.legend import Key


#: Where the column of numbers ends, in parts of the width.
_NUMBERS = 1.09


class Ladder(Below):
    """Names as many rows as have room, marks the cut, and prints a number at the end of each row that is named.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : list of str
        Of the rows, the lowest first.
    inside : numpy.ndarray of bool
        Which rows are in the backbone: the upper ones.
    caption : str
    key : Key
        The legend.
    reach : float
        Where the scale of the rows ends.
    label : str
        Of the scale.
    share : float
        The part of the width that the scale takes.
    numbers : tuple of str and numpy.ndarray, optional
        A heading, and a number for each row.
    panels : list of matplotlib.axes.Axes
        Traces of losses beside the rows.
    """

    def __init__(
        self, ax: Axes, names: list[str], inside: np.ndarray, caption: str, key: Key, *, reach: float, label: str,
        share: float = 1.0, numbers: tuple[str, np.ndarray] | None = None, panels: list[Axes] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(ax, caption or " ", key)
        self.said, self.names, self.reach, self.share = caption, names, reach, share
        self.panels, self.numbers = panels or [], []
        count = len(names)
        spare = max(3 - count, 0) / 2
        ax.set_ylim(-0.6 - spare, count - 0.4 + spare)
        ax.tick_params(axis="y", length=0, pad=6)
        ax.spines["bottom"].set_bounds(0, reach)
        ax.set_xlabel(label, x=share / 2, labelpad=3, **style.text(style.LABEL))
        for panel in self.panels:
            panel.set_xlabel("iteration", labelpad=3, **style.text(style.LABEL))
        across = ax.get_yaxis_transform()
        if inside.any() and not inside.all():
            cut = int(np.flatnonzero(inside)[0]) - 0.5
            end = share if numbers is None else 1.0
            (line,) = ax.plot([0, end], [cut, cut], transform=across, scalex=False, scaley=False)
            line.set(color=style.INK, linewidth=1.0, linestyle=(0, (1, 1.5)), zorder=2, label="_cut")
            sides = [] if numbers is None else [(1.5, "backbone ↑", "bottom"), (-1.5, "redundant ↓", "top")]
            for lift, words, va in sides:
                ax.annotate(
                    words, (1.0, cut), (0, lift), xycoords=across, textcoords="offset points", ha="right", va=va,
                    label="_side", annotation_clip=False, **style.text(style.NOTE, fontstyle="italic"),
                )  # fmt: skip
        if numbers is not None:
            heading, values = numbers
            ax.annotate(
                heading, (_NUMBERS, 1.0), (0, 5), xycoords="axes fraction", textcoords="offset points", ha="right",
                va="bottom", label="_heading", annotation_clip=False, **style.text(style.NOTE, fontweight="bold"),
            )  # fmt: skip
            at: dict[str, Any] = {
                "ha": "right",
                "va": "center_baseline",
                "transform": across,
                "clip_on": False,
            }
            self.numbers = [
                ax.text(_NUMBERS, y, style.number(float(v)), label="_n", **at, **style.text(style.NOTE))
                for y, v in enumerate(values)
            ]
        self._name(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        return super()._stack(ax, renderer)

    def _name(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        step = name_rows(ax, self.names, self.numbers, size, height)
        few_ticks(ax.xaxis, 0.0, self.reach, int(np.clip(width * self.share / (4.0 * size), 2, 6)))
        for panel in self.panels:
            inner = width * 0.32
            few_ticks(panel.xaxis, 0.0, panel.get_xlim()[1], int(np.clip(inner / (4.5 * size), 1, 4)))
            few_ticks(panel.yaxis, 0.0, panel.get_ylim()[1], int(np.clip(height / (3 * size), 2, 5)))
        more = f"One row in {step} is named." if step > 1 else ""
        self.words = " ".join([self.said, more]).strip()


class Panels(Below):
    """Arranges panels one above the other over one axis.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Has the axis; nothing else of it is seen.
    panels : list of tuple
        Axes and what each shows, from the top.
    caption : str
    key : Key
    """

    def __init__(self, ax: Axes, panels: list[tuple[Axes, str]], caption: str, key: Key) -> None:
        super().__init__(ax, caption, key)
        self.panels = [panel for panel, _ in panels]
        ax.spines["left"].set_visible(False)
        ax.yaxis.set_major_locator(FixedLocator([]))
        ax.set_xlabel("iteration", labelpad=3, **style.text(style.LABEL))
        for panel, said in panels:
            panel.tick_params(labelbottom=False)
            panel.set_title(said, loc="left", pad=3, y=1.0, **style.text(style.NOTE))
        self._tick(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._tick(ax)
        super()._stack(ax, renderer)
        # The numbers at the left are the panels', and legend and caption begin below them.
        found = [p.yaxis.get_tightbbox(renderer) for p in self.panels]
        left = min([ax.bbox.x0, *(b.x0 for b in found if b is not None)])
        boxes, legend = [], ax.get_legend()
        if legend is not None:
            low = legend.get_bbox_to_anchor().y0
            legend.set_bbox_to_anchor((left, low), transform=IdentityTransform())
            boxes.append(legend.get_window_extent(renderer))
        if self.text is not None:
            self.text.set_x(left)
            boxes.append(self.text.get_window_extent(renderer))
        return Bbox.union(boxes) if boxes else None

    def _tick(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        few_ticks(ax.xaxis, 0.0, ax.get_xlim()[1], int(np.clip(width / (5.0 * size), 2, 8)))
        for panel in self.panels:
            panel.xaxis.set_major_locator(FixedLocator(list(ax.xaxis.get_major_locator()())))
            few_ticks(panel.yaxis, 0.0, panel.get_ylim()[1], int(np.clip(0.17 * height / (1.6 * size), 1, 3)))
