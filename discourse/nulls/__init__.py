"""Random networks and statements, to tell what a score is by chance alone.

A null of networks is a function ``f(network, *, count, seed)`` that yields networks of the same nodes with other ties;
a null of statements ``f(statements, *, rows, cols, qualifier, count, seed)`` yields statements with the same margins.
What is kept is said by its name. :func:`discourse.score` divides each random network anew and scores it. The
arithmetic (switching ties, random incidences) is in plain functions of arrays, which backbones and scores use too.
To add one, write a function here and a line below.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "nulls",
    {
        "0K": Entry("discourse.nulls.uniform:uniform", "as many nodes and ties"),
        "1K": Entry("discourse.nulls.degrees:degrees", "the degree of every node"),
        "2K": Entry("discourse.nulls.degrees:joint_degrees", "the degrees at both ends of ties"),
        "sdsm": Entry(
            "discourse.nulls.affiliations:sdsm",
            "how often rows and columns speak, on average",
            takes="statements",
        ),
        "fdsm": Entry(
            "discourse.nulls.affiliations:fdsm", "how often rows and columns speak", takes="statements"
        ),
    },
)
