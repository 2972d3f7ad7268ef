"""The state of all chains, and the Gibbs steps that move them."""

from __future__ import annotations

import numpy as np

from discourse.studies.ideal_points.metropolis import Metropolis
from discourse.studies.ideal_points.model import Model
from discourse.studies.ideal_points.normal import above_zero, between, normal_draw


class Chains:
    """The state of all chains, and how they move.

    Parameters
    ----------
    model : Model
    chains : int
    random : numpy.random.Generator
    """

    def __init__(self, model: Model, chains: int, random: np.random.Generator) -> None:
        # Responses in the middle come last, so that both kinds are slices.
        order = np.lexsort((model.col, model.row, (model.response == 1) & (model.levels == 3)))
        row, col, response = model.row[order], model.col[order], model.response[order]
        (n, m), d = model.shape, model.dimensions
        self.model, self.random, self.count = model, random, chains
        self.col, self.cell = col, row * m + col
        self.outer = len(row) - (int((response == 1).sum()) if model.levels == 3 else 0)
        self.side = np.where(response[: self.outer] == 0, -1.0, 1.0)
        self.seen = np.zeros((n, m))
        self.seen[row, col] = 1.0
        self.asked = self.seen.sum(axis=0)
        self.free = np.isnan(model.fixed).all(axis=1)
        self.position = random.standard_normal((chains, n, d))
        signed = model.signs != 0
        self.position[:, signed, 0] = np.abs(self.position[:, signed, 0]) * model.signs[signed]
        self.position[:, ~self.free] = model.fixed[~self.free]
        self.discrimination = random.standard_normal((chains, m, d))
        self.difficulty = 0.5 * random.standard_normal((chains, m))
        self.gap = np.full((chains, m if model.levels == 3 else 0), 0.5 * model.gap_sd)
        self.steps = Metropolis(model, chains, row, col)
        self.latent = np.zeros((chains, n, m))

    def sweep(self, tuning: float = 0.0) -> None:
        """Move all chains once; with ``tuning`` above 0 the Metropolis steps are adapted by that much."""
        self.steps.move(self, tuning)
        mean = self.mean(self.position, self.discrimination, self.difficulty)
        self.latent.reshape(self.count, -1)[:, self.cell] = self._latents(mean)
        self._items()
        self._positions()
        if self.free.all():
            self._shift()
            self._stretch()

    def mean(self, position: np.ndarray, discrimination: np.ndarray, difficulty: np.ndarray) -> np.ndarray:
        """Return the means of the latents, shape (chains, cells)."""
        raw = position @ discrimination.transpose(0, 2, 1) - difficulty[:, None, :]
        return raw.reshape(self.count, -1).take(self.cell, axis=1)

    def _latents(self, mean: np.ndarray) -> np.ndarray:
        chance = self.random.random(mean.shape)
        a = self.outer
        if self.model.levels == 2:
            return self.side * above_zero(self.side * mean, chance)
        wide = self.gap.take(self.col, axis=1)
        out = np.empty_like(mean)
        beyond = above_zero(self.side * mean[:, :a] - wide[:, :a], chance[:, :a])
        out[:, :a] = self.side * (wide[:, :a] + beyond)
        middle, half = mean[:, a:], wide[:, a:]
        out[:, a:] = middle + between(-half - middle, half - middle, chance[:, a:])
        return out

    def _items(self) -> None:
        """Draw the scale of each concept, then its discrimination and difficulty."""
        model, chains, (n, m), d = self.model, self.count, self.model.shape, self.model.dimensions
        design = np.concatenate([self.position, np.full((chains, n, 1), -1.0)], axis=2)
        precision = _products(self.seen.T, design)
        at = np.arange(d + 1)
        precision[:, :, at, at] += model.item_sd**-2.0
        linear = self.latent.transpose(0, 2, 1) @ design
        noise = self.random.standard_normal((chains, m, d + 1))
        centre, spread, explained = normal_draw(precision, linear, noise)
        rest = np.square(self.latent).sum(axis=1) - explained
        freedom = np.broadcast_to(self.asked, rest.shape)
        if model.levels == 3:
            rest, freedom = rest + (self.gap / model.gap_sd) ** 2, freedom + 1.0
        scale = np.sqrt(2.0 * self.random.standard_gamma(freedom / 2) / np.maximum(rest, 1e-300))
        self.latent *= scale[:, None, :]
        if model.levels == 3:
            self.gap = self.gap * scale
        drawn = scale[:, :, None] * centre + spread
        self.discrimination, self.difficulty = np.ascontiguousarray(drawn[:, :, :d]), drawn[:, :, d].copy()

    def _positions(self) -> None:
        model, (n, _), d = self.model, self.model.shape, self.model.dimensions
        precision = _products(self.seen, self.discrimination)
        precision[:, :, np.arange(d), np.arange(d)] += 1.0
        linear = self.latent @ self.discrimination
        linear += self.seen @ (self.difficulty[:, :, None] * self.discrimination)
        noise = self.random.standard_normal((self.count, n, d))
        centre, spread, _ = normal_draw(precision, linear, noise)
        drawn = centre + spread
        held = model.signs != 0
        if held.any():
            sd = precision[:, held, 0, 0] ** -0.5
            chance = self.random.random(sd.shape)
            side = model.signs[held]
            drawn[:, held, 0] = side * sd * above_zero(side * centre[:, held, 0] / sd, chance)
        self.position = np.where(self.free[:, None], drawn, self.position)

    def _shift(self) -> None:
        model, (n, _), d = self.model, self.model.shape, self.model.dimensions
        weight = model.item_sd**-2.0
        turned = self.discrimination.transpose(0, 2, 1)
        precision = (turned @ self.discrimination) * weight
        precision[:, np.arange(d), np.arange(d)] += n
        linear = -self.position.sum(axis=1) - weight * (turned @ self.difficulty[:, :, None])[:, :, 0]
        centre, spread, _ = normal_draw(precision, linear, self.random.standard_normal((self.count, d)))
        by = centre + spread
        wrong = (self.position[:, :, 0] + by[:, :1]) * model.signs < 0
        by[wrong.any(axis=1)] = 0.0
        self.position = self.position + by[:, None, :]
        self.difficulty = self.difficulty + (self.discrimination @ by[:, :, None])[:, :, 0]

    def _stretch(self) -> None:
        """Stretch each dimension: for u = log s the density is that of (n − m) u − A e^2u / 2 − B e^−2u / 2."""
        n, m = self.model.shape
        a = np.square(self.position).sum(axis=1)
        b = np.square(self.discrimination).sum(axis=1) / self.model.item_sd**2
        mode = 0.5 * np.log(((n - m) + np.sqrt((n - m) ** 2 + 4 * a * b)) / (2 * a))
        sd = 1.1 / np.sqrt(2 * a * np.exp(2 * mode) + 2 * b * np.exp(-2 * mode))

        def weight(u: np.ndarray) -> np.ndarray:
            """Return the log of the density over that of the proposal, a normal one at the mode."""
            density = (n - m) * u - (a * np.exp(2 * u) + b * np.exp(-2 * u)) / 2
            return density + ((u - mode) / sd) ** 2 / 2

        proposed = mode + sd * self.random.standard_normal(mode.shape)
        taken = np.log(self.random.random(mode.shape)) < weight(proposed) - weight(np.zeros_like(mode))
        s = np.exp(np.where(taken, proposed, 0.0))[:, None, :]
        self.position = self.position * s
        self.discrimination = self.discrimination / s


def _products(weights: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Return for each row r the sum of weights[r, i] x_i x_i', shape (chains, rows, p, p)."""
    p = columns.shape[2]
    first, second = np.triu_indices(p)
    summed = weights @ (columns[:, :, first] * columns[:, :, second])
    out = np.empty((*summed.shape[:2], p, p))
    out[:, :, first, second] = summed
    out[:, :, second, first] = summed
    return out
