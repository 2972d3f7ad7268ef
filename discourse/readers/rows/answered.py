"""What the comments that are answered say, and columns that tell of some rows only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np


class Answered(Sequence[str | None]):
    """The text of the comment that each one answers, looked up only where it is asked for.

    Parameters
    ----------
    texts : sequence of str
    places : numpy.ndarray or numpy.ma.MaskedArray
        Of each comment, the place of the text it answers; masked or None where it answers none.
    """

    def __init__(self, texts: Sequence[str], places: Any) -> None:
        self.texts = texts
        self.places, self.there = taken_apart(places)

    def __len__(self) -> int:
        return len(self.there)

    def __getitem__(self, i: Any) -> Any:
        return self.texts[int(self.places[i])] if self.there[i] else None


def taken_apart(values: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of a column, masked or not, and where there is one that is not None."""
    data = np.ma.getdata(values)
    there = ~np.ma.getmaskarray(values)
    if data.dtype == object:
        there &= np.not_equal(data, np.array(None))
    return data, there
