"""Scores beside random networks: where the network stands in what chance gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.chance import LEVEL, SHARED, Chance
from discourse.model.results import Scores
from discourse.plots import style
from discourse.plots.canvas import axes_for, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Rows shown at most; further than so many standard deviations from the mean, an arrow points outwards.
_MOST, _FAR = 40, 12.0
#: More kinds of random networks than this are not told one by one.
_KINDS = 3
_BAND, _BARS = "#DEDEDE", "#CFCFCF"
_CLEAR = 0.05


def plot_chance(
    scores: Scores | Mapping[str, Scores],
    *,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    r"""Draw a score of a network, or several, beside the same on random networks.

    One score: bars count the random networks by their value, a tick below stands for each (up to 200), a bracket
    above for the middle 95 % and its diamond for the mean; a line marks the network itself. Several scores: a row
    each, in standard deviations of its random networks from their mean, for the scales of scores differ; the score
    and the mean themselves are written at the right. A score is filled where its p is .05 or less.

    Parameters
    ----------
    scores : Scores or mapping of str to Scores
        Of whole networks, compared with random ones (``nulls=``). Of more than 40 those furthest from chance are
        drawn.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide.
    title : str, optional
    caption : str, optional
        By default it says what the random networks are and whether the score stands out; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        If a score was not compared with random networks.
    DataError
        If something else than scores is given.
    NotComputable
        If there is no score, or it is not defined on the network itself.

    Examples
    --------
    >>> import pandas as pd
    >>> chance = Chance(0.5, np.linspace(-0.1, 0.1, 99), "1K", 0, "bisection")
    >>> table = pd.DataFrame({"node": ["graph"], "value": [0.5]})
    >>> ax = plot_chance(Scores(table, "graph", chance=chance))
    >>> [t.get_text() for t in ax.texts if t.get_label() == "_observed"]
    ['observed .500\nz = 8.53, p = .020']
    """
    found, left_out = _compared(scores)
    if len(found) == 1:
        name, chance = found[0]
        return _one(name, chance, ax, title, caption)
    return _many(found, left_out, ax, title, caption)


def _compared(scores: Any) -> tuple[list[tuple[str, Chance]], int]:
    """Return names and comparisons; of very many those furthest from chance, and how many were left out."""
    if isinstance(scores, Scores):
        scores = {scores.made.method or "the score": scores}
    if not isinstance(scores, Mapping):
        raise DataError(
            f"plot_chance takes Scores, or a mapping of names to Scores, not {type(scores).__name__}"
        )
    found = []
    for name, one in scores.items():
        if not isinstance(one, Scores):
            raise DataError(f"plot_chance: {str(name)!r} is {type(one).__name__}, not Scores")
        if one.chance is None:
            raise OptionError(
                f"the score {str(name)!r} was not compared with random networks, so there is nothing to draw it "
                "against: ask for nulls=100 when you score"
            )
        if not np.isfinite(one.chance.observed):
            raise NotComputable(
                f"the score {str(name)!r} is not defined on the network itself, so there is nothing to draw"
            )
        found.append((str(name), one.chance))
    if not found:
        raise NotComputable("no score was given, so there is nothing to draw: give one or more with nulls")
    if len(found) <= _MOST:
        return found, 0
    far = [-abs(c.z) if np.isfinite(c.z) else 0.0 for _, c in found]
    kept = np.sort(np.argsort(far, kind="stable")[:_MOST])
    return [found[i] for i in kept], len(found) - _MOST


def _one(name: str, chance: Chance, ax: Axes | None, title: str | None, caption: str | None) -> Axes:
    from discourse.plots.chance_parts import Histogram, bins
    from discourse.plots.legend import Key, line
    from discourse.plots.robustness_rows import fixed

    ax = axes_for(ax, 7.0, 3.6)
    values, observed = chance.known, chance.observed
    edges, counts = bins(values)
    peak = float(counts.max())
    ax.bar(
        edges[:, 0], counts, edges[:, 1] - edges[:, 0], align="edge", color=_BARS, edgecolor=style.RULE,
        linewidth=0.6, label="_null", zorder=2,
    )  # fmt: skip
    if len(values) <= 200:
        ax.vlines(
            values, -0.075 * peak, -0.02 * peak, colors=style.MUTED, linewidth=0.6, label="_each", zorder=2
        )
    low, high = chance.range
    over: dict[str, Any] = {"clip_on": False, "zorder": 4}
    cap: dict[str, Any] = {"marker": "|", "markersize": 6, "markeredgecolor": style.INK}
    ax.plot(
        [low, high], [1.12 * peak] * 2, color=style.INK, linewidth=1.4, markeredgewidth=1.2, label="_range",
        **over, **cap,
    )  # fmt: skip
    mean: dict[str, Any] = {
        "marker": "D", "markersize": 5, "markerfacecolor": "white", "markeredgecolor": style.INK,
    }  # fmt: skip
    ax.plot([chance.mean], [1.12 * peak], linestyle="none", label="_null_mean", **over, **mean)
    ax.vlines(
        observed, -0.075 * peak, 1.28 * peak, colors=style.NEGATIVE, linewidth=2.0, label="_value", zorder=3
    )
    ends = np.array([edges.min(), edges.max(), observed])
    pad = max(0.06 * float(np.ptp(ends)), (1.5 if len(edges) == 1 else 0.4) * float(np.ptp(edges[0])))
    ax.set_xlim(ends.min() - pad, ends.max() + pad)
    part = (observed - ends.min() + pad) / (np.ptp(ends) + 2 * pad)
    whole = _whole(chance)
    words = f"observed {fixed(observed, whole)}\n{_told(chance)}"
    label = ax.text(
        observed, 1.31 * peak, words, ha="left" if part < 0.25 else "right" if part > 0.75 else "center", va="bottom",
        label="_observed", zorder=5, linespacing=1.25, **style.text(style.LABEL, fontweight="bold"),
    )  # fmt: skip
    ax.set_xlabel(style.drawable(name, 60), labelpad=3, **style.text(style.LABEL))
    ax.set_ylabel("random networks", labelpad=3, **style.text(style.LABEL))
    ax.spines["left"].set_bounds(0, peak)
    if caption is None:
        seen = re.sub(r"(?<![\w.])-(?=[.\d])", "−", chance.sentence(style.drawable(name, 60)))
        caption = f"{seen} Seed {chance.seed}."
        lost = len(chance.values) - len(values)
        if lost:
            caption += f" Not defined on {lost} more random networks."
    from matplotlib.patches import Patch

    key = Key()
    many = "random network" if len(values) == 1 else "random networks"
    each = f"{len(values)} {many} ({chance.null})" + (", a tick for each" if len(values) <= 200 else "")
    key.sections = [
        [
            (line(style.NEGATIVE, width=2.0), "the network itself"),
            (
                line(style.INK, width=1.4, **mean),
                f"mean {fixed(chance.mean, whole)} and middle {100 * LEVEL:g} % of them",
            ),
            (Patch(facecolor=_BARS, edgecolor=style.RULE, linewidth=0.6), each),
        ]
    ]
    set_title(ax, title)
    Histogram(ax, style.drawable(caption, 2000, empty=""), key, peak, label)
    return ax


def _drawn(chance: Chance) -> str:
    """Return what the random networks are."""
    many = "random network" if len(chance.known) == 1 else "random networks"
    return f"{len(chance.known)} {many} {SHARED.get(chance.null, '')}".rstrip() + f" ({chance.null})"


def _told(chance: Chance) -> str:
    from discourse.plots.robustness_rows import p_words

    p = p_words(chance.p)
    said = f"p {p}" if p.startswith("<") else f"p = {p}"
    return f"z = {chance.z:.2f}, {said}".replace("-", "−") if np.isfinite(chance.z) else f"no z; {said}"


def _whole(chance: Chance) -> bool:
    """Return whether a score counts something."""
    every = np.append(chance.known, chance.observed)
    return bool((np.mod(every, 1) == 0).all() and np.abs(every).max() >= 1)


def _many(
    found: list[tuple[str, Chance]], left_out: int, ax: Axes | None, title: str | None, caption: str | None
) -> Axes:
    from matplotlib.patches import Patch

    from discourse.plots.legend import Key, line
    from discourse.plots.robustness_rows import BlockRows, Blocks, fixed, limit_rows, p_words

    ax = axes_for(ax, 7.0, float(np.clip(1.75 + 0.27 * len(found), 2.2, 6.4)))
    blocks = Blocks()
    for name, _ in found:
        blocks.row(name)
    known = np.array([c.z for _, c in found])
    inner = known[np.abs(known) <= _FAR]  # NaN is not
    low, high = min(-3.0, inner.min(initial=0.0)) - 0.6, max(3.0, inner.max(initial=0.0)) + 0.6
    far = np.abs(np.nan_to_num(known)) > _FAR
    low, high = (
        (-_FAR - 0.6 if (far & (known < 0)).any() else low),
        (_FAR + 0.6 if (far & (known > 0)).any() else high),
    )
    for y, (_, chance) in zip(blocks.rows, found, strict=True):
        _row(ax, y, chance)
    mean: dict[str, Any] = {"color": style.MUTED, "linewidth": 0.9, "linestyle": (0, (1, 1.4))}
    ax.plot([0, 0], [blocks.rows[0] - 0.5, blocks.rows[-1] + 0.6], zorder=2.5, label="_zero", **mean)
    ax.set_xlim(low, high)
    limit_rows(ax, blocks, heading=True)
    ax.set_xlabel(
        "standard deviations from the mean of random networks", labelpad=3, **style.text(style.LABEL)
    )
    wholes = [_whole(c) for _, c in found]
    columns = [
        ("observed", [fixed(c.observed, w) for (_, c), w in zip(found, wholes, strict=True)]),
        ("null mean", [fixed(c.mean, w) for (_, c), w in zip(found, wholes, strict=True)]),
        ("p", [p_words(c.p) for _, c in found]),
    ]
    clear = np.array([c.p <= _CLEAR for _, c in found])
    key = Key()
    rows: list[tuple[Any, str]] = [
        (line("none", width=0, **_mark(part)), said)
        for part, said in ((True, "the network itself, p ≤ .05"), (False, "p above .05"))
        if (clear == part).any()
    ]
    rows += [
        (Patch(facecolor=_BAND, edgecolor="none"), f"middle {100 * LEVEL:g} % of random networks"),
        (line(style.MUTED, (0, (1, 1.4)), 0.9), "their mean"),
    ]
    key.sections = [rows]
    if caption is None:
        said = [*_groups(found)]
        said += [f"Arrows: more than {_FAR:g} standard deviations."] if far.any() else []
        if not np.isfinite(known).all():
            said.append("No z: random networks do not differ in it.")
        said += [f"Not shown: {left_out} scores nearer to chance."] if left_out else []
        caption = " ".join(said)
    set_title(ax, title)
    BlockRows(ax, blocks, style.drawable(caption, 2000, empty=""), key, columns=columns, panels=[ax], keep=2)
    return ax


def _mark(clear: bool) -> dict[str, Any]:
    face = style.NEGATIVE if clear else "white"
    return {
        "marker": "o", "markersize": 6.2, "markerfacecolor": face, "markeredgecolor": style.NEGATIVE,
        "markeredgewidth": 1.3,
    }  # fmt: skip


def _row(ax: Axes, y: float, chance: Chance) -> None:
    """Draw one score in standard deviations of its random networks."""
    if not np.isfinite(chance.z):
        ax.text(
            0.15, y, "no z", ha="left", va="center_baseline", label="_no_z",
            **style.text(style.NOTE, fontstyle="italic", color=style.MUTED),
        )  # fmt: skip
        return
    if chance.sd > 1e-12:
        low, high = ((end - chance.mean) / chance.sd for end in chance.range)
        ax.barh(y, high - low, 0.62, left=low, color=_BAND, linewidth=0, label="_null", zorder=1)
        each = (chance.known - chance.mean) / chance.sd
        if len(each) <= 200:
            ax.vlines(each, y - 0.16, y + 0.16, colors=style.RULE, linewidth=0.4, zorder=2, label="_each")
    look = _mark(chance.p <= _CLEAR)
    if abs(chance.z) > _FAR:
        side = np.sign(chance.z)
        look["marker"] = ">" if side > 0 else "<"
        ax.annotate(
            f"z = {chance.z:.1f}".replace("-", "−"), (side * _FAR, y), (-side * 6, 0), textcoords="offset points",
            ha="right" if side > 0 else "left", va="center_baseline", label="_far", **style.text(style.NOTE),
        )  # fmt: skip
    place = float(np.clip(chance.z, -_FAR, _FAR))
    ax.plot([place], [y], linestyle="none", zorder=4, clip_on=False, label="_value", **look)


def _groups(found: list[tuple[str, Chance]]) -> list[str]:
    """Return what the random networks are, by those that are alike."""
    alike: dict[str, list[str]] = {}
    for name, chance in found:
        how = "" if not chance.divided else ", with the groups as given"
        if chance.divided not in ("", "given"):
            how = f", each divided anew by {style.drawable(chance.divided, 30)}"
        alike.setdefault(f"{_drawn(chance)}{how}", []).append(style.drawable(name, 40))
    seeds = sorted({c.seed for _, c in found})
    seed = f"Seed {seeds[0]}." if len(seeds) == 1 else f"Seeds {seeds[0]} to {seeds[-1]}."
    if len(alike) == 1:
        return [f"Compared with {next(iter(alike))}.", seed]
    if len(alike) > _KINDS:
        counts = [len(c.known) for _, c in found]
        kinds = ", ".join(dict.fromkeys(c.null for _, c in found))
        return [f"Compared with {min(counts)} to {max(counts)} random networks each ({kinds}).", seed]
    out = []
    for words, names in alike.items():
        kept = names if len(names) <= 6 else [*names[:4], f"{len(names) - 4} more"]
        out.append(f"{', '.join(kept)}: {words}.")
    return [*out, seed]
