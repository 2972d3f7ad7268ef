"""Random graphs, divided anew like their nulls, take any place among them; the whole table: benchmarks/uniform.py."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest
from scipy import stats

import discourse as ds
from discourse.model.network import Network

GRAPHS, NULLS = 40, 9


def test_p_is_uniform_on_graphs_without_camps() -> None:
    places: dict[str, list[float]] = {"ei": [], "modularity": [], "rwc": []}
    small: dict[str, list[float]] = {name: [] for name in places}
    rng = np.random.default_rng(0)
    for seed in range(GRAPHS):
        network = Network.from_networkx(nx.gnm_random_graph(36, 80, seed=10**6 + seed))
        for name, found in ds.score_many(network, [*places], nulls=NULLS, null="1K", seed=seed).items():
            chance = found.chance
            less = (chance.known < chance.observed - 1e-12).sum()
            same = (np.abs(chance.known - chance.observed) <= 1e-12).sum()
            # Drawn among equal values and within the step of the grid, the place is uniform; p itself has a grid.
            places[name].append((less + rng.random() * (1 + same)) / (1 + len(chance.known)))
            small[name].append(chance.p)
    for name, found in places.items():
        assert stats.kstest(found, "uniform").pvalue > 0.01, name
        assert stats.kstest(2 * np.minimum(found, 1 - np.array(found)), "uniform").pvalue > 0.01, name
        # p never promises more than it holds: at most a fifth of it lies up to .2, 3 standard errors aside.
        assert np.mean(np.array(small[name]) <= 0.2 + 1e-12) <= 0.2 + 3 * np.sqrt(0.16 / GRAPHS), name


def test_groups_that_are_not_looked_for_anew_make_p_too_small() -> None:
    """The same graphs, where the division was fitted to the graph and is kept on its nulls."""
    found = []
    for seed in range(12):
        network = Network.from_networkx(nx.gnm_random_graph(36, 80, seed=10**6 + seed))
        sides = ds.cluster(network, "bisection")
        found.append(ds.score(network, "ei", partition=sides, divide="given", nulls=19, seed=seed).p)
    assert found == pytest.approx([0.1] * 12)
