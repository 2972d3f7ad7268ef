"""How far apart the networks of windows are."""

from __future__ import annotations

import numpy as np

from discourse.errors import NotComputable, OptionError, did_you_mean
from discourse.studies.phases.networks import Stack

DISTANCES = ("absdiff", "spectral", "dna_spectral")
#: Numbers in one batch of matrices.
_BATCH = 4_000_000


def distances(stack: Stack, distance: str) -> np.ndarray:
    """Return the distance between every two windows, as a share of the largest.

    Parameters
    ----------
    stack : Stack
        Scaled as wished.
    distance : {"absdiff", "spectral", "dna_spectral"}

    Returns
    -------
    numpy.ndarray, shape (windows, windows)
        Symmetric, from 0 to 1, to twelve decimals.

    Raises
    ------
    NotComputable
        If no window has ties, or all have the same network.
    """
    from scipy.spatial.distance import pdist, squareform

    if distance not in DISTANCES:
        raise OptionError(f"distance={distance!r} is not known.{did_you_mean(str(distance), DISTANCES)}")
    size = float(np.abs(stack.ties).max(initial=0.0))
    if size == 0:
        raise NotComputable(
            "no window has a tie, so there is nothing to compare: choose a larger width, or other rows and columns"
        )
    if distance == "absdiff":
        found = pdist(stack.ties, "cityblock")
    elif distance == "spectral":
        found, size = pdist(spectra(stack), "euclidean"), 1.0
    else:
        found, size = pdist(degree_shares(stack), "cityblock"), 1.0
    top = found.max()
    if top <= 1e-10 * size:
        raise NotComputable(
            "all windows have the same network by this distance, so there are no phases to tell apart: "
            "choose a smaller width, or another distance"
        )
    return squareform(np.round(found / top, 12))


def spectra(stack: Stack) -> np.ndarray:
    """Return the eigenvalues of the normalised Laplacian of every window's network, ascending.

    Negative ties count as none. The row of a node without ties is empty, so that it adds an eigenvalue of 0.

    Parameters
    ----------
    stack : Stack

    Returns
    -------
    numpy.ndarray, shape (windows, nodes)
        From 0 to 2.
    """
    n = stack.order
    ties = np.maximum(stack.ties, 0.0)
    out = np.zeros((len(ties), n))
    step = max(_BATCH // (n * n), 1)
    for low in range(0, len(ties), step):
        part = ties[low : low + step]
        matrix = np.zeros((len(part), n, n))
        matrix[:, stack.ends[0], stack.ends[1]] = part
        matrix[:, stack.ends[1], stack.ends[0]] = part
        degree = matrix.sum(axis=2)
        root = np.divide(1.0, np.sqrt(degree), out=np.zeros_like(degree), where=degree > 0)
        matrix *= -root[:, :, None] * root[:, None, :]
        matrix[:, np.arange(n), np.arange(n)] += degree > 0
        out[low : low + step] = np.linalg.eigvalsh(matrix)
    return out


def degree_shares(stack: Stack) -> np.ndarray:
    """Return the nodes' shares of all (positive) ties, ascending: what Discourse Network Analyzer calls a spectrum.

    Parameters
    ----------
    stack : Stack

    Returns
    -------
    numpy.ndarray, shape (windows, nodes)
        Rows sum to 1, or to 0 without ties.
    """
    from scipy import sparse

    ties = np.maximum(stack.ties, 0.0)
    degree = np.zeros((len(ties), stack.order))
    for end in stack.ends:
        at = (np.ones(len(end)), (np.arange(len(end)), end))
        degree += ties @ sparse.coo_array(at, shape=(len(end), stack.order)).tocsr()
    total = degree.sum(axis=1, keepdims=True)
    return np.sort(np.divide(degree, total, out=np.zeros_like(degree), where=total > 0), axis=1)
