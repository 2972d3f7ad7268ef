"""Statements by value, as bars that show the levels of the qualifier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean
from discourse.plots import captions, style
from discourse.plots.barplot_levels import Level, levels_of
from discourse.plots.canvas import axes_for, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

_NEEDED = {"values": ("value",), "counts": ("value", "level", "statements")}
_EDGE: dict[str, Any] = {"edgecolor": style.INK, "linewidth": 0.5}


def plot_barplot(
    study: Study,
    *,
    top: int = 40,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw how many statements there are of each value, and at which level of the qualifier.

    Values with most statements come first. For a boolean qualifier, and for a scale with negative levels, what is
    against goes to the left, hatched, and what is for goes to the right; the level 0 of a scale is the pale middle,
    half on either side of 0, and numbers and percentages of both sides stand in columns. (Levels 0 and 1 alone are a
    boolean, unless the qualifier is ``stance``, whose 0 is neutral.) Other scales and texts are stacked from the left,
    in shades and hatches that differ in grey. Without a qualifier bars are plain. Where the values have colours of
    their own, a swatch of it stands beside each name.

    Parameters
    ----------
    study : Study
        ``barplot``, with the tables ``values`` (``value``; ``label`` and ``color`` are used if there) and ``counts``
        (``value``, ``level``, ``statements``).
    top : int
        How many values are shown: those with most statements.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide and as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says what is left out and how the study was made; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        If ``top`` is not a whole number of 1 or more, or the study has no such table.
    DataError
        If a column is missing or a count is negative.
    NotComputable
        If there is no statement.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> values = pd.DataFrame({"value": ["ban", "tax"]})
    >>> counts = pd.DataFrame({"value": ["ban", "ban", "tax", "tax"], "level": [-1, 1, -1, 1],
    ...                        "statements": [1, 2, 5, 0]})
    >>> ax = plot_barplot(Study({"values": values, "counts": counts}))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['tax', 'ban']
    """
    from matplotlib.patches import Patch

    from discourse.plots.barplot_parts import Bars
    from discourse.plots.legend import Key

    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 1:
        raise OptionError(f"top must be a whole number of 1 or more, not {top!r}")
    rows, counts = _tables(study)
    parameters = study.made.parameters
    named = parameters.get("qualifier") if "qualifier" in parameters else ""
    levels = levels_of(counts, named)
    total = counts.sum(axis=1).to_numpy()
    kept = np.argsort(-total, kind="stable")[: int(top)]
    rows, counts, total = rows.iloc[kept], counts.iloc[kept], total[kept]
    count = len(rows)
    ax = axes_for(ax, 7.0, float(np.clip(1.4 + 0.22 * count, 2.2, 9.6)))
    reach = _draw(ax, counts, levels)
    spare = max(3 - count, 0) / 2
    ax.set_ylim(count - 0.4 + spare, -0.6 - spare)
    size = style.TICK if count <= 24 else style.NOTE
    ax.tick_params(axis="y", length=0, labelsize=size)
    key = Key(options={"handlelength": 1.6, "loc": "upper left"})
    shown = [at for at in levels if at.word]
    if shown:
        # In the order in which the bars are read, from the left.
        shown = [*(at for at in shown[::-1] if at.side < 0), *(at for at in shown if at.side >= 0)]
        key.sections = [
            [(Patch(facecolor=at.fill, hatch=at.hatch or None, **_EDGE), at.word) for at in shown]
        ]
    if caption is None:
        left_out = len(study["values"]) - count
        words = [f"Not shown: {left_out} with fewer statements."] if left_out > 0 else []
        caption = " ".join([*words, *captions.sources(study=study.made)])
    set_title(ax, title)
    names = [style.drawable(v, 80) for v in rows["label"]]
    Bars(
        ax, names, _columns(counts, levels, total), reach, style.drawable(caption, 2000, empty=""), key,
        colours=_colours(rows), size=size,
    )  # fmt: skip
    return ax


def _tables(study: Study) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a row per value, and its statements by level in a column each."""
    for name, needed in _NEEDED.items():
        for column in needed:
            if column not in study[name]:
                raise DataError(
                    f"the table {name!r} has no column {column!r}; give a study made by barplot."
                    f"{did_you_mean(column, study[name].columns)}"
                )
    rows, found = study["values"].copy(), study["counts"]
    number = found["statements"].astype("float64").fillna(0.0)
    if (number < 0).any():
        raise DataError("numbers of statements must not be negative")
    if not len(rows) or not number.sum() > 0:
        raise NotComputable("the study holds no statement, so there is nothing to draw: check the statements")
    if "label" not in rows:
        rows["label"] = rows["value"]
    rows["label"] = rows["label"].where(rows["label"].notna(), rows["value"])
    # Texts and numbers do not sort together, so that columns stand in the order in which levels appear.
    level, names = pd.factorize(found["level"], use_na_sentinel=False)
    place = pd.Index(rows["value"]).get_indexer(pd.Index(found["value"]))
    known = place >= 0
    counts = np.zeros((len(rows), len(names)))
    np.add.at(counts, (place[known], level[known]), number.to_numpy()[known])
    return rows, pd.DataFrame(counts, columns=names)


def _draw(ax: Axes, counts: pd.DataFrame, levels: list[Level]) -> tuple[float, float]:
    """Draw the bars; return how far they reach to the left and to the right."""
    y = np.arange(len(counts))
    width = {id(level): counts.iloc[:, level.columns].sum(axis=1).to_numpy() for level in levels}
    middle = sum((width[id(at)] for at in levels if at.side == 0), np.zeros(len(y)))
    diverging = any(at.side < 0 for at in levels) or any(at.side == 0 for at in levels)
    ends = {-1: -middle / 2, 0: -middle / 2, 1: middle / 2}
    for at in levels:
        step = width[id(at)] * (-1 if at.side < 0 else 1)
        bars = ax.barh(y, step, 0.68, left=ends[at.side], color=at.fill, hatch=at.hatch or None, **_EDGE)
        for patch in bars.patches:
            patch.set_label(f"_{at.said}")
            # A bar of no width would still show its outline.
            patch.set_visible(abs(patch.get_width()) > 0)
        ends[at.side] = ends[at.side] + step
    if diverging:
        ax.axvline(0, color=style.INK, linewidth=0.8, zorder=3)
        ax.spines["left"].set_visible(False)
    left = float(-min(ends[-1].min(), 0.0))
    right = float(max(ends[1].max(), middle.max() / 2, 0.0))
    least = 0.02 * (left + right)
    return left and left + least, right + least


def _columns(
    counts: pd.DataFrame, levels: list[Level], total: np.ndarray
) -> list[tuple[str, list[str], list[str]]]:
    """Return headings and what stands below them, where there is room and where there is little."""
    out = []
    if any(at.side for at in levels) and any(at.word for at in levels) and levels[0].split:
        for side, heading in ((-1, "against"), (1, "for")):
            picked = [c for at in levels if at.side == side for c in at.columns]
            n = counts.iloc[:, picked].sum(axis=1).to_numpy()
            share = [f"{100 * k / of:.0f} %" if of > 0 else "–" for k, of in zip(n, total, strict=True)]
            long = [f"{style.number(float(k))} ({s})" for k, s in zip(n, share, strict=True)]
            out.append((heading, long, share))
    number = [style.number(float(n)) for n in total]
    return [*out, ("n", number, number)]


def _colours(rows: pd.DataFrame) -> list[str | None]:
    """Return the values' own colours, or none where all are the same and tell nothing apart."""
    from matplotlib.colors import is_color_like, to_hex

    if "color" not in rows:
        return []
    found = [str(c) if isinstance(c, str) and is_color_like(c) else None for c in rows["color"]]
    return [to_hex(c) if c else None for c in found] if len(set(found) - {None}) > 1 else []
