"""Some rows of statements, without copying them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from discourse.model.coded import Coded
from discourse.model.statements import Statements
from discourse.model.tables import Hashes, hashes
from discourse.model.windows import Window


class Rows(Statements):
    """Some rows of checked statements: nothing is copied or checked again until the table is asked for."""

    def __init__(
        self, whole: Statements, index: np.ndarray, window: Window | None, weights: np.ndarray | None
    ) -> None:
        given = {
            "variables": whole.variables, "entities": whole.entities, "made": whole.made,
            "documents": whole.documents, "window": window if window is not None else whole.window,
            "_whole": whole, "_index": index, "_factor": weights,
        }  # fmt: skip
        self.__dict__.update(given)

    @cached_property
    def table(self) -> pd.DataFrame:
        """The rows, as of any statements."""
        out = self.__dict__["_whole"].table.iloc[self.__dict__["_index"]].reset_index(drop=True)
        return out if self.__dict__["_factor"] is None else out.assign(weight=self.weights)

    @cached_property
    def times(self) -> np.ndarray:
        """When each statement was made, UTC; ``NaT`` where that is not known."""
        return self.__dict__["_whole"].times[self.__dict__["_index"]]

    @cached_property
    def weights(self) -> np.ndarray | None:
        """What each statement counts, where a kernel has weighted them."""
        old, factor = self.__dict__["_whole"].weights, self.__dict__["_factor"]
        if old is None:
            return factor
        mine = old[self.__dict__["_index"]]
        return mine if factor is None else mine * factor

    @property
    def uncut(self) -> Statements:
        """What a window was cut from; these statements themselves if they are no window."""
        return self if self.window is None else self.__dict__["_whole"].uncut

    @cached_property
    def _hashes(self) -> Hashes:
        # A value's hash does not depend on its row, so those of the whole serve for every window.
        index = self.__dict__["_index"]
        out = {
            name: (dtype, found[index]) for name, (dtype, found) in self.__dict__["_whole"]._hashes.items()
        }
        if self.__dict__["_factor"] is not None:
            out |= hashes(pd.DataFrame({"weight": self.weights}))
        return out

    def _factorized(self, name: str) -> Coded:
        return self.__dict__["_whole"].coded(name).take(self.__dict__["_index"])

    def __len__(self) -> int:
        return len(self.__dict__["_index"])

    def __reduce__(self) -> tuple[Any, ...]:
        parts = (self.table, self.variables, self.entities, self.made, self.documents, self.window)
        return Statements, parts
