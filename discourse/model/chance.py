"""Chance: a score beside its values on random networks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import DataError

#: Share of the values between the bounds of an interval.
LEVEL = 0.95
#: What is said of a difference from chance, by its p.
_CLEAR = 0.05


@dataclass(frozen=True, repr=False)
class Chance:
    """A score beside its values on random networks.

    Parameters
    ----------
    observed : float
        The score of the network itself.
    values : numpy.ndarray of float, shape (nulls,)
        Those of the random networks; NaN where the score is not defined on one.
    null : str
        What the random networks share with the network: ``"0K"`` (nodes and ties), ``"1K"`` (every degree), ``"2K"``
        (the degrees at both ends of ties), ``"sdsm"`` or ``"fdsm"`` (for projections: how much each row and column
        has, on average or exactly).
    seed : int
        From which they were drawn.
    divided : str
        How each of them was divided into groups; empty for a score without groups.

    Examples
    --------
    >>> chance = Chance(0.5, np.linspace(-0.1, 0.1, 99), "1K", 0, "bisection")
    >>> round(chance.mean, 3), round(chance.z, 2), chance.p
    (0.0, 8.53, 0.02)
    """

    observed: float
    values: np.ndarray
    null: str
    seed: int = 0
    divided: str = ""

    def __post_init__(self) -> None:
        values = np.asarray(self.values, dtype=float)
        if values.ndim != 1 or not np.isfinite(values).any():
            raise DataError("Chance: give the values on random networks, at least one of them a number")
        object.__setattr__(self, "values", values)

    @property
    def known(self) -> np.ndarray:
        """The values that are numbers."""
        return self.values[np.isfinite(self.values)]

    @property
    def mean(self) -> float:
        """The mean on random networks."""
        return float(self.known.mean())

    @property
    def sd(self) -> float:
        """The standard deviation on random networks; NaN for a single one."""
        return float(self.known.std(ddof=1)) if len(self.known) > 1 else float("nan")

    @property
    def excess(self) -> float:
        """The score less its mean on random networks."""
        return self.observed - self.mean

    @property
    def z(self) -> float:
        """The excess in standard deviations; 0 where there is none, NaN where random networks do not differ."""
        if np.isclose(self.excess, 0.0, rtol=0.0, atol=1e-12):
            return 0.0
        return self.excess / self.sd if self.sd > 1e-12 else float("nan")

    @property
    def p_upper(self) -> float:
        """The share of values at least as high as the score, the network itself counted as one of them."""
        return float((1 + (self.known >= self.observed - 1e-12).sum()) / (1 + len(self.known)))

    @property
    def p_lower(self) -> float:
        """The share of values at most as high as the score, the network itself counted as one of them."""
        return float((1 + (self.known <= self.observed + 1e-12).sum()) / (1 + len(self.known)))

    @property
    def p(self) -> float:
        """Twice the smaller of `p_upper` and `p_lower`, at most 1: a difference in either direction counts."""
        return min(1.0, 2 * min(self.p_upper, self.p_lower))

    @property
    def range(self) -> tuple[float, float]:
        """The bounds of the middle 95 % of the values on random networks."""
        low, high = np.quantile(self.known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return float(low), float(high)

    @property
    def intervals(self) -> pd.DataFrame:
        """Bounds of 95 % by quantity: of the random values, of their mean, and of the score's excess over them.

        The interval of the excess tells between which bounds the difference to *one* random network lies; that of the
        mean tells how exact the mean of so many draws is.
        """
        low, high = self.range
        error = 1.96 * self.sd / np.sqrt(len(self.known)) if len(self.known) > 1 else np.nan
        rows = {
            "null": (low, high),
            "null_mean": (self.mean - error, self.mean + error),
            "excess": (self.observed - high, self.observed - low),
        }
        return pd.DataFrame(
            [(name, *bounds, LEVEL) for name, bounds in rows.items()],
            columns=["quantity", "low", "high", "level"],
        )

    def sentence(self, name: str = "the score") -> str:
        """Say in plain words whether a score stands out from chance.

        Examples
        --------
        >>> print(Chance(0.5, np.linspace(-0.1, 0.1, 99), "1K", 0, "bisection").sentence("RWC"))
        RWC is .500. On 99 random networks with the same degrees (1K), each divided anew by bisection, it is .000 on average, 95 % of them between -.095 and .095. It is higher than chance (z = 8.53, p = .020).
        """  # noqa: E501
        return f"{name} is {number(self.observed)}. {self.words}"

    @property
    def words(self) -> str:
        """The sentences after the one that tells the value.

        Examples
        --------
        >>> Chance(0.5, np.array([0.5, 0.5]), "1K").words
        'On 2 random networks with the same degrees (1K), it is the same: what they share settles it.'
        """
        low, high = self.range
        divided = (
            "" if not self.divided else _DIVIDED.get(self.divided, f", each divided anew by {self.divided}")
        )
        many = "1 random network" if len(self.known) == 1 else f"{len(self.known)} random networks"
        where = f"On {many} {SHARED.get(self.null, self.null)} ({self.null}){divided},"
        if len(self.known) == 1:
            more = f"One is too few to compare with: ask for {round(2 / _CLEAR)} or more."
            return f"{where} it is {number(self.mean)}. {more}"
        if not self.z and np.isclose(low, high, rtol=0, atol=1e-12):
            return f"{where} it is the same: what they share settles it."
        first = f"{where} it is {number(self.mean)} on average"
        spread = f", 95 % of them between {number(low)} and {number(high)}. "
        if np.isnan(self.z):
            return f"{first}, on all alike. No z can be given, for random networks do not differ in it."
        side = "higher" if self.excess > 0 else "lower"
        told = f"(z = {self.z:.2f}, p {_p(self.p)})."
        beyond = 2 / (1 + len(self.known))  # the least p that so many can give
        if beyond > _CLEAR and np.isclose(self.p, beyond):
            more = f"so few cannot give a smaller p, ask for {round(2 / _CLEAR)} or more"
            return f"{first}{spread}It is {side} than on any of them {told[:-2]}; {more})."
        if self.p <= _CLEAR:
            return f"{first}{spread}It is {side} than chance {told}"
        return f"{first}{spread}It does not stand out from chance {told}"

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it; what is no number is None."""
        values = [float(v) if np.isfinite(v) else None for v in self.values]
        return {**asdict(self), "values": values}

    @classmethod
    def restored(cls, raw: Mapping[str, Any] | None) -> Chance | None:
        """Return what :meth:`stored` gave.

        Examples
        --------
        >>> chance = Chance(0.5, np.array([0.0, np.nan]), "1K", 7)
        >>> Chance.restored(chance.stored()).values.tolist()
        [0.0, nan]
        """
        if raw is None:
            return None
        return cls(**{**raw, "values": np.array(raw["values"], dtype=float)})

    def __repr__(self) -> str:
        return f"Chance({self.null}, {len(self.known)} values, mean {self.mean:.4g}, z {self.z:.3g}, p {self.p:.3g})"


#: What random networks have in common with the network.
SHARED = {
    "0K": "with as many nodes and ties",
    "1K": "with the same degrees",
    "2K": "with the same degrees at both ends of ties",
    "sdsm": "projected from random affiliations with the same margins on average",
    "fdsm": "projected from random affiliations with the same margins",
}
_DIVIDED = {"given": ", with the groups as given"}


def number(value: float) -> str:
    """Return a number with three decimals, as papers write those that cannot be above 1: without the nought.

    Counts from 2 have no decimals.

    Examples
    --------
    >>> number(0.25), number(-0.5), number(3.14159), number(1.0), number(12.0)
    ('.250', '-.500', '3.142', '1.000', '12')
    """
    if abs(value) >= 2 and value == int(value):
        return str(int(value))
    text = f"{value:.3f}"
    text = text.removeprefix("-") if float(text) == 0 else text
    return text.replace("0.", ".", 1) if abs(float(text)) < 1 else text


def _p(value: float) -> str:
    return "< .001" if value < 0.001 else f"= {number(value)}"
