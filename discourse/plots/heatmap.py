"""The matrix of a network as a heat map, diverging around 0 where ties oppose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.plots import captions, style
from discourse.plots.canvas import axes_for, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.collections import LineCollection
    from matplotlib.colors import Colormap
    from matplotlib.text import Text

    from discourse.model.network import Network
    from discourse.model.results import Partition, Positions

#: Matrices with at most so many rows and columns show their values, and more than so many negative cells no marks.
_PRINTED, _MARKED = 15, 5000
_DIVERGING = ("#8F3300", "#D9773B", "#F6CDB0", "#F5F5F5", "#B5D4EA", "#4A97C9", "#00466F")
_SEQUENTIAL = ("#E6EEF4", "#A3C6DF", "#4A97C9", "#0B5D91", "#00304D")


@dataclass
class _Block:
    """What is drawn: values (NaN where there is no tie), names and groups of rows and columns."""

    values: np.ndarray
    names: tuple[list[str], list[str]]
    groups: tuple[np.ndarray, np.ndarray] | None
    square: bool


def plot_heatmap(
    network: Network,
    positions: Positions | None = None,
    *,
    rows: str | None = None,
    cols: str | None = None,
    partition: Partition | None = None,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw the weights of a network as a matrix: all nodes, or the block between two kinds.

    Cells without a tie are blank. Where some weights are negative the scale diverges at 0 and has the same length on
    both sides, and negative cells carry a minus sign; small matrices show the values themselves.

    Parameters
    ----------
    network : Network
    positions : Positions, optional
        Rows and columns are ordered by their x (as the layout ``seriation`` gives it), else as in the network.
    rows, cols : str, optional
        Kinds of nodes in rows and in columns; by default all nodes in both.
    partition : Partition, optional
        Rows and columns are then ordered by group first, with lines between the groups.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure of 7 by 6 inches.
    title : str, optional
    caption : str, optional
        By default it says what the network was made by; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes
        The matrix; its child Axes is the colour bar.

    Raises
    ------
    NotComputable
        If there is no node, or no tie among the rows and columns asked for.
    OptionError
        If the network has no nodes of a kind.
    DataError
        If positions or partition belong to another network.

    Examples
    --------
    >>> from discourse.model.network import Network
    >>> ax = plot_heatmap(Network.from_matrix([[0, 2, 0], [2, 0, -1], [0, -1, 0]], ["a", "b", "c"]))
    >>> [t.get_text() for t in ax.get_xticklabels()]
    ['a', 'b', 'c']
    """
    from discourse.plots.ticks import ThinTicks

    block = _block(network, positions, rows, cols, partition)
    ax = axes_for(ax, 7.0, 6.0)
    values = np.ma.masked_invalid(block.values)
    signed = bool((values < 0).any())
    top = float(np.abs(values).max()) or 1.0
    norm, colours = _scale(values, signed, top)
    height, width = block.values.shape
    small = max(height, width) <= 40
    if small:
        grid = np.arange(width + 1) - 0.5, np.arange(height + 1) - 0.5
        mesh: Any = ax.pcolormesh(*grid, values, cmap=colours, norm=norm, edgecolors="white", linewidth=0.6)
    else:
        mesh = ax.imshow(
            values, cmap=colours, norm=norm, interpolation="nearest", aspect="auto", origin="upper"
        )
    mesh.set_label("_cells")
    ax.set_xlim(-0.5, width - 0.5)
    ax.set_ylim(height - 0.5, -0.5)
    for spine in ax.spines.values():
        spine.set(visible=True, linewidth=0.7, color=style.RULE)
    printed = _print(ax, block.values, norm, colours) if max(height, width) <= _PRINTED else []
    marks = _minus_signs(ax, block.values) if signed else None
    if block.groups is not None:
        _boundaries(ax, block)
    if block.square:
        ax.set_aspect("equal", adjustable="box", anchor="NW")
    else:
        ax.set_aspect("auto")
    _colour_bar(ax, mesh, signed, top, 1.04 if block.groups is None else 1.11)
    said = "Blank: no tie." if np.ma.is_masked(values) else ""
    if caption is None:
        made = captions.sources(
            network=network.made,
            groups=None if partition is None else partition.made,
            order=None if positions is None else positions.made,
        )
        said = " ".join([said, *made])
    else:
        said = caption
    set_title(ax, title)
    ThinTicks(ax, block.names, style.drawable(said, 2000, empty=""), printed, marks)
    return ax


def _block(
    network: Network,
    positions: Positions | None,
    rows: str | None,
    cols: str | None,
    partition: Partition | None,
) -> _Block:
    if network.order == 0:
        raise NotComputable(
            "the network has no nodes, so there is no matrix to draw: check what it was projected from"
        )
    kind = network.nodes["kind"].to_numpy(dtype=object)
    groups = None if partition is None else partition.of(network)
    x = np.zeros(network.order) if positions is None else positions.of(network)[:, 0]
    first = np.zeros(network.order) if groups is None else groups
    order = np.lexsort((x, first))
    picks = []
    for wanted in (rows, cols):
        if wanted is not None and wanted not in kind:
            known = [str(k) for k in dict.fromkeys(kind)]
            raise OptionError(
                f"the network has no nodes of the kind {wanted!r}.{did_you_mean(str(wanted), known)}"
            )
        picks.append(order if wanted is None else order[kind[order] == wanted])
    matrix = network.matrix()[picks[0]][:, picks[1]]
    if matrix.nnz == 0:
        raise NotComputable(
            "there is no tie among the rows and columns asked for, so the matrix is empty: "
            "choose other kinds or a lower threshold"
        )
    values = np.full(matrix.shape, np.nan)
    held = matrix.tocoo()
    values[held.row, held.col] = held.data
    labels = network.nodes["label"].to_numpy(dtype=object)
    names = tuple([style.drawable(labels[i], 42) for i in pick] for pick in picks)
    parts = None if groups is None else (groups[picks[0]], groups[picks[1]])
    return _Block(values, (names[0], names[1]), parts, rows == cols)


def _scale(values: np.ma.MaskedArray, signed: bool, top: float) -> tuple[Any, Colormap]:
    from matplotlib.colors import LinearSegmentedColormap, Normalize

    name, stops = ("diverging", _DIVERGING) if signed else ("sequential", _SEQUENTIAL)
    colours = LinearSegmentedColormap.from_list(name, stops).with_extremes(bad="white")
    return (Normalize(-top, top) if signed else Normalize(0.0, top)), colours


def _print(ax: Axes, values: np.ndarray, norm: Any, colours: Any) -> list[Text]:
    """Print the values in their cells; a minus sign tells the negative ones without colour."""
    from matplotlib.colors import to_hex

    size = style.NOTE if max(values.shape) <= 10 else style.BADGE
    whole = np.all(np.mod(values[np.isfinite(values)], 1) == 0) and np.nanmax(np.abs(values)) < 1e4
    out = []
    for row, col in np.argwhere(np.isfinite(values)):
        value = float(values[row, col])
        ink = style.ink_on(to_hex(colours(norm(value))))
        said = (
            style.number(value) if whole or not 0.01 <= abs(value) < 100 else f"{value:.2f}".replace("-", "−")
        )
        look = style.text(size, color=ink, ha="center", va="center_baseline", label="_value")
        out.append(ax.text(col, row, said, **look))
    return out


def _minus_signs(ax: Axes, values: np.ndarray) -> LineCollection | None:
    """Mark negative cells with a short line each."""
    from matplotlib.collections import LineCollection

    row, col = np.nonzero(values < 0)
    if len(row) > _MARKED:
        return None
    ends = np.stack([np.column_stack([col - 0.25, row]), np.column_stack([col + 0.25, row])], axis=1)
    marks = LineCollection(list(ends), colors=style.INK, linewidths=0.6, zorder=3)
    marks.set_label("_negative")
    ax.add_collection(marks, autolim=False)
    return marks


def _boundaries(ax: Axes, block: _Block) -> None:
    """Draw lines between groups, and write each group's number at the right of its rows."""
    assert block.groups is not None
    for groups, rule in zip(block.groups, (ax.axhline, ax.axvline), strict=True):
        for cut in np.flatnonzero(np.diff(groups)) + 0.5:
            rule(cut, color=style.INK, linewidth=1.3, zorder=4, label="_boundary")
    groups = block.groups[0]
    for number in np.unique(groups):
        at = float(np.flatnonzero(groups == number).mean())
        ax.text(
            1.012, at, str(number), ha="left", va="center_baseline", transform=ax.get_yaxis_transform(), label="_group",
            clip_on=False, **style.text(style.LABEL, fontweight="bold"),
        )  # fmt: skip
    ax.text(
        1.012,
        1.008,
        "group",
        ha="left",
        va="bottom",
        transform=ax.transAxes,
        clip_on=False,
        **style.text(style.NOTE),
    )


def _colour_bar(ax: Axes, mesh: Any, signed: bool, top: float, left: float) -> None:
    from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

    panel = ax.inset_axes((left, 0.0, 0.03, 1.0))
    bar = ax.get_figure(root=True).colorbar(mesh, cax=panel)  # type: ignore[union-attr]
    ticks = np.asarray(MaxNLocator(5, symmetric=signed).tick_values(-top if signed else 0.0, top))
    ticks = ticks[np.abs(ticks) <= top * 1.0001]
    bar.locator, bar.formatter = (
        FixedLocator(list(ticks)),
        FixedFormatter([style.number(float(t)) for t in ticks]),
    )
    bar.update_ticks()
    bar.minorticks_off()
    bar.outline.set(linewidth=0.7, edgecolor=style.RULE)
    panel.set_facecolor("white")
    panel.grid(False)
    panel.yaxis.set_label_position("right")
    panel.tick_params(
        axis="y",
        direction="out",
        pad=3,
        left=False,
        right=True,
        labelleft=False,
        labelright=True,
        width=0.7,
        length=3,
        color=style.RULE,
        labelsize=style.TICK,
        labelcolor=style.INK,
        labelfontfamily=style.FONT,
    )
    words = "weight of the tie (− opposes, + agrees)" if signed else "weight of the tie"
    panel.set_ylabel(words, **style.text(style.LABEL))
