"""Backbones by simulated annealing, the best state of several chains."""

from __future__ import annotations

import numpy as np
import pandas as pd

from discourse.studies.backbone.losses import Losses, penalised
from discourse.studies.backbone.nested import TIE

#: The acceptance ratio is that of so many iterations.
_RECENT = 100


def temperatures(iterations: int) -> np.ndarray:
    """Return 1 − 1 / (1 + exp(5 − 12 t / T)) for t = 1 … T.

    Examples
    --------
    >>> temperatures(4).round(4).tolist()
    [0.8808, 0.2689, 0.018, 0.0009]
    """
    t = np.arange(1, iterations + 1)
    return 1 - 1 / (1 + np.exp(5 - 12 * t / iterations))


def anneal(
    losses: Losses, *, penalty: float, size: int | None, iterations: int, restarts: int, seed: int
) -> tuple[np.ndarray, pd.DataFrame]:
    """Search for the subset with the least penalised loss.

    Each chain starts from a subset drawn at random. A move adds, removes or swaps a concept, each kind as likely as
    the others where it is possible; with ``size``, all moves are swaps. What is better is always accepted, and what
    is worse by the share r of the current loss with the probability exp(−r / temperature). The subset is never empty
    and never full. No subset is computed twice.

    Parameters
    ----------
    losses : Losses
    penalty : float
    size : int or None
    iterations : int
        Of each chain.
    restarts : int
        Number of chains.
    seed : int

    Returns
    -------
    numpy.ndarray of bool, shape (concepts,)
        The best subset that any chain has seen; of equals, the smallest, then the first in the order of labels.
    pandas.DataFrame
        ``chain``, ``iteration``, ``temperature``, ``proposed``, ``loss`` (current), ``best``, ``probability``,
        ``accepted``, ``acceptance_ratio`` (of the last 100 iterations), ``concepts`` (in the current subset).
    """
    count = losses.count
    chains = [np.random.default_rng([seed, chain]) for chain in range(restarts)]
    known: dict[bytes, float] = {}

    def cost(masks: np.ndarray) -> np.ndarray:
        keys = [m.tobytes() for m in masks]
        new = {k: m for k, m in zip(keys, masks, strict=True) if k not in known}
        if new:
            fresh = np.array(list(new.values()))
            found = penalised(losses.of(fresh), fresh.sum(axis=1), count, penalty)
            known.update(zip(new, found.tolist(), strict=True))
        return np.array([known[k] for k in keys])

    now = np.array([_start(rng, count, size) for rng in chains])
    loss = cost(now)
    best = loss.copy()
    heat = temperatures(iterations)
    trace = np.empty((iterations, 6, restarts))
    for t in range(iterations):
        moved = np.array([_move(rng, m, size) for rng, m in zip(chains, now, strict=True)])
        proposed = cost(moved)
        worse = np.maximum(proposed - loss, 0.0)
        scale = np.maximum(loss, 1e-300) * heat[t]
        probability = np.exp(-np.minimum(worse / scale, 700.0))
        accepted = np.array([rng.random() for rng in chains]) < probability
        now[accepted], loss[accepted] = moved[accepted], proposed[accepted]
        best = np.minimum(best, loss)
        trace[t] = proposed, loss, best, probability, accepted, now.sum(axis=1)
    return _best(known, count), _table(trace, heat)


def _start(rng: np.random.Generator, count: int, size: int | None) -> np.ndarray:
    mask = np.zeros(count, dtype=bool)
    mask[rng.permutation(count)[: size if size is not None else rng.integers(1, count)]] = True
    return mask


def _move(rng: np.random.Generator, mask: np.ndarray, size: int | None) -> np.ndarray:
    """Return a neighbour of a subset."""
    within, without = np.flatnonzero(mask), np.flatnonzero(~mask)
    kinds = ["swap"]
    if size is None:
        kinds += ["add"] * (len(without) > 1) + ["remove"] * (len(within) > 1)
    kind = kinds[rng.integers(len(kinds))]
    out = mask.copy()
    if kind != "add":
        out[within[rng.integers(len(within))]] = False
    if kind != "remove":
        out[without[rng.integers(len(without))]] = True
    return out


def _best(known: dict[bytes, float], count: int) -> np.ndarray:
    least = min(known.values())
    tied = [np.frombuffer(k, dtype=bool) for k, v in known.items() if v <= least + TIE]
    return min(tied, key=lambda m: (int(m.sum()), (~m).tolist()))


def _table(trace: np.ndarray, heat: np.ndarray) -> pd.DataFrame:
    """Return what happened, chain by chain."""
    iterations, _, chains = trace.shape
    columns = dict(
        zip(
            ("proposed", "loss", "best", "probability", "accepted", "concepts"),
            trace.transpose(1, 2, 0).reshape(6, -1), strict=True,
        )
    )  # fmt: skip
    frame = pd.DataFrame(
        {
            "chain": np.repeat(np.arange(1, chains + 1), iterations),
            "iteration": np.tile(np.arange(1, iterations + 1), chains),
            "temperature": np.tile(heat, chains),
            **columns,
        }
    )
    recent = frame.groupby("chain")["accepted"].rolling(_RECENT, min_periods=1).mean()
    frame["accepted"] = frame["accepted"] > 0
    frame.insert(8, "acceptance_ratio", recent.to_numpy())
    return frame.astype({"concepts": "int64"})
