"""Figures by their names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from discourse.model.network import Network
from discourse.model.results import Positions, Scores
from discourse.model.robustness import Robustness
from discourse.model.study import Study


def save_figure(figure: Any, path: str | os.PathLike[str], **options: Any) -> list[Any]:
    """Write a figure; see :func:`discourse.plots.save.save_figure`."""
    from discourse.plots.save import save_figure as save

    return save(figure, path, **options)


def _plot(name: str) -> Any:
    from discourse import plots

    return plots.TABLE.load(name)


def plot_network(network: Network, positions: Positions, **options: Any) -> Any:
    """Draw a network; see :func:`discourse.plots.network.plot_network`."""
    return _plot("network")(network, positions, **options)


def plot_coalitions(network: Network, positions: Positions, **options: Any) -> Any:
    """Draw the groups of a one-mode network; see :func:`discourse.plots.coalitions.plot_coalitions`."""
    return _plot("coalitions")(network, positions, **options)


def plot_agreement(scores: Scores, **options: Any) -> Any:
    """Draw support and rejection by code; see :func:`discourse.plots.agreement.plot_agreement`."""
    return _plot("agreement")(scores, **options)


def plot_heatmap(network: Network, positions: Positions | None = None, **options: Any) -> Any:
    """Draw a network as a matrix; see :func:`discourse.plots.heatmap.plot_heatmap`."""
    return _plot("heatmap")(network, positions, **options)


def plot_frequency(scores: Scores, **options: Any) -> Any:
    """Draw statements over time; see :func:`discourse.plots.frequency.plot_frequency`."""
    return _plot("frequency")(scores, **options)


def plot_chance(scores: Scores | Mapping[str, Scores], **options: Any) -> Any:
    """Draw scores beside random networks; see :func:`discourse.plots.chance.plot_chance`."""
    return _plot("chance")(scores, **options)


def plot_study(study: Study | Robustness, **options: Any) -> Any:
    """Draw a study; the options are those of ``discourse.plots.<study>``, such as ``view``."""
    if isinstance(study, Robustness):
        study = study.study
    return _plot(study.made.method)(study, **options)
