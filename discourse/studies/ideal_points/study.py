"""The study: from statements to positions of actors with their uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from discourse.errors import NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.projections.counts import count
from discourse.studies.ideal_points.align import orientation, turns
from discourse.studies.ideal_points.constraints import Anchors, anchors
from discourse.studies.ideal_points.model import Draws, Model
from discourse.studies.ideal_points.responses import Responses, recode, scale_of
from discourse.studies.ideal_points.sampler import sample
from discourse.studies.ideal_points.tables import tables

#: Below this difference between the shares of draws on either side, an actor does not tell the sides apart.
_DOUBT = 0.9


def ideal_points(
    statements: Statements,
    *,
    dimensions: int = 1,
    model: str = "binary",
    rows: str = "commenter",
    cols: str = "narrative",
    qualifier: str | None = "stance",
    duplicates: str | None = None,
    threshold: float | None = None,
    zero_as_missing: bool = True,
    min_actors: int = 2,
    min_statements: Mapping[str, int] | None = None,
    exclude: Mapping[str, Sequence[Any]] | None = None,
    only: Mapping[str, Sequence[Any]] | None = None,
    constraints: Mapping[str, Any] | None = None,
    item_sd: float = 2.0,
    gap_sd: float = 1.0,
    draws: int = 3000,
    burn_in: int = 1000,
    chains: int = 4,
    thin: int = 1,
    seed: int = 0,
) -> Study:
    r"""Place actors on a scale, or on a plane, by what they support and reject.

    An item-response model: with the position θ_i of actor i, the discrimination β_j and the difficulty α_j of concept
    j, P(i supports j) = Φ(β_j'θ_i − α_j). In the ordinal model, P(support) = Φ(β_j'θ_i − α_j − γ_j) and P(rejection) =
    Φ(−β_j'θ_i + α_j − γ_j); what remains is the middle. Priors: θ_i ~ N(0, I), β_j and α_j ~ N(0, ``item_sd``²), γ_j
    half-normal with the scale ``gap_sd``. The posterior is sampled by :mod:`discourse.studies.ideal_points.sampler`.

    Location and scale come from the prior of θ: about two thirds of a population of actors lie between −1 and 1.
    Reflection (in two dimensions, rotation) is settled by ``constraints``, or else after sampling: draws are turned to
    agree with their mean, the axes put where concepts load on one of them (varimax), the stronger axis first, and
    supporting concepts made to lie right (and above).

    Parameters
    ----------
    statements : Statements
    dimensions : {1, 2}
    model : {"binary", "ordinal"}
        Ordinal: rejects < both or neither < supports.
    rows, cols : str
        Variables of actors and concepts.
    qualifier : str or None
        A boolean or integer variable. Without one, a mention is support (which needs ``zero_as_missing=False``).
    duplicates : {None, "document", "day", "week", "month", "year", "range", "dna_week", "dna_month"}
        The same actor, concept and level counts once within it.
    threshold : float, optional
        What share of an actor's statements on a concept must be exceeded by one side, and by one side only, for that
        side to be the response; by default one half.
    zero_as_missing : bool
        Not mentioning a concept is no response; else it is a rejection, or the middle of the ordinal scale.
    min_actors : int
        Concepts with responses of fewer actors are left out, if not mentioning is no response.
    min_statements : dict of str to int, optional
        For ``rows`` or ``cols``, how many statements a value must have.
    exclude, only : dict of str to list, optional
        Which statements are left out, or kept, by values of variables.
    constraints : dict, optional
        By actor, ``"+"`` or ``"-"`` for its side of 0, or its position (in two dimensions a pair of numbers). Choose
        actors who are clearly on a side.
    item_sd, gap_sd : float
        Scales of the priors of concepts.
    draws, burn_in, chains, thin : int
        Draws kept per chain, sweeps before them, number of chains, and how many sweeps a draw takes.
    seed : int

    Returns
    -------
    Study
        ``points``: ``node``, ``dimension`` (1, 2), ``mean``, ``sd``, ``low`` and ``high`` (the shortest interval with
        95 % of the draws), ``rhat``, ``ess`` (bulk), ``ess_tail``; in two dimensions also ``correlation`` (of the
        draws of both coordinates). ``items``: the same for each ``concept`` and ``parameter`` (``discrimination 1``,
        ``difficulty``; ordinal: ``cutpoint 1``, ``cutpoint 2``). ``responses``: ``node``, ``concept``, ``response``,
        ``positive``, ``negative``. ``diagnostics``: ``parameters``, ``rhat`` (the largest), ``ess`` and ``ess_tail``
        (the least), ``converged``. ``trace``: ``node``, ``dimension``, ``chain``, ``draw`` and ``value`` of the
        positions that converged least. Nodes and concepts have a ``label`` beside them where their values are ids.

    Raises
    ------
    OptionError
    NotComputable
        If there are too few actors or concepts, or all responses are the same.

    References
    ----------
    Clinton, J., Jackman, S., & Rivers, D. (2004). The statistical analysis of roll call data. American Political
    Science Review, 98(2). https://doi.org/10.1017/S0003055404001194

    Vehtari, A., Gelman, A., Simpson, D., Carpenter, B., & Bürkner, P.-C. (2021). Rank-normalization, folding, and
    localization: An improved R-hat for assessing convergence of MCMC. Bayesian Analysis, 16(2).
    https://doi.org/10.1214/20-BA1221

    Examples
    --------
    >>> said = [("Ada", "ban", 1), ("Ada", "tax", 1), ("Ada", "cap", 1), ("Ben", "ban", -1), ("Ben", "tax", -1),
    ...         ("Ben", "cap", -1), ("Cy", "ban", 1), ("Cy", "tax", -1), ("Cy", "cap", 1)]
    >>> study = ideal_points(Statements.from_rows(said), draws=500, burn_in=200)
    >>> points = study["points"].sort_values("mean")
    >>> points["node"].tolist(), study["responses"]["response"].sum()
    (['Ben', 'Cy', 'Ada'], np.float64(5.0))
    """
    parameters = {
        "dimensions": dimensions, "model": model, "rows": rows, "cols": cols, "qualifier": qualifier,
        "duplicates": duplicates, "threshold": threshold, "zero_as_missing": zero_as_missing,
        "min_actors": min_actors, "min_statements": dict(min_statements or {}), "exclude": dict(exclude or {}),
        "only": dict(only or {}), "constraints": _plain(constraints), "item_sd": item_sd, "gap_sd": gap_sd,
        "draws": draws, "burn_in": burn_in, "chains": chains, "thin": thin, "seed": seed,
    }  # fmt: skip
    _check_options(dimensions, draws, burn_in, chains, thin, item_sd, gap_sd, model, threshold)
    if statements.weights is not None:
        raise OptionError(
            "these statements are weighted by a kernel, and responses cannot be: cut windows without a kernel"
        )
    variable = statements.variable(qualifier) if qualifier is not None else None
    found = count(
        statements, rows, cols, qualifier, duplicates=duplicates, exclude=exclude, only=only,
        min_statements=min_statements,
    )  # fmt: skip
    answers = recode(
        found, scale_of(variable, found.levels), model, threshold=threshold, zero_as_missing=zero_as_missing,
        min_actors=min_actors,
    )  # fmt: skip
    notes = [*answers.notes, *_check_answers(answers, dimensions)]
    given = anchors(constraints, answers.rows, dimensions)
    row, col = np.nonzero(np.isfinite(answers.matrix))
    spec = Model(
        row, col, answers.matrix[row, col].astype(int), answers.matrix.shape, 2 if model == "binary" else 3,
        dimensions, item_sd, gap_sd, given.fixed, given.sampled_signs,
    )  # fmt: skip
    drawn = sample(spec, draws=draws, burn_in=burn_in, chains=chains, thin=thin, seed=seed)
    labels = statements.labels(rows), statements.labels(cols)
    turned, doubts = aligned(drawn, given, item_sd)
    made, more = tables(turned, answers, labels)
    return Study(made, Made("ideal_points", parameters, notes=(*more, *doubts, *notes)))


def aligned(draws: Draws, given: Anchors, item_sd: float) -> tuple[Draws, list[str]]:
    """Return draws that all lie the same way round.

    Parameters
    ----------
    draws : Draws
    given : Anchors
        Given positions, or several sides: the draws lie right already.
    item_sd : float
        The prior scale of discriminations, by which they count as much as positions.

    Returns
    -------
    Draws
    list of str
        A note if the actor whose side is given stands too near 0 to tell the sides apart.
    """
    position, discrimination = draws.position, draws.discrimination
    chains, count, _, d = position.shape
    first, notes = given.turned_by, []
    if given.held or (given.signs.any() and first is None):
        return draws, []
    both = np.concatenate([position, discrimination / item_sd], axis=2)
    turn = turns(both.reshape(chains * count, -1, d)).reshape(chains, count, d, d)
    turn = turn @ orientation((discrimination @ turn).mean(axis=(0, 1)))
    if first is not None:
        side = np.where((position @ turn)[:, :, first, 0] * given.signs[first] < 0, -1.0, 1.0)
        if abs(float(side.mean())) < _DOUBT:
            notes = [
                "the actor whose side is given stands near 0, so it hardly tells left from right, and other positions "
                "are drawn toward 0: give the side of an actor farther out, or of several"
            ]
        if d == 1:
            turn = turn * side[..., None, None]
        elif side.mean() < 0:
            turn = turn * np.array([-1.0, 1.0])
    return Draws(position @ turn, discrimination @ turn, draws.difficulty, draws.gap), notes


def _plain(constraints: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return constraints without arrays and tuples, as a manifest can hold them."""
    given = dict(constraints) if isinstance(constraints, Mapping) else {}
    return {k: v if isinstance(v, str | int | float) else np.asarray(v).tolist() for k, v in given.items()}


def _check_options(
    dimensions: int,
    draws: int,
    burn_in: int,
    chains: int,
    thin: int,
    item_sd: float,
    gap_sd: float,
    model: str,
    threshold: float | None,
) -> None:
    if isinstance(dimensions, bool) or dimensions not in (1, 2):
        raise OptionError(f"dimensions={dimensions!r}: 1 or 2")
    least = {"draws": (draws, 4), "burn_in": (burn_in, 0), "chains": (chains, 1), "thin": (thin, 1)}
    for name, (value, low) in least.items():
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < low:
            raise OptionError(f"{name}={value!r}: give a whole number of at least {low}")
    for name, sd in {"item_sd": item_sd, "gap_sd": gap_sd}.items():
        number = isinstance(sd, int | float | np.number) and not isinstance(sd, bool)
        if not number or not 0.01 <= sd <= 100:
            raise OptionError(f"{name}={sd!r}: give a standard deviation between 0.01 and 100")
    if model == "ordinal" and isinstance(threshold, float) and threshold < 0.5:
        raise OptionError(
            f"threshold={threshold!r}: in the ordinal model one side must exceed at least one half, so give 0.5 or more"
        )


def _check_answers(answers: Responses, dimensions: int) -> list[str]:
    """Refuse what no scale can be made of; return what is to be said of the rest."""
    actors, concepts = answers.matrix.shape
    if actors < dimensions + 1 or concepts < dimensions + 1:
        raise NotComputable(
            f"{actors} actors and {concepts} concepts have responses; positions in {dimensions} dimension"
            f"{'s' if dimensions > 1 else ''} need at least {dimensions + 1} of each: "
            "give more statements, or lower min_actors"
        )
    low, high = np.nanmin(answers.matrix, axis=0), np.nanmax(answers.matrix, axis=0)
    if low.min() == high.max():
        raise NotComputable(
            "every response is the same, so nothing tells the actors apart: check the qualifier and the threshold "
            "(without a qualifier, zero_as_missing must be False)"
        )
    same = int((low == high).sum())
    told = f"{same} of {concepts} concepts have the same response from all; they tell little of positions"
    return [told] if same else []
