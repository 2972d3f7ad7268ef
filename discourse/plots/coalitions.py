"""Coalitions: groups of a congruence or subtract network as soft hulls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.errors import OptionError
from discourse.plots import captions, graph, style
from discourse.plots.canvas import axes_for, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.network import Network
    from discourse.model.results import Partition, Positions, Scores
    from discourse.plots.fit import Hull

#: Borders of hulls, so that neighbours differ without colour.
_BORDERS = ("solid", (0, (5, 2)), (0, (1, 1.5)), (0, (5, 1.5, 1, 1.5)))


def plot_coalitions(
    network: Network,
    positions: Positions,
    *,
    partition: Partition,
    sizes: Scores | None = None,
    threshold: float = 0.0,
    labels: int = 30,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw who sides with whom: each group of two or more in a hull, ties from a threshold on.

    Ties that oppose are dashed. Nodes without a tie that is drawn are hollow, and hulls leave them out. The caption
    says threshold, method, normalisation, isolates and seeds, as far as network, partition and positions know them.

    Parameters
    ----------
    network : Network
    positions : Positions
        Where its nodes stand.
    partition : Partition
        Its groups.
    sizes : Scores, optional
        A score by node, such as the number of statements, shown as the area of the node.
    threshold : float
        Ties lighter than this, whatever their sign, are not drawn.
    labels : int
        How many nodes are labelled.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure of 7 by 5 inches.
    title : str, optional
    caption : str, optional
        In place of the caption described above; ``""`` for none.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    NotComputable
        If the network has no nodes.
    DataError
        If positions, partition or sizes belong to another network.
    OptionError
        If ``threshold`` is not a number of 0 or more.

    Examples
    --------
    >>> import pandas as pd
    >>> from discourse.model.network import Network
    >>> from discourse.model.results import Partition, Positions
    >>> net = Network.from_matrix([[0, 2, 0], [2, 0, 0], [0, 0, 0]], ["a", "b", "c"])
    >>> at = Positions(pd.DataFrame({"node": ["a", "b", "c"], "x": [0.0, 1.0, 1.0], "y": [0.0, 1.0, 0.0]}))
    >>> ax = plot_coalitions(net, at, partition=Partition.from_labels(net, [1, 1, 2]), caption="")
    >>> [t.get_text() for t in ax.texts if t.get_label() == "_group"]
    ['group 1 (n=2)']
    """
    from discourse.plots.fit import Fit, Parts
    from discourse.plots.legend import Key

    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold < np.inf:
        raise OptionError(f"threshold must be a number of 0 or more, not {threshold!r}")
    count = graph.check_count(labels)
    xy, groups = graph.checked(network, positions, partition)
    assert groups is not None
    order = graph.order_of_labels(network, sizes)[:count]
    ax = axes_for(ax)
    shown = np.abs(network.edges["weight"].to_numpy()) >= threshold
    source, target = network.ends
    alone = np.bincount(np.concatenate([source[shown], target[shown]]), minlength=network.order) == 0
    drawn = graph.draw(
        ax, network, xy, groups=groups, sizes=sizes, shown=shown, hollow=alone,
        words=("agreement" if network.signed else "tie", "opposition", "neutral" if network.signed else "tie"),
    )  # fmt: skip
    texts = graph.label_texts(ax, network, order)
    key = Key()
    key.section("Groups", graph.group_rows(groups, drawn.markers))
    if alone.any():
        from discourse.plots.legend import marker

        key.sections[-1].append((marker("o", "#FFFFFF", 8.5), f"no tie drawn ({int(alone.sum())})"))
    if len(drawn.rows["kind"]) > 1:
        key.section("Nodes", drawn.rows["kind"])
    key.section("Ties", drawn.rows["edge"])
    key.section("Width: weight", drawn.rows.get("width", []))
    if sizes is not None:
        key.section(f"Area: {style.drawable(sizes.made.method or 'score', 20)}", drawn.rows["size"])
    said = (
        _caption(network, positions, partition, float(threshold), shown, alone)
        if caption is None
        else caption
    )
    set_title(ax, title)
    hulls = _hulls(ax, groups, alone)
    Fit(ax, Parts(drawn, texts, style.drawable(said, 2000, empty=""), hulls, arrows=network.directed), key)
    return ax


def _hulls(ax: Axes, groups: np.ndarray, alone: np.ndarray) -> list[Hull]:
    from matplotlib.patches import Polygon
    from matplotlib.transforms import IdentityTransform

    from discourse.plots.fit import Hull

    out = []
    for number in np.unique(groups):
        members = np.flatnonzero((groups == number) & ~alone)
        if len(members) < 2:
            continue
        fill = style.group_fill(int(number))
        border = _BORDERS[(int(number) - 1) % len(_BORDERS)]
        patch = Polygon(
            np.zeros((3, 2)),
            closed=True,
            facecolor=(fill, 0.16),
            edgecolor=(style.INK, 0.55),
            linewidth=0.8,
            linestyle=border,
            zorder=1,
            clip_on=False,
        )
        patch.set(transform=IdentityTransform(), in_layout=False, label=f"_hull {number}")
        # Not add_patch: the hull has no place in the data's limits before it is drawn.
        ax.add_artist(patch)
        patch.set_clip_path(None)
        words = f"group {number} (n={int((groups == number).sum())})"
        text = ax.text(
            0, 0, words, va="bottom", zorder=6, clip_on=False, **style.text(style.LABEL, fontweight="bold")
        )
        paper = {"facecolor": "white", "alpha": 0.8, "linewidth": 0, "boxstyle": "square,pad=0.05"}
        text.set(transform=IdentityTransform(), in_layout=False, label="_group", bbox=paper)
        out.append(Hull(members, patch, text))
    return out


def _caption(
    network: Network,
    positions: Positions,
    partition: Partition,
    threshold: float,
    shown: np.ndarray,
    alone: np.ndarray,
) -> str:
    ties = f"{int(shown.sum())} of {len(shown)} ties" if threshold > 0 else f"All {len(shown)} ties"
    cut = f", those with |weight| ≥ {style.number(threshold)}" if threshold > 0 else " (no threshold)"
    isolates = {0: "no isolates", 1: "1 isolate"}.get(int(alone.sum()), f"{int(alone.sum())} isolates")
    lead = f"{ties} shown{cut}; {isolates} among {network.order} nodes."
    return " ".join(
        [lead, *captions.sources(network=network.made, groups=partition.made, layout=positions.made)]
    )
