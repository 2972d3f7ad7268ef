"""Diverging bars of support and rejection, with n and the interval of the share of support."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, dress, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.results import Scores

#: The parts of the Axes' width: bars, the column of n, the panel of intervals.
_BARS, _GAP = 0.64, 0.75
_NEEDED = ("supports", "neutral", "rejects", "support", "support_low", "support_high")


def plot_agreement(
    scores: Scores,
    *,
    top: int = 20,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw how many statements support and reject each narrative (or actor), and how sure the share is.

    Rejections go to the left, hatched; support goes to the right; neutral statements are the pale middle, half on
    either side of 0. Rows are sorted by support minus rejection, then by n. On the right stand n and, in a panel of
    its own, the share of support among support and rejection with its interval.

    Parameters
    ----------
    scores : Scores
        One row per code with ``node``, ``supports``, ``neutral``, ``rejects``, ``support``, ``support_low`` and
        ``support_high``; ``label`` and ``n`` are used if there.
    top : int
        How many codes are shown: those with most statements.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide and as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says how many codes are shown; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        The bars; its child Axes holds the intervals.

    Raises
    ------
    DataError
        If a column is missing or counts are negative.
    NotComputable
        If there is no row.
    OptionError
        If ``top`` is not a whole number of 1 or more.

    Examples
    --------
    >>> from discourse.model.results import Scores
    >>> table = pd.DataFrame({"node": ["n1"], "value": [0.75], "supports": [3], "neutral": [1], "rejects": [1],
    ...                       "support": [0.75], "support_low": [0.30], "support_high": [0.95]})
    >>> ax = plot_agreement(Scores(table, level="code"))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['n1']
    """
    from discourse.plots.legend import Key
    from discourse.plots.rows import Rows

    rows, left_out = _rows(scores, top)
    count = len(rows)
    ax = axes_for(ax, 7.0, float(np.clip(1.5 + 0.235 * count, 2.2, 8.5)))
    y = np.arange(count)
    supports, neutral, rejects = (rows[c].to_numpy(dtype=float) for c in ("supports", "neutral", "rejects"))
    edge: dict[str, Any] = {"edgecolor": style.INK, "linewidth": 0.5}
    height = 0.68
    bars = [
        ax.barh(y, -rejects, height, left=-neutral / 2, color="#F2B48C", hatch=style.HATCH, **edge),
        ax.barh(y, neutral, height, left=-neutral / 2, color="#F4F4F4", **edge),
        ax.barh(y, supports, height, left=neutral / 2, color=style.POSITIVE, **edge),
    ]
    for made, name in zip(bars, ("rejects", "neutral", "supports"), strict=True):
        for patch in made.patches:
            patch.set_label(f"_{name}")
    reach = float(max((supports + neutral / 2).max(), (rejects + neutral / 2).max(), 1.0)) * 1.03
    ax.set_xlim(-reach, -reach + 2 * reach / _BARS)
    spare = max(3 - count, 0) / 2
    ax.set_ylim(count - 0.4 + spare, -0.9 - spare)
    ax.axvline(0, color=style.INK, linewidth=0.8, zorder=3)
    ax.spines["left"].set_visible(False)
    ax.spines["bottom"].set_bounds(-reach, reach)
    ax.set_yticks(y)
    size = style.TICK if count <= 24 else style.NOTE
    ax.tick_params(axis="y", length=0, labelsize=size)
    _numbers(ax, rows, y, size)
    panel = _intervals(ax, rows, y)
    key = Key(options={"handlelength": 1.6, "loc": "upper left"})
    key.sections = [[*zip(_swatches(), ("rejects", "neutral", "supports"), strict=True), _interval_row()]]
    if caption is None:
        said = ["Sorted by support minus rejection. Share: support among support and rejection."]
        if left_out:
            said.append(f"Not shown: {left_out} with fewer statements.")
        caption = " ".join([*said, *captions.sources(scores=scores.made)])
    set_title(ax, title)
    names = [style.drawable(v, 80) for v in rows["label"]]
    Rows(ax, panel, names, reach, _BARS, style.drawable(caption, 2000, empty=""), key)
    return ax


def _rows(scores: Scores, top: int) -> tuple[pd.DataFrame, int]:
    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 1:
        raise OptionError(f"top must be a whole number of 1 or more, not {top!r}")
    table = scores.table.copy()
    for name in _NEEDED:
        if name not in table.columns:
            raise DataError(
                f"the scores have no column {name!r}: give agreement scores by code."
                f"{did_you_mean(name, map(str, table.columns))}"
            )
    if not len(table):
        raise NotComputable(
            "the agreement scores have no rows, so there is nothing to draw: check the statements"
        )
    counts = table[["supports", "neutral", "rejects"]].astype("float64").fillna(0.0)
    if (counts < 0).any().any():
        raise DataError("agreement counts (supports, neutral, rejects) must not be negative")
    table[["supports", "neutral", "rejects"]] = counts
    table["n"] = counts.sum(axis=1)
    table["label"] = (
        table["label"].where(table["label"].notna(), table["node"]) if "label" in table else table["node"]
    )
    table["net"] = counts["supports"] - counts["rejects"]
    kept = table.sort_values(["n", "node"], ascending=[False, True], kind="stable").head(top)
    return kept.sort_values(["net", "n", "node"], ascending=[False, False, True], kind="stable"), len(
        table
    ) - len(kept)


def _numbers(ax: Axes, rows: pd.DataFrame, y: np.ndarray, size: float) -> None:
    """Print n in a column between the two panels."""
    at = ax.get_yaxis_transform()
    x = (_BARS + _GAP) / 2 + 0.03
    ax.text(x, -0.62, "n", ha="right", va="bottom", transform=at, **style.text(size, fontweight="bold"))
    for row, n in zip(y, rows["n"], strict=True):
        ax.text(
            x,
            row,
            style.number(float(n)),
            ha="right",
            va="center_baseline",
            transform=at,
            label="_n",
            **style.text(size),
        )


def _intervals(ax: Axes, rows: pd.DataFrame, y: np.ndarray) -> Axes:
    from matplotlib.ticker import FixedLocator

    panel = ax.inset_axes((_GAP, 0.0, 1 - _GAP, 1.0))
    dress(panel)
    panel.set_label("_intervals")
    panel.set_ylim(ax.get_ylim())
    panel.set_xlim(-0.03, 1.03)
    middle, low, high = (
        rows[c].astype("float64").to_numpy() for c in ("support", "support_low", "support_high")
    )
    known = np.isfinite(middle)
    whole = known & np.isfinite(low) & np.isfinite(high)
    panel.axvline(0.5, color=style.RULE, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1)
    panel.hlines(y[whole], low[whole], high[whole], colors=style.INK, linewidth=1.1, zorder=2)
    if known.any():  # a line without points would claim the corner of the page
        panel.plot(
            middle[known],
            y[known],
            linestyle="none",
            marker="o",
            markersize=4,
            color=style.INK,
            zorder=3,
            clip_on=False,
        )
    for row in y[~known]:
        paper = {"facecolor": "white", "linewidth": 0, "boxstyle": "square,pad=0.1"}
        panel.text(0.5, row, "n/a", ha="center", va="center", bbox=paper, **style.text(style.NOTE))
    panel.yaxis.set_major_locator(FixedLocator([]))
    panel.spines["left"].set_visible(False)
    return panel


def _swatches() -> list[Any]:
    from matplotlib.patches import Patch

    edge: dict[str, Any] = {"edgecolor": style.INK, "linewidth": 0.5}
    return [
        Patch(facecolor="#F2B48C", hatch=style.HATCH, **edge),
        Patch(facecolor="#F4F4F4", **edge),
        Patch(facecolor=style.POSITIVE, **edge),
    ]


def _interval_row() -> tuple[Any, str]:
    from discourse.plots.legend import line

    mark = {"marker": "o", "markersize": 4, "markerfacecolor": style.INK, "markeredgecolor": style.INK}
    return line(style.INK, "solid", 1.1, **mark), "share and 95 % interval"
