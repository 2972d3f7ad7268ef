"""What is sampled, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Model:
    """Responses and priors.

    Attributes
    ----------
    row, col : numpy.ndarray of int, shape (cells,)
        Actor and concept of each response.
    response : numpy.ndarray of int, shape (cells,)
        From 0 to ``levels`` − 1.
    shape : (int, int)
        Numbers of actors and concepts.
    levels : {2, 3}
    dimensions : int
    item_sd, gap_sd : float
        Scales of the priors.
    fixed : numpy.ndarray, shape (actors, dimensions)
        Given positions; NaN for the others.
    signs : numpy.ndarray of int, shape (actors,)
        −1 or 1 for actors who must be on that side of 0 on the first dimension; 0 for the others. Only in one
        dimension.
    """

    row: np.ndarray
    col: np.ndarray
    response: np.ndarray
    shape: tuple[int, int]
    levels: int
    dimensions: int
    item_sd: float
    gap_sd: float
    fixed: np.ndarray
    signs: np.ndarray


@dataclass(frozen=True)
class Draws:
    """What the chains went through.

    Attributes
    ----------
    position : numpy.ndarray, shape (chains, draws, actors, dimensions)
    discrimination : numpy.ndarray, shape (chains, draws, concepts, dimensions)
    difficulty : numpy.ndarray, shape (chains, draws, concepts)
    gap : numpy.ndarray, shape (chains, draws, concepts) or (chains, draws, 0)
    """

    position: np.ndarray
    discrimination: np.ndarray
    difficulty: np.ndarray
    gap: np.ndarray
