"""Parts of the figure of chance: bars that count values, and their arrangement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator
from matplotlib.transforms import Bbox

from discourse.plots import style
from discourse.plots.arrange import Below
from discourse.plots.ticks import few_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text

    from discourse.plots.legend import Key


def bins(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of bars, shape (bars, 2), and how many values there are in each.

    Values that come again and again have a bar each; others are put in as many bars as the root of their number,
    from 5 to 30.

    Examples
    --------
    >>> ends, counts = bins(np.array([1.0, 1.0, 2.0, 2.0, 2.0, 4.0]))
    >>> ends.tolist(), counts.tolist()
    ([[0.6, 1.4], [1.6, 2.4], [3.6, 4.4]], [2, 3, 1])
    >>> bins(np.arange(100.0))[1].tolist()
    [10, 10, 10, 10, 10, 10, 10, 10, 10, 10]
    """
    places, back = np.unique(np.round(values, 12), return_inverse=True)
    counts = np.bincount(back)
    if len(places) <= max(len(values) // 2, 1) and len(places) <= 40:
        apart = float(np.diff(places).min()) if len(places) > 1 else _alone(float(places[0]))
        # Bars that would be hairs are put together like other values.
        if len(places) == 1 or apart >= 0.005 * np.ptp(places):
            return np.column_stack([places - 0.4 * apart, places + 0.4 * apart]), counts
    counts, edges = np.histogram(values, int(np.clip(np.sqrt(len(values)), 5, 30)))
    return np.column_stack([edges[:-1], edges[1:]]), counts


def _alone(value: float) -> float:
    """Return a width for the bar of values that are all alike."""
    return 1.0 if value.is_integer() else 0.05 * abs(value)


class Histogram(Below):
    """Ticks the two scales as there is room, and leaves room for a label above the bars.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    caption : str
    key : Key
    peak : float
        The highest bar.
    label : matplotlib.text.Text
        That of the observed value.
    """

    def __init__(self, ax: Axes, caption: str, key: Key, peak: float, label: Text) -> None:
        super().__init__(ax, caption, key)
        self.peak, self.label = peak, label
        self.name = ax.get_xlabel()
        self._limits: tuple[float, float] | None = None
        self._tick(ax)

    def _tick(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        if self._limits is None or ax.get_ylim() == self._limits:
            lines = style.measure(self.label.get_text(), float(self.label.get_fontsize()), "bold")[1] * 1.15
            part = min(lines / max(height, 1.0), 0.6)
            foot, top = -0.1 * self.peak, float(self.label.get_position()[1])
            ax.set_ylim(foot, foot + (top - foot) / (1 - part))
            self._limits = ax.get_ylim()
            ax.yaxis.label.set_y((0.5 * self.peak - foot) / (self._limits[1] - foot))
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        # A word may come out a third wider than asked for.
        letters = int(0.75 * width / (0.58 * float(ax.xaxis.label.get_fontsize())))
        ax.xaxis.label.set_text(style.wrapped(self.name, max(letters, 12), 2))
        few_ticks(ax.xaxis, *ax.get_xlim(), int(np.clip(width / (4.5 * size), 2, 8)))
        most = int(np.clip(0.5 * height / (2.2 * size), 1, 4))
        ticks = [t for t in MaxNLocator(most, integer=True).tick_values(0, self.peak) if 0 <= t <= self.peak]
        ax.yaxis.set_major_locator(FixedLocator(ticks))
        ax.yaxis.set_major_formatter(FixedFormatter([style.number(float(t)) for t in ticks]))

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._tick(ax)
        return super()._stack(ax, renderer)
