"""Over how many narratives commenters spread, by how many of theirs were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.roles import plural
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, set_title
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

_COMMENTERS = ("n", "breadth")
_CLASSES = ("n_from", "n_to", "commenters", "lower", "median", "upper")
#: Up to so many commenters, each is a dot, if no more than so many stand side by side; else bars say how many.
_DOTTED, _BESIDE = 150, 16
#: Dots and bars are so far apart at most, in breadth, and there are about so many of them one above the other.
_STEPS, _LEVELS = (0.1, 0.2, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0), 28
_FILL = "#A3C6DF"


def plot_breadth(
    study: Study,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw over how many narratives commenters spread, beside others of whom about as many were counted.

    Each class of how many narratives were counted has a column, with the number of its commenters above. Upwards
    stands breadth, the effective number of narratives, rounded as the caption says. Each dot is a commenter; where
    there are many, bars do so, the longest of each column alike. At the left of each column stand the quartiles, with
    a bar at the median; a dashed line is the most there can be in the column, as many as were counted.

    Parameters
    ----------
    study : Study
        As :func:`discourse.studies.narratives.breadth.breadth` gives it.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure of 7 by 4.2 inches.
    title : str, optional
    caption : str, optional
        By default it says how to read the figure; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        If the study lacks a table.
    DataError
        If a column is missing.
    NotComputable
        If there is no commenter with a breadth.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> people = pd.DataFrame({"n": [1, 1, 4], "breadth": [1.0, 1.0, 2.8]})
    >>> classes = pd.DataFrame({"n_from": [1, 3], "n_to": [1, 4], "commenters": [2, 1], "lower": [1.0, 2.8],
    ...     "median": [1.0, 2.8], "upper": [1.0, 2.8]})
    >>> ax = plot_breadth(Study({"commenters": people, "by_n": classes}))
    >>> [t.get_text() for t in ax.get_xticklabels()]
    ['1', '3–4']
    """
    from discourse.plots.breadth_parts import LEFT, Classes
    from discourse.plots.legend import Key, line

    people = table_of(study, "commenters", _COMMENTERS)
    people = people[people["breadth"].notna() & people["n"].notna()]
    classes = table_of(study, "by_n", _CLASSES).sort_values("n_from", kind="stable").reset_index(drop=True)
    if not len(people):
        raise NotComputable("no commenter has a breadth, so there is nothing to draw: check the statements")
    ax = axes_for(ax, 7.0, 4.2)
    set_title(ax, title)
    of = study.made.parameters
    who, what = (
        plural(style.drawable(of.get(k, v), 30)) for k, v in (("rows", "commenter"), ("cols", "narrative"))
    )
    low, middle, high = (classes[c].to_numpy(dtype=float) for c in ("lower", "median", "upper"))
    top = max(float(people["breadth"].max()), 2.0)
    step = next((s for s in _STEPS if (top - 1.0) / s <= _LEVELS), (top - 1.0) / _LEVELS)
    cells = _cells(people, classes, step)
    dotted = len(people) <= _DOTTED and int(cells["n"].max()) <= _BESIDE
    ax.set_xlim(-0.55, len(classes) - 0.45)
    ax.set_ylim(1.0 - max(0.06 * (top - 1.0), 0.6 * step), 1.0 + 1.06 * (top - 1.0))
    for column in range(1, len(classes), 2):
        ax.axvspan(column - 0.5, column + 0.5, facecolor="#F5F5F5", linewidth=0, zorder=0, label="_band")
    rows = [_dots(ax, who) if dotted else _bars(ax, cells, step, who)]
    x = np.arange(len(classes)) + LEFT
    ax.vlines(x, low, high, color=style.INK, linewidth=1.4, zorder=4, label="_quartiles")
    ax.hlines(middle, x - 0.05, x + 0.05, color=style.INK, linewidth=2.2, zorder=4, label="_median")
    bar = {"marker": "|", "markersize": 7.0, "markeredgecolor": style.INK, "markeredgewidth": 2.0}
    rows.append((line(style.INK, "solid", 1.4, **bar), "median and quartiles"))
    ends = classes["n_to"].to_numpy(dtype=float)
    seen = ends <= ax.get_ylim()[1]
    if seen.any():
        ax.hlines(
            ends[seen], x[seen] - 0.08, x[seen] + 0.88, colors=style.RULE, linewidth=1.0, linestyles=style.DASH,
            zorder=1, label="_limit",
        )  # fmt: skip
        rows.append((line(style.RULE, style.DASH, 1.0), "the most there can be"))
    key = Key()
    key.sections = [rows]
    if caption is None:
        said = (
            f"Breadth: so many {what}, held equally often, would be as diverse; here rounded to {style.number(step)}. "
            f"Numbers above: {who} in the column."
        )
        caption = " ".join([said, *captions.sources(made=study.made)])
    words = style.drawable(caption, 2000, empty="")
    Classes(ax, classes, cells if dotted else None, step, what, words, key)
    return ax


def _cells(people: pd.DataFrame, classes: pd.DataFrame, step: float) -> pd.DataFrame:
    """Return how many commenters of which class (column) have about which breadth."""
    column = np.searchsorted(classes["n_to"].to_numpy(dtype=float), people["n"].to_numpy(dtype=float))
    value = 1.0 + step * np.round((people["breadth"].to_numpy(dtype=float) - 1.0) / step)
    table = pd.DataFrame({"column": np.minimum(column, len(classes) - 1), "breadth": value})
    return table.groupby(["column", "breadth"]).size().reset_index(name="n")


def _dots(ax: Axes, who: str) -> tuple[Any, str]:
    """Draw the dots, without places yet, which depend on the room there is."""
    from discourse.plots.legend import marker

    ax.scatter(
        [], [], s=20, c=_FILL, edgecolors=style.INK, linewidths=0.6, zorder=3, label="_dots"
    )  # fmt: skip
    handle = marker("o", _FILL, 5.0)
    handle.set_markeredgewidth(0.6)
    return handle, f"one of the {who}"


def _bars(ax: Axes, cells: pd.DataFrame, step: float, who: str) -> tuple[Any, str]:
    from matplotlib.patches import Patch

    from discourse.plots.breadth_parts import START, WIDE

    most = cells.groupby("column")["n"].transform("max")
    look: dict[str, Any] = {"facecolor": _FILL, "edgecolor": style.MUTED, "linewidth": 0.3}
    made = ax.barh(
        cells["breadth"],
        cells["n"] / most * WIDE,
        0.86 * step,
        left=cells["column"] + START,
        zorder=3,
        **look,
    )
    for patch in made.patches:
        patch.set_label("_bar")
    return Patch(**look), f"{who}: as shares of the column’s longest bar"
