"""Antagonism and alignment in rows: what chance gives, intervals, and how many are for and against."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedLocator
from matplotlib.transforms import Bbox

from discourse.plots import style
from discourse.plots.antagonism import ALPHA
from discourse.plots.arrange import Below
from discourse.plots.canvas import dress
from discourse.plots.legend import Key, line
from discourse.plots.ticks import few_ticks, name_rows

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase

#: The part of the width that alignment takes, and where antagonism begins.
_LEFT, _RIGHT = 0.56, 0.65
_CHANCE = "#C9C9C9"
#: Where the column of numbers ends, in parts of the width.
_NUMBERS = 1.14


def draw_rows(ax: Axes, table: pd.DataFrame, said: Callable[[list[str]], str]) -> None:
    """Draw a row for each narrative, in the order of the table from the top.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    table : pandas.DataFrame
        Of the narratives that are drawn.
    said : callable
        Makes the caption of the sentences given.
    """
    table = table.iloc[::-1].reset_index(drop=True)
    y = np.arange(len(table))
    alignment, antagonism, p = (table[c].to_numpy(dtype=float) for c in ("alignment", "antagonism", "p"))
    words = ["Numbers: how many support and reject it."]
    rows: list[tuple[Any, str]] = [
        (_dot(True), "alignment: p ≤ .05"),
        (_dot(False), "alignment: p > .05"),
    ]
    low = min(-0.25, float(np.nanmin(alignment, initial=0.0)))
    if {"chance_low", "chance_high"} <= set(table):
        ends = table[["chance_low", "chance_high"]].to_numpy(dtype=float)
        known = np.isfinite(ends).all(axis=1)
        if known.any():
            low = min(low, float(ends[known].min()))
            ax.hlines(
                y[known],
                ends[known, 0],
                ends[known, 1],
                colors=_CHANCE,
                linewidth=5.0,
                zorder=1,
                label="_chance",
            )
            rows.append((line(_CHANCE, width=5.0), "alignment by chance, middle 90 %"))
    ax.set_xlim(low, low + (1.0 - low) * 1.04 / _LEFT)
    for filled, name in ((True, "aligned"), (False, "unclear")):
        pick = np.isfinite(alignment) & ((p <= ALPHA) == filled)
        _dots(ax, alignment[pick], y[pick], filled, name)
    for row in y[~np.isfinite(alignment)]:
        ax.text(
            0.02,
            row,
            "none: all agree, or too few",
            va="center_baseline",
            label="_none",
            **style.text(style.NOTE),
        )
    panel = _antagonism(ax, table, antagonism, y, rows)
    key = Key(options={"handlelength": 2.0})
    key.sections = [rows]
    words.append("p: chance of an alignment as high or higher, for each row alone.")
    Forest(ax, panel, table, (low, 1.0), said(words), key)


def _dot(filled: bool) -> Any:
    return line("none", "none", 0, marker="o", **_look(filled))


def _look(filled: bool) -> dict[str, Any]:
    return {
        "markersize": 5.0, "markerfacecolor": style.POSITIVE if filled else "white", "markeredgecolor": style.INK,
        "markeredgewidth": 0.9,
    }  # fmt: skip


def _dots(ax: Axes, x: np.ndarray, y: np.ndarray, filled: bool, name: str) -> None:
    if len(x):  # a line without points would claim the corner of the page
        ax.plot(
            x, y, linestyle="none", marker="o", clip_on=False, zorder=3, label=f"_{name}", **_look(filled)
        )


def _antagonism(
    ax: Axes, table: pd.DataFrame, value: np.ndarray, y: np.ndarray, rows: list[tuple[Any, str]]
) -> Axes:
    panel = ax.inset_axes((_RIGHT, 0.0, 1 - _RIGHT, 1.0))
    dress(panel)
    panel.set_label("_antagonism")
    most = max(0.5, float(value.max()))
    look: dict[str, Any] = {
        "marker": "D", "markersize": 3.6, "markerfacecolor": style.INK, "markeredgecolor": style.INK,
    }  # fmt: skip
    if {"antagonism_low", "antagonism_high"} <= set(table):
        ends = table[["antagonism_low", "antagonism_high"]].to_numpy(dtype=float)
        known = np.isfinite(ends).all(axis=1)
        most = max(most, float(ends[known].max(initial=0.0)))
        panel.hlines(
            y[known],
            ends[known, 0],
            ends[known, 1],
            colors=style.INK,
            linewidth=1.0,
            zorder=2,
            label="_intervals",
        )
        rows.append((line(style.INK, "solid", 1.0, **look), "antagonism, 95 % interval"))
    panel.plot(value, y, linestyle="none", clip_on=False, zorder=3, label="_value", **look)
    panel.set_xlim(0, most * 1.03)
    panel.yaxis.set_major_locator(FixedLocator([]))
    panel.spines["left"].set_visible(False)
    return panel


class Forest(Below):
    """Names rows, prints their numbers, and puts ticks on the two scales.

    Parameters
    ----------
    ax, panel : matplotlib.axes.Axes
    table : pandas.DataFrame
        The lowest row first.
    span : tuple of float
        The ends of the scale of alignment.
    caption : str
    key : Key
    """

    def __init__(
        self, ax: Axes, panel: Axes, table: pd.DataFrame, span: tuple[float, float], caption: str, key: Key
    ) -> None:
        super().__init__(ax, caption or " ", key)
        self.said, self.panel, self.span = caption, panel, span
        self.names = [style.drawable(v, 80) for v in table["narrative"]]
        count = len(table)
        spare = max(3 - count, 0) / 2
        for axes in (ax, panel):
            axes.set_ylim(-0.6 - spare, count - 0.4 + spare)
        ax.tick_params(axis="y", length=0, pad=6)
        ax.spines["left"].set_visible(False)
        ax.spines["bottom"].set_bounds(*span)
        ax.vlines(
            0.0,
            -0.6 - spare,
            count - 0.4 + spare,
            colors=style.RULE,
            linewidth=0.7,
            zorder=0.5,
            label="_zero",
        )
        for axes, words, x in ((ax, "alignment", _LEFT / 2), (panel, "antagonism", 0.5)):
            axes.set_xlabel(words, x=x, labelpad=3, **style.text(style.LABEL))
        ax.annotate(
            "+ : −", (_NUMBERS, 1.0), (0, 3), xycoords="axes fraction", textcoords="offset points", ha="right",
            va="bottom", label="_heading", annotation_clip=False, **style.text(style.NOTE, fontweight="bold"),
        )  # fmt: skip
        across = ax.get_yaxis_transform()
        self.numbers = [
            ax.text(
                _NUMBERS, place, f"{style.number(float(a))} : {style.number(float(b))}", ha="right",
                va="center_baseline", transform=across, clip_on=False, label="_n", **style.text(style.NOTE),
            )
            for place, (a, b) in enumerate(zip(table["supporters"], table["opponents"], strict=True))
        ]  # fmt: skip
        self._name(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        return super()._stack(ax, renderer)

    def _name(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        step = name_rows(ax, self.names, self.numbers, size, height)
        few_ticks(ax.xaxis, *self.span, int(np.clip(width * _LEFT / (4.0 * size), 2, 6)))
        most = self.panel.get_xlim()[1]
        few_ticks(self.panel.xaxis, 0.0, most, int(np.clip(width * (1 - _RIGHT) / (4.0 * size), 1, 4)))
        more = f"One row in {step} is named." if step > 1 else ""
        self.words = f"{self.said} {more}".strip()
