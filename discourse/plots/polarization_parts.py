"""Parts of figures over windows of time: days on an axis, an arranger of lines under a strip, one of cells."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from discourse.plots import style
from discourse.plots.arrange import Below, slot
from discourse.plots.dates import date_ticks, steps_around
from discourse.plots.ticks import ThinTicks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text

    from discourse.plots.legend import Key


def days(times: pd.Series) -> np.ndarray:
    """Return times in matplotlib's days since 1970.

    Examples
    --------
    >>> days(pd.Series(pd.to_datetime(["1970-01-02T00:00", "1970-01-03T12:00"]))).tolist()
    [1.0, 2.5]
    """
    return times.to_numpy(dtype="datetime64[us]").astype("int64") / 86_400e6


def dated_names(times: pd.Series) -> list[str]:
    """Return a name for each window by its middle: the day, with the time of day where days come twice.

    Examples
    --------
    >>> dated_names(pd.Series(pd.to_datetime(["2024-01-02", None])))
    ['2024-01-02', 'all']
    >>> dated_names(pd.Series(pd.to_datetime(["2024-01-02T06:00", "2024-01-02T18:00"])))
    ['2024-01-02 06:00', '2024-01-02 18:00']
    """
    plain = times.dt.strftime("%Y-%m-%d")
    if plain.dropna().duplicated().any():
        plain = times.dt.strftime("%Y-%m-%d %H:%M")
    return ["all" if not isinstance(name, str) else name for name in plain]


class Timeline(Below):
    """Arranges a line over time with a strip above it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    strip : matplotlib.axes.Axes
        An inset with the same times.
    times : numpy.ndarray of float
        In matplotlib's days.
    caption : str
    key : Key
        The legend; may be empty.
    bracket : tuple of float and str, optional
        A width in days and its name, shown in the lower left corner.
    """

    def __init__(
        self,
        ax: Axes,
        strip: Axes,
        times: np.ndarray,
        caption: str,
        key: Key,
        bracket: tuple[float, str] | None = None,
    ) -> None:
        edges = steps_around(times)
        self.strip, self.span = strip, (float(edges[0]), float(edges[-1]))
        self.times = times
        ax.set_xlim(*self.span)
        strip.set_xlim(*self.span)
        super().__init__(ax, caption, key)
        if bracket is not None:
            self._bracket(ax, *bracket)
        self._date(ax)

    def _bracket(self, ax: Axes, width: float, name: str) -> None:
        low = self.span[0] + 0.01 * (self.span[1] - self.span[0])
        ax.plot(
            [low, low + width], [0.035, 0.035], color=style.INK, linewidth=1.0, marker="|", markersize=5,
            markeredgecolor=style.INK, markeredgewidth=1.0, zorder=4, label="_bracket",
        )  # fmt: skip
        ax.annotate(
            name, (low + width, 0.035), xytext=(4, 0), textcoords="offset points", ha="left", va="center_baseline",
            zorder=4, **style.text(style.NOTE),
        )  # fmt: skip

    def _date(self, ax: Axes) -> None:
        width, _, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        most = int(np.clip(width / (5.6 * size), 2, 9))
        places, said = date_ticks(float(self.times[0]), float(self.times[-1]), most)
        ax.xaxis.set_major_locator(FixedLocator(places))
        ax.xaxis.set_major_formatter(FixedFormatter(said))
        self.strip.xaxis.set_major_locator(FixedLocator([]))
        for tick in ax.xaxis.get_major_ticks(len(places)):
            tick.label1.set(parse_math=False, usetex=False)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._date(ax)
        return super()._stack(ax, renderer)


class Cells(ThinTicks):
    """Names rows and columns of cells as there is room, with a legend below.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : tuple of list of str
        Of rows and of columns.
    caption : str
    values : list of matplotlib.text.Text
        In the cells; shown if all of them have room.
    key : Key
    """

    def __init__(
        self, ax: Axes, names: tuple[list[str], list[str]], caption: str, values: list[Text], key: Key
    ) -> None:
        self.whole = names
        super().__init__(ax, names, caption, values, None)
        self.key = key
        self.suit(ax)

    def reset(self) -> None:
        """Choose the names again, before the layout asks how wide they are."""
        super().reset()
        if self.axes is not None:
            self._thin(cast("Axes", self.axes))

    def _thin(self, ax: Axes) -> None:
        # Names of rows take at most a third of the page.
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        letters = int(np.clip(0.33 * slot(ax)[0] / (0.6 * size), 8, 30))
        shorter = [style.drawable(name, letters) for name in self.whole[0]]
        if shorter != self.names[0]:
            self.names, self.steps = (shorter, self.whole[1]), (0, 0, 0)
        super()._thin(ax)
