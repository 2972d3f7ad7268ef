"""Networks of two kinds of nodes as a table: one kind in the rows, the other in the columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.network import Network
from discourse.model.roles import SPEAKERS
from discourse.model.ties import scaled

if TYPE_CHECKING:
    from scipy import sparse


@dataclass(frozen=True)
class TwoModes:
    """A two-mode network as a table.

    Attributes
    ----------
    rows, cols : numpy.ndarray of int
        The nodes of each kind, as places in ``network.nodes``.
    known : scipy.sparse.csr_array of bool, shape (rows, cols)
        Which pairs have a tie, one of weight 0 included.
    weight : scipy.sparse.csr_array, shape (rows, cols)
        The weights, the largest between 1/2 and 1; those of 0 are not stored.
    """

    rows: np.ndarray
    cols: np.ndarray
    known: sparse.csr_array
    weight: sparse.csr_array


def two_modes(network: Network, rows: str | None) -> TwoModes:
    """Return a two-mode network as a table.

    Parameters
    ----------
    network : Network
        Its ties all join nodes of two kinds; directions do not matter.
    rows : str or None
        The kind in the rows; by default the one that is usually who speaks (``commenter``, ``organization``, …),
        else that of the first node.

    Returns
    -------
    TwoModes

    Raises
    ------
    NotComputable
        If there are no nodes, or not two kinds of them, or ties within a kind.
    OptionError
        If there is no such kind.
    """
    from scipy import sparse

    if network.order == 0:
        raise NotComputable("a network without nodes has no groups; check what it was projected from")
    kind = network.nodes["kind"].to_numpy(dtype=object)
    kinds = list(dict.fromkeys(kind.tolist()))
    if len(kinds) != 2:
        raise NotComputable(
            f"this needs a network of two kinds of nodes, such as commenters and narratives, and this one has "
            f"{len(kinds)} ({', '.join(map(str, kinds[:5]))}): make one with the projection 'two_mode'"
        )
    if rows is not None and rows not in kinds:
        raise OptionError(f"rows={rows!r} is no kind of nodes here.{did_you_mean(str(rows), kinds)}")
    usual = [name for name in SPEAKERS if name in kinds]
    top = rows if rows is not None else (usual or kinds)[0]
    source, target = network.ends
    if (kind[source] == kind[target]).any():
        raise NotComputable(
            "this needs a network whose ties all join nodes of different kinds, and some join nodes of one kind"
        )
    above, below = np.flatnonzero(kind == top), np.flatnonzero(kind != top)
    place = np.empty(network.order, dtype=np.int64)
    place[above], place[below] = np.arange(len(above)), np.arange(len(below))
    turned = kind[source] != top
    row, col = place[np.where(turned, target, source)], place[np.where(turned, source, target)]
    shape = (len(above), len(below))
    weight = scaled(network.edges["weight"].to_numpy())
    order = np.lexsort((col, row))
    row, col, weight = row[order], col[order], weight[order]
    known = sparse.coo_array((np.ones(len(row), dtype=bool), (row, col)), shape=shape).tocsr()
    values = sparse.coo_array((weight, (row, col)), shape=shape).tocsr()
    values.eliminate_zeros()
    return TwoModes(above, below, known, values)


def check_groups(k: Any, most: int, what: str) -> int | None:
    """Return a wished number of groups, or None for ``None`` and ``"auto"``.

    Raises
    ------
    OptionError
        Unless it is that or a whole number from 1 to ``most``.
    """
    if k is None or (isinstance(k, str) and k == "auto"):
        return None
    whole = isinstance(k, int | np.integer) and not isinstance(k, bool)
    if not whole or k < 1:
        raise OptionError(f"k must be None (chosen) or a whole number from 1, not {k!r}")
    if k > most:
        raise OptionError(
            f"k={k} groups were asked for, but there are only {most} {what}; ask for at most that many"
        )
    return int(k)
