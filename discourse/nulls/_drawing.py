"""What the nulls of networks share: which ties count, what may be exchanged, and making networks of new ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.checks import check_whole
from discourse.model.network import Network
from discourse.model.ties import kept


@dataclass(frozen=True)
class Drawn:
    """The ties of a network that count, and how they may be drawn anew.

    Attributes
    ----------
    network : Network
    source, target : numpy.ndarray of int, shape (m,)
        Of undirected ties between two kinds, the sources are of the kind that comes first among the nodes.
    weight : numpy.ndarray of float, shape (m,)
    sign : numpy.ndarray of int, shape (m,)
        1 for negative weights, else 0.
    kind : numpy.ndarray of int, shape (n,)
        The kind of each node, as a number.
    """

    network: Network
    source: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    sign: np.ndarray
    kind: np.ndarray

    @classmethod
    def of(cls, network: Network, count: Any, seed: Any) -> Drawn:
        """Take the ties that count; check what is asked."""
        check_whole(count, "count", 1)
        check_whole(seed, "seed", 0)
        source, target, weight = kept(network)
        if len(weight) < 2:
            raise NotComputable(
                f"a network of {len(weight)} ties cannot be drawn at random; check what it was projected from"
            )
        kind = pd.factorize(network.nodes["kind"])[0].astype(np.int64)
        if not network.directed:
            turn = kind[source] > kind[target]
            source, target = np.where(turn, target, source), np.where(turn, source, target)
        return cls(network, source, target, weight, (weight < 0).astype(np.int64), kind)

    @property
    def fixed(self) -> np.ndarray:
        """Which ties cannot be turned: directed ones, and those that join two kinds of nodes."""
        return self.network.directed | (self.kind[self.source] != self.kind[self.target])

    @property
    def block(self) -> np.ndarray:
        """The kinds that each tie joins, as a number: every node keeps its ties to each kind."""
        return self.kind[self.source] * (int(self.kind.max()) + 1) + self.kind[self.target]

    def made(self, source: np.ndarray, target: np.ndarray, rng: np.random.Generator, null: str) -> Network:
        """Return a network of new ties; weights go to them at random, those below 0 to ties in place of such."""
        weight = self.weight.copy()
        for sign in (0, 1):
            where = np.flatnonzero(self.sign == sign)
            weight[where] = weight[rng.permutation(where)]
        return self.network.with_ties(
            source, target, weight, {"method": f"null {null}", "of": self.network.digest}
        )
