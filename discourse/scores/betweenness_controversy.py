"""Betweenness controversy: whether shortest paths crowd on the ties between two camps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.errors import NotComputable
from discourse.model.checks import check_whole
from discourse.model.network import Network
from discourse.scores._camps import camps_of
from discourse.scores._ties import check_choice

if TYPE_CHECKING:
    from scipy import sparse

#: Up to as many nodes every node is a source by default; beyond, so many are drawn.
_ALL, _DRAWN = 1000, 512
#: Parts of the sources that are left out one at a time for the standard error.
_PARTS = 8
_BATCH = 64
_GRID = 512


@dataclass(frozen=True)
class Crowding:
    """Betweenness controversy with its error.

    Attributes
    ----------
    value : float
    error : float
        Standard error from drawing sources; 0 if all nodes were sources.
    bias : float
        By how much drawing them moves the value, as far as can be told from the draw itself; 0 if all were sources.
    sources : int
    cut, rest : int
        Ties between the camps, and within them.
    """

    value: float
    error: float
    bias: float
    sources: int
    cut: int
    rest: int


def bcc(
    network: Network,
    *,
    partition: np.ndarray | None = None,
    sources: int | None = None,
    scale: str = "log",
    seed: int = 0,
) -> pd.DataFrame:
    """Return the betweenness controversy of two camps [1]_.

    1 − exp(−D), with D the Kullback–Leibler divergence of the distribution of edge betweenness over the ties between
    the camps from that over the other ties. If few ties join the camps, all paths across crowd on them. Both
    densities are estimated by Gaussian kernels (Scott's rule for each, on the spread of its own ties, or of all where
    its own have none) and compared on one grid of 512 points.

    Parameters
    ----------
    network : Network
        Directions and weights do not count. Nodes without ties are set aside; there are no paths between pieces.
    partition : array of int, shape (n,)
        Two groups among the nodes with ties.
    sources : int, optional
        From how many nodes shortest paths are followed [2]_. By default from all up to 1000, beyond from 512 that are
        drawn. See Notes.
    scale : {"log", "plain"}
        Whether densities are estimated over log(1 + betweenness) or over betweenness itself, as the literature does.
        The divergence itself is the same on any scale; its estimate is better where the values do not have a long
        tail.
    seed : int
        Of the sources drawn, which goes by the order of the nodes.

    Returns
    -------
    pandas.DataFrame
        One row, of the node ``"graph"``: ``value``, from 0 (the ties between the camps are like the others) to 1;
        ``error``, its standard error from drawing sources; ``bias``, by how much drawing moves it, as estimated;
        ``sources``; ``cut`` and ``rest``, ties between the camps and within; ``exact``, whether all nodes are sources.
        Error and bias are 0 then, and not a number for a single source.

    Raises
    ------
    NotComputable
        If there are no ties, or no tie joins the camps, or all do.
    OptionError
        If there is no partition, the nodes with ties are not in two groups, or an option has a value not known.

    Notes
    -----
    Drawing sources blurs both densities and so lowers the value, by far more than the standard error where the score is
    neither near 0 nor near 1. On planted camps of 2,000 nodes and 4,800 ties, 512 sources gave, on average over draws,
    .03 (all sources: .04), .24 (.31), .86 (.94) and 1.00 (1.00), with standard errors of .004, .02, .03 and .0005; 128
    sources .12 for .31. ``bias`` is estimated by the jackknife, and mostly too small, often by half. Random networks
    are lowered alike: compare with nulls of as many sources, or take all, rather than correct the value.

    Nodes of different pieces have no path. Ties of a node with itself and ties that weigh 0 do not count, negative ones
    are ties like the others. Ties in degree make no difference. Where all ties carry the same, as in a ring, the value
    is 0.

    References
    ----------
    .. [1] Garimella, K., De Francisci Morales, G., Gionis, A. & Mathioudakis, M. (2018). Quantifying controversy on
       social media. *ACM Transactions on Social Computing* 1, 3. https://doi.org/10.1145/3140565
    .. [2] Brandes, U. & Pich, C. (2007). Centrality estimation in large networks. *International Journal of
       Bifurcation and Chaos* 17, 2303–2318. https://doi.org/10.1142/S0218127407018403

    Examples
    --------
    >>> camps = np.kron(np.eye(2), np.ones((5, 5)))
    >>> camps[4, 5] = camps[5, 4] = 1
    >>> two = Network.from_matrix(camps, list("abcdefghij"))
    >>> bcc(two, partition=np.repeat([1, 2], 5))[["value", "error", "cut", "rest", "exact"]].round(2).values.tolist()
    [[1.0, 0.0, 1.0, 20.0, True]]
    """
    found = crowding(network, partition=partition, sources=sources, scale=scale, seed=seed)
    out = pd.DataFrame({"node": ["graph"], **{name: [float(value)] for name, value in vars(found).items()}})
    out["exact"] = found.error == 0
    out.attrs["level"] = "graph"
    if found.sources > 1 and found.error != 0:
        lower = f", here by about {-found.bias:.2g} or more" if found.bias < 0 else ""
        out.attrs["notes"] = (
            f"shortest paths were followed from {found.sources} nodes that were drawn: the standard error from that is "
            f"{found.error:.2g}, and values neither near 0 nor near 1 come out too low{lower}; compare with random "
            "networks, or follow the paths from all nodes (sources=)",
        )
    elif found.error != 0:
        out.attrs["notes"] = (
            "shortest paths were followed from one node only: how far off that is is not known",
        )
    return out


def crowding(
    network: Network,
    *,
    partition: np.ndarray | None = None,
    sources: int | None = None,
    scale: str = "log",
    seed: int = 0,
    error: bool = True,
) -> Crowding:
    """Return the betweenness controversy, with its standard error and bias from drawing sources.

    The sources are split in eight parts, and the score is computed anew without each (the jackknife), from betweenness
    rounded to 512 steps.

    Parameters
    ----------
    network, partition, sources, scale, seed
        As for :func:`bcc`.
    error : bool
        Whether error and bias are wanted; if not, they are not numbers where sources were drawn.

    Returns
    -------
    Crowding

    Raises
    ------
    NotComputable, OptionError
        As for :func:`bcc`.

    Examples
    --------
    >>> path = Network.from_matrix(np.eye(6, k=1) + np.eye(6, k=-1), list("abcdef"))
    >>> found = crowding(path, partition=np.array([1, 1, 1, 2, 2, 2]))
    >>> found.cut, found.rest, found.sources, found.error
    (1, 4, 6, 0.0)
    """
    check_choice(scale, "scale", ("log", "plain"))
    if sources is not None:
        check_whole(sources, "sources", 1)
    check_whole(seed, "seed", 0)
    matrix, side = camps_of(network, partition, "bcc")
    ends = matrix.tocoo()
    upper = ends.row < ends.col
    one, other = ends.row[upper], ends.col[upper]
    cut = side[one] != side[other]
    if not cut.any() or cut.all():
        which = "no tie joins" if not cut.any() else "all ties join"
        raise NotComputable(f"betweenness controversy is not defined here: {which} the two camps")
    n = len(side)
    count = min(n, int(sources) if sources is not None else n if n <= _ALL else _DRAWN)
    if count == n:
        flow = _joined(edge_flow(matrix, one, other, np.arange(n)))
        return Crowding(_divergence(flow, cut, scale), 0.0, 0.0, n, int(cut.sum()), int((~cut).sum()))
    drawn = np.random.default_rng(int(seed)).choice(n, count, replace=False)
    parts = [p for p in np.array_split(drawn, _PARTS if error else 1) if len(p)]
    flows = np.array([edge_flow(matrix, one, other, part) for part in parts])
    total = flows.sum(axis=0)
    value = _divergence(_joined(total) * (n / count), cut, scale)
    wrong = bias = np.nan
    if len(parts) > 1:
        whole = _divergence(_joined(total) * (n / count), cut, scale, steps=_GRID)
        left = np.array(
            [
                _divergence(_joined(total - flow) * (n / (count - len(part))), cut, scale, steps=_GRID)
                for flow, part in zip(flows, parts, strict=True)
            ]
        )
        spread = (len(parts) - 1) / len(parts) * ((left - left.mean()) ** 2).sum()
        # All nodes are finitely many: what was not drawn is what the draw may be off by.
        undrawn = 1 - count / n
        wrong = float(np.sqrt(spread * undrawn))
        bias = float((len(parts) - 1) * (left.mean() - whole) * undrawn)
    return Crowding(value, wrong, bias, count, int(cut.sum()), int((~cut).sum()))


def edge_flow(
    matrix: sparse.csr_array, one: np.ndarray, other: np.ndarray, sources: np.ndarray
) -> np.ndarray:
    """Return how many shortest paths from the sources run over each tie, either way, those to one target counting 1.

    Parameters
    ----------
    matrix : scipy.sparse.csr_array, shape (n, n)
        Symmetric, of ones.
    one, other : numpy.ndarray of int, shape (m,)
        The ends of the ties.
    sources : numpy.ndarray of int

    Returns
    -------
    numpy.ndarray, shape (4, m)
        Paths from one to other, paths from other to one, and how many sources are nearer to one, to other.
    """
    n = matrix.shape[0]
    total = np.zeros((4, len(one)))
    for first in range(0, len(sources), _BATCH):
        batch = sources[first : first + _BATCH]
        columns = np.arange(len(batch))
        paths = np.zeros((n, len(batch)))
        paths[batch, columns] = 1.0
        depth = np.full((n, len(batch)), -1, dtype=np.int32)
        depth[batch, columns] = 0
        layer, reached = 0, paths
        while True:
            reached = (matrix @ reached) * (depth < 0)
            new = reached > 0
            if not new.any():
                break
            layer += 1
            depth[new] = layer
            paths = paths + reached
        # What a node passes back to each neighbour one step nearer, per path that leads there.
        ahead = np.zeros_like(paths)
        share = np.zeros_like(paths)
        for step in range(layer, 0, -1):
            here = depth == step
            ahead[here] = (1.0 + share[here]) / paths[here]
            share += (matrix @ (ahead * here)) * paths * (depth == step - 1)
        for way, (near, far) in enumerate(((one, other), (other, one))):
            follows = (depth[far] == depth[near] + 1) & (depth[near] >= 0)
            total[way] += (paths[near] * ahead[far] * follows).sum(axis=1)
            total[way + 2] += follows.sum(axis=1)
    return total


def _joined(flow: np.ndarray) -> np.ndarray:
    """Return the paths over each tie: the mean of both ways, which are equal if all nodes are sources.

    If not, a way counts in proportion to the sources that came by it. To a node with one tie nearly all sources come by
    one way, with one path each, and only the node itself by the other, with paths to all: a drawing of chance.
    """
    near = flow[2] + flow[3]
    mean = flow[0] * flow[2] + flow[1] * flow[3]
    return np.divide(mean, near, out=np.zeros_like(mean), where=near > 0)


def _divergence(flow: np.ndarray, cut: np.ndarray, scale: str, *, steps: int = 0) -> float:
    """Return the score of betweenness by tie; with ``steps`` from values rounded to so many, which is quicker."""
    value = np.log1p(flow) if scale == "log" else flow
    spread = float(value.std())
    if spread <= 1e-12 * max(1.0, float(np.abs(value).max())):
        return 0.0
    low, high = float(value.min()), float(value.max())
    samples = (value[cut], value[~cut])
    widths = [_width(sample, spread) for sample in samples]
    margin = 3 * max(widths)
    grid = np.linspace(low - margin, high + margin, _GRID)
    densities = []
    for sample, width in zip(samples, widths, strict=True):
        often = np.ones(len(sample))
        if steps:
            count = np.bincount(np.rint((sample - low) / (high - low) * steps).astype(np.int64))
            sample = low + np.flatnonzero(count) * (high - low) / steps
            often = count[count > 0].astype(float)
        densities.append(_density(sample, often, width, grid))
    p, q = (density / density.sum() for density in densities)
    on = p > 0
    return float(1 - np.exp(-max(0.0, (p[on] * np.log(p[on] / np.maximum(q[on], 1e-300))).sum())))


def _width(sample: np.ndarray, spread: float) -> float:
    own = float(sample.std(ddof=1)) if len(sample) > 1 else 0.0
    return (own if own > 1e-9 * spread else spread) * len(sample) ** (-0.2)


def _density(sample: np.ndarray, often: np.ndarray, width: float, grid: np.ndarray) -> np.ndarray:
    out = np.zeros(len(grid))
    for first in range(0, len(sample), 2048):
        part = slice(first, first + 2048)
        z = (grid[:, None] - sample[None, part]) / width
        out += np.exp(-0.5 * z * z) @ often[part]
    return out
