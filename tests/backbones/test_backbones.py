"""Backbones: published values, formulas by hand, exact distributions by counting, and what planted groups give."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from scipy.stats import hypergeom

import discourse as ds
from discourse.backbones import TABLE
from discourse.backbones._kept import corrected
from discourse.backbones.disparity import disparity
from discourse.backbones.fdsm import fdsm
from discourse.backbones.fixed import _strewn, fixedcol, fixedfill, fixedrow
from discourse.backbones.noise_corrected import noise_corrected
from discourse.backbones.sdsm import sdsm
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.statements import Statements
from discourse.nulls.bicm import bicm
from discourse.nulls.poisson import tails

#: The worked example of the R package backbone (Neal 2022).
WORKED = np.array([[1, 0, 1, 1], [0, 1, 0, 0], [1, 0, 0, 1]])


def of_votes(votes, kinds=("row", "column")):
    votes = np.asarray(votes, dtype=float)
    return Network.from_matrix(
        votes,
        [f"r{i:03}" for i in range(len(votes))],
        columns=[f"c{i:03}" for i in range(votes.shape[1])],
        kind=kinds,
    )


def planted(camps=2, size=10, about=60, chance=0.5, noise=0.05, seed=0):
    """Return votes of camps that speak about different columns."""
    rng = np.random.default_rng(seed)
    own = np.kron(np.eye(camps), np.ones((size, about)))
    return (rng.random(own.shape) < np.where(own == 1, chance, noise)).astype(float)


def edge(network, a=0, b=2):
    """Return the tie of two rows."""
    ids = network.nodes["id"]
    found = network.edges[(network.edges["source"] == ids[a]) & (network.edges["target"] == ids[b])]
    assert len(found) == 1
    return found.iloc[0]


def test_sdsm_has_the_published_values():
    # R package backbone, which takes the normal tails corrected for skewness: row 1 .432 / .977 / .549.
    cells = bicm(WORKED.sum(axis=1), WORKED.sum(axis=0)).array()
    shared = WORKED @ WORKED.T
    i, j = np.indices((3, 3)).reshape(2, 9)
    upper, _ = tails(cells[i] * cells[j], shared[i, j], method="normal")
    np.testing.assert_array_equal(upper.reshape(3, 3)[0].round(3), [0.432, 0.977, 0.549])
    np.testing.assert_array_equal(np.diag(upper.reshape(3, 3)).round(3), [0.432, 0.304, 0.329])
    net = of_votes(WORKED)
    assert round(edge(sdsm(net, alpha=1, tails="normal"))["p"], 3) == 0.549
    few = edge(sdsm(net, alpha=1, tails="normal", signed=True), 0, 1)
    assert (round(few["p"], 3), few["shared"]) == (0.977, 0)
    # Exactly, by all outcomes of the four columns.
    p = cells[0] * cells[2]
    exact = sum(
        np.prod(np.where(some, p, 1 - p))
        for some in itertools.product([True, False], repeat=4)
        if sum(some) >= 2
    )
    assert edge(sdsm(net, alpha=1))["p"] == pytest.approx(exact, abs=1e-9)


def test_fdsm_is_the_share_of_all_matrices():
    # Eight matrices have these margins, and in two of them rows 1 and 3 share 2: .25. The published .265 is itself from
    # draws; with 1,000 of them the two have a standard error of .014 each.
    error = np.sqrt(0.25 * 0.75 / 1000)
    found = edge(fdsm(of_votes(WORKED), alpha=1, draws=1000))["p"]
    assert abs(found - 0.25) < 3 * error
    assert abs(found - 0.265) < 3 * np.sqrt(2) * error


def test_fixed_models_have_the_published_values():
    # R package backbone: fixedrow .5, fixedcol .114, fixedfill .173 for rows 1 and 3.
    net = of_votes(WORKED)
    assert edge(fixedrow(net, alpha=1))["p"] == pytest.approx(0.5)
    assert round(edge(fixedcol(net, alpha=1, tails="normal"))["p"], 3) == 0.114
    assert edge(fixedcol(net, alpha=1))["p"] == pytest.approx(1 / 9)
    assert round(edge(fixedfill(net, alpha=1))["p"], 3) == 0.173


def test_fixedfill_is_the_share_of_all_matrices():
    for n, m, ones in ((3, 3, 4), (2, 4, 5), (4, 3, 3)):
        counts = np.zeros(m + 1)
        for chosen in itertools.combinations(range(n * m), ones):
            matrix = np.zeros(n * m, dtype=int)
            matrix[list(chosen)] = 1
            counts[(matrix.reshape(n, m)[0] & matrix.reshape(n, m)[1]).sum()] += 1
        found = _strewn(n, m, ones)
        np.testing.assert_allclose(found, (counts / counts.sum())[: len(found)], atol=1e-12)
        assert counts[len(found) :].sum() == 0


def test_both_signs_add_up():
    rng = np.random.default_rng(2)
    votes = rng.choice([-1, 0, 1], size=(6, 9), p=[0.3, 0.4, 0.3])
    net = of_votes(votes)
    more, less = (votes > 0).astype(int), (votes < 0).astype(int)
    agree = more @ more.T + less @ less.T
    found = fixedrow(net, alpha=1, signed=True).edges
    for row in found.itertuples():
        i, j = int(row.source[-3:]), int(row.target[-3:])
        assert row.shared == agree[i, j]
        ways = [
            hypergeom.pmf(np.arange(10), 9, part.sum(axis=1)[i], part.sum(axis=1)[j]) for part in (more, less)
        ]
        total = np.convolve(*ways)
        assert row.p == pytest.approx(total[row.shared :].sum())
        assert row.p_lower == pytest.approx(total[: row.shared + 1].sum())
        assert row.weight == row.sign == (1 if row.p < row.p_lower else -1)


@pytest.mark.parametrize("ties", ["congruence", "conflict", "subtract"])
def test_signed_sdsm_has_the_chances_of_simulated_votes(ties):
    rng = np.random.default_rng(3)
    votes = rng.choice([-1, 0, 1], size=(5, 8), p=[0.3, 0.3, 0.4])
    more, less = (votes > 0).astype(int), (votes < 0).astype(int)
    up, down = (bicm(part.sum(axis=1), part.sum(axis=0)).array() for part in (more, less))
    a, b = (rng.random((20_000, 5, 8)) < chance for chance in (up, down))

    def shared(i, j, a, b):
        agree = (a[..., i, :] & a[..., j, :]).sum(-1) + (b[..., i, :] & b[..., j, :]).sum(-1)
        differ = (a[..., i, :] & b[..., j, :]).sum(-1) + (b[..., i, :] & a[..., j, :]).sum(-1)
        return {"congruence": agree, "conflict": differ, "subtract": agree - differ}[ties]

    found = sdsm(of_votes(votes), alpha=1, signed=True, ties=ties).edges
    assert len(found) > 6
    for row in found.itertuples():
        i, j = int(row.source[-3:]), int(row.target[-3:])
        assert row.shared == shared(i, j, more.astype(bool), less.astype(bool))
        drawn = shared(i, j, a, b)
        assert abs(row.p - (drawn >= row.shared).mean()) < 0.015
        assert abs(row.p_lower - (drawn <= row.shared).mean()) < 0.015
    near = sdsm(of_votes(votes), alpha=1, signed=True, ties=ties, tails="normal").edges
    assert np.abs(near["p"].to_numpy() - found["p"].to_numpy()).max() < 0.05


@pytest.mark.parametrize("name", ["sdsm", "fdsm", "fixedrow", "fixedcol", "fixedfill"])
def test_planted_camps_are_found(name):
    votes = planted()
    options = {"draws": 300} if name == "fdsm" else {}
    found = TABLE.call(name, of_votes(votes), **options)
    a, b = found.ends
    assert ((a < 10) == (b < 10)).mean() == 1.0
    assert found.size > 20
    both = TABLE.call(name, of_votes(votes), signed=True, **options)
    a, b = both.ends
    same = (a < 10) == (b < 10)
    assert (both.edges["sign"][same] == 1).all()
    assert (both.edges["sign"][~same] == -1).all()
    assert both.signed


def test_signed_votes_of_two_camps():
    rng = np.random.default_rng(5)
    camp = np.repeat([1, -1], 10)
    votes = camp[:, None] * rng.choice([1, -1], 40) * (rng.random((20, 40)) < 0.5)
    found = sdsm(of_votes(votes), ties="subtract", signed=True, correction="bh")
    a, b = found.ends
    assert found.size > 60
    assert (found.edges["sign"] == camp[a] * camp[b]).mean() > 0.97


def test_models_differ_where_columns_do():
    # Everybody has five columns, which is no tie for a model that knows how common they are.
    votes = np.c_[np.ones((20, 5)), (np.random.default_rng(1).random((20, 40)) < 0.05)]
    net = of_votes(votes)
    assert fixedrow(net).size > 150
    assert sdsm(net).size < 20
    assert fdsm(net, draws=200).size < 30


def test_chance_keeps_no_more_than_alpha():
    rng = np.random.default_rng(6)
    chance = 1 / (1 + np.exp(-np.add.outer(rng.normal(-1.5, 1, 60), rng.normal(0, 1, 50))))
    net = of_votes(rng.random((60, 50)) < chance)
    assert sdsm(net).size / 1770 <= 0.05
    assert fdsm(net, draws=200).size / 1770 <= 0.06
    assert sdsm(net, correction="holm").size <= 1
    assert sdsm(net, correction="bh").size <= 5


def test_corrections_by_hand():
    p = np.array([0.02, 0.001, 0.04, 0.03])
    np.testing.assert_allclose(corrected(p, "bonferroni", 10), [0.2, 0.01, 0.4, 0.3])
    np.testing.assert_allclose(corrected(p, "holm", 10), [0.18, 0.01, 0.28, 0.24])
    # Ranks 2, 1, 4, 3: .1, .01, .1, .1 and the later ones never above.
    np.testing.assert_allclose(corrected(p, "bh", 10), [0.1, 0.01, 0.1, 0.1])
    # Those that are not listed have p = 1.
    for how in ("holm", "bh", "bonferroni"):
        whole = corrected(np.r_[p, np.ones(6)], how, 10)
        np.testing.assert_allclose(corrected(p, how, 10), whole[:4])


def test_rows_and_columns_may_be_chosen():
    votes = planted(size=6, about=8)
    net = of_votes(votes, ("commenter", "narrative"))
    assert set(sdsm(net, alpha=1).nodes["kind"]) == {"commenter"}
    assert set(sdsm(net, alpha=1, rows="narrative").nodes["kind"]) == {"narrative"}
    other = sdsm(of_votes(votes.T, ("narrative", "commenter")), alpha=0.3)
    assert other.size > 0
    np.testing.assert_array_equal(
        sdsm(net, rows="narrative", alpha=0.3).matrix().toarray(), other.matrix().toarray()
    )
    assert sdsm(net, cols="commenter").digest == sdsm(net, rows="narrative", cols="commenter").digest
    with pytest.raises(OptionError, match=r"rows='comenter'.*Did you mean 'commenter'"):
        sdsm(net, rows="comenter")
    with pytest.raises(OptionError, match="must differ"):
        sdsm(net, rows="commenter", cols="commenter")
    with pytest.raises(OptionError, match="needs negative ties"):
        sdsm(net, ties="conflict")


def test_a_projection_does_not_do_and_says_so():
    st = Statements.from_rows(
        [(f"c{i}", f"n{(i * j) % 5}", 1 - 2 * (j % 2)) for i in range(9) for j in range(3)]
    )
    for method in ("congruence", "subtract"):
        net = ds.project(st, method)
        with pytest.raises(NotComputable, match="two-mode network of the same statements"):
            sdsm(net)
        assert any("does not suit" in note for note in disparity(net).made["notes"])
        assert any("does not suit" in note for note in noise_corrected(net).made["notes"])
    whole = ds.project(st, "discourse")
    with pytest.raises(NotComputable, match="two-mode"):
        sdsm(Network.from_matrix(np.ones((4, 4)), list("abcd")))
    assert sdsm(whole, rows="commenter", cols="narrative", alpha=1).nodes["kind"].unique().tolist() == [
        "commenter"
    ]


def test_disparity_by_hand():
    matrix = pd.DataFrame(0.0, index=list("abcde"), columns=list("abcde"))
    for a, b, w in (("a", "b", 6), ("a", "c", 3), ("a", "d", 1), ("b", "c", 2), ("d", "e", 9)):
        matrix.loc[a, b] = matrix.loc[b, a] = w
    found = disparity(Network.from_matrix(matrix), alpha=1).edges
    # (1 − w/s)^(k − 1) at the end where it is smaller: strengths 10, 8, 5, 10, 9, ties 3, 2, 2, 2, 1.
    wanted = {
        "ab": min(0.4**2, 2 / 8),
        "ac": min(0.7**2, 2 / 5),
        "ad": min(0.9**2, 9 / 10),
        "bc": 3 / 5,
        "de": 1 / 10,
    }
    got = {f"{s}{t}": p for s, t, p in zip(found["source"], found["target"], found["p"], strict=True)}
    assert got == pytest.approx(wanted)
    assert disparity(Network.from_matrix(matrix), alpha=0.16).size == 2


def test_disparity_of_directed_ties_looks_at_what_goes_out_and_comes_in():
    frame = pd.DataFrame(
        [("a", "b", 8), ("a", "c", 2), ("d", "b", 2), ("b", "a", 5)], columns=["s", "t", "weight"]
    )
    found = disparity(Network.from_edges(frame, directed=True), alpha=1).edges
    # a sends 10 in two ties, b gets 10 in two; all others have one.
    np.testing.assert_allclose(found["p"], [0.2, 0.8, 0.8, 1.0])


@pytest.mark.parametrize("method", [sdsm, fdsm, fixedrow, fixedcol, fixedfill])
@pytest.mark.parametrize("cells", [None, 0])
def test_rows_that_share_nothing_have_no_ties(method, cells, monkeypatch):
    if cells is not None:
        monkeypatch.setattr("discourse.backbones.fdsm._CELLS", cells)
    found = method(of_votes(np.eye(4)), alpha=1)
    assert (found.order, found.size, found.made["tests"]) == (4, 0, 6)


def test_too_few_draws_are_said():
    net = of_votes(planted(size=5, about=8))
    assert any("ask for more draws" in note for note in fdsm(net, draws=15).made["notes"])
    assert not any("ask for more draws" in note for note in fdsm(net, draws=60).made["notes"])
    assert any("ask for more draws" in note for note in fdsm(net, draws=60, correction="holm").made["notes"])
    with pytest.raises(NotComputable, match="no other network"):
        fdsm(of_votes(np.tri(5)))


def test_large_networks_take_the_same_way(monkeypatch):
    net = of_votes(planted(size=8, about=12))
    small = fdsm(net, draws=40, alpha=0.2)
    monkeypatch.setattr("discourse.backbones.fdsm._CELLS", 0)
    assert fdsm(net, draws=40, alpha=0.2).digest == small.digest
    exact = sdsm(net, alpha=0.2)
    monkeypatch.setattr("discourse.backbones.sdsm._BLOCK", 3)
    assert sdsm(net, alpha=0.2).edges["p"].tolist() == pytest.approx(exact.edges["p"].tolist())


def test_rows_without_ties_are_kept_but_not_tested():
    votes = planted(size=6, about=10)
    net = of_votes(votes)
    silent = of_votes(np.r_[votes, np.zeros((5, votes.shape[1]))])
    for signed in (False, True):
        one, other = (sdsm(n, signed=signed, correction="bh", alpha=1) for n in (net, silent))
        assert (one.order, other.order) == (12, 17)
        assert one.made["tests"] == other.made["tests"] == 66
        assert one.size > 0
        pd.testing.assert_frame_equal(one.edges.iloc[:, 2:], other.edges.iloc[:, 2:])
