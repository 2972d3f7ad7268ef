"""The noise-corrected backbone: its formulas written out, a value worked out by hand, and what its p is worth."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from discourse.backbones.noise_corrected import _scores, noise_corrected
from discourse.errors import NotComputable
from discourse.model.network import Network


def test_noise_corrected_by_the_formulas_of_the_paper():
    frame = pd.DataFrame(
        [("a", "b", 20), ("a", "c", 3), ("b", "a", 5), ("c", "a", 12), ("c", "b", 2)],
        columns=["s", "t", "weight"],
    )
    net = Network.from_edges(frame, directed=True)
    found = noise_corrected(net, alpha=1).edges
    n = 42.0
    sent, got = {"a": 23.0, "b": 5.0, "c": 14.0}, {"a": 17.0, "b": 22.0, "c": 3.0}
    for row in found.itertuples():
        i, j, w = sent[row.source], got[row.target], row.weight
        kappa = n / (i * j)
        mean = i * j / n**2
        variance = i * j * (n - i) * (n - j) / (n**4 * (n - 1))
        alpha = mean**2 / variance * (1 - mean) - mean
        beta = mean * (1 - mean) ** 2 / variance - (1 - mean)
        chance = (alpha + w) / (alpha + beta + n)
        slope = 2 * (kappa + w * (1 / (i * j) - n * (i + j) / (i * j) ** 2)) / (kappa * w + 1) ** 2
        sd = np.sqrt(n * chance * (1 - chance)) * abs(slope)
        score = (kappa * w - 1) / (kappa * w + 1)
        assert (row.score, row.sd) == pytest.approx((score, sd))
        assert row.p == pytest.approx(norm.sf(score / sd))
    # Undirected ties count in both directions.
    both = Network.from_edges(
        pd.DataFrame([("a", "b", 20), ("b", "c", 2), ("a", "c", 9)], columns=["s", "t", "weight"])
    )
    source, target = both.ends
    weight = both.edges["weight"].to_numpy()
    twice = _scores(np.r_[source, target], np.r_[target, source], np.r_[weight, weight], 3, True)
    for one, other in zip(_scores(source, target, weight, 3, False), twice, strict=True):
        np.testing.assert_allclose(one, other[:3])


def test_noise_corrected_worked_out_with_fractions():
    # n = 24; a sends 8, b gets 9. For the tie a–b of weight 4, in fractions, with n and both sums growing with w:
    #   prior mean 8·9/24² = 1/8, variance 8·9·16·15/(24⁴·23) = 5/2208;
    #   α = μ²(1−μ)/σ² − μ = 473/80, β = μ(1−μ)²/σ² − (1−μ) = 3311/80; chance (α+4)/(α+β+24) = 793/5704;
    #   κ = 24/72 = 1/3, score (4/3 − 1)/(4/3 + 1) = 1/7;
    #   dκ/dw = 1/72 − 24·17/72² = −7/108, slope 2(κ + 4 dκ/dw)/(4κ + 1)² = 2 · 2/27 · 9/49 = 4/147;
    #   variance 24 · 793/5704 · 4911/5704 · (4/147)² = 2596282/1220593969.
    # Checked by computer algebra and to 30 digits: sd .0461201086053173, p .000975794382600687.
    frame = pd.DataFrame(
        [("a", "b", 4), ("a", "c", 4), ("c", "b", 5), ("d", "e", 11)], columns=["s", "t", "weight"]
    )
    net = Network.from_edges(frame, directed=True)
    first = noise_corrected(net, alpha=1).edges.iloc[0]
    assert first["score"] == pytest.approx(1 / 7, rel=1e-14)
    assert first["sd"] == pytest.approx((2596282 / 1220593969) ** 0.5, rel=1e-13)
    assert first["sd"] == pytest.approx(0.0461201086053173, rel=1e-13)
    assert first["p"] == pytest.approx(0.000975794382600687, rel=1e-11)
    # The binomial chance of 4 or more of 24 at 1/8, by its terms.
    terms = [comb(24, k) * 7 ** (24 - k) for k in range(4)]
    exact = noise_corrected(net, alpha=1, tails="exact")
    assert exact.edges.iloc[0]["p"] == pytest.approx(1 - sum(terms) / 8**24)
    assert exact.edges.iloc[0]["score"] == first["score"]
    # Undirected, a has 8, b 9 and c 9 of 48: one of 24 units falls on a–b with 2 · 8/48 · 9/48 = 1/16.
    both = noise_corrected(Network.from_edges(frame), alpha=1, tails="exact").edges
    terms = [comb(24, k) * 15 ** (24 - k) for k in range(4)]
    assert both.iloc[0]["p"] == pytest.approx(1 - sum(terms) / 16**24)


def test_noise_corrected_keeps_random_ties_unless_tested_exactly():
    rng = np.random.default_rng(1)
    kept = {"normal": 0, "exact": 0}
    ties = 0
    for _ in range(12):
        counts = rng.multinomial(400, np.full(380, 1 / 380))
        frame = pd.DataFrame([(i, j) for i in range(20) for j in range(20) if i != j], columns=["s", "t"])
        net = Network.from_edges(frame.assign(weight=counts)[counts > 0], directed=True)
        ties += net.size
        for how in kept:
            kept[how] += noise_corrected(net, tails=how).size
    assert kept["normal"] > 0.2 * ties
    assert kept["exact"] < 0.06 * ties
    assert any("no chance of error" in note for note in noise_corrected(net).made["notes"])
    assert not any("by chance alone" in note for note in noise_corrected(net).made["notes"])
    assert any("by chance alone" in note for note in noise_corrected(net, tails="exact").made["notes"])


@pytest.mark.parametrize("tails", ["normal", "exact"])
def test_noise_corrected_refuses_what_cannot_be_counts(tails):
    for weights in ((1e300, 1e-300, 1.0, 1e300), (1e-300, 2e-300, 1e-300, 1e-300)):
        net = Network.from_edges(pd.DataFrame({"s": list("abcd"), "t": list("bcde"), "weight": weights}))
        with pytest.raises(NotComputable, match="takes weights for counts"):
            noise_corrected(net, tails=tails)


def test_noise_corrected_knows_large_counts_better():
    small = np.array([[0, 6, 2, 2], [6, 0, 2, 2], [2, 2, 0, 6], [2, 2, 6, 0]], dtype=float)
    few, many = (
        noise_corrected(Network.from_matrix(small * k, list("abcd")), alpha=1).edges for k in (1, 100)
    )
    np.testing.assert_allclose(few["score"], many["score"])
    assert (many["sd"] < few["sd"] / 5).all()
    with pytest.raises(NotComputable, match="takes weights for counts"):
        noise_corrected(Network.from_matrix(small / 100, list("abcd")))
    notes = noise_corrected(Network.from_matrix(small / 4, list("abcd"))).made["notes"]
    assert any("not whole numbers" in note for note in notes)
