"""Rows in blocks with headings, and columns of numbers at their right ends, arranged for the room there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import Formatter, Locator
from matplotlib.transforms import Bbox

from discourse.plots import captions, style
from discourse.plots.arrange import Below, slot
from discourse.plots.ticks import few_ticks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.backend_bases import RendererBase
    from matplotlib.text import Annotation

    from discourse.model.study import Study
    from discourse.plots.legend import Key

#: The part of the page that columns of numbers take at most.
_COLUMNS = 0.40


@dataclass
class Blocks:
    """Names of rows and where they stand, from the top; y grows downwards.

    Attributes
    ----------
    y : list of float
        Of every row and heading.
    names : list of str
    heads : list of bool
        Which are headings.
    rows : list of float
        The y of the rows alone, in the order in which they were added.
    end : float
        Where the next one goes.
    """

    y: list[float] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)
    rows: list[float] = field(default_factory=list)
    end: float = 0.0

    def head(self, name: str) -> None:
        """Add a heading; nothing for an empty one, but some room where it is not the first."""
        if self.y:
            self.end += 0.35
        if name:
            self._add(name, True)

    def row(self, name: str) -> None:
        """Add a row."""
        self.rows.append(self._add(name, False))

    def _add(self, name: str, head: bool) -> float:
        self.y.append(self.end)
        self.names.append(style.drawable(name, 120))
        self.heads.append(head)
        self.end += 1.0
        return self.y[-1]


class BlockRows(Below):
    """Names rows and headings where they have room, and prints columns of numbers beside them.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    blocks : Blocks
    caption : str
    key : Key
        The legend.
    columns : sequence of (str, sequence of str)
        Headings and one text per row, at the right of the Axes. The last ones are left out where they have no room.
    panels : sequence of matplotlib.axes.Axes
        Those whose scale gets a few ticks.
    keep : int
        So many columns are always shown.
    share : float
        The part of the width that the scale of ``ax`` takes.
    """

    def __init__(
        self, ax: Axes, blocks: Blocks, caption: str, key: Key, *, columns: Sequence[tuple[str, Sequence[str]]] = (),
        panels: Sequence[Axes] = (), keep: int = 1, share: float = 1.0,
    ) -> None:  # fmt: skip
        super().__init__(ax, caption or " ", key)
        self.said, self.blocks, self.panels, self.keep = caption, blocks, list(panels), keep
        ax.tick_params(axis="y", length=0, pad=5)
        ax.spines["left"].set_visible(False)
        self.share = share
        self.wide = self.lift = 0.0
        self.shown: list[bool] = []
        self.ends: list[float] = []
        self.labels = {a: a.get_xlabel() for a in (ax, *self.panels) if a.get_xlabel()}
        self.places: list[float] = []
        self.words_of: list[str] = []
        self._named: tuple[float, float] | None = None
        ax.yaxis.set_major_locator(_Places(self))
        ax.yaxis.set_major_formatter(_Words(self))
        self.columns = [self._column(ax, *column) for column in columns]
        self._name(ax)

    def _column(self, ax: Axes, heading: str, texts: Sequence[str]) -> list[Annotation]:
        top = _top(self.blocks)
        look: dict[str, Any] = {
            "xycoords": ax.get_yaxis_transform(), "textcoords": "offset points", "ha": "right",
            "annotation_clip": False,
        }  # fmt: skip
        made = [
            ax.annotate(
                heading, (1.0, top), (0, 0), va="center_baseline", label="_heading", **look,
                **style.text(style.NOTE, fontweight="bold"),
            )
        ]  # fmt: skip
        for y, said in zip(self.blocks.rows, texts, strict=True):
            face = style.text(style.NOTE)
            made.append(ax.annotate(said, (1.0, y), (0, 0), va="center_baseline", label="_n", **look, **face))
        for text in made:  # the box of all is known without asking each
            text.set_in_layout(False)
        return made

    def _stack(self, ax: Axes, renderer: RendererBase) -> Bbox | None:
        self._name(ax)
        box, axis = super()._stack(ax, renderer), ax.yaxis.get_tightbbox(renderer)
        if box is None:
            return box
        # Hinting makes names and numbers wider at some resolutions: 3 % to spare.
        low = axis.x0 - 0.03 * axis.width if axis is not None else box.x0
        high = ax.bbox.x1 + 1.03 * self.wide * self.frame(ax)[2]
        return Bbox.union(
            [box, Bbox.from_extents(low, ax.bbox.y0, high, ax.bbox.y1 + self.lift * self.frame(ax)[2])]
        )

    def reset(self) -> None:
        """Choose the names again, before the layout asks how wide they are."""
        self._named = None

    def current(self, ax: Axes) -> None:
        """Choose the names again if the page has been resized."""
        if self._named != slot(ax):
            self._name(ax)

    def _name(self, ax: Axes) -> None:
        self._named = slot(ax)
        width, height, _ = self.frame(ax)
        size = float(ax.yaxis.get_major_ticks(1)[0].label1.get_fontsize())
        low, high = ax.get_ylim()
        pitch = height / max(abs(high - low), 1e-9)
        named = _with_room(self.blocks, 1.12 * size / max(pitch, 1e-6))
        gaps = np.diff([self.blocks.y[i] for i in named]).min() if len(named) > 1 else 1.0
        # Measured by what the Axes has in all: it shrinks as the names grow.
        whole = slot(ax)[0]
        left_out = self._number(ax)
        share = float(np.clip(0.55 - self.wide / whole, 0.20, 0.32))
        letters = int(np.clip(share * whole / (0.57 * size), 9, 36))
        lines = int(np.clip((pitch * gaps - 0.15 * size) / (style.LINESPACING * size), 1, 2))
        said = []
        for i in named:
            more = 4 * (lines == 1)
            name, head = self.blocks.names[i], self.blocks.heads[i]
            said.append(
                style.wrapped(name, letters + more, 1) if head else style.wrapped(name, letters + more, lines)
            )
        self.places, self.words_of = [self.blocks.y[i] for i in named], said
        look: dict[str, Any] = {"parse_math": False, "usetex": False, "fontfamily": style.FONT}
        for tick, i in zip(ax.yaxis.get_major_ticks(len(named)), named, strict=True):
            weight = "bold" if self.blocks.heads[i] else "normal"
            tick.label1.set(**look, fontweight=weight, linespacing=style.LINESPACING, multialignment="right")
        self._show({self.blocks.y[i] for i in named}, pitch)
        for axes, label in self.labels.items():
            room = axes.bbox.width * width / max(ax.bbox.width, 1e-9) * (self.share if axes is ax else 1.0)
            # A label alone may reach under the names and the numbers.
            letters = int(
                room * (1.5 if self.share == 1.0 else 1.0) / (0.58 * float(axes.xaxis.label.get_fontsize()))
            )
            axes.xaxis.label.set_text(style.wrapped(label, max(letters, 8), 3))
        for panel in self.panels:
            room = panel.bbox.width * width / max(ax.bbox.width, 1e-9)
            few_ticks(panel.xaxis, *panel.get_xlim(), int(np.clip(room / (4.2 * size), 2, 7)))
        rows = len(self.blocks.rows)
        shown = len(named) - sum(self.blocks.heads[i] for i in named)
        more_words = [self.said]
        if shown < rows:
            more_words.append(f"{shown} of {rows} rows are named.")
        if left_out:
            more_words.append(f"Not shown for want of room: {', '.join(left_out)}.")
        self.words = " ".join(more_words).strip()

    def _number(self, ax: Axes) -> list[str]:
        """Put the columns beside each other; return the headings of those that have no room."""
        self.shown, self.ends, at = [], [], 0.0
        for k, column in enumerate(self.columns):
            size = float(column[0].get_fontsize())
            wide = [style.measure(column[0].get_text(), size, "bold")[0]]
            wide += [style.measure(text.get_text(), size)[0] for text in column[1:] if text.get_text()]
            end = at + max(wide) * 1.02 + 1.2 * size
            self.shown.append(k < self.keep or (end <= _COLUMNS * slot(ax)[0] and all(self.shown)))
            self.ends.append(end)
            at = end if self.shown[-1] else at
        self.wide = at
        return [c[0].get_text() for c, shown in zip(self.columns, self.shown, strict=True) if not shown]

    def _show(self, named: set[float], pitch: float) -> None:
        """Show the numbers of rows that are named, and headings above them."""
        for column, shown, end in zip(self.columns, self.shown, self.ends, strict=True):
            size = float(column[0].get_fontsize())
            self.lift = max(1.2 * size - pitch, 0.0)
            column[0].set(visible=shown, position=(end, self.lift))
            for y, text in zip(self.blocks.rows, column[1:], strict=True):
                text.set(visible=shown and y in named, position=(end, 0))


class _Places(Locator):
    """Where the names stand: chosen when they are asked for, which the layout does first of all."""

    def __init__(self, rows: BlockRows) -> None:
        self.rows = rows

    def __call__(self) -> Any:
        self.rows.current(self.axis.axes)  # type: ignore[union-attr]
        return self.rows.places

    def tick_values(self, vmin: float, vmax: float) -> Any:
        """Return the places, whatever the limits."""
        return self.rows.places


class _Words(Formatter):
    """The names at these places."""

    def __init__(self, rows: BlockRows) -> None:
        self.rows = rows

    def __call__(self, x: float, pos: int | None = None) -> str:
        found = dict(zip(self.rows.places, self.rows.words_of, strict=True))
        return found.get(x, "")


def _top(blocks: Blocks) -> float:
    return blocks.y[0] - 1.0


def limit_rows(ax: Axes, blocks: Blocks, *, heading: bool, most: float = 0.6) -> None:
    """Set the limits of the rows: from the top, with room for the headings of columns, to the last row.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    blocks : Blocks
    heading : bool
        Whether columns have headings.
    most : float
        The room below the last row.
    """
    spare = max(2 - len(blocks.rows), 0) / 2
    ax.set_ylim(blocks.y[-1] + most + spare, _top(blocks) + (-0.6 if heading else 0.4) - spare)


def _with_room(blocks: Blocks, need: float) -> list[int]:
    """Return which names can be shown: headings first, then rows from the top, each ``need`` from the others.

    Examples
    --------
    >>> blocks = Blocks()
    >>> for name in "abcd":
    ...     blocks.row(name)
    >>> _with_room(blocks, 1.5)
    [0, 2]
    """
    y, kept = np.array(blocks.y), np.zeros(0, dtype=int)
    for part in (np.flatnonzero(blocks.heads), np.flatnonzero(~np.array(blocks.heads))):
        for i in part:
            if not len(kept) or np.abs(y[kept] - y[i]).min() >= need - 1e-9:
                kept = np.append(kept, i)
    return sorted(int(i) for i in kept)


def fixed(value: float, whole: bool = False) -> str:
    """Return a number with three decimals as papers write it; nothing for what is none.

    Parameters
    ----------
    value : float
    whole : bool
        Of something that is counted: without decimals if it has none.

    Returns
    -------
    str

    Examples
    --------
    >>> fixed(0.25), fixed(-0.5), fixed(1.0), fixed(12345.678), fixed(float("nan"))
    ('.250', '−.500', '1.000', '12,346', '')
    >>> fixed(3.0, True), fixed(3.14159, True)
    ('3', '3.14')
    """
    if not np.isfinite(value):
        return ""
    if abs(value) >= 1000 or (whole and float(value).is_integer()):
        return style.number(value)
    text = f"{value:.{1 if abs(value) >= 100 else 2 if whole else 3}f}"
    text = text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")
    return text.replace("0.", ".", 1) if abs(value) < 0.9995 and not whole else text


def p_words(p: float) -> str:
    """Return a p-value as it is written.

    Examples
    --------
    >>> p_words(0.02), p_words(0.0002)
    ('.020', '< .001')
    """
    return "< .001" if p < 0.001 else fixed(p)


def whence(study: Study) -> list[str]:
    """Return how the networks and groups of a study were made, and the study itself.

    Examples
    --------
    >>> from discourse.model.results import Made
    >>> from discourse.model.study import Study
    >>> import pandas as pd
    >>> made = Made("sensitivity", {"project": {"method": "congruence"}, "cluster": {"method": "leiden"}, "seed": 0})
    >>> whence(Study({"strips": pd.DataFrame()}, made))
    ['Network: congruence.', 'Groups: leiden.', 'Made: sensitivity (seed 0).']
    """
    parts = {"network": "project", "groups": "cluster"}
    known = {name: study.made.parameters.get(key) for name, key in parts.items()}
    told = {name: facts for name, facts in known.items() if isinstance(facts, Mapping)}
    return [*captions.sources(**told), *captions.sources(made=study.made)]


def which_network(table: pd.DataFrame, others: list[str]) -> list[str]:
    """Say which network is drawn where there are others.

    Examples
    --------
    >>> import pandas as pd
    >>> which_network(pd.DataFrame({"network": ["replies"]}), ["congruence"])
    ['Of the network replies.']
    """
    return [f"Of the network {style.drawable(table['network'].iloc[0], 40)}."] if others else []
