"""A forest of scores: values, their intervals by source of doubt, and the range of random networks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.plots import style
from discourse.plots.arrange import Arranger
from discourse.plots.canvas import axes_for, dress, set_title
from discourse.plots.robustness_rows import BlockRows, Blocks, fixed, limit_rows, p_words, whence

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

#: Line of each source of doubt: colour, dash, width and what the legend says.
_SOURCES: dict[str, tuple[str, Any, float, str]] = {
    "sample": (style.POSITIVE, "solid", 3.6, "other samples"),
    "coding": (style.NEGATIVE, (0, (3.2, 1.4)), 1.5, "errors of coding"),
    "options": ("#117733", (0, (1, 1.1)), 1.8, "other options, lowest to highest"),
}
_BAND = "#DEDEDE"
#: Room for the scale of the upper panel, in points.
_BETWEEN = 27.0
_CLEAR = 0.05
#: The part of the lower panel that its scales take; numbers stand behind.
_OWN = 0.93


def draw_intervals(
    study: Study, table: pd.DataFrame, others: list[str], top: int, ax: Axes | None, title: str | None,
    caption: str | None,
) -> Axes:  # fmt: skip
    """Draw a row for each score of each network.

    Parameters
    ----------
    study : Study
        For the caption.
    table : pandas.DataFrame
        Rows of ``scores``.
    others : list of str
        Networks that are not drawn.
    top : int
        How many rows at most.
    ax, title, caption
        As for :func:`discourse.plots.robustness.plot_robustness`.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from matplotlib.ticker import FixedLocator

    from discourse.plots.legend import Key

    rows = _numbers(table).head(top)
    drawn = rows[[c for c in rows if c in _DRAWN]].to_numpy(dtype=float)
    if not np.isfinite(drawn).any():
        raise NotComputable("no score has a value or an interval, so there is nothing to draw")
    beyond = np.nanmax(np.abs(np.where(np.isfinite(drawn), drawn, 0.0)), axis=1) > 1 + 1e-9
    several = len(set(rows["network"])) > 1
    heads = 1.35 * sum(len(set(rows.loc[part, "network"])) for part in (~beyond, beyond)) if several else 0.0
    between = _between(len(rows) + heads, ax)
    blocks = Blocks()
    spans: list[tuple[float, float, bool]] = []
    order: list[int] = []
    known = [name for name in _SOURCES if rows[f"{name}_low"].notna().any()]
    for name in _SOURCES:  # under each other, the middle at the name of the row
        rows[f"{name}_at"] = 0.24 * (known.index(name) - (len(known) - 1) / 2) if name in known else 0.0
    for part in (~beyond, beyond):
        if not part.any():
            continue
        blocks.end += between if spans else 0.0
        start = blocks.end
        for name, mine in rows[part].groupby("network", sort=False):
            blocks.head(str(name) if several else "")
            for place, said in zip(mine.index, mine["score"], strict=True):
                blocks.row(str(said))
                order.append(place)
        spans.append((start - 0.7, blocks.end - 0.3, bool(part is beyond)))
    rows = rows.loc[order].reset_index(drop=True)
    ax = axes_for(ax, 7.0, float(np.clip(1.75 + 0.29 * blocks.end, 2.2, 6.4)))
    limit_rows(ax, blocks, heading=True, most=0.7)
    ax.spines["bottom"].set_visible(False)
    ax.xaxis.set_major_locator(FixedLocator([]))
    ax.set_xlim(0, 1)
    panels = []
    low_end, high_end = ax.get_ylim()
    # Lines are finer where rows are narrow.
    fine = float(np.clip(0.75 * Arranger.frame(ax)[1] / (low_end - high_end) / 15, 0.4, 1.0))
    for start, stop, own in spans:
        bounds = [(low_end - y) / (low_end - high_end) for y in (stop, start)]
        panel = ax.inset_axes((0.0, bounds[0], 1.0, bounds[1] - bounds[0]))
        dress(panel)
        panel.set_label("_own" if own else "_scale")
        panel.set_ylim(stop, start)
        panel.yaxis.set_major_locator(FixedLocator([]))
        panel.spines["left"].set_visible(False)
        inside = [
            (y, row) for y, row in zip(blocks.rows, rows.to_dict("records"), strict=True) if start < y < stop
        ]
        (_own_scales if own else _one_scale)(panel, inside, fine)
        if not own:
            panels.append(panel)
    if caption is None:
        caption = " ".join(_said(study, table, rows, others))
    key = Key()
    key.sections = [_legend(study, rows)]
    set_title(ax, title)
    BlockRows(
        ax, blocks, style.drawable(caption, 2000, empty=""), key, columns=_columns(study, rows), panels=panels
    )
    return ax


def _between(rows: float, ax: Axes | None) -> float:
    """Return how many rows high the gap between the panels must be, for the room that there will be."""
    height = 20.9 * rows if ax is None else 0.62 * Arranger.frame(ax)[1]
    height = min(height, 335.0) if ax is None else height
    gap = (_BETWEEN * (rows + 1.6) + 0.4 * height) / max(height - _BETWEEN, 1.0)
    return float(np.clip(gap, 1.7, 9.0))


_DRAWN = (
    "value", "null_mean", *(f"{n}_{end}" for n in ("sample", "coding", "options", "null") for end in ("low", "high")),
)  # fmt: skip


def _numbers(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with all columns there are, numbers as floats, and what is not known NaN."""
    out = pd.DataFrame({"score": table["score"].astype(str)})
    out["network"] = table["network"].fillna("").astype(str) if "network" in table else ""
    for name in (*_DRAWN, "p", "z", "nulls", "sample_n", "nodes", "ties"):
        given = table[name] if name in table else pd.Series(np.nan, index=table.index)
        out[name] = pd.to_numeric(given, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    out["null"] = table["null"].fillna("").astype(str) if "null" in table else ""
    out[list(_DRAWN)] = out[list(_DRAWN)].where(np.isfinite(out[list(_DRAWN)]))
    return out.reset_index(drop=True)


def _one_scale(panel: Axes, rows: list[tuple[float, dict[Any, Any]]], fine: float) -> None:
    """Draw rows over one scale."""
    every = np.array([[row[c] for c in _DRAWN] for _, row in rows], dtype=float)
    low, high = min(0.0, float(np.nanmin(every))), max(0.0, float(np.nanmax(every)))
    pad = 0.04 * (high - low) or 0.5
    panel.set_xlim(low - pad, high + pad)
    panel.axvline(0, color=style.RULE, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=1.2, label="_zero")
    for y, row in rows:
        _row(panel, y, row, 1.0, fine)
    panel.set_xlabel("score", labelpad=3, **style.text(style.LABEL))


def _own_scales(panel: Axes, rows: list[tuple[float, dict[Any, Any]]], fine: float) -> None:
    """Draw rows each over a scale of its own, from 0 to the number at its end."""
    from matplotlib.ticker import FixedLocator

    below = any(row[c] < 0 for _, row in rows for c in _DRAWN)
    left = -1.0 if below else 0.0
    panel.set_xlim(left - 0.02 * (1 - left), left + (1 - left) / _OWN)
    for y, row in rows:
        most = _round(max(abs(row[c]) for c in _DRAWN if np.isfinite(row[c])))
        panel.plot(
            [left, 1], [y + 0.46] * 2, color=style.FAINT, linewidth=0.8, marker="|", markersize=4, zorder=0.8,
            markeredgecolor=style.RULE, label="_own_scale",
        )  # fmt: skip
        panel.annotate(
            style.number(most), (1, y + 0.46), (3, 0), textcoords="offset points", ha="left", va="center_baseline",
            label="_most", annotation_clip=False, **style.text(style.NOTE, color=style.MUTED),
        )  # fmt: skip
        _row(panel, y, row, most, fine)
    panel.spines["bottom"].set_visible(False)
    panel.xaxis.set_major_locator(FixedLocator([]))
    panel.set_xlabel("each row from 0 to the number at its end", labelpad=3, **style.text(style.LABEL))


def _round(value: float) -> float:
    """Return the next number up of 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten.

    Examples
    --------
    >>> _round(4.2), _round(61.0), _round(1.0), _round(0.0)
    (5.0, 80.0, 1.0, 1.0)
    """
    if not value > 0:
        return 1.0
    unit = 10.0 ** np.floor(np.log10(value))
    return float(
        min(step * unit for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if step * unit >= value * (1 - 1e-9))
    )


def _row(panel: Axes, y: float, row: dict[Any, Any], unit: float, fine: float) -> None:
    """Draw one score, in parts of ``unit``."""
    if np.isfinite(row["null_low"]) and np.isfinite(row["null_high"]):
        low, high = row["null_low"] / unit, row["null_high"] / unit
        panel.barh(y, high - low, 0.84, left=low, color=_BAND, linewidth=0, zorder=0.9, label="_null")
        # A range without width is still to be seen.
        panel.vlines(
            [low, high], y - 0.42, y + 0.42, colors="#B4B4B4", linewidth=0.7, zorder=1, label="_null_ends"
        )
    if np.isfinite(row["null_mean"]):
        look: dict[str, Any] = {
            "colors": style.MUTED,
            "linewidth": 0.9,
            "linestyle": (0, (1, 1.2)),
            "zorder": 1.1,
        }
        panel.vlines(row["null_mean"] / unit, y - 0.42, y + 0.42, label="_null_mean", **look)
    for name, (colour, dash, width, _) in _SOURCES.items():
        low, high = row[f"{name}_low"] / unit, row[f"{name}_high"] / unit
        if not (np.isfinite(low) and np.isfinite(high)):
            continue
        at = y + row[f"{name}_at"]
        panel.plot(
            [low, high], [at, at], color=colour, linestyle=dash, linewidth=width * fine, zorder=2, label=f"_{name}",
            solid_capstyle="butt", dash_capstyle="butt",
        )  # fmt: skip
        if name != "sample":
            panel.plot(
                [low, high], [at, at], linestyle="none", marker="|", markersize=4, markeredgecolor=colour,
                markeredgewidth=1.2, zorder=2, label=f"_{name}_ends",
            )  # fmt: skip
    if np.isfinite(row["value"]):
        x = row["value"] / unit
        panel.plot(
            [x],
            [y + row["sample_at"]],
            linestyle="none",
            zorder=4,
            clip_on=False,
            label="_value",
            **_mark(_stands(row), fine),
        )


def _stands(row: dict[Any, Any]) -> bool:
    """Return whether a score stands out from random networks, or was not compared with them."""
    return not np.isfinite(row["p"]) or bool(row["p"] <= _CLEAR)


def _mark(out: bool, fine: float = 1.0) -> dict[str, Any]:
    return {
        "marker": "o", "markersize": 2.0 + 3.6 * fine, "markerfacecolor": style.INK if out else "white",
        "markeredgecolor": style.INK, "markeredgewidth": 1.0,
    }  # fmt: skip


def _level(study: Study) -> str:
    level = study.made.parameters.get("level", 0.95)
    return f"{100 * float(level):g} %" if isinstance(level, int | float) else "95 %"


def _whole(row: dict[Any, Any]) -> bool:
    """Return whether a score counts something."""
    every = np.array([row[c] for c in _DRAWN], dtype=float)
    known = every[np.isfinite(every)]
    return bool(np.isfinite(row["value"]) and float(row["value"]).is_integer() and np.abs(known).max() > 1)


def _columns(study: Study, rows: pd.DataFrame) -> list[tuple[str, list[str]]]:
    said = rows.to_dict("records")
    spans = []
    for row in said:
        ends = [fixed(row[f"sample_{end}"], _whole(row)) for end in ("low", "high")]
        spans.append(f"{ends[0]} to {ends[1]}" if all(ends) else "–")
    columns = [("value", [fixed(row["value"], _whole(row)) or "n/a" for row in said])]
    if rows["p"].notna().any():
        columns.append(("p", [p_words(row["p"]) if np.isfinite(row["p"]) else "–" for row in said]))
    if rows["sample_low"].notna().any():
        columns.append((f"{_level(study)} (samples)", spans))
    return columns


def _legend(study: Study, rows: pd.DataFrame) -> list[tuple[Any, str]]:
    from matplotlib.patches import Patch

    from discourse.plots.legend import line

    compared = rows["p"].notna()
    out = np.array([_stands(row) for row in rows.to_dict("records")])
    told: list[tuple[Any, str]] = []
    if (out & rows["value"].notna()).any():
        words = "value"
        if compared.any():
            words += ", p ≤ .05" if compared.all() else " (p ≤ .05, or not compared)"
        told.append((line("none", width=0, **_mark(True)), words))
    if (~out).any():
        told.append((line("none", width=0, **_mark(False)), "not beyond chance (p > .05)"))
    for name, (colour, dash, width, words) in _SOURCES.items():
        if rows[f"{name}_low"].notna().any():
            ends: dict[str, Any] = {} if name == "sample" else {
                "marker": "|", "markersize": 4, "markeredgecolor": colour, "markeredgewidth": 1.2,
            }  # fmt: skip
            more = "" if name == "options" else f", {_level(study)}"
            told.append((line(colour, dash, width, **ends), words + more))
    if rows["null_low"].notna().any():
        told.append(
            (
                Patch(facecolor=_BAND, edgecolor="#B4B4B4", linewidth=0.7),
                "random networks: middle 95 %, dotted mean",
            )
        )
    return told


def _said(study: Study, table: pd.DataFrame, rows: pd.DataFrame, others: list[str]) -> list[str]:
    """Return what the caption says."""
    said = []
    sizes = rows.drop_duplicates("network")
    for row in sizes.head(4).to_dict("records"):
        if np.isfinite(row["nodes"]):
            ties = f", {style.number(row['ties'])} ties" if np.isfinite(row["ties"]) else ""
            name = style.drawable(row["network"], 40) if row["network"] else "Network"
            said.append(f"{name}: {style.number(row['nodes'])} nodes{ties}.")
    for column, words in (("sample_n", "samples"), ("nulls", "random networks")):
        known = rows[column].dropna()
        if len(known):
            low, high = style.number(float(known.min())), style.number(float(known.max()))
            kinds = [n for n in dict.fromkeys(rows["null"]) if n] if column == "nulls" else []
            names = f" ({', '.join(style.drawable(k, 20) for k in kinds[:4])})" if kinds else ""
            said.append(f"{low if low == high else f'{low} to {high}'} {words}{names}.")
    if len(table) > len(rows):
        said.append(f"Not shown: {len(table) - len(rows)} more scores.")
    return [*said, *whence(study)]
