"""Which narratives divide people, and along which line: antagonism by alignment, or both in rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.roles import plural
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, set_title
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

VIEWS = ("scatter", "rows")
_NEEDED = ("narrative", "speakers", "supporters", "opponents", "antagonism", "alignment", "p")
#: Half of the most antagonism there can be among many speakers: to the right of it, a narrative divides.
CUT = 0.25
#: What stands out by its p.
ALPHA = 0.05
#: Up to so many marks, or marks that stand out, show the intervals of their antagonism.
_INTERVALS = 12


def plot_antagonism(
    study: Study,
    *,
    view: str = "scatter",
    top: int = 40,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw how much each narrative divides its speakers, and whether along the fault line of all the others.

    ``scatter`` has a mark for each narrative, antagonism to the right and alignment upwards, its area by how many
    take sides. Filled marks are aligned beyond chance (p of at most .05), hollow ones are not. Dotted lines at an
    alignment of 0, which is chance, and at an antagonism of .25, half of the most there can be among many speakers,
    part four quarters, named in words; narratives in the upper right one that stand out are wedge issues, in bold.
    Lines are the intervals of antagonism of up to 12 marks, or of up to 12 that stand out.
    ``rows`` has a row for each narrative, with the range of its alignment by chance, the interval of its antagonism,
    and how many support and reject it.

    Parameters
    ----------
    study : Study
        As :func:`discourse.studies.antagonism.antagonism` gives it.
    view : {"scatter", "rows"}
    top : int
        How many narratives are named at most, or in ``rows`` drawn: those that stand out, then those on which most
        take sides.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide.
    title : str, optional
    caption : str, optional
        By default it says how to read the figure and what is left out; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        In the view ``rows``, its child Axes holds the antagonism.

    Raises
    ------
    OptionError
        If there is no such view, or ``top`` is not a whole number of 1 or more.
    DataError
        If a column is missing.
    NotComputable
        If no narrative has a value.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> table = pd.DataFrame({"narrative": ["ban", "tax"], "speakers": [12, 9], "supporters": [6, 7],
    ...     "opponents": [6, 2], "antagonism": [0.55, 0.39], "alignment": [0.9, -0.2], "p": [0.01, 0.7]})
    >>> ax = plot_antagonism(Study({"narratives": table}))
    >>> [t.get_text() for t in ax.texts if t.get_label() == "_name"]
    ['ban', 'tax']
    """
    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 1:
        raise OptionError(f"top must be a whole number of 1 or more, not {top!r}")
    table = table_of(study, "narratives", _NEEDED)
    known = table["antagonism"].notna()
    if view == "scatter":
        known &= table["alignment"].notna()
    if not known.any():
        raise NotComputable(
            "no narrative has an antagonism and an alignment, so there is nothing to draw: too few take sides on each, "
            "or all agree"
        )
    shown = table[known].reset_index(drop=True)
    words = [_verdict(study, shown)]
    if view == "rows" and len(shown) > top:
        first = pd.DataFrame({"out": shown["p"] <= ALPHA, "n": shown["speakers"]})
        first = first.sort_values(["out", "n"], ascending=False, kind="stable")
        words.append(f"Shown are {top}: those that do, then those on which most take sides.")
        shown = shown.loc[first.index[:top].sort_values()].reset_index(drop=True)
    words += _left_out(study, table[~known])
    if view == "rows":
        from discourse.plots.antagonism_rows import draw_rows

        ax = axes_for(ax, 7.0, float(np.clip(1.9 + 0.24 * len(shown), 2.8, 6.5)))
        set_title(ax, title)
        draw_rows(ax, shown, lambda said: _caption(study, [*said, *words], caption))
        return ax
    ax = axes_for(ax, 7.0, 5.2)
    set_title(ax, title)
    _scatter(ax, study, shown, words, int(top), caption)
    return ax


def _caption(study: Study, said: list[str], caption: str | None) -> str:
    if caption is None:
        caption = " ".join([*said, *captions.sources(made=study.made)])
    return style.drawable(caption, 2000, empty="")


def _verdict(study: Study, table: pd.DataFrame) -> str:
    """Say how many stand out, of how many."""
    known = table["p"].notna() & table["alignment"].notna()
    out = int((table.loc[known, "p"] <= ALPHA).sum())
    return f"Of {int(known.sum()):,} {_terms(study)[0]}, {out:,} have p ≤ .05; by chance, at most one in twenty would."


def _left_out(study: Study, missing: pd.DataFrame) -> list[str]:
    """Say what is not drawn, and why."""
    many, who = _terms(study)
    least = study.made.parameters.get("min_speakers")
    few = int(missing["antagonism"].isna().sum())
    fewer = f"fewer than {least}" if isinstance(least, int) else "too few"
    why = (
        (few, f"on which {fewer} {who} take sides"),
        (len(missing) - few, "on which all agree or too few are in camps"),
    )
    told = [f"{count} {said}" for count, said in why if count]
    return [f"{many.capitalize()} not shown: {'; '.join(told)}."] if told else []


def _terms(study: Study) -> tuple[str, str]:
    """Return what the narratives and the speakers are called."""
    of = study.made.parameters
    return plural(style.drawable(of.get("cols", "narrative"), 30)), plural(
        style.drawable(of.get("rows", "speaker"), 30)
    )


def _areas(speakers: np.ndarray, most: float) -> np.ndarray:
    """Return the areas of marks in square points."""
    return np.maximum(170.0 * speakers / max(most, 1.0), 28.0)


def _scatter(
    ax: Axes, study: Study, table: pd.DataFrame, words: list[str], top: int, caption: str | None
) -> None:
    from discourse.plots.antagonism_parts import Quarters
    from discourse.plots.legend import Exact, Key, marker

    many, who = _terms(study)
    x, y, n = (table[c].to_numpy(dtype=float) for c in ("antagonism", "alignment", "speakers"))
    out = table["p"].to_numpy(dtype=float) <= ALPHA
    sizes = _areas(n, float(n.max()))
    key, rows, reach = Key(), [], np.full(len(x), np.nan)
    if {"antagonism_low", "antagonism_high"} <= set(table):
        low, high = (table[c].to_numpy(dtype=float) for c in ("antagonism_low", "antagonism_high"))
        few = len(x) <= _INTERVALS or (out if out.sum() <= _INTERVALS else False)
        wide = np.isfinite(low) & np.isfinite(high) & few
        reach = np.where(wide, high, np.nan)
        if wide.any():
            ax.hlines(
                y[wide], low[wide], high[wide], colors=style.RULE, linewidth=0.7, zorder=1, label="_intervals"
            )
    # The larger marks first, so that none is hidden behind another.
    order = np.lexsort((np.arange(len(n)), -n, out))
    look: dict[str, Any] = {"edgecolors": style.INK, "linewidths": 0.9, "clip_on": False}
    for filled, name, limit in ((True, "aligned", "p ≤ .05"), (False, "unclear", "p > .05")):
        pick = order[out[order] == filled]
        fill = style.POSITIVE if filled else "white"
        if len(pick):
            ax.scatter(
                x[pick], y[pick], s=sizes[pick], c=fill, zorder=3 + filled, label=f"_{name}", **look
            )  # fmt: skip
        rows.append((marker("o", fill, 7.0), f"alignment: {limit}"))
    key.sections = [[*rows]]
    marks = sorted({int(n.min()), int(n.max())})
    key.sections[0] += [
        (marker("o", "white", float(_areas(np.array([v]), n.max())[0] ** 0.5), Exact), f"{v} take sides") for v in marks
    ]  # fmt: skip
    said = [
        f"Area: {who} who take sides. p: chance of an alignment as high or higher, for each of the {many} alone. "
        "Dotted: an alignment of 0 (chance), and half of the most antagonism there can be.",
    ]
    if np.isfinite(reach).any():
        most = "" if len(x) <= _INTERVALS else ", for those that stand out"
        said.append(f"Lines: 95 % intervals of antagonism{most}.")
    names = [style.drawable(v, 80) for v in table["narrative"]]
    wedge = out & (x >= CUT) & (y > 0)
    Quarters(
        ax,
        np.column_stack([x, y]),
        sizes,
        names,
        wedge,
        reach,
        _caption(study, [*said, *words], caption),
        key,
        top,
    )
