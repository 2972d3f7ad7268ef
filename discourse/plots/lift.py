"""Which narratives go together: a matrix of pairs, with those that stand out from chance framed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.roles import plural
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, set_title
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.colors import Colormap

    from discourse.model.study import Study

_NEEDED = ("level", "one", "other", "units", "n_one", "n_other", "both", "lift", "p_holm")
_DIVERGING = ("#8F3300", "#D9773B", "#F6CDB0", "#F5F5F5", "#B5D4EA", "#4A97C9", "#00466F")
#: What stands out by its p, corrected for the number of pairs.
ALPHA = 0.05
#: The scale of colours reaches from 1/4 to 4 times at least, and from 1/8 to 8 at most.
_MOST = 3.0
#: Up to so many narratives, it is written in the cells how many hold both, if there is room.
_PRINTED = 20
#: The parts of its cell that a pair takes: if it stands out, if not, and if no unit holds both.
_LARGE, _SMALL, _NEVER = 0.9, 0.5, 0.26


@dataclass(frozen=True)
class _Marks:
    """Marks of one look, the part of their cell that they take, and their row of the legend."""

    marks: PathCollection
    part: float
    row: tuple[Artist | None, str]


def plot_lift(
    study: Study,
    *,
    level: str = "auto",
    top: int = 20,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw how much more, or less, often than by chance the same unit holds both of two narratives.

    Below the diagonal a square says as often or more, and a disc less often, coloured by lift on a logarithmic scale
    that diverges at 1; pairs that no unit holds are hollow discs. Only pairs that stand out by the stochastic degree
    sequence model, after Holm's correction for the number of pairs, fill their cell and have a frame: the lift of all
    others may be chance, however high. On the diagonal stands how many units hold the narrative, above it how many
    hold both, for up to 20 narratives and if there is room.

    Parameters
    ----------
    study : Study
        As :func:`discourse.studies.narratives.lift.lift` gives it.
    level : {"auto", "comment", "commenter", "thread"}
        Which units; by default the first of the study's levels at which some unit holds two narratives and not all
        units hold the same.
    top : int
        How many narratives are drawn at most: those in pairs that stand out, then those that most units hold.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide, as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says how many pairs stand out, of how many, and what is left out; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        The matrix; its child Axes is the colour bar.

    Raises
    ------
    OptionError
        If the study has no such level, or ``top`` is not a whole number of 2 or more.
    DataError
        If a column is missing.
    NotComputable
        If there is no pair.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> table = pd.DataFrame({"level": ["comment"], "one": ["ban"], "other": ["tax"], "units": [9], "n_one": [4],
    ...     "n_other": [3], "both": [3], "lift": [2.25], "p_holm": [0.2]})
    >>> ax = plot_lift(Study({"pairs": table}))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['ban', 'tax']
    """
    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 2:
        raise OptionError(f"top must be a whole number of 2 or more, not {top!r}")
    table = table_of(study, "pairs", _NEEDED)
    pairs = _of_level(table, level)
    names, held = _narratives(pairs, int(top))
    count = len(names)
    place = {name: i for i, name in enumerate(names)}
    shown = pairs[pairs["one"].isin(place) & pairs["other"].isin(place)]
    at = np.sort([[place[a], place[b]] for a, b in zip(shown["one"], shown["other"], strict=True)], axis=1)
    ax = axes_for(ax, 7.0, float(np.clip(2.4 + 0.3 * count, 4.0, 6.5)))
    ax.set_xlim(-0.5, count - 0.5)
    ax.set_ylim(count - 0.5, -0.5)
    for spine in ax.spines.values():
        spine.set(visible=True, linewidth=0.7, color=style.RULE)
    drawn = _cells(ax, at, shown)
    _arrange(ax, study, pairs, shown, at, (names, held), drawn, caption)
    set_title(ax, title)
    return ax


def _of_level(table: pd.DataFrame, level: str) -> pd.DataFrame:
    levels = [str(v) for v in table["level"].unique()]
    if level != "auto" and level not in levels:
        raise OptionError(
            f"level={level!r}: this study has {', '.join(levels)}.{did_you_mean(str(level), levels)}"
        )
    if level == "auto":
        apart = table[(table["both"] > 0) & (table["lift"] != 1)]
        held = apart if len(apart) else table[table["both"] > 0]
        level = str(held["level"].iloc[0]) if len(held) else levels[0]
    return table[(table["level"] == level) & table["lift"].notna()].reset_index(drop=True)


def _narratives(pairs: pd.DataFrame, top: int) -> tuple[list[str], np.ndarray]:
    """Return the narratives to be drawn, those that most units hold first, and how many hold each."""
    if not len(pairs):
        raise NotComputable("there is no pair of narratives with a lift, so there is nothing to draw")
    ends = [
        pd.DataFrame({"name": pairs[name], "n": pairs[f"n_{name}"], "out": pairs["p_holm"] <= ALPHA})
        for name in ("one", "other")
    ]
    each = pd.concat(ends).groupby("name", sort=False).max().reset_index()
    each = each.sort_values(["out", "n"], ascending=False, kind="stable").head(top)
    each = each.sort_values("n", ascending=False, kind="stable")
    return each["name"].tolist(), each["n"].to_numpy(dtype=float)


def _scale(lift: np.ndarray) -> tuple[float, Any, Colormap]:
    """Return the end of the scale as a power of 2, and norm and colours for powers."""
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    power = np.log2(lift[lift > 0])
    end = float(np.clip(np.abs(power).max(initial=0.0), 2.0, _MOST))
    return end, Normalize(-end, end, clip=True), LinearSegmentedColormap.from_list("diverging", _DIVERGING)


def _cells(ax: Axes, at: np.ndarray, shown: pd.DataFrame) -> list[_Marks]:
    """Draw squares and discs below the diagonal; return them with the parts of their cells and their legend."""
    from discourse.plots.legend import marker

    lift, out = shown["lift"].to_numpy(dtype=float), shown["p_holm"].to_numpy(dtype=float) <= ALPHA
    end, norm, colours = _scale(lift)
    power = np.log2(np.maximum(lift, 2.0**-_MOST))
    more, never = lift >= 1, lift == 0
    if {"p_more", "p_less"} <= set(shown):
        # What stands out does so from the model's expectation, which is not that of lift.
        more = np.where(out, shown["p_more"] < shown["p_less"], more)
    drawn: list[_Marks] = []
    for pick, name, shape, fill, words in (
        (more & ~out, "more", "s", _DIVERGING[5], "as often as by chance, or more"),
        (~more & ~never & ~out, "less", "o", _DIVERGING[1], "less often"),
        (never & ~out, "never", "o", "white", "never together"),
        (more & out, "more_out", "s", _DIVERGING[5], "more often: stands out"),
        (~more & out, "less_out", "o", _DIVERGING[1], "less often: stands out"),
    ):
        if not pick.any():
            continue
        stands = name.endswith("_out")
        edge, width = (style.INK, 1.3) if stands else (style.RULE, 0.5)
        # The row is the later of the two, so that the cell is below the diagonal.
        colour = "white" if name == "never" else colours(norm(power[pick]))
        look: dict[str, Any] = {"marker": shape, "edgecolors": edge, "linewidths": width}
        marks = ax.scatter(at[pick, 0], at[pick, 1], c=colour, zorder=2 + stands, label=f"_{name}", **look)
        handle = marker(shape, fill, 9.0 if stands else 3.6 if name == "never" else 5.5)
        handle.set(markeredgecolor=edge, markeredgewidth=width)
        part = _LARGE if stands else _NEVER if name == "never" else _SMALL
        drawn.append(_Marks(marks, part, (handle, words)))
    _colour_bar(ax, norm, colours, end, clipped=bool((np.abs(np.log2(lift[lift > 0])) > end + 1e-9).any()))
    return drawn


def _arrange(
    ax: Axes,
    study: Study,
    pairs: pd.DataFrame,
    shown: pd.DataFrame,
    at: np.ndarray,
    narratives: tuple[list[str], np.ndarray],
    drawn: list[_Marks],
    caption: str | None,
) -> None:
    from discourse.plots.legend import Key
    from discourse.plots.lift_parts import Triangle

    names, held = narratives
    out = shown["p_holm"].to_numpy(dtype=float) <= ALPHA
    size = style.NOTE if len(names) <= 15 else style.BADGE
    middle: dict[str, Any] = {"ha": "center", "va": "center_baseline"}
    texts = [
        ax.text(i, i, style.number(n), label="_held", **middle, **style.text(size, color=style.MUTED))
        for i, n in enumerate(held)
    ]
    pairwise = len(names) <= _PRINTED
    texts += [
        ax.text(
            col, row, style.number(float(n)), label="_both", **middle,
            **style.text(size, fontweight="bold" if bold else "normal", color=style.INK if n else style.RULE),
        )
        for (row, col), n, bold in zip(at, shown["both"], out, strict=True)
        if pairwise
    ]  # fmt: skip
    for text in texts:
        text.set_in_layout(False)
    level, of = str(pairs["level"].iloc[0]), study.made.parameters
    unit = plural(style.drawable(of.get("rows", level) if level == "commenter" else level, 30))
    many = plural(style.drawable(of.get("cols", "narrative"), 30))
    every = int((pairs["p_holm"] <= ALPHA).sum())
    said = [_verdict(every, len(pairs), many)]
    if every > out.sum():
        said.append(f"Of these, {every - int(out.sum())} are not shown.")
    left = len({*pairs["one"], *pairs["other"]}) - len(names)
    if left:
        said.append(f"Not shown: {left} {many} that fewer {unit} hold.")
    made = captions.sources(made=study.made)
    units = f"Units: {style.number(float(pairs['units'].iloc[0]))} {unit}."
    counts = f"On the diagonal: {unit} that hold it{f'; above: {unit} that hold both' if pairwise else ''}."
    key = Key(options={"handlelength": 1.6})
    key.sections = [[d.row for d in drawn]]
    words: tuple[str, ...] = (
        (" ".join([units, *said]), counts, " ".join(made)) if caption is None else (caption, "", "")
    )
    words = tuple(style.drawable(w, 2000, empty="") for w in words)
    Triangle(
        ax, [style.drawable(n, 80) for n in names], words, texts, [(d.marks, d.part) for d in drawn], key
    )


def _verdict(out: int, pairs: int, many: str) -> str:
    model = "by the stochastic degree sequence model, p by Holm’s correction at most .05"
    if not out:
        if pairs == 1:
            return f"The pair of {many} does not stand out from chance ({model})."
        return f"None of the {pairs:,} pairs of {many} stands out from chance ({model}); lifts may all be chance."
    stand = "stands" if out == 1 else "stand"
    return f"{out:,} of {pairs:,} pairs of {many} {stand} out ({model}); other lifts may be chance."


def _colour_bar(ax: Axes, norm: Any, colours: Colormap, end: float, *, clipped: bool) -> None:
    from matplotlib.cm import ScalarMappable
    from matplotlib.ticker import FixedFormatter, FixedLocator

    panel = ax.inset_axes((1.04, 0.0, 0.03, 1.0))
    bar = ax.get_figure(root=True).colorbar(ScalarMappable(norm, colours), cax=panel)  # type: ignore[union-attr]
    powers = [float(k) for k in range(-int(end), int(end) + 1)]
    said = [style.number(2.0**k) if k >= 0 else f"1/{2 ** int(-k)}" for k in powers]
    if clipped and end == _MOST:
        said[0], said[-1] = f"≤ {said[0]}", f"≥ {said[-1]}"
    bar.locator, bar.formatter = FixedLocator(powers), FixedFormatter(said)
    bar.update_ticks()
    bar.minorticks_off()
    bar.outline.set(linewidth=0.7, edgecolor=style.RULE)
    panel.set_facecolor("white")
    panel.grid(False)
    panel.yaxis.set_label_position("right")
    panel.tick_params(
        axis="y", direction="out", pad=3, left=False, right=True, labelleft=False, labelright=True, width=0.7,
        length=3, color=style.RULE, labelsize=style.TICK, labelcolor=style.INK, labelfontfamily=style.FONT,
    )  # fmt: skip
    panel.set_ylabel("lift (times as often)", **style.text(style.LABEL))
