"""Sensitivity strips: what becomes of a score, and of the groups, when one option is varied."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.plots import style
from discourse.plots.canvas import axes_for, dress, set_title
from discourse.plots.robustness_rows import BlockRows, Blocks, limit_rows, whence
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study
    from discourse.plots.legend import Key

#: Columns of the table ``strips``.
NEEDED = ("option", "value", "usual", "score", "found")
#: Of an option with more values all lie in one row; a seed has no order, and few rows of it say nothing.
_VALUES, _SEEDS = 24, 4
#: Rows drawn at most.
_MOST = 40
#: The part of the width of the score, and where the panel of the groups begins.
_SCORE, _GROUPS = 0.66, 0.74
_PALE = "#E4E4E4"


def plot_sensitivity(
    study: Study,
    *,
    score: str | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw how far a score depends on the options: one strip for each option that was varied.

    A strip has a row for each value of the option, with the score found; the pale bar behind it reaches from the
    lowest to the highest. A dashed line marks what the usual options give, and filled points are they. The panel at
    the right shows how far the groups agree with the usual ones: the adjusted Rand index, 1 for the same groups.
    All seeds, and all of more than 24 values, lie in one row.

    Parameters
    ----------
    study : Study
        As :func:`discourse.sensitivity` gives it, with the table ``strips``.
    score : str, optional
        Which score; the first by default.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide, as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says what lies behind the figure, and why values are missing; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        The score; its child Axes, if there are groups, their agreement.

    Raises
    ------
    OptionError
        If the study has no such table or score.
    DataError
        If a column is missing.
    NotComputable
        If there is no value at all.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> strips = pd.DataFrame({"option": "threshold", "value": ["0", "1"], "usual": [True, False],
    ...                        "score": "modularity", "found": [0.4, 0.3], "ari": [1.0, 0.8]})
    >>> ax = plot_sensitivity(Study({"strips": strips}))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['threshold', '0', '1']
    """
    table = table_of(study, "strips", NEEDED)
    name, table = of_score(table, score)
    return draw_strips(study, name, table, [], ax, title, caption)


def of_score(table: pd.DataFrame, score: str | None) -> tuple[str, pd.DataFrame]:
    """Return a score's name and its rows of ``strips``.

    Raises
    ------
    OptionError
        If there is no such score.
    NotComputable
        If it has no value at all.
    """
    names = list(dict.fromkeys(table["score"].astype(str)))
    name = names[0] if score is None else score
    if name not in names:
        raise OptionError(
            f"score={name!r} is not among the scores of this study ({', '.join(names[:8])})."
            f"{did_you_mean(str(name), names)}"
        )
    table = table[table["score"].astype(str) == name].reset_index(drop=True)
    found = table["found"].to_numpy(dtype=float, na_value=np.nan)
    found = np.where(np.isfinite(found), found, np.nan)
    if not np.isfinite(found).any():
        why = _reasons(table)
        raise NotComputable(
            f"the score {name!r} has no value with any option{f' ({why})' if why else ''}, so there is nothing to draw"
        )
    return name, table.assign(
        found=found, option=table["option"].astype(str), value=table["value"].astype(str)
    )


def _reasons(table: pd.DataFrame) -> str:
    if "reason" not in table:
        return ""
    told = table.loc[~np.isfinite(table["found"].astype(float)), "reason"].dropna().astype(str)
    told = told[told != ""]
    return style.drawable(told.value_counts().index[0], 160) if len(told) else ""


def _chosen(table: pd.DataFrame) -> tuple[list[tuple[str, list[tuple[str, pd.DataFrame]]]], list[str]]:
    """Return for each option its rows, a name and the settings in it, and what the caption must say of them."""
    options = list(dict.fromkeys(table["option"]))
    parts = {name: table[table["option"] == name] for name in options}
    most = {name: _SEEDS if name.rpartition(".")[2] == "seed" else _VALUES for name in options}
    gathered = [name for name in options if len(parts[name]) > most[name]]
    # The longest strips are gathered until the rest has room.
    while True:
        rows = sum(1 if n in gathered else len(parts[n]) for n in options)
        open_ones = [n for n in options if n not in gathered and len(parts[n]) > 1]
        if rows <= _MOST or not open_ones:
            break
        gathered.append(max(open_ones, key=lambda n: len(parts[n])))
    kept = options
    if len(options) > _MOST:
        reach = [
            -float(np.ptp(p["found"].dropna())) if p["found"].notna().any() else 0.0 for p in parts.values()
        ]
        kept = [options[i] for i in np.sort(np.argsort(reach, kind="stable")[:_MOST])]
    out = []
    for name in kept:
        part = parts[name]
        if name in gathered:
            out.append((name, [(f"{len(part)} values", part)]))
        else:
            out.append((name, [(str(v), part.iloc[[i]]) for i, v in enumerate(part["value"])]))
    left_out = len(options) - len(kept)
    return out, [f"Not shown: {left_out} options on which it depends less."] if left_out else []


def draw_strips(
    study: Study, name: str, table: pd.DataFrame, told: list[str], ax: Axes | None, title: str | None,
    caption: str | None,
) -> Axes:  # fmt: skip
    """Draw the strips of one score.

    Parameters
    ----------
    study : Study
        For the caption.
    name : str
        Of the score.
    table : pandas.DataFrame
        Its rows of ``strips``.
    told : list of str
        With which the caption begins.
    ax, title, caption
        As for :func:`plot_sensitivity`.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from discourse.plots.legend import Key

    strips, words = _chosen(table)
    blocks = Blocks()
    for option, rows in strips:
        blocks.head(option.replace("_", " "))
        for value, _ in rows:
            blocks.row(value)
    ax = axes_for(ax, 7.0, float(np.clip(1.7 + 0.19 * blocks.end, 2.2, 6.4)))
    limit_rows(ax, blocks, heading=True)
    ari = table["ari"].to_numpy(dtype=float, na_value=np.nan) if "ari" in table else np.zeros(0)
    grouped = bool(np.isfinite(ari).any())
    share = _SCORE if grouped else 1.0
    usual = table.loc[table["usual"].astype(bool), "found"].dropna()
    ends = _limits(table["found"].dropna().to_numpy())
    ax.set_xlim(ends[0], ends[0] + (ends[1] - ends[0]) / share)
    ax.spines["bottom"].set_bounds(*ends)
    panel = _groups(ax, ari) if grouped else None
    key = Key()
    _strips(ax, panel, strips, blocks, float(usual.iloc[0]) if len(usual) else np.nan, ends)
    ax.set_xlabel(_label(name), x=share / 2, labelpad=3, **style.text(style.LABEL))
    _explain(key, table, len(usual) > 0)
    if caption is None:
        why = _reasons(table)
        gone = int((~np.isfinite(table["found"])).sum())
        words += (
            [f"No value (n/a) with {gone} of {len(table)} settings{f': {why}' if why else ''}."]
            if gone
            else []
        )
        caption = " ".join([*told, *words, *whence(study)])
    set_title(ax, title)
    columns = []
    for column, heading in (("groups", "groups"), ("ties", "ties")):
        if column in table:
            columns.append((heading, [_span(part[column]) for _, rows in strips for _, part in rows]))
    Strips(ax, panel, ends, share, blocks, style.drawable(caption, 2000, empty=""), key, columns)
    return ax


def _span(values: pd.Series) -> str:
    """Return a number, or the lowest and highest of several."""
    known = np.unique(values.to_numpy(dtype=float, na_value=np.nan))
    known = known[np.isfinite(known)]
    if not len(known):
        return "–"
    return "–".join(style.number(float(v)) for v in known[[0, -1]][: len(known)])


def _label(name: str) -> str:
    first, found, _ = name.partition(", order of nodes")
    said = style.drawable(first, 60)
    return f"{said}: rank correlation of nodes with the usual values" if found else said


def _limits(found: np.ndarray) -> tuple[float, float]:
    """Return the ends of the scale: at least a tenth of what is usual wide, so that little looks little."""
    low, high = float(found.min()), float(found.max())
    least = 0.1 if max(abs(low), abs(high)) <= 1 else 0.1 * max(abs(low), abs(high))
    middle, reach = (low + high) / 2, max(1.1 * (high - low), least)
    return middle - reach / 2, middle + reach / 2


def _groups(ax: Axes, ari: np.ndarray) -> Axes:
    from matplotlib.ticker import FixedLocator

    panel = ax.inset_axes((_GROUPS, 0.0, 1 - _GROUPS, 1.0))
    dress(panel)
    panel.set_label("_groups")
    panel.set_ylim(ax.get_ylim())
    panel.set_xlim(min(0.0, float(np.nanmin(ari))) - 0.04, 1.04)
    panel.yaxis.set_major_locator(FixedLocator([]))
    panel.spines["left"].set_visible(False)
    panel.set_xlabel("groups alike (ARI)", labelpad=3, **style.text(style.LABEL))
    return panel


_POINT: dict[str, Any] = {
    "marker": "o",
    "markersize": 5.2,
    "markeredgecolor": style.POSITIVE,
    "markeredgewidth": 1.1,
}
_ARI: dict[str, Any] = {
    "marker": "s",
    "markersize": 4.4,
    "markeredgecolor": style.INK,
    "markeredgewidth": 0.9,
}


def _strips(
    ax: Axes, panel: Axes | None, strips: list[tuple[str, list[tuple[str, pd.DataFrame]]]], blocks: Blocks,
    usual: float, ends: tuple[float, float],
) -> None:  # fmt: skip
    place = iter(blocks.rows)
    points: dict[str, list[tuple[float, float, bool]]] = {"found": [], "ari": []}
    span = (blocks.rows[0] - 0.6, blocks.rows[-1] + 0.6)
    for _, rows in strips:
        ys = [next(place) for _ in rows]
        every = pd.concat([part for _, part in rows])["found"].dropna()
        if len(every):
            low, high = float(every.min()), float(every.max())
            ax.barh(
                (ys[0] + ys[-1]) / 2, high - low, ys[-1] - ys[0] + 0.86, left=low, color=_PALE, linewidth=0,
                label="_range", zorder=0.5,
            )  # fmt: skip
        for y, (_, part) in zip(ys, rows, strict=True):
            mine = part["usual"].to_numpy(dtype=bool)
            for name, shown in points.items():
                if name in part:
                    values = part[name].to_numpy(dtype=float, na_value=np.nan)
                    shown += [(v, y, bool(u)) for v, u in zip(values, mine, strict=True) if np.isfinite(v)]
            if not part["found"].notna().any():
                ax.text(
                    ends[0], y, "n/a", ha="left", va="center_baseline", label="_n_a",
                    **style.text(style.NOTE, color=style.MUTED),
                )  # fmt: skip
    if np.isfinite(usual):
        ax.plot(
            [usual] * 2,
            span,
            color=style.INK,
            linewidth=0.9,
            linestyle=style.DASH,
            zorder=1.5,
            label="_usual",
        )
    if panel is not None:
        panel.plot(
            [1, 1], span, color=style.RULE, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1, label="_same"
        )
    for axes, name, look, colour in ((ax, "found", _POINT, style.POSITIVE), (panel, "ari", _ARI, style.INK)):
        for filled in (False, True):
            chosen = [(x, y) for x, y, own in points[name] if own == filled]
            if axes is not None and chosen:
                face = {"markerfacecolor": colour if filled else "white"}
                x, y = np.array(chosen).T
                axes.plot(
                    x, y, linestyle="none", zorder=3 + filled, clip_on=False,
                    label=f"_{name}_usual" if filled else f"_{name}", **look | face,
                )  # fmt: skip


def _explain(key: Key, table: pd.DataFrame, usual: bool) -> None:
    from matplotlib.patches import Patch

    from discourse.plots.legend import line

    rows: list[tuple[Any, str]] = []
    if usual:
        rows.append((line("none", width=0, **_POINT, markerfacecolor=style.POSITIVE), "usual value"))
    known = table[np.isfinite(table["found"])]
    if not known["usual"].astype(bool).all():
        rows.append((line("none", width=0, **_POINT, markerfacecolor="white"), "another value"))
    if usual:
        rows.append((line(style.INK, style.DASH, 0.9), "score with the usual options"))
    if (known.groupby("option")["found"].agg(np.ptp) > 0).any():
        rows.append((Patch(facecolor=_PALE, edgecolor="none"), "lowest to highest"))
    key.sections = [rows]


class Strips(BlockRows):
    """Rows with a scale, and a panel beside it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    panel : matplotlib.axes.Axes or None
    ends : tuple of float
        Of the scale.
    share : float
        The part of the width that it takes.
    blocks, caption, key, columns
        As for :class:`discourse.plots.robustness_rows.BlockRows`.
    """

    def __init__(
        self, ax: Axes, panel: Axes | None, ends: tuple[float, float], share: float, blocks: Blocks, caption: str,
        key: Key, columns: list[tuple[str, list[str]]],
    ) -> None:  # fmt: skip
        self.scale_ends = ends
        super().__init__(
            ax,
            blocks,
            caption,
            key,
            columns=columns,
            panels=[] if panel is None else [panel],
            keep=0,
            share=share,
        )

    def _name(self, ax: Axes) -> None:
        from discourse.plots.ticks import few_ticks

        super()._name(ax)
        width, _, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        # Not at the very end, where the panel's first number stands near.
        low, high = self.scale_ends
        few_ticks(
            ax.xaxis, low, high - 0.03 * (high - low), int(np.clip(width * self.share / (4.6 * size), 1, 6))
        )
