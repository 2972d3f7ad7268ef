"""The loss of subsets of concepts: how far the spectrum of their network is from that of all."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import numpy as np

from discourse.studies.backbone.networks import Concepts
from discourse.studies.backbone.spectra import distances, spectra

#: Numbers in the largest array of a batch.
_BATCH = 2_000_000


class Losses:
    """Computes losses of subsets, in batches.

    Parameters
    ----------
    concepts : Concepts
    loss : str
        As of :func:`discourse.studies.backbone.spectra.spectra`.
    """

    def __init__(self, concepts: Concepts, loss: str) -> None:
        self.concepts, self.loss, self.count = concepts, loss, concepts.count

    @cached_property
    def full(self) -> np.ndarray:
        """The spectrum of the network on all concepts."""
        return self.spectrum(np.ones(self.count, dtype=bool))

    def spectrum(self, mask: np.ndarray) -> np.ndarray:
        """Return the spectrum of the network on a subset."""
        return spectra(self.concepts.ties(mask[None]), self.loss)[0]

    def of(self, masks: np.ndarray) -> np.ndarray:
        """Return the loss of each subset.

        Parameters
        ----------
        masks : numpy.ndarray of bool, shape (subsets, concepts)

        Returns
        -------
        numpy.ndarray, shape (subsets,)
            Not negative; 0 for all concepts.
        """
        parts = [
            distances(spectra(self.concepts.ties(m), self.loss), self.full, self.loss)
            for m in self._batches(masks)
        ]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _batches(self, masks: np.ndarray) -> Iterator[np.ndarray]:
        each = self.concepts.rows * max(self.concepts.rows, self.concepts.right.shape[1], 1)
        step = max(_BATCH // each, 1)
        return (masks[low : low + step] for low in range(0, len(masks), step))


def penalised(losses: np.ndarray, sizes: np.ndarray, count: int, penalty: float) -> np.ndarray:
    """Return loss · exp(−p · (n − k) / n) for k of n concepts: the fewer concepts, the less a loss counts.

    Parameters
    ----------
    losses : numpy.ndarray
    sizes : numpy.ndarray
        k, the concepts in each subset.
    count : int
        n, all concepts.
    penalty : float
        p.

    Examples
    --------
    >>> penalised(np.array([0.5, 0.5]), np.array([4, 2]), 4, 2.0).round(4).tolist()
    [0.5, 0.1839]
    """
    return losses * np.exp(-penalty * (count - sizes) / count)
