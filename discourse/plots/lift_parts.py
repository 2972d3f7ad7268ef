"""Arranges a triangle of pairs: marks as large as the cells, names as there is room, counts if all of them fit."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np

from discourse.plots import style
from discourse.plots.arrange import slot
from discourse.plots.ticks import ThinTicks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.text import Text

    from discourse.plots.legend import Key

#: A mark that fills its cell is no larger than so many points.
_LARGEST = 30.0


class Triangle(ThinTicks):
    """Sizes marks, names rows and columns, and says what the counts are where they are shown.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : list of str
        Of rows and columns.
    words : tuple of str
        The caption: what comes before the sentence on counts, that sentence, and what comes after it.
    counts : list of matplotlib.text.Text
    marks : list of tuple
        Marks, and the part of their cell that they take.
    key : Key
    """

    def __init__(
        self,
        ax: Axes,
        names: list[str],
        words: tuple[str, ...],
        counts: list[Text],
        marks: list[tuple[PathCollection, float]],
        key: Key,
    ) -> None:
        self.parts, self.whole, self.cells = words, names, marks
        super().__init__(ax, (names, names), " ".join(filter(None, words)), counts, None)
        self.key = key
        self.suit(ax)

    def reset(self) -> None:
        """Choose the names again, before the layout asks how wide they are."""
        super().reset()
        if self.axes is not None:
            self._thin(cast("Axes", self.axes))

    def _print(self, ax: Axes) -> None:
        super()._print(ax)
        first, counts, last = self.parts
        shown = any(t.get_visible() for t in self.values)
        self.said = " ".join(filter(None, (first, counts if shown else "", last)))
        width, height, _ = self.frame(ax)
        room = min(width / len(self.whole), height / len(self.whole), _LARGEST)
        for marks, part in self.cells:
            marks.set_sizes([max(part * room, 0.5) ** 2])

    def _thin(self, ax: Axes) -> None:
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        letters = int(np.clip(0.33 * slot(ax)[0] / (0.6 * size), 8, 30))
        # Two lines of 24 letters each where the rows are as high as that, else one.
        stacked = self.frame(ax)[1] / len(self.whole) > 2.4 * size and letters >= 24
        rows = [style.drawable(name, 80 if stacked else letters) for name in self.whole]
        if rows != self.names[0]:
            self.names, self.steps = (rows, self.whole), (0, 0, 0)
        super()._thin(ax)
