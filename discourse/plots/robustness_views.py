"""How sure the groups of nodes are, and their ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from discourse.errors import NotComputable
from discourse.plots import style
from discourse.plots.canvas import axes_for, set_title
from discourse.plots.robustness_rows import BlockRows, Blocks, fixed, limit_rows, whence, which_network

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

_PALE = "#7FB2D6"
_NEXT: dict[str, Any] = {
    "marker": "o", "markersize": 4.4, "markerfacecolor": "white", "markeredgecolor": style.MUTED,
    "markeredgewidth": 0.9,
}  # fmt: skip


def _own(unstable: bool) -> dict[str, Any]:
    colour = style.NEGATIVE if unstable else style.POSITIVE
    return {
        "marker": "D" if unstable else "o", "markersize": 5.0 if unstable else 5.6, "markerfacecolor": colour,
        "markeredgecolor": style.INK, "markeredgewidth": 0.6,
    }  # fmt: skip


def _fine(rows: int) -> float:
    """Return how large marks are where there are so many rows."""
    return float(np.clip(45 / rows, 0.5, 1.0))


def _names(table: pd.DataFrame) -> list[str]:
    shown = table["label"].where(table["label"].notna(), table["node"]) if "label" in table else table["node"]
    return [style.drawable(v, 120) for v in shown]


def _floats(table: pd.DataFrame, name: str) -> np.ndarray:
    if name not in table:
        return np.full(len(table), np.nan)
    return table[name].to_numpy(dtype=float, na_value=np.nan)


def draw_coalitions(
    study: Study, table: pd.DataFrame, others: list[str], top: int, ax: Axes | None, title: str | None,
    caption: str | None,
) -> Axes:  # fmt: skip
    """Draw how sure the group of each node is.

    Parameters
    ----------
    study : Study
        For the caption.
    table : pandas.DataFrame
        Rows of ``coalitions`` of one network.
    others : list of str
        Networks that are not drawn.
    top : int
        How many nodes at most: the least sure.
    ax, title, caption
        As for :func:`discourse.plots.robustness.plot_robustness`.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from discourse.plots.legend import Key, line

    if not np.isfinite(_floats(table, "certainty")).any():
        raise NotComputable("no node was drawn again in any group, so there is nothing to draw")
    table = table.assign(
        certainty=_floats(table, "certainty"), elsewhere=_floats(table, "elsewhere"), n=_floats(table, "n"),
        unstable=table["unstable"].fillna(False).astype(bool) if "unstable" in table else False,
    )  # fmt: skip
    sizes = table["group"].value_counts()
    every = table
    if len(table) > top:
        least = table.sort_values(
            ["unstable", "certainty", "node"], ascending=[False, True, True], kind="stable"
        )
        table = least.head(top)
    table = table.sort_values(["group", "certainty", "node"], ascending=[True, False, True], kind="stable")
    blocks = Blocks()
    for group, part in table.groupby("group", sort=True):
        blocks.head(f"group {group} (n = {sizes[group]})")
        for name in _names(part):
            blocks.row(name)
    ax = axes_for(ax, 7.0, float(np.clip(1.7 + 0.19 * blocks.end, 2.2, 6.4)))
    limit_rows(ax, blocks, heading=True)
    y = np.array(blocks.rows)
    own, other, unstable = (table[c].to_numpy() for c in ("certainty", "elsewhere", "unstable"))
    ax.hlines(y, 0, 1, colors=style.FAINT, linewidth=0.5 * _fine(len(y)), zorder=0.5, label="_rows")
    known = np.isfinite(own) & np.isfinite(other)
    ax.hlines(
        y[known],
        other[known],
        own[known],
        colors=style.RULE,
        linewidth=_fine(len(y)),
        zorder=1,
        label="_between",
    )
    parts = (
        ("other", other, np.isfinite(other), _NEXT), ("stable", own, np.isfinite(own) & ~unstable, _own(False)),
        ("unstable", own, np.isfinite(own) & unstable, _own(True)),
    )  # fmt: skip
    for name, x, pick, look in parts:
        if pick.any():
            look = look | {c: look[c] * _fine(len(y)) for c in ("markersize", "markeredgewidth")}
            ax.plot(x[pick], y[pick], linestyle="none", clip_on=False, zorder=3, label=f"_{name}", **look)
    for at in y[~np.isfinite(own)]:
        ax.text(0.5, at, "n/a", ha="center", va="center_baseline", label="_n_a", **style.text(style.NOTE))
    ax.set_xlim(-0.02, 1.02)
    ax.spines["bottom"].set_bounds(0, 1)
    ax.set_xlabel(
        "share of members in one group with it, mean of draws", labelpad=3, **style.text(style.LABEL)
    )
    key = Key()
    words = {
        "stable": "of its own group",
        "unstable": "of its own group, unstable",
        "other": "of the nearest other group",
    }
    looks = {name: look for name, _, pick, look in parts if pick.any()}
    key.sections = [[(line("none", width=0, **looks[n]), said) for n, said in words.items() if n in looks]]
    if caption is None:
        count = int(every["unstable"].sum())
        said = [f"The {len(table)} least sure of {len(every)} nodes." if len(table) < len(every) else ""]
        said.append(f"Unstable (below .75, or not above another group): {count} of {len(every)}.")
        caption = " ".join([*filter(None, said), *which_network(table, others), *whence(study)])
    set_title(ax, title)
    columns = []
    if np.isfinite(table["n"]).any():
        columns = [("draws", [style.number(v) if np.isfinite(v) else "–" for v in table["n"]])]
    BlockRows(ax, blocks, style.drawable(caption, 2000, empty=""), key, columns=columns, panels=[ax])
    return ax


def draw_ranks(
    study: Study, table: pd.DataFrame, others: list[str], top: int, ax: Axes | None, title: str | None,
    caption: str | None,
) -> Axes:  # fmt: skip
    """Draw the nodes that rank highest, with the intervals of their ranks.

    Parameters
    ----------
    study : Study
        For the caption.
    table : pandas.DataFrame
        Rows of ``nodes`` of one network and one score.
    others : list of str
        Networks that are not drawn.
    top : int
        How many nodes at most.
    ax, title, caption
        As for :func:`discourse.plots.robustness.plot_robustness`.

    Returns
    -------
    matplotlib.axes.Axes
    """
    from discourse.plots.legend import Key, line

    score, every = str(table["score"].iloc[0]), len(table)
    table = table.assign(**{c: _floats(table, c) for c in ("rank", "rank_low", "rank_high", "value")})
    table = table[np.isfinite(table["rank"])].sort_values(["rank", "node"], kind="stable").head(top)
    if not len(table):
        raise NotComputable(f"no node has a rank by {score!r}, so there is nothing to draw")
    blocks = Blocks()
    for name in _names(table):
        blocks.row(name)
    ax = axes_for(ax, 7.0, float(np.clip(1.7 + 0.2 * blocks.end, 2.2, 6.4)))
    limit_rows(ax, blocks, heading=True)
    y, rank = np.array(blocks.rows), table["rank"].to_numpy()
    low, high = table["rank_low"].to_numpy(), table["rank_high"].to_numpy()
    known, fine = np.isfinite(low) & np.isfinite(high), _fine(len(y))
    ax.hlines(
        y[known], low[known], high[known], colors=_PALE, linewidth=2.2 * fine, zorder=1, label="_intervals"
    )
    look = _own(False) | {c: _own(False)[c] * fine for c in ("markersize", "markeredgewidth")}
    ax.plot(rank, y, linestyle="none", clip_on=False, zorder=3, label="_rank", **look)
    last = float(np.nanmax(np.concatenate([rank, high])))
    pad = 0.03 * max(last - 1, 1.0)
    ax.set_xlim(1 - pad, max(last, 2.0) + pad)
    ax.spines["bottom"].set_bounds(1, max(last, 2.0))
    ax.set_xlabel(
        f"rank by {style.drawable(score, 50)} (1 is the highest)", labelpad=3, **style.text(style.LABEL)
    )
    level = study.made.parameters.get("level", 0.95)
    key = Key()
    key.sections = [
        [(line(_PALE, "solid", 2.2, **_own(False)), f"rank and its {100 * float(level):g} % interval")]
    ]
    if caption is None:
        said = [f"The {len(table)} highest of {every} nodes."] if len(table) < every else []
        caption = " ".join([*said, *which_network(table, others), *whence(study)])
    set_title(ax, title)
    whole = bool(np.all(np.mod(table["value"].dropna(), 1) == 0))
    columns = [("value", [fixed(v, whole) or "–" for v in table["value"]])]
    if "low" in table and "high" in table:
        ends = [
            (fixed(a, whole), fixed(b, whole))
            for a, b in zip(_floats(table, "low"), _floats(table, "high"), strict=True)
        ]
        columns.append((f"{100 * float(level):g} %", [f"{a} to {b}" if a and b else "–" for a, b in ends]))
    if "n" in table:
        columns.append(("draws", [style.number(v) if np.isfinite(v) else "–" for v in _floats(table, "n")]))
    Ranks(ax, blocks, style.drawable(caption, 2000, empty=""), key, columns=columns)
    return ax


class Ranks(BlockRows):
    """Rows over a scale of ranks, which are whole numbers from 1."""

    def _name(self, ax: Axes) -> None:
        super()._name(ax)
        width, _, _ = self.frame(ax)
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        last = ax.get_xlim()[1]
        most = int(np.clip(width / (4.2 * size), 2, 8))
        found = [float(t) for t in MaxNLocator(most, integer=True).tick_values(1, last) if 1 < t <= last]
        step = found[1] - found[0] if len(found) > 1 else 0.0
        ticks = [1.0, *(t for t in found if t - 1 >= 0.5 * step)]
        ax.xaxis.set_major_locator(FixedLocator(ticks))
        ax.xaxis.set_major_formatter(FixedFormatter([style.number(t) for t in ticks]))
