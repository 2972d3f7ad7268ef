"""What the nulls of networks share: which ties count, what may be exchanged, and making networks of new ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.ties import kept


@dataclass(frozen=True)
class Drawn:
    """The ties of a network that count, and how they may be drawn anew.

    Attributes
    ----------
    network : Network
    source, target : numpy.ndarray of int, shape (m,)
        Of two modes, the sources are all of the first.
    weight : numpy.ndarray of float, shape (m,)
    sign : numpy.ndarray of int, shape (m,)
        1 for negative weights, else 0.
    modes : numpy.ndarray of int, shape (n,), or None
        Where ties join two kinds of nodes only: 0 for those of the first, 1 for those of the second.
    """

    network: Network
    source: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    sign: np.ndarray
    modes: np.ndarray | None

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
        modes = _modes(network, source, target)
        if modes is not None and not network.directed:
            turn = modes[source] == 1
            source, target = np.where(turn, target, source), np.where(turn, source, target)
        return cls(network, source, target, weight, (weight < 0).astype(np.int64), modes)

    @property
    def fixed(self) -> bool:
        """Whether the ends of a tie cannot be turned."""
        return self.network.directed or self.modes is not None

    def made(self, source: np.ndarray, target: np.ndarray, rng: np.random.Generator, null: str) -> Network:
        """Return a network of new ties; weights go to them at random, those below 0 to ties in place of such."""
        weight = self.weight.copy()
        for sign in (0, 1):
            where = np.flatnonzero(self.sign == sign)
            weight[where] = weight[rng.permutation(where)]
        return Network.from_arrays(
            self.network.nodes,
            source,
            target,
            {"weight": weight},
            directed=self.network.directed,
            made={"method": f"null {null}", "of": self.network.digest},
        )


def _modes(network: Network, source: np.ndarray, target: np.ndarray) -> np.ndarray | None:
    """Return 0 or 1 for each node where all ties join nodes of two kinds, else None."""
    kind = network.nodes["kind"].to_numpy(dtype=object)
    pairs = set(zip(kind[source].tolist(), kind[target].tolist(), strict=True))
    kinds = sorted({k for pair in pairs for k in pair})
    if len(kinds) != 2 or any(a == b for a, b in pairs):
        return None
    first = kind[source[0]]
    return (kind != first).astype(np.int64)


def check_whole(value: Any, name: str, least: int) -> None:
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or value < least:
        raise OptionError(f"{name} must be a whole number from {least}, not {value!r}")
