"""What all backbones share: the p that decides, correction for many tests, and making the network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from discourse.backbones._incidence import PROJECTIONS, Incidence
from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.model.network import Network

CORRECTIONS = ("bonferroni", "holm", "bh")


@dataclass(frozen=True)
class Rule:
    """Which ties are kept.

    Attributes
    ----------
    alpha : float
    correction : {None, "bonferroni", "holm", "bh"}
    signed : bool
        Whether both tails count.
    """

    alpha: float
    correction: str | None
    signed: bool = False

    def __post_init__(self) -> None:
        number = isinstance(self.alpha, int | float | np.number) and not isinstance(self.alpha, bool)
        if not number or not 0 < float(self.alpha) <= 1:
            raise OptionError(f"alpha must be a number above 0 and up to 1, not {self.alpha!r}")
        known = isinstance(self.correction, str) and self.correction in CORRECTIONS
        if self.correction is not None and not known:
            raise OptionError(
                f"correction={self.correction!r} is not known.{did_you_mean(str(self.correction), CORRECTIONS)}"
            )
        if not isinstance(self.signed, bool | np.bool_):
            raise OptionError(f"signed must be True or False, not {self.signed!r}")


def corrected(p: np.ndarray, correction: str | None, tests: int) -> np.ndarray:
    """Return p corrected for so many tests; those of them that are not among ``p`` are taken to have given 1.

    Parameters
    ----------
    p : numpy.ndarray of float
    correction : {None, "bonferroni", "holm", "bh"}
        Holm [1]_ and Bonferroni bound the chance of any false tie; Benjamini and Hochberg [2]_ the share of false ones.
    tests : int

    Returns
    -------
    numpy.ndarray of float

    References
    ----------
    .. [1] Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian Journal of
       Statistics* 6, 65–70.
    .. [2] Benjamini, Y. & Hochberg, Y. (1995). Controlling the false discovery rate. *Journal of the Royal Statistical
       Society B* 57, 289–300. https://doi.org/10.1111/j.2517-6161.1995.tb02031.x

    Examples
    --------
    >>> [corrected(np.array([0.01, 0.04, 0.03]), how, 3).round(2).tolist() for how in ("holm", "bh", "bonferroni")]
    [[0.03, 0.06, 0.06], [0.03, 0.04, 0.04], [0.03, 0.12, 0.09]]
    """
    if correction is None or not len(p):
        return p
    if correction == "bonferroni":
        return np.minimum(p * tests, 1.0)
    order = np.argsort(p, kind="stable")
    out = np.empty(len(p))
    if correction == "holm":
        out[order] = np.maximum.accumulate(p[order] * (tests - np.arange(len(p))))
    else:
        share = p[order] * tests / np.arange(1, len(p) + 1)
        out[order] = np.minimum.accumulate(share[::-1])[::-1]
    return np.minimum(out, 1.0)


def of_rows(
    incidence: Incidence,
    pairs: tuple[np.ndarray, np.ndarray, np.ndarray],
    p: tuple[np.ndarray, np.ndarray],
    rule: Rule,
    notes: list[str] | None = None,
) -> Network:
    """Return the rows with the ties that are kept.

    Parameters
    ----------
    incidence : Incidence
    pairs : source, target, shared
    p : upper, lower
    rule : Rule
    notes : list of str, optional
    """
    i, j, shared = pairs
    upper, lower = p
    one = np.minimum(1.0, 2 * np.minimum(upper, lower)) if rule.signed else upper
    decides = corrected(one, rule.correction, incidence.pairs)
    sign = np.where(upper < lower, 1, -1)
    keep = (decides <= rule.alpha) & ((upper != lower) if rule.signed else (shared > 0))
    weight = sign if rule.signed else shared
    columns: dict[str, Any] = {
        "weight": weight[keep].astype(float),
        "shared": shared[keep],
        "p": upper[keep],
        "p_lower": lower[keep],
        "p_adjusted": decides[keep],
    }
    if rule.signed:
        columns["sign"] = sign[keep].astype(np.int64)
    made = {"rows": incidence.names[0], "cols": incidence.names[1], "tests": incidence.pairs}
    told = [*(notes or []), _many(incidence.pairs, rule)]
    return Network.from_arrays(incidence.nodes, i[keep], j[keep], columns, made=made | {"notes": told})


def weighed(
    network: Network, method: str
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """Return the ties that count: their rows among the edges, both ends and sizes; and what is to be said of them."""
    source, target = network.ends
    weight = network.edges["weight"].to_numpy()
    at = np.flatnonzero((source != target) & (weight != 0))
    if not len(at):
        raise NotComputable(f"{method!r} is not defined on a network without ties")
    notes = ["negative weights counted by their size"] if (weight[at] < 0).any() else []
    return at, source[at], target[at], np.abs(weight[at]), notes


def of_ties(
    network: Network,
    at: np.ndarray,
    p: np.ndarray,
    rule: Rule,
    notes: list[str],
    *,
    exact: bool = True,
    **more: np.ndarray,
) -> Network:
    """Return a network with those of its ties that are kept.

    Parameters
    ----------
    network : Network
    at : numpy.ndarray of int
        The rows of the edges that were tested.
    p : numpy.ndarray of float
        Of each of them.
    rule : Rule
    notes : list of str
    exact : bool
        Whether p is the chance that a tie is as heavy without being more than chance.
    **more
        Other columns, of what was tested.
    """
    decides = corrected(p, rule.correction, len(p))
    keep = decides <= rule.alpha
    columns = {**more, "p": p, "p_adjusted": decides}
    edges = network.edges.iloc[at[keep]].assign(**{name: column[keep] for name, column in columns.items()})
    told = [*notes, _many(len(p), rule, exact=exact)]
    made = str(network.made.get("method", ""))
    if made in PROJECTIONS:
        told.insert(
            0,
            f"this network is a projection ({made}): its ties are not independent of one another, and this backbone "
            "does not suit it; use 'sdsm' with the two-mode network (Neal 2022, doi 10.1371/journal.pone.0269137)",
        )
    return Network(network.nodes, edges, network.directed, {"tests": len(p), "notes": told})


def _many(tests: int, rule: Rule, *, exact: bool = True) -> str:
    """Say how many ties would be kept if there were nothing but chance."""
    count = "1 test" if tests == 1 else f"{tests} tests"
    if rule.correction is not None:
        return f"{count}, corrected for their number ({rule.correction})"
    told = f"{count} at {rule.alpha:g} without correction for their number"
    return (
        f"{told}: by chance alone up to about {rule.alpha * tests:.3g} ties would be kept" if exact else told
    )
