"""Modularity of a partition, also for signed networks."""

from __future__ import annotations

import numpy as np

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.model.ties import scaled
from discourse.scores._ties import check_above, check_flag, groups_of, ties


def modularity(
    network: Network,
    *,
    partition: np.ndarray | None = None,
    resolution: float = 1.0,
    weighted: bool = True,
    signed: bool = False,
) -> float:
    """Return the share of ties within groups, minus what it would be if ties joined nodes at random [1]_.

    With L_c the weight within group c, K_c the degrees of its nodes added up and m all weight,
    Q = Σ_c (L_c/m − γ (K_c/2m)²) [2]_.

    Parameters
    ----------
    network : Network
        Directed ties are taken in both directions, as the clusterers do.
    partition : array of int, shape (n,)
        The group of each node.
    resolution : float
        γ; above 1 favours small groups.
    weighted : bool
        Whether weights count.
    signed : bool
        By default only positive ties count. If true, both parts do [3]_: Q is the modularity of the positive part
        minus that of the negative part, each weighted by its share of all absolute weight.

    Returns
    -------
    float
        At most 1; 0 for a single group at ``resolution=1``.

    Raises
    ------
    NotComputable
        If no tie counts.
    OptionError
        If there is no partition, or ``resolution`` is not above 0.

    Notes
    -----
    Pieces, nodes without ties and ties in degree are nothing special. Ties of a node with itself and ties that weigh 0
    do not count. Without negative ties ``signed`` makes no difference; with negative ties only, it is needed.

    References
    ----------
    .. [1] Newman, M. E. J. & Girvan, M. (2004). Finding and evaluating community structure in networks. *Physical
       Review E* 69, 026113. https://doi.org/10.1103/PhysRevE.69.026113
    .. [2] Reichardt, J. & Bornholdt, S. (2006). Statistical mechanics of community detection. *Physical Review E*
       74, 016110. https://doi.org/10.1103/PhysRevE.74.016110
    .. [3] Gómez, S., Jensen, P. & Arenas, A. (2009). Analysis of community structure in networks of correlated
       data. *Physical Review E* 80, 016114. https://doi.org/10.1103/PhysRevE.80.016114

    Examples
    --------
    >>> two = Network.from_matrix(np.kron(np.eye(2), np.ones((3, 3))), list("abcdef"))
    >>> modularity(two, partition=np.array([1, 1, 1, 2, 2, 2]))
    0.5
    """
    check_above(resolution, "resolution")
    check_flag(signed, "signed")
    group = groups_of(network, partition, "modularity")
    ends = ties(network, weighted=weighted, signed=True, directed=False).tocoo()
    if ends.nnz == 0 or (not signed and ends.data.max() <= 0):
        raise NotComputable("modularity is not defined for a network without ties that count (positive ones)")
    weight = scaled(ends.data)
    parts = [(np.maximum(weight, 0.0), 1.0)]
    if signed:
        parts.append((np.maximum(-weight, 0.0), -1.0))
    total = sum(part.sum() for part, _ in parts)
    found = 0.0
    for part, sign in parts:
        if part.sum() > 0:
            own, other = group[ends.row], group[ends.col]
            within = part[own == other].sum()
            degrees = np.bincount(own, weights=part)
            found += sign * (within - resolution * (degrees @ degrees) / part.sum()) / total
    return float(found)
