"""A score beside its values on random networks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from discourse.errors import DataError
from discourse.model.chance import Chance, number
from discourse.model.results import Made, Scores


def test_the_numbers_by_hand():
    chance = Chance(5.0, np.array([1.0, 2.0, 3.0, 6.0]), "1K", 0, "bisection")
    assert (chance.mean, chance.excess) == (3.0, 2.0)
    assert chance.sd == pytest.approx(np.sqrt(14 / 3))
    assert chance.z == pytest.approx(2 / np.sqrt(14 / 3))
    assert (chance.p_upper, chance.p_lower, chance.p) == (2 / 5, 4 / 5, 4 / 5)
    bounds = chance.intervals.set_index("quantity")
    assert bounds.loc["null", ["low", "high"]].tolist() == pytest.approx([1.075, 5.775])
    assert bounds.loc["excess", ["low", "high"]].tolist() == pytest.approx([-0.775, 3.925])


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=40), st.floats(-5, 5))
@settings(deadline=None, derandomize=True, max_examples=80)
def test_mirror_images_have_the_same_p(values, observed):
    one, other = Chance(observed, np.array(values), "1K"), Chance(-observed, -np.array(values), "1K")
    assert (one.p_upper, one.p) == (other.p_lower, other.p)
    assert 0 < one.p <= 1
    assert one.z == pytest.approx(-other.z, nan_ok=True, abs=1e-9)


def test_p_is_uniform_where_the_network_is_one_of_the_random_ones():
    rng = np.random.default_rng(4)
    draws = [Chance(v[0], v[1:], "1K").p for v in rng.normal(size=(400, 100))]
    assert stats.kstest(draws, "uniform").pvalue > 0.01


def test_values_that_are_not_defined_are_left_out():
    chance = Chance(1.0, np.array([0.0, np.nan, 2.0]), "0K")
    assert chance.known.tolist() == [0.0, 2.0]
    with pytest.raises(DataError, match="at least one of them a number"):
        Chance(1.0, np.array([np.nan]), "0K")


def test_random_networks_that_are_all_alike_give_no_z():
    alike = Chance(0.5, np.zeros(9), "2K")
    assert np.isnan(alike.z)
    assert "No z can be given" in alike.sentence("E-I")
    assert Chance(0.0, np.zeros(9), "2K").z == 0


@pytest.mark.parametrize(
    ("observed", "count", "words"),
    [
        (0.9, 99, "It is higher than chance (z = "),
        (-0.9, 99, "It is lower than chance (z = -"),
        (0.0, 99, "It does not stand out from chance"),
        (0.9, 19, "It is higher than on any of them (z = "),
        (0.9, 19, "so few cannot give a smaller p, ask for 40 or more)."),
    ],
)
def test_the_sentence_says_what_was_found(observed, count, words):
    values = np.random.default_rng(0).normal(scale=0.1, size=count)
    assert words in Chance(observed, values, "1K", 0, "bisection").sentence("RWC")


def test_groups_as_given_and_no_groups_at_all():
    values = np.linspace(0, 1, 50)
    assert "(1K), with the groups as given, it is" in Chance(0.5, values, "1K", 0, "given").sentence()
    assert "(0K), it is" in Chance(0.5, values, "0K").sentence()


def test_numbers_as_papers_write_them():
    assert [number(v) for v in (0.0004, -0.0004, 1.0, -1.25, 0.99996)] == [
        ".000",
        ".000",
        "1.000",
        "-1.250",
        "1.000",
    ]


def test_scores_tell_of_their_nulls():
    table = pd.DataFrame({"node": ["graph"], "value": [0.5]})
    alone = Scores(table, "graph", Made("ei"))
    for name in ("null_mean", "z", "p", "intervals", "sentence"):
        with pytest.raises(DataError, match="'ei' was not compared with random networks: ask for nulls=100"):
            getattr(alone, name)
    beside = Scores(table, "graph", Made("ei"), Chance(0.5, np.linspace(0, 0.2, 60), "1K"))
    assert beside.sentence.startswith("ei is .500. On 60 random networks")
    assert "null mean 0.1" in repr(beside)
    assert beside.sentence in beside._repr_html_()
    assert beside.exact
    assert not Scores(table.assign(exact=False), "graph").exact
