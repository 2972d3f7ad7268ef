"""Balance, frustration, cohesiveness, divisiveness: published values, all divisions tried, and awkward input."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rda_file import read_rda
from scipy import sparse

import discourse as ds
from discourse.clusterers.frustration_split import frustration_split
from discourse.errors import DataError, NotComputable, OptionError
from discourse.model import frustration as fewest
from discourse.model.network import Network
from discourse.scores.balance import balance
from discourse.scores.cohesiveness import cohesiveness, divisiveness
from discourse.scores.frustration import frustration


@pytest.fixture(scope="module")
def tribes(shared):
    """Read's 16 tribes of New Guinea, an igraph object: vertex numbers of both ends, then the attribute ``sign``."""
    parts = read_rda(shared / "data/networks/signed/tribes.rda")["tribes"].values
    source, target = parts[2].values.astype(int), parts[3].values.astype(int)
    sign = parts[8].values[3].values[0].values
    matrix = np.zeros((16, 16))
    matrix[source, target] = matrix[target, source] = sign
    return Network.from_matrix(matrix, [f"t{i}" for i in range(16)])


def signed(seed, n, p=0.4, negative=0.5):
    rng = np.random.default_rng(seed)
    upper = np.triu(rng.random((n, n)) < p, 1) * np.where(rng.random((n, n)) < negative, -1.0, 1.0)
    return Network.from_matrix(upper + upper.T, [f"n{i}" for i in range(n)])


def contradicted(matrix, side):
    """Return how many ties a division contradicts."""
    return int(((np.outer(side, side) * matrix) < 0).sum() // 2)


def by_trying(matrix):
    """Return the fewest ties that any division contradicts."""
    sides = itertools.product((1, -1), repeat=len(matrix) - 1)
    return min(contradicted(matrix, np.array((1, *rest))) for rest in sides)


@pytest.mark.shared
def test_tribes(tribes):
    # Published: signnet's documentation of the data set; Aref & Wilson 2018 (doi 10.1093/comnet/cnx044) for 7 of 58.
    assert (tribes.edges["weight"] > 0).sum() == (tribes.edges["weight"] < 0).sum() == 29
    assert balance(tribes) == pytest.approx(0.8676471, abs=5e-8)
    assert balance(tribes, how="walks") == pytest.approx(0.3575761, abs=5e-8)
    assert frustration(tribes, how="score")["value"].iloc[0] == pytest.approx(0.7586207, abs=5e-8)
    found = ds.score(tribes, "frustration")
    assert (found.value, found.exact, found.level) == (7, True, "graph")
    assert found.table[["index", "lower", "ties", "negative"]].iloc[0].tolist() == [7, 7, 58, 29]
    camps = frustration_split(tribes)
    assert contradicted(tribes.matrix().toarray(), 1 - 2 * camps) == 7
    assert set(camps) == {0, 1}


@pytest.mark.shared
def test_tribes_bound(tribes):
    found = ds.score(tribes, "frustration", largest=0)
    assert not found.exact
    assert found.value >= 7
    assert 0 < found.table["lower"].iloc[0] <= 7
    assert any("upper bound, not exact" in note for note in found.made.notes)


@settings(max_examples=40)
@given(
    st.integers(0, 10_000),
    st.integers(3, 9),
    st.sampled_from([0.3, 0.6, 1.0]),
    st.sampled_from([0.2, 0.5, 0.9]),
)
def test_all_divisions_tried(seed, n, p, negative):
    net = signed(seed, n, p, negative)
    if not net.size:
        return
    matrix = net.matrix().toarray()
    least = by_trying(matrix)
    exact = frustration(net)
    assert exact["value"].iloc[0] == least
    assert exact["exact"].iloc[0]
    bound = frustration(net, largest=0, starts=3)
    assert bound["lower"].iloc[0] <= least <= bound["value"].iloc[0]
    assert bound["exact"].iloc[0] == (bound["lower"].iloc[0] == bound["value"].iloc[0])
    side = fewest.best_split(sparse.csr_array(matrix)).side
    assert contradicted(matrix, side) == least


def test_a_program_cut_short_is_a_bound():
    net = signed(1, 30, 0.5)
    cut = frustration(net, programs=1)
    full = frustration(net)
    assert full["exact"].iloc[0]
    assert not cut["exact"].iloc[0]
    assert cut["lower"].iloc[0] <= full["value"].iloc[0] <= cut["value"].iloc[0]
    assert "upper bound" in cut.attrs["notes"][0]


def test_local_search_of_a_large_part():
    camps = np.repeat([1, -1], 60)
    rng = np.random.default_rng(5)
    upper = np.triu(rng.random((120, 120)) < 0.1, 1) * np.outer(camps, camps).astype(float)
    flipped = np.triu(rng.random((120, 120)) < 0.05, 1) & (upper != 0)
    upper[flipped] *= -1
    net = Network.from_matrix(upper + upper.T, [f"n{i}" for i in range(120)])
    found = frustration(net)
    assert found["ties"].iloc[0] > fewest.LARGEST
    # Too large for integer programming; that the linear program's bound is reached shows it to be the best.
    assert found["exact"].iloc[0]
    assert found["value"].iloc[0] <= flipped.sum()
    triangles = fewest.best_split(net.matrix(), largest=10)
    assert 1 < triangles.lower < triangles.frustrated == found["value"].iloc[0]
    assert fewest.best_split(net.matrix(), largest=10, bounded=False).lower == 1
    labels = frustration_split(net)
    assert (labels[:60] == labels[0]).all()
    assert (labels[60:] == 1 - labels[0]).all()


def test_parts_add_up_and_bridges_contradict_nothing():
    odd = np.array([[0, 1, -1], [1, 0, 1], [-1, 1, 0.0]])
    matrix = np.kron(np.eye(3), odd)
    matrix[2, 3] = matrix[3, 2] = -1  # a bridge
    matrix = np.pad(matrix, (0, 1))
    found = frustration(Network.from_matrix(matrix, list("abcdefghij")))
    assert found[["value", "exact"]].iloc[0].tolist() == [3, True]
    labels = frustration_split(Network.from_matrix(matrix, list("abcdefghij")))
    assert labels[9] not in labels[:9]  # without ties


def test_without_negative_ties_all_is_balanced():
    net = Network.from_networkx(nx.karate_club_graph())
    assert balance(net) == balance(net, how="walks") == 1
    assert frustration(net)[["value", "exact", "score"]].iloc[0].tolist() == [0, True, 1]
    assert set(frustration_split(net)) == {0}
    group = np.arange(net.order) % 2
    assert (cohesiveness(net, partition=group), divisiveness(net, partition=group)) == (1, 0)


@settings(max_examples=30)
@given(st.integers(0, 10_000), st.integers(3, 12))
def test_balance_written_out(seed, n):
    net = signed(seed, n, 0.7)
    matrix = net.matrix().toarray()
    found = [
        matrix[a, b] * matrix[b, c] * matrix[a, c]
        for a, b, c in itertools.combinations(range(n), 3)
        if matrix[a, b] and matrix[b, c] and matrix[a, c]
    ]
    if found:
        assert balance(net) == pytest.approx((np.array(found) > 0).mean())
    if net.size:
        whole = np.exp(np.linalg.eigvalsh(matrix)).sum() / np.exp(np.linalg.eigvalsh(np.abs(matrix))).sum()
        assert balance(net, how="walks") == pytest.approx(whole)


def test_walks_do_not_overflow_and_have_a_limit(monkeypatch):
    full = np.ones((900, 900)) - np.eye(900)  # e^899 is beyond a float
    full[0, 1] = full[1, 0] = -1
    assert 0 < balance(Network.from_matrix(full, [f"n{i}" for i in range(900)]), how="walks") < 1
    monkeypatch.setattr("discourse.scores.balance._DENSE", 5)
    with pytest.raises(NotComputable, match="too large"):
        balance(signed(1, 12), how="walks")


def test_cohesiveness_and_divisiveness_by_hand():
    matrix = np.array([[0, 2, -1, 1], [2, 0, 0, -4], [-1, 0, 0, -3], [1, -4, -3, 0.0]])
    net = Network.from_matrix(matrix, list("abcd"))
    group = np.array([1, 1, 2, 2])
    assert cohesiveness(net, partition=group) == 1 / 2
    assert cohesiveness(net, partition=group, weighted=True) == pytest.approx(2 / 5)
    assert divisiveness(net, partition=group) == pytest.approx(2 / 3)
    assert divisiveness(net, partition=group, weighted=True) == pytest.approx(5 / 6)
    assert ds.score(net, "cohesiveness", partition=ds.Partition.from_labels(net, group)).value == 1 / 2


def test_bad_input():
    pair = Network.from_matrix([[0, 1], [1, 0]], ["a", "b"])
    with pytest.raises(NotComputable, match="triangles"):
        balance(pair)
    with pytest.raises(NotComputable, match="within"):
        cohesiveness(pair, partition=np.array([1, 2]))
    with pytest.raises(NotComputable, match="between"):
        divisiveness(pair, partition=np.array([1, 1]))
    with pytest.raises(OptionError, match="give it partition"):
        cohesiveness(pair)
    with pytest.raises(DataError, match="3 labels"):
        divisiveness(pair, partition=np.array([1, 2, 3]))
    empty = Network.from_matrix(np.zeros((2, 2)), ["a", "b"])
    for score in (balance, frustration):
        with pytest.raises(NotComputable, match="without ties"):
            score(empty)
        with pytest.raises(OptionError, match="is not known"):
            score(pair, how="walk" if score is balance else "scores")
    for option in ("largest", "programs", "starts", "seed"):
        with pytest.raises(OptionError, match=option):
            frustration(pair, **{option: -1})
        with pytest.raises(OptionError, match=option):
            frustration_split(pair, **{option: 1.5})
