"""Scores beside random networks: which are drawn, how each is divided, and what is refused."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from scipy import stats

import discourse as ds
from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.results import Partition


@pytest.fixture(scope="module")
def camps() -> Network:
    return Network.from_networkx(nx.planted_partition_graph(2, 30, 0.3, 0.03, seed=1))


@pytest.fixture(scope="module")
def sides(camps: Network) -> Partition:
    return Partition(pd.DataFrame({"node": camps.nodes["id"], "group": np.repeat([1, 2], 30)}))


def test_camps_stand_out(camps: Network) -> None:
    found = ds.score(camps, "ei", nulls=60, null="1K", seed=0)
    assert found.value < found.null_mean
    assert found.z < -3
    assert found.p == pytest.approx(2 / 61)
    assert found.sentence.startswith("ei is -.")
    assert "It is lower than chance" in found.sentence
    assert found.made.parameters["nulls"] == 60
    assert found.made.parameters["divide"] == "bisection"
    assert any("no partition was given" in note for note in found.made.notes)


def test_the_same_seed_gives_the_same_values(camps: Network) -> None:
    one, two, other = (ds.score(camps, "modularity", nulls=5, seed=s).chance for s in (3, 3, 4))
    np.testing.assert_array_equal(one.values, two.values)
    assert (one.values != other.values).any()


def test_several_scores_see_the_same_networks(camps: Network) -> None:
    both = ds.score_many(camps, ["ei", "modularity", "density"], nulls=4, null="0K", seed=2)
    for name, found in both.items():
        np.testing.assert_array_equal(
            found.chance.values, ds.score(camps, name, nulls=4, null="0K", seed=2).chance.values
        )
    assert (both["density"].chance.divided, both["density"].z) == ("", 0.0)


def test_each_random_network_is_divided_by_what_divided_the_network(camps: Network) -> None:
    leiden = ds.cluster(camps, "leiden", resolution=0.7, seed=5)
    found = ds.score(camps, "modularity", partition=leiden, nulls=3)
    assert found.chance.divided == "leiden"
    again = ds.score(camps, "modularity", partition=leiden, nulls=3, divide="leiden")
    assert (found.chance.values != again.chance.values).any()  # for the one goes on with resolution=0.7
    # Dividing anew finds some order in chance itself; the groups as given do not.
    kept = ds.score(camps, "modularity", partition=leiden, nulls=3, divide="given")
    assert kept.null_mean < found.null_mean - 0.05
    assert abs(kept.null_mean) < 0.05


def test_sides_that_were_given_are_told_of(camps: Network, sides: Partition) -> None:
    found = ds.score(camps, "rwc", partition=sides, nulls=3)
    assert any("the groups were given" in note for note in found.made.notes)
    assert found.made.parameters["partition"] == ""


def test_p_is_uniform_where_there_are_no_camps() -> None:
    found = []
    for seed in range(30):
        net = Network.from_networkx(nx.gnm_random_graph(24, 60, seed=seed))
        sides = Partition(pd.DataFrame({"node": net.nodes["id"], "group": np.arange(24) % 2}))
        found.append(ds.score(net, "ei", partition=sides, nulls=39, null="0K", divide="given", seed=seed).p)
    assert stats.kstest(found, "uniform").pvalue > 0.01


def test_the_seed_also_chooses_the_ends(camps: Network, sides: Partition) -> None:
    one, two, other = (
        ds.score(camps, "rwc", partition=sides, ends=0.3, choose="random", seed=s).value for s in (0, 0, 1)
    )
    assert one == two != other


def test_what_cannot_be_compared_is_refused(camps: Network, sides: Partition) -> None:
    small = Network.from_matrix(np.ones((5, 5)), list("abcde"))
    with pytest.raises(NotComputable, match="only 5 nodes have ties: too few"):
        ds.score(small, "density", nulls=10)
    with pytest.raises(OptionError, match="'degree' gives one value per node"):
        ds.score(camps, "degree", nulls=3)
    for bad in (-1, 2.5, True):
        with pytest.raises(OptionError, match="nulls is a number of random networks"):
            ds.score(camps, "ei", partition=sides, nulls=bad)
    with pytest.raises(OptionError, match="'3K' is not one of the nulls"):
        ds.score(camps, "ei", partition=sides, nulls=3, null="3K")
    with pytest.raises(OptionError, match="'liden' is not one of the clusterers"):
        ds.score(camps, "ei", partition=sides, nulls=3, divide="liden")
    with pytest.raises(OptionError, match="this score knows no groups"):
        ds.score(camps, "density", nulls=3, divide="leiden")
    with pytest.raises(OptionError, match="'ei' takes no option 'wieghted'"):
        ds.score(camps, "ei", partition=sides, nulls=3, wieghted=True)
    with pytest.raises(OptionError, match="takes no option 'seed'"):
        ds.score(camps, "ei", partition=sides, seed=3)
    with pytest.raises(OptionError, match="takes no partition"):
        ds.score(camps, "density", partition=sides)
    with pytest.raises(DataError, match="not of this network"):
        ds.score(small, "ei", partition=sides)
    with pytest.raises(OptionError, match="name the scores in a list"):
        ds.score_many(camps, [])
    star = Network.from_networkx(nx.star_graph(12))
    with pytest.raises(NotComputable, match="no two ties of this network can be exchanged"):
        ds.score(star, "density", nulls=3)


def test_projections_need_their_statements(camps: Network) -> None:
    rows = [(f"w{i}", f"n{(i * 7 + j) % 9}", 1) for i in range(14) for j in range(1 + i % 4)]
    statements = ds.Statements.from_rows(rows)
    net = ds.project(statements, "congruence")
    for null in ("sdsm", "fdsm"):
        with pytest.raises(OptionError, match=r"needs the statements .* of="):
            ds.score(net, "density", nulls=3, null=null)
        found = ds.score(net, "density", nulls=4, null=null, of=statements)
        assert len(found.chance.known) == 4
    other = ds.Statements.from_rows(rows[:-1])
    with pytest.raises(DataError, match="not the statements that the network was projected from"):
        ds.score(net, "density", nulls=3, null="sdsm", of=other)
    with pytest.raises(OptionError, match=r"of= is for the nulls of projections"):
        ds.score(net, "density", nulls=3, null="1K", of=statements)
