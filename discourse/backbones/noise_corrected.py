"""Noise-corrected backbone: ties heavier than the strengths of their ends let expect, beyond the noise of counting."""

from __future__ import annotations

import numpy as np

from discourse.backbones._kept import Rule, of_ties, weighed
from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.nulls.poisson import check_tails

#: Sums of weights that can be counts: beyond, floats do not tell 1 more from as many.
_COUNTED = 2.0**53


def noise_corrected(
    network: Network, *, alpha: float = 0.05, correction: str | None = None, tails: str = "normal"
) -> Network:
    """Keep the ties that are heavier than their ends let expect, by more than the noise of the count [1]_.

    With n the sum of all weights, n_i and n_j what the ends have, and κ = n / (n_i n_j), the lift κ w of a tie becomes
    the score (κ w − 1) / (κ w + 1), from −1 to 1. The variance of w is binomial, its chance being estimated with a beta
    prior of hypergeometric mean n_i n_j / n² and variance n_i n_j (n − n_i) (n − n_j) / (n⁴ (n − 1)), and goes over to
    the score by the delta method, in which n, n_i and n_j grow with w. p is the upper tail of the normal distribution
    at score / sd: p ≤ .05 is a score above 1.64 standard deviations.

    Does not suit projections; see :func:`discourse.backbones.disparity.disparity`.

    Parameters
    ----------
    network : Network
        Weights are counts (of 2 comments and of 200 the second is known better). Directed: what the source sends and
        the target gets; undirected ties count in both directions. Negative weights count by their size; ties of a node
        with itself and ties that weigh nothing do not count.
    alpha : float
        Ties are kept with p up to this.
    correction : {None, "holm", "bonferroni", "bh"}
        For the number of tests, which is that of ties.
    tails : {"normal", "exact"}
        The published method; or, with the same expectation, the binomial chance of as high a count or a higher one.

    Returns
    -------
    Network
        All nodes; the edges kept, with ``score``, ``sd``, ``p`` and ``p_adjusted``.

    Raises
    ------
    NotComputable
        If no tie counts, or weights add up to 1 or less, or to more than can be counted, or differ too much.
    OptionError

    Notes
    -----
    The p of ``tails="normal"`` is no chance of error. Where a tie is much of what its ends have, growing with it their
    sums hold the score nearly still, and its sd comes out too small. Of counts that were strewn at random, 30 to 40 %
    of the ties are kept at .05 among 6 to 20 nodes with 10 to 20 counts a node, and still 10 to 17 % among 20 to
    100 nodes with 100 to 1,000. ``tails="exact"`` keeps 3 to 5 %.

    The parameters of the prior are computed exactly from its mean and variance.

    References
    ----------
    .. [1] Coscia, M. & Neffke, F. M. H. (2017). Network backboning with noisy data. *IEEE 33rd International Conference
       on Data Engineering*, 425–436. https://doi.org/10.1109/ICDE.2017.100

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)) * 9) + 1
    >>> noise_corrected(Network.from_matrix(two, list("abcdef"))).size
    6
    """
    rule = Rule(alpha, correction)
    check_tails(tails)
    at, source, target, weight, notes = weighed(network, "noise_corrected")
    if (weight % 1 != 0).any():
        notes.append(
            "weights are taken to be counts, and some are not whole numbers: p depends on their unit"
        )
    score, sd = _scores(source, target, weight, network.order, network.directed)
    if tails == "exact":
        p = _chances(source, target, weight, network.order, network.directed)
        return of_ties(network, at, p, rule, notes, score=score, sd=sd)
    from scipy.special import ndtr

    notes.append(
        "p is that of the published method and no chance of error: of counts strewn at random, 10 to 40 % of the ties "
        "are kept at .05; tails='exact' tests against the binomial distribution"
    )
    ratio = np.divide(score, sd, out=np.where(score > 0, np.inf, -np.inf), where=sd > 0)
    return of_ties(network, at, ndtr(-ratio), rule, notes, exact=False, score=score, sd=sd)


def _sums(
    source: np.ndarray, target: np.ndarray, weight: np.ndarray, nodes: int, directed: bool
) -> tuple[float, np.ndarray, np.ndarray, np.ndarray]:
    """Return the sum of all weights, and by tie the shares of it that the two ends have, and the tie."""
    most = weight.max()
    part = weight / most
    sent = np.bincount(source, weights=part, minlength=nodes)
    got = np.bincount(target, weights=part, minlength=nodes)
    if not directed:
        sent = got = sent + got
    share_of_all = sent.sum()
    with np.errstate(over="ignore"):
        n = share_of_all * most
    if not n > 1:
        raise NotComputable(
            f"'noise_corrected' takes weights for counts, and these add up to {n:g} only: give counts, or use "
            "'disparity'"
        )
    a, b, w = sent[source] / share_of_all, got[target] / share_of_all, part / share_of_all
    if not (a * b > 1e-290).all():
        raise NotComputable(
            "'noise_corrected' takes weights for counts, and these differ by more than counts can: give counts, or use "
            "'disparity'"
        )
    return float(n), a, b, w


def _scores(
    source: np.ndarray, target: np.ndarray, weight: np.ndarray, nodes: int, directed: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Return score and standard deviation of every tie, by shares of the sum of all weights."""
    n, a, b, w = _sums(source, target, weight, nodes, directed)
    mean = a * b
    # A beta prior of mean ab and variance ab (1 − a) (1 − b) / (n − 1) is worth so many trials.
    with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
        prior = np.where((1 - a) * (1 - b) > 0, (1 - mean) * (n - 1) / ((1 - a) * (1 - b)) - 1, np.inf)
        chance = np.where(np.isfinite(prior), mean + (w - mean) / (1 + prior / n), mean)
        lift = w / mean
        slope = 2 * (1 + w - lift * (a + b)) / mean / (lift + 1) ** 2
        sd = np.sqrt(np.maximum(chance * (1 - chance), 0.0) / n) * np.abs(slope)
    return (lift - 1) / (lift + 1), np.where(np.isfinite(sd), sd, np.inf)


def _chances(
    source: np.ndarray, target: np.ndarray, weight: np.ndarray, nodes: int, directed: bool
) -> np.ndarray:
    """Return the chance of each weight or more, if every unit of all weight falls on a pair by its ends' shares."""
    from scipy.special import betainc

    n, a, b, _ = _sums(source, target, weight, nodes, directed)
    if n > _COUNTED:
        raise NotComputable(
            f"'noise_corrected' with tails='exact' takes weights for counts, and these add up to {n:g}: give counts, "
            "or use 'disparity'"
        )
    # An undirected tie is one unit in both directions: half as many units, twice the chance.
    units, chance = (n, a * b) if directed else (n / 2, np.minimum(2 * a * b, 1.0))
    return np.asarray(betainc(weight, np.maximum(units - weight, 0.0) + 1.0, chance))
