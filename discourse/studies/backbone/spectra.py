"""Spectra of networks, and how far they are apart."""

from __future__ import annotations

import math

import numpy as np

LOSSES = ("spectral", "symmetric_spectral", "dna_spectral")


def spectra(ties: np.ndarray, loss: str) -> np.ndarray:
    """Return the spectra of networks.

    Parameters
    ----------
    ties : numpy.ndarray, shape (networks, n, n)
        Symmetric weights that are not negative, with a diagonal of 0.
    loss : {"spectral", "symmetric_spectral", "dna_spectral"}
        Which spectrum. With W the weights and D the degrees on a diagonal:

        - ``spectral``: the eigenvalues of D − W divided by their sum, ascending.
        - ``symmetric_spectral``: those of I − D^−1/2 W D^−1/2, ascending. A row without ties has 0 on the diagonal,
          so that each of them adds an eigenvalue of 0, as every component does.
        - ``dna_spectral``: the degrees divided by their sum, descending. No spectrum at all, but what Discourse
          Network Analyzer takes for one: the diagonal of the Laplacian in place of its eigenvalues.

    Returns
    -------
    numpy.ndarray, shape (networks, n)
        All 0 for a network without ties.

    References
    ----------
    Chung, F. R. K. (1997). Spectral Graph Theory. American Mathematical Society. Chapter 1.

    Examples
    --------
    >>> path = np.array([[[0.0, 1, 0], [1, 0, 1], [0, 1, 0]]])
    >>> spectra(path, "spectral").round(6).tolist()
    [[0.0, 0.25, 0.75]]
    >>> spectra(path, "symmetric_spectral").round(6).tolist()
    [[0.0, 1.0, 2.0]]
    >>> spectra(path, "dna_spectral").tolist()
    [[0.5, 0.25, 0.25]]
    """
    if loss == "dna_spectral":
        return _shares(ties)
    degrees = ties.sum(axis=2)
    if loss == "spectral":
        total = degrees.sum(axis=1)[:, None, None]
        matrix = -np.divide(ties, total, out=np.zeros_like(ties), where=total > 0)
        diagonal = -matrix.sum(axis=2)
    else:
        root = np.sqrt(degrees)
        below = root[:, :, None] * root[:, None, :]
        matrix = -np.divide(ties, below, out=np.zeros_like(ties), where=below > 0)
        diagonal = (degrees > 0).astype(float)
    place = np.arange(ties.shape[1])
    matrix[:, place, place] = diagonal
    return np.maximum(np.linalg.eigvalsh(matrix), 0.0)


def _shares(ties: np.ndarray) -> np.ndarray:
    # Summed in the order, and with the care, that give the original's numbers to the last bit: it decides ties so.
    degrees = np.sort(np.cumsum(ties, axis=2)[:, :, -1], axis=1)[:, ::-1]
    total = np.array([math.fsum(d) for d in degrees])[:, None]
    return np.divide(degrees, total, out=np.zeros_like(degrees), where=total > 0)


def distances(found: np.ndarray, full: np.ndarray, loss: str) -> np.ndarray:
    """Return how far spectra are from that of the full network.

    Parameters
    ----------
    found : numpy.ndarray, shape (networks, n)
    full : numpy.ndarray, shape (n,)
    loss : str
        As of :func:`spectra`: the Euclidean distance, for ``dna_spectral`` the sum of absolute differences.

    Returns
    -------
    numpy.ndarray, shape (networks,)

    Examples
    --------
    >>> distances(np.array([[0.0, 0.4], [0.3, 0.0]]), np.array([0.3, 0.0]), "spectral").tolist()
    [0.5, 0.0]
    """
    apart = found - full
    if loss == "dna_spectral":
        return np.cumsum(np.abs(apart), axis=1)[:, -1]
    return np.sqrt((apart**2).sum(axis=1))
