"""Names of rows, broken into lines that suit the room, and ticks for the two panels beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator
from matplotlib.transforms import Bbox

from discourse.plots import style
from discourse.plots.arrange import Below, slot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

    from discourse.plots.legend import Key


class Rows(Below):
    """Arranges diverging bars.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        The bars.
    panel : matplotlib.axes.Axes
        The intervals, an inset of ``ax``.
    names : list of str
        Of the rows.
    reach : float
        How far the bars reach on either side of 0.
    part : float
        The part of the width that the bars take.
    caption : str
    key : Key
        The legend.
    """

    def __init__(
        self, ax: Axes, panel: Axes, names: list[str], reach: float, part: float, caption: str, key: Key
    ) -> None:
        super().__init__(ax, caption, key)
        self.panel, self.names, self.reach, self.part = panel, names, reach, part
        for axes, words, x in ((ax, "statements", part / 2), (panel, "share of support", 0.5)):
            axes.set_xlabel(words, x=x, labelpad=3, **style.text(style.LABEL))
        self._name(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        box = super()._stack(ax, renderer)
        return box

    def _name(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        # Measured by what the Axes has in all: it shrinks as the names grow.
        whole = slot(ax)[0]
        letters = int(np.clip(0.36 * whole / (0.57 * size), 10, 32))
        pitch = height / max(len(self.names), 3)
        lines = int(np.clip((pitch - 0.15 * size) / (style.LINESPACING * size), 1, 3))
        ax.yaxis.set_major_formatter(
            FixedFormatter([style.wrapped(n, letters + 4 * (lines == 1), lines) for n in self.names])
        )
        for tick in ax.yaxis.get_major_ticks(len(self.names)):
            tick.label1.set(
                parse_math=False,
                usetex=False,
                fontfamily=style.FONT,
                linespacing=style.LINESPACING,
                multialignment="right",
            )
        room = width * self.part
        most = int(np.clip(room / (3.2 * size), 2, 6))
        found = MaxNLocator(most, integer=True, symmetric=True).tick_values(-self.reach, self.reach)
        ticks = [float(t) for t in found if abs(t) <= self.reach]
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.xaxis.set_major_formatter(FixedFormatter([style.number(abs(t)) for t in ticks]))
        narrow = width * (1 - self.part) * 0.7 < style.measure("share of support", size)[0]
        self.panel.xaxis.set_major_locator(FixedLocator([0.0, 0.5, 1.0]))
        self.panel.xaxis.set_major_formatter(FixedFormatter(["0", "" if narrow else "0.5", "1"]))
        self.panel.xaxis.label.set_text("share of\nsupport" if narrow else "share of support")
