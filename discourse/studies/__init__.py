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
        "backbone": Entry(
            "discourse.studies.backbone.study:backbone",
            "concepts that hold the structure of a network",
            takes="statements",
        ),
        "polarization": Entry(
            "discourse.studies.polarization.study:polarization",
            "how well actors fall into opposed camps, over time",
            takes="statements",
        ),
        "phases": Entry(
            "discourse.studies.phases.study:phases",
            "states of the network over time, and when they change",
            takes="statements",
        ),
        "multiclust": Entry(
            "discourse.studies.multiclust.study:multiclust",
            "groups by many methods, the best by modularity",
            takes="statements",
        ),
        "ideal_points": Entry(
            "discourse.studies.ideal_points.study:ideal_points",
            "positions of actors by an item-response model",
            takes="statements",
        ),
        "events": Entry(
            "discourse.studies.events:events", "the list of the statements that count", takes="statements"
        ),
        "breadth": Entry(
            "discourse.studies.narratives.breadth:breadth",
            "over how many narratives each commenter spreads",
            takes="statements",
        ),
        "lift": Entry(
            "discourse.studies.narratives.lift:lift",
            "which narratives go together beyond chance",
            takes="statements",
        ),
        "salience": Entry(
            "discourse.studies.narratives.salience:salience",
            "the share of each narrative over time, with intervals",
            takes="statements",
        ),
        "lead_lag": Entry(
            "discourse.studies.narratives.lead_lag:lead_lag",
            "which narrative comes before which",
            takes="statements",
        ),
        "characters": Entry(
            "discourse.studies.narratives.characters:characters",
            "whom each camp casts as hero, villain and victim",
            takes="statements",
        ),
        "antagonism": Entry(
            "discourse.studies.antagonism:antagonism",
            "which narratives divide people, and along one line",
            takes="statements",
        ),
    },
)
