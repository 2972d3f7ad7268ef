"""Phases of a debate: when each holds, how far windows are apart, how well they fit, and the way through the plane."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, dress, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study
    from discourse.plots.phases_parts import Windows

VIEWS = ("states", "distances", "silhouette", "map")
#: The part of the height that the lanes take; the strip of statements stands above them.
_LANES, _STRIP = 0.76, 0.82


def plot_phases(
    study: Study,
    *,
    view: str = "states",
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw the phases of a debate.

    Parameters
    ----------
    study : Study
        As :func:`discourse.studies.phases.study.phases` gives it.
    view : {"states", "distances", "silhouette", "map"}
        ``states``: one lane per phase over time, below a strip of the statements of each window. ``distances``: the
        matrix of distances between windows, with the phases above. ``silhouette``: how well each window fits its
        phase, by phase. ``map``: the windows as points of the plane, in the order of time.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure, 7 inches wide.
    title : str, optional
    caption : str, optional
        By default it says what is shown and how it was made; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NotComputable
        If the study holds no windows.
    OptionError
        For an unknown view, or a study of another kind.

    Examples
    --------
    >>> import pandas as pd
    >>> from discourse.model.study import Study
    >>> states = pd.DataFrame({"window": [1, 2, 3], "middle": pd.date_range("2024-03-01", periods=3),
    ...     "state": [1, 1, 2], "x": [0, 0, 1], "y": 0, "silhouette": [1, 1, 0], "statements": [4, 5, 6]})
    >>> ax = plot_phases(Study({"states": states}))
    >>> [t.get_text().split()[:2] for t in ax.get_yticklabels()]
    [['phase', '1'], ['phase', '2']]
    """
    from discourse.plots.phases_parts import Windows, draw_distances, draw_map

    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    windows = Windows.of(study["states"])
    if not len(windows.state):
        raise NotComputable("the study holds no windows, so there is nothing to draw: check the statements")
    ax = axes_for(ax, 7.0, {"states": 3.6, "distances": 6.0, "silhouette": 4.2, "map": 5.2}[view])
    ax.set_axisbelow(True)
    made = " ".join([*(f"{_sentence(n)}" for n in study.made.notes[:1]), *captions.sources(study=study.made)])

    def said(words: str) -> str:
        whole = style.drawable(f"{words} {made}" if caption is None else caption, 2000, empty="")
        return " ".join(style.drawable(word, 60) for word in whole.split())

    set_title(ax, title)
    if view == "states":
        _lanes(ax, windows, said)
    elif view == "silhouette":
        _silhouette(ax, windows, said)
    elif view == "distances":
        if "distances" not in study.tables or not len(study["distances"]):
            raise NotComputable(
                "the study holds no distances, so there is nothing to draw: check the windows"
            )
        draw_distances(ax, windows, study["distances"], said)
        if title:
            # Above the strip of phases.
            look = style.text(style.TITLE, fontweight="bold")
            ax.set_title(style.drawable(title, 90), loc="left", pad=3, y=1.075, **look)
    else:
        draw_map(ax, windows, said)
    return ax


def _sentence(note: str) -> str:
    return f"{note[:1].upper()}{note[1:]}."


def _lanes(ax: Axes, windows: Windows, said: Any) -> None:
    """Draw the spans of each phase in a lane of its own, and the way from one to the next."""
    from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

    from discourse.plots.phases_parts import TimeAxis

    count = int(windows.state.max())
    edges = windows.edges
    ax.hlines(np.arange(1, count + 1), edges[0], edges[-1], colors=style.FAINT, linewidth=0.6, zorder=0.5)
    runs = windows.runs()
    for before, after in pairwise(runs):
        at = edges[after[0]]
        ax.plot([at, at], [before[2], after[2]], color=style.RULE, linewidth=0.8, zorder=1, label="_change")
    for first, stop, state in runs:
        ax.barh(
            state, edges[stop] - edges[first], left=edges[first], height=0.62, color=style.group_fill(state),
            edgecolor=style.INK, linewidth=0.6, zorder=2, label="_run", clip_on=False,
        )  # fmt: skip
    doubtful = windows.silhouette < 0
    for row in np.flatnonzero(doubtful):
        ink = style.ink_on(style.group_fill(int(windows.state[row])))
        ax.barh(
            windows.state[row], edges[row + 1] - edges[row], left=edges[row], height=0.62, facecolor="none",
            edgecolor=ink, hatch=style.HATCH, linewidth=0.0, zorder=2.5, label="_doubtful",
        )  # fmt: skip
    ax.set_ylim(count + 0.5, 0.5 - count * (1 / _LANES - 1))
    ax.set_xlim(edges[0], edges[-1])
    ax.yaxis.set_major_locator(FixedLocator(list(range(1, count + 1))))
    ax.yaxis.set_minor_locator(NullLocator())
    held = np.bincount(windows.state, minlength=count + 1)
    names = [f"phase {s}\n{_many(int(held[s]))}" if count <= 6 else f"phase {s}" for s in range(1, count + 1)]
    ax.yaxis.set_major_formatter(FixedFormatter(names))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    strip = _strip(ax, windows)
    words = "Upper strip: statements in each window, on its own scale."
    if doubtful.any():
        words += " Hatched: windows nearer to another phase."
    TimeAxis(ax, windows, said(words), strip=strip)


def _many(windows: int) -> str:
    return "1 window" if windows == 1 else f"{windows} windows"


def _strip(ax: Axes, windows: Windows) -> Axes:
    """Draw the statements of each window above the lanes, as light steps."""
    from matplotlib.ticker import FixedFormatter, FixedLocator

    strip = ax.inset_axes((0.0, _STRIP, 1.0, 1.0 - _STRIP))
    dress(strip)
    strip.set(label="_statements", facecolor="none")
    strip.stairs(
        windows.statements,
        windows.edges,
        fill=True,
        facecolor=style.FAINT,
        edgecolor=style.RULE,
        linewidth=0.8,
    )
    peak = max(float(windows.statements.max()), 1e-9)
    strip.set_ylim(0, peak * 1.12)
    strip.set_xlim(windows.edges[0], windows.edges[-1])
    strip.yaxis.set_major_locator(FixedLocator([0, peak]))
    strip.yaxis.set_major_formatter(FixedFormatter(["0", style.number(peak)]))
    strip.tick_params(labelbottom=False, bottom=False)
    return strip


def _silhouette(ax: Axes, windows: Windows, said: Any) -> None:
    """Draw one bar per window, by phase and from the best to the worst; those below 0 are hatched."""
    from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

    from discourse.plots.arrange import Below

    order = np.lexsort((-windows.silhouette, windows.state))
    value, state = windows.silhouette[order], windows.state[order]
    count = int(state.max())
    gap = max(0.02 * len(value), 0.6)
    y = np.arange(len(value)) + gap * (state - 1)
    line = 0.4 if len(value) <= 40 else 0.0
    ax.barh(
        y, value, height=0.86 if line else 1.0, color=[style.group_fill(int(s)) for s in state],
        edgecolor=style.INK if line else "none", linewidth=line, zorder=2, label="_window",
    )  # fmt: skip
    below = value < 0
    for row in np.flatnonzero(below):
        ink = style.ink_on(style.group_fill(int(state[row])))
        ax.barh(
            y[row], value[row], height=0.86 if line else 1.0, facecolor="none", edgecolor=ink, hatch=style.HATCH,
            linewidth=0.0, zorder=2.5, label="_doubtful",
        )  # fmt: skip
    low = min(float(value.min()) * 1.08, 0.0)
    high = max(float(value.max()) * 1.08, 0.1)
    ax.set_xlim(low, high)
    ax.set_ylim(y[-1] + 0.5 + gap, -0.5 - gap)
    ax.axvline(0, color=style.INK, linewidth=0.7, zorder=3)
    mean = float(windows.silhouette.mean())
    ax.axvline(mean, color=style.INK, linewidth=0.9, linestyle=style.DASH, zorder=3, label="_mean")
    ticks = [t for t in MaxNLocator(5).tick_values(low, high) if low <= t <= high]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter([style.number(round(float(t), 6)) for t in ticks]))
    ax.set_xlabel("silhouette (fit to the own phase against the next)", **style.text(style.LABEL))
    held = np.bincount(state, minlength=count + 1)
    middles = [float(y[state == s].mean()) for s in range(1, count + 1)]
    tall = max(int(held[1:].min()) / len(value), 1e-9) * 4.2 * 72 > 3.4 * style.TICK
    names = [f"phase {s}\n{_many(int(held[s]))}" if tall else f"phase {s}" for s in range(1, count + 1)]
    ax.yaxis.set_major_locator(FixedLocator(middles))
    ax.yaxis.set_major_formatter(FixedFormatter(names))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    words = f"One bar per window. Dashed: the mean, {style.number(round(mean, 3))}."
    if below.any():
        words += " Hatched: windows nearer to another phase."
    Below(ax, said(words))
