"""What the views of phases share, and the two of them in two dimensions: the matrix of distances, and the map."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from discourse.errors import OptionError
from discourse.plots import style
from discourse.plots.arrange import Below
from discourse.plots.dates import date_ticks, names, steps_around
from discourse.plots.labels import place_labels

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text
    from matplotlib.transforms import Bbox

_NEEDED = ("window", "middle", "state", "x", "y", "silhouette", "statements")
_SEQUENTIAL = ("#F2F5F8", "#A3C6DF", "#4A97C9", "#0B5D91", "#00304D")
_MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "<", ">", "8")
#: So many dates are named on the map at most, and windows are joined by arrows up to so many.
_DATED = 14


@dataclass(frozen=True)
class Windows:
    """The windows as arrays.

    Attributes
    ----------
    at : numpy.ndarray
        Their middles in matplotlib's days; their numbers where middles are not apart.
    dated : bool
    middle : pandas.Series
    state : numpy.ndarray of int
    xy : numpy.ndarray, shape (windows, 2)
    silhouette, statements : numpy.ndarray
    """

    at: np.ndarray
    dated: bool
    middle: pd.Series
    state: np.ndarray
    xy: np.ndarray
    silhouette: np.ndarray
    statements: np.ndarray

    @classmethod
    def of(cls, states: pd.DataFrame) -> Windows:
        """Return the windows of a table of states; raise :class:`OptionError` if it is none."""
        missing = [name for name in _NEEDED if name not in states]
        if missing:
            raise OptionError(f"this is no study of phases: its states have no column {missing[0]!r}")
        from matplotlib.dates import date2num

        times = states["middle"].to_numpy(dtype="datetime64[us]")
        at = np.asarray(date2num(times), dtype=float)
        dated = bool(len(at) and np.isfinite(at).all() and (np.diff(at) > 0).all())
        numbers = [states[n].to_numpy(dtype=float) for n in ("silhouette", "statements")]
        return cls(
            at if dated else np.arange(1.0, len(at) + 1), dated, states["middle"],
            states["state"].to_numpy(dtype=int), states[["x", "y"]].to_numpy(dtype=float), *numbers,
        )  # fmt: skip

    @property
    def edges(self) -> np.ndarray:
        """Where the cells of windows begin and end, one more than there are windows."""
        return steps_around(self.at)

    def runs(self) -> list[tuple[int, int, int]]:
        """Return first window, window after the last, and phase, of every span without a change."""
        start = np.flatnonzero(np.diff(self.state, prepend=-1))
        stop = np.append(start[1:], len(self.state))
        return [(int(a), int(b), int(self.state[a])) for a, b in zip(start, stop, strict=True)]


class TimeAxis(Below):
    """Dates on the axis, as many as there is room for.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    windows : Windows
    caption : str
    strip : matplotlib.axes.Axes, optional
        An inset with the same times.
    both : bool
        Whether the other axis has the same times.
    numbers : list of (float, float, matplotlib.text.Text)
        Names of spans from and to, hidden where the span is too short.
    """

    def __init__(
        self,
        ax: Axes,
        windows: Windows,
        caption: str,
        *,
        strip: Axes | None = None,
        both: bool = False,
        numbers: list[tuple[float, float, Text]] | None = None,
    ) -> None:
        super().__init__(ax, caption)
        self.windows, self.strip, self.both, self.numbers = windows, strip, both, numbers or []
        if not windows.dated:
            ax.set_xlabel("window", **style.text(style.LABEL))
            if both:
                ax.set_ylabel("window", **style.text(style.LABEL))
        self._date(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        ax.apply_aspect()
        self._date(ax)
        return super()._stack(ax, renderer)

    def _date(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        most = int(np.clip(min(width / (5.0 * size), height / (3.0 * size) if self.both else np.inf), 2, 8))
        for axis in (ax.xaxis, ax.yaxis) if self.both else (ax.xaxis,):
            self._ticks(axis, most)
        low, high = self.windows.edges[[0, -1]]
        for start, stop, text in self.numbers:
            room = width * (stop - start) / (high - low)
            text.set_visible(style.measure(text.get_text(), float(text.get_fontsize()))[0] + 1.0 <= room)

    def _ticks(self, axis: Axis, most: int) -> None:
        at = self.windows.at
        if self.windows.dated:
            places, said = date_ticks(at[0], at[-1], most)
        else:
            found = MaxNLocator(most, integer=True).tick_values(at[0], at[-1])
            places = [float(v) for v in found if at[0] <= v <= at[-1]]
            said = [f"{v:.0f}" for v in places]
        axis.set_major_locator(FixedLocator(places))
        axis.set_major_formatter(FixedFormatter(said))


def draw_distances(ax: Axes, windows: Windows, table: pd.DataFrame, said: Callable[[str], str]) -> None:
    """Draw the matrix of distances over time, with the phases in a strip above."""
    from matplotlib.colors import LinearSegmentedColormap

    count = len(windows.state)
    matrix = np.zeros((count, count))
    low, high = (table[n].to_numpy(dtype=int) - 1 for n in ("window", "other"))
    matrix[low, high] = matrix[high, low] = table["distance"].to_numpy(dtype=float)
    edges = windows.edges
    colours = LinearSegmentedColormap.from_list("distances", _SEQUENTIAL)
    look: dict[str, Any] = {"cmap": colours, "vmin": 0.0, "vmax": max(float(matrix.max()), 1e-9)}
    if np.allclose(np.diff(edges), edges[1] - edges[0], rtol=1e-6):
        box = (edges[0], edges[-1], edges[-1], edges[0])
        mesh: Any = ax.imshow(
            matrix, extent=box, origin="upper", aspect="auto", interpolation="nearest", **look
        )
    else:
        mesh = ax.pcolormesh(edges, edges, matrix, rasterized=count > 60, **look)
    mesh.set_label("_cells")
    ax.set_xlim(edges[0], edges[-1])
    ax.set_ylim(edges[-1], edges[0])
    ax.set_aspect("equal", adjustable="box", anchor="SW")
    for spine in ax.spines.values():
        spine.set(visible=True, linewidth=0.7, color=style.RULE)
    numbers = _phase_strip(ax, windows)
    for first, _, _ in windows.runs()[1:]:
        ax.plot([edges[first]] * 2, [edges[0], edges[-1]], color="white", linewidth=0.8, label="_boundary")
        ax.plot([edges[0], edges[-1]], [edges[first]] * 2, color="white", linewidth=0.8, label="_boundary")
    _colour_bar(ax, mesh)
    TimeAxis(ax, windows, said("The strip above names the phases."), both=True, numbers=numbers)


def _phase_strip(ax: Axes, windows: Windows) -> list[tuple[float, float, Text]]:
    """Draw the phases above the matrix; return their numbers with the ends of the spans."""
    strip = ax.inset_axes((0.0, 1.012, 1.0, 0.05))
    strip.set(label="_phases", xlim=(windows.edges[0], windows.edges[-1]), ylim=(0, 1))
    strip.set_axis_off()
    numbers = []
    for first, stop, state in windows.runs():
        start, end = windows.edges[first], windows.edges[stop]
        fill = style.group_fill(state)
        strip.barh(0.5, end - start, left=start, height=1.0, color=fill, edgecolor="white", linewidth=0.5)
        look = style.text(style.NOTE, color=style.ink_on(fill), fontweight="bold", label="_number")
        text = strip.text((start + end) / 2, 0.5, str(state), ha="center", va="center_baseline", **look)
        numbers.append((float(start), float(end), text))
    return numbers


def _colour_bar(ax: Axes, mesh: Any) -> None:
    panel = ax.inset_axes((1.03, 0.0, 0.03, 1.0))
    bar = ax.get_figure(root=True).colorbar(mesh, cax=panel)  # type: ignore[union-attr]
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    bar.locator, bar.formatter = FixedLocator(ticks), FixedFormatter([style.number(t) for t in ticks])
    bar.update_ticks()
    bar.minorticks_off()
    bar.outline.set(linewidth=0.7, edgecolor=style.RULE)
    panel.tick_params(
        axis="y", direction="out", pad=3, left=False, right=True, labelleft=False, labelright=True, width=0.7,
        length=3, color=style.RULE, labelsize=style.TICK, labelcolor=style.INK, labelfontfamily=style.FONT,
    )  # fmt: skip
    panel.yaxis.set_label_position("right")
    panel.set_ylabel("distance, as a share of the largest", **style.text(style.LABEL))


def draw_map(ax: Axes, windows: Windows, said: Callable[[str], str]) -> None:
    """Draw the windows as points, joined in the order of time; the first, the last and the changes are dated."""
    from discourse.plots.legend import Key, marker

    x, y = windows.xy.T
    ax.plot(x, y, color=style.RULE, linewidth=0.8, zorder=1, label="_way")
    size = 7.0 if len(x) <= 60 else 5.0
    key = Key()
    rows: list[tuple[Artist | None, str]] = []
    for state in range(1, int(windows.state.max()) + 1):
        here = windows.state == state
        shape, fill = _MARKERS[(state - 1) % len(_MARKERS)], style.group_fill(state)
        ax.plot(
            x[here], y[here], linestyle="none", marker=shape, markersize=size, markerfacecolor=fill,
            markeredgecolor=style.INK, markeredgewidth=0.6, zorder=2, label="_windows",
        )  # fmt: skip
        number = int(here.sum())
        rows.append((marker(shape, fill), f"phase {state} ({number} window{'s' if number != 1 else ''})"))
    key.sections.append(list(rows))
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
    ax.set_aspect("equal", adjustable="datalim")
    ax.margins(0.08)
    words = "The line follows time, from one date in bold to the other; near windows have similar networks."
    MapLabels(ax, windows, size, said(words), key)


class MapLabels(Below):
    """Dates of the first and last window and of the changes, on no point and on no other date."""

    def __init__(self, ax: Axes, windows: Windows, size: float, caption: str, key: Any) -> None:
        super().__init__(ax, caption, key)
        self.xy, self.size = windows.xy, size
        starts = sorted((r for r in windows.runs()[1:]), key=lambda r: (r[0] - r[1], r[0]))
        picked = dict.fromkeys([0, len(windows.state) - 1, *(r[0] for r in starts)])
        self.rows = list(picked)[:_DATED]
        hours = windows.dated and len(windows.at) > 1 and float(np.diff(windows.at).min()) < 0.99
        self.texts = []
        for row in self.rows:
            when = windows.middle.iloc[row]
            name = names([when.to_pydatetime()], 0.25 if hours else 1.0)[0].replace("\n", " ")
            name = name if windows.dated else f"window {row + 1}"
            bold = "bold" if row in (0, len(windows.state) - 1) else "normal"
            text = ax.text(0, 0, name, va="bottom", ha="left", **style.text(style.NOTE, fontweight=bold))
            text.set(in_layout=False, label="_date", clip_on=False, zorder=4)
            self.texts.append(text)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        ax.apply_aspect()
        self._beside(ax)
        return super()._stack(ax, renderer)

    def _beside(self, ax: Axes) -> None:
        width, height, pixel = self.frame(ax)
        at = (ax.transData.transform(self.xy) - [ax.bbox.x0, ax.bbox.y0]) / pixel
        reach = np.full(len(at), 0.5 * self.size * max(self.scale, 0.5) + 0.8)
        sizes = np.array(
            [
                style.measure(t.get_text(), float(t.get_fontsize()), str(t.get_fontweight()))
                for t in self.texts
            ]
        )
        segments = np.hstack([at[:-1], at[1:]]) if len(at) > 1 else None
        placed = place_labels(
            at[self.rows], reach[self.rows], sizes, (0.0, 0.0, width, height), nodes=at, node_radii=reach,
            segments=segments,
        )  # fmt: skip
        for text, (x, y), far in zip(self.texts, placed.corners, placed.leaders, strict=True):
            # A date that stands far from its window says nothing; it is left out rather than led there.
            shown = bool(np.isfinite(x)) and not far
            text.set_visible(shown)
            if shown:
                corner = (ax.bbox.x0 + x * pixel, ax.bbox.y0 + y * pixel)
                text.set_position(tuple(ax.transData.inverted().transform(corner).tolist()))
