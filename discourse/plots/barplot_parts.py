"""Names of bars, a swatch of colour beside each, and columns of numbers at the right, for the room there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator
from matplotlib.transforms import Bbox, ScaledTranslation, blended_transform_factory

from discourse.plots import style
from discourse.plots.arrange import Below, slot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from discourse.plots.legend import Key

#: Between columns, in parts of the size of the numbers; and the least part of the width that the bars have.
_APART, _BARS = 1.3, 0.45


class Bars(Below):
    """Arranges bars: names that have room, columns of numbers, and a scale as wide as what is left.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : list of str
        Of the rows, the uppermost first.
    columns : list of tuple
        A heading, what stands below it, and what stands there where there is little room.
    reach : tuple of float
        How far the bars reach to the left and to the right of 0.
    caption : str
    key : Key
    colours : list of str or None
        One for each row, or none at all.
    size : float
        Of names and numbers.
    """

    def __init__(
        self, ax: Axes, names: list[str], columns: list[tuple[str, list[str], list[str]]],
        reach: tuple[float, float], caption: str, key: Key, *, colours: list[str | None], size: float,
    ) -> None:  # fmt: skip
        super().__init__(ax, caption or " ", key)
        self.said, self.names, self.columns, self.reach = caption, names, columns, reach
        self._limits: tuple[float, float] | None = None
        ax.tick_params(axis="y", pad=13 if colours else 4)
        ax.set_xlabel("statements", labelpad=3, **style.text(style.LABEL))
        figure: Any = ax.get_figure(root=True)
        beside = ax.get_yaxis_transform() + ScaledTranslation(-6 / 72, 0, figure.dpi_scale_trans)
        for y, colour in enumerate(colours):
            if colour is not None:
                (mark,) = ax.plot(
                    [0], [y], marker="s", markersize=5.5, transform=beside, scalex=False, scaley=False
                )
                mark.set(
                    color=colour,
                    markeredgecolor=style.INK,
                    markeredgewidth=0.5,
                    clip_on=False,
                    label="_swatch",
                )
        across = ax.get_yaxis_transform()
        above = blended_transform_factory(
            ax.transAxes, ax.transAxes + ScaledTranslation(0, 3 / 72, figure.dpi_scale_trans)
        )
        bold: dict[str, Any] = {"ha": "right", "clip_on": False} | style.text(size, fontweight="bold")
        plain: dict[str, Any] = {"ha": "right", "clip_on": False} | style.text(size)
        self.heads = [
            ax.text(1, 1, heading, va="bottom", transform=above, label="_heading", **bold)
            for heading, _, _ in columns
        ]
        self.cells = [
            [
                ax.text(1, y, words, va="center_baseline", transform=across, label="_number", **plain)
                for y, words in enumerate(held)
            ]
            for _, held, _ in columns
        ]
        self._arrange(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._arrange(ax)
        return super()._stack(ax, renderer)

    def _arrange(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        step = self._name(ax, height, size)
        room = self._number(width, step)
        self._scale(ax, width, room, size)
        self.words = f"{self.said} One row in {step} is named.".strip() if step > 1 else self.said

    def _name(self, ax: Axes, height: float, size: float) -> int:
        """Name as many rows as have room; return one in how many."""
        count = len(self.names)
        pitch = height / max(count, 3)
        step = max(int(np.ceil(1.12 * size / max(pitch, 1e-6))), 1)
        letters = int(np.clip(0.34 * slot(ax)[0] / (0.57 * size), 10, 36))
        lines = int(np.clip((pitch * step - 0.15 * size) / (style.LINESPACING * size), 1, 3))
        named = range(0, count, step)
        said = [style.wrapped(self.names[i], letters + 4 * (lines == 1), lines) for i in named]
        ax.yaxis.set_major_locator(FixedLocator(list(named)))
        ax.yaxis.set_major_formatter(FixedFormatter(said))
        for tick in ax.yaxis.get_major_ticks(len(said)):
            tick.label1.set(
                parse_math=False, usetex=False, fontfamily=style.FONT, linespacing=style.LINESPACING,
                multialignment="right",
            )  # fmt: skip
        return step

    def _number(self, width: float, step: int) -> float:
        """Put the numbers in columns, shorter ones where there is little room; return their width in points."""
        size = float(self.heads[0].get_fontsize())
        for form in (1, 2):
            wide = [
                max(
                    style.measure(c[0], size, "bold")[0],
                    *(style.measure(w, size)[0] for w in c[form]),
                )
                for c in self.columns
            ]
            room = sum(wide) + _APART * size * len(wide)
            if room <= (1 - _BARS) * width:
                break
        right = 1.0
        for column, head, cells, w in zip(
            self.columns[::-1], self.heads[::-1], self.cells[::-1], wide[::-1], strict=True
        ):
            head.set_x(right)
            for row, (text, words) in enumerate(zip(cells, column[form], strict=True)):
                text.set(x=right, text=words, visible=row % step == 0)
            right -= (w + _APART * size) / max(width, 1.0)
        return room

    def _scale(self, ax: Axes, width: float, room: float, size: float) -> None:
        """Give the bars the width that the numbers leave."""
        left, right = self.reach
        part = max(width - room, 0.3 * width) / max(width, 1.0)
        if self._limits is None or ax.get_xlim() == self._limits:
            ax.set_xlim(-left, -left + (left + right) / part)
            self._limits = ax.get_xlim()
        ax.spines["bottom"].set_bounds(-left, right)
        ax.xaxis.label.set_x(part / 2)
        most = int(np.clip(part * width / (4.0 * size), 2, 7))
        found = MaxNLocator(most, integer=left + right >= 2, steps=[1, 2, 5, 10]).tick_values(-left, right)
        ticks = [float(t) for t in found if -left - 1e-9 <= t <= right + 1e-9]
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.xaxis.set_major_formatter(FixedFormatter([style.number(abs(t)) for t in ticks]))
