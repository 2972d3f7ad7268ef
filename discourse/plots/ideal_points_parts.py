"""Arranges ideal points: names of rows that have room, labels beside points of a plane, and panels of traces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import Bbox, IdentityTransform

from discourse.plots import style
from discourse.plots.arrange import Below
from discourse.plots.labels import place_labels
from discourse.plots.ticks import few_ticks, name_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from discourse.plots.legend import Key

#: Up to so many points of a plane, their crosses are shown whole.
_WHOLE = 15


class NamedRows(Below):
    """Names as many rows as have room, beside one scale or several panels.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : list of str
        Of the rows, the lowest first.
    caption : str
    key : Key
        The legend.
    panels : list of matplotlib.axes.Axes
        With a scale each; ``[ax]`` for one.
    numbers : numpy.ndarray, optional
        Printed at the end of each row that is named.
    """

    def __init__(
        self,
        ax: Axes,
        names: list[str],
        caption: str,
        key: Key,
        panels: list[Axes],
        numbers: np.ndarray | None = None,
    ) -> None:
        super().__init__(ax, caption or " ", key)
        self.said, self.names, self.panels = caption, names, panels
        self.numbers: list[Any] = []
        count = len(names)
        spare = max(3 - count, 0) / 2
        for axes in {id(a): a for a in (ax, *panels)}.values():
            axes.set_ylim(-0.6 - spare, count - 0.4 + spare)
        ax.tick_params(axis="y", length=0, pad=5)
        if numbers is not None:
            at: dict[str, Any] = {"ha": "right", "transform": ax.get_yaxis_transform(), "clip_on": False}
            x = 1.075
            ax.annotate(
                "n", (x, 1.0), (0, 4), xycoords="axes fraction", textcoords="offset points", ha="right", va="bottom",
                annotation_clip=False, label="_heading", **style.text(style.NOTE, fontweight="bold"),
            )  # fmt: skip
            for y, n in enumerate(numbers):
                said = style.number(float(n))
                self.numbers.append(
                    ax.text(x, y, said, va="center_baseline", label="_n", **at, **style.text(style.NOTE))
                )
        self._name(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        box, axis = super()._stack(ax, renderer), ax.yaxis.get_tightbbox(renderer)
        if box is None or axis is None:
            return box
        # Hinting makes names wider at some resolutions: 3 % to spare.
        spare = Bbox.from_extents(axis.x0 - 0.03 * axis.width, axis.y0, axis.x1, axis.y1)
        return Bbox.union([box, spare])

    def _name(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        step = name_rows(ax, self.names, self.numbers, size, height)
        for panel in self.panels:
            room = width if panel is ax else width * 0.9 / len(self.panels)
            few_ticks(panel.xaxis, *panel.get_xlim(), int(np.clip(room / (3.6 * size), 2, 7)))
        self.words = " ".join([self.said, f"One row in {step} is named." if step > 1 else ""]).strip()


class Plane(Below):
    """Labels points of a plane where there is room.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    points : numpy.ndarray, shape (points, 2)
        The most important first.
    bars : numpy.ndarray, shape (lines, 4)
        Which labels should rather not cover: x0, y0, x1, y1.
    names : list of str
    caption : str
    key : Key
    leaders : bool
        Whether labels may stand apart from their points, with a line between.
    """

    def __init__(
        self,
        ax: Axes,
        points: np.ndarray,
        bars: np.ndarray,
        names: list[str],
        caption: str,
        key: Key,
        *,
        leaders: bool,
    ) -> None:
        self.led = leaders
        self.points, self.bars, self.names, self.said = points, bars, names, caption
        self.texts = [ax.text(0, 0, "", label="_label", zorder=5, **style.text(style.NOTE)) for _ in names]
        for text in self.texts:
            text.set(
                transform=IdentityTransform(), in_layout=False, ha="left", va="bottom", clip_on=False,
                linespacing=style.LINESPACING, multialignment="left",
                bbox={"facecolor": "white", "alpha": 0.7, "linewidth": 0, "pad": 0.4},
            )  # fmt: skip
        self.leaders = LineCollection(
            [], colors=style.INK, linewidths=0.6, linestyles=[(0, (1, 1.6))], zorder=4
        )
        self.leaders.set(transform=IdentityTransform(), in_layout=False, label="_leaders", clip_on=False)
        ax.add_collection(self.leaders, autolim=False)
        self._limits: tuple[Any, Any] | None = None
        super().__init__(ax, caption or " ", key)
        self._limit(ax)
        self._tick(ax)

    def _limit(self, ax: Axes) -> None:
        """Show the means, with one scale for both directions, unless a reader has zoomed."""
        if self._limits is not None and (ax.get_xlim(), ax.get_ylim()) != self._limits:
            return
        width, height, _ = self.frame(ax)
        # Many crosses may leave the frame, or the points would huddle in the middle.
        few = len(self.points) <= _WHOLE
        with_zero = np.vstack(
            [self.points, np.zeros(2), *([self.bars[:, :2], self.bars[:, 2:]] if few else [])]
        )
        low, high = with_zero.min(axis=0), with_zero.max(axis=0)
        unit = max(float(((high - low) * (1.08 if few else 1.36) / np.array([width, height])).max()), 1e-9)
        x, y = (low + high) / 2
        ax.set_xlim(x - unit * width / 2, x + unit * width / 2)
        ax.set_ylim(y - unit * height / 2, y + unit * height / 2)
        self._limits = (ax.get_xlim(), ax.get_ylim())

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._limit(ax)
        self._tick(ax)
        missing = self._beside(ax)
        many = "1 label is" if missing == 1 else f"{missing} labels are"
        self.words = " ".join([self.said, f"{many} not shown for want of room." if missing else ""]).strip()
        return super()._stack(ax, renderer)

    def _tick(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        few_ticks(ax.xaxis, *ax.get_xlim(), int(np.clip(width / (4 * size), 2, 7)))
        few_ticks(ax.yaxis, *ax.get_ylim(), int(np.clip(height / (4 * size), 2, 7)))

    def _beside(self, ax: Axes) -> int:
        """Place the labels; return how many have no room."""
        width, height, pixel = self.frame(ax)
        corner = np.array([ax.bbox.x0, ax.bbox.y0])
        size = float(self.texts[0].get_fontsize())
        at = (ax.transData.transform(self.points) - corner) / pixel
        ends = [(ax.transData.transform(e) - corner) / pixel for e in (self.bars[:, :2], self.bars[:, 2:])]
        said = [style.wrapped(n, 20, 3 if self.led else 2) for n in self.names]
        sizes = np.array([style.measure(s, size) for s in said])
        placed = place_labels(
            at,
            np.full(len(at), 3.2),
            sizes,
            (1.0, 1.0, width - 1.0, height - 1.0),
            segments=np.hstack(ends)[:4000],
        )
        lines, missing = [], 0
        for k, (text, (x, y), led) in enumerate(zip(self.texts, placed.corners, placed.leaders, strict=True)):
            shown = bool(np.isfinite(x)) and (self.led or not led)
            text.set_visible(shown)
            if not shown:
                missing += 1
                continue
            text.set(text=said[k], position=(x * pixel + corner[0], y * pixel + corner[1]))
            if led:
                near = np.clip(at[k], [x, y], [x + sizes[k, 0], y + sizes[k, 1]])
                lines.append(np.array([at[k], near]) * pixel + corner)
        self.leaders.set_segments(lines)
        return missing


class Traces(Below):
    """Arranges traces one above the other over one axis of draws.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Has the axis; nothing else of it is seen.
    panels : list of (matplotlib.axes.Axes, str)
        And what each shows, from the top.
    caption : str
    key : Key
    """

    def __init__(self, ax: Axes, panels: list[tuple[Axes, str]], caption: str, key: Key) -> None:
        super().__init__(ax, caption, key)
        self.panels = panels
        self.heads = [
            p.text(
                0,
                1.04,
                "",
                ha="left",
                va="bottom",
                transform=p.transAxes,
                label="_head",
                **style.text(style.NOTE),
            )
            for p, _ in panels
        ]
        ax.spines["left"].set_visible(False)
        ax.yaxis.set_major_locator(FixedLocator([]))
        ax.set_xlabel("draw", labelpad=3, **style.text(style.LABEL))
        # Wide of the panels' numbers, for which it keeps the room.
        ax.set_ylabel("position", labelpad=24, **style.text(style.LABEL))
        for panel, _ in panels:
            panel.tick_params(labelbottom=False)
        self._tick(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._tick(ax)
        return super()._stack(ax, renderer)

    def _tick(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        few_ticks(ax.xaxis, *ax.get_xlim(), int(np.clip(width / (5 * size), 2, 8)))
        each = height * 0.7 / len(self.panels)
        for (panel, said), head in zip(self.panels, self.heads, strict=True):
            panel.xaxis.set_major_locator(FixedLocator(list(ax.xaxis.get_major_locator()())))
            few_ticks(panel.yaxis, *panel.get_ylim(), int(np.clip(each / (1.6 * size), 1, 3)))
            letters = int(max(width / (0.58 * float(head.get_fontsize())), 8))
            name, _, rest = said.rpartition(" · ")
            room = max(letters - len(rest) - 3, 6)
            head.set_text(f"{style.drawable(name, room)} · {rest}")
