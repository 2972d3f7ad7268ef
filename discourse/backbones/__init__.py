"""Ways to keep the ties of a network that are more than chance.

Every backbone is a function ``f(network, *, options)`` that returns a network with fewer ties, each with its p. Those
of two-mode networks return the network of one mode: who shares more than chance has it; the others keep the nodes. What
a reader must know is in ``made["notes"]``. To add one, write a file here and a line below.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "backbones",
    {
        "sdsm": Entry(
            "discourse.backbones.sdsm:sdsm",
            "two modes: chance keeps the degrees of rows and columns on average",
            takes="two modes",
        ),
        "fdsm": Entry(
            "discourse.backbones.fdsm:fdsm",
            "two modes: chance keeps the degrees of rows and columns exactly",
            takes="two modes",
        ),
        "fixedrow": Entry(
            "discourse.backbones.fixed:fixedrow",
            "two modes: chance keeps the degrees of rows",
            takes="two modes",
        ),
        "fixedcol": Entry(
            "discourse.backbones.fixed:fixedcol",
            "two modes: chance keeps the degrees of columns",
            takes="two modes",
        ),
        "fixedfill": Entry(
            "discourse.backbones.fixed:fixedfill",
            "two modes: chance keeps the number of ties",
            takes="two modes",
        ),
        "disparity": Entry(
            "discourse.backbones.disparity:disparity", "ties that take much of a node's strength"
        ),
        "noise_corrected": Entry(
            "discourse.backbones.noise_corrected:noise_corrected",
            "ties heavier than the strengths of their ends let expect",
        ),
    },
)
