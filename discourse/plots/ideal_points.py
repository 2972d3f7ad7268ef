"""Ideal points: positions with their intervals, what concepts ask, and how the chains went."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, OptionError, did_you_mean
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, dress, set_title
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

#: Of intervals, behind their means; of crosses on a plane.
_PALE, _PALER = "#7FB2D6", "#B9CCD9"
#: Up to so many points of a plane, labels may stand apart from them, with a line back.
_LED = 60
VIEWS = ("points", "items", "trace")
_SUMMARY = ("mean", "low", "high")
_NEEDED = {
    "points": ("node", "dimension", *_SUMMARY),
    "items": ("concept", "parameter", *_SUMMARY),
    "trace": ("chain", "draw", "node", "dimension", "value"),
}


def plot_ideal_points(
    study: Study,
    *,
    view: str = "points",
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw ideal points.

    ``points`` in one dimension: actors from the lowest position (below) to the highest, each with the mean and the
    95 % interval of its draws; filled where the interval leaves out 0, with n, the number of responses. In two
    dimensions: a plane, a cross of both intervals through each mean. ``items``: the discrimination of each concept
    (to the right, those further right support it more) and its difficulty or its two cut points. ``trace``: the draws
    of the positions that converged least, one line per chain; chains that agree lie over each other.

    Parameters
    ----------
    study : Study
        As :func:`discourse.studies.ideal_points.study.ideal_points` gives it.
    view : {"points", "items", "trace"}
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide, as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says by which model the points were found, and whether the chains converged; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        For items and traces, its child Axes are the panels.

    Raises
    ------
    OptionError
        If the view is not known, or the study has no table for it.
    DataError
        If a column is missing.
    NotComputable
        If a table is empty.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> points = pd.DataFrame({"node": ["Ada", "Ben"], "dimension": [1, 1], "mean": [1.0, -1.0], "low": [0.2, -2.0],
    ...                        "high": [1.8, 0.1]})
    >>> ax = plot_ideal_points(Study({"points": points}))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['Ben', 'Ada']
    """
    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    table = table_of(study, view, _NEEDED[view])
    words = style.drawable(_caption(study, view) if caption is None else caption, 2000, empty="")
    plane = view == "points" and set(table["dimension"]) == {1, 2}
    rows = table["node" if view == "points" else "concept"].nunique() if view != "trace" else 0
    high = 6.4 if plane else 5.6 if view == "trace" else float(np.clip(1.4 + 0.21 * rows, 2.2, 6.4))
    ax = axes_for(ax, 7.0, high)
    set_title(ax, title)
    draw = {"points": _plane if plane else _scale, "items": _items, "trace": _trace}[view]
    draw(ax, study, table, words)
    return ax


def _caption(study: Study, view: str) -> str:
    said = []
    if view == "points" and set(study["points"]["dimension"]) == {1, 2}:
        said.append("Crosses: 95 % intervals.")
    if any(n.startswith("not converged") for n in study.made.notes):
        said.append("The chains have not converged: draw more before relying on this.")
    return " ".join([*said, *captions.sources(made=study.made)])


def _names(table: pd.DataFrame, column: str) -> list[str]:
    shown = table["label"].where(table["label"].notna(), table[column]) if "label" in table else table[column]
    return [style.drawable(v, 80) for v in shown]


def _scale(ax: Axes, study: Study, table: pd.DataFrame, words: str) -> None:
    from discourse.plots.ideal_points_parts import NamedRows
    from discourse.plots.legend import Key

    table = table.sort_values(["mean", "node"], ascending=[True, False], kind="stable", ignore_index=True)
    _intervals(ax, table)
    _limit(ax, table)
    ax.set_xlabel("position", labelpad=3, **style.text(style.LABEL))
    ax.spines["left"].set_visible(False)
    key = Key()
    key.sections = [[(_handle(True), "mean and 95 % interval"), (_handle(False), "interval reaches over 0")]]
    numbers = None
    if "responses" in study.tables:
        counted = study["responses"].dropna(subset="response")["node"].value_counts()
        numbers = counted.reindex(table["node"]).fillna(0).to_numpy(dtype=float)
    NamedRows(ax, _names(table, "node"), words, key, [ax], numbers)


def _intervals(ax: Axes, table: pd.DataFrame, marker: str = "o", shift: float = 0.0) -> None:
    """Draw means and intervals in rows, filled where the interval leaves out 0."""
    y = np.arange(len(table)) + shift
    mean, low, high = (table[c].to_numpy(dtype=float) for c in _SUMMARY)
    size = float(np.clip(190 / len(table), 1.8, 5.4))
    if not any(line.get_label() == "_zero" for line in ax.lines):
        ax.axvline(0, color=style.RULE, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1, label="_zero")
    lines = ax.hlines(
        y, low, high, colors=_PALE, linewidth=float(np.clip(90 / len(table), 0.4, 1.4)), zorder=2
    )
    lines.set_label("_intervals")
    sure = (low > 0) | (high < 0)
    for part, face in ((sure, style.POSITIVE), (~sure, "white")):
        ax.plot(
            mean[part], y[part], linestyle="none", marker=marker, markersize=size, markerfacecolor=face,
            markeredgecolor=style.POSITIVE, markeredgewidth=0.9, zorder=3, label="_means",
        )  # fmt: skip


def _limit(ax: Axes, table: pd.DataFrame) -> None:
    low, high = min(float(table["low"].min()), 0.0), max(float(table["high"].max()), 0.0)
    pad = 0.04 * (high - low) or 1.0
    ax.set_xlim(low - pad, high + pad)


def _handle(sure: bool, marker: str = "o") -> Any:
    from discourse.plots.legend import line

    face = style.POSITIVE if sure else "white"
    return line(
        _PALE, "solid", 1.4, marker=marker, markersize=5.4, markerfacecolor=face,
        markeredgecolor=style.POSITIVE,
    )  # fmt: skip


def _plane(ax: Axes, study: Study, table: pd.DataFrame, words: str) -> None:
    from matplotlib.collections import LineCollection

    from discourse.plots.ideal_points_parts import Plane
    from discourse.plots.legend import Key

    first, second = (table[table["dimension"] == k].set_index("node") for k in (1, 2))
    second = second.reindex(first.index)
    points = np.column_stack([first["mean"], second["mean"]])
    first = first.iloc[np.argsort(-np.hypot(*points.T), kind="stable")]
    second = second.reindex(first.index)
    x, y = first["mean"].to_numpy(dtype=float), second["mean"].to_numpy(dtype=float)
    across = np.column_stack([first["low"], y, first["high"], y])
    up = np.column_stack([x, second["low"], x, second["high"]])
    bars = np.vstack([across, up]).astype(float)
    cross = LineCollection(
        list(bars.reshape(-1, 2, 2)),
        colors=_PALER,
        linewidths=0.6,
        zorder=1.5,
        alpha=float(np.clip(40 / len(x), 0.3, 1.0)),
    )
    cross.set_label("_intervals")
    ax.add_collection(cross, autolim=False)
    for rule in (ax.axhline, ax.axvline):
        rule(0, color=style.RULE, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1, label="_zero")
    size = float(np.clip(300 / len(x), 3.2, 5.4))
    ax.plot(
        x, y, linestyle="none", marker="o", markersize=size, color=style.POSITIVE, markeredgecolor="white",
        markeredgewidth=0.5, zorder=3, label="_means",
    )  # fmt: skip
    ax.set_xlabel("position, dimension 1", labelpad=3, **style.text(style.LABEL))
    ax.set_ylabel("position, dimension 2", labelpad=3, **style.text(style.LABEL))
    Plane(
        ax,
        np.column_stack([x, y]),
        bars,
        _names(first.reset_index(), "node"),
        words,
        Key(),
        leaders=len(x) <= _LED,
    )


def _items(ax: Axes, study: Study, table: pd.DataFrame, words: str) -> None:
    from matplotlib.ticker import FixedLocator

    from discourse.plots.ideal_points_parts import NamedRows
    from discourse.plots.legend import Key

    parts = {str(name): part.set_index("concept") for name, part in table.groupby("parameter", sort=False)}
    slopes = [name for name in parts if name.startswith("discrimination")]
    cuts = [name for name in parts if name.startswith("cutpoint")]
    if not slopes:
        raise DataError("the table 'items' has no parameter 'discrimination 1': give the study's own table")
    order = parts[slopes[0]].sort_values("mean", kind="stable").index
    shown = [[name] for name in slopes] + [cuts or [n for n in parts if n == "difficulty"]]
    shown = [names for names in shown if names]
    ax.set_xlim(0, 1)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.xaxis.set_major_locator(FixedLocator([]))
    panels = []
    width = (1 - 0.05 * (len(shown) - 1)) / len(shown)
    for k, names in enumerate(shown):
        panel = ax.inset_axes((k * (width + 0.05), 0.0, width, 1.0))
        dress(panel)
        panel.set_label(f"_{names[0]}")
        panel.spines["left"].set_visible(False)
        panel.yaxis.set_major_locator(FixedLocator([]))
        ranges = []
        for j, name in enumerate(names):
            part = parts[name].reindex(order)
            _intervals(
                panel, part, "o" if len(names) == 1 else "<>"[j % 2], 0.16 * (j - (len(names) - 1) / 2) * 2
            )
            ranges.append(part)
        _limit(panel, pd.concat(ranges))
        said = "cut points" if cuts and names == cuts else names[0]
        if said.startswith("discrimination") and len(slopes) == 1:
            said = "discrimination"
        panel.set_xlabel(said, labelpad=3, **style.text(style.LABEL))
        panels.append(panel)
    key = Key()
    key.sections = [[(_handle(True), "mean and 95 % interval"), (_handle(False), "interval reaches over 0")]]
    if cuts:
        key.sections[0] += [
            (_handle(True, "<"), "rejects | both"),
            (_handle(True, ">"), "both | supports"),
        ]
    said_of = _names(parts[slopes[0]].reindex(order).reset_index(), "concept")
    NamedRows(ax, said_of, words, key, panels)


def _trace(ax: Axes, study: Study, table: pd.DataFrame, words: str) -> None:
    from discourse.plots.ideal_points_parts import Traces
    from discourse.plots.legend import Key, line

    shown = list(table.groupby(["node", "dimension"], sort=False))[:6]
    chains = list(dict.fromkeys(table["chain"]))
    flat = len(set(table["dimension"])) == 1
    points = study.tables.get("points")
    ax.set_ylim(0, 1)
    ax.set_xlim(float(table["draw"].min()), max(float(table["draw"].max()), float(table["draw"].min()) + 1))
    height = 1 / len(shown)
    panels = []
    for k, ((node, dimension), part) in enumerate(shown):
        panel = ax.inset_axes((0.0, 1 - (k + 1) * height, 1.0, height * 0.7))
        dress(panel)
        panel.set_label(f"_{node}")
        for number, chain in enumerate(chains):
            mine = part[part["chain"] == chain]
            colour = style.SERIES[number % len(style.SERIES)][2]
            panel.plot(mine["draw"], mine["value"], color=colour, linewidth=0.5, alpha=0.85, label="_chain")
        low, high = float(part["value"].min()), float(part["value"].max())
        pad = 0.05 * (high - low) or 1.0
        panel.set_ylim(low - pad, high + pad)
        panel.set_xlim(ax.get_xlim())
        label, told = str(node), [] if flat else [f"dimension {dimension}"]
        if points is not None and "rhat" in points:
            row = points[(points["node"] == node) & (points["dimension"] == dimension)]
            if len(row):
                label = str(row["label"].iloc[0]) if "label" in row else label
                told.append(f"R-hat {row['rhat'].iloc[0]:.3f}")
        panels.append((panel, f"{style.drawable(label, 200)} · {', '.join(told) or 'position'}"))
    key = Key()
    key.sections = [
        [
            (line(style.SERIES[i % len(style.SERIES)][2], "solid", 1.2), f"chain {c}")
            for i, c in enumerate(chains[:8])
        ]
    ]
    Traces(ax, panels, words, key)
