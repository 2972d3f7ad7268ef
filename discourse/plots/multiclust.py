"""Many ways to divide a network: their modularity, their groups side by side, and the best of them over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean
from discourse.model.results import Made
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.study import Study

VIEWS = ("scores", "members", "time")
_NEEDED = {
    "winners": ("window", "middle", "method", "label", "k", "modularity"),
    "scores": ("window", "method", "label", "k", "modularity", "best"),
    "members": ("window", "method", "node", "group"),
}


def plot_multiclust(
    study: Study,
    *,
    view: str = "scores",
    window: int | None = None,
    top: int = 200,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw what the study ``multiclust`` found.

    Parameters
    ----------
    study : Study
        With the tables ``winners``, ``scores`` and ``members``.
    view : {"scores", "members", "time"}
        ``"scores"``: the modularity that each method reaches, with the number of groups; the best is filled.
        ``"members"``: the groups of all methods side by side, the best first; a colour and number mean the same group
        in all of them. ``"time"``: the modularity of the best method of each window, with its number of groups above.
    window : int, optional
        Which window to show as ``"scores"`` or ``"members"``; by default the one with the highest modularity.
    top : int
        How many nodes are shown as ``"members"``, the members of the largest groups first.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide and as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says what the study was made by; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    DataError
        If a column is missing.
    NotComputable
        If there is no division to draw.
    OptionError
        If ``view``, ``window`` or ``top`` has a value that is not taken.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> row = {"window": 1, "method": "pam", "label": "Medoids", "k": 2, "modularity": 0.3, "best": True}
    >>> scores = pd.DataFrame([row, row | {"method": "louvain", "label": "Louvain", "modularity": 0.2, "best": False}])
    >>> winners = scores.head(1).assign(middle=pd.Timestamp("2024-01-01"))
    >>> ax = plot_multiclust(Study({"winners": winners, "scores": scores}))
    >>> [t.get_text() for t in ax.get_yticklabels()]
    ['Medoids', 'Louvain']
    """
    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 1:
        raise OptionError(f"top must be a whole number of 1 or more, not {top!r}")
    winners = _checked(study, "winners")
    done = winners[winners["modularity"].notna()]
    if not len(done):
        raise NotComputable("the study holds no division, so there is nothing to draw: check the statements")
    if view == "time":
        return _time(study, winners, ax, title, caption)
    highest = done["window"].to_numpy()[done["modularity"].to_numpy().argmax()]
    number = int(highest) if window is None else window
    if number not in winners["window"].to_numpy():
        raise OptionError(f"window={window!r}: the study has the windows 1 to {int(winners['window'].max())}")
    if number not in done["window"].to_numpy():
        raise NotComputable(f"window {number} has no division, so there is nothing to draw: choose another")
    scores = _checked(study, "scores").query("window == @number")
    words = [_when(winners, number)] if len(winners) > 1 else []
    if view == "scores":
        return _scores(study, scores, words, ax, title, caption)
    return _members(study, scores, number, int(top), words, ax, title, caption)


def _checked(study: Study, name: str) -> pd.DataFrame:
    table = study[name]
    missing = [c for c in _NEEDED[name] if c not in table]
    if missing:
        raise DataError(f"the table {name!r} has no column {missing[0]!r}; give a study made by multiclust")
    return table


def _when(winners: pd.DataFrame, number: int) -> str:
    day = winners.loc[winners["window"] == number, "middle"].dt.strftime("%Y-%m-%d").iloc[0]
    return f"Window {number} of {len(winners)}" + (f", around {day}." if isinstance(day, str) else ".")


def _told(study: Study, words: list[str], caption: str | None) -> str:
    if caption is None:
        known = study.made.parameters
        silent = {"methods", "exclude", "only"} | (
            {"step", "kernel"} if known.get("width") is None else set()
        )
        kept = {k: v for k, v in known.items() if k not in silent and not (k == "dna" and not v)}
        caption = " ".join([*words, *captions.sources(study=Made(study.made.method, kept))])
    return style.drawable(caption, 2000, empty="")


def _ranked(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the methods that ran, the best first, then by modularity and in the order of the study."""
    ran = scores[scores["modularity"].notna()]
    return ran.iloc[np.lexsort((np.arange(len(ran)), -ran["modularity"], ~ran["best"].to_numpy(dtype=bool)))]


def _scores(
    study: Study,
    scores: pd.DataFrame,
    words: list[str],
    ax: Axes | None,
    title: str | None,
    caption: str | None,
) -> Axes:
    from discourse.plots.legend import Key, marker
    from discourse.plots.multiclust_parts import MethodRows

    ran = _ranked(scores)
    y, value = np.arange(len(ran)), ran["modularity"].to_numpy(dtype=float)
    best = ran["best"].to_numpy(dtype=bool)
    ax = axes_for(ax, 7.0, float(np.clip(1.35 + 0.2 * len(ran), 2.0, 6.0)))
    low, high = min(float(value.min()), 0.0), max(float(value.max()), 0.0)
    pad = 0.04 * ((high - low) or 1.0)
    ax.set_xlim(low - (pad if low < 0 else 0.0), high + pad)
    spare = max(3 - len(ran), 0) / 2
    ax.set_ylim(len(ran) - 0.5 + spare, -0.5 - spare)
    ax.hlines(y, low, value, colors=style.FAINT, linewidth=0.8, zorder=1, label="_guides")
    if low < 0:
        ax.axvline(0, color=style.INK, linewidth=0.8, zorder=1.5)
    for pick, fill, name in ((~best, "white", "_others"), (best, style.INK, "_best")):
        ax.plot(
            value[pick], y[pick], linestyle="none", marker="o", markersize=5.5, markerfacecolor=fill,
            markeredgecolor=style.INK, markeredgewidth=1.0, clip_on=False, zorder=3, label=name,
        )  # fmt: skip
    at = ax.get_yaxis_transform()
    face: dict[str, Any] = {"ha": "right", "clip_on": False, "transform": at}
    ax.text(1.075, -0.62 - spare, "groups", va="bottom", **face, **style.text(style.NOTE, fontweight="bold"))
    for row, k in enumerate(ran["k"]):
        ax.text(1.055, row, str(int(k)), va="center_baseline", label="_k", **face, **style.text(style.TICK))
    ax.set_xlabel("modularity", labelpad=3, **style.text(style.LABEL))
    key = Key(options={"loc": "upper left"})
    key.sections = [[(marker("o", style.INK, 5.5), "best"), (marker("o", "white", 5.5), "other methods")]]
    left = scores.loc[scores["modularity"].isna(), "label"].tolist()
    if left:
        words = [*words, f"Not run, or without a result: {', '.join(left)}."]
    set_title(ax, title)
    MethodRows(ax, [style.drawable(v, 60) for v in ran["label"]], _told(study, words, caption), key)
    return ax


def _members(
    study: Study,
    scores: pd.DataFrame,
    number: int,
    top: int,
    words: list[str],
    ax: Axes | None,
    title: str | None,
    caption: str | None,
) -> Axes:
    from matplotlib.colors import to_rgb

    from discourse.plots.legend import Badge, Key
    from discourse.plots.multiclust_parts import Strips

    ran = _ranked(scores)
    members = _checked(study, "members").query("window == @number")
    wide = members.pivot_table(index="node", columns="method", values="group", aggfunc="first")[
        ran["method"].tolist()
    ]
    order = np.lexsort([*(wide.iloc[:, i].to_numpy() for i in range(wide.shape[1] - 1, -1, -1))])[:top]
    names = members.drop_duplicates("node").set_index("node")["label" if "label" in members else "node"]
    rows = [style.drawable(v, 42) for v in names.loc[wide.index[order]]]
    groups = wide.to_numpy(dtype=np.int64)[order]
    height, width = groups.shape
    ax = axes_for(ax, 7.0, float(np.clip(2.3 + 0.16 * height, 3.0, 6.4)))
    colours = np.ones((height, width, 3))
    known = np.unique(groups)
    for group in known:
        colours[groups == group] = to_rgb(style.group_fill(int(group)))
    image = ax.imshow(colours, interpolation="nearest", aspect="auto", origin="upper", zorder=1)
    image.set_label("_cells")
    ax.set(xlim=(-0.5, width - 0.5), ylim=(height - 0.5, -0.5))
    rules: dict[str, Any] = {"colors": "white", "linewidth": 0.6, "zorder": 2, "label": "_rules"}
    ax.vlines(np.arange(1, width) - 0.5, -0.5, height - 0.5, **rules)
    if height <= 60:
        ax.hlines(np.arange(1, height) - 0.5, -0.5, width - 0.5, **rules)
    if width > 1:
        ax.axvline(0.5, color=style.INK, linewidth=1.2, zorder=4, label="_winner")
    steps = np.flatnonzero(np.diff(groups[:, 0])) + 0.5
    ax.hlines(steps, -0.5, width - 0.5, colors=style.INK, linewidth=0.8, zorder=4, label="_boundaries")
    for spine in ax.spines.values():
        spine.set(visible=True, linewidth=0.7, color=style.RULE)
    printed = []
    for row, col in np.ndindex(groups.shape) if groups.size <= 1500 else ():
        ink = style.ink_on(style.group_fill(int(groups[row, col])))
        look = style.text(style.BADGE, color=ink, ha="center", va="center_baseline", label="_group", zorder=3)
        printed.append(ax.text(col, row, str(groups[row, col]), **look))
    key = Key(badge=style.BADGE)
    key.sections.append(
        [(Badge(str(g), "s", 9.0, style.group_fill(int(g))), f"group {g}") for g in known[:12]]
    )
    if len(wide) > height:
        words = [*words, f"Not shown: {len(wide) - height} nodes."]
    words = [*words, "First column: the best division; the others by falling modularity."]
    set_title(ax, title)
    columns = [style.drawable(v, 42) for v in ran["label"]]
    Strips(ax, (rows, columns), _told(study, words, caption), printed, key)
    return ax


def _time(
    study: Study, winners: pd.DataFrame, ax: Axes | None, title: str | None, caption: str | None
) -> Axes:
    from discourse.plots.legend import Key
    from discourse.plots.multiclust_parts import LINES, marked, strip_of
    from discourse.plots.polarization_parts import Timeline, days

    dated = winners["middle"].notna().all() and winners["middle"].is_monotonic_increasing
    if not dated:
        raise NotComputable(
            "the windows have no dates, so there is nothing to draw over time: take view='scores'"
        )
    times, value = days(winners["middle"]), winners["modularity"].to_numpy(dtype=float)
    ax = axes_for(ax, 7.0, 4.2)
    low, high = min(float(np.nanmin(value)), 0.0), max(float(np.nanmax(value)), 0.05)
    room = (high - low) * 1.06
    ax.set_ylim(low, low + room / LINES)
    ax.plot(times, value, color=style.RULE, linewidth=1.1, zorder=2, label="_series")
    key = Key(options={"loc": "upper left"})
    key.section("best method (windows)", marked(ax, times, value, winners["label"]))
    strip = strip_of(ax, times, winners["k"], (low, room))
    words = ["Upper strip: number of groups of the best division."]
    gaps = int(np.isnan(value).sum())
    if gaps:
        words.append(f"{gaps} of {len(winners)} windows have no division.")
    set_title(ax, title)
    Timeline(ax, strip, times, _told(study, words, caption), key)
    return ax
