"""Networks drawn anew: nodes with replacement, and the ties among those drawn."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.network import Network
from discourse.model.resample import MARK


class Redrawn(Network):
    """A network of nodes drawn with replacement: what is drawn a second time has a name of its own."""

    @property
    def origin(self) -> np.ndarray:
        """Of each node, the id in the network that it was drawn from."""
        return self.__dict__["_origin"]


class NodeUrn:
    """The nodes of a network, to be drawn with replacement as often as one likes [1]_.

    As many nodes are drawn as there are, of each kind as many as there are of it: in a network of two modes, rows and
    columns are both drawn [2]_. Drawn nodes are tied as they were, sign, weight and direction included. Copies of one
    node have no ties to one another; see :func:`discourse.model.twins.untwinned`. A tie of a node with itself stays
    with each copy.

    Parameters
    ----------
    network : Network

    Raises
    ------
    NotComputable
        If no kind has two nodes.

    References
    ----------
    .. [1] Snijders, T. A. B. & Borgatti, S. P. (1999). Non-parametric standard errors and tests for network
       statistics. *Connections* 22 (2), 161–170.
    .. [2] Owen, A. B. (2007). The pigeonhole bootstrap. *Annals of Applied Statistics* 1, 386–411.
       https://doi.org/10.1214/07-AOAS122

    Examples
    --------
    >>> urn = NodeUrn(Network.from_matrix([[0, 1, 2], [1, 0, 0], [2, 0, 0]], list("abc")))
    >>> drawn = urn.draw(np.random.default_rng(1))
    >>> drawn.origin.tolist(), drawn.edges["weight"].tolist()
    (['b', 'b', 'c'], [])
    """

    def __init__(self, network: Network) -> None:
        self.network, self.by = network, ("node",)
        self._ids = network.nodes["id"].to_numpy(dtype=object)
        kind, names = pd.factorize(network.nodes["kind"].to_numpy(dtype=object))
        self._kinds = [np.flatnonzero(kind == number) for number in range(len(names))]
        several = [
            (len(places), name) for places, name in zip(self._kinds, names, strict=True) if len(places) > 1
        ]
        if not several:
            of = "" if len(names) < 2 else ", no two of a kind"
            raise NotComputable(
                f"the network has {network.order} node{'' if network.order == 1 else 's'}{of}: there is nothing to "
                "draw anew"
            )
        #: How many nodes there are of the kind of which there are fewest (but more than one), and what they are.
        self.size, least = min(several)
        self.what = "nodes" if len(names) == 1 else f"nodes of the kind {least}"
        self._mark = MARK
        while any(self._mark in node for node in self._ids):
            self._mark += MARK
        self._source, self._target = network.ends
        self._loop = self._source == self._target

    @cached_property
    def _columns(self) -> dict[str, pd.api.extensions.ExtensionArray]:
        return {name: self.network.nodes[name].array for name in self.network.nodes.columns}

    def draw(self, rng: np.random.Generator) -> Redrawn:
        """Return the network of as many nodes as there are of each kind, drawn with replacement.

        Nodes are in their old order, copies side by side.
        """
        drawn = [places[rng.integers(len(places), size=len(places))] for places in self._kinds]
        times = np.bincount(np.concatenate(drawn), minlength=len(self._ids))
        first = np.cumsum(times) - times
        old = np.repeat(np.arange(len(times)), times)
        copy = np.arange(len(old)) - first[old]
        nodes = {name: values.take(old) for name, values in self._columns.items()}
        ids, again = self._ids[old], np.flatnonzero(copy > 0)
        names = ids.copy()
        names[again] = [
            f"{name}{self._mark}{n}" for name, n in zip(ids[again], (copy[again] + 1).tolist(), strict=True)
        ]
        nodes["id"] = pd.array(names, dtype="str")
        out = Redrawn.of_sound(
            pd.DataFrame(nodes, copy=False), self._edges(times, first, names), self.network.directed,
            self.network.made,
        )  # fmt: skip
        out.__dict__["_origin"] = ids
        return out

    def _edges(self, times: np.ndarray, first: np.ndarray, names: np.ndarray) -> pd.DataFrame:
        """Return every edge once for each pair of copies of its ends."""
        width = np.where(self._loop, 1, times[self._target])
        many = times[self._source] * width
        rows = np.repeat(np.arange(len(many)), many)
        across, down = np.divmod(np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many), width[rows])
        source = first[self._source[rows]] + across
        target = first[self._target[rows]] + np.where(self._loop[rows], across, down)
        kind = pd.CategoricalDtype(pd.Index(names, dtype="str"))
        ends = {
            name: pd.Categorical.from_codes(codes, dtype=kind, validate=False)
            for name, codes in (("source", source), ("target", target))
        }
        edges = self.network.edges
        more = {name: edges[name].array.take(rows) for name in edges.columns if name not in ends}
        return pd.DataFrame(ends | more, copy=False)
