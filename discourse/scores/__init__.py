"""Numbers about nodes, codes and whole networks.

A score of a network is a function ``f(network, *, options)``; one that looks at groups has the keyword
``partition``, an array with the group of each node in the order of ``network.nodes``. It returns a table with
``node``, ``value`` and perhaps more columns, or one number for the whole network; the verb
:func:`discourse.score` adds method, options and versions.

Scores of two camps (``rwc``, ``boundary``, …) want exactly two groups among the nodes with ties; nodes without any are
set aside, in whatever groups they are, and so are nodes whose ties are all negative where each is a group of its own,
as the clusterers that look at positive ties leave them. None of them is evidence of camps by itself: random networks,
divided as well as they can be, score high too.

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
        "aei": Entry(
            "discourse.scores.adaptive_ei:aei", "densities within two camps against between", takes="network"
        ),
        "rwc": Entry(
            "discourse.scores.rwc:rwc", "whether walks that end in a camp started there", takes="network"
        ),
        "arwc": Entry(
            "discourse.scores.rwc:arwc", "the same, ending at a share of each camp's nodes", takes="network"
        ),
        "bcc": Entry(
            "discourse.scores.betweenness_controversy:bcc",
            "whether shortest paths crowd on the ties between two camps",
            takes="network",
        ),
        "embedding": Entry(
            "discourse.scores.embedding:embedding",
            "how far apart two camps lie on the plane",
            takes="network",
        ),
        "boundary": Entry(
            "discourse.scores.boundary:boundary",
            "whether those who touch the other camp keep to their own",
            takes="network",
        ),
        "dipole": Entry(
            "discourse.scores.dipole:dipole",
            "distance of opinions that spread from two camps' leaders",
            takes="network",
        ),
        "esteban_ray": Entry(
            "discourse.scores.dipole:esteban_ray", "identification and distance of two camps", takes="network"
        ),
        "balance": Entry(
            "discourse.scores.balance:balance",
            "balanced triangles, or walks, of signed ties",
            takes="network",
        ),
        "frustration": Entry(
            "discourse.scores.frustration:frustration",
            "the fewest signed ties that two camps contradict",
            takes="network",
        ),
        "cohesiveness": Entry(
            "discourse.scores.cohesiveness:cohesiveness",
            "positive ties among those within groups",
            takes="network",
        ),
        "divisiveness": Entry(
            "discourse.scores.cohesiveness:divisiveness",
            "negative ties among those between groups",
            takes="network",
        ),
        "constraint": Entry(
            "discourse.scores.brokerage:constraint",
            "whether contacts lead back to one another",
            takes="network",
        ),
        "effective_size": Entry(
            "discourse.scores.brokerage:effective_size", "contacts that are not redundant", takes="network"
        ),
        "bridging": Entry(
            "discourse.scores.brokerage:bridging",
            "betweenness of few ties between nodes of many",
            takes="network",
        ),
        "gould_fernandez": Entry(
            "discourse.scores.gould_fernandez:gould_fernandez",
            "between which groups a node stands: five roles, with z-scores",
            takes="network",
        ),
        "participation": Entry(
            "discourse.scores.participation:participation",
            "how evenly a node's ties are spread over groups",
            takes="network",
        ),
        "description_length": Entry(
            "discourse.scores.description_length:description_length",
            "bits that groups save in describing the ties, against one group",
            takes="network",
        ),
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
