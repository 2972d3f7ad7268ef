"""Polarization over time, or of one window, and who was in which group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.plots import style
from discourse.plots.canvas import axes_for, dress, set_title
from discourse.plots.polarization_members import checked, draw_members, said

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

VIEWS = ("line", "members")
#: The part of the height that the line takes; the strip of actors stands above it.
_LINE, _STRIP = 0.74, 0.80
#: Up to so many windows show their extents, and up to so many a marker each.
_EXTENTS, _MARKERS = 30, 60
_BAND = "#DEDEDE"


def plot_polarization(
    study: Study,
    *,
    view: str = "line",
    top: int = 60,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw how polarized the actors are, window by window, or which groups they are in.

    The line has a point at the middle of each window and a gap where there is no value; up to 30 windows that hardly
    overlap show how far they reach, of others a bar shows the width. A grey band is what chance gives, where the
    study has it. A strip above shows the number of actors, hollow where there is no value. A study of one window is
    a single point on the scale from 0 to 1, with its number. ``view="members"`` is a row per actor and a column per
    window, with the group's colour and number.

    Parameters
    ----------
    study : Study
        ``polarization``, with the tables ``polarization`` and ``members``.
    view : {"line", "members"}
    top : int
        How many actors are drawn at most: those who are in most windows, then those with most statements.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure of 7 inches by what is needed.
    title : str, optional
    caption : str, optional
        By default it says how to read the figure and how the study was made; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        If there is no such view, or ``top`` is not a whole number of 1 or more.
    DataError
        If the study lacks a table or column.
    NotComputable
        If no window has a value, or no actor a group.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> dates = pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"])
    >>> table = pd.DataFrame({"window": [1, 2, 3], "start": dates, "middle": dates, "stop": dates,
    ...                       "value": [0.5, None, 0.7], "actors": [12, 3, 14]})
    >>> ax = plot_polarization(Study({"polarization": table}))
    >>> [line.get_ydata().tolist() for line in ax.lines if line.get_label() == "_value"]
    [[0.5, nan, 0.7]]
    """
    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 1:
        raise OptionError(f"top must be a whole number of 1 or more, not {top!r}")
    table = checked(study, "polarization")
    known = table["value"].notna()
    if not known.any():
        why = "no statement" if not len(table) else str(_reasons(table)[0])
        raise NotComputable(f"no window has a value ({why}): take wider windows or fewer groups")
    if view == "members":
        return draw_members(study, table, top, ax, title, caption)
    if len(table) == 1 or table["middle"].isna().all():
        return _single(study, table[known].iloc[0], ax, title, caption)
    return _line(study, table, ax, title, caption)


def _reasons(table: pd.DataFrame) -> list[str]:
    found = table["reason"].dropna() if "reason" in table else pd.Series(dtype=object)
    return found.value_counts().index.tolist() or ["no reason told"]


def _has_dna(study: Study, table: pd.DataFrame) -> bool:
    """Return whether DNA's score is there and on the same scale."""
    return "dna_value" in table and bool(study.made.parameters.get("normalized", True))


def _line(study: Study, table: pd.DataFrame, ax: Axes | None, title: str | None, caption: str | None) -> Axes:
    from matplotlib.ticker import FixedFormatter, FixedLocator

    from discourse.plots.legend import Key
    from discourse.plots.polarization_parts import Timeline, days

    ax = axes_for(ax, 7.0, 3.9)
    times = days(table["middle"])
    value = table["value"].to_numpy(dtype=float)
    known = np.isfinite(value)
    rows = []
    if "null_low" in table:
        rows.append(_band(ax, times, table))
    reach = days(table["stop"]) - days(table["start"])
    apart = len(table) <= _EXTENTS and float(np.median(reach)) <= 1.5 * float(np.median(np.diff(times)))
    if apart:
        start, stop = (days(table[c])[known] for c in ("start", "stop"))
        pale: dict[str, Any] = {"colors": style.POSITIVE, "linewidth": 2.6, "alpha": 0.35, "zorder": 2.5}
        ax.hlines(value[known], start, stop, label="_extent", **pale)
    rows.insert(0, _series(ax, times, value, 0, "value"))
    if _has_dna(study, table):
        rows.append(_series(ax, times, table["dna_value"].to_numpy(dtype=float), 1, "dna"))
    ax.set_ylim(0, 1 / _LINE)
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_major_formatter(FixedFormatter([style.number(t) for t in ticks]))
    ax.spines["left"].set_bounds(0, 1)
    ax.set_ylabel("polarization", y=_LINE / 2, **style.text(style.LABEL))
    strip = _strip(ax, times, table["actors"].to_numpy(dtype=float), known)
    words = [
        "Each point stands for a window, " + ("the pale bar for its extent." if apart else "at its middle.")
    ]
    width = study.made.parameters.get("width")
    words.append("Upper strip: actors in the window" + ("; hollow: no value." if not known.all() else "."))
    if not known.all():
        words.append(f"No value in {int((~known).sum())} of {len(table)} windows ({_reasons(table)[0]}).")
    set_title(ax, title)
    key = Key()
    if len(rows) > 1:
        key.sections.append(list(rows))
    clock = not apart and isinstance(width, str) and "event" not in width.lower()
    bracket = (float(np.median(reach)), style.drawable(f"window: {width}", 30)) if clock else None
    Timeline(ax, strip, times, said(study, words, caption), key, bracket)
    ax.hlines(ticks[1:], *ax.get_xlim(), colors=style.FAINT, linewidth=0.5, zorder=0)
    return ax


def _series(ax: Axes, times: np.ndarray, value: np.ndarray, number: int, name: str) -> tuple[Any, str]:
    """Draw a line with gaps; a point between two gaps always has a marker."""
    from discourse.plots.legend import line

    shape, dash, colour = style.SERIES[number]
    look: dict[str, Any] = {
        "marker": shape, "markersize": 4.4 if len(times) <= 30 else 3.2, "markeredgecolor": colour,
        "markerfacecolor": "white", "markeredgewidth": 1.1,
    }  # fmt: skip
    known = np.isfinite(value)
    beside = np.append(known[1:], False) | np.insert(known[:-1], 0, False)
    marked = known & (~beside | (len(times) <= _MARKERS))
    style_of: dict[str, Any] = {"color": colour, "linestyle": dash, "linewidth": 1.5, "clip_on": False}
    ax.plot(times, value, zorder=3, label=f"_{name}", **style_of)
    if marked.any():  # an empty line that is not clipped would have a box in the corner of the page
        points: dict[str, Any] = {
            "linestyle": "none",
            "zorder": 3.1,
            "clip_on": False,
            "label": f"_{name}_points",
        }
        ax.plot(times[marked], value[marked], **points, **look)
    words = {"value": "polarization", "dna": "DNA's score (greatest loss)"}[name]
    handle = line(colour, dash, 1.5, **(look if marked.any() else {}))
    return handle, words


def _band(ax: Axes, times: np.ndarray, table: pd.DataFrame) -> tuple[Any, str]:
    from matplotlib.patches import Patch

    low, high, mean = (table[c].to_numpy(dtype=float) for c in ("null_low", "null_high", "null_mean"))
    known = np.isfinite(low)
    beside = np.append(known[1:], False) | np.insert(known[:-1], 0, False)
    alone = known & ~beside
    ax.fill_between(times, low, high, where=known, facecolor=_BAND, linewidth=0, zorder=1, label="_null")
    ax.vlines(times[alone], low[alone], high[alone], colors=_BAND, linewidth=5, zorder=1, label="_null_alone")
    ax.plot(
        times, mean, color=style.MUTED, linewidth=0.9, linestyle=(0, (1, 1.4)), zorder=2, label="_null_mean"
    )
    return Patch(facecolor=_BAND, edgecolor=style.RULE, linewidth=0.5), "by chance (mean, middle 95 %)"


def _strip(ax: Axes, times: np.ndarray, actors: np.ndarray, known: np.ndarray) -> Axes:
    from matplotlib.ticker import FixedFormatter, FixedLocator

    from discourse.plots.dates import steps_around

    strip = ax.inset_axes((0.0, _STRIP, 1.0, 1.0 - _STRIP))
    dress(strip)
    strip.set(label="_actors", facecolor="none")
    edges = steps_around(times)
    strip.stairs(
        np.where(known, actors, 0),
        edges,
        fill=True,
        facecolor=style.FAINT,
        edgecolor=style.RULE,
        linewidth=0.6,
    )
    strip.stairs(
        np.where(known, 0, actors), edges, edgecolor=style.RULE, linewidth=0.6, linestyle=(0, (2, 1))
    )
    peak = max(float(actors.max(initial=0.0)), 1.0)
    strip.set_ylim(0, peak * 1.12)
    strip.yaxis.set_major_locator(FixedLocator([0, peak]))
    strip.yaxis.set_major_formatter(FixedFormatter(["0", style.number(peak)]))
    strip.set_ylabel("actors", **style.text(style.LABEL))
    strip.tick_params(labelbottom=False, bottom=False)
    return strip


def _single(study: Study, row: pd.Series, ax: Axes | None, title: str | None, caption: str | None) -> Axes:
    from matplotlib.ticker import FixedFormatter, FixedLocator

    from discourse.plots.arrange import Below
    from discourse.plots.legend import Key, line

    ax = axes_for(ax, 7.0, 1.9)
    value = float(row["value"])
    ax.hlines(0, 0, 1, colors=style.FAINT, linewidth=1.0, zorder=0)
    rows: list[tuple[Any, str]] = []
    dot: dict[str, Any] = {
        "marker": "o",
        "markersize": 9,
        "markerfacecolor": style.POSITIVE,
        "markeredgecolor": style.INK,
    }
    if np.isfinite(row.get("null_low", np.nan)):
        ax.hlines(
            0, row["null_low"], row["null_high"], colors="#BDBDBD", linewidth=7, zorder=1, label="_null"
        )
        ax.vlines(
            row["null_mean"], -0.16, 0.16, colors=style.INK, linewidth=1.0, zorder=2, label="_null_mean"
        )
        rows.append((line("#BDBDBD", "solid", 5), "by chance (mean, middle 95 %)"))
    ax.plot([value], [0], linestyle="none", zorder=4, clip_on=False, label="_value", **dot)
    ax.text(
        value, 0.42, f"{value:.2f}", va="bottom", label="_number", clip_on=False,
        ha="left" if value < 0.05 else "right" if value > 0.95 else "center", **style.text(13, fontweight="bold"),
    )  # fmt: skip
    if _has_dna(study, row.to_frame().T) and np.isfinite(row["dna_value"]):
        look: dict[str, Any] = {
            "marker": "s",
            "markersize": 6,
            "markerfacecolor": "white",
            "markeredgecolor": style.NEGATIVE,
        }
        ax.plot(
            [row["dna_value"]], [0], linestyle="none", zorder=3, markeredgewidth=1.3, label="_dna", **look
        )
        rows.append((line("none", "none", 0, markeredgewidth=1.3, **look), "DNA's score (greatest loss)"))
    ax.set(xlim=(0, 1), ylim=(-1, 1.6))
    ticks = [0.0, 0.25, 0.5, 0.75, 1.0]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([style.number(t) for t in ticks]))
    ax.yaxis.set_major_locator(FixedLocator([]))
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("polarization", labelpad=2, **style.text(style.LABEL))
    words = [f"{int(row['actors'])} actors."]
    if pd.notna(row["start"]):
        words = [f"{int(row['actors'])} actors, {row['start']:%Y-%m-%d} to {row['stop']:%Y-%m-%d}."]
    set_title(ax, title)
    key = Key()
    if rows:
        key.sections.append([(line("none", "none", 0, **dot), "polarization"), *rows])
    Below(ax, said(study, words, caption), key)
    return ax
