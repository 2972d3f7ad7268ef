"""Which statements a projection counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from discourse.errors import OptionError, did_you_mean
from discourse.model.statements import Statements


def chosen(
    statements: Statements,
    exclude: Mapping[str, Sequence[Any]] | None,
    only: Mapping[str, Sequence[Any]] | None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return masks of the statements whose documents are chosen, and of those chosen altogether.

    Parameters
    ----------
    statements : Statements
    exclude, only : dict of str to list, optional
        By a variable, one of the document included.

    Returns
    -------
    documents, both : numpy.ndarray of bool, shape (statements,)

    Raises
    ------
    OptionError
    """
    of_documents = np.ones(len(statements), dtype=bool)
    both = of_documents.copy()
    for option, choice in (("exclude", exclude), ("only", only)):
        if choice is not None and not isinstance(choice, Mapping):
            raise OptionError(
                f"{option}: give a list of values per variable, as in {{'concept': ['a value']}}"
            )
        for name, values in (choice or {}).items():
            _check(option, name, values)
            hit = _listed(statements, option, name, values)
            keep = hit if option == "only" else ~hit
            both &= keep
            if not any(v.name == name for v in statements.variables):
                of_documents &= keep
    return of_documents, both


def _check(option: str, name: str, values: Any) -> None:
    if isinstance(values, str) or not hasattr(values, "__iter__"):
        raise OptionError(f"{option}: give a list of values of {name!r}, as in {{{name!r}: [{values!r}]}}")


def _listed(statements: Statements, option: str, name: str, values: Sequence[Any]) -> np.ndarray:
    try:
        coded = statements.coded(name)
    except OptionError as error:
        raise OptionError(f"{option}: {error}") from None
    wanted = set(values)
    if coded.labels.dtype == object:
        hits = [label in wanted for label in coded.labels]
    else:  # numbers may be given as text, as they come from a command line
        hits = [label in wanted or str(label) in wanted for label in coded.labels.tolist()]
    return np.append(np.array(hits, dtype=bool), False)[coded.codes]


def enough(codes: Mapping[str, np.ndarray], least: Mapping[str, int]) -> np.ndarray:
    """Return the places of statements whose row and column have enough of them.

    Parameters
    ----------
    codes : dict of str to numpy.ndarray of int
        The codes of rows and of columns, by variable.
    least : dict of str to int
        How many statements a value must have.

    Returns
    -------
    numpy.ndarray of int
        After leaving out rare values until all that remain have enough.

    Raises
    ------
    OptionError

    Examples
    --------
    >>> enough({"a": np.array([0, 0, 1]), "b": np.array([0, 1, 0])}, {"a": 2})
    array([0, 1])
    """
    if not isinstance(least, Mapping):
        raise OptionError(f"min_statements: give a number per variable, as in {{{next(iter(codes))!r}: 2}}")
    for name, number in least.items():
        if name not in codes:
            raise OptionError(
                f"min_statements: {name!r} is neither the rows nor the columns.{did_you_mean(name, codes)}"
            )
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 0:
            raise OptionError(f"min_statements: {name!r} needs a whole number, not {number!r}")
    at = np.arange(len(next(iter(codes.values()))))
    while True:
        keep = np.ones(len(at), dtype=bool)
        for name, number in least.items():
            mine = codes[name][at]
            keep &= np.bincount(mine, minlength=1)[mine] >= number
        if keep.all():
            return at
        at = at[keep]
