"""The tables of the study: summaries of draws, and whether they can be relied on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from discourse.studies.ideal_points.convergence import ess, hpd, rhat
from discourse.studies.ideal_points.model import Draws
from discourse.studies.ideal_points.responses import Responses

#: Beyond these the draws are not to be relied on (Vehtari et al. 2021).
MOST_RHAT, LEAST_ESS = 1.01, 400
#: How many positions have a trace, and how many draws of each chain it keeps.
TRACED, TRACE_DRAWS = 6, 500
#: Quantities are summarised so many at a time, for the sake of memory.
_AT_ONCE = 64


def summary(draws: np.ndarray) -> pd.DataFrame:
    """Return ``mean``, ``sd``, ``low``, ``high``, ``rhat``, ``ess`` and ``ess_tail`` of quantities, one row each.

    Parameters
    ----------
    draws : numpy.ndarray, shape (chains, draws, quantities)

    Returns
    -------
    pandas.DataFrame
    """
    parts = []
    for start in range(0, draws.shape[2], _AT_ONCE):
        some = draws[:, :, start : start + _AT_ONCE]
        low, high = hpd(some)
        bulk, tail = ess(some)
        parts.append(
            pd.DataFrame(
                {
                    "mean": some.mean(axis=(0, 1)),
                    "sd": some.std(axis=(0, 1), ddof=1),
                    "low": low,
                    "high": high,
                    "rhat": rhat(some),
                    "ess": bulk,
                    "ess_tail": tail,
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def tables(
    draws: Draws, answers: Responses, labels: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})
) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """Return the tables of the study, and notes on convergence.

    Parameters
    ----------
    draws : Draws
        All the same way round.
    answers : Responses
    labels : pair of dict
        Of actors and of concepts, where they have any.

    Returns
    -------
    dict of str to pandas.DataFrame
    list of str
    """
    chains, count, n, d = draws.position.shape
    points = summary(draws.position.reshape(chains, count, n * d))
    points.insert(0, "node", np.repeat(answers.rows, d))
    points.insert(1, "dimension", np.tile(np.arange(1, d + 1), n))
    if d == 2:
        centred = draws.position - draws.position.mean(axis=(0, 1))
        shared = (centred[..., 0] * centred[..., 1]).mean(axis=(0, 1))
        spread = np.sqrt(np.square(centred).mean(axis=(0, 1))).prod(axis=1)
        points["correlation"] = np.repeat(
            np.divide(shared, spread, out=np.zeros_like(shared), where=spread > 0), 2
        )
    items = _items(draws, answers.cols)
    groups = {
        "positions": points,
        "discriminations": items[items["parameter"].str.startswith("discrimination")],
        "difficulties": items[items["parameter"] == "difficulty"],
        "cutpoints": items[items["parameter"].str.startswith("cutpoint")],
    }
    for table, name, known in ((points, "node", labels[0]), (items, "concept", labels[1])):
        if known:
            table.insert(1, "label", table[name].map(lambda v, known=known: known.get(v, v)))
    diagnostics = pd.DataFrame([_worst(name, part) for name, part in groups.items() if len(part)])
    made = {
        "points": points,
        "items": items,
        "responses": answers.table,
        "diagnostics": diagnostics,
        "trace": _trace(draws, points),
    }
    return made, _say(diagnostics)


def _items(draws: Draws, concepts: np.ndarray) -> pd.DataFrame:
    d = draws.discrimination.shape[3]
    parts = {f"discrimination {k + 1}": draws.discrimination[..., k] for k in range(d)}
    parts["difficulty"] = draws.difficulty
    if draws.gap.shape[2]:
        parts["cutpoint 1"] = draws.difficulty - draws.gap
        parts["cutpoint 2"] = draws.difficulty + draws.gap
    found = [
        summary(values).assign(concept=concepts, parameter=name, order=np.arange(len(concepts)))
        for name, values in parts.items()
    ]
    out = pd.concat(found, ignore_index=True).sort_values("order", kind="stable", ignore_index=True)
    first = ["concept", "parameter"]
    return out[first + [c for c in out.columns if c not in (*first, "order")]]


def _worst(name: str, part: pd.DataFrame) -> dict[str, object]:
    largest, bulk, tail = part["rhat"].max(), part["ess"].min(), part["ess_tail"].min()
    good = largest <= MOST_RHAT and min(bulk, tail) >= LEAST_ESS
    return {"parameters": name, "rhat": largest, "ess": bulk, "ess_tail": tail, "converged": bool(good)}


def _trace(draws: Draws, points: pd.DataFrame) -> pd.DataFrame:
    """Return the draws of the positions with the largest R-hat, thinned."""
    chains, count, n, d = draws.position.shape
    worst = points.sort_values(["rhat", "ess"], ascending=[False, True], kind="stable", na_position="last")
    at = worst.index[worst["rhat"].notna()].to_numpy()[:TRACED]
    kept = np.unique(np.linspace(0, count - 1, min(count, TRACE_DRAWS)).astype(int))
    values = draws.position.reshape(chains, count, n * d)[:, kept][:, :, at]  # chain, draw, quantity
    return pd.DataFrame(
        {
            "node": np.repeat(points["node"].to_numpy()[at], chains * len(kept)),
            "dimension": np.repeat(points["dimension"].to_numpy()[at], chains * len(kept)),
            "chain": np.tile(np.repeat(np.arange(1, chains + 1), len(kept)), len(at)),
            "draw": np.tile(kept + 1, chains * len(at)),
            "value": values.transpose(2, 0, 1).ravel(),
        }
    )


def _say(diagnostics: pd.DataFrame) -> list[str]:
    if diagnostics["converged"].all():
        return []
    bad = diagnostics[~diagnostics["converged"]]
    parts = [
        f"{name} (R-hat up to {largest:.3f}, effective draws down to {least:.0f})"
        for name, largest, least in zip(
            bad["parameters"], bad["rhat"], np.fmin(bad["ess"], bad["ess_tail"]), strict=True
        )
    ]
    return [
        f"not converged: {', '.join(parts)}; R-hat should be at most {MOST_RHAT} and effective draws at least "
        f"{LEAST_ESS}: raise draws and burn_in, or give constraints, before relying on these numbers"
    ]
