"""Metropolis steps of positions, concepts and gaps with the latents integrated out.

Far from 0, a position hardly moves given the latents, which lie where the position put them; without the latents it
does. All actors move at once, since given the concepts they are independent, and so do all concepts given the actors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from discourse.studies.ideal_points.model import Model
from discourse.studies.ideal_points.normal import log_below, log_between

if TYPE_CHECKING:
    from discourse.studies.ideal_points.chains import Chains

#: The share of steps that should be taken.
_TAKEN = 0.4
#: The share of steps of positions and concepts that are tried with the other sign.
_FLIPPED = 0.1


class Metropolis:
    """Lengths of steps, by chain and actor or concept, and the steps.

    Parameters
    ----------
    model : Model
    chains : int
    row, col : numpy.ndarray of int, shape (cells,)
        In the order of the chains' cells.
    """

    def __init__(self, model: Model, chains: int, row: np.ndarray, col: np.ndarray) -> None:
        (n, m), at = model.shape, np.arange(chains)[:, None]
        self.place = {"actor": row, "concept": col, "gap": col}
        self.size = {"actor": n, "concept": m, "gap": m}
        self.bins = {name: (at * self.size[name] + index).ravel() for name, index in self.place.items()}
        self.length = {name: np.full((chains, size), 1.0) for name, size in self.size.items()}
        self.log_likelihood = np.zeros((chains, len(row)))

    def move(self, state: Chains, tuning: float) -> None:
        """Move positions, then concepts, then gaps."""
        random, model = state.random, state.model
        self.log_likelihood = self._fit(state, state.mean(*_now(state)), state.gap)
        length, flip = self._kind(random, "actor")
        new = state.position + length[..., None] * random.standard_normal(state.position.shape)
        new = np.where(flip[..., None], -state.position, new)
        new[:, ~state.free] = model.fixed[~state.free]
        prior = (np.square(state.position) - np.square(new)).sum(axis=2) / 2
        prior = np.where(new[:, :, 0] * model.signs < 0, -np.inf, prior)
        fit = self._fit(state, state.mean(new, state.discrimination, state.difficulty), state.gap)
        taken = self._taken(state, "actor", fit, prior, tuning * ~flip)
        state.position = np.where(taken[..., None], new, state.position)

        shape, (length, flip) = state.discrimination.shape, self._kind(random, "concept")
        beta = state.discrimination + length[..., None] * random.standard_normal(shape)
        beta = np.where(flip[..., None], -state.discrimination, beta)
        alpha = state.difficulty + length * random.standard_normal(shape[:2])
        prior = (np.square(state.discrimination) - np.square(beta)).sum(axis=2)
        prior = (prior + np.square(state.difficulty) - np.square(alpha)) / (2 * model.item_sd**2)
        fit = self._fit(state, state.mean(state.position, beta, alpha), state.gap)
        taken = self._taken(state, "concept", fit, prior, tuning * ~flip)
        state.discrimination = np.where(taken[..., None], beta, state.discrimination)
        state.difficulty = np.where(taken, alpha, state.difficulty)

        if model.levels == 3:
            gap = state.gap * np.exp(self.length["gap"] * random.standard_normal(state.gap.shape))
            prior = (np.square(state.gap) - np.square(gap)) / (2 * model.gap_sd**2) + np.log(gap / state.gap)
            fit = self._fit(state, state.mean(*_now(state)), gap)
            state.gap = np.where(self._taken(state, "gap", fit, prior, np.asarray(tuning)), gap, state.gap)

    def _kind(self, random: np.random.Generator, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Return lengths of steps, and which are none but changes of side; so chains pass between two modes."""
        length = self.length[name]
        return length, random.random(length.shape) < _FLIPPED

    def _taken(
        self, state: Chains, name: str, fit: np.ndarray, prior: np.ndarray, tuning: np.ndarray
    ) -> np.ndarray:
        """Decide which steps are taken, keep the likelihood of what comes of it, and tune."""
        shape = self.length[name].shape
        gain = np.bincount(
            self.bins[name], (fit - self.log_likelihood).ravel(), minlength=shape[0] * shape[1]
        )
        chance = np.exp(np.minimum(gain.reshape(shape) + prior, 0.0))
        taken = state.random.random(shape) < chance
        self.log_likelihood = np.where(taken.take(self.place[name], axis=1), fit, self.log_likelihood)
        if tuning.any():
            self.length[name] = np.clip(self.length[name] * np.exp(tuning * (chance - _TAKEN)), 0.02, 5.0)
        return taken

    def _fit(self, state: Chains, mean: np.ndarray, gap: np.ndarray) -> np.ndarray:
        """Return the log-likelihood of each response."""
        if state.model.levels == 2:
            return log_below(state.side * mean)
        wide = gap.take(state.col, axis=1)
        out, a = np.empty_like(mean), state.outer
        out[:, :a] = log_below(state.side * mean[:, :a] - wide[:, :a])
        out[:, a:] = log_between(-wide[:, a:] - mean[:, a:], wide[:, a:] - mean[:, a:])
        return out


def _now(state: Chains) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return state.position, state.discrimination, state.difficulty
