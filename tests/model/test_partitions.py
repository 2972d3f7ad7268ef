"""Agreement of divisions, against scikit-learn and by hand; description lengths, by counting everything."""

from __future__ import annotations

from itertools import combinations_with_replacement, product

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import adjusted_rand_score, mutual_info_score

from discourse.errors import DataError
from discourse.model.description import _approximate, _counted, description_length, log_partitions
from discourse.model.partitions import agreement, ari, membership, vi

LABELS = st.integers(1, 40).flatmap(
    lambda n: st.tuples(*[st.lists(st.integers(-3, 4), min_size=n, max_size=n)] * 2)
)


@given(LABELS)
def test_ari_is_that_of_scikit_learn(pair):
    one, other = pair
    assert ari(one, other) == pytest.approx(adjusted_rand_score(one, other), abs=1e-12)


@given(LABELS)
def test_vi_is_two_entropies_less_twice_what_is_shared(pair):
    one, other = pair
    shared = mutual_info_score(one, other)
    expected = mutual_info_score(one, one) + mutual_info_score(other, other) - 2 * shared
    assert vi(one, other) == pytest.approx(expected, abs=1e-9)
    assert vi(one, other) == pytest.approx(vi(other, one), abs=1e-12)
    assert vi(one, [f"group {x}" for x in one]) == 0.0


def test_worked_values():
    # Hubert & Arabie's formula by hand: the table is [[2, 1], [0, 2]], so (2 - 1.6) / (4 - 1.6).
    assert ari([0, 0, 0, 1, 1], ["a", "a", "b", "b", "b"]) == pytest.approx((2 - 1.6) / (4 - 1.6))
    assert vi([0, 0, 0, 0], [0, 1, 2, 3]) == pytest.approx(np.log(4))
    assert ari([1, 1, 1], [2, 2, 2]) == 1.0
    assert ari([1, 2, 3], [3, 1, 2]) == 1.0
    assert ari([7], [8]) == 1.0


def test_all_pairs_at_once_are_the_pairs_one_by_one():
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 5, (60, 7))
    index, variation = agreement(labels)
    for i, j in product(range(7), range(7)):
        assert index[i, j] == pytest.approx(adjusted_rand_score(labels[:, i], labels[:, j]), abs=1e-12)
        assert variation[i, j] == pytest.approx(vi(labels[:, i], labels[:, j]), abs=1e-9)
    member, division = membership(labels)
    assert member.sum() == 60 * 7
    assert np.bincount(division).tolist() == [len(set(labels[:, i])) for i in range(7)]


@pytest.mark.parametrize(("one", "other"), [([], []), ([1, 2], [1])])
def test_divisions_of_other_things_are_refused(one, other):
    with pytest.raises(DataError, match="two divisions of the same things"):
        ari(one, other)


@pytest.mark.parametrize(
    ("total", "parts", "ways"), [(0, 1, 1), (5, 1, 1), (5, 5, 7), (10, 3, 14), (100, 100, 190569292)]
)
def test_numbers_of_partitions(total, parts, ways):
    # 7 and 190 569 292 are the partitions of 5 and of 100 (OEIS A000041); 10 in at most 3 parts: A001399(10) = 14.
    assert np.exp(log_partitions(total, parts)) == pytest.approx(ways, rel=1e-9)


@pytest.mark.parametrize(("total", "parts"), [(2000, 2000), (4000, 50), (5000, 200), (20000, 150), (9000, 7)])
def test_the_approximation_is_near_the_count(total, parts):
    assert _approximate(total, parts) == pytest.approx(_counted(total, parts), abs=0.05)


@pytest.mark.parametrize(("nodes", "ties"), [(2, 3), (3, 2), (3, 3), (4, 2)])
def test_probabilities_of_all_graphs_and_divisions_add_up_to_one(nodes, ties):
    # 2^-length is a probability of graph and division together, over all multigraphs with so many ties.
    pairs = [(i, j) for i in range(nodes) for j in range(i, nodes)]
    total = 0.0
    for chosen in combinations_with_replacement(pairs, ties):
        source, target = np.array(chosen).T
        for labels in product(range(nodes), repeat=nodes):
            if set(labels) == set(range(max(labels) + 1)):
                total += 2.0 ** -description_length(source, target, np.array(labels))
    assert total == pytest.approx(1.0, rel=1e-9)


def test_the_order_of_ties_and_of_blocks_makes_no_difference():
    graph = nx.karate_club_graph()
    source, target = np.array(graph.edges()).T
    side = np.array([graph.nodes[i]["club"] == "Officer" for i in graph]).astype(int)
    length = description_length(source, target, side)
    assert description_length(target[::-1], source[::-1], 1 - side) == pytest.approx(length, abs=1e-9)
