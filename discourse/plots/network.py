"""The discourse graph: shape is the kind of node, line is the stance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.plots import captions, graph, style
from discourse.plots.canvas import axes_for, set_title

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from discourse.model.network import Network
    from discourse.model.results import Partition, Positions, Scores


def plot_network(
    network: Network,
    positions: Positions,
    *,
    partition: Partition | None = None,
    sizes: Scores | None = None,
    labels: int = 30,
    ax: Axes | None = None,
    title: str | None = None,
    caption: str | None = None,
) -> Axes:
    """Draw a network: commenters, actors and narratives, and who takes which stance on what.

    Who speaks is a circle (commenters, persons, organizations), what is said a diamond (narratives, concepts), actors
    are squares and articles triangles; other kinds take other shapes, and no two kinds in one drawing the same.
    Positive ties are solid and blue, negative ones dashed and vermilion, neutral or unknown ones thin and grey; the
    sign is read from the column ``sign`` of the edges, else from the weight. Width shows the size of the weight.
    Groups are fills with the group's number inside. Labels are placed anew whenever the figure changes size.

    Parameters
    ----------
    network : Network
    positions : Positions
        Where its nodes stand.
    partition : Partition, optional
        Its groups.
    sizes : Scores, optional
        A score by node, shown as the area of the node.
    labels : int
        How many nodes are labelled: those with the highest score, or else with the heaviest ties.
    ax : matplotlib.axes.Axes, optional
        Where to draw; by default a new figure of 7 by 5 inches.
    title : str, optional
    caption : str, optional
        By default it says what the network, the groups and the layout were made by; ``""`` for none.

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
        If ``labels`` is negative.

    Examples
    --------
    >>> import pandas as pd
    >>> from discourse.model.network import Network
    >>> from discourse.model.results import Positions
    >>> net = Network.from_matrix([[0, 2], [2, 0]], ["a", "b"])
    >>> at = Positions(pd.DataFrame({"node": ["a", "b"], "x": [0.0, 1.0], "y": [0.0, 1.0]}))
    >>> ax = plot_network(net, at)
    >>> [t.get_text() for t in ax.texts if t.get_label() == "_label"]
    ['a', 'b']
    """
    from discourse.plots.fit import Fit, Parts
    from discourse.plots.legend import Key

    count = graph.check_count(labels)
    xy, groups = graph.checked(network, positions, partition)
    order = graph.order_of_labels(network, sizes)[:count]
    ax = axes_for(ax)
    signed = "sign" in network.edges.columns
    words = (
        ("supports", "rejects", "neutral or unknown") if signed else ("positive tie", "negative tie", "tie")
    )
    drawn = graph.draw(
        ax, network, xy, groups=groups, sizes=sizes, shown=np.ones(network.size, dtype=bool), words=words
    )
    texts = graph.label_texts(ax, network, order)
    key = Key()
    key.section("Nodes", drawn.rows["kind"])
    key.section("Stance" if signed else "Ties", drawn.rows["edge"])
    key.section("Width: weight", drawn.rows.get("width", []))
    if groups is not None:
        key.section("Groups", graph.group_rows(groups, drawn.markers))
    if sizes is not None:
        key.section(f"Area: {style.drawable(sizes.made.method or 'score', 20)}", drawn.rows["size"])
    if caption is None:
        said = captions.sources(
            network=network.made,
            groups=None if partition is None else partition.made,
            layout=positions.made,
        )
        if len(order) < network.order and count:
            said.append(
                f"Labelled: {len(order)} of {network.order} nodes, "
                f"those with the {'highest score' if sizes else 'heaviest ties'}."
            )
        if network.directed and network.size:
            said.append("Arrows run from source to target.")
        caption = " ".join(said)
    else:
        caption = style.drawable(caption, 2000, empty="")
    set_title(ax, title)
    Fit(ax, Parts(drawn, texts, caption, arrows=network.directed), key)
    return ax
