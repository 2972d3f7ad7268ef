"""Simulated annealing of a spin glass, with negative ties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.clusterers._graph import apart, by_igraph, check_positive, check_seed, symmetric
from discourse.model.checks import check_whole
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

#: Temperatures in parts of the mean strength of a node: from disorder to hardly any movement.
_HOT, _COLD, _COOLING = 1.0, 0.005, 0.93


def spinglass(
    network: Network,
    *,
    resolution: float = 1.0,
    spins: int = 25,
    trials: int = 5,
    seed: int = 0,
    engine: str = "own",
) -> np.ndarray:
    """Divide the nodes by simulated annealing of a spin glass [1]_; negative ties push apart [2]_.

    The energy is minus the weight within groups beyond chance, negative weights counted against; at resolution 1
    and without negative ties it is minus modularity. Nodes change groups at random, less and less freely as it
    cools; then they and whole groups are moved as long as that gains. Every piece of a network in several pieces is
    annealed by itself. Of several trials the one of lowest energy is kept.

    Parameters
    ----------
    network : Network
        Negative weights count as such. Nodes without ties are groups of their own.
    resolution : float
        Above 1 gives more and smaller groups, below 1 fewer and larger ones.
    spins : int
        The largest number of groups in a piece.
    trials : int
        How many times to anneal each piece.
    seed : int
        Of the annealing.
    engine : {"own", "igraph"}
        ``"igraph"`` is faster on networks of many thousand ties and needs the optional part of that name (GPL); its
        groups may differ from ours.

    Returns
    -------
    numpy.ndarray of int, shape (n,)
        The label of each node, in the order of ``network.nodes``.

    Raises
    ------
    MissingExtra
        For ``engine="igraph"``, if it is not installed.
    NotComputable
        If the network has no nodes.
    OptionError
        If ``resolution`` is not above 0, or ``spins``, ``trials`` or ``seed`` not a whole number.

    References
    ----------
    .. [1] Reichardt, J. & Bornholdt, S. (2006). Statistical mechanics of community detection. *Physical Review E*
       74, 016110. https://doi.org/10.1103/PhysRevE.74.016110
    .. [2] Traag, V. A. & Bruggeman, J. (2009). Community detection in networks with positive and negative links.
       *Physical Review E* 80, 036115. https://doi.org/10.1103/PhysRevE.80.036115

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> labels = spinglass(Network.from_matrix(two, list("abcdef")))
    >>> int(labels[0] == labels[2]), int(labels[0] == labels[3])
    (1, 0)
    """
    if by_igraph(engine):
        from discourse.clusterers import igraph_methods

        return igraph_methods.spinglass(network, resolution=resolution, spins=spins, trials=trials, seed=seed)
    check_positive(resolution, "resolution")
    check_whole(spins, "spins", 2, 500)
    check_whole(trials, "trials", 1)
    check_seed(seed)
    random = np.random.default_rng(int(seed))

    def divide(part: sparse.csr_array) -> np.ndarray:
        from scipy.sparse.csgraph import connected_components

        pieces, piece = connected_components(part, directed=False)
        out = np.full(part.shape[0], -1)
        for number in range(pieces):
            members = np.flatnonzero(piece == number)
            glass = _Glass(part[members][:, members].tocsr(), float(resolution), int(spins))
            found = [glass.anneal(random) for _ in range(trials)]
            # Rounded, so that of equal ones the first is kept.
            best = max(found, key=lambda labels: round(glass.quality(labels) / glass.size, 9))
            out[members] = out.max() + 1 + best
        return out

    return apart(symmetric(network), divide)


class _Glass:
    """One piece: its ties, and what is to be expected of each node by chance."""

    def __init__(self, matrix: sparse.csr_array, resolution: float, spins: int) -> None:
        self.matrix, self.n = matrix, matrix.shape[0]
        self.spins = min(spins, self.n)
        self.size = float(np.abs(matrix.data).sum())
        positive, negative = (np.asarray((matrix * s).maximum(0).sum(axis=1)).ravel() for s in (1.0, -1.0))
        # Node i expects ties with a group by these, times the sum of the same over the group.
        self.strength = np.column_stack([positive, negative])
        total = self.strength.sum(axis=0)
        self.chance = self.strength * np.divide(
            [resolution, -resolution], total, out=np.zeros(2), where=total > 0
        )
        self.unit = self.size / self.n

    def quality(self, labels: np.ndarray) -> float:
        """Return the weight within groups beyond chance: the energy, turned round."""
        from scipy import sparse

        ties = sparse.coo_array(self.matrix)
        within = ties.data[labels[ties.row] == labels[ties.col]].sum()
        sums = self._sums(labels)
        return float(within - (self._expected() * sums**2).sum())

    def _expected(self) -> np.ndarray:
        total = self.strength.sum(axis=0)
        return np.divide(self.chance.sum(axis=0), total, out=np.zeros(2), where=total > 0)

    def _sums(self, labels: np.ndarray) -> np.ndarray:
        return np.column_stack([np.bincount(labels, s, self.spins) for s in self.strength.T])

    def anneal(self, random: np.random.Generator) -> np.ndarray:
        """Return the labels after one cooling from the hot state."""
        labels = random.integers(0, self.spins, self.n)
        sums = self._sums(labels)
        heat = _HOT * self.unit
        while heat > _COLD * self.unit:
            if not self._sweep(labels, sums, random, heat) and heat < 0.1 * self.unit:
                break
            heat *= _COOLING
        while True:
            while self._sweep(labels, sums, random, 0.0):
                pass
            if not self._join(labels, sums):
                return np.unique(labels, return_inverse=True)[1]

    def _sweep(self, labels: np.ndarray, sums: np.ndarray, random: np.random.Generator, heat: float) -> int:
        """Visit every node once and return how many moved; a loop, since each move depends on those before."""
        bounds, near, weight = self.matrix.indptr, self.matrix.indices, self.matrix.data
        chosen, moved = random.random(self.n), 0
        for node in random.permutation(self.n).tolist():
            low, high = bounds[node], bounds[node + 1]
            mine = labels[node]
            sums[mine] -= self.strength[node]
            gain = (
                np.bincount(labels[near[low:high]], weight[low:high], self.spins) - sums @ self.chance[node]
            )
            if heat > 0:
                odds = np.cumsum(np.exp((gain - gain.max()) / heat))
                new = min(int(np.searchsorted(odds, chosen[node] * odds[-1], "right")), self.spins - 1)
            else:
                new = int(gain.argmax())
                if gain[new] <= gain[mine] + 1e-12 * self.unit:
                    new = int(mine)
            sums[new] += self.strength[node]
            if new != mine:
                labels[node] = new
                moved += 1
        return moved

    def _join(self, labels: np.ndarray, sums: np.ndarray) -> bool:
        """Join the two groups that gain most by it, if any do."""
        from scipy import sparse

        member = sparse.coo_array(
            (np.ones(self.n), (np.arange(self.n), labels)), shape=(self.n, self.spins)
        ).tocsr()
        gain = (member.T @ self.matrix @ member).toarray() - (sums * self._expected()) @ sums.T
        np.fill_diagonal(gain, -np.inf)
        a, b = np.unravel_index(int(gain.argmax()), gain.shape)
        if gain[a, b] <= 1e-12 * self.unit:
            return False
        labels[labels == b] = a
        sums[a] += sums[b]
        sums[b] = 0.0
        return True
