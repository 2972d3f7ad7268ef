"""Arranges columns of dots: as large as there is room for, side by side where they have the same value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from discourse.plots import style
from discourse.plots.arrange import Below
from discourse.plots.ticks import few_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.collections import PathCollection

    from discourse.plots.legend import Key

#: From the middle of a column: where the quartiles stand, and where dots or bars begin; and how far they reach.
LEFT, START, WIDE = -0.4, -0.3, 0.72
#: The largest dot in points.
_LARGEST = 6.5


class Classes(Below):
    """Names columns, writes how many are in each above it, and puts dots in their places.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    classes : pandas.DataFrame
        ``n_from``, ``n_to`` and ``commenters`` of the columns.
    cells : pandas.DataFrame or None
        ``column``, ``breadth`` and ``n`` of what is drawn as dots.
    step : float
        How far dots are apart in breadth.
    what : str
        What narratives are called.
    caption : str
    key : Key
    """

    def __init__(
        self,
        ax: Axes,
        classes: pd.DataFrame,
        cells: pd.DataFrame | None,
        step: float,
        what: str,
        caption: str,
        key: Key,
    ) -> None:
        super().__init__(ax, caption, key)
        self.cells, self.step = cells, step
        self.ends = [(int(a), int(b)) for a, b in zip(classes["n_from"], classes["n_to"], strict=True)]
        ax.set_xlabel(f"{what} counted (in one comment, each once)", labelpad=3, **style.text(style.LABEL))
        ax.set_ylabel(f"breadth (effective number of {what})", labelpad=3, **style.text(style.LABEL))
        ax.tick_params(axis="x", length=0)
        above: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "va": "bottom"}
        for place, n in enumerate(classes["commenters"]):
            ax.annotate(
                style.number(float(n)), (place, 1.0), (0, 2), xycoords=ax.get_xaxis_transform(),
                annotation_clip=False, label="_n", **above, **style.text(style.NOTE, fontweight="bold"),
            )  # fmt: skip
        self._fit(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._fit(ax)
        return super()._stack(ax, renderer)

    def _fit(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        low, high = ax.get_ylim()
        few_ticks(ax.yaxis, 1.0, high, int(np.clip(height / (3.0 * size), 2, 9)))
        places = ax.yaxis.get_major_locator()()
        if 1.0 not in places:
            # Breadth begins at 1, which a scale in steps of 2 or 5 would leave out.
            ax.yaxis.set_major_locator(FixedLocator([1.0, *places]))
            ax.yaxis.set_major_formatter(FixedFormatter([style.number(float(t)) for t in (1.0, *places)]))
        pitch = width / float(np.ptp(ax.get_xlim()))
        said = [f"{a:,}" if a == b else f"{a:,}–{b:,}" for a, b in self.ends]
        wide = [style.measure(words, size)[0] > 0.94 * pitch for words in said]
        said = [words.replace("–", "–\n") if w else words for words, w in zip(said, wide, strict=True)]
        ax.xaxis.set_major_locator(FixedLocator(list(range(len(said)))))
        ax.xaxis.set_major_formatter(FixedFormatter(said))
        if self.cells is None:
            return
        most = int(self.cells["n"].max())
        across = min(0.94 * height * self.step / (high - low), pitch * WIDE / most - 0.4, _LARGEST)
        across = max(across, 0.8)
        which = np.repeat(np.arange(len(self.cells)), self.cells["n"])
        rank = np.arange(len(which)) - np.repeat(
            np.cumsum(self.cells["n"]) - self.cells["n"], self.cells["n"]
        )
        beside = (rank.to_numpy() + 0.5) * (across + 0.4) / pitch
        dots = cast("PathCollection", next(c for c in ax.collections if c.get_label() == "_dots"))
        dots.set_offsets(
            np.column_stack(
                [
                    self.cells["column"].to_numpy()[which] + START + beside,
                    self.cells["breadth"].to_numpy()[which],
                ]
            )
        )
        dots.set_sizes([across**2])
