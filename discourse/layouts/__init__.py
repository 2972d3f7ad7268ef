"""Ways to place the nodes of a network on the plane.

Every layout is a function ``f(network, *, seed=0, options)`` that returns an array of shape (n, 2), in the order of
``network.nodes``; the unit is the layout's own, and the verb :func:`discourse.layout` scales it. Layouts know
nothing of ink: sizes, colours and labels are the plots' business. To add one, write a file here and a line below.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "layouts",
    {
        "spring": Entry(
            "discourse.layouts.spring:spring", "ties pull, nodes push; pieces packed side by side"
        ),
        "kamada_kawai": Entry(
            "discourse.layouts.kamada_kawai:kamada_kawai", "distances on the page follow path lengths"
        ),
        "columns": Entry(
            "discourse.layouts.columns:columns", "one column for each kind of node, with few crossings"
        ),
        "circular": Entry("discourse.layouts.circular:circular", "all nodes on a circle, kind by kind"),
        "seriation": Entry(
            "discourse.layouts.seriation:seriation",
            "an order in which alike nodes are neighbours, for heat maps",
        ),
    },
)
