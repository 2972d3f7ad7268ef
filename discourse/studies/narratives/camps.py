"""Who is in which camp: as given, or as agreement and disagreement divide the speakers in two."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from discourse.errors import OptionError
from discourse.model.frustration import best_split
from discourse.studies.narratives.units import Coding

#: Ties of a part up to which the best division is sought exactly.
_EXACT = 150
FOUND = (
    "the camps were found: the division of {rows} in two that contradicts the fewest agreements and disagreements "
    "on {cols}; speakers who agree and disagree with nobody are in neither"
)


def given_camps(found: Coding, camps: Mapping[str, str]) -> np.ndarray:
    """Return the camp of each speaker, empty where it is not given.

    Raises
    ------
    OptionError
        If it is no mapping, or names none of the speakers.
    """
    if not isinstance(camps, Mapping):
        raise OptionError("camps: give the camp of each speaker, as in {'Ada': 'left', 'Ben': 'right'}")
    out = np.array([str(camps.get(name, "")) for name in found.speakers], dtype=object)
    if not (out != "").any():
        raise OptionError(f"camps: none of the names given is a speaker, such as {found.speakers[0]!r}")
    return out


def stances(found: Coding) -> np.ndarray:
    """Return the sign of each speaker's mean stance on each code, 0 where there is none, shape (speakers, codes)."""
    said = np.isfinite(found.stance)
    out = np.zeros((len(found.speakers), len(found.codes)))
    np.add.at(out, (found.speaker[said], found.code[said]), found.stance[said])
    return np.sign(out)


def split(agreement: np.ndarray, *, starts: int, seed: int) -> np.ndarray:
    """Return 1 or −1 by side for each speaker, 0 for those who agree and disagree with nobody.

    Parameters
    ----------
    agreement : numpy.ndarray, shape (n, n)
        Agreements minus disagreements of each pair.
    starts, seed : int
        Of the local search.
    """
    from scipy import sparse

    signs = np.sign(agreement)
    np.fill_diagonal(signs, 0.0)
    tied = np.flatnonzero(signs.any(axis=1))
    side = np.zeros(len(signs), dtype=np.int64)
    if len(tied):
        side[tied] = best_split(
            sparse.csr_array(signs[np.ix_(tied, tied)]),
            largest=_EXACT,
            starts=starts,
            seed=seed,
            bounded=False,
        ).side
    return side


def found_camps(found: Coding, *, seed: int = 0) -> np.ndarray:
    """Return the camps that agreement divides the speakers into: ``camp 1``, ``camp 2``, or empty."""
    matrix = stances(found)
    side = split(matrix @ matrix.T, starts=5, seed=seed)
    return np.array(["camp 2", "", "camp 1"], dtype=object)[side + 1]
