"""Statements over time, with all statements as the denominator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, NotComputable, OptionError
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, dress, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.results import Scores

#: The part of the height that the lines take; the strip of all statements stands above them.
_LINES, _STRIP = 0.74, 0.80
_ALL = "all"


def plot_frequency(
    scores: Scores,
    *,
    top: int = 8,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw how many statements of each code were made in each bin of time.

    Lines differ in marker, dash and colour, and are named at their ends. A strip above shows all statements of each
    bin, the denominator, on a scale of its own.

    Parameters
    ----------
    scores : Scores
        ``node``, ``value`` (the total), ``label`` if there is one, and one column per bin, named by the ISO date or
        time at which it starts. The row with the node ``"all"`` counts all statements.
    top : int
        How many codes are drawn, at most eight: those with the highest totals.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure of 7 by 4.6 inches.
    title : str, optional
    caption : str, optional
        By default it says what is left out; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        The lines; its child Axes is the strip.

    Raises
    ------
    DataError
        If no column is a date.
    NotComputable
        If there is no code to draw.
    OptionError
        If ``top`` is not from 1 to 8.

    Examples
    --------
    >>> from discourse.model.results import Scores
    >>> table = pd.DataFrame({"node": ["n1", "all"], "value": [3, 9], "2024-03-01": [1, 4], "2024-04-01": [2, 5]})
    >>> ax = plot_frequency(Scores(table, level="code"))
    >>> [line.get_ydata().tolist() for line in ax.lines if line.get_label() == "_series"]
    [[1.0, 2.0]]
    """
    from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

    from discourse.plots.line_ends import LineEnds

    if isinstance(top, bool) or not isinstance(top, int | np.integer) or not 1 <= top <= len(style.SERIES):
        raise OptionError(
            f"top must be a whole number from 1 to {len(style.SERIES)}, not {top!r}: more lines cannot be told apart"
        )
    times, columns = _bins(scores.table)
    codes = scores.table[scores.table["node"] != _ALL].sort_values(
        ["value", "node"], ascending=[False, True], kind="stable"
    )
    if not len(codes):
        raise NotComputable(
            "the frequency scores hold no code, so there is nothing to draw: check the statements"
        )
    kept = codes.head(top)
    counts = kept[columns].astype("float64").to_numpy()
    names = (
        kept["label"].where(kept["label"].notna(), kept["node"]) if "label" in kept else kept["node"]
    ).tolist()
    whole = scores.table.loc[scores.table["node"] == _ALL, columns].astype("float64").to_numpy()
    ax = axes_for(ax, 7.0, 4.6)
    share = _LINES if len(whole) else 1.0
    peak = max(float(np.nanmax(counts, initial=0.0)), 1.0)
    lines = []
    for row, (marker, dash, colour) in zip(counts, style.SERIES, strict=False):
        (made,) = ax.plot(
            times, row, color=colour, linestyle=dash, linewidth=1.5, marker=marker, markerfacecolor="white",
            markersize=4.6 if len(times) <= 60 else 3.2, markeredgecolor=colour, markeredgewidth=1.1,
            markevery=max(len(times) // 30, 1), clip_on=False, zorder=3, label="_series",
        )  # fmt: skip
        lines.append(made)
    ax.set_ylim(0, peak * 1.05 / share)
    whole_numbers = bool(np.all(np.mod(counts[np.isfinite(counts)], 1) == 0))
    ticks = [t for t in MaxNLocator(6, integer=whole_numbers).tick_values(0, peak) if 0 <= t <= peak * 1.05]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_major_formatter(FixedFormatter([style.number(float(t)) for t in ticks]))
    ax.spines["left"].set_bounds(0, peak * 1.05)
    ax.set_ylabel(
        "statements" if whole_numbers else "share of statements", y=share / 2, **style.text(style.LABEL)
    )
    strip = _strip(ax, times, whole[0]) if len(whole) else None
    if caption is None:
        left_out = len(codes) - len(kept)
        said = ["Upper strip: all statements in each bin, on its own scale."] if strip is not None else []
        said += [f"Not shown: {left_out} codes with fewer statements."] if left_out else []
        caption = " ".join([*said, *captions.sources(scores=scores.made)])
    set_title(ax, title)
    ends = LineEnds(
        ax, lines, [style.drawable(n, 60) for n in names], strip, style.drawable(caption, 2000, empty="")
    )
    ax.hlines(ticks[1:], *ends.span, colors=style.FAINT, linewidth=0.5, zorder=0)
    return ax


def _bins(table: pd.DataFrame) -> tuple[np.ndarray, list[Any]]:
    """Return the starts of the bins in matplotlib's days, and their columns, in the order of time."""
    found: dict[Any, Any] = {}
    for name in table.columns:
        if str(name) in ("node", "value", "label"):
            continue
        try:
            stamp = pd.to_datetime(str(name), format="ISO8601", utc=True)
        except (ValueError, TypeError):
            continue
        found[name] = stamp.tz_localize(None)
    if not found:
        raise DataError(
            "the frequency scores have no column named by a date such as 2024-03-01; "
            f"they have {', '.join(map(str, table.columns[:8]))}"
        )
    columns = sorted(found, key=lambda c: found[c])
    from matplotlib.dates import date2num

    return np.asarray(date2num([found[c].to_pydatetime() for c in columns]), dtype=float), columns


def _strip(ax: Axes, times: np.ndarray, whole: np.ndarray) -> Axes:
    """Draw all statements per bin above the lines, as light steps."""
    from matplotlib.ticker import FixedFormatter, FixedLocator

    from discourse.plots.dates import steps_around

    strip = ax.inset_axes((0.0, _STRIP, 1.0, 1.0 - _STRIP))
    dress(strip)
    strip.set(label="_denominator", facecolor="none")
    edges = steps_around(times)
    strip.stairs(
        np.nan_to_num(whole), edges, fill=True, facecolor=style.FAINT, edgecolor=style.RULE, linewidth=0.8
    )
    peak = max(float(np.nanmax(whole, initial=0.0)), 1.0)
    strip.set_ylim(0, peak * 1.12)
    strip.yaxis.set_major_locator(FixedLocator([0, peak]))
    strip.yaxis.set_major_formatter(FixedFormatter(["0", style.number(peak)]))
    strip.tick_params(labelbottom=False, bottom=False)
    return strip
