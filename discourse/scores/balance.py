"""Balance of a signed network: whether the friends of friends are friends, and the enemies of friends enemies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.scores._ties import check_choice, ties

if TYPE_CHECKING:
    from scipy import sparse

_HOW = ("triangles", "walks")
#: Nodes of a connected piece up to which all eigenvalues are computed.
_DENSE = 4000


def balance(network: Network, *, how: str = "triangles") -> float:
    """Return how near a signed network is to balance: to two camps, friends within and enemies between.

    Parameters
    ----------
    network : Network
        The sign of each tie counts, not its size; directed ties are added up first. A network without negative ties
        is balanced: 1.
    how : {"triangles", "walks"}
        The share of triangles that have an even number of negative ties [1]_; or tr e^S / tr e^|S| with S the matrix
        of signs, which weighs all closed walks by 1 over the factorial of their length [2]_.

    Returns
    -------
    float
        From 0 to 1. By walks, large networks have low values, for long walks abound.

    Raises
    ------
    NotComputable
        If there are no triangles; or, by walks, if there are no ties, or a connected piece has more than 4,000 nodes.
    OptionError

    Notes
    -----
    Pieces are put together: all their triangles, or walks, count alike. A node without ties is in no triangle; by walks
    it adds the same to both sums (the walk of no step), which moves the value a little towards 1. Ties of a node with
    itself, ties that weigh 0 and directed ones that cancel out do not count. Ties in degree make no difference.

    References
    ----------
    .. [1] Cartwright, D. & Harary, F. (1956). Structural balance: a generalization of Heider's theory. *Psychological
       Review* 63, 277–293. https://doi.org/10.1037/h0046049
    .. [2] Estrada, E. & Benzi, M. (2014). Walk-based measure of balance in signed networks: detecting lack of balance
       in social networks. *Physical Review E* 90, 042802. https://doi.org/10.1103/PhysRevE.90.042802

    Examples
    --------
    >>> balance(Network.from_matrix([[0, 1, -1], [1, 0, -1], [-1, -1, 0]], ["a", "b", "c"]))
    1.0
    """
    check_choice(how, "how", _HOW)
    signs = ties(network, weighted=False, signed=True, directed=False)
    if signs.nnz == 0:
        raise NotComputable("balance is not defined for a network without ties")
    if how == "walks":
        return _walks(signs)
    closed = float((abs(signs) @ abs(signs)).multiply(abs(signs)).sum())
    if closed == 0:
        raise NotComputable("balance is not defined without triangles; how='walks' needs none")
    return float(0.5 + 0.5 * (signs @ signs).multiply(signs).sum() / closed)


def _walks(signs: sparse.csr_array) -> float:
    from scipy.sparse.csgraph import connected_components

    number, piece = connected_components(signs, directed=False)
    sizes = np.bincount(piece)
    if sizes.max() > _DENSE:
        raise NotComputable(
            f"balance by walks needs all eigenvalues: a piece of {sizes.max():,} nodes is too large (up to "
            f"{_DENSE:,}); how='triangles' takes any number"
        )
    order = np.argsort(piece, kind="stable")
    with_signs, without = [], []
    for members in np.split(order, np.cumsum(sizes)[: number - 1]):
        part = signs[members][:, members].toarray()
        with_signs.append(np.linalg.eigvalsh(part))
        without.append(np.linalg.eigvalsh(np.abs(part)))
    one, other = np.sort(np.concatenate(with_signs)), np.sort(np.concatenate(without))
    # Divided by the largest term, so that nothing overflows.
    return float(np.exp(one - other[-1]).sum() / np.exp(other - other[-1]).sum())
