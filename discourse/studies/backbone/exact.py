"""The best backbone by looking at every subset."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np

from discourse.errors import OptionError
from discourse.studies.backbone.losses import Losses, penalised
from discourse.studies.backbone.nested import TIE

#: Up to so many subsets are looked at: all of 15 concepts.
MOST = 2**15


def best_of_all(losses: Losses, *, penalty: float, size: int | None) -> np.ndarray:
    """Return the subset with the least penalised loss, among all but the empty and the full one.

    Of subsets that cost the same, the smallest is taken, then the first in the order of labels.

    Parameters
    ----------
    losses : Losses
    penalty : float
    size : int or None
        Look only at subsets of so many concepts.

    Returns
    -------
    numpy.ndarray of bool, shape (concepts,)

    Raises
    ------
    OptionError
        If there are too many subsets.
    """
    count = losses.count
    number = 2**count - 2 if size is None else comb(count, size)
    if number > MOST:
        what = f"{count} concepts have {number:,} subsets" + (f" of {size}" if size is not None else "")
        raise OptionError(
            f"{what}, and method='exact' looks at no more than {MOST:,}: take method='penalty' or 'fixed', "
            f"or fewer concepts with only= or exclude="
        )
    sizes = range(1, count) if size is None else [size]
    chosen = [c for k in sizes for c in combinations(range(count), k)]
    masks = np.zeros((len(chosen), count), dtype=bool)
    for row, concepts in enumerate(chosen):
        masks[row, list(concepts)] = True
    found = penalised(losses.of(masks), masks.sum(axis=1), count, penalty)
    return masks[np.flatnonzero(found <= found.min() + TIE)[0]]
