"""Whom each camp casts as hero, villain and victim: dots with n, and the devil–angel shift."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Bbox

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.plots import captions, style
from discourse.plots.arrange import Below
from discourse.plots.canvas import axes_for, set_title
from discourse.plots.legend import Key, line
from discourse.plots.ticks import name_rows
from discourse.plots.views import table_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.collections import PathCollection
    from matplotlib.text import Text

    from discourse.model.study import Study

VIEWS = ("dots", "shift")
PARTS = ("hero", "villain", "victim")
_FILLS = {"hero": style.POSITIVE, "villain": "#F2B48C", "victim": "#DDDDDD"}
#: So many camps are drawn in columns; a dot takes at most so many points, and such a part of its cell.
_CAMPS, _LARGEST, _PART = 4, 22.0, 0.92
_OWN = "#F0F0F0"


def plot_characters(
    study: Study,
    *,
    view: str = "dots",
    top: int = 24,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw who is cast in which part by which camp, or how far each camp tells of its own heroes.

    ``view="dots"`` has a row for each who is cast and, for each camp, a column for each part; a dot grows with the
    number of statements, which stands in it. A grey cell is that of somebody of the same camp. ``view="shift"`` has
    two points for each camp, with 95 % intervals: the devil–angel shift, from −1 (others' villains only) to 1 (own
    heroes only), and the tone, which takes all heroes and villains.

    Parameters
    ----------
    study : Study
        ``characters``, with the tables ``matrix`` and ``shift``.
    view : {"dots", "shift"}
    top : int
        How many are drawn at most of those who are cast (with ``"shift"``, of the camps): those of most statements.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure 7 inches wide and as high as the rows need.
    title : str, optional
    caption : str, optional
        By default it says how to read the figure and what is left out; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    OptionError
        If there is no such view or table, or ``top`` is not a whole number of 1 or more.
    DataError
        If a column is missing.
    NotComputable
        If nobody is cast, or no camp has a hero or a villain.

    Examples
    --------
    >>> import pandas as pd
    >>> from discourse.model.study import Study
    >>> table = pd.DataFrame({"camp": "left", "actor": ["Ministry", "Ministry"], "part": ["hero", "villain"],
    ...                       "n": [1, 4]})
    >>> ax = plot_characters(Study({"matrix": table}))
    >>> [t.get_text() for t in ax.get_xticklabels()]
    ['hero', 'villain']
    """
    if view not in VIEWS:
        raise OptionError(f"view={view!r} is not known.{did_you_mean(str(view), VIEWS)}")
    if isinstance(top, bool) or not isinstance(top, int | np.integer) or top < 1:
        raise OptionError(f"top must be a whole number of 1 or more, not {top!r}")
    return (_dots if view == "dots" else _shift)(study, int(top), ax, title, caption)


def _notes(study: Study) -> list[str]:
    """Return the notes of the study as sentences."""
    notes = [style.drawable(note, 250).rstrip(".") for note in study.made.notes]
    return [f"{note[:1].upper()}{note[1:]}." for note in notes]


def _dots(study: Study, top: int, ax: Axes | None, title: str | None, caption: str | None) -> Axes:
    whole = table_of(study, "matrix", ("camp", "actor", "part", "n"))
    table = whole[(whole["n"] > 0) & whole["part"].isin(PARTS)]
    if not len(table):
        raise NotComputable("nobody is cast in any part, so there is nothing to draw: check the statements")
    of_camp = table.groupby("camp", sort=True)["n"].sum()
    camps = sorted(of_camp.sort_values(ascending=False, kind="stable").index[:_CAMPS])
    table = table[table["camp"].isin(camps)]
    parts = [p for p in PARTS if (table["part"] == p).any()]
    of_actor = table.groupby("actor", sort=True)["n"].sum().sort_values(ascending=False, kind="stable")
    actors = list(of_actor.index[:top])[::-1]
    table = table[table["actor"].isin(actors)]
    count, cells = len(actors), len(camps) * len(parts)
    ax = axes_for(ax, 7.0, float(np.clip(1.75 + 0.27 * count, 2.4, 9.5)))
    row = table["actor"].map({a: i for i, a in enumerate(actors)}).to_numpy()
    block = table["camp"].map({c: i for i, c in enumerate(camps)}).to_numpy()
    col = block * len(parts) + table["part"].map({p: i for i, p in enumerate(parts)}).to_numpy()
    ax.set(xlim=(-0.5, cells - 0.5), ylim=(-0.5, count + 0.5))
    ax.hlines(np.arange(count), -0.5, cells - 0.5, colors=style.FAINT, linewidth=0.5, zorder=0)
    own = whole[whole["side"] == whole["camp"]] if "side" in whole else whole.head(0)
    own = own[own["actor"].isin(actors) & own["camp"].isin(camps)].drop_duplicates(["actor", "camp"])
    for actor, camp in own[["actor", "camp"]].to_numpy(dtype=object):
        at = camps.index(camp) * len(parts) - 0.5, actors.index(actor) - 0.5
        ax.add_patch(Rectangle(at, len(parts), 1, color=_OWN, linewidth=0, zorder=-1, label="_own"))
    for cut in range(1, len(camps)):
        ax.axvline(cut * len(parts) - 0.5, color=style.RULE, linewidth=0.8, zorder=1, label="_boundary")
    n = table["n"].to_numpy(dtype=float)
    fills = [_FILLS[p] for p in table["part"]]
    dots = ax.scatter(
        col, row, s=20.0, c=fills, edgecolors=style.INK, linewidths=0.6, zorder=3, label="_dots"
    )
    words = [
        ax.text(x, y, style.number(v), ha="center", va="center_baseline", zorder=4, label="_n",
                **style.text(style.NOTE, color=style.ink_on(fill)))
        for x, y, v, fill in zip(col, row, n, fills, strict=True)
    ]  # fmt: skip
    heads = [
        (ax.text((i + 0.5) * len(parts) - 0.5, 1.0, "", ha="center", va="top", transform=ax.get_xaxis_transform(),
                 label="_camp", **style.text(style.LABEL, fontweight="bold")),
         style.drawable("all speakers" if len(camps) == 1 and camp == "all" else camp, 60), f"n = {of_camp[camp]:,}")
        for i, camp in enumerate(camps)
    ]  # fmt: skip
    for heading, _, _ in heads:
        heading.set(linespacing=style.LINESPACING, multialignment="center")
    ax.xaxis.set_major_locator(FixedLocator(list(range(cells))))
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    if caption is None:
        told = [
            "A dot grows with the number of statements, which stands in it; n of a camp: all its castings."
        ]
        told += ["Grey: of that camp."] if len(own) else []
        missing = [p for p in PARTS if p not in parts]
        told += [f"Nobody is cast as {' or '.join(missing)}."] if missing else []
        less = [(len(of_actor) - count, "cast in fewer statements"), (len(of_camp) - len(camps), "camps")]
        told += [f"Not shown: {k} {what}." for k, what in less if k]
        caption = " ".join([*told, *_notes(study), *captions.sources(study=study.made)])
    set_title(ax, title)
    names = [style.drawable(a, 80) for a in actors]
    _Dots(ax, names, [parts[i % len(parts)] for i in range(cells)], dots, n, words, heads,
          style.drawable(caption, 2000, empty=""))  # fmt: skip
    return ax


class _Dots(Below):
    """Arranges dots in cells: their sizes, so that numbers have room, the names and the headings."""

    def __init__(
        self, ax: Axes, names: list[str], parts: list[str], dots: PathCollection, n: np.ndarray, words: list[Text],
        heads: list[tuple[Text, str, str]], caption: str,
    ) -> None:  # fmt: skip
        self.names, self.parts, self.dots, self.n, self.numbers = names, parts, dots, n, words
        self.heads = heads
        super().__init__(ax, caption or " ")
        self.said = caption
        self._arrange(ax)

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._arrange(ax)
        return super()._stack(ax, renderer)

    def _arrange(self, ax: Axes) -> None:
        width, height, _ = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        cell = width / len(self.parts)
        flat = max(style.measure(p, size)[0] for p in self.parts) < cell - 3
        ax.tick_params(axis="x", labelrotation=0 if flat else 90)
        ax.xaxis.set_major_formatter(FixedFormatter(self.parts))
        block = width / len(self.heads)
        for text, name, n in self.heads:
            letters = max(int((block - 4) / (0.66 * float(text.get_fontsize()))), 4)
            text.set_text(f"{style.wrapped(name, letters, 2)}\n{n}")
        # The headings take their lines from the top, the rows share the rest.
        tall = (
            max(style.measure(t.get_text(), float(t.get_fontsize()), "bold")[1] for t, _, _ in self.heads) + 4
        )
        count = max(len(self.names), 3)
        pitch = max(height - tall, 0.4 * height) / count
        low = (len(self.names) - count) / 2 - 0.5
        ax.set_ylim(low, low + height / pitch)
        step = name_rows(ax, self.names, [], size, pitch * count)
        fits = self._size(min(cell, pitch) * _PART)
        notes = [f"One row in {step} is named."] if step > 1 else []
        notes += [] if fits else ["Numbers without room are not shown."]
        self.words = " ".join([self.said, *notes]).strip()

    def _size(self, room: float) -> bool:
        """Let areas grow with n, all by as much more as the numbers need; return whether all numbers have room."""
        letters = float(self.numbers[0].get_fontsize())
        wide = np.array([style.measure(t.get_text(), letters)[0] for t in self.numbers])
        needed = np.hypot(wide, 0.75 * letters) + 1.0
        most = float(min(room, _LARGEST))
        fits = needed <= room
        part = self.n / self.n.max()
        # Areas are least + (most² − least) · part: least is 0, or what the number most in want of room needs.
        short = fits & (part < 1)
        lack = (needed[short] ** 2 - most**2 * part[short]) / (1 - part[short])
        least = float(np.clip(lack, 0.0, most**2).max(initial=0.0))
        area = least + (most**2 - least) * part
        self.dots.set_sizes(np.clip(area, 4.0, max(room, 2.0) ** 2))
        for text, shown in zip(self.numbers, fits, strict=True):
            text.set_visible(bool(shown))
        return bool(fits.all())


def _shift(study: Study, top: int, ax: Axes | None, title: str | None, caption: str | None) -> Axes:
    needed = ("camp", "heroes", "villains", "tone", "own_heroes", "other_villains", "shift", "low", "high")
    whole = table_of(study, "shift", needed)
    table = whole[whole["tone"].notna() | whole["shift"].notna()]
    if not len(table):
        raise NotComputable("no camp casts anybody as hero or villain, so there is nothing to draw")
    order = (table["heroes"] + table["villains"]).sort_values(ascending=False, kind="stable").index[:top]
    less = len(table) - len(order)
    table = table.loc[[i for i in table.index if i in set(order)]].iloc[::-1]
    count = len(table)
    both = bool(table["shift"].notna().any())
    ax = axes_for(ax, 7.0, float(np.clip(1.7 + (0.52 if both else 0.34) * count, 2.3, 9.5)))
    y = np.arange(count)
    ax.set(xlim=(-1.04, 1.04), ylim=(-0.5, count))
    heading = ax.text(
        1.02, 1.0, "heroes :\nvillains", ha="left", va="top", transform=ax.transAxes, clip_on=False,
        label="_heading", linespacing=style.LINESPACING, **style.text(style.NOTE, fontstyle="italic"),
    )  # fmt: skip
    ax.axvline(0, color=style.RULE, linewidth=0.8, linestyle=(0, (1, 1.5)), zorder=1)
    key, numbers = Key(), []
    kinds = [
        (
            "tone",
            "tone_low",
            "tone_high",
            "heroes",
            "villains",
            "tone: all heroes against all villains",
            "s",
            "white",
            -1,
        )
    ]
    if both:
        kinds.insert(0, ("shift", "low", "high", "own_heroes", "other_villains",
                         "shift: own heroes against others' villains", "o", style.POSITIVE, 1))  # fmt: skip
    rows = []
    for name, low, high, good, bad, words, shape, fill, side in kinds:
        at = y + (0.17 * side if both else 0.0)
        value = table[name].to_numpy(dtype=float)
        ends = [table[c].to_numpy(dtype=float) if c in table else np.full(count, np.nan) for c in (low, high)]
        known, whole_ends = np.isfinite(value), np.isfinite(ends[0]) & np.isfinite(ends[1])
        colour = style.POSITIVE if side > 0 else style.MUTED
        dash = "solid" if side > 0 else style.DASH
        bars: dict[str, Any] = {"colors": colour, "linestyles": [dash], "linewidth": 1.3, "zorder": 2}
        sure = at[whole_ends], ends[0][whole_ends], ends[1][whole_ends]
        ax.hlines(sure[0], sure[1], sure[2], label=f"_{name}_interval", **bars)
        look: dict[str, Any] = {
            "marker": shape, "markersize": 5.2, "markerfacecolor": fill, "markeredgecolor": colour,
            "markeredgewidth": 1.1,
        }  # fmt: skip
        ax.plot(value[known], at[known], linestyle="none", zorder=3, clip_on=False, label=f"_{name}", **look)
        rows.append((line(colour, dash, 1.3, **look), f"{words}, 95 % interval"))
        for place, plus, minus in zip(at, table[good], table[bad], strict=True):
            numbers.append(
                ax.text(1.02, place, f"{int(plus):,} : {int(minus):,}", ha="left", va="center_baseline", clip_on=False,
                        transform=ax.get_yaxis_transform(), label="_n", **style.text(style.NOTE))
            )  # fmt: skip
    key.sections.append([*rows])
    ax.xaxis.set_major_locator(FixedLocator([-1.0, -0.5, 0.0, 0.5, 1.0]))
    ax.xaxis.set_major_formatter(FixedFormatter(["−1", "−0.5", "0", "0.5", "1"]))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("← devil (villains)          angel (heroes) →", labelpad=3, **style.text(style.LABEL))
    if caption is None:
        told = ["At the right: heroes : villains that the point is of. Statements of one speaker are not independent, "
                "so intervals are rather narrow."]  # fmt: skip
        told += [] if both else ["No shift: nobody who is cast has a camp."]
        told += [f"Not shown: {less} camps."] if less else []
        caption = " ".join([*told, *_notes(study), *captions.sources(study=study.made)])
    set_title(ax, title)
    names = [
        style.drawable("all speakers" if len(whole) == 1 and c == "all" else c, 80) for c in table["camp"]
    ]
    _Camps(ax, names, heading, style.drawable(caption, 2000, empty=""), key)
    return ax


class _Camps(Below):
    """Arranges the camps' rows: names as there is room, and the heading of the numbers above them."""

    def __init__(self, ax: Axes, names: list[str], heading: Text, caption: str, key: Key) -> None:
        self.names, self.heading = names, heading
        super().__init__(ax, caption, key)
        self._name(ax)

    def _name(self, ax: Axes) -> None:
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        tall = style.measure(self.heading.get_text(), float(self.heading.get_fontsize()))[1] + 2
        height, count = self.frame(ax)[1], max(len(self.names), 2)
        pitch = max(height - tall, 0.4 * height) / count
        low = (len(self.names) - count) / 2 - 0.5
        ax.set_ylim(low, low + height / pitch)
        name_rows(ax, self.names, [], size, pitch * max(count, 3))

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        return super()._stack(ax, renderer)
