"""Two-mode networks as 0/1 matrices, and what two rows share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.network import Network
from discourse.model.ties import kept

if TYPE_CHECKING:
    from scipy import sparse

#: The projections of statements, whose ties do not tell who shares what.
PROJECTIONS = ("ignore", "congruence", "conflict", "subtract")
TIES = ("congruence", "conflict", "subtract")


@dataclass(frozen=True)
class Incidence:
    """Who is tied to what.

    Attributes
    ----------
    network : Network
        The two-mode network.
    nodes : pandas.DataFrame
        The rows.
    names : tuple of str
        The kinds of rows and columns.
    shape : tuple of int
    blocks : tuple of (numpy.ndarray, numpy.ndarray)
        Row and column of every one; where some ties are negative, those of positive and of negative ties.
    """

    network: Network
    nodes: pd.DataFrame
    names: tuple[str, str]
    shape: tuple[int, int]
    blocks: tuple[tuple[np.ndarray, np.ndarray], ...]

    @classmethod
    def of(cls, network: Network, rows: str | None, cols: str | None, method: str) -> Incidence:
        """Take the ties between rows and columns; those that weigh nothing do not count."""
        from scipy import sparse

        kind = network.nodes["kind"].to_numpy(dtype=object)
        source, target, weight = kept(network)
        names = _names(network, kind, source, target, rows, cols, method)
        here, there = (np.flatnonzero(kind == name) for name in names)
        place = np.zeros(network.order, dtype=np.int64)
        place[here], place[there] = np.arange(len(here)), np.arange(len(there))
        straight = (kind[source] == names[0]) & (kind[target] == names[1])
        back = (kind[source] == names[1]) & (kind[target] == names[0])
        i = np.concatenate([place[source[straight]], place[target[back]]])
        j = np.concatenate([place[target[straight]], place[source[back]]])
        shape = (len(here), len(there))
        whole = sparse.coo_array(
            (np.concatenate([weight[straight], weight[back]]), (i, j)), shape=shape
        ).tocsr()
        i, j, value = _entries(whole)
        if len(np.unique(i)) < 2:
            raise NotComputable(
                f"of the nodes of kind {names[0]!r} only {len(np.unique(i))} has ties to those of kind {names[1]!r}: "
                "there is no pair that could share any"
            )
        signs = [value > 0, value < 0] if (value < 0).any() else [value > 0]
        blocks = tuple((i[s].astype(np.int64), j[s].astype(np.int64)) for s in signs)
        nodes = network.nodes.iloc[here].reset_index(drop=True)
        return cls(network, nodes, names, shape, blocks)

    @property
    def active(self) -> np.ndarray:
        """The rows with ties, ascending; others cannot share anything."""
        return np.unique(np.concatenate([row for row, _ in self.blocks]))

    @property
    def pairs(self) -> int:
        """How many pairs of rows with ties there are."""
        return len(self.active) * (len(self.active) - 1) // 2

    def degrees(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return how many ones each row and each column has, block by block."""
        n, m = self.shape
        return [(np.bincount(i, minlength=n), np.bincount(j, minlength=m)) for i, j in self.blocks]

    def classes(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the class of each row, rows of the same degrees being one, and the first row of each class."""
        code = np.transpose([rows for rows, _ in self.degrees()])
        _, first, of = np.unique(code, axis=0, return_index=True, return_inverse=True)
        return of.ravel(), first

    def matrices(
        self, blocks: tuple[tuple[np.ndarray, np.ndarray], ...] | None = None
    ) -> list[sparse.csr_array]:
        """Return the 0/1 matrix of every block."""
        from scipy import sparse

        return [
            sparse.coo_array((np.ones(len(i)), (i, j)), shape=self.shape).tocsr()
            for i, j in blocks or self.blocks
        ]

    def shared(self, ties: str, *, every: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return pairs of rows and what they share: with ``every`` all pairs of active rows, else those that share any.

        Parameters
        ----------
        ties : {"congruence", "conflict", "subtract"}
        every : bool

        Returns
        -------
        source, target, shared : numpy.ndarray of int
        """
        from scipy import sparse

        found = sparse.triu(products(self.matrices(), ties), 1).tocsr()
        if every:
            active = self.active
            i, j = (active[part] for part in np.triu_indices(len(active), 1))
            return i, j, np.rint(found.toarray()[i, j]).astype(np.int64)
        i, j, shared = _entries(found)
        return i, j, np.rint(shared).astype(np.int64)


def _entries(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return rows, columns and values of what is not 0, row by row; there may be none."""
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    found = matrix.tocoo()
    return found.row.astype(np.int64), found.col.astype(np.int64), found.data


def products(matrices: list[sparse.csr_array], ties: str) -> sparse.csr_array:
    """Return what any two rows share, of matrices dense or sparse."""
    if len(matrices) == 1:
        return matrices[0] @ matrices[0].T
    more, less = matrices
    if ties == "congruence":
        return more @ more.T + less @ less.T
    if ties == "conflict":
        across = more @ less.T
        return across + across.T
    total = more - less
    return total @ total.T


def check_ties(ties: str, incidence: Incidence) -> None:
    """Raise :class:`OptionError` for a way of sharing that is not known, or that these ties do not have."""
    if not isinstance(ties, str) or ties not in TIES:
        raise OptionError(f"ties={ties!r} is not known.{did_you_mean(str(ties), TIES)}")
    if ties != "congruence" and len(incidence.blocks) == 1:
        raise OptionError(
            f"ties={ties!r} needs negative ties, and this network has none: project it with aggregation='subtract'"
        )


def _names(
    network: Network,
    kind: np.ndarray,
    source: np.ndarray,
    target: np.ndarray,
    rows: str | None,
    cols: str | None,
    method: str,
) -> tuple[str, str]:
    """Return the kinds of rows and columns: as asked, or the two that ties join."""
    joined = {frozenset(pair) for pair in zip(kind[source].tolist(), kind[target].tolist(), strict=True)}
    kinds = list(dict.fromkeys(kind.tolist()))
    made = str(network.made.get("method", ""))
    if made in PROJECTIONS and len(kinds) < 2:
        raise NotComputable(
            f"{method!r} needs to know who shares what, which a network projected with {made!r} no longer tells: give "
            "the two-mode network of the same statements, as in discourse.project(statements, 'two_mode'), or the "
            "statements with of="
        )
    for option, name in (("rows", rows), ("cols", cols)):
        if name is not None and (not isinstance(name, str) or name not in kinds):
            raise OptionError(f"{option}={name!r}: no node is of this kind.{did_you_mean(str(name), kinds)}")
    if rows is not None and rows == cols:
        raise OptionError(f"rows and cols are both {rows!r}; they must differ")
    across = [pair for pair in joined if len(pair) == 2 and {rows, cols} - {None} <= pair]
    if len(across) != 1 or (rows is None and cols is None and len(joined) > 1):
        told = ", ".join(sorted("–".join(sorted(map(str, pair))) for pair in joined)) or "none"
        raise NotComputable(
            f"{method!r} needs a two-mode network, whose ties join two kinds of nodes; ties here join: {told}. "
            "Where there are several, say which with rows= and cols="
        )
    one, other = sorted(across[0], key=kinds.index)
    if rows == other or cols == one:
        one, other = other, one
    return one, other
