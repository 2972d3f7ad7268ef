"""Who was in which group, window by window; and what the views of polarization share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError
from discourse.model.results import Made
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

_NEEDED = {
    "polarization": ("window", "start", "middle", "stop", "value", "actors"),
    "members": ("window", "label", "group", "statements"),
}
_NO_GROUP = "#8C8C8C"


def checked(study: Study, name: str) -> pd.DataFrame:
    """Return a table of the study, or raise for a column that it lacks."""
    table = study[name]
    missing = [c for c in _NEEDED[name] if c not in table]
    if missing:
        raise DataError(f"the table {name!r} has no column {missing[0]!r}; give a study made by polarization")
    return table


def said(study: Study, words: list[str], caption: str | None) -> str:
    """Return the caption as given, or these words and how the study was made."""
    if caption is None:
        told = {"search" if k == "method" else k: v for k, v in study.made.parameters.items()}
        caption = " ".join([*words, *captions.sources(study=Made(study.made.method, told))])
    return style.drawable(caption, 2000, empty="")


def draw_members(
    study: Study, table: pd.DataFrame, top: int, ax: Axes | None, title: str | None, caption: str | None
) -> Axes:
    """Draw a row per actor and a column per window; see :func:`discourse.plots.polarization.plot_polarization`."""
    from discourse.plots.legend import Badge, Key, marker
    from discourse.plots.polarization_parts import Cells, dated_names

    members = checked(study, "members")
    groups, names, left_out = _grid(members, table, top)
    height, width = groups.shape
    ax = axes_for(ax, 7.0, float(np.clip(1.5 + 0.16 * height, 2.4, 9.0)))
    colours = np.ones((height, width, 3))
    from matplotlib.colors import to_rgb

    for number in np.unique(groups[groups >= 0]):
        colours[groups == number] = to_rgb(style.group_fill(int(number)) if number else _NO_GROUP)
    image = ax.imshow(colours, interpolation="nearest", aspect="auto", origin="upper", zorder=1)
    image.set_label("_cells")
    ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    if max(height, width) <= 60:
        rules: dict[str, Any] = {"colors": "white", "linewidth": 0.6, "zorder": 2, "label": "_rules"}
        ax.vlines(np.arange(1, width) - 0.5, -0.5, height - 0.5, **rules)
        ax.hlines(np.arange(1, height) - 0.5, -0.5, width - 0.5, **rules)
    for spine in ax.spines.values():
        spine.set(visible=True, linewidth=0.7, color=style.RULE)
    printed = []
    for row, col in np.argwhere(groups > 0) if groups.size <= 1500 else []:
        ink = style.ink_on(style.group_fill(int(groups[row, col])))
        look = style.text(style.BADGE, color=ink, ha="center", va="center_baseline", label="_group", zorder=3)
        printed.append(ax.text(col, row, str(int(groups[row, col])), **look))
    known = np.unique(groups[groups > 0]).astype(int)
    key = Key(badge=style.BADGE)
    rows: list[tuple[Any, str]] = [
        (Badge(str(g), "s", 9.0, style.group_fill(g)), f"group {g}") for g in known
    ]
    if (groups == 0).any():
        rows.append((marker("s", _NO_GROUP, 8.0), "active, no groups"))
    key.sections.append(rows)
    words = ["Blank: not active in the window." if (groups < 0).any() else ""]
    if left_out:
        words.append(
            f"Not shown: {left_out} actors who are active in fewer windows or with fewer statements."
        )
    set_title(ax, title)
    told = said(study, [w for w in words if w], caption)
    Cells(ax, (names, dated_names(table["middle"])), told, printed, key)
    return ax


def _grid(members: pd.DataFrame, table: pd.DataFrame, top: int) -> tuple[np.ndarray, list[str], int]:
    """Return groups by actor and window (0: none, −1: not active), the actors' names, and how many are left out.

    Actors stand by the group they are in most often, then by how often, then by their statements.
    """
    node = members["node"] if "node" in members else members["label"]
    codes, nodes = pd.factorize(node)
    col = pd.Index(table["window"]).get_indexer(members["window"])
    groups = np.full((len(nodes), len(table)), -1, dtype=np.int64)
    groups[codes, col] = members["group"].fillna(0).to_numpy(dtype=np.int64)
    weight = np.bincount(codes, weights=members["statements"].to_numpy(dtype=float), minlength=len(nodes))
    labels = members["label"].to_numpy(dtype=object)[np.unique(codes, return_index=True)[1]]
    active = (groups >= 0).sum(axis=1)
    first = np.lexsort((np.arange(len(nodes)), -weight, -active))[:top]
    often = (groups[first][:, :, None] == np.arange(1, max(int(groups.max()), 1) + 1)).sum(axis=1)
    main = np.where(often.any(axis=1), often.argmax(axis=1), often.shape[1])
    share = often.max(axis=1) / np.maximum((groups[first] > 0).sum(axis=1), 1)
    order = first[np.lexsort((first, -weight[first], -share.round(9), main))]
    return groups[order], [style.drawable(labels[i], 42) for i in order], len(nodes) - len(order)
