"""MinHash signatures of texts, cut into bands: texts that share a band are worth comparing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from discourse.model.marks.shingles import mix, pieces

BANDS, ROWS, SEED = 16, 6, 20_240_229
_SALTS = mix(np.arange(1, BANDS * ROWS + 1, dtype=np.uint64)).reshape(BANDS, ROWS) | np.uint64(1)


def signatures(texts: Sequence[str]) -> np.ndarray:
    """Hash texts so that those which nearly repeat one another can be found by a join.

    Row i depends on text i alone, so texts may be given in batches of any size and order. Column 0 stands for the
    whole folded text: two texts with the same number there are the same but for case, diacritics and white space.
    Columns 1 to 16 are bands of 6 MinHash values each, over the text's runs of 5 folded characters: two texts with
    Jaccard similarity s agree in at least one band with probability of about 1 - (1 - s**6)**16, which is 0.99 at 0.8
    and 0.22 at 0.5. Equal numbers mean something only in the same column. 0 means nothing to compare: column 0 of a
    text that is empty, columns 1 to 16 of a text of fewer than 40 folded characters. Never join on 0. What a join
    finds in columns 1 to 16 are candidates, to be confirmed by :func:`similarity`.

    Parameters
    ----------
    texts : sequence of str

    Returns
    -------
    numpy.ndarray of uint64, shape (texts, 17)

    References
    ----------
    Broder AZ (1997) On the resemblance and containment of documents. SEQUENCES 1997, 21-29.
    doi:10.1109/SEQUEN.1997.666900

    Examples
    --------
    >>> text = "Nobody here has ever read the agreement that they are shouting about."
    >>> one, same, near, short = signatures([text, text.upper(), text + " Nobody!", "Stay"])
    >>> bool((one == same).all()), bool((one[1:] == near[1:]).any()), int(short[1:].sum())
    (True, True, 0)
    """
    out = np.zeros((len(texts), 1 + BANDS), dtype=np.uint64)
    for piece in pieces(texts):
        part = out[piece.first : piece.first + len(piece.start)]
        part[:, 0] = piece.prints()
        shingles, bounds = piece.shingles()
        part[:, 1:] = _bands(shingles, bounds)
    return out


def bands(texts: Sequence[str]) -> np.ndarray:
    """Return the other columns of :func:`signatures` alone."""
    found = [_bands(*piece.shingles()) for piece in pieces(texts)]
    return np.concatenate(found) if found else np.zeros((0, BANDS), dtype=np.uint64)


def prints(texts: Sequence[str]) -> np.ndarray:
    """Return column 0 of :func:`signatures` alone."""
    found = [piece.prints() for piece in pieces(texts)]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.uint64)


def _bands(shingles: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    from rensa import RMinHash

    out = np.zeros((len(bounds) - 1, BANDS), dtype=np.uint64)
    some = np.flatnonzero(np.diff(bounds))
    if not len(some):
        return out
    rows = np.append(bounds[some], bounds[-1]).astype(np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(shingles, rows, BANDS * ROWS, SEED)
    values = np.array(matrix.to_rows(), dtype=np.uint64).reshape(len(some), BANDS, ROWS)
    hashes = mix((values * _SALTS).sum(axis=2, dtype=np.uint64))
    out[some] = np.maximum(hashes, np.uint64(1))
    return out
