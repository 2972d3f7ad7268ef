"""Nodes and edges on an Axes, shared by the figures that draw a network."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import DataError, NotComputable, OptionError
from discourse.plots import style
from discourse.plots.legend import Badge, Exact, line, marker

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.collections import PathCollection
    from matplotlib.text import Text

    from discourse.model.network import Network
    from discourse.model.results import Partition, Positions, Scores

#: Widths of edges in points, from the lightest to the heaviest.
THIN, THICK = 0.5, 4.0
#: How far a marker reaches from its centre, in parts of the square root of its size.
_REACH = {"o": 0.5, "s": 0.62, "D": 0.71, "^": 0.6, "v": 0.6, ">": 0.6, "<": 0.6, "d": 0.71}
#: Sign codes: what an edge is drawn as.
PLUS, MINUS, NONE = 1, -1, 0
#: Networks of more nodes than this show group numbers only where a node is large enough.
_BADGED = 150


@dataclass
class Drawn:
    """A network as drawn: what the legend, the placer and the caption need."""

    xy: np.ndarray
    diameters: np.ndarray
    reach: np.ndarray
    kinds: np.ndarray
    markers: dict[str, str]
    groups: np.ndarray | None
    shown: np.ndarray
    ends: np.ndarray
    nodes: list[tuple[np.ndarray, PathCollection]] = field(default_factory=list)
    badges: list[tuple[int, Text]] = field(default_factory=list)
    rows: dict[str, list[tuple[Artist, str]]] = field(default_factory=dict)


def checked(
    network: Network, positions: Positions, partition: Partition | None
) -> tuple[np.ndarray, np.ndarray | None]:
    """Return positions and groups in the network's order.

    Raises
    ------
    NotComputable
        If the network has no nodes.
    DataError
        If positions or partition are another network's.
    """
    if network.order == 0:
        raise NotComputable(
            "the network has no nodes, so there is nothing to draw: check what it was projected from"
        )
    return positions.of(network), None if partition is None else partition.of(network)


def signs(network: Network) -> np.ndarray | None:
    """Return +1, −1 or 0 (neutral or unknown) per edge; None where ties have no sign at all."""
    edges = network.edges
    if "sign" in edges.columns:
        found = np.sign(edges["sign"].astype("float64").to_numpy())
        return np.where(np.isfinite(found), found, 0).astype(int)
    return np.sign(edges["weight"].to_numpy()).astype(int) if network.signed else None


def values_of(network: Network, sizes: Scores | None) -> np.ndarray | None:
    """Return the score of each node in the network's order, NaN where it has none.

    Raises
    ------
    DataError
        If not one node has a score.
    """
    if sizes is None:
        return None
    found = sizes.table.set_index("node")["value"].reindex(network.nodes["id"]).to_numpy(dtype=float)
    found = np.where(np.isfinite(found), found, np.nan)
    if np.isnan(found).all():
        raise DataError(
            "sizes has no value for any node of this network: give scores by node of the network that you draw"
        )
    return found


def diameters(count: int, values: np.ndarray | None) -> np.ndarray:
    """Return the diameter of each node in points; its area grows with its value."""
    base = float(np.clip(27.0 * count**-0.3, 4.5, 12.0))
    if values is None:
        return np.full(count, base)
    return base * np.sqrt(0.45 + 1.9 * _unit(values))


def _unit(values: np.ndarray) -> np.ndarray:
    """Scale values to 0..1 (from 0, or from the smallest if it is negative); what is missing counts as the smallest."""
    low = min(0.0, float(np.nanmin(values)))
    top = float(np.nanmax(values)) - low
    part = (np.nan_to_num(values, nan=low) - low) / top if top > 0 else np.zeros(len(values))
    return np.clip(part, 0.0, 1.0)


def edge_widths(weights: np.ndarray) -> np.ndarray:
    """Return the width of each edge in points, linear in the size of its weight."""
    size = np.abs(weights)
    top = size.max() if len(size) else 0.0
    return THIN + (THICK - THIN) * (size / top if top > 0 else size)


def draw(
    ax: Axes,
    network: Network,
    xy: np.ndarray,
    *,
    groups: np.ndarray | None,
    sizes: Scores | None,
    shown: np.ndarray,
    words: tuple[str, str, str],
    hollow: np.ndarray | None = None,
) -> Drawn:
    """Draw edges, nodes and group numbers, and collect the rows of the legend.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    network : Network
    xy : numpy.ndarray, shape (n, 2)
    groups : numpy.ndarray of int, shape (n,), optional
    sizes : Scores, optional
    shown : numpy.ndarray of bool, shape (edges,)
        Which edges to draw.
    words : tuple of str
        What positive, negative and other edges are called in the legend.
    hollow : numpy.ndarray of bool, shape (n,), optional
        Nodes drawn without fill.

    Returns
    -------
    Drawn
    """
    values = values_of(network, sizes)
    across = diameters(network.order, values)
    badged = groups is not None and (network.order <= _BADGED)
    if badged:
        across = style.with_room(across, 1.0, style.BADGE)
    kinds = network.nodes["kind"].to_numpy(dtype=object)
    markers = style.shapes(kinds)
    reach = across * np.array([_REACH.get(markers[k], 0.56) for k in kinds])
    source, target = network.ends
    out = Drawn(xy, across, reach, kinds, markers, groups, shown, np.column_stack([source, target]))
    _edges(ax, network, out, words)
    _nodes(ax, out, hollow)
    if sizes is not None and values is not None:
        out.rows["size"] = _size_rows(values, across, badged)
    if groups is not None and badged:
        for i in range(network.order):
            fill = "#FFFFFF" if hollow is not None and hollow[i] else style.group_fill(int(groups[i]))
            size = style.BADGE if groups[i] < 100 else style.BADGE * 0.7
            look = style.text(size, fontweight="bold", color=style.ink_on(fill))
            made = ax.text(
                xy[i, 0],
                xy[i, 1],
                str(groups[i]),
                ha="center",
                va="center_baseline",
                zorder=4,
                clip_on=False,
                **look,
            )
            made.set(in_layout=False, label="_badge")
            out.badges.append((i, made))
    return out


def _edges(ax: Axes, network: Network, out: Drawn, words: tuple[str, str, str]) -> None:
    from matplotlib.collections import LineCollection

    sign = signs(network)
    weight = network.edges["weight"].to_numpy()
    width = edge_widths(weight[out.shown]) if out.shown.any() else np.zeros(0)
    full = np.zeros(len(weight))
    full[out.shown] = width
    crowd = float(np.clip(18.0 / max(int(out.shown.sum()), 1) ** 0.5, 0.25, 0.85))
    looks: list[tuple[int | None, str, Any, float, str]] = [
        (NONE, style.NEUTRAL, "solid", 0.6, words[2]),
        (PLUS, style.POSITIVE, "solid", 1.0, words[0]),
        (MINUS, style.NEGATIVE, style.DASH, 1.0, words[1]),
    ]
    if sign is None:
        looks, sign = [(NONE, "#5A6570", "solid", 1.0, words[2])], np.zeros(len(weight), dtype=int)
    rows: list[tuple[Artist, str]] = []
    for code, colour, dash, part, word in looks:
        pick = np.flatnonzero(out.shown & (sign == code))
        if not len(pick):
            continue
        # The heaviest are drawn last.
        pick = pick[np.argsort(full[pick], kind="stable")]
        lines = LineCollection(
            list(out.xy[out.ends[pick]]), colors=colour, linewidths=full[pick] * part, linestyles=[dash],
            alpha=crowd, zorder=1.5 if code == NONE else 2, capstyle="butt",
        )  # fmt: skip
        lines.set(label=f"_edges {word}")
        ax.add_collection(lines, autolim=False)
        rows.insert(
            0 if code == PLUS else len(rows), (line(colour, dash, 1.8 * part), f"{word} ({len(pick)})")
        )
    rows.sort(key=lambda r: [words[0], words[1], words[2]].index(r[1].rsplit(" (", 1)[0]))
    out.rows["edge"] = rows
    strengths = np.unique(np.abs(weight[out.shown]))
    if len(strengths) > 1:
        marks = (
            [strengths[0], strengths[len(strengths) // 2], strengths[-1]]
            if len(strengths) > 2
            else list(strengths)
        )
        out.rows["width"] = [
            (line("#5A6570", "solid", THIN + (THICK - THIN) * s / strengths[-1]), style.number(s))
            for s in marks
        ]


def _nodes(ax: Axes, out: Drawn, hollow: np.ndarray | None) -> None:
    kinds = list(dict.fromkeys(out.kinds))
    greys = style.kind_fills(kinds)
    rows: list[tuple[Artist, str]] = []
    for kind in kinds:
        pick = np.flatnonzero(out.kinds == kind)
        # The largest first, so that none is hidden behind another.
        pick = pick[np.argsort(-out.diameters[pick], kind="stable")]
        fills = [greys[kind] if out.groups is None else style.group_fill(int(out.groups[i])) for i in pick]
        if hollow is not None:
            fills = ["#FFFFFF" if hollow[i] else f for i, f in zip(pick, fills, strict=True)]
        dots = ax.scatter(
            out.xy[pick, 0], out.xy[pick, 1], s=out.diameters[pick] ** 2, marker=out.markers[kind], c=fills,
            edgecolors=style.INK, linewidths=0.7, zorder=3, clip_on=False, plotnonfinite=False,
        )  # fmt: skip
        word = style.drawable(kind, 22)
        dots.set(label=f"_nodes {word}", in_layout=False)
        out.nodes.append((pick, dots))
        rows.append(
            (
                marker(out.markers[kind], greys[kind] if out.groups is None else "#E6E6E6"),
                f"{word} ({len(pick)})",
            )
        )
    out.rows["kind"] = rows


def _size_rows(values: np.ndarray, across: np.ndarray, badged: bool) -> list[tuple[Artist, str]]:
    ends = (int(np.nanargmin(values)), int(np.nanargmax(values)))
    rows: list[tuple[Artist, str]] = []
    for node in ends if values[ends[0]] < values[ends[1]] else ends[:1]:
        made = marker("o", "#FFFFFF", float(across[node]), Exact)
        made.least = float(across.min()) if badged else 0.0  # type: ignore[attr-defined]
        rows.append((made, style.number(float(values[node]))))
    return rows


def group_rows(groups: np.ndarray, markers: dict[str, str], most: int = 14) -> list[tuple[Artist, str]]:
    """Return the legend's rows for groups, with their numbers in them."""
    numbers, counts = np.unique(groups, return_counts=True)
    shape = next(iter(markers.values())) if len(markers) == 1 else "o"
    rows: list[tuple[Artist, str]] = [
        (Badge(str(g), shape, 8.5, style.group_fill(int(g))), f"group {g} (n={c})")
        for g, c in zip(numbers[:most], counts[:most], strict=True)
    ]
    if len(numbers) > most:
        rows.append((line("none"), f"… and {len(numbers) - most} more"))
    return rows


def order_of_labels(network: Network, sizes: Scores | None) -> np.ndarray:
    """Return the nodes from the most to the least important: by score, else by the weight of their ties."""
    value = values_of(network, sizes)
    if value is None:
        source, target = network.ends
        size = np.abs(network.edges["weight"].to_numpy())
        value = np.bincount(source, size, network.order) + np.bincount(target, size, network.order)
    return np.argsort(-np.nan_to_num(value, nan=-np.inf), kind="stable")


def check_count(labels: int) -> int:
    """Return the number of labels, refusing what is none."""
    if isinstance(labels, bool) or not isinstance(labels, int | np.integer) or labels < 0:
        raise OptionError(f"labels must be a whole number, 0 or more, not {labels!r}")
    return int(labels)


def label_texts(ax: Axes, network: Network, order: np.ndarray) -> list[tuple[int, Text, str]]:
    """Make the labels of some nodes; where they stand is decided when the figure is drawn."""
    from matplotlib.transforms import IdentityTransform

    names = network.nodes["label"]
    out = []
    for node in order.tolist():
        words = style.drawable(names.iat[node])
        paper = {"facecolor": "white", "alpha": 0.75, "linewidth": 0, "boxstyle": "square,pad=0.05"}
        made = ax.text(
            0, 0, words, va="bottom", zorder=5, clip_on=False, bbox=paper, **style.text(style.LABEL)
        )
        made.set(
            transform=IdentityTransform(), in_layout=False, linespacing=style.LINESPACING, label="_label"
        )
        out.append((node, made, words))
    return out
