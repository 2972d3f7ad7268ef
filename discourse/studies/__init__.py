"""Studies: analyses of statements that take many networks, or none, each from Statements to a Study.

A study may call projections, clusterers, scores and layouts; its figure is in ``discourse.plots`` under the same name.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

TABLE = Registry(
    "studies",
    {
        "barplot": Entry(
            "discourse.studies.barplot:barplot",
            "statements by value and level of the qualifier",
            takes="statements",
        ),
    },
)
