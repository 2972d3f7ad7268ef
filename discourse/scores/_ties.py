"""What the scores of networks share: the ties as a matrix, and tables of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DataError, NotComputable, OptionError, did_you_mean
from discourse.model.network import Network
from discourse.model.ties import tie_matrix

if TYPE_CHECKING:
    from scipy import sparse


TOO_HEAVY = "the weights add up to more than a number can hold: divide them by a larger unit"


def ties(
    network: Network, *, weighted: bool, signed: bool = False, directed: bool = True
) -> sparse.csr_array:
    """Return the ties as a matrix, without loops and zeros; undirected ones stand in it twice.

    Parameters
    ----------
    network : Network
    weighted : bool
        If not, every tie is 1 (−1 where ``signed`` and the weight is negative).
    signed : bool
        Keep the signs; otherwise the absolute weight counts.
    directed : bool
        If not, directed ties are symmetrised: weights are added up, and a tie is 1 in both directions.

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)

    Raises
    ------
    NotComputable
        If the network has no nodes, or two weights add up to more than a number can hold.
    OptionError
        If ``weighted`` is not True or False.
    """
    check_flag(weighted, "weighted")
    if network.order == 0:
        raise NotComputable("a network without nodes has no scores; check what it was projected from")
    matrix = tie_matrix(network, absolute=not signed, directed=directed, scale=False)
    if not weighted:
        matrix.data = np.sign(matrix.data)
    elif not np.isfinite(matrix.data).all():
        raise NotComputable(TOO_HEAVY)
    return matrix


def lengths(network: Network) -> sparse.csr_array:
    """Return the ties with their lengths, the largest weight over each weight, so that strong ties are short.

    Parameters
    ----------
    network : Network

    Returns
    -------
    scipy.sparse.csr_array, shape (n, n)
        1 for the heaviest tie. Lengths beyond 1e150 are cut there.
    """
    matrix = ties(network, weighted=True)
    if matrix.nnz:
        with np.errstate(over="ignore"):
            matrix.data = np.minimum(matrix.data.max() / matrix.data, 1e150)
    return matrix


def table(network: Network, value: Any, **more: Any) -> pd.DataFrame:
    """Return the table of a score: ``node``, ``value`` and further columns, one row per node."""
    columns = {"value": value} | more
    return pd.DataFrame(
        {"node": network.nodes["id"], **{k: np.asarray(v, dtype=float) for k, v in columns.items()}}
    )


def groups_of(network: Network, partition: np.ndarray | None, name: str) -> np.ndarray:
    """Return the groups as codes from 0 upwards, one per node.

    Raises
    ------
    OptionError
        If there is no partition.
    DataError
        If it is not a list of groups, has another length than the network has nodes, or leaves out a node.
    """
    if partition is None:
        raise OptionError(f"{name!r} looks at groups: give it partition=, for example from discourse.cluster")
    groups = np.asarray(partition)
    if groups.ndim != 1:
        raise DataError(
            f"the partition must be a list with the group of each node, in the order of the nodes, not "
            f"{type(partition).__name__}{f' of {groups.ndim} dimensions' if groups.ndim else ''}"
        )
    if groups.shape != (network.order,):
        raise DataError(f"the partition has {groups.size} labels, but the network has {network.order} nodes")
    missing = np.flatnonzero(pd.isna(groups))
    if len(missing):
        raise DataError(
            f"the partition gives no group to {network.nodes['label'].iloc[missing[0]]!r} (place {missing[0]}): give "
            "every node one, or take the node out of the network"
        )
    try:
        return np.unique(groups, return_inverse=True)[1]
    except TypeError:  # labels of different types have no order
        return np.unique(groups.astype(str), return_inverse=True)[1]


def check_above(value: Any, name: str) -> None:
    """Raise :class:`OptionError` unless ``value`` is a finite number above 0."""
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not 0 < float(value) < float("inf"):
        raise OptionError(f"{name} must be a number above 0, not {value!r}")


def check_choice(value: Any, name: str, known: tuple[str, ...]) -> None:
    """Raise :class:`OptionError` unless ``value`` is one of the words known."""
    if not isinstance(value, str) or value not in known:
        raise OptionError(f"{name}={value!r} is not known.{did_you_mean(str(value), known)}")


def check_flag(value: Any, name: str) -> None:
    """Raise :class:`OptionError` unless ``value`` is True or False."""
    if not isinstance(value, bool | np.bool_):
        raise OptionError(f"{name} must be True or False, not {value!r}")
