"""Which narrative comes before which: a matrix of pairs, or the correlation of each pair by lag."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
from matplotlib.patches import Patch
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.plots import captions, style
from discourse.plots.arrange import Below
from discourse.plots.canvas import axes_for, set_title
from discourse.plots.legend import Key, line, marker
from discourse.plots.salience import LANE, lane_names
from discourse.plots.ticks import name_rows
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    from discourse.model.study import Study

VIEWS = ("matrix", "lags")
#: Pairs stand out where the p-value is no greater.
LEVEL = 0.05
#: Marker and colour of pairs whose correlation is above and below that of chance.
_LOOKS = {1: ("^", style.POSITIVE, "goes along"), -1: ("v", style.NEGATIVE, "goes against")}
#: Narratives and pairs drawn by default.
_TOP = {"matrix": 16, "lags": 6}
_BAND, _PALE, _PITCH = "#DEDEDE", "#A6A6A6", 0.62
_SURE, _ALONE = "p ≤ .05 among all pairs", "p ≤ .05 for the pair alone"


def plot_lead_lag(
    study: Study,
    *,
    view: str = "matrix",
    top: int | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw which narratives come before which others, and how sure that is.

    In ``view="matrix"`` the narrative of a row comes first, that of a column the number of days later that is written
    in the cell; pairs of the same day stand in both cells. Only pairs that stand out have a triangle: upwards where
    the share of the later one goes with that of the earlier one more than by chance, downwards where it goes against
    it. It is filled where p is at most .05 among all pairs, and hollow where it is so for the pair alone, as it is for
    one pair in twenty by chance. All others are grey dots. ``view="lags"`` shows the correlation of the likeliest
    pairs by lag, over the middle 95 % of what chance gives.

    Parameters
    ----------
    study : Study
        ``lead_lag``, with the tables ``pairs`` and ``lags``.
    view : {"matrix", "lags"}
    top : int, optional
        How many narratives the matrix shows, or how many pairs have lags shown: those of the smallest p. By default
        16 narratives, or 6 pairs.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide and as high as is needed.
    title : str, optional
    caption : str, optional
        By default it says how to read the figure and what is left out; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        If there is no such view or table, or ``top`` is too small or no whole number.
    DataError
        If a column is missing.
    NotComputable
        If there is no pair.

    Examples
    --------
    >>> from discourse.model.study import Study
    >>> pairs = pd.DataFrame({"one": ["ban"], "other": ["tax"], "lag": [-2], "r": [0.6], "chance": [0.1], "p": [0.005],
    ...                       "p_all": [0.005], "days": [40]})
    >>> ax = plot_lead_lag(Study({"pairs": pairs}))
    >>> [t.get_text() for t in ax.texts if t.get_label() == "_lag"]  # the tax comes first, the ban two days later
    ['2']
    """
    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    least = 2 if view == "matrix" else 1
    top = _TOP[view] if top is None else top
    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < least:
        raise OptionError(f"top must be a whole number of {least} or more, not {top!r}")
    pairs = table_of(study, "pairs", ("one", "other", "lag", "r", "chance", "p", "days"))
    pairs = pairs[pairs["r"].notna() & pairs["p"].notna()]
    if not len(pairs):
        raise NotComputable("no pair of narratives has a correlation, so there is nothing to draw")
    return (_matrix if view == "matrix" else _lags)(study, _turned(pairs), int(top), ax, title, caption)


def _turned(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with the narrative that comes first as ``first``, the least likely pairs on top."""
    back = pairs["lag"] < 0
    out = pairs.assign(
        first=pairs["other"].where(back, pairs["one"]),
        then=pairs["one"].where(back, pairs["other"]),
        after=pairs["lag"].abs().astype(int),
        turned=back,
        sign=np.where(pairs["r"] >= pairs["chance"], 1, -1),
        among=pairs.get("p_all", 1.0),
    )
    # Of pairs that are as unlikely, those first in which one comes before the other.
    out["together"] = out["after"] == 0
    return out.sort_values(["among", "p", "together"], kind="stable")


def _unit(study: Study) -> str:
    """Return what a lag is counted in."""
    every = str(study.made.parameters.get("every", "1D"))
    return "days" if every == "1D" else f"steps of {style.drawable(every, 20)}"


def _told(study: Study, pairs: pd.DataFrame) -> str:
    draws, few, many = study.made.parameters.get("draws"), int(pairs["days"].min()), int(pairs["days"].max())
    unit = _unit(study)
    over = f"Compared: {few:,} to {many:,} {unit}" if few != many else f"Compared: {few:,} {unit}"
    exchanges = f"; chance: {draws:,} exchanges of times within threads" if isinstance(draws, int) else ""
    notes = [style.drawable(note, 250).rstrip(".") for note in study.made.notes]
    return " ".join([f"{over}{exchanges}.", *(f"{note[:1].upper()}{note[1:]}." for note in notes)])


def _matrix(
    study: Study, pairs: pd.DataFrame, top: int, ax: Axes | None, title: str | None, caption: str | None
) -> Axes:
    both = pairs[["first", "then"]].to_numpy(dtype=object)
    known = list(dict.fromkeys(both.ravel()))
    strong = (pairs["among"] <= LEVEL).to_numpy()
    alone = (pairs["p"] <= LEVEL).to_numpy() & ~strong
    moved = (strong | alone) & (pairs["after"] > 0).to_numpy()
    ahead = {name: int((both[moved, 0] == name).sum() - (both[moved, 1] == name).sum()) for name in known}
    names = sorted(known[:top], key=lambda name: (-ahead[name], str(name)))
    place = {name: i for i, name in enumerate(names)}
    count = len(names)
    ax = axes_for(ax, 7.0, float(np.clip(1.95 + 0.27 * count, 2.5, 8.6)))
    ax.set(xlim=(-0.5, count - 0.5), ylim=(-0.5, count - 0.5))
    for spine in ax.spines.values():
        spine.set(visible=True, linewidth=0.7, color=style.RULE)
    edges = np.arange(1, count) - 0.5
    ax.hlines(edges, -0.5, count - 0.5, colors=style.FAINT, linewidth=0.5, zorder=0)
    ax.vlines(edges, -0.5, count - 0.5, colors=style.FAINT, linewidth=0.5, zorder=0)
    foot = np.arange(count)[::-1] - 0.5
    ax.bar(np.arange(count), 1, 1, foot, color="#EDEDED", linewidth=0, zorder=-1)
    marks: list[tuple[Line2D, bool]] = []
    words: list[Text] = []
    quiet: list[tuple[int, int]] = []
    for (first, then), lag, sign, sure, near in zip(
        both, pairs["after"], pairs["sign"], strong, alone, strict=True
    ):
        if first not in place or then not in place:
            continue
        cells = [(place[first], place[then])] + ([(place[then], place[first])] if lag == 0 else [])
        if not sure and not near:
            quiet += cells
            continue
        for row, col in cells:
            marks.append((_mark(ax, count - 1 - row, col, int(sign), filled=bool(sure)), True))
            words.append(
                ax.text(col + 0.24, count - 1 - row, str(lag), ha="center", va="center_baseline", label="_lag",
                        zorder=4, **style.text(style.NOTE, fontweight="bold" if sure else "normal"))
            )  # fmt: skip
    if quiet:
        row, col = np.array(quiet).T
        look: dict[str, Any] = {"linestyle": "none", "marker": "o", "markersize": 2.4, "color": _PALE}
        (dots,) = ax.plot(col, count - 1 - row, label="_quiet", zorder=2, **look)
        marks.append((dots, False))
    ax.tick_params(length=0)
    ax.set_ylabel("comes first", **style.text(style.LABEL, fontstyle="italic"))
    ax.set_xlabel("comes later", labelpad=2, **style.text(style.LABEL, fontstyle="italic"))
    key = Key()
    for shape, colour, word in _LOOKS.values():
        filled, hollow = (marker(shape, fill, 6.0) for fill in (colour, "white"))
        for handle in (filled, hollow):
            handle.set(markeredgecolor=colour, markeredgewidth=1.2)
        key.sections.append([(filled, f"{word}, {_SURE}"), (hollow, f"{word}, {_ALONE}")])
    dot = marker("o", _PALE, 2.4)
    dot.set_markeredgecolor(_PALE)
    key.sections.append([(dot, "does not stand out")])
    if caption is None:
        told = [f"The narrative of the row comes first, that of the column so many {_unit(study)} later."]
        told += ["0: at the same time, in both cells."]
        told += [f"By chance {LEVEL * len(pairs):.2g} of the pairs ({len(pairs):,}) would have a triangle."]
        less = len(known) - count
        told += [f"Not shown: {less} narratives of less certain pairs."] if less else []
        caption = " ".join([*told, _told(study, pairs), *captions.sources(study=study.made)])
    set_title(ax, title)
    said = [f"{i}  {style.drawable(name, 80)}" for i, name in enumerate(names, 1)][::-1]
    _Pairs(ax, said, style.drawable(caption, 2000, empty=""), words, marks, key)
    return ax


def _mark(ax: Axes, row: int, col: int, sign: int, *, filled: bool) -> Line2D:
    shape, colour, _ = _LOOKS[sign]
    (made,) = ax.plot(
        [col - 0.16], [row], linestyle="none", marker=shape, markersize=6.0, markeredgecolor=colour,
        markerfacecolor=colour if filled else "white", markeredgewidth=1.1, zorder=3,
        label="_strong" if filled else "_alone",
    )  # fmt: skip
    return made


class _Pairs(Below):
    """Names rows, numbers columns, and makes marks as large as their cells."""

    def __init__(
        self, ax: Axes, names: list[str], caption: str, words: list[Text], marks: list[tuple[Line2D, bool]], key: Key
    ) -> None:  # fmt: skip
        self.names, self.numbers, self.marks = names, words, marks
        super().__init__(ax, caption or " ", key)
        self.said = caption
        self._arrange(ax)

    def _arrange(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        count = len(self.names)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        step = name_rows(ax, self.names, [], size, height)
        every = max(int(np.ceil(1.6 * size * count / max(width, 1.0))), 1)
        ax.xaxis.set_major_locator(FixedLocator(list(range(0, count, every))))
        ax.xaxis.set_major_formatter(FixedFormatter([str(i + 1) for i in range(0, count, every)]))
        wide, high = width / count, height / count
        large = float(np.clip(min(0.42 * wide, 0.62 * high), 1.5, 7.0))
        for mark, stands_out in self.marks:
            mark.set_markersize(large if stands_out else min(0.35 * large, 2.4))
        sizes = [style.measure(t.get_text(), float(t.get_fontsize()), "bold") for t in self.numbers]
        fits = all(w < 0.55 * wide - 1 and h < 1.1 * high for w, h in sizes)
        for text in self.numbers:
            text.set_visible(fits)
        notes = [f"One row in {step} is named."] if step > 1 else []
        notes += [] if fits else ["Numbers of days have no room here and are in the table."]
        self.words = " ".join([self.said, *notes]).strip()

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._arrange(ax)
        return super()._stack(ax, renderer)


def _lags(
    study: Study, pairs: pd.DataFrame, top: int, ax: Axes | None, title: str | None, caption: str | None
) -> Axes:
    lags = table_of(study, "lags", ("one", "other", "lag", "r", "chance", "low", "high"))
    kept = pairs.head(top).iloc[::-1]
    count = len(kept)
    ax = axes_for(ax, 7.0, float(np.clip(1.9 + _PITCH * count, 2.4, 12.0)))
    courses = []
    for pair in kept.itertuples():
        part = lags[(lags["one"] == pair.one) & (lags["other"] == pair.other)]
        part = part.assign(lag=-part["lag"] if pair.turned else part["lag"]).sort_values("lag")
        courses.append(part)
    values = np.concatenate(
        [p[["r", "low", "high"]].to_numpy(dtype=float).ravel() for p in courses] + [np.zeros(1)]
    )
    reach = min(max(float(np.nanmax(np.abs(values))), 0.05), 1.0)
    scale = LANE / (2 * reach)
    span = max([1.0, *(float(p["lag"].abs().max()) for p in courses if len(p))])
    for row, (pair, part) in enumerate(zip(kept.itertuples(), courses, strict=True)):
        _course(ax, row, part, scale, pair)
        p = [f"{style.number(float(cast('float', v)))}" for v in (pair.p, pair.among)]
        said = f"p = {p[0]} ({p[1]})" if "p_all" in kept else f"p = {p[0]}"
        ax.text(
            1.02, row, f"{said}\n{pair.days:,} {_unit(study).split()[0]}", ha="left", va="center", clip_on=False,
            transform=ax.get_yaxis_transform(), label="_n", linespacing=style.LINESPACING, **style.text(style.NOTE),
        )  # fmt: skip
    spare = max(2 - count, 0) / 2
    ax.set(xlim=(-span - 0.4, span + 0.4), ylim=(-0.55 - spare, count - 0.45 + spare))
    ax.axvline(0, color=style.RULE, linewidth=0.7, linestyle=(0, (1, 1.5)), zorder=0.5)
    ax.set_xlabel(
        f"lag: {_unit(study)} by which the second comes later", labelpad=3, **style.text(style.LABEL)
    )
    ax.spines["left"].set_visible(False)
    if caption is None:
        told = [
            "Correlation of two shares by lag; grey: middle 95 % of chance; marked: the most unusual lag."
        ]
        told += ["→: comes before; =: at the same time."]
        told += [
            "At the right p of the pair" + (", in brackets among all pairs." if "p_all" in kept else ".")
        ]
        told += [f"Not shown: {len(pairs) - count:,} pairs with a larger p."] if len(pairs) > count else []
        caption = " ".join([*told, _told(study, pairs), *captions.sources(study=study.made)])
    set_title(ax, title)
    names = [
        f"{style.drawable(p.first, 60)}\n{'→' if p.after else '='} {style.drawable(p.then, 60)}"
        for p in kept.itertuples()
    ]
    tick = next(t for t in (1, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05) if t <= reach)
    ticks = [((v + reach) * scale, style.number(v)) for v in (-tick, 0.0, tick)]
    _Lags(ax, names, ticks, int(span), style.drawable(caption, 2000, empty=""))
    return ax


def _course(ax: Axes, row: int, part: pd.DataFrame, scale: float, pair: Any) -> None:
    """Draw the correlation of a pair by lag over that of chance."""
    lag = part["lag"].to_numpy(dtype=float)
    r, chance, low, high = (
        row + scale * part[c].to_numpy(dtype=float) for c in ("r", "chance", "low", "high")
    )
    ax.axhline(row, color=style.FAINT, linewidth=0.6, zorder=0)
    known = np.isfinite(low) & np.isfinite(high)
    ax.fill_between(lag, low, high, where=known, facecolor=_BAND, linewidth=0, zorder=1, label="_null")
    alone = known & ~np.append(known[1:], False) & ~np.insert(known[:-1], 0, False)
    if alone.any():
        bar: dict[str, Any] = {"colors": _BAND, "linewidth": 6, "zorder": 1, "label": "_null_alone"}
        ax.vlines(lag[alone], low[alone], high[alone], **bar)
    ax.plot(
        lag, chance, color=style.MUTED, linewidth=0.8, linestyle=(0, (1, 1.4)), zorder=2, label="_null_mean"
    )
    ax.plot(
        lag, r, color=style.INK, linewidth=1.1, marker="o", markersize=2.4, markerfacecolor=style.INK,
        markeredgewidth=0, zorder=3, label="_r",
    )  # fmt: skip
    shape, colour, _ = _LOOKS[int(pair.sign)]
    if pair.p <= LEVEL:
        filled = colour if pair.among <= LEVEL else "white"
    else:
        shape, colour, filled = "o", style.MUTED, "white"
    ax.plot(
        [pair.after], [row + scale * pair.r], linestyle="none", marker=shape, markersize=6.0, markerfacecolor=filled,
        markeredgecolor=colour, markeredgewidth=1.2, zorder=4, label="_best",
    )  # fmt: skip


class _Lags(Below):
    """Arranges lanes by lag: names, scales and lags as there is room."""

    def __init__(
        self, ax: Axes, names: list[str], scale: list[tuple[float, str]], span: int, caption: str
    ) -> None:
        self.names, self.ticks, self.span = names, scale, span
        key = Key()
        null = Patch(facecolor=_BAND, edgecolor=style.RULE, linewidth=0.5)
        dot: dict[str, Any] = {
            "marker": "o",
            "markersize": 2.4,
            "markerfacecolor": style.INK,
            "markeredgewidth": 0,
        }
        r = line(style.INK, "solid", 1.1, **dot)
        look: dict[str, Any] = {"markeredgecolor": style.INK, "markeredgewidth": 1.2}
        best = [
            line("none", "none", 0, marker="^", markersize=6.0, markerfacecolor=f, **look)
            for f in (style.INK, "white")
        ]
        key.sections.append(
            [(r, "correlation r"), (null, "chance (mean, middle 95 %)"), (best[0], _SURE), (best[1], _ALONE)]
        )  # fmt: skip
        super().__init__(ax, caption, key)
        self._name(ax)

    def _name(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        lane_names(ax, self.names, self.ticks, height / max(len(self.names), 2))
        size = float(ax.xaxis.get_major_ticks(1)[0].label1.get_fontsize())
        step = max(int(np.ceil((2 * self.span + 1) * 2.2 * size / max(width, 1.0))), 1)
        places = list(range(-(self.span // step) * step, self.span + 1, step))
        ax.xaxis.set_major_locator(FixedLocator(places))
        ax.xaxis.set_major_formatter(FixedFormatter([style.number(float(v)) for v in places]))

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        return super()._stack(ax, renderer)
