"""The share of each narrative over time, a lane each, with its interval as a band."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from discourse.errors import NotComputable, OptionError
from discourse.plots import captions, style
from discourse.plots.arrange import Below, slot
from discourse.plots.canvas import axes_for, dress, set_title
from discourse.plots.legend import Key, line
from discourse.plots.polarization_parts import Timeline, days
from discourse.plots.ticks import few_ticks, name_rows
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Text

    from discourse.model.study import Study

_NEEDED = ("narrative", "start", "middle", "stop", "comments", "held", "share", "low", "high")
#: Up to so many windows have a marker each.
_MARKERS = 30
#: Inches of a lane, of the strip of comments, and between the two; the part of a lane that its scale takes.
_PITCH, _STRIP, _GAP, LANE = 0.42, 0.45, 0.12, 0.7
BAND, LINE = "#C3DBEB", "#00527F"


def plot_salience(
    study: Study,
    *,
    top: int = 10,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw the share of comments that hold each narrative, window by window, with its 95 % interval.

    Each narrative has a lane of its own, all on one scale, the most prevalent on top. A line stands at the middles of
    the windows and has a gap where windows without comments were left out; the band is the interval. A strip above
    shows the comments of each window, of which the shares are. A study of one window is a row of points.

    Parameters
    ----------
    study : Study
        ``salience``, with the table ``salience``.
    top : int
        How many narratives are drawn at most: those with the greatest mean share.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide and as high as the lanes need.
    title : str, optional
    caption : str, optional
        By default it says how to read the figure and what is left out; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        The lanes; its child Axes is the strip of comments.

    Raises
    ------
    OptionError
        If ``top`` is not a whole number of 1 or more, or the study has no such table.
    DataError
        If a column is missing.
    NotComputable
        If no share is known.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> dates = pd.to_datetime(["2024-01-01", "2024-02-01"])
    >>> table = pd.DataFrame({"narrative": "ban", "start": dates, "middle": dates, "stop": dates, "comments": [8, 4],
    ...                       "held": [2, 2], "share": [0.25, 0.5], "low": [0.07, 0.15], "high": [0.59, 0.85]})
    >>> ax = plot_salience(Study({"salience": table}))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['ban']
    """
    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 1:
        raise OptionError(f"top must be a whole number of 1 or more, not {top!r}")
    table = table_of(study, "salience", _NEEDED)
    table = table[table["share"].notna()].sort_values(["middle", "start"], kind="stable")
    if not len(table):
        raise NotComputable("no window has a share of any narrative, so there is nothing to draw")
    mean = table.groupby("narrative", sort=True)["share"].mean().sort_values(ascending=False, kind="stable")
    parts = [table[table["narrative"] == name] for name in mean.index[: int(top)]][::-1]
    names = [style.drawable(part["narrative"].iloc[0], 80) for part in parts]
    windows = table.drop_duplicates(["start", "middle", "stop"])
    words = (
        f" Not shown: {len(mean) - len(parts)} narratives with a smaller share." if len(mean) > top else ""
    )
    if len(windows) == 1:
        return _single(study, parts, names, words, ax, title, caption)
    return _lanes(study, windows, parts, names, words, ax, title, caption)


def _lanes(
    study: Study, windows: pd.DataFrame, parts: list[pd.DataFrame], names: list[str], words: str, ax: Axes | None,
    title: str | None, caption: str | None,
) -> Axes:  # fmt: skip
    count = len(parts)
    tall = min(_PITCH * max(count, 2), 7.2)
    ax = axes_for(ax, 7.0, tall + _GAP + _STRIP + 1.35)
    part = tall / (tall + _GAP + _STRIP)
    limit = max(float(p["high"].max()) for p in parts) if any(p["high"].notna().any() for p in parts) else 1.0
    limit = min(max(limit, *(float(p["share"].max()) for p in parts), 0.01), 1.0)
    events = "event" in str(study.made.parameters.get("width", "")).lower()
    times = days(windows["middle"])
    step = np.inf if events else 1.5 * float(np.diff(np.unique(times)).min(initial=np.inf))
    for row, one in enumerate(parts):
        _lane(ax, row, one, limit, step, marked=len(windows) <= _MARKERS)
    tick = next(t for t in (1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0) if t <= limit)
    bottom, spare = -LANE / 2 - 0.12, max(2 - count, 0) / 2
    ax.set_ylim(bottom - spare, bottom - spare + max(count, 2) / part)
    strip = ax.inset_axes((0.0, 1 - _STRIP / (tall + _GAP + _STRIP), 1.0, _STRIP / (tall + _GAP + _STRIP)))
    _comments(strip, times, windows["comments"].to_numpy(dtype=float), step)
    if caption is None:
        told = ["Line: share of comments; band: 95 % interval; the same scale in all lanes."]
        told += ["Upper strip: comments in the window." + words]
        caption = " ".join([*told, *captions.sources(study=study.made)])
    set_title(ax, title)
    said = style.drawable(caption, 2000, empty="")
    scale = [(0.0, "0"), (tick / limit * LANE, f"{100 * tick:g} %")] if tick else [(0.0, "0")]
    _Course(ax, strip, times, said, names, scale, max(count, 2) / (ax.get_ylim()[1] - ax.get_ylim()[0]))
    width = study.made.parameters.get("width")
    where = (
        f"middle of a window of {style.drawable(width, 30)}"
        if isinstance(width, str)
        else "middle of the window"
    )
    ax.set_xlabel(where, labelpad=3, **style.text(style.LABEL))
    for row in range(count):
        rule = row - LANE / 2 + np.array([offset for offset, _ in scale[1:]])
        ax.hlines(rule, *ax.get_xlim(), colors=style.FAINT, linewidth=0.5, zorder=0)
    return ax


def _lane(ax: Axes, row: int, table: pd.DataFrame, limit: float, step: float, *, marked: bool) -> None:
    """Draw the line and the band of one narrative; a window without neighbours is a point with a bar."""
    times = days(table["middle"])
    share, low, high = (
        row - LANE / 2 + LANE * table[c].to_numpy(dtype=float) / limit for c in ("share", "low", "high")
    )
    cut = np.flatnonzero(np.diff(times) > step) + 1
    x, y, below, above = (np.insert(v.astype(float), cut, np.nan) for v in (times, share, low, high))
    known = np.isfinite(y)
    alone = known & ~np.append(known[1:], False) & ~np.insert(known[:-1], 0, False)
    span = days(table["middle"].iloc[[0, -1]])
    ax.hlines(row - LANE / 2, span[0], span[1], colors=style.RULE, linewidth=0.6, zorder=1, label="_base")
    drawn = np.isfinite(below) & np.isfinite(above)
    ax.fill_between(x, below, above, where=drawn, facecolor=BAND, linewidth=0, zorder=1.5, label="_interval")
    bars = alone & drawn
    if bars.any():
        ax.vlines(
            x[bars], below[bars], above[bars], colors=BAND, linewidth=4, zorder=1.5, label="_interval_alone"
        )
    ax.plot(x, y, color=LINE, linewidth=1.3, zorder=3, label="_share", solid_joinstyle="round")
    points = known if marked else alone
    if points.any():
        look: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 2.6, "color": LINE}
        ax.plot(x[points], y[points], zorder=3.1, label="_share_points", **look)


def _comments(strip: Axes, times: np.ndarray, comments: np.ndarray, step: float) -> None:
    """Draw the comments of each window as light steps, none where windows were left out."""
    from discourse.plots.dates import steps_around

    dress(strip)
    strip.set(label="_comments", facecolor="none")
    cuts = np.flatnonzero(np.diff(times) > step) + 1
    for when, count in zip(np.split(times, cuts), np.split(comments, cuts), strict=True):
        edges = steps_around(when) if len(when) > 1 else when[0] + np.array([-1, 1]) * min(step / 3, 0.5)
        strip.stairs(count, edges, fill=True, facecolor=style.FAINT, edgecolor=style.RULE, linewidth=0.6)
    peak = max(float(np.nanmax(comments, initial=0.0)), 1.0)
    strip.set_ylim(0, peak * 1.12)
    strip.yaxis.set_major_locator(FixedLocator([0, peak]))
    strip.yaxis.set_major_formatter(FixedFormatter(["0", style.number(peak)]))
    strip.set_ylabel("comments", **style.text(style.LABEL))
    strip.tick_params(labelbottom=False, bottom=False)


def lane_names(
    ax: Axes, names: list[str], scale: list[tuple[float, str]], pitch: float, *, low: float = -LANE / 2
) -> None:
    """Name the lanes at 0, 1, … from the lowest, and write the scale of each beside it, as there is room.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    names : list of str
        A name may have several lines, which are then kept.
    scale : list of (float, str)
        Ticks of a lane, from ``low``.
    pitch : float
        From lane to lane in points.
    low : float
        Where the scale begins, from the lane's middle.
    """
    size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
    ax.yaxis.remove_overlapping_locs = False
    step = name_rows(ax, names, [], size, pitch * max(len(names), 3))
    if any("\n" in name for name in names):
        letters = int(np.clip(0.36 * slot(ax)[0] / (0.57 * size), 10, 36))
        keep = sorted(range(len(names) - 1, -1, -step))
        said = ["\n".join(style.wrapped(s, letters, 1) for s in names[i].split("\n")) for i in keep]
        ax.yaxis.set_major_formatter(FixedFormatter(said))
    tight = pitch * min([b - a for (a, _), (b, _) in pairwise(scale)] or [1.0])
    between = pitch * (1 - (scale[-1][0] - scale[0][0]))
    lanes = list(range(len(names))) if pitch > 1.3 * size else [len(names) - 1]
    places, said = [], []
    for lane in lanes:
        first = lane == lanes[0] or (between > 1.1 * size and tight > 1.1 * size)
        for number, (at, word) in enumerate(scale):
            if number == len(scale) - 1 or (first and tight > 1.0 * size):
                places.append(lane + low + at)
                said.append(word)
    ax.yaxis.set_minor_locator(FixedLocator(places))
    ax.yaxis.set_minor_formatter(FixedFormatter(said))
    room = max((style.measure(word, size)[0] for _, word in scale), default=0.0)
    ax.tick_params(axis="y", which="major", length=0, pad=room + 11)
    ax.tick_params(axis="y", which="minor", length=2.5, pad=2.5)
    for tick in ax.yaxis.get_minor_ticks(len(places)):
        tick.label1.set(parse_math=False, usetex=False, fontfamily=style.FONT)


class _Course(Timeline):
    """Arranges lanes over time under a strip."""

    def __init__(
        self, ax: Axes, strip: Axes, times: np.ndarray, caption: str, names: list[str],
        scale: list[tuple[float, str]], part: float,
    ) -> None:  # fmt: skip
        self.names, self.scale_ticks, self.part = names, scale, part
        ax.spines["left"].set_visible(False)
        super().__init__(ax, strip, times, caption, Key())
        # Half a step beyond the first and the last window, also where windows were left out beside them.
        half = max(float(np.diff(np.unique(times)).min(initial=np.inf)) / 2, 0.01 * float(np.ptp(times)))
        if np.isfinite(half):
            self.span = float(times[0]) - half, float(times[-1]) + half
            for axes in (ax, strip):
                axes.set_xlim(*self.span)
        self._name(ax)

    def _name(self, ax: Axes) -> None:
        lane_names(ax, self.names, self.scale_ticks, self.frame(ax)[1] * self.part / max(len(self.names), 2))

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        return super()._stack(ax, renderer)


def _single(
    study: Study, parts: list[pd.DataFrame], names: list[str], words: str, ax: Axes | None, title: str | None,
    caption: str | None,
) -> Axes:  # fmt: skip
    """Draw one window: a row for each narrative, with the share, its interval and the numbers that it is of."""
    rows = pd.concat(parts, ignore_index=True)
    count = len(rows)
    ax = axes_for(ax, 7.0, float(np.clip(1.4 + 0.24 * count, 2.0, 9.0)))
    y, share = np.arange(count), rows["share"].to_numpy(dtype=float)
    low, high = (rows[c].to_numpy(dtype=float) for c in ("low", "high"))
    known = np.isfinite(low) & np.isfinite(high)
    ax.hlines(y[known], low[known], high[known], colors=LINE, linewidth=1.2, zorder=2, label="_interval")
    look: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 4.6, "color": LINE}
    ax.plot(share, y, clip_on=False, label="_share", zorder=3, **look)
    spare = max(3 - count, 0) / 2
    ax.set_ylim(-0.6 - spare, count - 0.4 + spare)
    ax.set_xlim(0, min(max(float(np.nanmax([*share, *high[known]])) * 1.03, 0.01), 1.0))
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("share of comments", labelpad=3, **style.text(style.LABEL))
    across = ax.get_yaxis_transform()
    numbers = [
        ax.text(1.02, float(at), f"{held:,} of {of:,}", ha="left", va="center_baseline", transform=across,
                clip_on=False, label="_n", **style.text(style.NOTE))
        for at, held, of in zip(y, rows["held"], rows["comments"], strict=True)
    ]  # fmt: skip
    if caption is None:
        when = f"{rows['start'].iloc[0]:%Y-%m-%d} to {rows['stop'].iloc[0]:%Y-%m-%d}"
        told = [
            f"Share and 95 % interval, {when}; at the right, comments that hold the narrative, of all.{words}"
        ]
        caption = " ".join([*told, *captions.sources(study=study.made)])
    set_title(ax, title)
    key = Key()
    mark = {"marker": "o", "markersize": 4.6, "markerfacecolor": LINE, "markeredgecolor": LINE}
    key.sections.append([(line(LINE, "solid", 1.2, **mark), "share of comments and 95 % interval")])
    _Points(ax, names, numbers, style.drawable(caption, 2000, empty=""), key)
    return ax


class _Points(Below):
    """Arranges rows of points: names and percentages."""

    def __init__(self, ax: Axes, names: list[str], numbers: list[Text], caption: str, key: Key) -> None:
        self.names, self.numbers = names, numbers
        super().__init__(ax, caption, key)
        self._name(ax)

    def _name(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        name_rows(ax, self.names, self.numbers, size, height)
        low, high = ax.get_xlim()
        few_ticks(ax.xaxis, low, high, int(np.clip(width / (6 * size), 2, 6)))
        places = [float(t) for t in ax.xaxis.get_major_locator()()]
        ax.xaxis.set_major_formatter(FixedFormatter([f"{style.number(100 * t)} %" for t in places]))

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        return super()._stack(ax, renderer)
