"""Writers: from a Network, with positions and groups where there are any, to a file that other programs open.

A writer is ``f(network, path, *, positions=None, partition=None)``; it writes whole or not at all, and the same
bytes twice. The tables of comments and statements have their own two modules, ``corpus_table`` and
``statements_table``.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "writers",
    {
        "graphml": Entry(
            "discourse.writers.graphml:graphml", "GraphML, for igraph, Cytoscape, visone and yEd"
        ),
        "gexf": Entry("discourse.writers.gexf:gexf", "GEXF 1.3 with places, colours and sizes, for Gephi"),
        "csv": Entry("discourse.writers.csv:csv", "a table of ties, and one of nodes beside it"),
        "json": Entry("discourse.writers.json:json", "node-link JSON, for networkx and D3"),
    },
)
