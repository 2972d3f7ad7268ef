"""Statements coded anew, as they might truly be: labels drawn from a confusion matrix, names merged or split."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import NotComputable, OptionError
from discourse.model.statements import Statements

#: Rounds of the search for the true shares, and the change of a share below which it stops.
_ROUNDS, _STILL = 10_000, 1e-10
PRIORS = ("corpus", "sample")


@dataclass(frozen=True)
class Confusion:
    """How hand coding and coding agree.

    Attributes
    ----------
    true, coded : list of str
        Labels by hand (rows) and as coded (columns).
    counts : numpy.ndarray of float, shape (true, coded)
    """

    true: list[str]
    coded: list[str]
    counts: np.ndarray

    @classmethod
    def of(cls, given: Any) -> Confusion:
        """Check a table of counts.

        Raises
        ------
        OptionError
        """
        if not isinstance(given, pd.DataFrame):
            raise OptionError(
                "the confusion matrix is a DataFrame of counts, true labels as rows and coded ones as columns, "
                f"not {type(given).__name__}"
            )
        true, coded = ([str(label) for label in axis] for axis in (given.index, given.columns))
        for axis, labels in (("row", true), ("column", coded)):
            if len(set(labels)) < len(labels):
                twice = next(label for label in labels if labels.count(label) > 1)
                raise OptionError(f"the confusion matrix has the {axis} {twice!r} twice")
        try:
            counts = given.to_numpy(dtype=float)
        except (TypeError, ValueError):
            raise OptionError("the confusion matrix must hold counts, and some are not numbers") from None
        if not np.isfinite(counts).all() or (counts < 0).any():
            raise OptionError("the confusion matrix must hold counts, which are numbers from 0")
        if (counts % 1).any() and np.allclose(counts.sum(axis=1), 1.0, atol=0.02):
            raise OptionError(
                "the rows of the confusion matrix add up to 1: these look like shares, and counts are needed, for they "
                "tell how sure the shares are"
            )
        if not counts.sum():
            raise OptionError("the confusion matrix is empty: it holds no statement coded by hand")
        return cls(true, coded, counts)

    def chances(self, coded: np.ndarray, prior: str) -> np.ndarray:
        """Return the chance of each true label, given the coded one, shape (true, coded).

        Parameters
        ----------
        coded : numpy.ndarray of float, shape (coded,)
            How often each label is coded in the corpus.
        prior : {"corpus", "sample"}
            ``sample`` takes the columns of the matrix as they are, which is right where the statements coded by hand
            are a random sample of the corpus. ``corpus`` takes from the matrix only how each true label is coded, and
            the true labels' shares from the corpus, by Bayes' rule: those under which its coded labels are likeliest
            (by the EM algorithm), so that the sample may hold as many of each label as one likes.

        Returns
        -------
        numpy.ndarray of float
            Columns add up to 1; those that the matrix cannot tell of are NaN.

        Examples
        --------
        >>> found = Confusion(["a", "b"], ["a", "b"], np.array([[8.0, 2.0], [0.0, 10.0]]))
        >>> found.chances(np.array([40.0, 60.0]), "corpus").round(3).tolist()
        [[1.0, 0.167], [0.0, 0.833]]
        """
        joint = self.counts
        if prior == "corpus":
            rows = joint.sum(axis=1, keepdims=True)
            likely = np.divide(joint, rows, out=np.zeros_like(joint), where=rows > 0)
            told = (likely.sum(axis=0) > 0) & (coded > 0)
            seen = np.where(told, coded, 0.0)
            share = rows[:, 0] > 0
            prior_share = share / share.sum()
            for _ in range(_ROUNDS if seen.sum() else 0):
                mixed = likely.T @ prior_share
                ratio = np.divide(seen, mixed, out=np.zeros_like(seen), where=mixed > 0)
                new = prior_share * (likely @ ratio)
                new /= new.sum()
                if np.abs(new - prior_share).max() < _STILL:
                    break
                prior_share = new
            joint = likely * prior_share[:, None]
        total = joint.sum(axis=0, keepdims=True)
        return np.divide(joint, total, out=np.full_like(joint, np.nan), where=total > 0)

    def redrawn(self, rng: np.random.Generator) -> Confusion:
        """Return a matrix that might as well have been found: shares drawn with Gamma weights, size kept.

        Cells that are 0 stay 0.
        """
        some = rng.standard_gamma(self.counts)
        return Confusion(
            self.true, self.coded, some * (self.counts.sum() / some.sum()) if some.sum() else self.counts
        )


class Recoder:
    """Statements, to be coded anew as often as one likes.

    Parameters
    ----------
    statements : Statements
    confusion : Confusion or None
    variable : str
        Whose labels the matrix tells of.
    prior : {"corpus", "sample"}
    nothing : str
        The true label that says that there was nothing to code; such statements are left out.
    merge : mapping of (str, str) to float
        How likely two values of ``names`` are one: the second becomes the first.
    split : mapping of str to float
        How likely a value of ``names`` stands for two: each comment that has it is then of one or of the other.
    names : str
        The variable of ``merge`` and ``split``.
    """

    def __init__(
        self,
        statements: Statements,
        confusion: Confusion | None,
        variable: str,
        *,
        prior: str,
        nothing: str,
        merge: Mapping[tuple[str, str], float],
        split: Mapping[str, float],
        names: str,
    ) -> None:
        self.statements = statements
        self.confusion, self.variable = confusion, variable
        self.prior, self.nothing = prior, nothing
        self.names = names
        self.merge, self.split = merge, split
        #: What a reader must know.
        self.notes: list[str] = []
        if confusion is not None:
            self._prepare(confusion)

    def _prepare(self, confusion: Confusion) -> None:
        column = self.statements.coded(self.variable)
        labels = [str(label) for label in column.labels.tolist()]
        whole = column.labels.dtype != object
        place = {label: i for i, label in enumerate(confusion.coded)}
        self._column = np.append([place.get(label, -1) for label in labels], -1)[column.codes]
        if not (self._column >= 0).any():
            raise OptionError(
                f"none of the columns of the confusion matrix ({', '.join(confusion.coded[:5])}) is a coded value of "
                f"{self.variable} ({', '.join(labels[:5])})"
            )
        self._coded = np.bincount(self._column[self._column >= 0], minlength=len(confusion.coded)).astype(
            float
        )
        chance = confusion.chances(self._coded, self.prior)
        untold = int(
            (((self._column < 0) & (column.codes >= 0)) | np.isnan(chance).all(axis=0)[self._column]).sum()
        )
        if untold:
            self.notes.append(
                f"{untold} statements have a {self.variable} of which the confusion matrix says nothing: they stay"
            )
        for label, times in zip(confusion.coded, self._coded, strict=True):
            if times and label not in confusion.true:
                self.notes.append(
                    f"{label!r} has a column in the confusion matrix but no row, so it is never true: all {times:.0f} "
                    "statements coded so get other labels in the draws"
                )
        values: list[Any] = []
        for label in confusion.true:
            if label == self.nothing:
                values.append(None)
            elif whole:
                try:
                    values.append(int(label))
                except ValueError:
                    raise OptionError(
                        f"the confusion matrix has the row {label!r}, and {self.variable} has whole numbers"
                    ) from None
            else:
                values.append(label)
        self._values = np.array([*values, None], dtype=object)

    def draw(self, rng: np.random.Generator) -> Statements:
        """Return the statements, coded as they might truly be."""
        table = self.statements.table
        keep = np.ones(len(table), dtype=bool)
        changed: dict[str, Any] = {}
        if self.confusion is not None:
            values, keep = self._truth(table, rng)
            changed[self.variable] = pd.Series(values, index=table.index, dtype=table[self.variable].dtype)
        if self.merge or self.split:
            column = _objects(changed.get(self.names, table[self.names]))
            changed[self.names] = pd.Series(self._renamed(column, rng), index=table.index, dtype="str")
        found = table.assign(**changed)
        if not keep.all():
            found = found[keep]
        return self.statements.select(found)

    def _truth(self, table: pd.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        assert self.confusion is not None
        chance = self.confusion.redrawn(rng).chances(self._coded, self.prior)
        told = (self._column >= 0) & ~np.isnan(chance).any(axis=0)[self._column]
        below = np.cumsum(chance, axis=0)
        at = np.flatnonzero(told)
        draw = rng.random(len(at))
        true = (draw[:, None] >= below[:-1, self._column[at]].T).sum(axis=1)
        values = _objects(table[self.variable])
        values[at] = self._values[true]
        keep = np.ones(len(table), dtype=bool)
        keep[at] = np.array([label != self.nothing for label in self.confusion.true])[true]
        if not keep.any():
            raise NotComputable("no statement is left: all are drawn as nothing to be coded")
        return values, keep

    def _renamed(self, column: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        out = column.copy()
        for name, chance in self.split.items():
            happens, side = rng.random() < chance, None
            unit = self.statements.coded("comment_id").codes.astype(np.int64)
            unit = np.where(unit < 0, unit.max(initial=-1) + 1 + np.arange(len(unit)), unit)
            side = rng.random(int(unit.max(initial=0)) + 1) < 0.5
            if happens:
                out[(column == name) & side[unit]] = f"{name} (2)"
        for (kept, gone), chance in self.merge.items():
            if rng.random() < chance:
                out[out == gone] = kept
        return out


def _objects(values: pd.Series) -> np.ndarray:
    """Return the values of a column, None where there is none, in an array of their own."""
    out = values.astype(object).to_numpy(copy=True)
    out[values.isna().to_numpy()] = None
    return out
