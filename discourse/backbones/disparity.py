"""Disparity filter: ties that take more of a node's strength than by chance."""

from __future__ import annotations

import numpy as np

from discourse.backbones._kept import Rule, of_ties, weighed
from discourse.model.network import Network
from discourse.model.ties import scaled


def disparity(network: Network, *, alpha: float = 0.05, correction: str | None = None) -> Network:
    """Keep the ties that carry more of the strength of one of their ends than by chance [1]_.

    By chance the strength s of a node with k ties is cut into k pieces at random; a piece is w or more with p =
    (1 − w/s)^(k − 1). Of the two ends of a tie the smaller p decides. The only tie of a node is never more than chance
    at that end.

    Does not suit projections, whose ties are not independent of one another (a column shared by many ties all of them):
    for these take :func:`discourse.backbones.sdsm.sdsm`. Where a network is known to be one, ``made["notes"]`` says so.

    Parameters
    ----------
    network : Network
        Weighted. Directed: the source's ties out and the target's ties in. Negative weights count by their size; ties
        of a node with itself and ties that weigh nothing do not count.
    alpha : float
        Ties are kept with p up to this.
    correction : {None, "holm", "bonferroni", "bh"}
        For the number of tests, which is that of ties.

    Returns
    -------
    Network
        All nodes; the edges kept, with ``p`` and ``p_adjusted`` (what was held against alpha).

    Raises
    ------
    NotComputable
        If no tie counts.
    OptionError

    References
    ----------
    .. [1] Serrano, M. Á., Boguñá, M. & Vespignani, A. (2009). Extracting the multiscale backbone of complex weighted
       networks. *PNAS* 106 (16), 6483–6488. https://doi.org/10.1073/pnas.0808904106

    Examples
    --------
    >>> net = Network.from_matrix([[0, 8, 1, 1], [8, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]], list("abcd"))
    >>> disparity(net, alpha=0.05).edges[["target", "p"]].round(3).astype(str).values.tolist()
    [['b', '0.04']]
    """
    rule = Rule(alpha, correction)
    at, source, target, weight, notes = weighed(network, "disparity")
    weight = scaled(weight)
    n = network.order
    parts = [(source, weight), (target, weight)]
    if not network.directed:
        both = np.concatenate([source, target]), np.concatenate([weight, weight])
        parts = [both, both]
    p = np.ones(len(weight))
    for ends, (among, weights) in zip((source, target), parts, strict=True):
        strength = np.bincount(among, weights=weights, minlength=n)[ends]
        ties = np.bincount(among, minlength=n)[ends]
        p = np.minimum(p, np.maximum(1 - weight / strength, 0.0) ** (ties - 1))
    return of_ties(network, at, p, rule, notes)
