"""Which way round a scale lies: positions that are given, or on which side of 0 an actor is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from discourse.errors import OptionError, did_you_mean

_SIGNS = {"+": 1, "-": -1, "−": -1}


@dataclass(frozen=True)
class Anchors:
    """What is said of actors in advance.

    Attributes
    ----------
    fixed : numpy.ndarray, shape (actors, dimensions)
        Given positions; NaN for the others.
    signs : numpy.ndarray of int, shape (actors,)
        Side of 0 on the first dimension; 0 where none is given.
    """

    fixed: np.ndarray
    signs: np.ndarray

    @property
    def held(self) -> bool:
        """Whether given positions alone settle reflection and rotation."""
        return bool(np.isfinite(self.fixed).any())

    @property
    def turned_by(self) -> int | None:
        """The one actor by whose side draws are reflected, where nothing else is given."""
        at = np.flatnonzero(self.signs)
        return int(at[0]) if len(at) == 1 and not self.held else None

    @property
    def sampled_signs(self) -> np.ndarray:
        """The sides that the sampler must keep to: all, unless reflecting its draws does the same."""
        return np.zeros_like(self.signs) if self.turned_by is not None else self.signs


def anchors(constraints: Mapping[str, Any] | None, actors: np.ndarray, dimensions: int) -> Anchors:
    """Check constraints and return them as arrays.

    Parameters
    ----------
    constraints : dict, optional
        By actor: ``"+"`` or ``"-"``, the side of 0 (in two dimensions, of one actor, on the first); or a position,
        in two dimensions a pair of numbers.
    actors : numpy.ndarray of str
    dimensions : {1, 2}

    Returns
    -------
    Anchors

    Raises
    ------
    OptionError

    Examples
    --------
    >>> anchors({"Ada": "+", "Ben": -1}, np.array(["Ada", "Ben", "Cy"]), 1).fixed.ravel().tolist()
    [nan, -1.0, nan]
    """
    fixed = np.full((len(actors), dimensions), np.nan)
    signs = np.zeros(len(actors), dtype=int)
    place = {name: k for k, name in enumerate(actors.tolist())}
    if constraints is not None and not isinstance(constraints, Mapping):
        raise OptionError("constraints: give a dict of actors, as in {'Ada': '+'}")
    for name, value in (constraints or {}).items():
        if name not in place:
            raise OptionError(
                f"constraints: {name!r} is not among the actors that are scaled.{did_you_mean(str(name), place)}"
            )
        if isinstance(value, str):
            if value not in _SIGNS:
                raise OptionError(
                    f"constraints: {name!r} has {value!r}; give '+', '-' or {_wanted(dimensions)}"
                )
            signs[place[name]] = _SIGNS[value]
        else:
            fixed[place[name]] = _position(name, value, dimensions)
    _enough(fixed, signs, dimensions)
    return Anchors(fixed, signs)


def _wanted(dimensions: int) -> str:
    return "a number" if dimensions == 1 else "a pair of numbers"


def _position(name: str, value: Any, dimensions: int) -> np.ndarray:
    try:
        found = np.asarray(value, dtype=float).ravel()
    except (TypeError, ValueError):
        found = np.zeros(0)
    if found.shape != (dimensions,) or isinstance(value, bool) or not (np.abs(found) <= 10).all():
        raise OptionError(
            f"constraints: {name!r} has {value!r}; give '+', '-' or {_wanted(dimensions)} "
            "(positions have a standard deviation of 1, so not beyond 10)"
        )
    return found


def _enough(fixed: np.ndarray, signs: np.ndarray, dimensions: int) -> None:
    given = fixed[np.isfinite(fixed).all(axis=1)]
    if len(given) == len(fixed) and len(fixed):
        raise OptionError("constraints: every actor has a given position; leave some to be estimated")
    if dimensions == 1:
        if len(given) and not given.any() and not signs.any():
            raise OptionError(
                "constraints: positions of 0 do not tell left from right; give one that is not 0"
            )
        return
    if int((signs != 0).sum()) > 1 or (signs.any() and len(given)):
        raise OptionError(
            "constraints: in two dimensions give one actor '+' or '-', or positions of two actors or more"
        )
    if len(given) and np.linalg.matrix_rank(given) < 2:
        raise OptionError(
            "constraints: in two dimensions give positions of two actors or more that are not on one line through 0"
        )
