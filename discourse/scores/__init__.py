"""Numbers about nodes, codes and whole networks.

A score of a network is a function ``f(network, *, options)``; one that looks at groups has the keyword
``partition``, an array with the group of each node in the order of ``network.nodes``. It returns a table with
``node``, ``value`` and perhaps more columns, or one number for the whole network; the verb
:func:`discourse.score` adds method, options and versions.

What all of them share: ties of a node with itself and ties that weigh nothing are left out; negative weights count
by their size, unless the score says otherwise. To add one, write a function here and a line below.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "scores",
    {
        "degree": Entry("discourse.scores.degree:degree", "ties of each node", takes="network"),
        "strength": Entry("discourse.scores.degree:strength", "weight of each node's ties", takes="network"),
        "betweenness": Entry(
            "discourse.scores.betweenness:betweenness", "shortest paths through each node", takes="network"
        ),
        "closeness": Entry(
            "discourse.scores.closeness:closeness", "nearness of each node to all", takes="network"
        ),
        "eigenvector": Entry(
            "discourse.scores.eigenvector:eigenvector",
            "ties to well-tied nodes, piece by piece",
            takes="network",
        ),
        "pagerank": Entry(
            "discourse.scores.pagerank:pagerank", "share of a random surfer's time", takes="network"
        ),
        "clustering": Entry(
            "discourse.scores.clustering:clustering",
            "share of a node's neighbours that are tied",
            takes="network",
        ),
        "core": Entry("discourse.scores.core:core", "the innermost k-core of each node", takes="network"),
        "density": Entry(
            "discourse.scores.whole:density", "share of possible ties that exist", takes="network"
        ),
        "components": Entry(
            "discourse.scores.whole:components", "number of unconnected pieces", takes="network"
        ),
        "reciprocity": Entry(
            "discourse.scores.whole:reciprocity", "share of directed ties that are returned", takes="network"
        ),
        "assortativity": Entry(
            "discourse.scores.whole:assortativity",
            "whether nodes of many ties meet their like",
            takes="network",
        ),
        "modularity": Entry(
            "discourse.scores.modularity:modularity", "ties within groups beyond chance", takes="network"
        ),
        "ei": Entry("discourse.scores.ei:ei", "ties between groups against ties within", takes="network"),
        "narratives": Entry(
            "discourse.scores.codes:narratives",
            "prevalence, reach and stance of each narrative",
            takes="statements",
        ),
        "actors": Entry(
            "discourse.scores.codes:actors",
            "mentions, commenters and stance of each actor",
            takes="statements",
        ),
        "frequency": Entry(
            "discourse.scores.frequency:frequency", "statements by code and period", takes="statements"
        ),
    },
)
