"""Ways to divide windows into phases, and which of them is best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from discourse import clusterers
from discourse.errors import MissingExtra, NotComputable, OptionError, did_you_mean
from discourse.model.network import Network
from discourse.registry import defaults
from discourse.studies.phases.divide import kmeans, tree

#: On the distances themselves.
_DIRECT = ("ward", "average", "complete", "single", "kmeans", "pam")
#: On the network of similarities, and up to how many windows they are tried without being asked for.
_NETWORK = {
    "concor": 2000, "equivalence": 2000, "greedy": 200, "louvain": 300, "leiden": 2000, "leading_eigenvector": 1000,
    "walktrap": 1000, "spectral": 2000, "label_propagation": 300, "infomap": 200, "spinglass": 100,
    "edge_betweenness": 30,
}  # fmt: skip
#: Only if asked for: what Discourse Network Analyzer calls PAM and edge betweenness.
_ASKED = ("dna_pam", "dna_edge_betweenness")


@dataclass(frozen=True)
class Found:
    """One way to divide the windows.

    Attributes
    ----------
    method : str
    k : int
        Phases found; 0 where none were.
    labels : numpy.ndarray of int, shape (windows,), or None
    modularity, silhouette : float
    note : str
        Why it is not in the running, or what else is to be known.
    """

    method: str
    k: int
    labels: np.ndarray | None
    modularity: float
    silhouette: float
    note: str = ""


def known_methods() -> list[str]:
    """Return the names of the methods there are."""
    asked = [name for name in _ASKED if name == "dna_pam" or name.removeprefix("dna_") in clusterers.TABLE]
    return [*_DIRECT, *(name for name in _NETWORK if name in clusterers.TABLE), *asked]


def clusterings(
    distance: np.ndarray, methods: Sequence[str] | None, k_min: int, k_max: int, seed: int
) -> tuple[list[Found], list[str]]:
    """Divide the windows in every way.

    Parameters
    ----------
    distance : numpy.ndarray, shape (windows, windows)
        From 0 to 1.
    methods : sequence of str, optional
        By default all that suit the number of windows and are installed.
    k_min, k_max : int
        Numbers of phases.
    seed : int

    Returns
    -------
    (list of Found, list of str)
        In the order of the methods; what was left out, and why.

    Raises
    ------
    OptionError
        For a method that does not exist.
    MissingExtra
        For one asked for that is not installed.
    """
    n = len(distance)
    known = known_methods()
    for name in methods or ():
        if name not in known:
            raise OptionError(f"methods: {name!r} is not one of them.{did_you_mean(str(name), known)}")
    chosen = list(dict.fromkeys(methods)) if methods is not None else [m for m in known if m not in _ASKED]
    similar = 1.0 - distance
    np.fill_diagonal(similar, 0.0)
    network = Network.from_matrix(similar, [str(i) for i in range(n)], kind="window")
    out: list[Found] = []
    notes: list[str] = []
    missing: list[str] = []
    for name in chosen:
        if methods is None and n > _NETWORK.get(name, n):
            notes.append(f"{name} was left out: it is slow on more than {_NETWORK[name]} windows")
            continue
        try:
            out += _all_k(name, distance, similar, network, range(k_min, min(k_max, n - 1) + 1), seed)
        except MissingExtra:
            if methods is not None:
                raise
            missing.append(name)
    if missing:
        notes.append(f"not installed, and so left out: {', '.join(missing)}")
    return out, notes


def _all_k(
    name: str, distance: np.ndarray, similar: np.ndarray, network: Network, ks: range, seed: int
) -> list[Found]:
    direct = name in _DIRECT or name == "dna_pam"
    # There, similar windows are far apart for the shortest paths.
    fixed: dict[str, Any] = {"weights": "far"} if name == "dna_edge_betweenness" else {}
    clusterer = name.removeprefix("dna_")
    takes = {"k"} if direct else set(defaults(clusterers.TABLE.load(clusterer)))
    found: list[Found] = []
    for k in ks if "k" in takes else [0]:
        try:
            if direct:
                labels = _direct(name, distance, k, seed)
            else:
                options = fixed | ({"k": k} if k else {}) | ({"seed": seed} if "seed" in takes else {})
                labels = np.asarray(clusterers.TABLE.call(clusterer, network, **options))
        except (NotComputable, OptionError) as error:
            found.append(Found(name, k, None, np.nan, np.nan, str(error)))
            continue
        labels = _numbered(labels)
        if any(f.labels is not None and np.array_equal(f.labels, labels) for f in found):
            continue  # asked for more, it found no more
        found.append(_judged(name, k, labels, distance, similar, ks))
    return found


def _direct(name: str, distance: np.ndarray, k: int, seed: int) -> np.ndarray:
    from scipy.spatial.distance import cdist

    from discourse.clusterers.pam import around_medoids

    if name == "kmeans":
        return kmeans(distance, k, seed)
    if name == "dna_pam":
        # The matrix of distances taken for a table of observations, as Discourse Network Analyzer does.
        return around_medoids(cdist(distance, distance), k)
    return around_medoids(distance, k) if name == "pam" else tree(distance, name, k)


def _judged(
    name: str, k: int, labels: np.ndarray, distance: np.ndarray, similar: np.ndarray, ks: range
) -> Found:
    count = int(labels.max()) + 1
    note = f"asked for {k}" if k and count != k else ""
    if count not in ks:
        note = f"{count} phase{'s' if count != 1 else ''} found, not from {ks.start} to {ks.stop - 1}"
    quality, fit = modularity(similar, labels), float(silhouette(distance, labels).mean())
    return Found(name, count, labels, round(quality, 12) + 0.0, round(fit, 12) + 0.0, note)


def best(found: Sequence[Found], k_min: int, k_max: int) -> int:
    """Return the place of the highest modularity; of equal ones the first.

    Raises
    ------
    NotComputable
        If no method found an acceptable number of phases.
    """
    value = np.array(
        [f.modularity if f.labels is not None and k_min <= f.k <= k_max else -np.inf for f in found]
    )
    if not np.isfinite(value).any():
        raise NotComputable(
            f"no method divides the windows into {k_min} to {k_max} phases: allow other numbers of phases, "
            "other methods, or cut smaller windows"
        )
    return int(np.flatnonzero(value >= value.max() - 1e-12)[0])


def _numbered(labels: np.ndarray) -> np.ndarray:
    """Return labels from 0, in order of first appearance."""
    _, first, place = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[place]


def modularity(similar: np.ndarray, labels: np.ndarray) -> float:
    """Return the modularity of a division of a weighted network [1]_.

    Parameters
    ----------
    similar : numpy.ndarray, shape (n, n)
        Symmetric weights, without loops.
    labels : numpy.ndarray of int, shape (n,)

    Returns
    -------
    float

    References
    ----------
    .. [1] Newman, M. E. J. (2004). Analysis of weighted networks. *Physical Review E* 70, 056131.
       https://doi.org/10.1103/PhysRevE.70.056131

    Examples
    --------
    >>> modularity(np.kron(np.eye(2), [[0, 1], [1, 0]]), np.array([0, 0, 1, 1]))
    0.5
    """
    degree = similar.sum(axis=1)
    total = degree.sum()
    if total == 0:
        return 0.0
    same = labels[:, None] == labels
    return float((similar[same].sum() - (np.outer(degree, degree)[same] / total).sum()) / total)


def silhouette(distance: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return how much better each window fits its phase than the next best [1]_.

    Parameters
    ----------
    distance : numpy.ndarray, shape (n, n)
    labels : numpy.ndarray of int, shape (n,)
        From 0, without gaps.

    Returns
    -------
    numpy.ndarray, shape (n,)
        From −1 to 1; 0 for a window that is a phase of its own, and where there is one phase.

    References
    ----------
    .. [1] Rousseeuw, P. J. (1987). Silhouettes: a graphical aid to the interpretation and validation of cluster
       analysis. *Journal of Computational and Applied Mathematics* 20, 53–65.
       https://doi.org/10.1016/0377-0427(87)90125-7
    """
    n, count = len(labels), int(labels.max()) + 1
    if count < 2:
        return np.zeros(n)
    member = np.eye(count)[labels]
    size = member.sum(axis=0)
    total = distance @ member
    own = total[np.arange(n), labels] / np.maximum(size[labels] - 1, 1)
    other = np.where(member > 0, np.inf, total / size).min(axis=1)
    top = np.maximum(own, other)
    value = np.divide(other - own, top, out=np.zeros(n), where=top > 0)
    return np.where(size[labels] > 1, value, 0.0)
