"""The figures: each draws what it is given, positions included, and returns its Axes.

Nothing here computes a statistic, lays out, clusters, shows or saves; :func:`discourse.plots.save.save_figure` writes.
To add a figure, write one file with ``f(model objects, *, ax=None, ...) -> Axes`` and one line in :data:`TABLE`.
"""

from __future__ import annotations

from discourse.registry import Entry, Registry

#: Every figure by name.
TABLE = Registry(
    "plots",
    {
        "network": Entry(
            "discourse.plots.network:plot_network",
            "discourse graph: shape is kind, line is stance",
            takes="network, positions",
        ),
        "coalitions": Entry(
            "discourse.plots.coalitions:plot_coalitions",
            "groups of a congruence network as soft hulls",
            takes="network, positions",
        ),
        "agreement": Entry(
            "discourse.plots.agreement:plot_agreement",
            "diverging bars of support and rejection, with n and interval",
            takes="scores",
        ),
        "heatmap": Entry(
            "discourse.plots.heatmap:plot_heatmap",
            "matrix of a network, diverging around 0 where ties oppose",
            takes="network",
        ),
        "frequency": Entry(
            "discourse.plots.frequency:plot_frequency",
            "statements over time, with all statements as the denominator",
            takes="scores",
        ),
        "backbone": Entry(
            "discourse.plots.backbone:plot_backbone",
            "the ladder of concepts, spectra or the course of annealing",
            takes="study",
        ),
        "polarization": Entry(
            "discourse.plots.polarization:plot_polarization",
            "polarization over time, or the camps of every window",
            takes="study",
        ),
        "phases": Entry(
            "discourse.plots.phases:plot_phases",
            "states over time, distances between windows, silhouette, map",
            takes="study",
        ),
        "multiclust": Entry(
            "discourse.plots.multiclust:plot_multiclust",
            "groups by many methods: modularity, members, or the best over time",
            takes="study",
        ),
        "barplot": Entry(
            "discourse.plots.barplot:plot_barplot",
            "statements by value and level of the qualifier",
            takes="study",
        ),
        "ideal_points": Entry(
            "discourse.plots.ideal_points:plot_ideal_points",
            "positions with intervals, the items, or traces of the chains",
            takes="study",
        ),
        "chance": Entry(
            "discourse.plots.chance:plot_chance",
            "a score, or several, beside the same on random networks",
            takes="scores",
        ),
        "sensitivity": Entry(
            "discourse.plots.sensitivity:plot_sensitivity",
            "a score and the groups with other options, one varied at a time",
            takes="study",
        ),
        "robustness": Entry(
            "discourse.plots.robustness:plot_robustness",
            "how sure scores, groups and ranks are, as a forest",
            takes="study",
        ),
        "salience": Entry(
            "discourse.plots.salience:plot_salience",
            "the share of each narrative over time, with intervals",
            takes="study",
        ),
        "lead_lag": Entry(
            "discourse.plots.lead_lag:plot_lead_lag",
            "which narrative comes before which, and how sure that is",
            takes="study",
        ),
        "characters": Entry(
            "discourse.plots.characters:plot_characters",
            "hero, villain and victim by camp, or the devil–angel shift",
            takes="study",
        ),
        "antagonism": Entry(
            "discourse.plots.antagonism:plot_antagonism",
            "how much narratives divide people, and along which line",
            takes="study",
        ),
        "lift": Entry(
            "discourse.plots.lift:plot_lift",
            "pairs of narratives that go together, beside chance",
            takes="study",
        ),
        "breadth": Entry(
            "discourse.plots.breadth:plot_breadth",
            "over how many narratives commenters spread",
            takes="study",
        ),
    },
)
