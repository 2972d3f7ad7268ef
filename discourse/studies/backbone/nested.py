"""Nested backbones: again and again, the concept whose removal costs least is dropped."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from discourse.studies.backbone.losses import Losses

#: Losses that differ by less are the same.
TIE = 1e-10


class Nested(NamedTuple):
    """The order in which concepts are dropped.

    Attributes
    ----------
    order : numpy.ndarray of int, shape (concepts,)
    loss : numpy.ndarray, shape (concepts,)
        Of what is left after each.
    left : numpy.ndarray of bool, shape (concepts, concepts)
        The subset that each loss is of.
    redundant : numpy.ndarray, shape (concepts,)
        The loss of what has been dropped so far.
    ties : int
        How often several concepts cost the same.
    """

    order: np.ndarray
    loss: np.ndarray
    left: np.ndarray
    redundant: np.ndarray
    ties: int


def drop_one_by_one(losses: Losses) -> Nested:
    """Drop concepts until none is left.

    Of concepts that cost the same, the last (in the order of labels) is dropped first, and the others are looked at
    again. With ``dna_spectral`` they are all dropped in the same round, the last first, each with the loss of
    dropping it alone, because Discourse Network Analyzer does so; there only losses that are equal to the last bit
    are the same.

    Parameters
    ----------
    losses : Losses

    Returns
    -------
    Nested
    """
    together = losses.loss == "dna_spectral"
    left = np.ones(losses.count, dtype=bool)
    order: list[int] = []
    loss: list[float] = []
    subsets: list[np.ndarray] = []
    ties = 0
    while left.any():
        there = np.flatnonzero(left)
        masks = np.repeat(left[None], len(there), axis=0)
        masks[np.arange(len(there)), there] = False
        found = losses.of(masks)
        tied = np.flatnonzero(found <= found.min() + (0.0 if together else TIE))[::-1]
        ties += len(tied) > 1
        for k in tied if together else tied[:1]:
            order.append(int(there[k]))
            loss.append(float(found[k]))
            subsets.append(masks[k])
            left[there[k]] = False
    dropped = np.zeros((len(order), losses.count), dtype=bool)
    for i, concept in enumerate(order):
        dropped[i:, concept] = True
    return Nested(np.array(order), np.array(loss), np.array(subsets), losses.of(dropped), ties)
