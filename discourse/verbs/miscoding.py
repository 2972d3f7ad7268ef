"""How far errors of coding reach: the statements as they might truly be, and everything made anew from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import OptionError, did_you_mean
from discourse.model.bootstrap import Bootstrap
from discourse.model.recoding import PRIORS, Confusion, Recoder
from discourse.model.results import Made, Partition
from discourse.model.statements import Statements
from discourse.verbs.refitting import the_way
from discourse.verbs.resampling import LEIDEN, How, refitted


def coding_error(
    statements: Statements,
    confusion: pd.DataFrame | None = None,
    variable: str = "narrative",
    *,
    project: Mapping[str, Any] | str | None = "congruence",
    cluster: Mapping[str, Any] | str | Partition | None = LEIDEN,
    scores: Sequence[str | Mapping[str, Any]] = ("modularity",),
    prior: str = "corpus",
    nothing: str = "none",
    merge: Mapping[tuple[str, str], float] | None = None,
    split: Mapping[str, float] | None = None,
    names: str = "actor",
    times: int = 100,
    seed: int = 0,
    level: float = 0.95,
) -> Bootstrap:
    """Draw the true labels of all statements, given the coded ones, and go the whole way anew from every draw.

    Parameters
    ----------
    statements : Statements
    confusion : pandas.DataFrame, optional
        Counts of statements that were coded by hand as well: true labels as rows, coded ones as columns. A matrix of
        few statements is unsure itself: every draw takes it with new random weights of its counts.
    variable : str
        Whose labels these are: ``narrative``, ``stance``, ``actor`` or another.
    project, cluster, scores
        As for :func:`discourse.bootstrap`.
    prior : {"corpus", "sample"}
        Where the shares of the true labels are taken from: estimated from how often each label is coded in the
        corpus, or those of the statements coded by hand, which must then be a random sample. See
        :meth:`discourse.model.recoding.Confusion.chances`.
    nothing : str
        The row that says that there was nothing to code; such statements are left out. (Statements that coding
        overlooked cannot be put in.)
    merge : mapping, optional
        How likely two names are one, as in ``{("iran", "tehran"): 0.2}``: the second then becomes the first.
    split : mapping, optional
        How likely a name stands for two, as in ``{"smith": 0.1}``: each comment that has it is then of one of them.
    names : str
        The variable of ``merge`` and ``split``.
    times, seed, level
        As for :func:`discourse.bootstrap`. Intervals are by percentile.

    Returns
    -------
    Bootstrap
        Its ``value`` is that of the statements as coded. For scores of codes, such as shares and means of stance,
        ``mean`` is what is to be expected of the true ones; for scores of a network see Notes.

    Raises
    ------
    OptionError
    NotComputable

    Notes
    -----
    True labels are drawn without regard to who speaks and to what else they say. That is right for shares and means.
    A score of a network, which rests on who agrees with whom, is blurred by it, as it was by the errors of coding: with
    a tenth of the labels wrong, the modularity of planted camps is .31 in truth, .20 as coded and .15 in the draws. So
    for such scores the draws do not say what the truth is: the distance from ``value`` to ``mean`` tells what errors of
    coding do, and the truth lies about as far on the other side.

    Labels are drawn one statement at a time. Errors that come together (a misread word in all comments of a thread)
    reach further than that says.

    Examples
    --------
    >>> rows = [(f"p{i}", story, (-1) ** i) for i in range(12) for story in ("ban", "tax")]
    >>> counts = pd.DataFrame([[45, 5], [5, 45]], index=[-1, 1], columns=[-1, 1])
    >>> found = coding_error(Statements.from_rows(rows), counts, "stance", times=20)
    >>> found.whole["mean"][0] < found.whole["value"][0]
    np.True_
    """
    how = How(times, seed, level, "percentile")
    way = the_way(statements, project, cluster, scores, verb="coding_error")
    if confusion is None and not merge and not split:
        raise OptionError("say what may be wrong: a confusion matrix, or merge= or split= with names")
    if prior not in PRIORS:
        raise OptionError(f"prior={prior!r} is not known.{did_you_mean(str(prior), PRIORS)}")
    statements.variable(variable)
    if not any(v.name == variable for v in statements.variables):
        raise OptionError(
            f"{variable!r} is of the document, which nobody coded; name a variable of the statements"
        )
    merge, split = dict(merge or {}), dict(split or {})
    if merge or split:
        _check_names(statements, names, merge, split)
    recoder = Recoder(
        statements, None if confusion is None else Confusion.of(confusion), variable,
        prior=prior, nothing=nothing, merge=merge, split=split, names=names,
    )  # fmt: skip
    told: dict[str, Any] = {"variable": variable if confusion is not None else None, "prior": prior}
    told |= {"merge": {" = ".join(pair): p for pair, p in merge.items()}, "split": split, "names": names}
    if confusion is not None:
        told["confusion"] = Confusion.of(confusion).counts.tolist()

    def draw(place: int) -> Statements:
        return recoder.draw(np.random.default_rng([seed, place, 2]))

    return refitted(statements, way, draw, how, Made("coding_error", told, notes=tuple(recoder.notes)))


def _check_names(
    statements: Statements, names: str, merge: Mapping[tuple[str, str], float], split: Mapping[str, float]
) -> None:
    if statements.variable(names).kind != "text" or not any(v.name == names for v in statements.variables):
        raise OptionError(f"names={names!r}: merge and split are for a text variable of the statements")
    known = set(statements.coded(names).used().labels.tolist())
    for pair in merge:
        if not isinstance(pair, tuple) or len(pair) != 2 or pair[0] == pair[1]:
            raise OptionError(
                f"merge: name two different values, as in {{('iran', 'tehran'): 0.2}}, not {pair!r}"
            )
    for name in (*(n for pair in merge for n in pair), *split):
        if name not in known:
            raise OptionError(f"{name!r} is no {names} of these statements.{did_you_mean(str(name), known)}")
    for what, chance in (*merge.items(), *split.items()):
        number = isinstance(chance, int | float | np.number) and not isinstance(chance, bool)
        if not number or not 0 <= chance <= 1:
            raise OptionError(f"the probability for {what!r} must lie between 0 and 1, not {chance!r}")
