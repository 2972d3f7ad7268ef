"""One-mode projections: rows tied by what they say about the same columns.

With a[i, j, k] the number of statements of row i about column j at qualifier level q_k, and
d(k, l) = |q_k − q_l| / (length of the scale), the weight of the tie between i and i' is
Σ_j Σ_kl a[i, j, k] · w(k, l) · a[i', j, l] with w = 1 (ignore), 1 − d (congruence), d (conflict) and
1 − 2d (subtract). All four are one sparse product. For a text qualifier, congruence counts pairs at the same
level, and conflict the statements at levels that only one of the two uses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from discourse.errors import OptionError, did_you_mean
from discourse.model.network import Network
from discourse.model.statements import Statements
from discourse.projections.counts import Counts, count, node_table
from discourse.projections.dense import NORMALIZATIONS, level_kernel

if TYPE_CHECKING:
    from scipy import sparse


def ignore(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = None,
    normalization: str | None = None,
    duplicates: str | None = None,
    isolates: bool = False,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: Mapping[str, int] | None = None,
) -> Network:
    """Tie rows by the columns they share, whatever they say about them.

    Parameters
    ----------
    statements : Statements
    rows, cols : str
        Text variables: whose network, and by what they are tied.
    qualifier : str or None
        Ties do not depend on it, but given one, the ``jaccard`` denominator tells its levels apart, as Discourse
        Network Analyzer does.
    normalization : {None, "average", "jaccard", "cosine", "dna_cosine"}
        See :func:`congruence`.
    duplicates : {None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month"}
        Within what the same row and column counts once, the first in time deciding.
    isolates : bool
        Keep rows without any statement that counts.
    exclude, only : dict of str to list, optional
        Statements with any of the values excluded are left out; kept are those whose value is among ``only``, for
        every variable named. Author, source, section and type of the document can be named too.
    min_statements : dict of str to int, optional
        How many statements a row or a column must have, as in ``{"commenter": 2, "narrative": 3}``.

    Returns
    -------
    Network

    Raises
    ------
    NotComputable
        If no statement has both a row and a column.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1), ("Ben", "tax", 1), ("Cy", "tax", 1)])
    >>> ignore(st).edges["weight"].tolist()
    [1.0, 1.0]
    """
    return _one_mode(
        statements, "ignore", rows, cols, qualifier, normalization, duplicates=duplicates, isolates=isolates,
        exclude=exclude, only=only, min_statements=min_statements,
    )  # fmt: skip


def congruence(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    normalization: str | None = None,
    duplicates: str | None = None,
    isolates: bool = False,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: Mapping[str, int] | None = None,
) -> Network:
    """Tie rows by agreement on the columns they share.

    Parameters
    ----------
    statements : Statements
    rows, cols : str
        Text variables: whose network, and by what they are tied.
    qualifier : str or None
        A boolean, integer or text variable. On the stance scale −1, 0, +1, support and rejection agree not at all
        and either agrees by half with 0.
    normalization : {None, "average", "jaccard", "cosine", "dna_cosine"}
        Divide each tie by: the mean number of statements of the two rows (``average``); the statements that
        either makes alone plus the pairs they share (``jaccard``); the geometric mean of what each would share
        with itself (``cosine``: identical rows get 1); the product of their numbers of statements
        (``dna_cosine``, what Discourse Network Analyzer calls cosine: identical rows with n single statements
        get 1/n).
    duplicates : {None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month"}
        Within what the same row, column and level counts once.
    isolates : bool
        Keep rows without any statement that counts.
    exclude, only : dict of str to list, optional
        Statements with any of the values excluded are left out; kept are those whose value is among ``only``, for
        every variable named. Author, source, section and type of the document can be named too.
    min_statements : dict of str to int, optional
        How many statements a row or a column must have, as in ``{"commenter": 2, "narrative": 3}``.

    Returns
    -------
    Network
        Undirected; weights are not negative.

    Raises
    ------
    NotComputable
        If no statement has row, column and qualifier.

    References
    ----------
    Leifeld, P. (2017). Discourse network analysis: Policy debates as dynamic networks. The Oxford Handbook of
    Political Networks. https://doi.org/10.1093/oxfordhb/9780190228217.013.25

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", 1), ("Cy", "ban", 0), ("Di", "ban", -1)])
    >>> net = congruence(st)
    >>> [(s[10:], t[10:], w) for s, t, w in net.edges.itertuples(index=False)]
    [('Ada', 'Ben', 1.0), ('Ada', 'Cy', 0.5), ('Ben', 'Cy', 0.5), ('Cy', 'Di', 0.5)]
    """
    return _one_mode(
        statements, "congruence", rows, cols, qualifier, normalization, duplicates=duplicates, isolates=isolates,
        exclude=exclude, only=only, min_statements=min_statements,
    )  # fmt: skip


def conflict(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    normalization: str | None = None,
    duplicates: str | None = None,
    isolates: bool = False,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: Mapping[str, int] | None = None,
) -> Network:
    """Tie rows by disagreement on the columns they share; parameters as for :func:`congruence`.

    Parameters
    ----------
    statements, rows, cols, qualifier, normalization, duplicates, isolates, exclude, only, min_statements
        See :func:`congruence`.

    Returns
    -------
    Network
        Undirected; weights are not negative.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1)])
    >>> conflict(st).edges["weight"].tolist()
    [1.0]
    """
    return _one_mode(
        statements, "conflict", rows, cols, qualifier, normalization, duplicates=duplicates, isolates=isolates,
        exclude=exclude, only=only, min_statements=min_statements,
    )  # fmt: skip


def subtract(
    statements: Statements,
    *,
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    normalization: str | None = None,
    duplicates: str | None = None,
    isolates: bool = False,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    min_statements: Mapping[str, int] | None = None,
) -> Network:
    """Tie rows by congruence minus conflict; parameters as for :func:`congruence`.

    Parameters
    ----------
    statements, rows, cols, qualifier, normalization, duplicates, isolates, exclude, only, min_statements
        See :func:`congruence`.

    Returns
    -------
    Network
        Undirected and signed; pairs whose agreement and disagreement cancel have no tie.

    Examples
    --------
    >>> st = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1), ("Cy", "ban", 1)])
    >>> subtract(st).edges["weight"].tolist()
    [-1.0, 1.0, -1.0]
    """
    return _one_mode(
        statements, "subtract", rows, cols, qualifier, normalization, duplicates=duplicates, isolates=isolates,
        exclude=exclude, only=only, min_statements=min_statements,
    )  # fmt: skip


def _one_mode(
    statements: Statements,
    aggregation: str,
    rows: str,
    cols: str,
    qualifier: str | None,
    normalization: str | None,
    **choice: Any,
) -> Network:
    if normalization not in NORMALIZATIONS:
        known = [n for n in NORMALIZATIONS if n]
        raise OptionError(
            f"normalization={normalization!r} is not known.{did_you_mean(str(normalization), known)}"
        )
    counts = count(statements, rows, cols, qualifier, ignoring=aggregation == "ignore", **choice)
    a = counts.matrix()
    source, target, weight = _ties(counts, a, aggregation, _divisor(counts, a, aggregation, normalization))
    if normalization == "jaccard" and len(weight):
        below = _jaccard(counts, a, source, target)
        keep = below != 0
        source, target, weight = source[keep], target[keep], weight[keep] / below[keep]
    columns: dict[str, Any] = {"weight": weight}
    if aggregation == "subtract":
        columns["sign"] = np.sign(weight).astype(np.int64)
    nodes = node_table(statements, rows, counts.rows, counts.activity)
    return Network.from_arrays(nodes, source, target, columns)


def _ties(counts: Counts, a: sparse.csr_array, aggregation: str, divisor: Divisor | None) -> Ties:
    """Return source, target and weight of the ties above the diagonal."""
    from scipy import sparse

    if counts.span == 0 and aggregation in ("conflict", "subtract"):
        return _above_diagonal(_text_conflict(counts, a, aggregation), None, divisor)
    kernel = level_kernel(counts, aggregation)
    if kernel.shape == (1, 1):
        return _above_diagonal(a * kernel[0, 0], a, divisor)
    spread = sparse.kron(sparse.eye_array(len(counts.cols)), sparse.csr_array(kernel), format="csr")
    return _above_diagonal((a @ spread).tocsr(), a, divisor)


Ties = tuple[np.ndarray, np.ndarray, np.ndarray]
Divisor = Callable[[np.ndarray, np.ndarray], np.ndarray]
#: Rows of one block of a product: half of what lies below the diagonal is then never computed.
_BLOCK = 256


def _above_diagonal(left: sparse.csr_array, right: sparse.csr_array | None, divisor: Divisor | None) -> Ties:
    """Return row, column and value of ``left @ right.T`` (or of ``left``) above the diagonal, without zeros.

    The work is done block by block, so that what is computed is read again while it is near.
    """
    n = left.shape[0]
    small = np.int16 if n < 2**15 else np.int32
    parts: list[Ties] = [(np.zeros(0, small), np.zeros(0, small), np.zeros(0))]
    dense = _dense(left, right)
    for low in range(0, n, _BLOCK):
        high = min(low + _BLOCK, n)
        if dense is not None:
            block = dense[0][low:high] @ dense[1][low:].T
            row, col = np.nonzero(np.triu(np.abs(block) > _NOTHING, 1))
            data = block[row, col]
            row, col = row + low, col + low
        else:
            found = left[low:high] if right is None else left[low:high] @ right[low:].T.tocsr()
            row = np.repeat(np.arange(low, high, dtype=np.int32), np.diff(found.indptr))
            col = found.indices + np.int32(0 if right is None else low)
            keep = (col > row) & (np.abs(found.data) > _NOTHING)
            row, col, data = row[keep], col[keep], found.data[keep]
        if divisor is not None:
            data = data / divisor(row, col)
        parts.append((row.astype(small), col.astype(small), data))
    row, col, data = (np.concatenate([p[i] for p in parts]) for i in range(3))
    if len(row) < _SORTED_BELOW:
        order = np.lexsort((col, row))
        row, col, data = row[order], col[order], data[order]
    return row, col, data


def _dense(left: sparse.csr_array, right: sparse.csr_array | None) -> tuple[np.ndarray, np.ndarray] | None:
    """Return the factors as arrays, where they are filled and small enough for that to be faster.

    Only where every sum is exact in floating point, so that its order, which depends on the machine, does not show.
    """
    if (
        right is None
        or left.nnz < _FILLED * left.shape[0] * left.shape[1]
        or left.shape[0] * left.shape[1] > _SMALL
    ):
        return None
    if not all((np.mod(part.data * 4, 1) == 0).all() for part in (left, right)):
        return None
    return left.toarray(), right.toarray()


#: Share of filled cells from which a dense product is faster, and the most cells that it is tried with.
_FILLED = 0.05
_SMALL = 10_000_000
#: What is left of weights that cancel, by rounding.
_NOTHING = 1e-12
#: Ties are put in order of source and target up to this number; beyond it the order is fixed, but not sorted.
_SORTED_BELOW = 1_000_000


def _text_conflict(counts: Counts, a: sparse.csr_array, aggregation: str) -> sparse.csr_array:
    """Conflict for a text qualifier; every pair of rows may have some, so this is dense."""
    from scipy import sparse

    shared = (a @ (a != 0).astype(float).T).toarray()
    s = counts.activity
    alone = s[:, None] - shared
    total = alone + alone.T
    if aggregation == "subtract":
        total = (a @ a.T).toarray() - total
    return sparse.csr_array(total)


def _divisor(
    counts: Counts, a: sparse.csr_array, aggregation: str, normalization: str | None
) -> Divisor | None:
    """Return what the tie of two rows is divided by, where it depends on each alone; a tie's rows have activity."""
    s = counts.activity
    if normalization == "average":
        half = s / 2
        return lambda source, target: half[source] + half[target]
    if normalization == "dna_cosine":
        return lambda source, target: s[source] * s[target]
    if normalization == "cosine":
        root = np.sqrt(_self_weights(counts, a, aggregation))
        return lambda source, target: root[source] * root[target]
    return None


def _jaccard(counts: Counts, a: sparse.csr_array, source: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Return for each tie the statements that either row makes alone, plus the pairs they share."""
    s = counts.activity
    shared = a @ (a != 0).astype(float).T.tocsr()
    pairs = a @ a.T.tocsr()
    alone = s[source] + s[target] - _at(shared, source, target) - _at(shared, target, source)
    return alone + _at(pairs, source, target)


def _self_weights(counts: Counts, a: sparse.csr_array, aggregation: str) -> np.ndarray:
    """Return what each row shares with itself: its congruence, or for ``ignore`` the sum of its squares."""
    from scipy import sparse

    kernel = level_kernel(counts, "ignore" if aggregation == "ignore" else "congruence")
    spread = sparse.kron(sparse.eye_array(len(counts.cols)), sparse.csr_array(kernel), format="csr")
    return np.asarray((a @ spread).multiply(a).sum(axis=1)).ravel()


def _at(matrix: sparse.csr_array, row: np.ndarray, col: np.ndarray) -> np.ndarray:
    return np.asarray(matrix[row, col]).ravel()
