"""Ticks: of a matrix, as many labels as there is room for; of a scale, a few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator
from matplotlib.transforms import Bbox

from discourse.plots import style
from discourse.plots.arrange import Below, slot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.collections import LineCollection
    from matplotlib.text import Text


class ThinTicks(Below):
    """Names rows and columns, every k-th one where not all have room, and says so in the caption.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : tuple of list of str
        Of rows and of columns.
    caption : str
    values : list of matplotlib.text.Text
        In the cells; shown if all of them have room.
    marks : matplotlib.collections.LineCollection or None
        On negative cells; shown if the values are not.
    """

    def __init__(
        self,
        ax: Axes,
        names: tuple[list[str], list[str]],
        caption: str,
        values: list[Text],
        marks: LineCollection | None,
    ) -> None:
        super().__init__(ax, caption or " ")
        self.said, self.names, self.values, self.marks = caption, names, values, marks
        self.steps = (0, 0, 0)
        self.notes: list[str] = []
        ax.tick_params(length=0, which="both")
        self._print(ax)
        self._thin(ax)

    def _print(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        cell = np.array([width / len(self.names[1]), height / len(self.names[0])]) - 1.5
        sizes = [style.measure(t.get_text(), float(t.get_fontsize())) for t in self.values]
        fits = bool(sizes) and bool((np.array(sizes) <= cell).all())
        for text in self.values:
            text.set_visible(fits)
        if self.marks is not None:
            self.marks.set_visible(not fits)

    def _thin(self, ax: Axes) -> None:
        # Inches and limits are known before the figure is drawn; the first steps are near the last.
        width, height, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        cell = width / len(self.names[1])
        # Names of columns lie flat where the longest word has room, and stand upright elsewhere.
        longest = max(
            (style.measure(word, size)[0] for n in self.names[1] for word in n.split()), default=0.0
        )
        wide = int(cell / (0.6 * size)) if longest < cell - 4.0 else 0
        lines = int(np.clip((cell - 2.0) / (1.1 * size), 1, 2))
        most = [
            max(int(np.ceil(1.12 * size * len(n) / max(room, 1.0))), 1)
            for n, room in zip(self.names, (height, width), strict=True)
        ]
        stacked = 2 if height / max(len(self.names[0]), 1) > 2.4 * size else 1
        state = (most[0], most[1], 100 * wide + 10 * lines + stacked)
        if state == self.steps:
            return
        self.steps = state
        ax.tick_params(axis="x", labelrotation=0 if wide else 90)
        rows = [style.wrapped(n, 24, 2) if stacked > 1 else style.drawable(n, 30) for n in self.names[0]]
        cols = [style.wrapped(n, wide, 3) if wide else style.wrapped(n, 24, lines) for n in self.names[1]]
        for axis, names, step in ((ax.yaxis, rows, most[0]), (ax.xaxis, cols, most[1])):
            axis.set_major_locator(FixedLocator(list(range(0, len(names), step))))
            axis.set_major_formatter(FixedFormatter(names[::step]))
            for tick in axis.get_major_ticks(len(names[::step])):
                tick.label1.set(
                    parse_math=False, usetex=False, fontfamily=style.FONT, linespacing=style.LINESPACING,
                    multialignment="right" if axis is ax.yaxis else "center",
                )  # fmt: skip
        notes = [
            f"Every {_ordinal(step)} {what} is named."
            for what, step in zip(("row", "column"), most, strict=True)
            if step > 1
        ]
        self.notes = notes

    def reset(self) -> None:
        """Choose the names again."""
        self.steps = (0, 0, 0)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        ax.apply_aspect()
        self._print(ax)
        self._thin(ax)
        marked = self.marks is not None and self.marks.get_visible()
        negative = ["Cells with a minus sign (–) are negative."] if marked else []
        self.words = " ".join([*negative, self.said, *self.notes]).strip()
        return super()._stack(ax, renderer)


def _ordinal(step: int) -> str:
    """Return ``"second"``, ``"3rd"``, ``"21st"``.

    Examples
    --------
    >>> _ordinal(2), _ordinal(3), _ordinal(11), _ordinal(21)
    ('second', '3rd', '11th', '21st')
    """
    if step == 2:
        return "second"
    ending = "th" if step % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(step % 10, "th")
    return f"{step}{ending}"


def few_ticks(axis: Any, low: float, high: float, most: int) -> None:
    """Put a few ticks from ``low`` to ``high`` on an axis."""
    found = MaxNLocator(max(most, 1), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    slack = 1e-9 * (high - low)
    places = [float(t) for t in found if low - slack <= t <= high + slack]
    axis.set_major_locator(FixedLocator(places))
    axis.set_major_formatter(FixedFormatter([style.number(t) for t in places]))


def name_rows(ax: Axes, names: Sequence[str], numbers: Sequence[Text], size: float, height: float) -> int:
    """Name as many rows as have room, counted from the top; show the numbers of those that are named.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : sequence of str
        Of the rows, the lowest first.
    numbers : sequence of matplotlib.text.Text
        At the end of each row, or none.
    size, height : float
        Of the names and of the Axes, in points.

    Returns
    -------
    int
        One row in so many is named.
    """
    count = len(names)
    pitch = height / max(count, 3)
    step = max(int(np.ceil(1.12 * size / max(pitch, 1e-6))), 1)
    named = sorted(range(count - 1, -1, -step))
    letters = int(np.clip(0.36 * slot(ax)[0] / (0.57 * size), 10, 36))
    lines = int(np.clip((pitch * step - 0.15 * size) / (style.LINESPACING * size), 1, 3))
    said = [style.wrapped(names[i], letters + 4 * (lines == 1), lines) for i in named]
    ax.yaxis.set_major_locator(FixedLocator(named))
    ax.yaxis.set_major_formatter(FixedFormatter(said))
    look: dict[str, Any] = {"parse_math": False, "usetex": False, "fontfamily": style.FONT}
    for tick in ax.yaxis.get_major_ticks(len(named)):
        tick.label1.set(**look, linespacing=style.LINESPACING, multialignment="right")
    for i, text in enumerate(numbers):
        text.set_visible((count - 1 - i) % step == 0)
    return step
