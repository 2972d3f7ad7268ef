"""What the studies of narratives share: statements as arrays, and the comments they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from discourse.errors import NotComputable, OptionError
from discourse.model.roles import usual_qualifier, with_stance
from discourse.model.statements import Statements

if TYPE_CHECKING:
    from scipy import sparse

LEVELS = ("comment", "commenter", "thread")


@dataclass(frozen=True)
class Coding:
    """The statements that have a speaker and a code.

    Attributes
    ----------
    speaker, code, comment, thread : numpy.ndarray of int, shape (statements,)
        Numbers from 0; a statement outside any comment is one of its own.
    speakers, codes : numpy.ndarray of str
        The values that the first two stand for, in order.
    labels : list of str
        Of the codes.
    times : numpy.ndarray of datetime64
    stance : numpy.ndarray of float
        −1, 0, 1 or NaN.
    weights : numpy.ndarray of float
        1, but in a window with a kernel.
    """

    speaker: np.ndarray
    code: np.ndarray
    comment: np.ndarray
    thread: np.ndarray
    speakers: np.ndarray
    codes: np.ndarray
    labels: list[str]
    times: np.ndarray
    stance: np.ndarray
    weights: np.ndarray

    def unit(self, level: str) -> np.ndarray:
        """Return the unit of each statement: its comment, commenter or thread."""
        return {"comment": self.comment, "commenter": self.speaker, "thread": self.thread}[level]

    def held(self, unit: np.ndarray) -> sparse.csr_array:
        """Return which unit holds which code, 0 or 1, shape (units, codes)."""
        from scipy import sparse

        shape = (int(unit.max(initial=-1)) + 1, len(self.codes))
        out = sparse.coo_array((np.ones(len(unit)), (unit, self.code)), shape=shape).tocsr()
        out.sum_duplicates()
        out.data[:] = 1.0
        return out


def coding(statements: Statements, rows: str, cols: str, qualifier: str | None = None) -> Coding:
    """Return the statements that have a value of both variables.

    Raises
    ------
    OptionError
        If a variable is not there or not of text.
    NotComputable
        If no statement has both.
    """
    for option, name in (("rows", rows), ("cols", cols)):
        if statements.variable(name).kind != "text":
            raise OptionError(f"{option}={name!r}: it must be a text variable")
    if rows == cols:
        raise OptionError(f"rows and cols are both {rows!r}; they must differ")
    if qualifier is not None:
        statements.variable(qualifier)
    judged = with_stance(statements, qualifier or usual_qualifier(statements))
    speaker, code, comment = (statements.coded(name) for name in (rows, cols, "comment_id"))
    at = np.flatnonzero((speaker.codes >= 0) & (code.codes >= 0))
    if not len(at):
        raise NotComputable(f"no statement has a {rows} and a {cols}: there is nothing to study")
    speaker, code = speaker.take(at).used(), code.take(at).used()
    inside = comment.codes[at].astype(np.int64)
    inside = np.where(inside < 0, len(comment.labels) + np.arange(len(at)), inside)
    names = statements.labels(cols)
    has_stance = any(v.name == "stance" for v in judged.variables)
    return Coding(
        speaker.codes.astype(np.int64),
        code.codes.astype(np.int64),
        np.unique(inside, return_inverse=True)[1],
        np.unique(statements.coded("document_id").codes[at], return_inverse=True)[1],
        speaker.labels,
        code.labels,
        [names.get(c, c) for c in code.labels],
        statements.times[at],
        judged.table["stance"].to_numpy(dtype=float, na_value=np.nan)[at]
        if has_stance
        else np.full(len(at), np.nan),
        np.ones(len(at)) if statements.weights is None else statements.weights[at],
    )
