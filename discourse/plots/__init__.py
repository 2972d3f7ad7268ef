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
    },
)
