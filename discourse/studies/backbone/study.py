"""The study ``backbone``: the concepts that hold the structure of a network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.projections.counts import count
from discourse.projections.dense import AGGREGATIONS, NORMALIZATIONS
from discourse.studies.backbone.annealing import anneal
from discourse.studies.backbone.exact import best_of_all
from discourse.studies.backbone.losses import Losses, penalised
from discourse.studies.backbone.nested import Nested, drop_one_by_one
from discourse.studies.backbone.networks import Concepts
from discourse.studies.backbone.spectra import LOSSES

METHODS = ("nested", "penalty", "fixed", "exact")


def backbone(
    statements: Statements,
    *,
    method: str = "nested",
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    aggregation: str = "subtract",
    normalization: str | None = "average",
    duplicates: str | None = "document",
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    loss: str = "spectral",
    penalty: float = 3.5,
    size: int | None = None,
    iterations: int = 1000,
    restarts: int = 5,
    seed: int = 0,
) -> Study:
    """Find the concepts without which the network of rows would not look as it does, and those it can spare.

    The network of rows is projected from all concepts (the values of ``cols``), and from a subset of them, the
    backbone; ties below 0 are set to 0. The backbone loss is the distance between the spectra of the two; the
    redundant loss is that between the full network and the one on the concepts that are left out. The penalised loss
    is the backbone loss times exp(−p · (n − k) / n), for k of n concepts.

    Parameters
    ----------
    statements : Statements
    method : {"nested", "penalty", "fixed", "exact"}
        ``nested`` drops concepts one by one, each time that whose removal costs least. ``penalty`` looks for the
        subset with the least penalised loss, and ``fixed`` for the best one of ``size`` concepts, by simulated
        annealing. ``exact`` looks at every subset (of ``size`` concepts, if given); there may be 32,768 of them,
        which is all of 15 concepts. Neither the empty nor the full set counts as a backbone.
    rows, cols, qualifier : str
        The rows of the network, the concepts, and the qualifier.
    aggregation : {"ignore", "congruence", "conflict", "subtract"}
        As of :mod:`discourse.projections.one_mode`.
    normalization : {None, "average", "jaccard", "cosine", "dna_cosine"}
    duplicates : {None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month"}
        Within what the same row, column and level counts once.
    exclude, only : dict of str to list, optional
        Statements with any of the values excluded are left out; kept are those whose value is among ``only``, for
        every variable named. The full network is that on what is left.
    loss : {"spectral", "symmetric_spectral", "dna_spectral"}
        ``spectral``: the Euclidean distance between the eigenvalues of the Laplacians D − W, each spectrum divided by
        its sum, ascending; the weight of all ties together makes no difference. ``symmetric_spectral``: that between
        the eigenvalues of I − D^−1/2 W D^−1/2, with 0 for rows without ties. ``dna_spectral``: the sum of absolute
        differences between degrees divided by their sum, descending, which is what Discourse Network Analyzer
        computes; for comparison with published numbers. A network without ties has a spectrum of zeros.
    penalty : float
        p; the larger, the smaller the backbone. Not used by ``fixed``.
    size : int, optional
        How many concepts the backbone has: needed by ``fixed``, possible with ``nested`` (where to cut) and
        ``exact``. By default ``nested`` is cut where the penalised loss is least.
    iterations, restarts : int
        Of simulated annealing: the length and the number of the chains. The temperature at step t of T is
        1 − 1 / (1 + exp(5 − 12 t / T)).
    seed : int
        Of simulated annealing.

    Returns
    -------
    Study
        ``order`` (of ``nested``; the most important concept last): ``iteration``, ``entity``, ``label``,
        ``backbone_loss`` and ``statements`` of what is left, ``redundant_loss`` of what has been dropped,
        ``penalised``, ``in_backbone``. Or ``concepts`` (of the other methods): ``entity``, ``label``,
        ``in_backbone``, ``statements``. ``result``, one row: ``backbone_loss``, ``redundant_loss``, ``penalised``,
        ``size``, ``statements``. ``spectra``: ``index``, ``full``, ``backbone``, ``redundant``. And for annealing
        ``diagnostics``: ``chain``, ``iteration``, ``temperature``, ``proposed`` loss, ``loss`` (current), ``best``,
        ``probability`` of acceptance, ``accepted``, ``acceptance_ratio`` of the last 100 iterations, ``concepts``;
        losses are penalised ones there.

    Raises
    ------
    OptionError
        For an option that is not known, or too many concepts for ``exact``.
    NotComputable
        If there are fewer than two concepts, or the full network has no positive tie.

    References
    ----------
    Chung, F. R. K. (1997). Spectral Graph Theory. American Mathematical Society.

    Kirkpatrick, S., Gelatt, C. D., & Vecchi, M. P. (1983). Optimization by simulated annealing. Science, 220,
    671–680. https://doi.org/10.1126/science.220.4598.671

    Examples
    --------
    >>> said = [("Ada", "ban", 1), ("Ben", "ban", 1), ("Cy", "ban", -1), ("Di", "ban", -1),
    ...         ("Ada", "tax", 1), ("Ben", "tax", 1), ("Cy", "law", 1), ("Ada", "law", -1)]
    >>> study = backbone(Statements.from_rows(said), duplicates=None)
    >>> study["order"]["entity"].tolist()
    ['tax', 'law', 'ban']
    >>> study["order"]["backbone_loss"].round(3).tolist()
    [0.064, 0.064, 0.71]
    """
    _check(method, aggregation, normalization, loss)
    counts = count(
        statements, rows, cols, qualifier, duplicates=duplicates, exclude=exclude, only=only,
        ignoring=aggregation == "ignore",
    )  # fmt: skip
    penalty = _number(penalty)
    total = len(counts.cols)
    if total < 2:
        raise NotComputable(
            f"a backbone leaves concepts out, and these statements have only one {cols}: choose other statements"
        )
    size = _size(size, method, total)
    for name, given, least in (("iterations", iterations, 1), ("restarts", restarts, 1), ("seed", seed, 0)):
        if not _whole(given) or given < least:
            raise OptionError(f"{name} must be a whole number of {least} or more, not {given!r}")
    losses = Losses(Concepts.of(counts, aggregation, normalization), loss)
    each = np.bincount(counts.col, weights=counts.n, minlength=total)
    if statements.weights is None:
        each = each.astype(np.int64)
    labels = statements.labels(cols)
    names = pd.DataFrame(
        {"entity": counts.cols, "label": [labels.get(v, v) for v in counts.cols]}, dtype="str"
    )
    notes: list[str] = []
    tables: dict[str, pd.DataFrame] = {}
    from threadpoolctl import threadpool_limits

    # Matrices are small and many: threads would only wait for one another, and might round differently.
    with threadpool_limits(1, user_api="blas"):
        if not losses.full.any():
            raise NotComputable(
                f"no two {rows}s have a positive tie on all {total} {cols}s, so there is no structure to keep: "
                f"take another aggregation, or more statements"
            )
        if method == "nested":
            found = drop_one_by_one(losses)
            size = _cut(found, penalty) if size is None else size
            mask = np.ones(total, dtype=bool)
            mask[found.order[: total - size]] = False
            tables["order"] = _order(found, names, each, mask, penalty)
            if found.ties:
                notes.append(
                    f"in {found.ties} rounds several concepts cost the same, and their order decided"
                )
        elif method == "exact":
            mask = best_of_all(losses, penalty=penalty, size=size)
        else:
            mask, tables["diagnostics"] = anneal(
                losses, penalty=0.0 if method == "fixed" else penalty, size=size, iterations=int(iterations),
                restarts=int(restarts), seed=int(seed),
            )  # fmt: skip
        if method != "nested":
            tables = {"concepts": _concepts(names, each, mask), **tables}
        tables |= _outcome(losses, mask, each, penalty)
    parameters = {
        "method": method, "rows": rows, "cols": cols, "qualifier": qualifier, "aggregation": aggregation,
        "normalization": normalization, "duplicates": duplicates, "exclude": exclude, "only": only, "loss": loss,
        "penalty": penalty, "size": size, "iterations": iterations, "restarts": restarts, "seed": seed,
    }  # fmt: skip
    first = [n for n in ("order", "concepts", "result", "diagnostics", "spectra") if n in tables]
    return Study({n: tables[n] for n in first}, Made("backbone", parameters, notes=tuple(notes)))


def _check(method: str, aggregation: str, normalization: str | None, loss: str) -> None:
    for name, value, known in (
        ("method", method, METHODS),
        ("aggregation", aggregation, AGGREGATIONS),
        ("normalization", normalization, NORMALIZATIONS),
        ("loss", loss, LOSSES),
    ):
        if value not in known:
            raise OptionError(
                f"{name}={value!r} is not known.{did_you_mean(str(value), filter(None, known))}"
            )


def _whole(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _number(penalty: Any) -> float:
    good = isinstance(penalty, int | float | np.number) and not isinstance(penalty, bool)
    if not good or not 0 <= penalty < np.inf:
        raise OptionError(f"penalty must be a number of 0 or more, not {penalty!r}")
    return float(penalty)


def _size(size: Any, method: str, total: int) -> int | None:
    if size is None:
        if method == "fixed":
            raise OptionError(
                f"method='fixed' needs size=, the number of concepts in the backbone, 1 to {total - 1}"
            )
        return None
    if method == "penalty":
        raise OptionError("method='penalty' finds the size itself: leave size out, or take method='fixed'")
    if not _whole(size) or not 1 <= size < total:
        raise OptionError(
            f"size must be a whole number from 1 to {total - 1} (of {total} concepts), not {size!r}"
        )
    return int(size)


def _cut(found: Nested, penalty: float) -> int:
    """Return the size with the least penalised loss, of equals the smallest."""
    total = len(found.order)
    sizes = np.arange(total - 1, 0, -1)
    cost = penalised(found.loss[:-1], sizes, total, penalty)
    return int(sizes[np.flatnonzero(cost <= cost.min())[-1]])


def _order(
    found: Nested, names: pd.DataFrame, each: np.ndarray, mask: np.ndarray, penalty: float
) -> pd.DataFrame:
    total = len(found.order)
    table = names.iloc[found.order].reset_index(drop=True)
    table.insert(0, "iteration", np.arange(1, total + 1))
    table["backbone_loss"] = found.loss
    table["redundant_loss"] = found.redundant
    table["penalised"] = penalised(found.loss, found.left.sum(axis=1), total, penalty)
    table["statements"] = (found.left * each).sum(axis=1).astype(each.dtype)
    table["in_backbone"] = mask[found.order]
    return table


def _concepts(names: pd.DataFrame, each: np.ndarray, mask: np.ndarray) -> pd.DataFrame:
    """Return all concepts: those of the backbone first, each part by number of statements."""
    order = np.lexsort((np.arange(len(each)), -each, ~mask))
    return names.assign(in_backbone=mask, statements=each).iloc[order]


def _outcome(losses: Losses, mask: np.ndarray, each: np.ndarray, penalty: float) -> dict[str, pd.DataFrame]:
    kept, spared = losses.of(np.array([mask, ~mask]))
    size = int(mask.sum())
    result = pd.DataFrame(
        {
            "backbone_loss": [kept],
            "redundant_loss": [spared],
            "penalised": penalised(np.array([kept]), np.array([size]), losses.count, penalty),
            "size": [size],
            "statements": [each[mask].sum()],
        }
    )
    spectra = pd.DataFrame(
        {
            "index": np.arange(1, losses.concepts.rows + 1),
            "full": losses.full,
            "backbone": losses.spectrum(mask),
            "redundant": losses.spectrum(~mask),
        }
    )
    return {"result": result, "spectra": spectra}
