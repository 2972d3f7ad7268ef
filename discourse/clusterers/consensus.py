"""Consensus: what many methods, seeds and resolutions agree on."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.clusterers._graph import apart, check_positive, check_seed, symmetric
from discourse.clusterers.leiden import leiden_groups
from discourse.errors import OptionError
from discourse.model.checks import check_whole
from discourse.model.network import Network
from discourse.model.partitions import agreement, membership

if TYPE_CHECKING:
    from scipy import sparse

#: Up to as many nodes all pairs are looked at, beyond it those that are tied.
_DENSE = 2000
#: How often a network of shares is divided.
_AGAIN = 10
#: A node is called unstable if it is with its own group in a smaller share of the runs.
_SURE = 0.75
#: How many unstable nodes are named.
_NAMED = 12
#: Letters of a name that are told.
_SHOWN = 60


def consensus(
    network: Network,
    *,
    methods: Sequence[str] = ("leiden", "louvain"),
    seeds: int = 20,
    resolutions: Sequence[float] = (0.7, 1.0, 1.3),
    threshold: float = 0.3,
    rounds: int = 20,
    seed: int = 0,
) -> pd.DataFrame:
    """Divide the nodes by what many runs agree on [1]_.

    Every method is run with every seed at every resolution (one that takes no seed, or no resolution, is run once for
    it); each method at each resolution has the same say, however often it was run. The share of the runs in which two
    nodes are together becomes the weight of a new tie; ties below ``threshold`` are taken away, save the strongest of
    a node that would have none left; the new network is divided ten times by Leiden; and so on until all divisions
    are the same.

    Up to 2000 nodes all pairs of nodes may be tied so, in larger networks those tied in the network [2]_.

    Parameters
    ----------
    network : Network
        As the methods take it. Nodes without ties are groups of their own.
    methods : sequence of str
        Registered clusterers, each with its own defaults for what is not said here.
    seeds : int
        How many: ``seed``, ``seed`` + 1, …
    resolutions : sequence of float
        For the methods that have a resolution.
    threshold : float
        Share of the runs, from 0 to 1.
    rounds : int
        At most so many divisions of the new network; if they still differ then, the division that is most like the
        others is taken, and a note says so.
    seed : int
        The first. What is drawn depends on the order of nodes.

    Returns
    -------
    pandas.DataFrame
        By node, in the order of ``network.nodes``: ``label``; ``certainty``, in what share of the runs the node is
        together with a member of its own group, on average (of a group of one: in what share it is alone);
        ``elsewhere``, the largest such share for any other group; ``unstable``, whether ``certainty`` is below .75 or
        not above ``elsewhere``. Notes: the mean adjusted Rand index and variation of information between runs, the
        number of groups, and the unstable nodes by name.

    Raises
    ------
    NotComputable
        If the network has no nodes, or a method cannot divide it.
    OptionError
        If a method is not known, or an option has a value not known.

    References
    ----------
    .. [1] Lancichinetti, A. & Fortunato, S. (2012). Consensus clustering in complex networks. *Scientific Reports* 2,
       336. https://doi.org/10.1038/srep00336
    .. [2] Tandon, A., Albeshri, A., Thayananthan, V., Alhalabi, W. & Fortunato, S. (2019). Fast consensus clustering in
       complex networks. *Physical Review E* 99, 042301. https://doi.org/10.1103/PhysRevE.99.042301

    Examples
    --------
    >>> two = np.kron(np.eye(2), np.ones((3, 3)))
    >>> found = consensus(Network.from_matrix(two, list("abcdef")), seeds=3)
    >>> found["label"].tolist(), found["certainty"].tolist()
    ([0, 0, 0, 1, 1, 1], [1.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    """
    check_seed(seed)
    check_whole(seeds, "seeds", 1, 2**32 - 1 - int(seed))
    check_whole(rounds, "rounds", 1)
    levels = _levels(resolutions)
    if isinstance(threshold, bool) or not isinstance(threshold, int | float) or not 0 <= threshold <= 1:
        raise OptionError(f"threshold must be a share of the runs from 0 to 1, not {threshold!r}")
    matrix = symmetric(network)
    runs = _runs(network, _names(methods), int(seeds), levels, int(seed))
    tied = np.diff(matrix.indptr) > 0
    rounds_taken = 0
    settled = True

    def divide(part: sparse.csr_array) -> np.ndarray:
        nonlocal rounds_taken, settled
        labels, rounds_taken, settled = _settle(
            runs.labels[tied], runs.weight, part, float(threshold), int(rounds), int(seed)
        )
        return labels

    labels = pd.factorize(apart(matrix, divide))[0]
    certainty, elsewhere = _certainty(runs, labels)
    certainty[~tied], elsewhere[~tied] = 1.0, 0.0
    unstable = (certainty < _SURE) | (certainty <= elsewhere)
    out = pd.DataFrame(
        {"label": labels, "certainty": certainty, "elsewhere": elsewhere, "unstable": unstable}
    )
    out.attrs["notes"] = _notes(network, runs, tied, out, rounds_taken, settled)
    return out


@dataclass(frozen=True)
class _Runs:
    labels: np.ndarray  # one column per run
    weight: np.ndarray  # of each run; they add up to 1
    told: str


def _names(methods: Any) -> list[str]:
    from discourse.clusterers import TABLE

    if isinstance(methods, str) or not hasattr(methods, "__iter__") or not len(list(methods)):
        raise OptionError(
            f"methods: name the clusterers in a list, such as ['leiden', 'louvain'], not {methods!r}"
        )
    names = list(dict.fromkeys(methods))
    for name in names:
        TABLE.entry(name)
        if name == "consensus":
            raise OptionError("methods: a consensus of a consensus is not made; name the methods themselves")
    return names


def _levels(resolutions: Any) -> list[float]:
    if (
        isinstance(resolutions, int | float)
        or not hasattr(resolutions, "__iter__")
        or not len(list(resolutions))
    ):
        raise OptionError(f"resolutions: give a list of numbers above 0, such as [1.0], not {resolutions!r}")
    for value in resolutions:
        check_positive(value, "resolutions: each")
    return [float(value) for value in dict.fromkeys(resolutions)]


def _runs(network: Network, names: list[str], seeds: int, levels: list[float], seed: int) -> _Runs:
    from discourse.clusterers import TABLE

    columns: list[np.ndarray] = []
    weight: list[float] = []
    told = []
    for name in names:
        known = inspect.signature(TABLE.load(name)).parameters
        at = [{"resolution": level} for level in levels] if "resolution" in known else [{}]
        begin = [{"seed": seed + i} for i in range(seeds)] if "seed" in known else [{}]
        if "trials" in known:  # the seeds are the trials
            begin = [options | {"trials": 1} for options in begin]
        for where in at:
            for how in begin:
                found = TABLE.call(name, network, **where, **how)
                labels = found["label"] if isinstance(found, pd.DataFrame) else found
                columns.append(np.unique(np.asarray(labels), return_inverse=True)[1])
                weight.append(1.0 / len(begin))
        told.append(f"{name} {len(at) * len(begin)}")
    share = np.array(weight) / np.sum(weight)
    return _Runs(np.column_stack(columns), share, f"{len(columns)} runs ({', '.join(told)})")


def _settle(
    labels: np.ndarray,
    weight: np.ndarray,
    matrix: sparse.csr_array,
    threshold: float,
    rounds: int,
    seed: int,
) -> tuple[np.ndarray, int, bool]:
    """Return the consensus of the nodes that have ties, the rounds it took, and whether all agreed in the end."""
    row, col = _pairs(matrix)
    for taken in range(rounds + 1):
        if _same(labels):
            return labels[:, 0], taken, True
        if taken == rounds:
            break
        together = _together(labels, weight, row, col, threshold)
        labels = np.column_stack([_again(together, (seed + i) % 2**32) for i in range(_AGAIN)])
        weight = np.full(_AGAIN, 1.0 / _AGAIN)
    alike = agreement(labels)[0].mean(axis=0)
    return labels[:, int(np.argmax(np.round(alike, 12)))], rounds, False


def _again(together: sparse.csr_array, seed: int) -> np.ndarray:
    """Return the groups of a network of shares."""
    return apart(together, lambda part: leiden_groups(part, resolution=1.0, trials=1, seed=seed))


def _same(labels: np.ndarray) -> bool:
    """Return whether all columns are one division, however numbered."""
    first = pd.factorize(labels[:, 0])[0]
    return all(np.array_equal(first, pd.factorize(labels[:, i])[0]) for i in range(1, labels.shape[1]))


def _pairs(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """Return the pairs of nodes whose runs are compared, the lower place first."""
    n = matrix.shape[0]
    if n <= _DENSE:
        return np.triu_indices(n, 1)
    coo = matrix.tocoo()
    upper = coo.row < coo.col
    return coo.row[upper], coo.col[upper]


def _together(
    labels: np.ndarray, weight: np.ndarray, row: np.ndarray, col: np.ndarray, threshold: float
) -> sparse.csr_array:
    """Return in what share of the runs pairs are together: those above the threshold, and each node's strongest."""
    from scipy import sparse

    share = np.zeros(len(row))
    # Run by run: all at once would need pairs × runs of memory.
    for i, part in enumerate(weight):
        share += part * (labels[row, i] == labels[col, i])
    n = len(labels)
    share = share.round(12)
    strongest = np.zeros(n)
    np.maximum.at(strongest, row, share)
    np.maximum.at(strongest, col, share)
    left = (strongest < threshold) & (strongest > 0)
    kept = (share >= threshold) & (share > 0)
    kept |= (left[row] & (share == strongest[row])) | (left[col] & (share == strongest[col]))
    row, col, share = row[kept], col[kept], share[kept]
    both = (np.concatenate([row, col]), np.concatenate([col, row]))
    return sparse.coo_array((np.concatenate([share, share]), both), shape=(n, n)).tocsr()


def _certainty(runs: _Runs, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how much of the runs a node is with its own group, and with the nearest other one."""
    n = len(labels)
    member, division = membership(runs.labels)
    group, _ = membership(labels[:, None])
    size = np.bincount(labels).astype(float)
    # How many members of each consensus group are in the node's own group of each run.
    weighted = member * runs.weight[division]
    with_each = (weighted @ (member.T @ group)).toarray()
    own = with_each[np.arange(n), labels]
    mates = size[labels] - 1
    # Of a group of one: how often it is alone.
    lonely = np.asarray((member @ (runs.weight[division] * (member.sum(axis=0) == 1))).ravel())
    certainty = np.where(mates > 0, (own - 1) / np.maximum(mates, 1), lonely)
    others = with_each / size
    others[np.arange(n), labels] = 0.0
    return np.clip(certainty.round(12), 0, 1), np.clip(others.max(axis=1).round(12), 0, 1)


def _notes(
    network: Network, runs: _Runs, tied: np.ndarray, out: pd.DataFrame, rounds: int, settled: bool
) -> tuple[str, ...]:
    notes = []
    count = runs.labels.shape[1]
    if count > 1 and tied.any():
        index, variation = agreement(runs.labels[tied])
        pairs = np.triu_indices(count, 1)
        groups = np.array([len(np.unique(runs.labels[tied, i])) for i in range(count)])
        notes.append(
            f"{runs.told}: mean ARI between two runs {index[pairs].mean():.3f}, mean VI "
            f"{variation[pairs].mean():.3f} nats (at most {np.log(tied.sum()):.3f}), "
            f"{groups.min()} to {groups.max()} groups"
        )
    after = f"after {rounds} round{'s' * (rounds != 1)}"
    notes.append(
        f"all divisions agreed {after} of consensus"
        if settled
        else f"the divisions still differed {after}: the one most like the others was taken"
    )
    shaky = np.flatnonzero(out["unstable"])
    if len(shaky):
        order = shaky[np.argsort(out["certainty"].to_numpy()[shaky], kind="stable")]
        label = network.nodes["label"].str.slice(stop=_SHOWN)
        names = ", ".join(f"{label.iloc[i]} ({out['certainty'].iloc[i]:.2f})" for i in order[:_NAMED])
        more = f" and {len(shaky) - _NAMED} more" if len(shaky) > _NAMED else ""
        notes.append(
            f"{len(shaky)} of {len(out)} nodes {'is' if len(shaky) == 1 else 'are'} unstable: {names}{more}"
        )
    return tuple(notes)
