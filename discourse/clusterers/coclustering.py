"""Co-clustering: people and what they speak of, grouped together without projecting."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.clusterers._graph import check_seed
from discourse.clusterers._profiles import distinct, kmeans_rows
from discourse.clusterers._two_modes import check_groups, two_modes
from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.checks import check_whole
from discourse.model.description import description_length
from discourse.model.network import Network

if TYPE_CHECKING:
    from scipy import sparse

#: Up to this length of its shorter side a table is decomposed whole.
_DENSE = 1500
RULES = ("modularity", "description")


def coclustering(
    network: Network,
    *,
    k: int | str | None = "auto",
    choose: str = "modularity",
    rows: str | None = None,
    max_groups: int = 10,
    seed: int = 0,
) -> pd.DataFrame:
    """Group both kinds of nodes of a two-mode network at once, by spectral co-clustering [1]_.

    With A the table of weights and R and C its row and column sums, R^(-1/2) A C^(-1/2) is decomposed into singular
    vectors. The k leading ones give rows and columns places in one space, which are divided by k-means after they were
    scaled to length 1 (and not, as in [1]_, divided by the roots of the sums: nodes of few ties would be groups). A
    group has members of both kinds, as a rule. Projecting first would tie all who speak of a common thing to one
    another and hide how many things they share.

    ``k="auto"`` tries every number from that of the pieces up to ``max_groups``. ``choose="modularity"`` takes the one
    with the largest modularity for two modes [2]_, Σ (A_ij − r_i c_j / m) / m over the rows i and columns j of one
    group; it finds groups in networks drawn at random as well. ``"description"`` takes the one that describes the ties
    in the fewest bits, by the degree-corrected block model of :mod:`discourse.model.description` with the people and
    the things of each group as two blocks; it finds fewer groups than there are where there are few ties. A note tells
    what both say.

    Parameters
    ----------
    network : Network
        Of two kinds of nodes. Positive weights count; nodes without them are groups of their own.
    k : int or "auto"
        Groups among the nodes with ties; None is ``"auto"``. With fewer groups than pieces, which pieces come together
        has no meaning.
    choose : {"modularity", "description"}
        How the number of groups is chosen.
    rows : str, optional
        The kind in the rows; it makes no difference to the groups.
    max_groups : int
        The largest number tried by ``"auto"``, unless the network has more pieces.
    seed : int
        Of the ten starts of k-means, the best of which is kept; what is drawn depends on the order of nodes.

    Returns
    -------
    pandas.DataFrame
        By node, in the order of ``network.nodes``: ``label``.

    Raises
    ------
    NotComputable
        If the network has no nodes, not two kinds of them, or no positive ties, or its nodes cannot be told apart into
        ``k`` groups.
    OptionError
        If ``k`` is larger than the number of nodes with ties, or an option has a value not known.

    References
    ----------
    .. [1] Dhillon, I. S. (2001). Co-clustering documents and words using bipartite spectral graph partitioning. *KDD
       '01*, 269–274. https://doi.org/10.1145/502512.502550
    .. [2] Barber, M. J. (2007). Modularity and community detection in bipartite networks. *Physical Review E* 76,
       066102. https://doi.org/10.1103/PhysRevE.76.066102

    Examples
    --------
    >>> said = np.kron(np.eye(2), np.ones((4, 3)))
    >>> two = Network.from_matrix(said, list("abcdefgh"), columns=list("uvwxyz"), kind=("commenter", "narrative"))
    >>> coclustering(two)["label"].tolist()
    [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 1, 1, 1]
    """
    check_seed(seed)
    check_whole(max_groups, "max_groups", 1)
    if not isinstance(choose, str) or choose not in RULES:
        raise OptionError(f"choose={choose!r} is not known.{did_you_mean(str(choose), RULES)}")
    if rows is not None and not isinstance(rows, str):
        raise OptionError(f"rows must be the name of a kind of nodes, not {rows!r}")
    table = two_modes(network, rows)
    weight = table.weight.copy()
    weight.data = np.maximum(weight.data, 0.0)
    weight.eliminate_zeros()
    above = np.flatnonzero(np.diff(weight.indptr))
    below = np.flatnonzero(np.bincount(weight.indices, minlength=weight.shape[1]))
    if not len(above):
        raise NotComputable("no tie weighs more than 0: there is nothing to group by")
    wanted = check_groups(k, len(above) + len(below), "nodes with ties that count")
    part = weight[above][:, below].tocsr()
    tied = np.concatenate([table.rows[above], table.cols[below]])
    groups, told = _choose(part, wanted, choose, max_groups, seed)
    label = np.full(network.order, -1, dtype=np.int64)
    label[tied] = groups
    alone = label < 0
    label[alone] = groups.max() + 1 + np.arange(alone.sum())
    out = pd.DataFrame({"label": pd.factorize(label)[0]})
    out.attrs["notes"] = (told,)
    return out


def _choose(
    table: sparse.csr_array, wanted: int | None, rule: str, most: int, seed: int
) -> tuple[np.ndarray, str]:
    """Return the groups of rows and columns, and how many there are and why."""
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    pieces, piece = connected_components(sparse.block_array([[None, table], [table.T, None]]), directed=False)
    numbers = [wanted] if wanted is not None else list(range(pieces, max(most, pieces) + 1))
    places = _places(table, numbers[-1]) if numbers != [pieces] else np.zeros((0, 0))
    found = {}
    for number in numbers:
        if number == pieces:
            found[number] = piece.astype(np.int64)
        elif wanted is None and number > distinct(_directions(places, number)):
            break
        else:
            found[number] = _divide(places, number, seed)
    worth = {number: (_modularity(table, labels), -_bits(table, labels)) for number, labels in found.items()}
    best = max(worth, key=lambda number: round(worth[number][RULES.index(rule)], 9))
    why = "as asked for" if wanted is not None else f"by {rule}"
    told = ", ".join(f"{number}: {value:.3f} and {-bits:.0f}" for number, (value, bits) in worth.items())
    count = "1 group" if best == 1 else f"{best} groups"
    return found[
        best
    ], f"{count}, {why} (modularity for two modes and bits of the description by number: {told})"


def _modularity(table: sparse.csr_array, labels: np.ndarray) -> float:
    height, total = table.shape[0], table.sum()
    above, below = labels[:height], labels[height:]
    count = int(labels.max()) + 1
    row = np.repeat(np.arange(height), np.diff(table.indptr))
    within = table.data[above[row] == below[table.indices]].sum() / total
    rows = np.bincount(above, weights=np.asarray(table.sum(axis=1)).ravel(), minlength=count)
    cols = np.bincount(below, weights=np.asarray(table.sum(axis=0)).ravel(), minlength=count)
    return float(within - rows @ cols / total**2)


def _bits(table: sparse.csr_array, labels: np.ndarray) -> float:
    height = table.shape[0]
    row = np.repeat(np.arange(height), np.diff(table.indptr))
    blocks = np.unique(labels * 2 + (np.arange(len(labels)) >= height), return_inverse=True)[1]
    return description_length(row, height + table.indices.astype(np.int64), blocks)


def _divide(places: np.ndarray, number: int, seed: int) -> np.ndarray:
    if number == 1:
        return np.zeros(len(places), dtype=np.int64)
    return kmeans_rows(_directions(places, number), number, seed)


def _directions(places: np.ndarray, number: int) -> np.ndarray:
    """Return directions: the leading dimensions, scaled to length 1."""
    rows = places[:, :number]
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / np.where(length > 1e-12, length, 1.0)


def _places(table: sparse.csr_array, count: int) -> np.ndarray:
    """Return the places of rows and then of columns, one dimension for each leading pair of singular vectors."""
    from scipy import sparse
    from scipy.sparse.linalg import svds

    down = 1.0 / np.sqrt(np.asarray(table.sum(axis=1)).ravel())
    across = 1.0 / np.sqrt(np.asarray(table.sum(axis=0)).ravel())
    scaled = sparse.diags_array(down) @ table @ sparse.diags_array(across)
    small = min(table.shape)
    count = min(count, small)
    if small <= _DENSE or count >= small - 1:
        left, values, right = np.linalg.svd(scaled.toarray(), full_matrices=False)
    else:
        left, values, right = svds(scaled, k=count, v0=np.random.default_rng(0).random(small))
    order = np.argsort(-values, kind="stable")[:count]
    return np.vstack([left[:, order], right[order].T])
